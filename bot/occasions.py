"""What one can be reminded of, or be told once it is known: when it is, and when it is too late."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain

from bot.facts.base import Fact, Link
from bot.facts.catalog import Catalog, over_at
from bot.facts.collection import Seminar
from bot.facts.fields import LABELS, expected, is_field, value_of
from bot.facts.models import Date, Deadline, Session, Social, Venue, Workshop
from bot.message import bold, paragraphs
from bot.moment import Day, Moment, Span, Undecided, Unknown, When
from bot.personal import USUAL, USUAL_OF_SLOT
from bot.signups import address_of
from bot.telling import NOT_KNOWN, called_off, linked, when_text
from bot.told import told, told_day

CANCELLED = "cancelled "  # before the time that a person was told, as it is kept
_BEGUN = timedelta(hours=23, minutes=59)  # from the last minute of a day back to its first


@dataclass(frozen=True)
class Occasion:
    """A deadline, date, session, social or seminar with its time; with `field`, something else that a fact may tell.

    `value` is what the fact says: a time, or an address, a place, a name; None where it does not.
    """

    fact: Fact
    shop: Workshop | None
    value: object
    field: str = ""

    @property
    def key(self) -> str:
        """Give what a reminder is kept under: the fact's id, with the field."""
        return f"{self.fact.id}#{self.field}" if self.field else self.fact.id

    @property
    def name(self) -> str:
        """Give what it is called, without its edition: `Dinner`, `Room`, `Sign-up link of Dinner`."""
        own = str(getattr(self.fact, "title", ""))
        if not self.field:
            return own
        return LABELS[self.field] if self.fact is self.shop else f"{LABELS[self.field]} of {own}"

    @property
    def title(self) -> str:
        """Give what it is called, with its edition."""
        return f"{self.name} · {self.shop.name}" if self.shop else self.name

    @property
    def whole(self) -> "Occasion":
        """Give what this is a field of; an edition has no time of its own, so its fields stand for themselves."""
        when = time_of(self.fact)
        return Occasion(self.fact, self.shop, when) if when else self

    @property
    def when(self) -> When | Span:
        """Give its time; that of an address or a place is unknown."""
        return self.value if isinstance(self.value, When | Span) else Unknown()

    @property
    def cancelled(self) -> str | None:
        """Give why it does not take place (markup); None where it does."""
        return getattr(self.fact, "cancelled", None)

    @property
    def is_known(self) -> bool:
        """Say whether there is nothing more to wait for."""
        return self.value is not None and not isinstance(self.value, Unknown | Undecided)

    @property
    def at(self) -> datetime | None:
        """Give the instant to be reminded before (aware UTC); None where none is known, or it is cancelled.

        Of a day without a zone that is where it ends first, or begins first for what takes place on it.
        """
        return None if self.cancelled else instant_of(self.when, ends=isinstance(self.fact, Deadline | Date))

    @property
    def usual(self) -> tuple[timedelta, ...]:
        """Give how long before it one is reminded unless one says otherwise."""
        return USUAL if isinstance(self.fact, Deadline | Date | Workshop) else USUAL_OF_SLOT

    @property
    def told(self) -> str:
        """Give its time as a file would hold it, and whether it is cancelled."""
        is_time = isinstance(self.value, When | Span)
        said = str(self.value) if is_time else "known" if self.is_known else "unknown"
        return f"{CANCELLED}{said}" if self.cancelled else said

    @property
    def plain(self) -> str:
        """Tell it in plain words; empty where there is nothing to tell."""
        match self.value:
            case Moment(zone=zone) as moment:
                return told(moment, zone)
            case Span(start=start):
                return told(start, start.zone)
            case Day(date=date):
                return told_day(date)
            case Link(url=url):
                return url
            case Venue() as venue:
                return ", ".join(filter(None, (venue.name, venue.city)))
            case str() as text:
                return text
            case _:
                return ""

    def words(self) -> str:
        """Tell it as markup."""
        if self.cancelled:
            return called_off(self.fact)
        match self.value:
            case Undecided() as when:
                return f"Its time is {when_text(when)}."
            case Unknown() if not self.field:
                return f"Its time is {NOT_KNOWN}."
            case None if self.field == "full":
                return "It is full."
            case True:
                return "There are places again."
            case None | Unknown():
                return f"It is {NOT_KNOWN}."
            case Moment() | Day() | Span() as when:
                return f"{'Due' if isinstance(self.fact, Deadline) else 'On'} {when_text(when)}."
            case Link() as link:
                return f"It is {linked(link)}"
            case _:
                return f"It is {bold(self.plain)}."

    def where(self) -> str:
        """Tell as markup where it is: its room or place, and its address."""
        if self.field == "full":
            return linked(getattr(self.fact, "signup", None))
        if self.field:
            return ""
        place = getattr(self.fact, "room", None) or getattr(self.fact, "place", None)
        address = address_of(self.fact) if isinstance(self.fact, Social) else getattr(self.fact, "link", None)
        return paragraphs(f"Where: {bold(place)}." if place else "", linked(address))

    def is_over(self, now: datetime) -> bool:
        """Say whether it is too late for it, or for what it is of."""
        own = self.when if self.field and self.at else time_of(self.fact) or self.when
        at = instant_of(own, ends=isinstance(self.fact, Deadline | Date))
        return now >= at if at else self.shop is not None and now >= over_at(self.shop)


def time_of(fact: Fact) -> When | Span | None:
    """Give when something is that takes place or is due; None for any other fact."""
    match fact:
        case Deadline():
            return fact.due
        case Date():
            return fact.on
        case Session() | Social() | Seminar():
            return fact.at
        case _:
            return None


def instant_of(when: When | Span, *, ends: bool = True) -> datetime | None:
    """Give the instant (aware UTC) of a time, None where none is known; of a day, where it ends or begins first."""
    match when:
        case Moment(at=at):
            return at
        case Span(start=start):
            return start.at
        case Day() as day:
            return day.safe_until if ends else day.safe_until - _BEGUN
        case _:
            return None


def occasion(catalog: Catalog, key: str) -> Occasion | None:
    """Give what a key stands for; None where there is no such occasion any more."""
    whole, _, field = key.partition("#")
    fact = catalog.facts.get(whole)
    if fact is None:
        return None
    if field:
        value = value_of(fact, field) if is_field(key, catalog) else None
        return Occasion(fact, catalog.edition_of(fact), value, field) if is_field(key, catalog) else None
    when = time_of(fact)
    return Occasion(fact, catalog.edition_of(fact), when) if when else None


def occasions_of(catalog: Catalog, facts: Iterable[Fact]) -> Iterator[Occasion]:
    """Give the times of facts, and what else one looks for in them."""
    for fact in facts:
        fields = expected(fact, catalog.edition_of(fact))
        for key in chain([fact.id], (f"{fact.id}#{field}" for field in fields)):
            if found := occasion(catalog, key):
                yield found


def refusal(of: Occasion, now: datetime) -> str:
    """Say why no reminder of something can be asked for (plain text); empty where it can."""
    if of.cancelled:
        return f"{of.whole.title} is cancelled: {of.cancelled}"
    if of.field == "full" and of.is_known:
        return f"{of.whole.title} is not full."
    if of.field and of.is_known and of.at is None:
        return f"{of.title} is known already: {of.plain}."
    if not of.is_over(now):
        return ""
    if not of.is_known:
        return f"It is too late for a reminder: {of.shop.name if of.shop and not of.at else of.title} is over."
    verb = "was due" if isinstance(of.fact, Deadline) else "was on"
    return f"It is too late for a reminder: {of.title} {verb} {of.plain}."


def instants(at: datetime, leads: Iterable[timedelta], now: datetime) -> list[datetime]:
    """Give the instants still to come at which to remind of something, the next one first."""
    return sorted({at - lead for lead in leads if at - lead > now})
