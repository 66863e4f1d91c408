"""Time zones as people name them: one spelling each, and the places that people name instead."""

import re
from collections.abc import Mapping
from datetime import UTC, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

AOE = timezone(timedelta(hours=-12), "AoE")

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
    "la": "America/Los_Angeles", "sf": "America/Los_Angeles", "ny": "America/New_York", "st john s": "America/St_Johns",
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

_OFFSET = re.compile(r"UTC(?P<sign>[+-])(?P<hours>\d{1,2})(?::(?P<minutes>\d{2}))?", re.IGNORECASE)


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


def with_zone(text: str) -> str:
    """Give a typed time with the zone of the city that it ends in (`2027-06-20 19:00 Vienna`), else as it is."""
    words = text.split()
    for size in (3, 2, 1):
        zone = _cities().get(" ".join(words[-size:]).lower()) if len(words) > size else None
        if zone:
            return " ".join([*words[:-size], zone])
    return text


@lru_cache(maxsize=1)
def _cities() -> Mapping[str, str]:
    """Give zones by city, in small letters, where one zone alone is called after it; and by what else people name."""
    named: dict[str, list[str]] = {}
    for zone in available_timezones():
        if "/" in zone and not zone.startswith(("Etc/", "SystemV/", *_COPIES)):
            named.setdefault(zone.rpartition("/")[2].replace("_", " ").lower(), []).append(zone)
    return {city: zones[0] for city, zones in named.items() if len(zones) == 1} | PLACES
