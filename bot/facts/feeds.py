"""Seminars that calendars tell of, beside those of the files."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from bot.facts.catalog import Catalog
from bot.facts.collection import Seminar
from bot.facts.names import fold
from bot.moment import Span


@dataclass(frozen=True)
class Reading:
    """How the reading of a feed stands: its last good state and what has been wrong since, all instants aware UTC.

    `left_out` are clauses on entries that are not told, such as “1 that could not be understood”.
    """

    seminars: tuple[Seminar, ...] = ()
    good_at: datetime | None = None
    failing_since: datetime | None = None
    why: str = ""
    left_out: tuple[str, ...] = ()


def with_seminars(catalog: Catalog, seminars: Iterable[Seminar]) -> Catalog:
    """Give a catalog that holds these seminars too; a talk that a file tells of already is told as the file has it."""
    held = catalog.all.seminars
    known = {name for each in held.values() for name in _names(each)}
    added = {_key(each): each for each in seminars if _key(each) not in held and known.isdisjoint(_names(each))}
    if not added:
        return catalog
    return replace(catalog, all=catalog.all.model_copy(update={"seminars": {**held, **added}}))


def _key(seminar: Seminar) -> str:
    return seminar.id.rpartition("/")[2]


def _names(seminar: Seminar) -> set[tuple[object, str]]:
    """Give by what a talk is known again: when it begins, with its title or its address."""
    begins = seminar.at.start.at if isinstance(seminar.at, Span) else seminar.at
    return {(begins, fold(seminar.title)), *({(begins, seminar.link.url)} if seminar.link else ())}
