"""Times as people write them: a zone is always named, a day alone stays a day, nothing is invented."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

AOE = timezone(timedelta(hours=-12), "AoE")
EARLIEST = timezone(timedelta(hours=14))  # the zone in which a day begins and ends first
END_OF_DAY = time(23, 59)
YEARS = range(1900, 2200)  # beyond them no reader's zone is sure to hold the instant

# What people write instead of a zone, and what to write: an abbreviation names several zones or hides the season.
ABBREVIATIONS = {
    "PST": "America/Los_Angeles", "PDT": "America/Los_Angeles", "PT": "America/Los_Angeles",
    "MST": "America/Denver", "MDT": "America/Denver", "CST": "America/Chicago", "CDT": "America/Chicago",
    "EST": "America/New_York", "EDT": "America/New_York", "ET": "America/New_York",
    "GMT": "UTC", "BST": "Europe/London", "WET": "Europe/Lisbon", "CET": "Europe/Vienna", "CEST": "Europe/Vienna",
    "EET": "Europe/Helsinki", "IST": "Asia/Kolkata", "JST": "Asia/Tokyo", "KST": "Asia/Seoul",
    "HST": "Pacific/Honolulu",
}  # fmt: skip

# Places that people name and no zone is called after, and the zone whose clocks they share.
PLACES = {
    "california": "America/Los_Angeles", "san francisco": "America/Los_Angeles", "bay area": "America/Los_Angeles",
    "seattle": "America/Los_Angeles", "san diego": "America/Los_Angeles", "stanford": "America/Los_Angeles",
    "berkeley": "America/Los_Angeles", "pacific": "America/Los_Angeles", "portland": "America/Los_Angeles",
    "texas": "America/Chicago", "austin": "America/Chicago", "dallas": "America/Chicago", "houston": "America/Chicago",
    "boston": "America/New_York", "washington": "America/New_York", "dc": "America/New_York", "mit": "America/New_York",
    "princeton": "America/New_York", "philadelphia": "America/New_York", "pittsburgh": "America/New_York",
    "eastern": "America/New_York", "nyc": "America/New_York", "atlanta": "America/New_York",
    "miami": "America/New_York",
    "montreal": "America/Toronto", "ottawa": "America/Toronto", "hawaii": "Pacific/Honolulu", "uk": "Europe/London",
    "england": "Europe/London", "scotland": "Europe/London", "cambridge": "Europe/London", "oxford": "Europe/London",
    "edinburgh": "Europe/London", "britain": "Europe/London", "germany": "Europe/Berlin", "munich": "Europe/Berlin",
    "hamburg": "Europe/Berlin", "frankfurt": "Europe/Berlin", "france": "Europe/Paris", "spain": "Europe/Madrid",
    "barcelona": "Europe/Madrid", "italy": "Europe/Rome", "milan": "Europe/Rome", "switzerland": "Europe/Zurich",
    "geneva": "Europe/Zurich", "austria": "Europe/Vienna", "netherlands": "Europe/Amsterdam", "poland": "Europe/Warsaw",
    "sweden": "Europe/Stockholm", "denmark": "Europe/Copenhagen", "norway": "Europe/Oslo", "finland": "Europe/Helsinki",
    "greece": "Europe/Athens", "ireland": "Europe/Dublin", "portugal": "Europe/Lisbon", "israel": "Asia/Jerusalem",
    "tel aviv": "Asia/Jerusalem", "turkey": "Europe/Istanbul", "india": "Asia/Kolkata", "mumbai": "Asia/Kolkata",
    "delhi": "Asia/Kolkata", "new delhi": "Asia/Kolkata", "bangalore": "Asia/Kolkata", "bengaluru": "Asia/Kolkata",
    "chennai": "Asia/Kolkata", "hyderabad": "Asia/Kolkata", "china": "Asia/Shanghai", "beijing": "Asia/Shanghai",
    "shenzhen": "Asia/Shanghai", "hangzhou": "Asia/Shanghai", "japan": "Asia/Tokyo", "kyoto": "Asia/Tokyo",
    "osaka": "Asia/Tokyo", "korea": "Asia/Seoul", "south korea": "Asia/Seoul", "taiwan": "Asia/Taipei",
    "vietnam": "Asia/Ho_Chi_Minh", "hanoi": "Asia/Ho_Chi_Minh", "thailand": "Asia/Bangkok", "pakistan": "Asia/Karachi",
    "canberra": "Australia/Sydney", "new zealand": "Pacific/Auckland", "wellington": "Pacific/Auckland",
    "argentina": "America/Argentina/Buenos_Aires", "rio": "America/Sao_Paulo", "rio de janeiro": "America/Sao_Paulo",
    "nigeria": "Africa/Lagos", "kenya": "Africa/Nairobi", "south africa": "Africa/Johannesburg",
    "cape town": "Africa/Johannesburg", "egypt": "Africa/Cairo", "zurich": "Europe/Zurich",
}  # fmt: skip


_COPIES = ("right/", "posix/")  # some machines hold all zones once more under these; `right` counts leap seconds
_DAY = r"(?P<day>\d{4}-\d{2}-\d{2})"
_ZONE = r"(?P<zone>(?!T\d)[^\W\d_].*)"
_MOMENT = re.compile(rf"{_DAY}(?:[ T](?P<hour>\d{{1,2}}):(?P<minute>\d{{2}}))?(?:\s*{_ZONE})?")
_SPAN = re.compile(rf"{_DAY}[ T](?P<start>\d{{1,2}}:\d{{2}})\s*[-–]\s*(?P<end>\d{{1,2}}:\d{{2}}|late)(?:\s+{_ZONE})?")
_OFFSET = re.compile(r"UTC(?P<sign>[+-])(?P<hours>\d{1,2})(?::(?P<minutes>\d{2}))?", re.IGNORECASE)


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


@lru_cache(maxsize=1024)
def zone_name(text: str) -> str:
    """Give the one spelling of a zone (`aoe` → `AoE`, `europe/vienna` → `Europe/Vienna`).

    Accepts AoE, UTC (and Z), UTC±h[:mm] and the IANA names that hold a place. Raises ValueError with a
    sentence for abbreviations and for Etc/GMT±n, whose sign runs against what people read.
    """
    name = text.strip()
    upper = name.upper()
    if upper == "AOE":
        return "AoE"
    if upper in {"UTC", "Z"}:
        return "UTC"
    if upper in ABBREVIATIONS:
        raise ValueError(f"'{name}' is an abbreviation, not a zone; write {ABBREVIATIONS[upper]}")
    if upper.startswith("ETC/"):
        raise ValueError(_right_etc(name))
    if upper.startswith("UTC"):
        return _offset_name(name)
    return _place_name(name)


def _right_etc(name: str) -> str:
    match = re.fullmatch(r"Etc/GMT([+-])(\d{1,2})", name, re.IGNORECASE)
    if not match:
        return f"'{name[:80]}' is no place; write UTC, UTC+9 or a place such as Europe/Vienna"
    sign = "-" if match[1] == "+" else "+"
    return f"'{name}' has its sign turned round; write {_offset_name(f'UTC{sign}{match[2]}')}"


def _offset_name(name: str) -> str:
    match = _OFFSET.fullmatch(name)
    if not match:
        raise ValueError(f"'{name[:80]}' is not a zone; write UTC+9, UTC-3:30 or a place such as Europe/Vienna")
    hours, minutes = int(match["hours"]), int(match["minutes"] or 0)
    if minutes >= 60 or not -12 * 60 <= int(f"{match['sign']}1") * (hours * 60 + minutes) <= 14 * 60:  # noqa: PLR2004
        raise ValueError(f"there is no zone {name}; offsets run from UTC-12 to UTC+14")
    if not hours and not minutes:
        return "UTC"
    return f"UTC{match['sign']}{hours}" + (f":{minutes:02}" if minutes else "")


def _place_name(name: str) -> str:
    titled = "/".join("_".join(map(str.capitalize, part.split("_"))) for part in name.replace(" ", "_").split("/"))
    for candidate in (name, titled):
        if "/" in candidate and not candidate.startswith(_COPIES) and _is_zone(candidate):
            return candidate
    raise ValueError(f"'{name[:80]}' is not a zone; write AoE, UTC, UTC+9 or a place such as Europe/Vienna")


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # what zoneinfo raises for unknown, unsafe and directory names
        return False
    return True


@lru_cache(maxsize=1024)
def read_zone(name: str) -> tzinfo:
    """Give the zone of a name that `zone_name` returned."""
    if name == "AoE":
        return AOE
    if name == "UTC":
        return UTC
    match = _OFFSET.fullmatch(name)
    if not match:
        return ZoneInfo(name)
    offset = timedelta(hours=int(match["hours"]), minutes=int(match["minutes"] or 0))
    return timezone(offset if match["sign"] == "+" else -offset, name)
