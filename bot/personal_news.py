"""What is told to who asked about something once it changed."""

from dataclasses import dataclass
from datetime import datetime

from bot.message import escape, paragraphs
from bot.moment import read_span
from bot.occasions import CANCELLED, Occasion, instant_of
from bot.telling import when_text

GONE = "gone "  # before what a person was told, while the files no longer hold the fact


@dataclass(frozen=True)
class News:
    """What changed about an occasion: `title` is plain text, `text` markup."""

    about: Occasion
    title: str
    text: str


def news_of(found: Occasion, told: str) -> News | None:
    """Tell what is new to somebody who was told this before; None where nothing is worth a message."""
    told = told.removeprefix(GONE)
    was_cancelled, before = told.startswith(CANCELLED), told.removeprefix(CANCELLED)
    if found.cancelled:
        return None if was_cancelled else _whole("Cancelled", found)
    if was_cancelled:
        return _whole("Not cancelled after all", found)
    if told == found.told:
        return None
    if _is_open(before):
        if found.field == "full" and found.is_known:
            return News(found, f"Not full any more: {found.whole.title}", paragraphs(found.words(), found.where()))
        return News(found, f"Known now: {found.title}", found.words()) if found.is_known else None
    if not found.is_known:
        text = paragraphs(found.words(), f"It was {_when(before)}. I write to you again when it is known.")
        return News(found, f"Not known any more: {found.title}", text)
    return News(found, f"Moved: {found.title}", f"It moved from {_when(before)} to {when_text(found.when)}.")


def _whole(what: str, found: Occasion) -> News:
    """Tell it of the whole, also to who waits for a place or a link of it."""
    return News(found.whole, f"{what}: {found.whole.title}", found.whole.words())


def _is_open(told: str) -> bool:
    """Say whether what a person was told was no time yet, or several."""
    return told == "unknown" or " or " in told


def was_over(told: str, by: datetime) -> bool:
    """Say whether the time that a person was told had come by an instant (aware UTC)."""
    try:
        at = instant_of(read_span(told.removeprefix(GONE).removeprefix(CANCELLED)))
    except ValueError:
        return False
    return at is not None and at < by


def _when(told: str) -> str:
    try:
        return when_text(read_span(told))
    except ValueError:  # a slot without an end
        return escape(told)
