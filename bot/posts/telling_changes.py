"""What becomes of announcements when facts changed: one that waits grows, one posted says that it changed again."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import groupby

from bot.facts.catalog import Catalog
from bot.facts.differences import THERE, Difference, Target, Told, differences, joined, tellable
from bot.posts.news import News, due_of, news
from bot.posts.post import Post


@dataclass(frozen=True, slots=True)
class Row:
    """An announcement of changes as it is kept: those it tells, with the reasons, and what changed again since."""

    key: str
    edition: str
    due: datetime
    found: tuple[Difference, ...]
    since: tuple[Difference, ...] = ()
    why: Mapping[Target, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Retold:
    """What is to be written: what people are told by now, announcements with their posts, and keys taken back."""

    told: Told = field(default_factory=dict)
    rows: tuple[Row, ...] = ()
    posts: tuple[Post, ...] = ()
    taken_back: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Retelling:
    """What is known when facts changed: the facts, the reasons given by target, and how members' commands begin."""

    catalog: Catalog
    why: Mapping[Target, str] = field(default_factory=dict)
    member_word: str = "workshop"


def retold(told: Told, kept: Sequence[Row], given: Retelling, now: datetime) -> Retold:
    """Give what differences between what was told and the facts call for; nothing at a first start."""
    catalog, why = given.catalog, given.why
    now_told = tellable(catalog)
    if not told:
        return Retold(now_told)
    now_told = {**_remembered(told, kept, catalog, now), **now_told}
    rows: list[Row] = []
    found = sorted(differences(told, catalog, now), key=lambda each: each.edition)
    for edition, group in groupby(found, key=lambda each: each.edition):
        rows += _of_edition(edition, list(group), [row for row in kept if row.edition == edition], catalog, now)
    standing = [replace(row, why=_reasons(row, why)) for row in rows if row.found]
    posts = tuple(_post(row, given, now) for row in standing)
    return Retold(now_told, tuple(standing), posts, tuple(row.key for row in rows if not row.found))


def _of_edition(
    edition: str, found: list[Difference], kept: Sequence[Row], catalog: Catalog, now: datetime
) -> Iterator[Row]:
    waiting = next((row for row in kept if row.due > now), None)
    for row in kept:
        told = {each.target for each in row.found} | {(each.subject, THERE) for each in row.found}
        again = [each for each in found if each.target in told]
        if row is not waiting and again:
            yield replace(row, since=tuple(joined(list(row.since), again)))
    fresh = waiting or Row(f"{edition}/news@{now:%Y-%m-%dT%H:%M:%SZ}", edition, now, ())
    whole = tuple(_to_tell(joined(list(fresh.found), found)))
    due = due_of(catalog.workshops[edition], whole, now, waiting.due if waiting else None)
    yield replace(fresh, found=whole, due=due)


def _to_tell(found: Sequence[Difference]) -> Iterator[Difference]:
    """Give what is news: that a fact is gone is none, since only what stands in the files is said to be cancelled."""
    gone = {each.subject for each in found if each.is_gone}
    return (each for each in found if each.subject not in gone and not each.is_back)


def _remembered(told: Told, kept: Sequence[Row], catalog: Catalog, now: datetime) -> Told:
    """Give what was told of facts that are gone: should they come back, only what differs then is news.

    What was never announced is forgotten.
    """
    waiting = {each.subject for row in kept if row.due > now for each in row.found if each.field == THERE}
    return {
        (subject, name): None if name == THERE or subject in waiting or subject in catalog.facts else value
        for (subject, name), value in told.items()
    }


def _reasons(row: Row, why: Mapping[Target, str]) -> Mapping[Target, str]:
    return {each.target: why.get(each.target) or row.why.get(each.target, "") for each in row.found}


def _post(row: Row, given: Retelling, now: datetime) -> Post:
    shop = given.catalog.workshops[row.edition]
    told = News(shop, given.catalog, row.found, row.why, row.since, given.member_word)
    return news(told, row.key, row.due, now)
