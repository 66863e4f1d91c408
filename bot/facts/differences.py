"""What members were last told, against what the facts say now: which of it is news; pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.facts.base import Fact
from bot.facts.catalog import Catalog, over_at
from bot.facts.changes import value_of
from bot.facts.models import Date, Deadline, Session, Social, Workshop

THERE = ""
"""The field that says that a fact is there at all."""
_TOLD: Mapping[type[Fact], tuple[str, ...]] = {
    Workshop: ("when", "until", "venue.city", "venue.name", "venue.room", "submit"),
    Deadline: ("due", "opens", "cancelled"),
    Date: ("on", "cancelled"),
    Session: ("title", "at", "room", "people", "link", "cancelled"),
    Social: ("title", "at", "place", "signup", "opens", "closes", "cancelled"),
}
"""The fields whose changes people must hear of."""

Target = tuple[str, str]
Told = Mapping[Target, Any]
"""Plain values by fact and field, as people were told them."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A field of a fact that says something else now; values are plain. The field `THERE` is of a new fact."""

    subject: str
    field: str
    before: Any
    after: Any

    @property
    def target(self) -> Target:
        """Give the fact's id and the field."""
        return self.subject, self.field

    @property
    def edition(self) -> str:
        """Give the id of the edition."""
        return self.subject.partition("/")[0]


def tellable(catalog: Catalog) -> Told:
    """Give everything whose changes people must hear of."""
    return {
        target: value
        for shop in catalog.workshops.values()
        for fact in _facts(shop)
        for target, value in _said(catalog, fact)
    }


def _facts(shop: Workshop) -> Iterator[Fact]:
    yield shop
    for held in (shop.deadlines, shop.dates, shop.sessions, shop.socials):
        yield from held.values()


def _said(catalog: Catalog, fact: Fact) -> Iterator[tuple[Target, Any]]:
    yield (fact.id, THERE), True
    for field in _TOLD[type(fact)]:
        value = value_of(catalog, fact.id, field)
        if value not in (None, []):
            yield (fact.id, field), value


def differences(told: Told, catalog: Catalog, now: datetime) -> list[Difference]:
    """Give what differs from what was told, of editions not over; one that was never told of is no news.

    A fact that is gone from the files is none either: only what stands in them is said to be cancelled.
    """
    known = {subject.partition("/")[0] for subject, _ in told}
    ahead = {shop.id for shop in catalog.workshops.values() if shop.id in known and now < over_at(shop)}
    new = tellable(catalog)
    there = {subject for subject, field in new if field == THERE}
    targets = [target for target in dict.fromkeys((*new, *told)) if target[0] in there]
    found = (Difference(*target, told.get(target), new.get(target)) for target in targets)
    fresh = {subject for subject in there if (subject, THERE) not in told}
    return [
        each
        for each in found
        if each.before != each.after and each.edition in ahead and (each.subject not in fresh or each.field == THERE)
    ]


def joined(first: list[Difference], then: list[Difference]) -> list[Difference]:
    """Give two sets of differences as one: what was changed and changed back is no difference."""
    whole = {each.target: each for each in first}
    for each in then:
        before = whole.get(each.target)
        whole[each.target] = replace(each, before=before.before) if before else each
    return [each for each in whole.values() if each.before != each.after]
