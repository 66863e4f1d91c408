"""A post: something the bot says by itself, in every place that its kind has a channel in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from bot.kinds import Kind
from bot.message import Message
from bot.ports import token_of

REVISION = 8  # characters
FULL = "Full: "  # begins the title of a sign-up without places; it is left out once that is no matter any more
RELAYED = "relay"  # the subject of what was carried from another community, which notifies nobody
REMIND = "Remind me too"  # the button
DELETED = "deleted"
"""The revision of a version whose copies are to be removed."""


Topic = Kind | Literal["personal"]
"""What a post is about: a kind, which has channels, or one person's own, which goes to them directly."""
State = Literal["coming", "sending", "looking", "shown", "failed", "unclear", "skipped", "removed"]
"""How a copy stands.

`coming`: to be sent. `sending`: being sent, or cut off in it. `looking`: it may have arrived, so it is looked for.
`shown`: there. `failed`: not before a person acts. `unclear`: it cannot be looked for. `skipped`: it made no sense any
more. `removed`: somebody took it away there; for ever.
"""


@dataclass(frozen=True, slots=True)
class Version:
    """What the copies of a post show from an instant on (aware UTC); `revision` is a hash of the facts shown."""

    since: datetime
    message: Message
    revision: str


@dataclass(frozen=True, slots=True)
class Post:
    """A post: `due` is when it is posted, `not_after` when that no longer makes sense (both aware UTC).

    `key` is the same for ever and holds the instant; `subject` is the fact that it is about, and `when` tells that
    fact's time as markup. Posts of one `ladder` follow each other: of several that are late, only the newest is
    posted. `under` is the key of the post in whose thread it stands.
    """

    key: str
    kind: Topic
    subject: str
    due: datetime
    not_after: datetime
    versions: tuple[Version, ...]
    when: str = ""
    ladder: str = ""
    under: str = ""

    def version(self, now: datetime) -> Version:
        """Give what its copies show at an instant."""
        return next((each for each in reversed(self.versions) if each.since <= now), self.versions[0])


@dataclass(frozen=True, slots=True)
class Copy:
    """One post in one community, or for one person there: what is to be shown against what is. Times are aware UTC.

    `next_at` is when something is to be done about it, None when nothing is. `again_at` is when to look once more
    whether the attempt before this generation arrived after all. `elsewhere` is the channel that an organizer chose
    for this copy alone.
    """

    post: str
    community: str
    state: State = "coming"
    next_at: datetime | None = None
    channel: str = ""
    thread: str = ""
    id: str = ""
    shown: str = ""
    person: str = ""
    generation: int = 0
    attempts: int = 0
    attempted_at: datetime | None = None
    again_at: datetime | None = None
    why: str = ""
    elsewhere: str = ""


@dataclass(frozen=True, slots=True)
class Lapse:
    """What calls for no posts any more although its fact stands: it is cancelled, or its time is not fixed any more.

    `text` is markup: why it is cancelled, or what is known of its time now.
    """

    text: str
    cancelled: bool = False


@dataclass(frozen=True)
class Plan:
    """Which posts the facts call for, by time; and what calls for none any more, by its subject."""

    posts: Sequence[Post] = ()
    lapses: Mapping[str, Lapse] = field(default_factory=dict)

    def lapse(self, subject: str) -> Lapse | None:
        """Give why a subject, or that under which it is, calls for no posts any more; None where nothing says so."""
        while subject:
            if found := self.lapses.get(subject):
                return found
            subject = subject.rpartition("/")[0]
        return None


def revision_of(facts: Sequence[object]) -> str:
    """Give the revision of what is shown: it changes with the facts, not with how they are worded."""
    return token_of(repr(tuple(facts)), REVISION)
