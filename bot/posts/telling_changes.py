"""What becomes of announcements when facts changed: one that waits grows, one posted says that it changed again."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import groupby

from bot.facts.catalog import Catalog, over_at
from bot.facts.differences import THERE, Difference, Target, Told, differences, joined, tellable
from bot.facts.models import Social
from bot.moment import read_when
from bot.posts.bounds import begins
from bot.posts.ladders import Planning
from bot.posts.news import News, due_of, news
from bot.posts.post import Post
from bot.posts.socials import is_announced, is_open, opening_of


@dataclass(frozen=True, slots=True)
class Row:
    """An announcement of changes as it is kept: those it tells, with the reasons, and what changed again since.

    `unposted` says that nobody tried to post it yet, though it may be due: who was to do it may not have been there.
    """

    key: str
    edition: str
    due: datetime
    found: tuple[Difference, ...]
    since: tuple[Difference, ...] = ()
    why: Mapping[Target, str] = field(default_factory=dict)
    unposted: bool = False

    def waits(self, now: datetime) -> bool:
        """Say whether it can still tell more, or less."""
        return self.due > now or self.unposted


@dataclass(frozen=True, slots=True)
class Retold:
    """What is to be written: what people are told by now, announcements with their posts, and keys taken back.

    `opened` are posts of sign-ups that are to be posted at once.
    """

    told: Told = field(default_factory=dict)
    rows: tuple[Row, ...] = ()
    posts: tuple[Post, ...] = ()
    taken_back: tuple[str, ...] = ()
    opened: tuple[Post, ...] = ()


@dataclass(frozen=True, slots=True)
class Retelling:
    """What is known when facts changed: the facts, the reasons given by target, and how posts are planned."""

    catalog: Catalog
    why: Mapping[Target, str] = field(default_factory=dict)
    planning: Planning = field(default_factory=Planning)


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
    gone = tuple(row.key for row in rows if not row.found)
    return Retold(now_told, tuple(standing), posts, gone, tuple(_opened(told, given, now)))


def _opened(told: Told, given: Retelling, now: datetime) -> Iterator[Post]:
    """Give the posts of sign-ups that opened by a change just now, rather than by the passing of time."""
    for shop in given.catalog.workshops.values():
        if (shop.id, THERE) not in told or now >= over_at(shop):
            continue
        for name, social in shop.socials.items():
            if is_open(social, now) and not _was_open(social, told, now):
                post = opening_of(shop, given.catalog, given.planning, name)
                yield from (post,) if post else ()


def _was_open(social: Social, told: Told, now: datetime) -> bool:
    """Say whether people were told before that a sign-up would be open by now."""
    opens, signup = (told.get((social.id, field)) for field in ("opens", "signup"))
    if not opens or not (signup or social.signup is None):
        return False
    opened = begins(read_when(str(opens)))
    return bool(opened and opened <= now)


def _of_edition(
    edition: str, found: list[Difference], kept: Sequence[Row], catalog: Catalog, now: datetime
) -> Iterator[Row]:
    waiting = next((row for row in kept if row.waits(now)), None)
    for row in kept:
        again = [each for each in found if _is_told_in(row, each)]
        if row is not waiting and again:
            yield replace(row, since=tuple(joined(list(row.since), again)))
    fresh = waiting or Row(f"{edition}/news@{now:%Y-%m-%dT%H:%M:%SZ}", edition, now, ())
    whole = tuple(each for each in _to_tell(joined(list(fresh.found), found)) if not _has_own_post(each, catalog, now))
    due = due_of(catalog.workshops[edition], whole, now, waiting.due if waiting else None)
    yield replace(fresh, found=whole, due=due)


def _is_told_in(row: Row, each: Difference) -> bool:
    """Say whether an announcement tells what differs now, or of a fact that is gone or cancelled, or new and moved."""
    fields = {told.field for told in row.found if told.subject == each.subject}
    wholly = {THERE, "cancelled"} | ({"due", "on", "at"} if THERE in fields else set())
    return bool(fields) and each.field in fields | wholly


def _to_tell(found: Sequence[Difference]) -> Iterator[Difference]:
    """Give what is news: that a fact is gone is none, since only what stands in the files is said to be cancelled."""
    gone = {each.subject for each in found if each.is_gone}
    return (each for each in found if each.subject not in gone and not each.is_back)


def _remembered(told: Told, kept: Sequence[Row], catalog: Catalog, now: datetime) -> Told:
    """Give what was told of facts that are gone: should they come back, only what differs then is news.

    What was never announced is forgotten.
    """
    waiting = {each.subject for row in kept if row.waits(now) for each in row.found if each.field == THERE}
    return {
        (subject, name): None if name == THERE or subject in waiting or subject in catalog.facts else value
        for (subject, name), value in told.items()
    }


def _has_own_post(each: Difference, catalog: Catalog, now: datetime) -> bool:
    """Say whether the post of a social's sign-up tells a difference already."""
    social = catalog.facts.get(each.subject)
    if not isinstance(social, Social) or not is_announced(social):
        return False
    return each.field == "signup" or (each.field in {THERE, "opens"} and is_open(social, now))


def _reasons(row: Row, why: Mapping[Target, str]) -> Mapping[Target, str]:
    return {each.target: why.get(each.target) or row.why.get(each.target, "") for each in row.found}


def _post(row: Row, given: Retelling, now: datetime) -> Post:
    shop = given.catalog.workshops[row.edition]
    told = News(shop, given.catalog, row.found, row.why, row.since, given.planning.member_word)
    return news(told, row.key, row.due, now)
