"""How long planning takes, and what many reminders cost that are stored: at a start, at a tick, and in memory."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import groupby
from pathlib import Path
from time import perf_counter, thread_time
from typing import Any

from apscheduler.events import EVENT_JOB_EXECUTED
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.date import DateTrigger

from bot.clock import real
from bot.core import Bot
from bot.personal import USUAL, Reminder
from bot.posts.deliver import Delivery
from bot.posts.ladders import Planning
from bot.posts.merge import Changes, Stored, merge
from bot.posts.plan import plan
from bot.reminding import Reminding
from bot.store.database import Store
from bot.store.outbox import Outbox
from bot.store.reminders import Reminders
from tests.bench.start import bot_of
from tests.bench.table import NO_STATUS, ROOT, STATUS, Row, mebibytes, resident, seconds, timed
from tests.big_data import SHIPPED

PLAN, PLAN_BIG = (10e-3, None), (1.0, None)
LADDER = Planning()
ZONE = "insert into people (person, zone) values (?, 'Europe/Vienna')"
REMINDERS, OF_ONE, STARTS, TICKS = 100_000, 5, 5, 100
PART = 20  # of the peer's jobs one in so many is run
PATIENCE = 300.0  # seconds
MORE_TIME, TICK, MORE_MEMORY = 1.0, (None, 5e-3), 20.0


def planning_rows(shipped: Bot, big: Bot) -> Iterator[Row]:
    """Measure the plan, and taking it in where all is stored already; in processor time: they wait for nothing."""
    for bot, limits, times in ((shipped, PLAN, 50), (big, PLAN_BIG, 5)):
        what = f"plan {len(bot.catalog.workshops)} workshops: {len(plan(bot.catalog, LADDER).posts):,} posts"
        yield Row(what, timed(partial(plan, bot.catalog, LADDER), times, thread_time), limits)
    whole = plan(big.catalog, LADDER)
    posts = whole.posts
    kinds, first = dict.fromkeys({post.kind for post in posts}, ("Bees", "Hive")), posts[0].due - timedelta(days=1)
    made = merge(whole, Stored(), kinds, first).copies
    copies = {key: list(each) for key, each in groupby(made, key=lambda copy: copy.post)}
    stored = Stored({post.key: post for post in posts}, copies)
    assert merge(whole, stored, kinds, first) == Changes()
    again = timed(lambda: merge(whole, stored, kinds, first), 5, thread_time)
    yield Row(f"merge of these where they are stored: {len(made):,} copies", again, (None, None))


def reminder_rows(folder: Path) -> Iterator[Row]:
    """Start a process with as many reminders and one with none, in turn."""
    files = [folder / name / "bot.db" for name in ("none", "many")]
    for file, number in zip(files, (0, REMINDERS), strict=True):
        asyncio.run(_fill(file, number))
    found = [[_told(file) for file in files] for _ in range(STARTS + 1)][1:]
    none, many = ([pair[side] for pair in found] for side in (0, 1))
    what, peer = f"{REMINDERS:,} reminders of {REMINDERS // OF_ONE:,} people stored", "a start with none"
    limits = (sorted(each["start"] for each in none)[STARTS // 2] + MORE_TIME, None)
    starts = [[each["start"] for each in side] for side in (many, none)]
    yield Row(f"{what}: start", starts[0], limits, peer, starts[1], seconds)
    ticks = [[tick for each in side for tick in each["ticks"]] for side in (many, none)]
    yield Row(f"{what}: a tick with nothing due", ticks[0], TICK, "one with none", ticks[1])
    held = [[each["memory"] for each in side] for side in (many, none)] if STATUS.exists() else [[], []]
    limits = (sorted(held[1])[STARTS // 2] + MORE_MEMORY, None) if held[1] else (None, None)
    yield Row(f"{what}: memory", held[0], limits, "that with none", held[1], mebibytes, "" if held[0] else NO_STATUS)


async def _fill(file: Path, number: int) -> None:
    """Store reminders that are due in a year or later; everybody has chosen a zone."""
    store = Store(file)
    reminders, shop = Reminders(store), bot_of(SHIPPED).catalog.newest_first[0]
    like = Reminder("", "", "Bees", USUAL, "", real() + timedelta(days=365))
    each = [
        replace(like, person=f"discord:{10**17 + at // OF_ONE}", subject=f"{shop.id}/{at % OF_ONE}")
        for at in range(number)
    ]
    await reminders.put(each)
    people = [(one.person,) for one in each[::OF_ONE]]
    await store.write(lambda connection: connection.executemany(ZONE, people))
    await store.close()


def _told(file: Path) -> dict[str, Any]:
    """Start a process on a file, and give what it tells."""
    typed = [sys.executable, "-m", "tests.bench.reminders", str(file)]
    told: dict[str, Any] = json.loads(subprocess.run(typed, check=True, cwd=ROOT, capture_output=True).stdout)
    return told


async def _start(file: Path) -> dict[str, Any]:
    """Start as a process does, with no platform; gives its seconds, those of each tick, and the memory then (MiB)."""
    bot = bot_of(SHIPPED)
    began = perf_counter()
    store = Store(file)
    reminding, delivery = Reminding(bot, Reminders(store), {}, real), Delivery(Outbox(store), {}, real)
    await reminding.begin()
    await reminding.adopt()
    await reminding.kept.next_at()
    took, ticks = perf_counter() - began, []
    for _ in range(TICKS):
        began = perf_counter()
        await reminding.tick()
        await delivery.tick()
        await delivery.outbox.next_at()
        ticks.append(perf_counter() - began)
    memory = resident(os.getpid()) if STATUS.exists() else 0.0
    await store.close()
    return {"start": took, "ticks": ticks, "memory": memory}


async def scheduled(folder: Path, number: int) -> tuple[str, list[float]]:
    """Let APScheduler keep jobs in a file and run them, as such bots do; gives its seconds for so many.

    A part of them is tried, since it commits each job twice and takes as long for each.
    """
    store = SQLAlchemyJobStore(f"sqlite:///{folder / 'jobs.db'}")
    scheduler = AsyncIOScheduler(jobstores={"default": store}, timezone=UTC, job_defaults={"misfire_grace_time": None})
    began, ended, left = perf_counter(), asyncio.Event(), number // PART

    def ran(_: object) -> None:
        nonlocal left
        left -= 1
        if not left:
            ended.set()

    scheduler.add_listener(ran, EVENT_JOB_EXECUTED)
    scheduler.start(paused=True)
    for _ in range(left):
        scheduler.add_job(_do_nothing, DateTrigger(datetime.now(UTC)))
    scheduler.resume()
    async with asyncio.timeout(PATIENCE):
        await ended.wait()
    took = (perf_counter() - began) * PART
    scheduler.shutdown(wait=False)
    return f"APScheduler's keeping and running {number:,} jobs in SQLAlchemy's file (from {number // PART:,})", [took]


async def _do_nothing() -> None:
    """Send nothing."""


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asyncio.run(_start(Path(sys.argv[1])))))
