"""What delivery stands between: where posts and copies are stored, and the communities that they stand in."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal, Protocol

from bot.kinds import Kind
from bot.lead import told_lead
from bot.overview import Muted
from bot.ports import Border
from bot.posts.merge import NOTHING, Changes, Stored
from bot.posts.post import Copy, Post, Topic


class Outbox(Protocol):
    """Where posts and copies are stored; every write is on disk when it comes back."""

    async def change(self, decide: Callable[[Stored], Changes]) -> None:
        """Write what is decided on everything that is stored; nothing else is written between."""

    async def put(self, copy: Copy, also: Changes = NOTHING) -> None:
        """Write how a copy stands, and in the same transaction what else is not there yet."""

    async def add(self, changes: Changes) -> None:
        """Write what is not there yet."""

    async def put_by(self, key: str, decide: Callable[[Post], Copy]) -> None:
        """Write how a copy stands, decided on its post as it is stored; nothing where that was forgotten meanwhile."""

    async def due(self, now: datetime, most: int) -> Sequence[Copy]:
        """Give the copies about which something is to be done by now."""

    async def next_at(self) -> datetime | None:
        """Give when something is to be done next (aware UTC)."""

    async def post(self, key: str) -> Post | None:
        """Give a post."""

    async def copy(self, post: str, community: str) -> Copy | None:
        """Give the copy of a post in a community."""

    async def cut_off(self) -> Sequence[Copy]:
        """Give the copies that were being sent when a process ended."""

    async def has_newer(self, post: Post, community: str, now: datetime) -> bool:
        """Say whether a later rung of the same ladder is due in the community too."""


@dataclass(frozen=True)
class Mention:
    """Which group a kind of post notifies: on these rungs, or, without any, whenever one stands in the channel."""

    group: str
    rungs: tuple[timedelta, ...] = ()

    def is_for(self, post: Post) -> bool:
        """Say whether the settings want this post to notify."""
        if self.rungs:
            return bool(post.ladder) and post.key.rpartition("/")[2] in map(told_lead, self.rungs)
        return not post.under


@dataclass(frozen=True)
class Community:
    """A place to post in: its border and platform, and the channel for each kind; a kind that is off has none.

    `ahead` tells how far our clock is ahead of the platform's; `is_direct` whether people can be written to there.
    """

    border: Border
    channels: Mapping[Kind, str]
    mentions: Mapping[Kind, Mention] = field(default_factory=dict)
    ahead: Callable[[], timedelta] = timedelta
    is_direct: bool = True
    muted: Mapping[Kind, Muted] = field(default_factory=dict)
    platform: Literal["discord", "slack"] = field(kw_only=True)


def takers(communities: Mapping[str, Community]) -> dict[Topic, list[str]]:
    """Give the communities that take each kind of post."""
    found: dict[Topic, list[str]] = {}
    for name, community in communities.items():
        for kind in community.channels:
            found.setdefault(kind, []).append(name)
    return found
