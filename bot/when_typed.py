"""Times as organizers type them for what is still to come: the strict forms first, then plain English; pure."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta

from bot.moment import Moment, at_local, read_clock, read_when
from bot.readers import ZoneReader
from bot.told import told
from bot.zones import read_zone, zone_name

FARTHEST = timedelta(days=731)  # two years: beyond them a slip of the year is likelier than a plan
MOST = 80  # characters
EXAMPLES = "now, tomorrow 9:00 Vienna, Friday 17:00 UTC, in 2 hours or 2024-05-20 18:00 AoE"
_NOW = {"now", "at once", "immediately", "right now", "asap"}
_IN = re.compile(r"in (?P<number>\d{1,4}|an?) (?P<unit>minute|min|hour|day|week)s?", re.IGNORECASE)
_MINUTES = {"minute": 1, "min": 1, "hour": 60}
_DAYS = {"day": 1, "week": 7}
_CLOCK = re.compile(
    r"(?<![\d:.-])(?:(?P<hour>\d{1,2}):(?P<minute>\d{2})\s*(?P<half>[ap]\.?m\.?)?"
    r"|(?P<hour12>\d{1,2})\s*(?P<half12>[ap]\.?m\.?)|(?P<word>noon))(?![\w:])",
    re.IGNORECASE,
)
_WEEKDAYS = "mon(?:day)?|tue(?:s|sday)?|wed(?:nesday)?|thu(?:rs|rsday)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?"
_MONTHS = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    "|nov(?:ember)?|dec(?:ember)?"
)
_NUMBER = r"\d{1,2}(?:st|nd|rd|th)?"
_DAY = re.compile(
    rf"(?:today|tomorrow|(?:(?:{_WEEKDAYS}),? )?(?:{_NUMBER} (?:{_MONTHS})|(?:{_MONTHS}) {_NUMBER})(?:,? \d{{4}})?"
    rf"|(?:{_WEEKDAYS})|\d{{4}}-\d{{2}}-\d{{2}})",
    re.IGNORECASE,
)
_FILLERS = re.compile(r"\b(?:at|on|the|of)\b|,(?=\s*$)", re.IGNORECASE)


def read_typed(text: str, now: datetime, zone: str) -> Moment | None:
    """Give the instant that a text means, None for now; `zone` holds where the text names none, `now` is aware UTC.

    Raises ValueError with a sentence that says what to write instead.
    """
    typed = " ".join(text.split())
    if typed.lower() in _NOW:
        return None
    if not typed or len(typed) > MOST:
        raise ValueError(f"That is not a time. Write for example: {EXAMPLES}")
    found = _strict(typed) or _later(typed, now, zone) or _plain(typed, now, zone)
    if found.at <= now:
        raise ValueError(f"That time has passed: it was {told(found, found.zone)}")
    if found.at > now + FARTHEST:
        raise ValueError(f"{told(found, found.zone)} is more than two years ahead. Please check the year")
    return found


def _strict(typed: str) -> Moment | None:
    """Read the forms of the data files; what only looks like one is left to the others."""
    try:
        when = read_when(typed)
    except ValueError:
        return None
    return when if isinstance(when, Moment) else None


def _later(typed: str, now: datetime, zone: str) -> Moment | None:
    """Read `in 2 hours`; a day later is the same hour of the clock, also over a change of it."""
    match = _IN.fullmatch(typed)
    if match is None:
        return None
    number = int(match["number"]) if match["number"].isdecimal() else 1
    unit = match["unit"].lower()
    start = now.replace(second=0, microsecond=0)
    if unit in _MINUTES:
        return Moment(start + timedelta(minutes=number * _MINUTES[unit]), zone)
    local = start.astimezone(read_zone(zone))
    return at_local((local + timedelta(days=number * _DAYS[unit])).date(), local.time(), zone)


def _plain(typed: str, now: datetime, zone: str) -> Moment:
    """Read a day and an hour in plain English, with or without a zone after them."""
    words, named = _split(typed)
    rest = " ".join(words)
    clock = _CLOCK.search(rest)
    if clock is None:
        raise ValueError(f"“{typed}” names no hour I can read. Write for example: {EXAMPLES}")
    day_words = " ".join(_FILLERS.sub(" ", rest[: clock.start()] + " " + rest[clock.end() :]).split())
    if day_words and not _DAY.fullmatch(day_words):
        raise ValueError(f"I do not understand “{day_words}”. Write for example: {EXAMPLES}")
    place = named or zone
    local = now.astimezone(read_zone(place))
    hour = _hour(clock)
    if not day_words:
        today = at_local(local.date(), read_clock(hour), place)
        return today if today.at > now else at_local(local.date() + timedelta(days=1), read_clock(hour), place)
    return at_local(_day(day_words, local, hour), read_clock(hour), place)


def _split(typed: str) -> tuple[list[str], str]:
    """Take the name of a zone or a city off the end of a text, the longest that is one."""
    words = typed.split()
    for size in (3, 2, 1):
        if len(words) > size and (found := _zone_of(words[-size:])):
            return words[:-size], found
    return words, ""


def _zone_of(words: list[str]) -> str:
    name = re.sub(r" time$", "", " ".join(words), flags=re.IGNORECASE)
    if _DAY.fullmatch(name) or _CLOCK.search(name) or not re.match(r"[A-Za-z]", name):
        return ""
    if name.upper() == "GMT":
        return "UTC"
    try:
        return zone_name(name)
    except ValueError:
        found = ZoneReader().exact(name)
        return found[0] if len(found) == 1 else ""


def _hour(clock: re.Match[str]) -> str:
    """Give an hour as the 24 hours of a day count it."""
    if clock["word"]:
        return "12:00"
    half = (clock["half"] or clock["half12"] or "").lower()[:1]
    hour, minute = int(clock["hour"] or clock["hour12"]), clock["minute"] or "00"
    if half and not 1 <= hour <= 12:  # noqa: PLR2004 - of a clock's face
        raise ValueError(f"There is no hour “{clock[0].strip()}”. Write 09:00 or 18:30")
    return f"{hour % 12 + 12 * (half == 'p') if half else hour:02}:{minute}"


def _day(words: str, local: datetime, hour: str) -> date:
    """Give the day that words mean for who reads them at a local time; a guess that says something else is refused."""
    if re.match(r"\d{4}-", words):
        return _found(words, date.fromisoformat)
    if words.lower()[:3] == f"{local:%a}".lower() and " " not in words and read_clock(hour) > local.time():
        return local.date()
    day = _found(words, lambda text: _guessed(f"{text} {hour}", local))
    numbers = {int(each) for each in re.findall(r"\d+", words)}
    weekday = re.match(rf"(?:{_WEEKDAYS})\b", words, re.IGNORECASE)
    if not numbers <= {day.day, day.year} or (weekday and f"{day:%a}".lower() != weekday[0][:3].lower()):
        raise ValueError(f"There is no day “{words}”. Please look at it again")
    return day


def _found(words: str, read: Callable[[str], date | None]) -> date:
    try:
        found = read(words)
    except ValueError:
        found = None
    if found is None:
        raise ValueError(f"There is no day “{words}”. Write for example: {EXAMPLES}")
    return found


def _guessed(text: str, local: datetime) -> date | None:
    import dateparser  # noqa: PLC0415 - heavy, and few times are typed

    settings = {"RELATIVE_BASE": local.replace(tzinfo=None), "PREFER_DATES_FROM": "future", "DATE_ORDER": "DMY"}
    found: datetime | None = dateparser.parse(text, languages=["en"], settings=settings)
    return found and found.date()
