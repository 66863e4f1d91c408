"""How long organizers wait for the list of announcements, with many posts behind it."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from time import perf_counter

from bot.announcing import Announcement
from bot.clock import real
from bot.config import Config
from bot.core import Bot, Person
from bot.organizing import Logged
from bot.posts.deliver import Delivery
from bot.posts.places import Community
from bot.store.database import Store
from bot.store.outbox import Outbox
from bot.work import Settings, work_of
from tests.bench.start import bot_of
from tests.bench.table import Row
from tests.big_data import SHIPPED

POSTS, TIMES, WAIT = 10_000, 200, 0.020
ADA = Person(id="discord:1", name="Ada", zone="Europe/Vienna", organizer=True, community="0")
LINES = ("", " drafts", " scheduled", " shown", " after:~5000")


def announcement_rows(folder: Path) -> Iterator[Row]:
    """Measure `/organize announcements`, whichever part of the list is asked for."""
    (folder / "announcements").mkdir()
    took = asyncio.run(_listed(bot_of(SHIPPED), folder / "announcements"))
    yield Row(f"`announcements` with {POSTS:,} posts behind it", took, (None, WAIT))


async def _listed(bot: Bot, folder: Path) -> list[float]:
    store = Store(folder / "bot.db")
    communities = {"0": Community(None, {"announcements": "1"}, platform="slack")}  # type: ignore[arg-type]
    work = work_of(bot, store, Delivery(Outbox(store), communities, real), Settings(Config()))
    now = real()
    each = Announcement("Reading group", "See you there.", due=now + timedelta(days=1), state="scheduled")
    entry = Logged(now, "discord:1", "Ada", "schedule announcement")
    await asyncio.gather(*(work.announcer.put(replace(each, title=f"Group {at}"), entry) for at in range(POSTS)))
    bot.desk = work.desk
    took = []
    for number in range(TIMES):
        began = perf_counter()
        message = await bot.answer(f"/organize announcements{LINES[number % len(LINES)]}", ADA, real())
        took.append(perf_counter() - began)
        assert not message.mistake, message.text
    bot.desk = None
    await store.close()
    return took
