"""Instants and days in words, for places where no client can show the reader's own time."""

from datetime import date, datetime

from bot.moment import Moment, read_zone


def told(moment: Moment, zone: str) -> str:
    """Tell an instant in a zone: `Wed 29 May 2024, 23:59 AoE`, `Sat 27 Jul 2024, 09:00 Vienna time`."""
    return f"{told_day(_in(moment, zone))}, {told_clock(moment, zone)}"


def told_clock(moment: Moment, zone: str) -> str:
    """Tell the hour of an instant in a zone: `09:00 Vienna time`."""
    return f"{_in(moment, zone):%H:%M} {told_zone(zone)}"


def told_zone(zone: str) -> str:
    """Tell a zone: `AoE`, `UTC`, `UTC+9`, `Vienna time`."""
    return f"{zone.rpartition('/')[2].replace('_', ' ')} time" if "/" in zone else zone


def told_day(day: date) -> str:
    """Tell a day: `Wed 29 May 2024`."""
    return f"{day:%a} {day.day} {day:%b %Y}"


def beside(moment: Moment, reader: str = "") -> str:
    """Tell an instant in its zone as written and in UTC, leaving out what the reader's own zone shows already."""
    zones = dict.fromkeys((moment.zone, "UTC"))
    seen = {_in(moment, reader).utcoffset()} if reader else set()
    parts = []
    for zone in zones:
        offset = _in(moment, zone).utcoffset()
        if offset not in seen:
            parts.append(told(moment, zone))
            seen.add(offset)
    return "; ".join(parts)


def _in(moment: Moment, zone: str) -> datetime:
    return moment.at.astimezone(read_zone(zone))
