"""Times as people write them: a zone is always named, a day alone stays a day, nothing is invented."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone

from bot.zones import AOE, read_zone, zone_name

EARLIEST = timezone(timedelta(hours=14))  # the zone in which a day begins and ends first
END_OF_DAY = time(23, 59)
YEARS = range(1900, 2200)  # beyond them no reader's zone is sure to hold the instant

_DAY = r"(?P<day>\d{4}-\d{2}-\d{2})"
_ZONE = r"(?P<zone>(?!T\d)[^\W\d_].*)"
_MOMENT = re.compile(rf"{_DAY}(?:[ T](?P<hour>\d{{1,2}}):(?P<minute>\d{{2}}))?(?:\s*{_ZONE})?")
_SPAN = re.compile(rf"{_DAY}[ T](?P<start>\d{{1,2}}:\d{{2}})\s*[-–]\s*(?P<end>\d{{1,2}}:\d{{2}}|late)(?:\s+{_ZONE})?")


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant: `at` is aware UTC, `zone` is the zone as its source wrote it (AoE, UTC, UTC+9, Europe/Vienna)."""

    at: datetime
    zone: str = "UTC"

    @property
    def local(self) -> datetime:
        """Give the instant in the zone its source wrote."""
        return self.at.astimezone(read_zone(self.zone))

    def __str__(self) -> str:
        """Write the instant as a file would hold it."""
        return f"{self.local:%Y-%m-%d %H:%M} {self.zone}"


@dataclass(frozen=True, slots=True)
class Day:
    """A calendar day whose zone and hour are not stated."""

    date: date

    @property
    def safe_until(self) -> datetime:
        """Give the instant up to which the day is not over in any zone: its end at UTC+14 (aware UTC)."""
        return datetime.combine(self.date, END_OF_DAY, EARLIEST).astimezone(UTC)

    @property
    def over_from(self) -> datetime:
        """Give the instant from which the day is over in every zone: its end anywhere on Earth (aware UTC)."""
        return datetime.combine(self.date, END_OF_DAY, AOE).astimezone(UTC)

    def __str__(self) -> str:
        """Write the day as a file would hold it."""
        return self.date.isoformat()


@dataclass(frozen=True, slots=True)
class Undecided:
    """Several candidates of which the source has not chosen one."""

    choices: tuple[Moment | Day, ...]

    def __str__(self) -> str:
        """Write the candidates as a file would hold them."""
        return " or ".join(map(str, self.choices))


@dataclass(frozen=True, slots=True)
class Unknown:
    """A time that is known to exist, and not known."""

    def __str__(self) -> str:
        """Write it as a file would hold it."""
        return "unknown"


@dataclass(frozen=True, slots=True)
class Span:
    """A slot from one instant to another; `end` is None where the source gives none, `words` then says what it does."""

    start: Moment
    end: Moment | None = None
    words: str = ""

    def __str__(self) -> str:
        """Write the slot as a file would hold it."""
        end = f"{self.end.local:%H:%M}" if self.end else self.words
        return f"{self.start.local:%Y-%m-%d %H:%M}-{end} {self.start.zone}"


When = Moment | Day | Undecided | Unknown


def read_when(text: str) -> When:
    """Read `2024-05-29 AoE`, `2024-07-27 09:00 Europe/Vienna`, `2024-07-27`, `2025-12-06 or 2025-12-07`, `unknown`.

    A day with a zone means its last minute, 23:59 (as "due on 29 May, anywhere on Earth" does).
    Raises ValueError with a sentence that says what to write instead.
    """
    if text.strip().lower() == "unknown":
        return Unknown()
    choices = tuple(_read_one(part.strip()) for part in text.split(" or "))
    return choices[0] if len(choices) == 1 else Undecided(choices)


def read_span(text: str) -> Span | When:
    """Read `2024-07-27 09:00-09:30 Europe/Vienna`, `2024-07-27 18:30-late Europe/Vienna`, or any single time.

    An end that is not after its start is on the next day. Raises ValueError with a sentence.
    """
    match = _SPAN.fullmatch(text.strip())
    if not match:
        return read_when(text)
    if match["zone"] is None:
        raise ValueError(_no_zone(text))
    zone, day = zone_name(match["zone"]), _read_day(match["day"])
    start, until = read_clock(match["start"]), match["end"]
    if until == "late":
        return Span(at_local(day, start, zone), words=until)
    end = read_clock(until)
    last = day if end > start else day + timedelta(days=1)
    return Span(at_local(day, start, zone), at_local(last, end, zone))


def read_moment(text: str) -> Moment:
    """Read a time that must be one instant, such as `2024-05-20T12:00Z`; raises ValueError with a sentence."""
    when = read_when(text)
    if isinstance(when, Moment):
        return when
    raise ValueError(f"'{text[:80]}' is not one instant; write a day, an hour and a zone, such as 2024-05-20T12:00Z")


def _read_one(text: str) -> Moment | Day:
    match = _MOMENT.fullmatch(text)
    if not match:
        raise ValueError(
            f"'{text[:80]}' is not a time; write 2024-05-29 AoE, 2024-07-27 09:00 Europe/Vienna, or a day alone"
        )
    day = _read_day(match["day"])
    if match["hour"] is None and match["zone"] is None:
        return Day(day)
    if match["zone"] is None:
        raise ValueError(_no_zone(text))
    zone = zone_name(match["zone"])
    clock = END_OF_DAY if match["hour"] is None else read_clock(f"{match['hour']}:{match['minute']}")
    return at_local(day, clock, zone)


def _no_zone(text: str) -> str:
    return f"'{text[:80]}' has no zone; add AoE, UTC, UTC+9 or a place such as Europe/Vienna"


def _read_day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"there is no day {text}") from None
    if day.year not in YEARS:
        raise ValueError(f"the year {day.year} is out of range; write one from {YEARS[0]} to {YEARS[-1]}")
    return day


def read_clock(text: str) -> time:
    """Read an hour of the day, `09:00`; raises ValueError with a sentence."""
    hour, _, minute = text.strip().partition(":")
    try:
        return time(int(hour), int(minute))
    except ValueError:
        raise ValueError(f"there is no hour '{text.strip()}'; write 09:00 or 18:30") from None


def at_local(day: date, clock: time, zone: str) -> Moment:
    """Give the instant of a local time; raises ValueError where a clock change skips or repeats it."""
    place = read_zone(zone)
    first = datetime.combine(day, clock, place)
    at = first.astimezone(UTC)
    if at.astimezone(place).replace(tzinfo=None) != first.replace(tzinfo=None):
        raise ValueError(
            f"{day} {clock:%H:%M} does not exist in {zone}: the clocks go forward over it; write it in UTC"
        )
    if first.utcoffset() != first.replace(fold=1).utcoffset():
        raise ValueError(f"{day} {clock:%H:%M} comes twice in {zone}: the clocks go back over it; write it in UTC")
    return Moment(at, zone)
