"""Times worth pretending, taken from the facts."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, time, timedelta

from bot.agenda import slots_of
from bot.facts.catalog import Catalog
from bot.facts.models import Deadline, Workshop
from bot.moment import Day, Moment
from bot.zones import read_zone

MOST_EDITIONS = 3
MORNING = time(8)
LEAD = timedelta(minutes=15)  # so that “two weeks left” holds while one looks around


@dataclass(frozen=True)
class Preset:
    """A time to pretend: `at` is aware UTC."""

    label: str
    at: datetime

    def to_dict(self) -> dict[str, str]:
        """Give it as plain values, for JSON."""
        return {**asdict(self), "at": f"{self.at:%Y-%m-%dT%H:%M:%SZ}"}


def presets(catalog: Catalog) -> list[Preset]:
    """Give the times worth pretending; those of the edition of which most is known come first."""
    known = Counter(key.partition("/")[0] for key in catalog.facts)
    shops = sorted(catalog.newest_first, key=lambda shop: -known[shop.id])[:MOST_EDITIONS]
    return [preset for shop in shops for preset in _presets(shop)]


def _presets(shop: Workshop) -> Iterator[Preset]:
    due = _by_time(shop)
    if due:
        at, deadline = due[0]
        what = f"before “{deadline.title}” is due, {shop.name}"
        yield Preset(f"Two weeks {what}", at - timedelta(days=14) - LEAD)
        if isinstance(deadline.due, Moment):
            yield Preset(f"An hour {what}", at - timedelta(hours=1))
    if morning := _morning(shop):
        yield Preset(f"The morning of {shop.name}", morning)


def _by_time(shop: Workshop) -> list[tuple[datetime, Deadline]]:
    found = [(at, each) for each in shop.deadlines.values() if (at := _due(each))]
    return sorted(found, key=lambda pair: pair[0])


def _due(deadline: Deadline) -> datetime | None:
    match deadline.due:
        case Moment(at=at):
            return at
        case Day() as day:
            return day.over_from
        case _:
            return None


def _morning(shop: Workshop) -> datetime | None:
    """Give a quarter of an hour before the first slot, or eight o'clock where only the day is known."""
    if slots := slots_of(shop):
        return slots[0].start - LEAD
    if isinstance(shop.when, Day) and shop.zone:
        return datetime.combine(shop.when.date, MORNING, read_zone(shop.zone)).astimezone(UTC)
    return None
