"""One entry of a calendar, read into what is told of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any

from icalendar import Event

from bot.message import paragraphs
from bot.moment import Day, Moment, Span
from bot.telling import when_text
from bot.watch.found import Entry, Time
from bot.watch.plainly import has_passcode, markup_from, name_from
from bot.zones import read_zone, zone_name

UNDEFINED = "X-UNDEFINED-ZONE"  # a mark of ours: the zone that an entry names and nobody defines
UNTITLED = "Untitled"
CANCELLED = "The calendar says so."
PASSCODE = "The way to join online carries a passcode and is not repeated here; ask whoever holds the seminar for it."


@dataclass(frozen=True)
class Series:
    """What an entry does not say of itself: the zone of hours without one, and whether it is one of several."""

    zone: str | None
    repeats: bool = False
    cancelled: bool = False


def entry_of(event: Event, series: Series, which: str = "") -> Entry:
    """Read one entry, which has a DTSTART; raises ValueError, TypeError or LookupError where it makes no sense.

    `which` names the one of a series that it is.
    """
    start, end = _time(event, "DTSTART"), event.end
    when = _when(event, series)
    told = [_words(event, name) for name in ("SUMMARY", "LOCATION", "DESCRIPTION", "URL")]
    planned = _time(event, "RECURRENCE-ID") if series.repeats and "RECURRENCE-ID" in event else start
    url = _words(event, "URL").strip()
    return Entry(
        key=_key(event, which),
        title=name_from(told[0]) or UNTITLED,
        at=when(start, end),
        until=_last_day(start, end),
        place=name_from(told[1]),
        online=PASSCODE if any(map(has_passcode, told)) else "",
        contact=name_from(_words(event, "CONTACT")),
        text=markup_from(told[2]),
        url="" if has_passcode(url) else url,
        note=paragraphs(_zone_note(event, series), _moved(when(planned), start, planned), _tentative(event)),
        cancelled=CANCELLED if series.cancelled or _words(event, "STATUS").upper() == "CANCELLED" else "",
    )


def instant_of(time: date, zone: str | None = None) -> datetime:
    """Give an instant (aware UTC) to sort by and to know a time again: hours without a zone as if in UTC."""
    if not isinstance(time, datetime):
        return datetime(time.year, time.month, time.day, tzinfo=UTC)
    return (time if time.tzinfo else time.replace(tzinfo=read_zone(zone or "UTC"))).astimezone(UTC)


def _when(event: Event, series: Series) -> Callable[..., Time]:
    """Give how to read a time of this entry: no zone is guessed, so that without one it is only a day."""

    def read(start: date, end: date | None = None) -> Time:
        if not isinstance(start, datetime):
            return Day(start)
        if _is_zoneless(event, series):
            return Day(start.date())
        begins = _moment(start, series.zone)
        if not isinstance(end, datetime) or instant_of(end, series.zone) <= begins.at:
            return begins
        return Span(begins, Moment(instant_of(end, series.zone), begins.zone))

    return read


def _is_zoneless(event: Event, series: Series) -> bool:
    start = _time(event, "DTSTART")
    if UNDEFINED in event:
        return True
    return isinstance(start, datetime) and start.tzinfo is None and series.zone is None


def _moment(time: datetime, zone: str | None) -> Moment:
    """Give an instant with the name of its zone; one that is nowhere on the map is told by its distance from UTC.

    What stands in UTC is told in `zone`, where people meet.
    """
    try:
        named = zone_name(str(time.tzinfo)) if time.tzinfo else "UTC"
    except ValueError:
        named = _offset(time.utcoffset() or timedelta(0))
    return Moment(instant_of(time, zone), (zone or "UTC") if named == "UTC" else named)


def _offset(gap: timedelta) -> str:
    minutes = int(gap.total_seconds()) // 60
    try:
        return zone_name(f"UTC{'-' if minutes < 0 else '+'}{abs(minutes) // 60}:{abs(minutes) % 60:02}")
    except ValueError:  # no place on Earth has it
        return "UTC"


def _last_day(start: date, end: date | None) -> Day | None:
    """Give the last of several whole days; a calendar names the day after it."""
    if isinstance(start, datetime) or isinstance(end, datetime) or end is None or end - start <= timedelta(days=1):
        return None
    return Day(end - timedelta(days=1))


def _zone_note(event: Event, series: Series) -> str:
    start = _time(event, "DTSTART")
    if not isinstance(start, datetime) or not _is_zoneless(event, series):
        return ""
    named = name_from(str(event.get(UNDEFINED, "")))
    why = "in a time zone that it does not explain" if named else "and no time zone"
    return f"The calendar gives {start:%H:%M} {why}, so the hour where you are is not known."


def _moved(planned_at: Time, start: date, planned: date) -> str:
    if instant_of(start) == instant_of(planned):
        return ""
    return f"**Moved**: it was to be on {when_text(planned_at)}."


def _tentative(event: Event) -> str:
    return "The calendar calls it tentative." if _words(event, "STATUS").upper() == "TENTATIVE" else ""


def _key(event: Event, which: str) -> str:
    """Give what stays the same of an entry, whatever else of it changes: its UID, and which one of a series it is."""
    uid = _words(event, "UID") or f"{_words(event, 'SUMMARY')} {_time(event, 'DTSTART')}"
    name = f"\n{which}" if which else ""
    return sha256(f"{uid}{name}".encode("utf-8", "replace")).hexdigest()[:12]


def _words(event: Event, name: str) -> str:
    """Give a property as text; where there are several, the first."""
    value: Any = event.get(name, "")
    return str(value[0] if isinstance(value, list) and value else value or "")


def _time(event: Event, name: str) -> date:
    """Give a property that is a day or an instant; raises ValueError where it is neither."""
    value: Any = event[name]
    if not isinstance(value.dt, date):
        raise ValueError(f"{name} is no time")  # noqa: TRY004 - the value of a property, not an argument
    return value.dt
