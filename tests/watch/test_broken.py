"""A calendar that stays broken: organizers of both communities hear of it once, and once more when it is mended."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.core import Bot
from bot.facts.files import load
from bot.message import escape
from bot.store.feeds import Feeds
from bot.watch.calendars import Calendars, Reach
from tests.posts.in_both import InBoth, in_both
from tests.watch.hive import FACTS, HOUR, read_here
from tests.watch.web import Site, site
from tests.watch.written import WEEKLY, calendar

pytestmark = pytest.mark.anyio
NOW = datetime(2026, 10, 20, 9, tzinfo=UTC)
STEP = 6 * HOUR
BROKEN = (
    "Bee hours cannot be read since Tue 20 Oct 2026, 15:00 UTC: it answers 503. Members still see what it held 1 day "
    "ago, on Tue 20 Oct 2026, 09:00 UTC. Mend the calendar, or put its new address into the data: feed/bees."
)
MENDED = "Bee hours is read again; what it holds is told from now on."


class KilledError(Exception):
    """The process ended here."""


@dataclass
class Told:
    """A bot in both communities that reads a calendar of a server of our own."""

    place: InBoth
    site: Site
    folder: Path
    killed: bool = False
    calendars: Calendars = field(init=False)

    async def begin(self) -> None:
        """Begin as a process does."""
        reach = Reach(
            self.folder, Feeds(self.place.store), read=read_here, clock=lambda: self.place.now, tell=self._tell
        )
        self.calendars = Calendars(self.place.bot, reach, HOUR)
        await self.calendars.begin()

    async def restarts(self) -> None:
        await self.place.store.close()
        self.place.begin()
        await self.begin()

    async def passes(self, times: int) -> None:
        """Let the calendar be looked at so often, and six hours pass before each."""
        for _ in range(times):
            self.place.discord.now = self.place.slack.now = self.place.now = self.place.now + STEP
            await self.calendars.look()
            await self.place.at(self.place.now)

    async def _tell(self, key: str, title: str, text: str) -> None:
        await self.place.delivery.tell(key, title, escape(text))
        if self.killed:
            raise KilledError

    def heard(self) -> list[str]:
        """Give what organizers were told, the same in both communities."""
        discord, slack = self.place.told()
        assert len(discord) == len(slack)
        return discord


@pytest.fixture
async def told(bot_on: Callable[..., Bot], tmp_path: Path) -> AsyncIterator[Told]:
    async with site() as here, _in_both(bot_on(facts=FACTS.format(address=here.address)), tmp_path) as place:
        here.text = calendar(WEEKLY)
        told = Told(place, here, tmp_path)
        await told.begin()
        await told.calendars.look()
        yield told


@asynccontextmanager
async def _in_both(bot: Bot, folder: Path) -> AsyncIterator[InBoth]:
    async with in_both(bot, folder, NOW) as place:
        place.discord.server.set_time(NOW)
        yield place


async def test_a_bad_night_is_nothing_to_tell(told: Told) -> None:
    told.site.status = 503
    await told.passes(4)
    told.site.status = 200
    await told.passes(4)
    assert told.heard() == []


async def test_what_stays_broken_is_told_once_and_once_more_when_mended(told: Told) -> None:
    told.site.status = 503
    await told.passes(5)
    assert told.heard() == [BROKEN]
    await told.restarts()
    await told.passes(3)
    told.site.status = 200
    await told.passes(1)
    await told.restarts()
    await told.passes(2)
    assert told.heard() == [BROKEN, MENDED]


async def test_a_kill_between_telling_and_noting_tells_it_once(told: Told) -> None:
    for status, heard in ((503, [BROKEN]), (200, [BROKEN, MENDED])):
        told.site.status, told.killed = status, True
        with pytest.raises(KilledError):
            await told.passes(5)
        told.killed = False
        await told.restarts()
        await told.passes(1)
        assert [each.rpartition("*\n\n")[2] for each in told.heard()] == heard


async def test_three_tries_are_the_least(told: Told) -> None:
    told.site.status = 503
    await told.passes(1)
    told.place.now += timedelta(days=2)
    await told.passes(1)
    assert told.heard() == []
    await told.passes(1)
    assert len(told.heard()) == 1


async def test_another_address_in_the_data_mends_it(told: Told) -> None:
    facts = told.folder / "facts.yaml"
    told.site.status = 503
    await told.passes(5)
    told.site.status = 200
    facts.write_text(facts.read_text(encoding="utf-8").replace("/bees.ics", "/moved"), encoding="utf-8")
    told.place.bot.adopt(load(told.folder).catalog)
    await told.passes(1)
    assert told.heard() == [BROKEN, MENDED]


async def test_what_was_never_read_says_so(told: Told) -> None:
    facts = told.folder / "facts.yaml"
    facts.write_text(facts.read_text(encoding="utf-8").replace("/bees.ics", "/wasps.ics"), encoding="utf-8")
    told.place.bot.adopt(load(told.folder).catalog)
    await told.passes(5)
    assert "it answers 404. It was never read, so members see none of its seminars. Mend" in told.heard()[0]
