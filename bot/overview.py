"""What organizers see of the bot: how communities are arranged, how posts look and copies stand, how each part is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

from bot.kinds import Kind
from bot.message import Message


@dataclass(frozen=True, slots=True)
class Muted:
    """That a kind is silent: until an instant (aware UTC), or until somebody ends it; and the name of who wanted it."""

    until: datetime | None = None
    by: str = ""

    def holds(self, now: datetime) -> bool:
        """Say whether it is so at an instant."""
        return self.until is None or now < self.until


@dataclass(frozen=True, slots=True)
class Arranged:
    """How a community is arranged: the channel of each kind, who organizes (ids), and what is muted.

    `mentions` are the groups that kinds notify, each with the rungs of deadlines that do, such as `3d`; without any,
    every post does. `seen` tells this arrangement from any other.
    """

    community: str
    platform: Literal["discord", "slack"]
    channels: Mapping[Kind, str] = field(default_factory=dict)
    organizers: tuple[str, ...] = ()
    mentions: Mapping[Kind, tuple[str, tuple[str, ...]]] = field(default_factory=dict)
    muted: Mapping[Kind, Muted] = field(default_factory=dict)
    seen: str = ""


Standing = Literal["coming", "shown", "failed", "unclear", "skipped", "removed"]
"""How a copy of a post stands, for who looks from outside."""
NONE: Mapping[Standing, str] = {
    "coming": "Nothing is coming.",
    "shown": "Nothing is shown.",
    "failed": "Nothing has failed.",
    "unclear": "Nothing is unclear.",
    "skipped": "Nothing was skipped.",
    "removed": "Nothing was removed there.",
}
"""What is said where no copy stands so."""
Action = Literal["retry", "skip", "send-now"]


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """A copy of a post as organizers see it: `due` is aware UTC, `where` and `why` are plain text.

    `token` stands for it in a button; `acts` are what can be done about it.
    """

    token: str
    title: str
    due: datetime
    community: str
    where: str
    standing: Standing
    why: str = ""
    acts: tuple[Action, ...] = ()
    may_move: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """A part of the outbox, and the token of where it goes on; empty at its end."""

    copies: tuple[OutboxRow, ...]
    next: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """What is to be known of one part of the bot, in a sentence; `ok` says whether it works."""

    name: str
    text: str
    ok: bool = True


class Looking(Protocol):
    """Tells how posts will look."""

    async def looks(self, message: Message, kind: Kind, places: Sequence[str]) -> Mapping[str, str]:
        """Give what a post will look like in communities, as markup, by a heading in plain text that says where.

        Where the message has a mention, the group is shown that the settings name for the kind in each community.
        """
