"""Conversations about seminars of calendars: as they change, break, and over restarts."""

import logging
from datetime import UTC, datetime, timedelta

import pytest

from bot import app
from bot.core import Person
from bot.facts.differences import differences, tellable
from bot.message import pages
from bot.posts.ladders import Planning
from bot.posts.plan import plan
from tests.watch.hive import FACTS, FIRST, HOUR, MOVED, OFF, Hive
from tests.watch.written import WEEKLY, calendar

pytestmark = pytest.mark.anyio


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


async def test_what_a_calendar_of_others_changes_is_posted_nowhere(hive: Hive) -> None:
    async with hive.runs():
        await hive.looks()
        told, planned = tellable(hive.bot.catalog), plan(hive.bot.catalog, Planning())
        hive.place.text = calendar(WEEKLY, MOVED)
        await hive.passes()
        assert "Moved: it was to be on Mon 26 Oct 2026" in await hive.asks()
        assert differences(told, hive.bot.catalog, hive.now) == []
        assert plan(hive.bot.catalog, Planning()) == planned


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
        await app.reload(hive.bot, hive.folder / "data")
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
