"""How long the organizers' outbox takes to answer with a whole season of posts behind it."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from time import perf_counter

from bot.clock import real
from bot.config import Config
from bot.core import Bot, Person
from bot.posts.deliver import Delivery
from bot.posts.ladders import Planning
from bot.posts.merge import Changes
from bot.posts.plan import plan
from bot.posts.post import Copy
from bot.store.database import Store
from bot.store.outbox import Outbox
from bot.work import Settings, work_of
from tests.bench.table import Row

POSTS, TIMES, LIMIT = 10_000, 300, (None, 20e-3)
LINES = ("/organize outbox", "/organize outbox coming", "/organize outbox failed", "/organize")


def desk_rows(folder: Path, bot: Bot) -> Iterator[Row]:
    """Measure by the clock, on a real file: what is told waits for it."""
    took = asyncio.run(_took(folder, bot))
    for line, times in took.items():
        limit = LIMIT if "outbox" in line else (None, None)
        yield Row(f"`{line}` with {POSTS:,} posts in two communities", times, limit)


async def _took(folder: Path, bot: Bot) -> dict[str, list[float]]:
    store = Store(folder / "desk" / "bot.db")
    outbox, person = Outbox(store), Person("slack:T1:U1", "Bo", organizer=True)
    await outbox.change(lambda _: _season(bot))
    bot.desk = work_of(bot, store, Delivery(outbox, {}, real), Settings(Config())).desk
    took: dict[str, list[float]] = {line: [] for line in LINES}
    for _ in range(TIMES):
        for line, times in took.items():
            began = perf_counter()
            answer = await bot.answer(line, person, real())
            times.append(perf_counter() - began)
            assert not answer.mistake, answer.text
    bot.desk = None
    await store.close()
    return took


def _season(bot: Bot) -> Changes:
    """Give posts an hour apart, half of them past; one in a hundred of the past failed."""
    like, now = plan(bot.catalog, Planning()).posts[0], real()
    posts, copies = [], []
    for number in range(POSTS):
        due = now + timedelta(hours=number - POSTS // 2)
        key = f"bench/{number:05}@{due:%Y-%m-%dT%H:%MZ}"
        version = replace(like.versions[0], since=due)
        posts.append(
            replace(like, key=key, ladder=key, due=due, not_after=due + timedelta(days=1), versions=(version,))
        )
        failed = due < now and number % 100 == 0
        for name in ("Bees", "Hive"):
            if due > now:
                copies.append(Copy(key, name, "coming", due))
            else:
                copies.append(Copy(key, name, "failed" if failed else "shown", None, why="gone" if failed else ""))
    return Changes(tuple(posts), tuple(copies))
