"""What of a workshop stands in a server's calendar: its day and its socials, where their hours are known."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.agenda import slots_of
from bot.facts.models import Session, Social, Workshop
from bot.markup import Span as Run
from bot.markup import chunks
from bot.message import plain
from bot.moment import Moment, Span, Unknown, When
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


@dataclass(frozen=True)
class _Draft:
    """A happening whose times are still to be looked at; `parts` are markup."""

    key: str
    title: str
    parts: tuple[str | None, ...]
    place: str
    url: str


def programme_of(shop: Workshop) -> Programme:
    """Give what of a workshop is to stand in a calendar: no hour is invented."""
    socials = (_made(_draft_of_social(shop, *each), each[1].at) for each in shop.socials.items())
    made = [_made(_draft_of_day(shop), _hours_of(shop)), *socials]
    return Programme(
        tuple(each for each in made if isinstance(each, Happening)),
        tuple(each for each in made if isinstance(each, Note)),
    )


def _draft_of_day(shop: Workshop) -> _Draft:
    venue = shop.venue
    places = (venue.room, venue.name, venue.city, venue.country) if venue else ()
    return _Draft(
        key=f"{shop.id}/day",
        title=shop.title,
        parts=(shop.text, shop.note),
        place=", ".join(filter(None, places)),
        url=shop.website.url if shop.website else "",
    )


def _draft_of_social(shop: Workshop, key: str, social: Social) -> _Draft:
    access = "By invitation only." if social.access == "invitation" else "Open to all."
    return _Draft(
        key=f"{shop.id}/social/{key}",
        title=f"{social.title} · {shop.name}",
        parts=(access, social.text, social.note),
        place=social.place or "",
        url=social.signup.url if social.signup else "",
    )


def _hours_of(shop: Workshop) -> Span | Unknown:
    """Give the time from the first to the last session; its end is known where that of the last one is."""
    slots = [slot for slot in slots_of(shop) if isinstance(slot.fact, Session)]
    lone = [each.at for each in shop.sessions.values() if isinstance(each.at, Moment)]  # a start without an end
    starts = [*(slot.span.start for slot in slots), *lone]
    if not starts:
        return Unknown()
    first = min(starts, key=lambda each: each.at)
    last = max(slots, key=lambda slot: slot.end_or_guess).span.end if slots else None
    if last is None or any(each.at >= last.at for each in lone):
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
        description="\n\n".join((_told(at.start, at.end), *(_plain(part) for part in draft.parts if part))),
        starts_at=at.start.at,
        ends_at=at.end.at,
        place=plain(draft.place),
        url=draft.url,
    )


def _told(start: Moment, end: Moment) -> str:
    """Tell the hours at the place, since a calendar shows those of the reader."""
    if end.at - start.at < _DAY:
        return f"{told_day(start.local)}, {hours(Span(start, end))}"
    return f"{told(start, start.zone)} to {told(end, end.zone)}"


class _Words:
    """Writes markup as words alone; a link shows its address behind its text."""

    def span(self, span: Run) -> str:
        if span.moment:
            return told(span.moment, span.moment.zone)
        return span.text if span.url in {"", span.text} else f"{span.text} ({span.url})"


def _plain(markup: str) -> str:
    lines = "".join(chunks(markup, _Words(), ENDLESS)).split("\n")
    return "\n".join(map(plain, lines))
