"""What one can be reminded of: when it is, and when it is too late."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.facts.catalog import Catalog
from bot.facts.models import Date, Deadline, Session, Social, Workshop
from bot.moment import Day, Moment, Span, Undecided, Unknown, When
from bot.telling import when_text
from bot.told import told, told_day


@dataclass(frozen=True)
class Occasion:
    """A deadline, date, session or social; `at` is its earliest instant (aware UTC), None where it is not known."""

    fact: Deadline | Date | Session | Social
    shop: Workshop
    when: When | Span

    @property
    def title(self) -> str:
        """Give what it is called, with its edition."""
        return f"{self.fact.title} · {self.shop.name}"

    @property
    def at(self) -> datetime | None:
        """Give the instant to be reminded before: a day without a zone counts from where it ends first."""
        match self.when:
            case Moment(at=at):
                return at
            case Span(start=start):
                return start.at
            case Day() as day:
                return day.safe_until
            case _:
                return None

    @property
    def told(self) -> str:
        """Give its time as a file would hold it."""
        return str(self.when)

    @property
    def is_unknown(self) -> bool:
        """Say whether its time is not known, or not decided."""
        return isinstance(self.when, Unknown | Undecided)

    @property
    def plain(self) -> str:
        """Tell its time in plain words."""
        match self.when:
            case Moment(zone=zone) as moment:
                return told(moment, zone)
            case Span(start=start):
                return told(start, start.zone)
            case Day(date=date):
                return told_day(date)
            case _:
                return "at a time not known yet"

    def words(self) -> str:
        """Tell its time as markup."""
        verb = "Due" if isinstance(self.fact, Deadline) else "On"
        return f"{verb} {when_text(self.when)}."


def occasion(catalog: Catalog, key: str) -> Occasion | None:
    """Give what a fact's id stands for; None where there is no such occasion any more."""
    fact = catalog.facts.get(key)
    shop = catalog.workshops.get(key.partition("/")[0])
    if shop is None or not isinstance(fact, Deadline | Date | Session | Social):
        return None
    match fact:
        case Deadline():
            return Occasion(fact, shop, fact.due)
        case Date():
            return Occasion(fact, shop, fact.on)
        case _:
            return Occasion(fact, shop, fact.at)


def instants(at: datetime, leads: Iterable[timedelta], now: datetime) -> list[datetime]:
    """Give the instants still to come at which to remind of something, the next one first."""
    return sorted(at - lead for lead in leads if at - lead > now)
