"""What of a workshop stands in a server's calendar: its day and its socials, where their hours are known."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol, runtime_checkable

from bot.agenda import slots_of
from bot.facts.models import Session, Social, Workshop
from bot.markup import Span as Run
from bot.markup import chunks
from bot.message import plain
from bot.moment import Moment, Span, Unknown, When
from bot.signups import address_of
from bot.telling import hours
from bot.told import told, told_day

NO_START = "its start is not known"
NO_END = "its end is not known, which Discord needs"
ENDLESS = 10_000_000  # characters: nothing is cut here
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Happening:
    """What is to stand in a calendar: all texts are plain, both times are aware UTC, `place` and `url` may be empty.

    `key` stays the same while the facts change: `foo-2026/day`, `foo-2026/social/dinner`.
    """

    key: str
    title: str
    description: str
    starts_at: datetime
    ends_at: datetime
    place: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """What became of something with this key and title; `why` is a sentence where it failed, else a clause."""

    key: str
    title: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Programme:
    """What of a workshop is to stand in a calendar, and what cannot."""

    wanted: tuple[Happening, ...]
    left_out: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Mirrored:
    """What was done to a server's calendar; `left` was left alone, `failed` should have been done."""

    created: tuple[Note, ...] = ()
    changed: tuple[Note, ...] = ()
    cancelled: tuple[Note, ...] = ()
    left: tuple[Note, ...] = ()
    failed: tuple[Note, ...] = ()


class Calendar(Protocol):
    """A platform's calendars, one on each server."""

    async def mirror(self, server: int, wanted: Sequence[Happening], now: datetime) -> Mirrored:
        """Make the bot's entries on a server those that are wanted, of all workshops, and no others.

        What has begun by `now` (aware UTC) stays as it is. Raises SendError where the server cannot be read.
        """


@runtime_checkable
class HasCalendar(Protocol):
    """A platform whose servers have calendars."""

    @property
    def calendar(self) -> Calendar:
        """Give them."""


@dataclass(frozen=True)
class _Draft:
    """A happening whose times are still to be looked at; `parts` are markup."""

    key: str
    title: str
    parts: tuple[str | None, ...]
    place: str
    url: str


def programme_of(shop: Workshop) -> Programme:
    """Give what of a workshop is to stand in a calendar: no hour is invented, and what is cancelled is not wanted."""
    held = ((key, social) for key, social in shop.socials.items() if not social.cancelled)
    socials = (_made(_draft_of_social(shop, *each), each[1].at) for each in held)
    made = [_made(_draft_of_day(shop), _hours_of(shop)), *socials]
    return Programme(
        tuple(each for each in made if isinstance(each, Happening)),
        tuple(each for each in made if isinstance(each, Note)),
    )


def _draft_of_day(shop: Workshop) -> _Draft:
    return _Draft(
        key=f"{shop.id}/day",
        title=shop.title,
        parts=(shop.text, shop.note),
        place=place_of(shop),
        url=shop.website.url if shop.website else "",
    )


def place_of(shop: Workshop, room: str | None = None) -> str:
    """Give where a workshop meets, in one of its rooms where one is named; empty where that is not known."""
    venue = shop.venue
    places = (room or venue.room, venue.name, venue.city, venue.country) if venue else (room,)
    return ", ".join(filter(None, places))


def signup_of(social: Social) -> str:
    """Give the address at which one can sign up, that of the waiting list where it is full; empty where none is."""
    address = address_of(social)
    return address.url if address else ""


def access_of(social: Social) -> str:
    """Tell whom a social is open to."""
    return "By invitation only." if social.access == "invitation" else "Open to all."


def _draft_of_social(shop: Workshop, key: str, social: Social) -> _Draft:
    return _Draft(
        key=f"{shop.id}/social/{key}",
        title=f"{social.title} · {shop.name}",
        parts=(access_of(social), social.text, social.note),
        place=social.place or "",
        url=signup_of(social),
    )


def _hours_of(shop: Workshop) -> Span | Unknown:
    """Give the time from the first to the last session; its end is known where that of the last one is."""
    held = [slot for slot in slots_of(shop) if isinstance(slot.fact, Session) and not slot.fact.cancelled]
    if not held:
        return Unknown()
    first, lone = held[0].span.start, [slot for slot in held if isinstance(slot.fact.at, Moment)]  # without an end
    slots = [slot for slot in held if slot not in lone]
    last = max(slots, key=lambda slot: slot.end_or_guess).span.end if slots else None
    if last is None or any(slot.start >= last.at for slot in lone):
        return Span(first)
    return Span(first, Moment(last.at, first.zone))


def _made(draft: _Draft, at: Span | When) -> Happening | Note:
    title = plain(draft.title)
    if not isinstance(at, Span):
        return Note(draft.key, title, NO_END if isinstance(at, Moment) else NO_START)
    if at.end is None:
        return Note(draft.key, title, NO_END)
    return Happening(
        key=draft.key,
        title=title,
        description="\n\n".join((span_told(at), *(in_words(part) for part in draft.parts if part))),
        starts_at=at.start.at,
        ends_at=at.end.at,
        place=plain(draft.place),
        url=draft.url,
    )


def span_told(span: Span) -> str:
    """Tell the hours at the place, since a calendar shows those of the reader."""
    start, end = span.start, span.end
    if end is None or end.at - start.at < _DAY:
        return f"{told_day(start.local)}, {hours(span)}"
    return f"{told(start, start.zone)} to {told(end, end.zone)}"


class _Words:
    """Writes markup as words alone; a link shows its address behind its text."""

    def span(self, span: Run) -> str:
        if span.moment:
            return told(span.moment, span.moment.zone)
        return span.text if span.url in {"", span.text} else f"{span.text} ({span.url})"


def in_words(markup: str) -> str:
    """Give markup as plain text: a time in its own zone, a link's address behind its words; breaks are kept."""
    lines = "".join(chunks(markup, _Words(), ENDLESS)).split("\n")
    return "\n".join(map(plain, lines))
