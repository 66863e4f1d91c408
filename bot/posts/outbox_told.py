"""The outbox as organizers see it: how each copy stands, when, where and why, and what can be done about it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from bot.moment import Moment
from bot.overview import Action, Standing
from bot.posts.post import Copy, Post, State
from bot.told import told

STANDINGS: Mapping[Standing, tuple[State, ...]] = {
    "coming": ("coming", "sending", "looking"),
    "shown": ("shown",),
    "failed": ("failed",),
    "unclear": ("unclear",),
    "skipped": ("skipped",),
    "removed": ("removed",),
}
"""How copies stand for who looks from outside: what is being sent is still coming."""

BY_HAND = "skipped by an organizer"
AT_ONCE = "an organizer wants it sent now"
_POSSIBLE: Mapping[State, tuple[Action, ...]] = {
    "coming": ("send-now", "skip"),
    "failed": ("retry", "skip"),
    "unclear": ("retry", "send-now", "skip"),
    "skipped": ("send-now",),
}
_SAID: Mapping[State, str] = {
    "coming": "is coming",
    "sending": "is being sent at this moment",
    "looking": "may have arrived and is being looked for",
    "shown": "is shown already",
    "failed": "has failed",
    "unclear": "is unclear",
    "skipped": "is skipped",
    "removed": "was removed there, which is final",
}
_DONE: Mapping[Action, str] = {"retry": "It is tried again", "skip": "It is skipped", "send-now": "It is sent"}
_VERBS: Mapping[Action, str] = {"retry": "retried", "skip": "skipped", "send-now": "sent now"}
_TRUE_ONLY_THEN = ("opens", "closed", "starts")  # last parts of a key, before its instant


class NotPossibleError(Exception):
    """Something that cannot be done about a copy; holds the sentence that says why."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A copy with its post."""

    post: Post
    copy: Copy

    @property
    def title(self) -> str:
        """Give the title that the copy shows, or will."""
        shown = (each for each in self.post.versions if each.revision == self.copy.shown)
        return next(shown, self.post.versions[0]).message.title


def standing(copy: Copy) -> Standing:
    """Give how a copy stands."""
    return next(name for name, states in STANDINGS.items() if copy.state in states)


def standing_told(name: Standing) -> str:
    """Tell how a copy stands: `removed there`."""
    return "removed there" if name == "removed" else name


def when_told(at: datetime) -> str:
    """Tell an instant (aware UTC): `Wed 29 May 2024, 23:59 AoE (Thu 30 May 2024, 11:59 UTC)`."""
    return f"{told(Moment(at), 'AoE')} ({told(Moment(at), 'UTC')})"


def where_told(listed: Listed) -> str:
    """Tell where a copy stands, or is to stand."""
    community, channel = listed.copy.community, listed.copy.channel
    return f"{community}, {f'channel {channel}' if channel else f'its channel for {listed.post.kind}'}"


def reason(listed: Listed) -> str:
    """Tell why a copy stands as it does; empty where there is nothing to tell."""
    copy = listed.copy
    said = {"sending": "being sent at this moment", "looking": "it may have arrived, so it is looked for first"}
    why = copy.why or said.get(copy.state, "")
    if standing(copy) == "coming" and copy.next_at and copy.next_at != listed.post.due:
        return f"{why or 'put off'}; next at {when_told(copy.next_at)}"
    return why


def possible(listed: Listed, now: datetime) -> tuple[Action, ...]:
    """Give what can be done about a copy."""
    return tuple(each for each in _POSSIBLE.get(listed.copy.state, ()) if not _hindrance(listed, each, now))


def acted(listed: Listed, action: Action, now: datetime) -> Copy:
    """Give how a copy stands after an action; raises NotPossibleError.

    What goes out counts as tried once, so that a new plan does not put it back to the instant of its post.
    """
    if hindrance := _hindrance(listed, action, now):
        raise NotPossibleError(hindrance)
    copy = replace(listed.copy, next_at=now, attempts=1, why=AT_ONCE)
    if action == "skip":
        return replace(listed.copy, state="skipped", next_at=None, why=BY_HAND)
    if copy.id:
        return replace(copy, state="shown", why="")
    if action == "retry" and copy.state == "unclear":
        return replace(copy, state="looking")
    anew = copy.attempted_at is not None and copy.state in {"unclear", "skipped"}
    return replace(copy, state="coming", generation=copy.generation + anew)


def moved(listed: Listed, channel: str, now: datetime) -> Copy:
    """Give how a failed copy stands that is to be posted in another channel; raises NotPossibleError."""
    if listed.copy.state != "failed" or listed.copy.id:
        raise NotPossibleError(f"{listed.title} has not failed, so it stays where it is.")
    if hindrance := _hindrance(listed, "retry", now):
        raise NotPossibleError(hindrance)
    return replace(listed.copy, state="coming", next_at=now, attempts=1, why=AT_ONCE, elsewhere=channel)


def done_told(listed: Listed, action: Action) -> str:
    """Tell what was done."""
    at_once = "" if action == "skip" else " within half a minute, or when the bot runs again"
    return f"{_DONE[action]}{at_once}: {listed.title}, {where_told(listed)}."


def _hindrance(listed: Listed, action: Action, now: datetime) -> str:
    copy, post = listed.copy, listed.post
    allowed = _POSSIBLE.get(copy.state, ())
    if action not in allowed:
        can = " or ".join(_VERBS[each] for each in allowed)
        return f"{post.key} in {copy.community} {_SAID[copy.state]}" + (f"; it can be {can}." if can else ".")
    if copy.id:
        return "" if action == "retry" else f"{post.key} is there already, with older facts: it can be retried."
    if action != "skip" and now >= post.not_after:
        return f"{post.key} mattered until {when_told(post.not_after)}, so it is not sent any more."
    if action == "send-now" and now < post.due and post.key.rpartition("/")[2].partition("@")[0] in _TRUE_ONLY_THEN:
        return f"{post.key} is true only from {when_told(post.due)} on, so it is not sent before."
    return ""
