"""Posting as it runs for long: the plan kept in step with the facts, and delivery woken when something is due."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.announcer import Announcer
from bot.config import Config
from bot.core import Bot
from bot.desk import Changes
from bot.organizing import Desk
from bot.posts.deliver import Delivery
from bot.posts.ladders import Planning
from bot.posts.places import takers
from bot.posts.plan import plan
from bot.posts.post import Plan
from bot.questioning import Questions
from bot.reminding import Reminding
from bot.ticker import Ticker

FINISH = 3.0  # seconds for what is under way at the end
BREATH = timedelta(milliseconds=50)  # between two calls, while what is due is still under way


def planning_of(config: Config) -> Planning:
    """Give how the settings want posts to be planned."""
    return Planning(config.posts.ladders, config.posts.starts == "channel", config.bot.member_word)


def planned(bot: Bot, planning: Planning) -> Plan:
    """Give the plan for the facts that the bot has now."""
    return plan(bot.catalog, planning)


@dataclass(frozen=True)
class Work:
    """What is kept going: delivery, personal reminders, what organizers change, announce, and are asked."""

    delivery: Delivery
    reminding: Reminding
    changes: Changes
    questions: Questions
    announcer: Announcer


@asynccontextmanager
async def posting(bot: Bot, planning: Planning, work: Work) -> AsyncIterator[Callable[[], None]]:
    """Deliver while the context lasts; gives what is to be called when the facts were read anew."""
    delivery, reminding, changes, questions = work.delivery, work.reminding, work.changes, work.questions
    announcer = work.announcer
    changed = asyncio.Event()

    async def tick() -> datetime | None:
        await changes.refresh()  # another process may have made some
        if changed.is_set():
            await adopt()
        await announcer.tick()
        reminded = await reminding.tick()
        await questions.tick()
        await delivery.tick()
        wanted = min(filter(None, (reminded, await delivery.outbox.next_at())), default=None)
        return wanted and max(wanted, delivery.clock() + BREATH)

    def told() -> None:
        changed.set()
        ticker.wake()

    ticker = Ticker(tick, delivery.clock)
    reminding.wake = delivery.wake = changes.wake = questions.wake = announcer.wake = ticker.wake

    async def adopt() -> None:
        changed.clear()
        try:
            await changes.adopt(takers(delivery.communities))
            await delivery.adopt(planned(bot, planning))
            await reminding.adopt()
        except BaseException:
            changed.set()  # so that the next call tries again
            raise

    await changes.begin()
    await reminding.begin()
    await adopt()
    await delivery.recover()
    ticker.start()
    bot.personal, bot.questions = reminding, questions
    bot.desk = Desk(changes, changes.kept, questions, announcer)
    try:
        yield told
    finally:
        bot.personal = bot.questions = bot.desk = None
        ticker.stop()
        await questions.settle()
        await delivery.stop(FINISH)
