"""A calendar's text, read into entries: pure, and only of what lies near."""

import warnings
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

import recurring_ical_events
from icalendar import Calendar, Event, vDDDTypes

from bot.moment import Moment, Span
from bot.watch.entries import UNDEFINED, Series, entry_of
from bot.watch.found import MOST_BYTES, TOO_LARGE, CalendarError, Entry, Found
from bot.watch.occurrences import names_of
from bot.zones import zone_name

BACK = timedelta(days=30)
AHEAD = timedelta(days=400)
MOST = 500  # entries of a feed
RARE_ENOUGH = frozenset(("DAILY", "WEEKLY", "MONTHLY", "YEARLY"))
_WITHIN_A_DAY = ("BYHOUR", "BYMINUTE", "BYSECOND")
_BAD = (ValueError, TypeError, LookupError, ArithmeticError, AttributeError)  # what the libraries raise for nonsense


def read_calendar(text: str, zone: str | None, now: datetime) -> Found:
    """Read the entries of a calendar from 30 days before `now` (aware UTC) to 400 days after it, the next one first.

    `zone` is that of hours to which the calendar gives none. Raises CalendarError.
    """
    counted: Counter[str] = Counter()
    entries = [each for calendar in _parsed(text) for each in _entries(calendar, zone, now, counted)]
    entries.sort(key=lambda each: (_begins(each) < now, abs(_begins(each) - now), each.key))
    by_key = {each.key: each for each in reversed(entries)}
    kept = [each for each in entries if by_key[each.key] is each]
    if len(kept) > MOST:
        counted[f"beyond the nearest {MOST}"] = len(kept) - MOST
    return Found(tuple(kept[:MOST]), tuple(f"{number} {why}" for why, number in counted.items()))


def _parsed(text: str) -> list[Calendar]:
    body = text.lstrip("\ufeff").strip()
    if not body:
        raise CalendarError("it is empty")
    if len(body.encode("utf-8", "replace")) > MOST_BYTES:
        raise CalendarError(TOO_LARGE)
    if not body[:15].upper().startswith("BEGIN:VCALENDAR"):
        raise CalendarError("it is a web page, not a calendar" if body.startswith("<") else "it is no calendar")
    if not body.upper().endswith("END:VCALENDAR"):
        raise CalendarError("it ends in the middle")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # on zones named in unusual ways, which it reads all the same
            return list(Calendar.from_ical(body, multiple=True))
    except _BAD:
        raise CalendarError("it cannot be understood") from None


def _entries(calendar: Calendar, zone: str | None, now: datetime, counted: Counter[str]) -> Iterator[Entry]:
    stated = _zone_of(calendar)
    whole_cancelled = str(calendar.get("METHOD", "")).upper() == "CANCEL"
    for events in _by_uid(_usable(calendar.walk("VEVENT"), counted)).values():
        repeats = len(events) > 1 or any(name in events[0] for name in ("RRULE", "RDATE", "RECURRENCE-ID"))
        series = Series(stated or zone, repeats, whole_cancelled)
        try:
            found = _expanded(events, stated, now)
            names = names_of(events, found) if repeats else [""] * len(found)
            yield from [entry_of(event, series, name) for event, name in zip(found, names, strict=True)]
        except _BAD:
            counted["that could not be understood"] += 1


def _usable(events: Iterable[Any], counted: Counter[str]) -> Iterator[Event]:
    """Give the entries that can be told; those that are private are nobody's business, not even their number."""
    for event in events:
        start = event.get("DTSTART")
        if str(event.get("CLASS", "")).upper() in {"PRIVATE", "CONFIDENTIAL"}:
            continue
        if start is None or isinstance(start, list) or event.errors:
            counted["that could not be understood"] += 1
        elif not all(map(_is_rare, _rules(event))):
            counted["that would repeat more often than daily"] += 1
        else:
            tzid = start.params.get("TZID")
            if tzid and getattr(start.dt, "tzinfo", True) is None:
                event[UNDEFINED] = str(tzid)
            yield event


def _rules(event: Event) -> list[Mapping[str, Any]]:
    rules = event.get("RRULE", [])
    return rules if isinstance(rules, list) else [rules]


def _is_rare(rule: Mapping[str, Any]) -> bool:
    frequencies = {str(each).upper() for each in rule.get("FREQ", ())}
    return frequencies <= RARE_ENOUGH and all(len(rule.get(name, ())) <= 1 for name in _WITHIN_A_DAY)


def _by_uid(events: Iterable[Event]) -> dict[str, list[Event]]:
    found: dict[str, list[Event]] = {}
    for number, event in enumerate(events):
        found.setdefault(str(event.get("UID", "")) or f"{number}", []).append(event)
    return found


def _expanded(events: list[Event], stated: str | None, now: datetime) -> list[Event]:
    """Give each entry of a series that lies near; the calendar's own zone holds where one is stated."""
    alone = Calendar()
    if stated:
        alone["X-WR-TIMEZONE"] = stated
    alone.subcomponents = list(events)
    found: list[Any] = recurring_ical_events.of(alone).between(now - BACK, now + AHEAD)
    _tell_apart(found, events)
    return found


def _tell_apart(found: Iterable[Any], events: Iterable[Any]) -> None:
    """Give each its own RECURRENCE-ID where one exception stands for all that follow (RFC 5545, RANGE)."""
    named = [each for each in events if "RECURRENCE-ID" in each]
    shifts = {each["RECURRENCE-ID"].dt: each["DTSTART"].dt - each["RECURRENCE-ID"].dt for each in named}
    for each in found:
        planned = each["RECURRENCE-ID"]
        if "RANGE" in planned.params:
            each["RECURRENCE-ID"] = vDDDTypes(each["DTSTART"].dt - shifts[planned.dt])


def _zone_of(calendar: Calendar) -> str | None:
    """Give the zone that the calendar states for itself, if it is one."""
    try:
        return zone_name(str(calendar.get("X-WR-TIMEZONE", "")))
    except ValueError:
        return None


def _begins(entry: Entry) -> datetime:
    match entry.at:
        case Span(start=start):
            return start.at
        case Moment(at=at):
            return at
        case day:
            return day.safe_until
