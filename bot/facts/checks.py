"""What must hold between facts: references lead somewhere, ids are not shared, times run forward."""

from collections import Counter
from collections.abc import Iterator

from bot.facts.base import Fact, Holder
from bot.facts.catalog import Catalog
from bot.facts.collection import Collection, Paper, Question, Term
from bot.facts.models import Deadline, Session, Workshop
from bot.facts.yaml12 import Path
from bot.moment import Moment
from bot.words import did_you_mean

Found = Iterator[tuple[Path, str]]


def check_references(facts: Workshop | Collection, catalog: Catalog) -> Found:
    """Give each mistake between facts, as the path where it stands and a sentence."""
    if isinstance(facts, Workshop):
        yield from _check_sources(facts, (), catalog)
        yield from _check_shared_ids(facts)
    for path, fact in _walk(facts, ()):
        yield from ((path + end, what) for end, what in _check_fact(fact, facts, catalog))


def _walk(holder: Holder, path: Path) -> Iterator[tuple[Path, Fact]]:
    for name in holder.holds:
        for key, fact in getattr(holder, name).items():
            yield (*path, name, key), fact
            yield from _walk(fact, (*path, name, key))


def _check_fact(fact: Fact, holder: Workshop | Collection, catalog: Catalog) -> Found:
    yield from _check_sources(fact, (), catalog)
    match fact:
        case Session():
            yield from _dangling(fact.people, getattr(holder, "people", {}), "people", "person")
        case Deadline():
            yield from _check_order(fact)
        case Paper():
            for number, citation in enumerate(fact.cited):
                yield from _dangling(
                    (citation.at,), catalog.facts.keys() | catalog.all.sources.keys(), f"cited.{number}.at", "fact"
                )
        case Term():
            yield from _dangling(fact.see, catalog.all.terms, "see", "term")
        case Question(workshop=str(name)):
            yield from _dangling((name,), catalog.workshops, "workshop", "workshop")


def _dangling(names: tuple[str, ...], known: object, where: str, kind: str) -> Found:
    path = tuple(int(step) if step.isdigit() else step for step in where.split("."))
    for number, name in enumerate(names):
        if name not in known:  # type: ignore[operator]
            end = path if len(path) > 1 or len(names) == 1 else (*path, number)
            yield end, f"there is no {kind} '{name}'" + did_you_mean(name, known)  # type: ignore[arg-type]


def _check_sources(fact: Fact, path: Path, catalog: Catalog) -> Found:
    if not fact.source:
        yield path, "no source: add `source` here or at the top of the file"
    for name in (*fact.source, *(claim.source for claim in fact.disagrees)):
        if name not in catalog.all.sources and not name.startswith("https://"):
            known = catalog.all.sources
            yield (*path, "source"), f"there is no source '{name}'; add it under `sources`" + did_you_mean(name, known)


def _check_order(deadline: Deadline) -> Found:
    if isinstance(deadline.opens, Moment) and isinstance(deadline.due, Moment) and deadline.opens.at > deadline.due.at:
        yield ("opens",), f"it opens at {deadline.opens}, after it is due at {deadline.due}"


def _check_shared_ids(shop: Workshop) -> Found:
    """Deadlines, dates, sessions and socials share one space of ids, so that icml-2024/submission names one thing."""
    names = [name for name, prefix in shop.holds.items() if not prefix]
    count = Counter(key for name in names for key in getattr(shop, name))
    for name in names:
        for key in getattr(shop, name):
            if count[key] > 1:
                yield (name, key), f"'{key}' is the id of two things here; give each its own"
