"""Calendars as tests write them, and what is read of them."""

from datetime import UTC, datetime

from bot.watch.found import Entry
from bot.watch.ics import read_calendar

NOW = datetime(2026, 10, 1, 12, tzinfo=UTC)


def calendar(*events: str, head: str = "") -> str:
    """Write a calendar; an event is its lines."""
    written = "".join(f"BEGIN:VEVENT\n{event.strip()}\nEND:VEVENT\n" for event in events)
    return f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//Bees//EN\n{head}{written}END:VCALENDAR\n".replace("\n", "\r\n")


WEEKLY = """
UID:bees@hive
SUMMARY:Bee hour
DTSTART;TZID=Europe/London:20261005T170000
DTEND;TZID=Europe/London:20261005T180000
RRULE:FREQ=WEEKLY;COUNT=30
"""


def entries(text: str, zone: str | None = None, now: datetime = NOW) -> tuple[Entry, ...]:
    return read_calendar(text, zone, now).entries


def one(lines: str, head: str = "", zone: str | None = None) -> Entry:
    (entry,) = entries(calendar(f"UID:1\nSUMMARY:Talk\n{lines}", head=head), zone)
    return entry
