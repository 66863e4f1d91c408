"""What a new plan changes in what is stored; pure, so that every case can be written down as a test."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.posts.post import Copy, Post, Topic, Version, revision_of

PAST = "already past when first known"
MOVED = "moved to another time"
OFF = "not posted here, by the settings"


@dataclass(frozen=True)
class Stored:
    """What is stored: posts by key, and the copies of each."""

    posts: Mapping[str, Post] = field(default_factory=dict)
    copies: Mapping[str, Sequence[Copy]] = field(default_factory=dict)


@dataclass(frozen=True)
class Changes:
    """Rows to be written, all at once."""

    posts: tuple[Post, ...] = ()
    copies: tuple[Copy, ...] = ()


def merge(
    planned: Sequence[Post], stored: Stored, communities: Mapping[Topic, Collection[str]], now: datetime
) -> Changes:
    """Give what is to be written so that what is stored follows a plan; `communities` are those that take a kind.

    What is not planned any more stays as it is, unless its subject has another time now: then its copies say so.
    """
    by_subject = {post.subject: post for post in reversed(planned)}
    keys = {post.key for post in planned}
    gone = [post for post in stored.posts.values() if post.key not in keys and post.subject in by_subject]
    moved = [_moved(each, by_subject[each.subject], now) for each in gone]
    copies = [copy for post in planned for copy in _copies(post, stored, communities.get(post.kind, ()), now)]
    copies += [_ended(copy, post, now) for post in moved for copy in stored.copies.get(post.key, ())]
    known = {(copy.post, copy.community): copy for each in stored.copies.values() for copy in each}
    return Changes(
        tuple(post for post in (*planned, *moved) if post != stored.posts.get(post.key)),
        tuple(copy for copy in copies if copy != known.get((copy.post, copy.community))),
    )


def _moved(old: Post, new: Post, now: datetime) -> Post:
    """Give a post whose subject has another time: its copies say so, and it is posted nowhere any more."""
    shown = revision_of((new.ladder or new.key,))
    if old.versions[-1].revision == shown:
        return old
    first = old.versions[0]
    message = replace(
        first.message,
        notice=f"Moved: {first.message.title}",
        title=f"Moved: {first.message.title}",
        text=f"**Moved** from {old.when} to {new.when}.",
        sections=(),
    )
    return replace(old, not_after=min(old.not_after, now), versions=(first, Version(now, message, shown)))


def _ended(copy: Copy, post: Post, now: datetime) -> Copy:
    """Give a copy of a post whose subject has another time."""
    if copy.state == "shown":
        return replace(copy, next_at=next_step(post, copy, now))
    return replace(copy, state="skipped", next_at=None, why=MOVED) if copy.state == "coming" else copy


def _copies(post: Post, stored: Stored, communities: Collection[str], now: datetime) -> Iterator[Copy]:
    was = {copy.community: copy for copy in stored.copies.get(post.key, ())}
    for name in communities:
        if name not in was:
            late = post.due <= now
            yield Copy(post.key, name, "skipped", None, why=PAST) if late else Copy(post.key, name, "coming", post.due)
    for copy in was.values():
        if copy.state == "shown":
            yield replace(copy, next_at=next_step(post, copy, now))
        elif copy.state == "coming" and copy.community not in communities:
            yield replace(copy, state="skipped", next_at=None, why=OFF)
        elif copy.state == "coming":
            yield _waiting(copy, post)
        elif copy.why in {MOVED, OFF} and copy.community in communities and post.due > now:  # and now back again
            yield replace(copy, state="coming", next_at=post.due, why="")


def _waiting(copy: Copy, post: Post) -> Copy:
    """Give a copy that waits for its time, or, once tried, for its next attempt."""
    return copy if copy.attempts else replace(copy, next_at=post.due)


def next_step(post: Post, copy: Copy, now: datetime) -> datetime | None:
    """Give when something is to be done about a copy that is there: it must show something else, or be looked at."""
    if post.version(now).revision != copy.shown:
        return now
    later = (each.since for each in post.versions if each.since > now)
    return min(filter(None, (*later, copy.again_at)), default=None)
