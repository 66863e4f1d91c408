"""What a new plan changes in what is stored; pure, so that every case can be written down as a test."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.posts.post import FULL, Copy, Lapse, Plan, Post, Topic, Version, revision_of

PAST = "already past when first known"
MOVED = "moved to another time"
UNFIXED = "its time is not fixed any more"
CANCELLED = "cancelled"
OFF = "not posted here, by the settings"
GONE = {MOVED, UNFIXED, CANCELLED}


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


NOTHING = Changes()


def merge(plan: Plan, stored: Stored, communities: Mapping[Topic, Collection[str]], now: datetime) -> Changes:
    """Give what is to be written so that what is stored follows a plan; `communities` are those that take a kind.

    What is not planned any more stays as it is, unless its subject has another time now, or none: then its copies say
    so.
    """
    gone = list(_gone(plan, stored, now))
    copies = [copy for post in plan.posts for copy in _copies(post, stored, communities.get(post.kind, ()), now)]
    copies += [_ended(copy, post, why, now) for post, why in gone for copy in stored.copies.get(post.key, ())]
    known = {(copy.post, copy.community): copy for each in stored.copies.values() for copy in each}
    return Changes(
        tuple(post for post in (*plan.posts, *(post for post, _ in gone)) if post != stored.posts.get(post.key)),
        tuple(copy for copy in copies if copy != known.get((copy.post, copy.community))),
    )


def _gone(plan: Plan, stored: Stored, now: datetime) -> Iterator[tuple[Post, str]]:
    """Give the posts that are to be posted nowhere any more, as they say so, and why."""
    by_subject = {post.subject: post for post in reversed(plan.posts)}
    keys = {post.key for post in plan.posts}
    for old in stored.posts.values():
        if old.key in keys:
            continue
        if new := by_subject.get(old.subject):
            said = f"**Moved** from {old.when} to {new.when}."
            yield _saying(old, ("Moved", said), revision_of((new.ladder or new.key,)), now), MOVED
        elif lapse := plan.lapse(old.subject):
            yield _lapsed(old, lapse, now), CANCELLED if lapse.cancelled else UNFIXED


def _lapsed(old: Post, lapse: Lapse, now: datetime) -> Post:
    """Give a post whose subject is cancelled, or has no time any more."""
    said = f"**Cancelled.** {lapse.text}"
    if not lapse.cancelled:
        said = f"**Not fixed any more.** It was {old.when}; now: {lapse.text}."
    word = "Cancelled" if lapse.cancelled else "Not fixed any more"
    saying = _saying(old, (word, said), revision_of((word, lapse.text)), now)
    return _without_reminding(saying) if lapse.cancelled else saying


def _without_reminding(post: Post) -> Post:
    first, last = post.versions
    left = () if post.kind == "organizers" else last.message.buttons
    buttons = tuple(each for each in left if " remind " not in each.command)
    return replace(post, versions=(first, replace(last, message=replace(last.message, buttons=buttons))))


def _saying(old: Post, said: tuple[str, str], revision: str, now: datetime) -> Post:
    """Give a post whose copies say something else from now on: a word in the title, and a text."""
    if old.versions[-1].revision == revision:
        return old
    first, (word, text) = old.versions[0], said
    title = f"{word}: {first.message.title.removeprefix(FULL)}"
    message = replace(first.message, notice=title, title=title, text=text, sections=())
    return replace(old, not_after=min(old.not_after, now), versions=(first, Version(now, message, revision)))


def _ended(copy: Copy, post: Post, why: str, now: datetime) -> Copy:
    """Give a copy of a post that is to be posted nowhere any more."""
    if copy.state == "shown":
        return replace(copy, next_at=next_step(post, copy, now))
    return replace(copy, state="skipped", next_at=None, why=why) if copy.state == "coming" else copy


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
        elif copy.why in {*GONE, OFF} and copy.community in communities and post.due > now:  # and now back again
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
