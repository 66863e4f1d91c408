"""Calendars read: every time and zone trick, series with their exceptions, and what is broken or hostile."""

import pytest

from bot.moment import Moment, Span
from bot.watch.found import CalendarError
from bot.watch.ics import MOST, read_calendar
from tests.watch.written import NOW, WEEKLY, calendar, entries


def times(text: str, zone: str | None = None) -> list[str]:
    return [str(each.at) for each in entries(text, zone)]


def starts(text: str) -> list[tuple[str, str]]:
    """Give when each entry begins, in its zone and in UTC."""
    spans = [each.at for each in entries(text)]
    assert all(isinstance(each, Span) for each in spans)
    return [(f"{each.start.local:%d %b %H:%M}", f"{each.start.at:%H:%M}") for each in spans if isinstance(each, Span)]


def refused(text: str) -> str:
    with pytest.raises(CalendarError) as error:
        read_calendar(text, None, NOW)
    return str(error.value)


def test_a_weekly_hour_stays_over_both_clock_changes() -> None:
    told = starts(calendar(WEEKLY))
    assert (len(told), {clock for day, _ in told if (clock := day[-5:])}) == (30, {"17:00"})
    assert told[2:5] == [("19 Oct 17:00", "16:00"), ("26 Oct 17:00", "17:00"), ("02 Nov 17:00", "17:00")]
    assert told[24:26] == [("22 Mar 17:00", "17:00"), ("29 Mar 17:00", "16:00")]


def test_a_moved_one_is_the_same_one() -> None:
    moved = """
UID:bees@hive
SUMMARY:Bee hour
RECURRENCE-ID;TZID=Europe/London:20261026T170000
DTSTART;TZID=Europe/London:20261027T160000
DTEND;TZID=Europe/London:20261027T170000
"""
    before, after = entries(calendar(WEEKLY)), entries(calendar(WEEKLY, moved))
    assert sorted(each.key for each in before) == sorted(each.key for each in after)
    (other,) = set(after) - set(before)
    was = next(each for each in before if each.key == other.key)
    assert (str(was.at), str(other.at)) == (
        "2026-10-26 17:00-18:00 Europe/London",
        "2026-10-27 16:00-17:00 Europe/London",
    )
    assert other.note == "**Moved**: it was to be on <time:full/2026-10-26T17:00Z/Europe/London>."


def test_cancelled_and_left_out_ones_of_a_series() -> None:
    off = """
UID:bees@hive
SUMMARY:Bee hour
STATUS:CANCELLED
RECURRENCE-ID;TZID=Europe/London:20261012T170000
DTSTART;TZID=Europe/London:20261012T170000
"""
    found = entries(calendar(f"{WEEKLY}EXDATE;TZID=Europe/London:20261005T170000\n", off))
    assert len(found) == 29
    assert [(str(each.at)[:10], each.cancelled) for each in found[:2]] == [
        ("2026-10-12", "The calendar says so."),
        ("2026-10-19", ""),
    ]


def test_days_that_are_added_to_a_series() -> None:
    more = "UID:a\nSUMMARY:Talk\nDTSTART:20261012T160000Z\nRDATE:20261014T160000Z,20261020T150000Z"
    assert times(calendar(more)) == ["2026-10-12 16:00 UTC", "2026-10-14 16:00 UTC", "2026-10-20 15:00 UTC"]


def test_from_one_on_a_series_is_at_another_hour() -> None:
    later = """
UID:bees@hive
SUMMARY:Bee hour
RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/London:20261019T170000
DTSTART;TZID=Europe/London:20261019T150000
DTEND;TZID=Europe/London:20261019T160000
"""
    assert [day for day, _ in starts(calendar(WEEKLY, later))[:4]] == [
        "05 Oct 17:00",
        "12 Oct 17:00",
        "19 Oct 15:00",
        "26 Oct 15:00",
    ]


def test_a_calendar_that_cancels_cancels_all() -> None:
    found = entries(calendar("UID:1\nSUMMARY:Talk\nDTSTART:20261012T160000Z", head="METHOD:CANCEL\n"))
    assert [each.cancelled for each in found] == ["The calendar says so."]


def test_a_series_in_utc_keeps_the_hour_of_its_calendar() -> None:
    lines = "UID:1\nSUMMARY:Talk\nDTSTART:20261019T160000Z\nRRULE:FREQ=WEEKLY;COUNT=2"
    told = [each.at for each in entries(calendar(lines, head="X-WR-TIMEZONE:Europe/London\n"))]
    assert [str(each) for each in told] == ["2026-10-19 17:00 Europe/London", "2026-10-26 17:00 Europe/London"]
    assert [f"{each.at:%H:%M}" for each in told if isinstance(each, Moment)] == ["16:00", "17:00"]


def test_only_what_lies_near_is_told_next_first() -> None:
    days = ("20260801", "20260910", "20261003", "20271001", "20271201")
    found = entries(calendar(*(f"UID:{day}\nSUMMARY:{day}\nDTSTART;VALUE=DATE:{day}" for day in days)))
    assert [each.title for each in found] == ["20261003", "20271001", "20260910"]


def test_the_private_is_passed_over_in_silence() -> None:
    secret = "UID:2\nSUMMARY:Dentist\nCLASS:PRIVATE\nDTSTART:20261012T160000Z"
    found = read_calendar(calendar(secret, "UID:1\nSUMMARY:Talk\nDTSTART:20261012T160000Z"), None, NOW)
    assert ([each.title for each in found.entries], found.left_out) == (["Talk"], ())


@pytest.mark.parametrize(
    "lines",
    [
        "",
        "DTSTART:soon",
        "DTSTART:20261012T160000Z\nDTSTART:20261013T160000Z",
        "DTSTART:20261012T160000Z\nRRULE:FREQ=FOO",
    ],
)
def test_a_bad_entry_spoils_no_other(lines: str) -> None:
    good = "UID:1\nSUMMARY:Talk\nDTSTART:20261012T160000Z"
    found = read_calendar(calendar(f"UID:2\nSUMMARY:Bad\n{lines}", good), None, NOW)
    assert ([each.title for each in found.entries], found.left_out) == (["Talk"], ("1 that could not be understood",))


@pytest.mark.parametrize(
    "rule",
    ["FREQ=SECONDLY", "FREQ=MINUTELY;INTERVAL=1440", "FREQ=HOURLY", "FREQ=DAILY;BYHOUR=1,2", "FREQ=DAILY;BYSECOND=1,2"],
)
def test_what_repeats_within_a_day_is_left_out(rule: str) -> None:
    found = read_calendar(calendar(f"UID:1\nSUMMARY:Flood\nDTSTART:20200101T000000Z\nRRULE:{rule}"), None, NOW)
    assert (found.entries, found.left_out) == ((), ("1 that would repeat more often than daily",))


def test_of_very_many_the_nearest_are_told() -> None:
    daily = "SUMMARY:Talk\nDTSTART:20200101T000000Z\nRRULE:FREQ=DAILY"
    found = read_calendar(calendar(f"UID:1\n{daily}", f"UID:2\n{daily}"), None, NOW)
    assert (len(found.entries), found.left_out) == (MOST, (f"{2 * 430 - MOST} beyond the nearest {MOST}",))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "it is empty"),
        ("  \r\n", "it is empty"),
        ("<!doctype html><title>Log in</title>", "it is a web page, not a calendar"),
        ('{"error": "no such calendar"}', "it is no calendar"),
        ("BEGIN:VEVENT\nUID:1\nEND:VEVENT\n", "it is no calendar"),
        (calendar(WEEKLY)[:150], "it ends in the middle"),
        ("BEGIN:VCALENDAR\nnonsense\nEND:VCALENDAR", "it cannot be understood"),
        ("BEGIN:VCALENDAR\n" + "X-BEE:" + "z" * 5_000_000 + "\nEND:VCALENDAR", "it is larger than 5 MB"),
    ],
)
def test_what_is_no_calendar_is_told_as_such(text: str, why: str) -> None:
    assert refused(text) == why
