"""Which one of a series an entry is, said so that it is the same one when the whole series moves; pure."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, tzinfo
from typing import Any

Events = Sequence[Any]  # of icalendar, whose types know no property by its name


def names_of(events: Events, found: Events) -> list[str]:
    """Give a name for each entry `found` of a series, which `events` describe (all of one UID).

    Where a rule gives one entry a week or a month, that week or month is its name, else the day it is planned for, by
    the clock of the series. So another hour or weekday leaves the names as they are. What is added by hand, or would
    have the name of another, is named by the instant it is planned for.
    """
    wholes = [each for each in events if "RECURRENCE-ID" not in each]
    form, zone, added = _form(wholes), _zone(wholes), {_exact(each) for each in _added(wholes)}
    moved = {_exact(each["RECURRENCE-ID"].dt) for each in events if "RECURRENCE-ID" in each}
    planned: list[date] = [each["RECURRENCE-ID" if "RECURRENCE-ID" in each else "DTSTART"].dt for each in found]
    names = [""] * len(planned)
    for number in sorted(range(len(planned)), key=lambda number: _exact(planned[number]) in moved | added):
        exact, name = _exact(planned[number]), _local(planned[number], zone).strftime(form)
        names[number] = exact if exact in added or name in names else name
    return names


def _form(wholes: Events) -> str:
    """Give how the one entry of a period is named: by week, by month, or by day."""
    rules = [each["RRULE"] for each in wholes if "RRULE" in each]
    rule: Any = rules[0] if len(rules) == 1 else {}
    if not isinstance(rule, Mapping) or len(rule.get("BYSETPOS", ())) > 1:
        return "%Y-%m-%d"
    days, alone = list(map(str, rule.get("BYDAY", ()))), "BYSETPOS" in rule
    match [str(each).upper() for each in rule.get("FREQ", ())]:
        case ["WEEKLY"] if alone or len(days) <= 1:
            return "%G-W%V"
        case ["MONTHLY"] if alone or (len(days) + len(rule.get("BYMONTHDAY", ())) <= 1 and not _is_each(days)):
            return "%Y-%m"
    return "%Y-%m-%d"


def _is_each(days: Sequence[str]) -> bool:
    """Say whether a month's weekday is meant each time it comes, rather than the second or the last one."""
    return any(each.isalpha() for each in days)


def _zone(wholes: Events) -> tzinfo | None:
    start = wholes[0]["DTSTART"].dt if wholes else None
    return start.tzinfo if isinstance(start, datetime) else None


def _local(planned: date, zone: tzinfo | None) -> date:
    """Give a time by the clock of the series: an exception may be written in UTC."""
    return planned.astimezone(zone) if isinstance(planned, datetime) and planned.tzinfo and zone else planned


def _added(wholes: Events) -> list[date]:
    """Give the times that stand beside a rule."""
    found = [each["RDATE"] for each in wholes if "RDATE" in each]
    lists = [dated for each in found for dated in (each if isinstance(each, list) else [each])]
    times = (each.dt for dated in lists for each in dated.dts)
    return [time[0] if isinstance(time, tuple) else time for time in times]


def _exact(planned: date) -> str:
    """Name an instant; hours without a zone as if in UTC."""
    if not isinstance(planned, datetime):
        return f"{planned:%Y%m%d}T000000Z"
    return f"{planned.astimezone(UTC) if planned.tzinfo else planned:%Y%m%dT%H%M%SZ}"
