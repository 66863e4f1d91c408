"""What members were last told, against what the facts say now: which of it is news; pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.facts.base import Fact
from bot.facts.catalog import Catalog, over_at
from bot.facts.changes import value_of
from bot.facts.models import Date, Deadline, Session, Social, Workshop

THERE = ""
"""The field that says that a fact is there at all: its value is what the fact is called."""
_TOLD: Mapping[type[Fact], tuple[str, ...]] = {
    Workshop: ("when", "until", "venue.city", "venue.name", "venue.room", "submit"),
    Deadline: ("due", "opens", "link", "cancelled"),
    Date: ("on", "link", "cancelled"),
    Session: ("title", "at", "room", "people", "link", "cancelled"),
    Social: ("title", "at", "place", "signup", "opens", "closes", "cancelled"),
}
"""The fields whose changes people must hear of."""

Target = tuple[str, str]
Told = Mapping[Target, Any]
"""Plain values by fact and field, as people were told them."""
Said = Mapping[str, Mapping[str, Any]]
"""The same by fact, then by field."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A field of a fact that says something else now; values are plain.

    The field `THERE` is of a fact that is new (before: None), gone (after: None), or there again (before: empty).
    """

    subject: str
    field: str
    before: Any
    after: Any

    @property
    def target(self) -> Target:
        """Give the fact's id and the field."""
        return self.subject, self.field

    @property
    def is_gone(self) -> bool:
        """Say whether it is of a fact that is not there any more."""
        return self.field == THERE and self.after is None

    @property
    def is_back(self) -> bool:
        """Say whether it is of a fact that was gone for a while."""
        return self.field == THERE and not self.before and self.before is not None

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


def called(fact: Fact) -> str:
    """Give what a fact is called."""
    if isinstance(fact, Workshop):
        return fact.name
    return str(getattr(fact, "title", None) or getattr(fact, "question", fact.id))


def is_told(fact: Fact, name: str) -> bool:
    """Say whether people must hear when a field of a fact changes."""
    return name in _TOLD.get(type(fact), ())


def _facts(shop: Workshop) -> Iterator[Fact]:
    yield shop
    for held in (shop.deadlines, shop.dates, shop.sessions, shop.socials):
        yield from held.values()


def _said(catalog: Catalog, fact: Fact) -> Iterator[tuple[Target, Any]]:
    yield (fact.id, THERE), called(fact)
    for field in _TOLD[type(fact)]:
        value = value_of(catalog, fact.id, field)
        if value not in (None, []):
            yield (fact.id, field), value


def differences(told: Told, catalog: Catalog, now: datetime) -> list[Difference]:
    """Give what differs from what was told, of editions not over; one that was never told of is no news.

    A fact that has another id now, and is the same else, is neither new nor gone.
    """
    known = {subject.partition("/")[0] for subject, _ in told}
    ahead = {shop.id for shop in catalog.workshops.values() if shop.id in known and now < over_at(shop)}
    before, after = _by_subject(told), _by_subject(tellable(catalog))
    found = [each for subject in {**after, **before} for each in _of(subject, before, after)]
    renamed = _renamed(found, before, after)
    return [each for each in found if each.edition in ahead and each.subject not in renamed]


def _by_subject(told: Told) -> Said:
    """Give what is told of each fact, by field; of one that is gone, what was told."""
    by_subject: dict[str, dict[str, Any]] = {}
    for (subject, name), value in told.items():
        if value is not None:
            by_subject.setdefault(subject, {})[name] = value
    return by_subject


def _of(subject: str, before: Said, after: Said) -> Iterator[Difference]:
    was, now = before.get(subject, {}), after.get(subject, {})
    if not now:
        if THERE in was:
            yield Difference(subject, THERE, was[THERE], None)
        return
    if THERE not in was:
        yield Difference(subject, THERE, "" if was else None, now[THERE])
    for name in dict.fromkeys((*now, *was)) if was else ():
        if name != THERE and was.get(name) != now.get(name):
            yield Difference(subject, name, was.get(name), now.get(name))


def _renamed(found: Sequence[Difference], before: Said, after: Said) -> set[str]:
    """Give the facts, by both ids, of which nothing but the id is another one."""
    gone = [each.subject for each in found if each.is_gone]
    new = [each.subject for each in found if each.field == THERE and each.before is None]
    pairs = ((old, to) for old in gone for to in new if old.partition("/")[0] == to.partition("/")[0])
    return {name for old, to in pairs if before[old] == after[to] for name in (old, to)}


def joined(first: list[Difference], then: list[Difference]) -> list[Difference]:
    """Give two sets of differences as one: what was changed and changed back is no difference."""
    whole = {each.target: each for each in first}
    for each in then:
        before = whole.get(each.target)
        whole[each.target] = replace(each, before=before.before) if before else each
    return [each for each in whole.values() if each.before != each.after]
