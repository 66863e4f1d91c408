"""A series that moves as a whole: each of its talks stays the one that it was, and who is reminded of it is told."""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.core import Bot
from bot.store.feeds import Feeds
from bot.watch.calendars import Calendars, Reach
from tests.desk.at_desk import AtDesk, at_desk
from tests.desk.test_change import BEES
from tests.watch.hive import HOUR, MOVED, read_here
from tests.watch.written import WEEKLY, calendar, entries

pytestmark = pytest.mark.anyio
NOW = datetime(2026, 10, 1, 12, tzinfo=UTC)
FACTS = "source: https://bees.org\nfeeds:\n  bees: {title: Bee hours, file: bees.ics}\n"
LATER = WEEKLY.replace("T170000", "T190000").replace("T180000", "T200000")
THURSDAYS = WEEKLY.replace("20261005", "20261008")
FROM_NEXT_WEEK = WEEKLY.replace("20261005", "20261012").replace("COUNT=30", "COUNT=29")
TWICE = WEEKLY.replace("FREQ=WEEKLY", "FREQ=WEEKLY;BYDAY=MO,TH")


def keys(*events: str) -> dict[str, str]:
    """Give the keys of all talks by the day on which they are, as `10-05 17`."""
    found = entries(calendar(*events))
    at = ((getattr(each.at, "start", each.at), each.key) for each in found)
    return {f"{begins.local:%m-%d %H}": key for begins, key in at}


@pytest.mark.parametrize("shifted", [LATER, THURSDAYS], ids=["hour", "weekday"])
def test_a_series_at_another_time_is_the_same_talks(shifted: str) -> None:
    before, after = keys(WEEKLY), keys(shifted)
    assert list(before.values()) == list(after.values())
    assert list(before) != list(after)


def test_a_series_that_begins_later_keeps_those_that_remain() -> None:
    before, after = keys(WEEKLY), keys(FROM_NEXT_WEEK)
    assert list(before.values())[1:] == list(after.values())


def test_one_left_out_gives_its_name_to_no_other() -> None:
    for series in (WEEKLY, TWICE):
        before, after = keys(series), keys(f"{series}EXDATE;TZID=Europe/London:20261012T170000\n")
        assert before.keys() - after.keys() == {"10-12 17"}
        assert all(before[day] == key for day, key in after.items())


def test_of_two_a_week_each_is_its_day() -> None:
    before, after = keys(TWICE), keys(TWICE.replace("T170000", "T190000").replace("T180000", "T200000"))
    assert list(before.values()) == list(after.values())
    assert len(set(before.values())) == len(before)


@pytest.mark.parametrize(
    ("rule", "other"),
    [
        ("20261005 BYDAY=1MO", "20261013 BYDAY=2TU"),
        ("20261005 BYMONTHDAY=5", "20261007 BYMONTHDAY=7"),
        ("20261001 BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1", "20261030 BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1"),
    ],
)
def test_one_a_month_stays_that_of_its_month(rule: str, other: str) -> None:
    before, after = keys(monthly(*rule.split())), keys(monthly(*other.split()))
    assert list(before.values()) == list(after.values())


def monthly(begins: str, rule: str) -> str:
    """Write a series of six months."""
    return WEEKLY.replace("20261005", begins).replace("FREQ=WEEKLY;COUNT=30", f"FREQ=MONTHLY;{rule};COUNT=6")


def test_what_is_added_or_moved_takes_no_others_name() -> None:
    before = keys(WEEKLY)
    added = keys(f"{WEEKLY}RDATE;TZID=Europe/London:20261007T170000\n")
    assert {day: key for day, key in added.items() if day in before} == before
    stray = MOVED.replace("20261026T170000", "20261026T120000")
    beside = keys(WEEKLY, stray)
    assert {day: key for day, key in beside.items() if day in before} == before
    assert beside["10-27 16"] not in before.values()


def test_a_moved_one_may_be_named_in_utc() -> None:
    late = WEEKLY.replace("Europe/London", "Asia/Tokyo").replace("T170000", "T080000").replace("T180000", "T090000")
    moved = "UID:bees@hive\nSUMMARY:Bee hour\nRECURRENCE-ID:20261018T230000Z\nDTSTART:20261020T230000Z\n"
    assert sorted(keys(late).values()) == sorted(keys(late, moved).values())


class Reads:
    """Reads a calendar of the data folder, as the bot at a desk does for long."""

    def __init__(self, desk: AtDesk) -> None:
        self.desk = desk

    async def begin(self) -> None:
        kept = Feeds(self.desk.place.store)
        reach = Reach(self.desk.folder, kept, read=read_here, clock=lambda: self.desk.place.now)
        self.calendars = Calendars(self.desk.place.bot, reach, HOUR)
        await self.calendars.begin()
        await self.looks()

    async def says(self, text: str) -> None:
        """Let the calendar hold something else, and the bot see it."""
        (self.desk.folder / "bees.ics").write_text(text, encoding="utf-8")
        await self.desk.at(self.desk.place.now + 2 * HOUR)
        await self.looks()

    async def looks(self) -> None:
        await self.calendars.look()
        await self.desk.turns()


@pytest.fixture
async def reads(bot_on: Callable[..., Bot], tmp_path: Path) -> AsyncIterator[Reads]:
    (tmp_path / "bees.ics").write_text(calendar(WEEKLY), encoding="utf-8")
    async with at_desk(bot_on(bees_2027=BEES, facts=FACTS), tmp_path, NOW) as desk:
        reads = Reads(desk)
        await reads.begin()
        yield reads


def titles(member: Any) -> list[str]:
    """Give what the bot wrote to a member, without its welcome."""
    messages = member.in_direct_messages().channel.messages
    return [each["embeds"][0]["title"] for each in messages if each["embeds"]][1:]


@pytest.mark.parametrize("shifted", [LATER, THURSDAYS], ids=["hour", "weekday"])
async def test_who_is_reminded_of_a_talk_is_told_that_its_series_moved(reads: Reads, shifted: str) -> None:
    desk, key = reads.desk, keys(WEEKLY)["10-12 17"]
    cy = desk.place.discord.member("Cy").in_channel("general")
    await cy.types(f"/workshop remind what:seminar/bees-{key} when:1h")
    await reads.says(calendar(shifted))
    assert titles(cy) == ["Moved: Bee hour"]
    await desk.restarts()
    await reads.begin()
    when = datetime(2026, 10, 12, 18, tzinfo=UTC) if shifted == LATER else datetime(2026, 10, 15, 16, tzinfo=UTC)
    await desk.at(when - HOUR - timedelta(minutes=1))
    assert titles(cy) == ["Moved: Bee hour"]
    await desk.at(when - HOUR)
    assert titles(cy) == ["Moved: Bee hour", "Bee hour"]


async def test_who_is_reminded_of_one_that_moved_alone_is_told_too(reads: Reads) -> None:
    desk, key = reads.desk, keys(WEEKLY)["10-26 17"]
    cy = desk.place.discord.member("Cy").in_channel("general")
    await cy.types(f"/workshop remind what:seminar/bees-{key} when:1h")
    await reads.says(calendar(WEEKLY, MOVED))
    assert titles(cy) == ["Moved: Bee hour"]
