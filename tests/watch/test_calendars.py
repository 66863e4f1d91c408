"""Conversations about seminars of calendars: as they change, break, and over restarts."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot import app
from bot.config import Config
from bot.core import Bot, Person
from bot.facts.files import load
from bot.message import pages
from bot.platforms.terminal.render import render
from bot.store.database import Store
from bot.store.feeds import Feeds
from bot.watch.alongside import alongside
from bot.watch.calendars import Calendars, Reach
from bot.watch.found import Found
from bot.watch.ics import read_calendar
from tests.watch.web import Site, site
from tests.watch.written import WEEKLY, calendar

pytestmark = pytest.mark.anyio
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
        await app.reload(self.bot, self.folder / "data", self.calendars.joined)

    async def asks(self, line: str = "/workshop seminars", *, organizer: bool = False) -> str:
        person = Person(id="1", zone="Europe/Vienna", organizer=organizer)
        return render(await self.bot.answer(line, person, self.now), "Europe/Vienna")

    def ids(self) -> set[str]:
        return set(self.bot.catalog.all.seminars)


@pytest.fixture
async def hive(tmp_path: Path) -> AsyncIterator[Hive]:
    async with site() as place:
        place.text = calendar(WEEKLY)
        (tmp_path / "data").mkdir()
        (tmp_path / "data" / "seminars.yaml").write_text(FACTS.format(address=place.address), encoding="utf-8")
        yield Hive(tmp_path, place)


async def test_the_next_is_told_with_its_source_and_age(hive: Hive) -> None:
    async with hive.runs():
        assert "The calendar Bee hours" in await hive.asks()
        await hive.looks()
        hive.now += 3 * HOUR
        text = await hive.asks()
    assert text.startswith(f"Seminars\n\n{FIRST}\n\nBee hour\nMon 26 Oct 2026, 17:00–18:00 London time")
    assert "read 3 hours ago." in text
    assert "19 Oct" not in text


async def test_a_long_list_is_paged(hive: Hive) -> None:
    async with hive.runs():
        await hive.looks()
        shown = pages(await hive.bot.answer("/workshop seminars", Person(), hive.now))
    assert [(each.title, len(each.sections)) for each in shown] == [
        ("Seminars (1 of 4)", 8),
        ("Seminars (2 of 4)", 8),
        ("Seminars (3 of 4)", 8),
        ("Seminars (4 of 4)", 3),
    ]


async def test_before_it_is_read_there_is_an_honest_answer(hive: Hive) -> None:
    async with hive.runs():
        text = await hive.asks()
    assert text.startswith("Seminars\n\nNo seminar is ahead in our sources.\n\n")
    assert "has not been read yet." in text


async def test_a_moved_one_says_so_and_is_the_same(hive: Hive) -> None:
    async with hive.runs():
        await hive.looks()
        before = hive.ids()
        hive.place.text = calendar(WEEKLY, MOVED)
        await hive.passes()
        text = await hive.asks()
        assert hive.ids() == before
    assert "Next: Bee hour, Tue 27 Oct 2026, 16:00–17:00 London time (17:00 your time)." in text
    assert "Moved: it was to be on Mon 26 Oct 2026, 18:00" in text


async def test_a_cancelled_one_says_so_and_is_not_next(hive: Hive) -> None:
    async with hive.runs():
        await hive.looks()
        hive.place.text = calendar(WEEKLY, OFF)
        await hive.passes()
        text = await hive.asks()
    assert "Next: Bee hour, Mon 2 Nov 2026, 17:00–18:00 London time (18:00 your time)." in text
    assert "Cancelled: The calendar says so." in text


@pytest.mark.parametrize(
    ("text", "status", "why"),
    [
        ("", 200, "it is empty"),
        ("<html>Log in</html>", 200, "it is a web page, not a calendar"),
        (calendar(WEEKLY)[:120], 200, "it ends in the middle"),
        ("BEGIN:VCALENDAR\nnonsense\nEND:VCALENDAR", 200, "it cannot be understood"),
        ("", 500, "it answers 500"),
        ("", 304, "it answers 304"),
    ],
)
async def test_a_broken_calendar_leaves_the_last_good_state(hive: Hive, text: str, status: int, why: str) -> None:
    async with hive.runs():
        await hive.looks()
        hive.place.text, hive.place.status = text, status
        for _ in range(3):
            await hive.passes()
        told = await hive.asks()
        desk = await hive.asks("/organize", organizer=True)
    assert FIRST in told
    assert "read 3 hours ago; it cannot be read since Tue 20 Oct 2026, 12:00" in told
    assert f": {why}." in told
    assert f"Calendars that cannot be read\n• Bee hours: {why}, since Tue 20 Oct 2026, 12:00" in desk


async def test_broken_offline_and_restarted_it_tells_the_last_good_state(hive: Hive) -> None:
    """What came is parsed before it is kept (a fault of many such programs)."""
    async with hive.runs():
        await hive.looks()
        hive.place.text = "BEGIN:VCALENDAR\nnonsense"
        await hive.passes()
    hive.place.status = 503
    async with hive.runs():
        at_once = await hive.asks()
        await hive.passes()
        later = await hive.asks()
    assert FIRST in at_once
    assert "read 1 hour ago; it cannot be read since Tue 20 Oct 2026, 12:00" in at_once
    assert "it ends in the middle" in at_once
    assert FIRST in later
    assert "read 2 hours ago; it cannot be read since Tue 20 Oct 2026, 12:00" in later


async def test_a_mended_calendar_is_read_even_if_marked_as_the_broken_one(hive: Hive) -> None:
    hive.place.headers = {"ETag": '"1"'}
    async with hive.runs():
        await hive.looks()
        hive.place.text, hive.place.headers = "oops", {"ETag": '"2"'}
        await hive.passes()
        hive.place.text = calendar(WEEKLY, MOVED)
        await hive.passes()
        text = await hive.asks()
    assert [each.get("If-None-Match") for each in hive.place.asked] == [None, '"1"', '"1"']
    assert "Tue 27 Oct 2026, 16:00–17:00" in text
    assert "cannot be read" not in text


async def test_an_unchanged_one_is_fresh_and_goes_on(hive: Hive) -> None:
    hive.place.headers = {"ETag": '"1"'}
    async with hive.runs():
        await hive.looks()
        await hive.passes(timedelta(days=7))
        text = await hive.asks()
    assert "Next: Bee hour, Mon 2 Nov 2026" in text
    assert "read just now." in text


async def test_it_is_not_asked_for_more_often_than_was_said(hive: Hive) -> None:
    async with hive.runs():
        await hive.looks()
        await hive.passes(HOUR / 2)
    async with hive.runs():
        await hive.looks()
        assert len(hive.place.asked) == 1
        await hive.passes()
    assert len(hive.place.asked) == 2


async def test_what_is_past_is_told_where_there_is_nothing_else(hive: Hive) -> None:
    hive.now = datetime(2027, 5, 10, tzinfo=UTC)
    async with hive.runs():
        await hive.looks()
        text = await hive.asks()
    last = "No seminar is ahead in our sources; the last one was Bee hour, Mon 26 Apr 2027, 17:00–18:00 London time"
    assert text.startswith(f"Seminars\n\n{last} (18:00 your time).\n\nBee hour\n")


async def test_what_is_left_out_is_counted(hive: Hive) -> None:
    hive.place.text = calendar(WEEKLY, "UID:2\nSUMMARY:Flood\nDTSTART:20200101T000000Z\nRRULE:FREQ=SECONDLY")
    async with hive.runs():
        await hive.looks()
        text = await hive.asks()
    assert FIRST in text
    assert "; left out: 1 that would repeat more often than daily." in text


async def test_a_feed_that_is_taken_out_takes_its_seminars(hive: Hive) -> None:
    async with hive.runs():
        await hive.looks()
        (hive.folder / "data" / "seminars.yaml").write_text("source: https://bees.example\n", encoding="utf-8")
        await app.reload(hive.bot, hive.folder / "data", hive.calendars.joined)
        assert hive.ids() == set()


async def test_another_address_keeps_nothing_of_the_first(hive: Hive) -> None:
    async with hive.runs():
        await hive.looks()
    facts = FACTS.format(address=hive.place.address).replace("/bees.ics", "/gone.ics")
    (hive.folder / "data" / "seminars.yaml").write_text(facts, encoding="utf-8")
    async with hive.runs():
        await hive.looks()
        text = await hive.asks()
    assert "cannot be read: it answers 404." in text
    assert "Bee hour," not in text


async def test_an_outage_is_logged_once_and_its_end(hive: Hive, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "bot.watch")
    async with hive.runs():
        for status in (200, 503, 500, 200):
            hive.place.status = status
            await hive.passes()
    told = [each.getMessage() for each in caplog.records if each.name == "bot.watch"]
    assert told == ["Bee hours cannot be read: it answers 503", "Bee hours can be read again"]


def in_a_file(hive: Hive, name: str = "bees.ics") -> Path:
    facts = f"source: https://bees.example\nfeeds:\n  bees: {{title: Bee hours, file: {name}}}\n"
    (hive.folder / "data" / "seminars.yaml").write_text(facts, encoding="utf-8")
    return hive.folder / "data" / name


async def test_a_file_of_the_data_folder_is_read_and_read_anew(hive: Hive) -> None:
    in_a_file(hive).write_text(calendar(WEEKLY), encoding="utf-8")
    async with hive.runs():
        await hive.looks()
        assert FIRST in await hive.asks()
        in_a_file(hive).write_text(calendar(WEEKLY, MOVED), encoding="utf-8")
        await hive.looks()
        assert "Tue 27 Oct 2026, 16:00–17:00" in await hive.asks()
    assert hive.place.asked == []


async def test_a_file_that_is_not_there_is_told(hive: Hive) -> None:
    in_a_file(hive).write_text(calendar(WEEKLY), encoding="utf-8")
    async with hive.runs():
        (hive.folder / "data" / "bees.ics").unlink()
        await hive.looks()
        assert "cannot be read: the file bees.ics cannot be read: No such file or directory." in await hive.asks()


async def test_no_file_outside_the_folder_is_read(hive: Hive) -> None:
    (hive.folder / "secret.ics").write_text(calendar(WEEKLY), encoding="utf-8")
    in_a_file(hive).symlink_to(hive.folder / "secret.ics")
    async with hive.runs():
        await hive.looks()
        assert "cannot be read: it lies outside the data folder." in await hive.asks()


async def test_while_it_runs_changes_are_told_through_one_path(hive: Hive) -> None:
    """The loop itself: a new seminar makes the bot read its facts anew, and so does a new feed in a file."""
    told: list[int] = []
    async with hive.runs():
        calendars, data = hive.calendars, hive.folder / "data"

        def reloaded() -> None:
            told.append(len(hive.ids()))
            calendars.wake()

        async with app.reloading(hive.bot, data, reloaded, calendars.joined) as changed:
            calendars.changed = changed
            async with alongside(calendars.run()):
                await until(hive.ids)
                assert FIRST in await hive.asks()
                (data / "bees.ics").write_text(
                    calendar("UID:9\nSUMMARY:Wasps\nDTSTART:20261021T160000Z"), encoding="utf-8"
                )
                more = "feeds:\n  wasps: {title: Wasps, file: bees.ics}\n"
                (data / "more.yaml").write_text(f"source: https://wasps.example\n{more}", encoding="utf-8")
                await until(lambda: len(hive.ids()) == 31)
                assert "Next: Wasps, Wed 21 Oct 2026" in await hive.asks()
    assert told[-1] == 31


async def until(true: Callable[[], object]) -> None:
    async with asyncio.timeout(10):
        while not true():  # noqa: ASYNC110 - what is waited for tells nobody
            await asyncio.sleep(0.01)
