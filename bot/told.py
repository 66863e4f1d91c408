"""Instants and days in words: the same on every platform and under every locale."""

from datetime import UTC, date, datetime

from bot.moment import Moment
from bot.zones import read_zone

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def told(moment: Moment, zone: str) -> str:
    """Tell an instant in a zone: `Wed 29 May 2024, 23:59 AoE`, `Sat 27 Jul 2024, 09:00 Vienna time`.

    `zone` is a name that `bot.zones.zone_name` returned.
    """
    local = _in(moment, zone)
    return f"{told_day(local)}, {local:%H:%M} {told_zone(zone)}"


def told_clock(moment: Moment, zone: str) -> str:
    """Tell the hour of an instant for a reader in a zone: `09:00`, with the day where it is another one there."""
    local = _in(moment, zone)
    other_day = "" if local.date() == moment.local.date() else f"{_DAYS[local.weekday()]} "
    return f"{other_day}{local:%H:%M}"


def told_utc_clock(moment: Moment) -> str:
    """Tell the hour of an instant in UTC: `11:59 UTC`."""
    return f"{moment.at.astimezone(UTC):%H:%M} UTC"


def told_zone(zone: str) -> str:
    """Tell a zone as people say it: `AoE`, `UTC+9`, `Buenos Aires time`."""
    return f"{zone.rpartition('/')[2].replace('_', ' ')} time" if "/" in zone else zone


def told_day(day: date, *, weekday: bool = True) -> str:
    """Tell a day: `Wed 29 May 2024`, `29 May 2024`."""
    lead = f"{_DAYS[day.weekday()]} " if weekday else ""
    return f"{lead}{day.day} {_MONTHS[day.month - 1]} {day.year}"


def beside(moment: Moment, reader: str = "") -> str:
    """Tell an instant in the zone its source wrote and in UTC, joined by `; `.

    What shows the same hour as one before it, or as the reader's own zone, is left out; so it may be empty.
    """
    shown = {_in(moment, reader).utcoffset()} if reader else set()
    forms = []
    for zone in (moment.zone, "UTC"):
        offset = _in(moment, zone).utcoffset()
        if offset not in shown:
            shown.add(offset)
            forms.append(told(moment, zone))
    return "; ".join(forms)


def _in(moment: Moment, zone: str) -> datetime:
    return moment.at.astimezone(read_zone(zone))
