"""What may be asked for of a fact besides its time, by name: `foo-2027#venue.room`."""

from collections.abc import Iterator, Mapping
from operator import attrgetter

from bot.facts.base import Fact
from bot.facts.catalog import Catalog
from bot.facts.collection import Seminar
from bot.facts.models import Date, Deadline, Session, Social, Workshop
from bot.moment import Day, Moment

LABELS: Mapping[str, str] = {
    "when": "Day",
    "venue": "Venue",
    "venue.room": "Room",
    "submit": "Link to submit",
    "link": "Link",
    "signup": "Sign-up link",
    "closes": "End of sign-up",
    "full": "Free place",
    "place": "Place",
    "room": "Room",
}
FIELDS: Mapping[type[Fact], tuple[str, ...]] = {
    Workshop: ("when", "venue", "venue.room", "submit"),
    Deadline: ("link",),
    Date: ("link",),
    Session: ("room", "link"),
    Social: ("place", "signup", "closes", "full"),
    Seminar: ("place", "link"),
}


def is_field(key: str, catalog: Catalog) -> bool:
    """Say whether a key such as `foo-2027#venue.room` names a field of a fact that there is."""
    whole, _, field = key.partition("#")
    fact = catalog.facts.get(whole)
    return fact is not None and field in FIELDS.get(type(fact), ())


def value_of(fact: Fact, field: str) -> object:
    """Give what a fact says of a field; None where it does not."""
    if field == "venue.room" and getattr(fact, "venue", None) is None:
        return None
    value = attrgetter(field)(fact)
    return (not value or None) if field == "full" else value  # what one waits for is that it is not


def expected(fact: Fact, shop: Workshop | None) -> Iterator[str]:
    """Give the fields that one looks for in a fact: no room of a session where none has its own."""
    match fact:
        case Workshop():
            yield from ("when", "venue", *(("venue.room",) if fact.venue else ()), "submit")
        case Deadline() if fact.opens:  # where something opens, there is a place to do it
            yield "link"
        case Session() if shop and any(each.room for each in shop.sessions.values()):
            yield "room"
        case Social():
            yield from ("place", "signup", *(("closes",) if isinstance(fact.closes, Moment | Day) else ()))
        case Seminar() if not fact.online and not fact.link:
            yield "place"
