"""All that is kept going on a store: delivery, personal reminders, and what organizers do; joined in one place."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.config import Config
from bot.core import Bot
from bot.desk import Changes
from bot.organizing import Desk
from bot.posts.deliver import Delivery
from bot.posts.ladders import Planning, planning_of
from bot.posts.places import takers
from bot.posts.plan import plan
from bot.questioning import Questions
from bot.relaying import Relaying
from bot.reminding import Reminding
from bot.store.database import Store
from bot.store.desk import DeskStore
from bot.store.pointing import Pointings
from bot.store.questions import Questions as KeptQuestions
from bot.store.relays import Relays
from bot.store.reminders import Reminders

FINISH = 3.0  # seconds for what is under way at the end


@dataclass
class Work:
    """What is kept going, and what each part does at a beginning, at new facts and at each tick."""

    bot: Bot
    planning: Planning
    delivery: Delivery
    reminding: Reminding
    changes: Changes
    questions: Questions
    pointing: Pointings
    relaying: Relaying

    async def begin(self) -> None:
        """Take up what the last process left, and let people reach it."""
        await self.changes.begin()
        await self.reminding.begin()
        await self.relaying.begin()
        await self.adopt()
        await self.delivery.recover()
        if self.reminding.borders:  # else nobody can be written to: from the page alone, say
            self.bot.personal, self.bot.questions = self.reminding, self.questions
        self.bot.desk = self.desk

    @property
    def desk(self) -> Desk:
        """Give what organizers work with."""
        return Desk(self.changes, self.changes.kept, self.questions, self.pointing, self.relaying)

    async def adopt(self) -> None:
        """Let everything follow the facts that the bot has now."""
        await self.changes.adopt(takers(self.delivery.communities))
        await self.delivery.adopt(plan(self.bot.catalog, self.planning))
        await self.reminding.adopt()

    async def tick(self) -> datetime | None:
        """Begin what is due, and give when something is next (aware UTC)."""
        reminded = await self.reminding.tick()
        await self.questions.tick()
        await self.delivery.tick()
        return min(filter(None, (reminded, await self.delivery.outbox.next_at())), default=None)

    def wakes(self, wake: Callable[[], None]) -> None:
        """Take what is to be called when something is to be done at once."""
        for each in (self.delivery, self.reminding, self.changes, self.questions, self.relaying):
            each.wake = wake

    async def end(self) -> None:
        """Let nobody reach it any more, and finish what is under way."""
        self.bot.personal = self.bot.questions = self.bot.desk = None
        await self.questions.settle()
        await self.delivery.stop(FINISH)


def work_of(bot: Bot, store: Store, delivery: Delivery, config: Config) -> Work:
    """Join the parts on a store, by the clock of delivery."""
    clock, communities = delivery.clock, delivery.communities
    borders = {name: each.border for name, each in communities.items() if each.is_direct}
    invitations = {each.name: (each.invitation, each.platform) for each in config.communities}
    return Work(
        bot,
        planning_of(config),
        delivery,
        Reminding(bot, Reminders(store), borders, clock),
        Changes(bot, DeskStore(store), clock, tell=delivery.tell, planning=planning_of(config)),
        Questions(bot, KeptQuestions(store), delivery, clock, config.desk.questions),
        Pointings(store, clock),
        Relaying(bot, Relays(store), communities, clock, invitations),
    )
