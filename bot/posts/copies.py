"""Copies as delivery turns them over: pure, so that delivery itself is only the order of its steps."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeVar

from bot.ports import Border, Mark, Place, SendError
from bot.posts.merge import GONE, PAST, Changes, Stored
from bot.posts.outbox_told import AT_ONCE, when_told
from bot.posts.places import Community
from bot.posts.post import RELAYED, Copy, Post, State, Version

T = TypeVar("T")
NEWER = "a later reminder of the same deadline is due too"
NOT_IN_TIME = "could not be posted while it still mattered"
BY_ORGANIZERS = "deleted by an organizer"
NO_CHANNEL = "this kind has no channel here"
MISTAKE = "a mistake of ours; see the log"
ANNOUNCEMENT = "announcement/"  # how the keys of organizers' announcements begin
LOOK_AFTER = timedelta(seconds=90)  # the client's patience of 30 s, and a minute for what is still on its way
CLOCK_PAUSE = timedelta(minutes=1)
CLOCK = "this machine's clock"
LOOK_AGAIN = timedelta(minutes=10)
LOOK_BACK = timedelta(days=1)  # before it was due: by so much our clock may have been ahead when it was sent
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=5), timedelta(hours=1)


def sending(copy: Copy, border: Border, now: datetime) -> Copy:
    """Give a copy that is being sent; where the platform takes a second one, it is looked at once more later.

    Another bot with the same tokens may post the same at this instant.
    """
    again = copy.again_at if copy.person or border.refuses_twice else now + LOOK_AGAIN
    attempts = copy.attempts + 1
    return replace(copy, state="sending", next_at=None, attempted_at=now, again_at=again, attempts=attempts, why="")


def put_off(copy: Copy, error: SendError, now: datetime) -> Copy:
    """Give a copy to be tried again later: to look or to edit twice does no harm."""
    sending = copy.state == "sending"
    attempts = copy.attempts if sending else copy.attempts + 1
    pause = min(FIRST_PAUSE * 2 ** min(attempts - 1, 12), LONGEST_PAUSE)
    later = now + max(pause, timedelta(seconds=error.wait or 0))
    state: State = "coming" if sending else copy.state
    return replace(copy, state=state, next_at=later, attempts=attempts, why=error.text)


def resumed(copy: Copy, pause: timedelta, now: datetime) -> Copy:
    """Give a copy to be tried again after a fault of ours; what was being sent may have arrived."""
    if copy.state != "sending":
        return replace(copy, next_at=now + pause)
    return replace(copy, state="looking", next_at=now + max(pause, LOOK_AFTER))


def waiting_for_clock(copy: Copy, ahead: timedelta, now: datetime) -> Copy:
    """Give a copy that is not posted while our clock is so much ahead of its platform's."""
    seconds = int(abs(ahead).total_seconds())
    why = f"{CLOCK} differs by {seconds} s from {copy.community}'s; set it right"
    return replace(copy, next_at=now + CLOCK_PAUSE, why=why)


def waits_for_clock(copy: Copy) -> bool:
    """Say whether a copy waits for our clock already."""
    return copy.why.startswith(CLOCK)


def may_be_there(post: Post, copy: Copy, began: datetime | None) -> bool:
    """Say whether a process with another store may have sent this, before this process began, and nobody ordered it."""
    if began is None or post.due > began or copy.why == AT_ONCE:
        return False
    return copy.attempted_at is None or copy.attempted_at < began


def to_be_looked_for(copy: Copy, now: datetime) -> Copy:
    """Give a copy that may have arrived, or be on its way still: it was sent when its turn came, not when attempted."""
    return replace(copy, state="looking", next_at=now + LOOK_AFTER)


def brought_forward(stored: Stored, now: datetime) -> Changes:
    """Give what was put off by a clock that was ahead, and has been set back since."""

    def is_too_late(copy: Copy) -> bool:
        if copy.next_at is None or copy.state not in {"coming", "looking"}:
            return False
        return copy.next_at > max(stored.posts[copy.post].due, now) + LONGEST_PAUSE

    late = [copy for each in stored.copies.values() for copy in each if is_too_late(copy)]
    return Changes(
        copies=tuple(replace(copy, next_at=max(stored.posts[copy.post].due, now + LOOK_AFTER)) for copy in late)
    )


def with_doubts(changes: Changes, stored: Stored, now: datetime) -> Changes:
    """Look for what is not to be posted any more because it is late: a store that was lost or put back forgot it."""
    posts = {**stored.posts, **{post.key: stored.posts.get(post.key, post) for post in changes.posts}}

    def doubted(copy: Copy) -> Copy:
        post = posts[copy.post]
        if copy.why not in {*GONE, PAST} or not post.due <= now < post.not_after:
            return copy
        return replace(copy, state="looking", next_at=now)

    return replace(changes, copies=tuple(map(doubted, changes.copies)))


def that_come_first(post: Post, copy: Copy, under_way: Mapping[tuple[str, str], T]) -> list[T]:
    """Give what is under way and comes before a copy: what it stands under, and what was carried before it."""
    if post.subject != RELAYED or copy.person:
        parent = under_way.get((post.under, copy.community))
        return [parent] if parent else []
    lead = post.key.partition("/")[0] + "/"
    return [
        each
        for (key, community), each in under_way.items()
        if community == copy.community and key.startswith(lead) and key < post.key
    ]


def mention_of(post: Post, community: Community) -> str:
    """Give the group that a post notifies, empty where it notifies none; an announcement only where it was approved."""
    mention = None if post.kind == "personal" or post.subject == RELAYED else community.mentions.get(post.kind)
    if post.key.startswith(ANNOUNCEMENT):
        return mention.group if mention and post.versions[-1].message.mention else ""
    return mention.group if mention and mention.is_for(post) else ""


def silence(post: Post, community: Community, now: datetime) -> str:
    """Say why a post is not posted in a community where its kind is muted; empty where it is not."""
    muted = None if post.kind == "personal" else community.muted.get(post.kind)
    if muted is None or not muted.holds(now):
        return ""
    until = f"until {when_told(muted.until)}" if muted.until else "until somebody ends that"
    return f"{post.kind} muted {until}, by {muted.by}"


def place_of(copy: Copy) -> Place:
    """Give where a copy stands."""
    return Place(copy.community, copy.channel, copy.thread, copy.person)


def mark_of(copy: Copy, version: Version) -> Mark:
    """Give what a copy carries that shows a version."""
    return Mark(copy.post, version.revision, copy.generation)
