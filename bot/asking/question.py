"""What a question names: an edition, a time zone, people, an hour, and the words that are left."""

import re
from dataclasses import dataclass
from datetime import time
from itertools import pairwise

from rapidfuzz import fuzz

from bot.arguments import PersonName
from bot.asking.words import STOP, stems
from bot.facts.catalog import Catalog
from bot.facts.models import Workshop
from bot.facts.names import fold
from bot.readers import ZoneReader
from bot.zones import ABBREVIATIONS, PLACES, zone_name

SHORT = 3  # letters; so short a word is a place only where it is said to be one
MOST_RUN = 5  # words that may name one thing
_CLOCK = re.compile(r"\b(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm|a\.m\.|p\.m\.)|\b(\d{1,2}):(\d{2})\b", re.IGNORECASE)
_YEAR = re.compile(r"20\d\d")
_OFFSET = re.compile(r"\b(?:utc|gmt)\s*([+−-])\s*(\d{1,2})(?::?(\d{2}))?", re.IGNORECASE)  # noqa: RUF001 - a minus
_CUT_OFF = re.compile(r"\bcut[ -]off\b", re.IGNORECASE)
_FIRST = {"first": 0, "1st": 0, "second": 1, "2nd": 1, "third": 2, "3rd": 2}
_EDITION = frozenset("one edition workshop instance".split())
_ZONE_LEADS = frozenset("in from at to".split())
_ZONE_TAILS = frozenset("time timezone zone clock clocks local".split())
_NO_CITY = frozenset("oral center easter general troll nome".split())  # words that are also the city of a zone
_TIME = frozenset(
    (
        "when whens deadline deadlines dedline due time times timezone tz clock clocks hour late latest last until "
        "till cutoff close closes submit submission submissions send hand upload open start starts begin begins talk "
        "speak speaks seminar session poster lunch coffee panel camera final ready now miss date"
    ).split()
)
NEARLY = 80  # of 100: "dealine"
NOON = 12


@dataclass(frozen=True)
class Question:
    """A question, understood as far as its names go; `words` are the stems that are left."""

    text: str
    all_words: tuple[str, ...]
    words: tuple[str, ...]
    shop: Workshop | None = None
    unknown_shop: str = ""
    zone: str | None = None
    people: tuple[PersonName, ...] = ()
    clock: time | None = None


def understand(text: str, catalog: Catalog) -> Question:
    """Find what a question names; words of an edition or zone are taken out of `words`."""
    words = _with_whole_years(fold(_CUT_OFF.sub("cutoff", text)).split(), catalog)
    shop, without_shop = _take_shop(words, catalog)
    without_field = _without_field(without_shop, catalog)
    zone, left = _take_zone(without_field) if _asks_when(words) else (None, without_field)
    return Question(
        text=text,
        all_words=tuple(words),
        words=stems(" ".join(left)),
        shop=shop,
        unknown_shop="" if shop else _unknown_shop(words, catalog),
        zone=_offset(text) or zone,
        people=_people(left, catalog),
        clock=_clock(text),
    )


def _without_field(words: list[str], catalog: Catalog) -> list[str]:
    """Leave out the names of the field, which every fact is about, unless nothing else is asked."""
    left = list(words)
    for name in sorted(map(fold, catalog.about.also), key=len, reverse=True):
        parts = name.split()
        for start in range(len(left) - len(parts), -1, -1):
            if left[start : start + len(parts)] == parts:
                del left[start : start + len(parts)]
    return left if stems(" ".join(left)) else words


def _asks_when(words: list[str]) -> bool:
    """Say whether a question asks for a time, since only then a place in it stands for its clocks."""
    return any(word in _TIME or fuzz.ratio(word, "deadline") >= NEARLY for word in words)


def _with_whole_years(words: list[str], catalog: Catalog) -> list[str]:
    """Write `foo 26` as `foo 2026`, where foo is a series."""
    series = {_series(shop) for shop in catalog.newest_first}
    pairs = pairwise(["", *words])
    return [f"20{word}" if before in series and re.fullmatch(r"\d\d", word) else word for before, word in pairs]


def _offset(text: str) -> str | None:
    """Give the zone written as an offset: `UTC+8`."""
    match = _OFFSET.search(text)
    if not match:
        return None
    try:
        return zone_name(f"UTC{'+' if match[1] == '+' else '-'}{match[2]}" + (f":{match[3]}" if match[3] else ""))
    except ValueError:
        return None


def _runs(words: list[str]) -> list[tuple[int, int, str]]:
    """Give every run of words, the longest first, with where it starts and ends."""
    sizes = range(min(MOST_RUN, len(words)), 0, -1)
    return [
        (start, start + size, " ".join(words[start : start + size]))
        for size in sizes
        for start in range(len(words) - size + 1)
    ]


def _take_shop(words: list[str], catalog: Catalog) -> tuple[Workshop | None, list[str]]:
    for start, end, run in _runs(words):
        keys = catalog.workshop_names.exact(run)
        if keys and not (end < len(words) and words[end] in _ZONE_TAILS):
            return catalog.workshops[keys[0]], words[:start] + words[end:]
    oldest_first = catalog.newest_first[::-1]
    for number, (word, after) in enumerate(pairwise(words)):
        if after in _EDITION and _FIRST.get(word, len(oldest_first)) < len(oldest_first):
            return oldest_first[_FIRST[word]], words[:number] + words[number + 2 :]
    return _by_year_or_series(words, catalog)


def _by_year_or_series(words: list[str], catalog: Catalog) -> tuple[Workshop | None, list[str]]:
    """Find an edition by its year, its series, or both apart: `the 2024 one`, `foo`."""
    years = [word for word in words if _YEAR.fullmatch(word) and not _is_label(words, word)]
    series = [word for word in words if any(word == _series(shop) for shop in catalog.newest_first)]
    fit = [
        shop
        for shop in catalog.newest_first
        if (not years or str(shop.year) in years) and (not series or _series(shop) in series)
    ]
    if not (years or series) or not fit:
        return None, words
    return fit[0], [word for word in words if word not in {*years[:1], *series}]


def _series(shop: Workshop) -> str:
    return fold(shop.name).partition(" ")[0]


def _is_label(words: list[str], year: str) -> bool:
    """Say whether a year belongs to a citation, as in `olsson et al 2022`."""
    before = words[: words.index(year)]
    return bool({"al", "et"} & set(before[-2:]))


def _unknown_shop(words: list[str], catalog: Catalog) -> str:
    """Give the name of an edition that no file holds: a known series, or an unknown word, with another year."""
    series = {_series(shop) for shop in catalog.newest_first}
    for word, year in pairwise(words):
        if _YEAR.fullmatch(year) and word in series:
            return f"{word} {year}"
    return ""


def _take_zone(words: list[str]) -> tuple[str | None, list[str]]:
    reader = ZoneReader()
    for start, end, run in _runs(words):
        led = start > 0 and words[start - 1] in _ZONE_LEADS
        tailed = end < len(words) and words[end] in _ZONE_TAILS
        said = led or tailed or run.upper() in ABBREVIATIONS or run in PLACES
        if run in STOP or (run in _NO_CITY and not tailed) or not (said or len(run) > SHORT):
            continue
        found = reader.exact(run)
        if len(found) == 1:
            return found[0], words[:start] + words[end + tailed :]
    return None, words


def _people(words: list[str], catalog: Catalog) -> tuple[PersonName, ...]:
    for _, _, run in _runs(words):
        if run not in STOP and (keys := catalog.person_names.exact(run)):
            return tuple(PersonName(key) for key in keys)
    return ()


def _clock(text: str) -> time | None:
    match = _CLOCK.search(text)
    if not match:
        return None
    hour, minute = int(match[1] or match[4]), int(match[2] or match[5] or 0)
    if match[3]:
        hour = hour % NOON + (NOON if match[3].lower().startswith("p") else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None  # noqa: PLR2004 - a day's hours
