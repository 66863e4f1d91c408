"""The posts of a span of time, as they would have arrived: from the plan alone, so that nothing real is touched."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime

from bot.clock import Clock
from bot.core import Bot
from bot.message import page_of
from bot.platforms.web.answers import drawn
from bot.platforms.web.asked import Asker, bearable
from bot.posts.ladders import Planning
from bot.posts.plan import plan
from bot.posts.post import Post, Version

Json = dict[str, Any]
Instant = Annotated[AwareDatetime, AfterValidator(bearable)]
MOST = 30  # arrivals at once


@dataclass(frozen=True)
class Playing:
    """A season that plays: since when (aware UTC), by which clock, and how many times as fast as time goes by."""

    start: datetime
    clock: Clock
    speed: float = 1

    def to_dict(self) -> Json:
        """Give it as plain values, for JSON."""
        return {"from": _written(self.start), "now": _written(self.clock()), "speed": self.speed}


class Span(Asker):
    """What a page wants to see: of the posts due after `since`, what came after `after` and until `at`."""

    since: Instant
    after: Instant
    at: Instant


@dataclass(frozen=True, slots=True)
class Arrival:
    """A post that arrives, or is edited, at an instant (aware UTC)."""

    at: datetime
    post: Post
    version: Version

    @property
    def is_edit(self) -> bool:
        """Say whether it changes what is there already."""
        return self.version.revision != self.post.version(self.post.due).revision


class Season:
    """Plays the plan for the facts that the bot has; nothing is stored, so that each start is a fresh one."""

    def __init__(self, bot: Bot, planning: Planning) -> None:
        """Take both."""
        self._bot, self._planning = bot, planning
        self._catalog, self._planned = bot.catalog, _planned(bot, planning)

    def between(self, span: Span, kept: Sequence[Post] = ()) -> Json:
        """Give what arrives in a span, as both places draw it; `until` says how far it goes, `next` when to ask again.

        What is for organizers is shown to them alone. `kept` are posts of the store: those arrive too that no plan has.
        """
        mine = [each for each in self._with(kept) if _is_for(each, span)]
        found = [each for each in mine if each.at <= span.at]
        shown = [each for each in found if each.at <= found[MOST - 1].at] if len(found) > MOST else found
        until = shown[-1].at if len(shown) < len(found) else span.at
        ahead = next((each.at for each in mine if each.at > until), None)
        return {
            "arrivals": [_drawn(each) for each in shown],
            "until": _written(until),
            "next": _written(ahead) if ahead else None,
        }

    def _with(self, kept: Sequence[Post]) -> list[Arrival]:
        planned = self._arrivals()
        keys = {each.post.key for each in planned}
        others = [each for post in kept if post.key not in keys for each in _of(post)]
        return sorted([*planned, *others], key=lambda each: (each.at, each.post.key)) if others else planned

    def _arrivals(self) -> list[Arrival]:
        """Give all arrivals by time, planned anew when there are new facts."""
        if self._catalog is not self._bot.catalog:
            self._catalog, self._planned = self._bot.catalog, _planned(self._bot, self._planning)
        return self._planned


def _planned(bot: Bot, planning: Planning) -> list[Arrival]:
    found = (each for post in plan(bot.catalog, planning).posts for each in _of(post))
    return sorted(found, key=lambda each: (each.at, each.post.key))


def _of(post: Post) -> Iterator[Arrival]:
    """Give the arrival of a post and of what changes in it later."""
    yield Arrival(post.due, post, post.version(post.due))
    yield from (Arrival(each.since, post, each) for each in post.versions if each.since > post.due)


def _is_for(arrival: Arrival, span: Span) -> bool:
    if arrival.post.kind == "organizers" and span.role != "organizer":
        return False
    return arrival.at > span.after and arrival.post.due > span.since


def _drawn(arrival: Arrival) -> Json:
    post, message = arrival.post, page_of(arrival.version.message)
    return {
        "key": post.key,
        "at": _written(arrival.at),
        "kind": post.kind,
        "under": post.under,
        "edit": arrival.is_edit,
        "discord": drawn(message, "discord", public=True),
        "slack": drawn(message, "slack", public=True),
    }


def _written(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03}Z"
