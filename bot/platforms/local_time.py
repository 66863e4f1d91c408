"""Instants as text in a named zone, in the same words on every platform and under every locale."""

from datetime import UTC

from bot.moment import Moment, read_zone

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def told(moment: Moment, zone: str) -> str:
    """Tell an instant in a zone: `Wed 29 May 2024, 23:59 AoE`, `Sat 27 Jul 2024, 09:00 Vienna time`.

    `zone` is a name that `bot.moment.zone_name` returned.
    """
    local = moment.at.astimezone(read_zone(zone))
    day = f"{_DAYS[local.weekday()]} {local.day} {_MONTHS[local.month - 1]} {local.year}"
    return f"{day}, {local:%H:%M} {zone_words(zone)}"


def beside(moment: Moment, *, reader: str | None = None) -> str:
    """Tell an instant in the zone its source wrote and in UTC, joined by `; `.

    What shows the same hour as one before it, or as the reader's own zone, is left out; so it may be empty.
    """
    shown = set() if reader is None else {moment.at.astimezone(read_zone(reader)).utcoffset()}
    forms = []
    for zone in (moment.zone, "UTC"):
        offset = moment.at.astimezone(read_zone(zone)).utcoffset()
        if offset not in shown:
            shown.add(offset)
            forms.append(told(moment, zone))
    return "; ".join(forms)


def clock_utc(moment: Moment) -> str:
    """Tell the hour of an instant in UTC: `11:59 UTC`."""
    return f"{moment.at.astimezone(UTC):%H:%M} UTC"


def zone_words(zone: str) -> str:
    """Name a zone as people say it: `AoE`, `UTC+9`, `Buenos Aires time`."""
    return f"{zone.rpartition('/')[2].replace('_', ' ')} time" if "/" in zone else zone
