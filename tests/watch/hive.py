"""A bot that reads a calendar of a server of our own, by a clock that the test sets."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot import app
from bot.config import Config
from bot.core import Bot, Person
from bot.facts.files import load
from bot.platforms.terminal.render import render
from bot.store.database import Store
from bot.store.feeds import Feeds
from bot.watch.calendars import Calendars, Reach
from bot.watch.found import Found
from bot.watch.ics import read_calendar
from tests.watch.web import Site

NOW = datetime(2026, 10, 20, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
FACTS = """\
source: https://bees.example/about
feeds:
  bees:
    title: Bee hours
    calendar:
      url: {address}/bees.ics
      note: It is on this machine.
"""
MOVED = """
UID:bees@hive
SUMMARY:Bee hour
RECURRENCE-ID;TZID=Europe/London:20261026T170000
DTSTART;TZID=Europe/London:20261027T160000
DTEND;TZID=Europe/London:20261027T170000
"""
OFF = """
UID:bees@hive
SUMMARY:Bee hour
STATUS:CANCELLED
RECURRENCE-ID;TZID=Europe/London:20261026T170000
DTSTART;TZID=Europe/London:20261026T170000
"""
FIRST = "Next: Bee hour, Mon 26 Oct 2026, 17:00–18:00 London time (18:00 your time)."


async def read_here(text: str, zone: str | None, now: datetime) -> Found:
    return read_calendar(text, zone, now)


@dataclass
class Hive:
    """A bot that reads a calendar; `now` is set by the test."""

    folder: Path
    place: Site
    now: datetime = NOW
    bot: Bot = None  # type: ignore[assignment]
    calendars: Calendars = None  # type: ignore[assignment]

    @asynccontextmanager
    async def runs(self) -> AsyncIterator["Hive"]:
        """Start the bot, with what was kept of its last run, and stop it."""
        self.bot = app.build(Config(), load(self.folder / "data"))
        store = Store(self.folder / "bot.db")
        reach = Reach(self.folder / "data", Feeds(store), read=read_here, clock=lambda: self.now)
        self.calendars = Calendars(self.bot, reach, HOUR)
        await self.calendars.begin()
        try:
            yield self
        finally:
            await store.close()

    async def passes(self, gap: timedelta = HOUR) -> None:
        self.now += gap
        await self.looks()

    async def looks(self) -> None:
        await self.calendars.look()
        await app.reload(self.bot, self.folder / "data")

    async def asks(self, line: str = "/workshop seminars", *, organizer: bool = False) -> str:
        person = Person(id="1", zone="Europe/Vienna", organizer=organizer)
        return render(await self.bot.answer(line, person, self.now), "Europe/Vienna")

    def ids(self) -> set[str]:
        return set(self.bot.catalog.all.seminars)
