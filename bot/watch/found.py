"""What is found in a calendar, or why nothing can be."""

from dataclasses import dataclass

from bot.moment import Day, Moment, Span

MOST_BYTES = 5_000_000
TOO_LARGE = f"it is larger than {MOST_BYTES // 1_000_000} MB"
Time = Span | Moment | Day


class CalendarError(Exception):
    """A calendar cannot be read; holds a clause that says why, such as “it is empty”."""


@dataclass(frozen=True)
class Entry:
    """What a calendar tells of one talk: `key` stays when it moves; `title` and `place` are plain, texts are markup."""

    key: str
    title: str
    at: Time
    until: Day | None = None
    place: str = ""
    online: str = ""
    contact: str = ""
    text: str = ""
    url: str = ""
    note: str = ""
    cancelled: str = ""


@dataclass(frozen=True)
class Found:
    """What a calendar holds; `left_out` are clauses on what is not told, such as “1 that could not be understood”."""

    entries: tuple[Entry, ...] = ()
    left_out: tuple[str, ...] = ()
