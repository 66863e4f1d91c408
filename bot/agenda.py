"""What happens in an edition, in order: the slots of its schedule with its socials, and its deadlines."""

from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from bot.facts.models import Deadline, Session, Social, Workshop
from bot.message import at, bold, escape
from bot.moment import Day, Moment, Span
from bot.signups import address_of, verb_of
from bot.telling import called_off, end_or_guess, hours, linked


@dataclass(frozen=True)
class Slot:
    """A session or social whose hours are known."""

    fact: Session | Social
    span: Span

    @property
    def start(self) -> datetime:
        """Give when it starts (aware UTC)."""
        return self.span.start.at

    def is_over(self, now: datetime) -> bool:
        """Say whether it has surely ended."""
        return now >= self.end_or_guess

    @property
    def end_or_guess(self) -> datetime:
        """Give when it ends (aware UTC), early next morning where no end is given."""
        return end_or_guess(self.span)


def slots_of(shop: Workshop) -> list[Slot]:
    """Give the slots of an edition whose hours are known, or at least their starts, the earliest first."""
    spans = ((fact, Span(fact.at) if isinstance(fact.at, Moment) else fact.at) for fact in _facts(shop))
    slots = [Slot(fact, span) for fact, span in spans if isinstance(span, Span)]
    return sorted(slots, key=lambda slot: (slot.start, slot.end_or_guess))


def has_slots(shop: Workshop) -> bool:
    """Say whether any hour of an edition's schedule is known."""
    return any(isinstance(each.at, Span | Moment) for each in _facts(shop))


def _facts(shop: Workshop) -> list[Session | Social]:
    return [*shop.sessions.values(), *shop.socials.values()]


def gaps_of(slots: list[Slot]) -> list[tuple[Slot, Slot]]:
    """Give the pairs of slots between which the schedule lists nothing."""
    return [
        (one, two)
        for one, two in pairwise(slots)
        if one.span.end and one.span.end.at < two.start and _same_day(one, two)
    ]


def _same_day(one: Slot, two: Slot) -> bool:
    return one.span.start.local.date() == two.span.start.local.date()


def slot_line(slot: Slot, now: datetime | None = None) -> str:
    """Tell a slot in one line of markup: its hours at the place and for the reader, title, what is special."""
    return f"{hours(slot.span)} ({at(slot.span.start, 'clock')} your time): {slot_title(slot.fact, now)}"


def slot_title(fact: Session | Social, now: datetime | None = None) -> str:
    """Tell the title of a slot, what is special about it, and where to sign up, if one can by `now` (aware UTC)."""
    said = ", ".join(each for each in _special(fact) if each not in fact.title)
    named = bold(fact.title) + (f" ({said})" if said else "")
    return f"{named} — {called_off(fact).rstrip('.')}" if fact.cancelled else named + _sign_up(fact, now)


def _special(fact: Session | Social) -> list[str]:
    if isinstance(fact, Social):
        return ["by invitation"] if fact.access == "invitation" else []
    return [*(["remote"] if fact.remote else []), *([escape(fact.room)] if fact.room else [])]


def _sign_up(fact: Session | Social, now: datetime | None) -> str:
    if isinstance(fact, Session):
        return ""
    address = address_of(fact, now)
    if fact.full and not (now and address is None):
        return " — full" + (f", {linked(address, 'waiting list')}" if address else "")
    return f" — {linked(address, verb_of(fact))}" if address else ""


def end_of(deadline: Deadline) -> str:
    """Give the instant at which a deadline is surely over, as ISO text to sort by; empty where its day is not known."""
    due = deadline.due
    if isinstance(due, Moment):
        return due.at.isoformat()
    return due.over_from.isoformat() if isinstance(due, Day) else ""


def by_due(shop: Workshop) -> list[Deadline]:
    """Give the deadlines of an edition, the soonest first, those without a day last."""
    return sorted(shop.deadlines.values(), key=lambda each: (end_of(each) or "9", each.id))
