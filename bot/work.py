"""All that is kept going on a store: delivery, personal reminders, and what organizers do; joined in one place."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.acting import Copies
from bot.announcer import Announcer, organizers_of
from bot.arranging import Arrangements
from bot.config import Config
from bot.core import Bot
from bot.desk import Changes
from bot.looking_back import LookingBack
from bot.looks import Looks
from bot.organizing import Desk
from bot.ports import Platform
from bot.posts.deliver import Delivery
from bot.posts.ladders import Planning, planning_of
from bot.posts.places import Community, takers
from bot.posts.plan import plan
from bot.questioning import Questions
from bot.relayed import HasSources
from bot.relaying import Relaying
from bot.reminding import Reminding
from bot.store.announcements import Announcements
from bot.store.desk import DeskStore
from bot.store.outbox import Outbox
from bot.store.pointing import Pointings
from bot.store.questions import Questions as KeptQuestions
from bot.store.relays import Relays
from bot.store.reminders import Reminders
from bot.store.settings import SettingsStore
from bot.store.transactions import Transactions
from bot.watching import Status, events_of, feeds_of, links_of, posts_of, process_since, store_of

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
    looking_back: LookingBack
    arrangements: Arrangements
    copies: Copies
    status: Status
    announcer: Announcer
    looks: Looks

    async def begin(self) -> None:
        """Take up what the last process left, and let people reach it."""
        await self.arrangements.begin()
        if self.arrangements.platform_of:
            self._arranged(self.arrangements.communities())
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
        return Desk(
            changes=self.changes,
            log=self.changes.kept,
            questions=self.questions,
            pointing=self.pointing,
            relays=self.relaying,
            settings=self.arrangements,
            outbox=self.copies,
            status=self.status,
            announcing=self.announcer,
            looking=self.looks,
        )

    async def adopt(self) -> None:
        """Let everything follow the facts that the bot has now."""
        catalog = await self.changes.adopt(takers(self.delivery.communities))
        await self.delivery.adopt(plan(catalog, self.planning))
        await self.reminding.adopt()

    async def tick(self) -> datetime | None:
        """Begin what is due, and give when something is next (aware UTC)."""
        await self.announcer.tick()
        reminded = await self.reminding.tick()
        await self.questions.tick()
        await self.changes.tick()
        self.looking_back.tick()
        await self.delivery.tick()
        return min(filter(None, (reminded, await self.delivery.outbox.next_at())), default=None)

    def wakes(self, wake: Callable[[], None], told: Callable[[], None]) -> None:
        """Take what is to be called when something is to be done at once, and when all is to be planned anew."""
        for each in (
            self.delivery,
            self.reminding,
            self.changes,
            self.questions,
            self.relaying,
            self.copies,
            self.announcer,
        ):
            each.wake = wake

        def arranged(communities: Mapping[str, Community]) -> None:
            self._arranged(communities)
            told()

        self.arrangements.changed = arranged

    def _arranged(self, communities: Mapping[str, Community]) -> None:
        """Take up how the communities are arranged from now on."""
        for each in (self.delivery, self.relaying, self.announcer, self.looks):
            each.communities = communities

    async def end(self) -> None:
        """Let nobody reach it any more, and finish what is under way."""
        self.bot.personal = self.bot.questions = self.bot.desk = None
        await self.questions.settle()
        await self.looking_back.end()
        await self.delivery.stop(FINISH)


@dataclass(frozen=True)
class Settings:
    """The settings of config.toml, and the platform of each community that is connected, by its name."""

    config: Config
    platform_of: Mapping[str, Platform] = field(default_factory=dict)


def work_of(bot: Bot, store: Transactions, delivery: Delivery, settings: Settings) -> Work:
    """Join the parts on a store, by the clock of delivery."""
    clock, config = delivery.clock, settings.config
    direct = {name: each.border for name, each in delivery.communities.items() if each.is_direct}
    borders = {name: each.border for name, each in settings.platform_of.items()} or direct
    invitations = {each.name: (each.invitation, each.platform) for each in config.communities}
    outbox, planning = Outbox(store), planning_of(config)
    relaying = Relaying(bot, Relays(store), delivery.communities, clock, invitations)
    sources = {name: each for name, each in settings.platform_of.items() if isinstance(each, HasSources)}
    arrangements = Arrangements(config.communities, settings.platform_of, SettingsStore(store))
    parts = (  # what else is watched belongs here
        posts_of(outbox),
        store_of(outbox),
        feeds_of(bot),
        links_of(bot),
        events_of(bot, config.communities),
        process_since(clock()),
    )
    return Work(
        bot=bot,
        planning=planning,
        delivery=delivery,
        reminding=Reminding(bot, Reminders(store), borders, clock),
        changes=Changes(
            bot, DeskStore(store), clock, tell=delivery.tell, planning=planning, names_for=config.desk.names
        ),
        questions=Questions(bot, KeptQuestions(store), delivery, clock, config.desk.questions),
        pointing=Pointings(store, clock),
        relaying=relaying,
        looking_back=LookingBack(relaying, sources),
        arrangements=arrangements,
        copies=Copies(outbox, store, arrangements, clock),
        status=Status(tuple(dict.fromkeys(settings.platform_of.values())), parts),
        announcer=Announcer(
            Announcements(store), delivery.communities, clock, organizers_of(config), config.bot.organizer_word
        ),
        looks=Looks(delivery.communities, arrangements.called, bot.line("help")),
    )
