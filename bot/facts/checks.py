"""What must hold between facts: references lead somewhere, ids are not shared, times run forward."""

from collections import ChainMap, Counter
from collections.abc import Iterator
from datetime import date

from bot.facts.base import Fact
from bot.facts.catalog import Catalog
from bot.facts.collection import Collection, Paper, Question, Term
from bot.facts.models import Deadline, Session, Social, Workshop
from bot.facts.yaml12 import Path
from bot.moment import Day, Moment, When
from bot.words import did_you_mean

Found = Iterator[tuple[Path, str]]


def check_references(facts: Workshop | Collection, catalog: Catalog) -> Found:
    """Give each mistake between facts, as the path where it stands and a sentence."""
    yield from _check_names(facts.source, ("source",), catalog)
    if isinstance(facts, Workshop):
        yield from _check_claims(facts, catalog)
        yield from _check_shared_ids(facts)
        yield from _check_order(facts.when, facts.until, "until", "it ends {}, before it begins {}")
    for path, fact, handed_down in _walk(facts, ()):
        if fact.source != handed_down:  # where it is, the mistake is told once, at the place it comes from
            yield from _check_names(fact.source, (*path, "source"), catalog)
        if not fact.source:
            yield path, "no source: add `source` here or at the top of the file"
        yield from ((path + end, what) for end, what in _check_fact(fact, facts, catalog))


def _walk(holder: Fact | Collection, path: Path) -> Iterator[tuple[Path, Fact, tuple[str, ...]]]:
    for name in holder.holds:
        for key, fact in getattr(holder, name).items():
            yield (*path, name, key), fact, holder.source
            yield from _walk(fact, (*path, name, key))


def _check_fact(fact: Fact, holder: Workshop | Collection, catalog: Catalog) -> Found:
    yield from _check_claims(fact, catalog)
    match fact:
        case Session():
            yield from _dangling(fact.people, getattr(holder, "people", {}), "people", "person")
        case Deadline():
            yield from _check_order(fact.opens, fact.due, "opens", "it is due {0}, before it opens {1}")
        case Social():
            yield from _check_order(fact.opens, fact.closes, "opens", "it closes {0}, before it opens {1}")
        case Paper():
            known = ChainMap[str, object]({}, catalog.facts, catalog.all.sources)  # type: ignore[arg-type]  # only read
            for number, citation in enumerate(fact.cited):
                yield from _dangling((citation.at,), known, f"cited.{number}.at", "fact")
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


def _check_claims(fact: Fact, catalog: Catalog) -> Found:
    for number, claim in enumerate(fact.disagrees):
        yield from _check_names((claim.source,), ("disagrees", number, "source"), catalog)


def _check_names(names: tuple[str, ...], path: Path, catalog: Catalog) -> Found:
    known = catalog.all.sources
    for number, name in enumerate(names):
        if name not in known and not name.startswith("https://"):
            end = path if len(names) == 1 else (*path, number)
            yield end, f"there is no source '{name}'; add it under `sources`" + did_you_mean(name, known)


def _check_order(first: When | None, last: When | None, where: str, what: str) -> Found:
    begins, ends = _day(first), _day(last)
    if begins and ends and ends < begins:
        yield (where,), what.format(last, first)


def _day(when: When | None) -> date | None:
    if isinstance(when, Moment):
        return when.local.date()
    return when.date if isinstance(when, Day) else None


def _check_shared_ids(shop: Workshop) -> Found:
    """Deadlines, dates, sessions and socials share one space of ids, so that foo-2026/submission names one thing."""
    names = [name for name, prefix in shop.holds.items() if not prefix]
    count = Counter(key for name in names for key in getattr(shop, name))
    for name in names:
        for key in getattr(shop, name):
            if count[key] > 1:
                yield (name, key), f"'{key}' is the id of two things here; give each its own"
