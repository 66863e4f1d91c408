"""The borders of the core: what a platform and the store do for it."""

from base64 import urlsafe_b64encode
from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import ClassVar, Literal, Protocol

from bot.kinds import Kind
from bot.message import Message

Failure = Literal["retry", "permanent", "removed", "ambiguous"]
MOST_LOOKED_AT = 1000  # messages, in looking for a copy
TOO_MUCH = f"More than {MOST_LOOKED_AT:,} messages have been written there since, which is too much to look through."


class NotKeptError(OSError):
    """What is kept can be neither read nor written; holds the sentence for who runs the bot."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is said in a community: a channel, or a person's direct messages.

    `thread` is the id of the post in that channel under which it is said.
    """

    community: str
    channel: str = ""
    thread: str = ""
    person: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """What a copy carries so that it is known again: its post's key and place, and the revision of the facts shown.

    `generation` rises only when the copy before is known not to be there.
    """

    key: str
    revision: str = ""
    generation: int = 0

    def digest(self, place: Place) -> str:
        """Give a short name of the copy, the same for every attempt of this generation: 25 letters that fit an URL."""
        whole = f"{self.key}:{place.community}:{place.channel}:{place.thread}:{place.person}:{self.generation}"
        return token_of(whole, 25)


@dataclass(frozen=True, slots=True)
class Found:
    """A copy that stands in its place: the platform's id of it, and the revision it shows."""

    id: str
    revision: str


class SendError(Exception):
    """Something was not sent: `kind` says what to do.

    `retry`: later, no sooner than `wait` seconds where the platform says so; `permanent`: not before a person acts,
    `text` says how; `removed`: the copy is gone from its place; `ambiguous`: it may have arrived, so look for it first.
    """

    def __init__(self, kind: Failure, text: str, wait: float | None = None) -> None:
        """Keep what happened, as a sentence."""
        super().__init__(text)
        self.kind, self.text, self.wait = kind, text, wait


class StoppedError(Exception):
    """A platform cannot go on; holds the sentence that says why and what to do."""


@dataclass(frozen=True, slots=True)
class Health:
    """Whether a platform works, in a sentence."""

    ok: bool
    text: str


class Border(Protocol):
    """What a platform does with what the bot says by itself; every method raises SendError where it cannot.

    `refuses_twice` says whether the platform itself makes one of two posts with the same mark.
    """

    refuses_twice: ClassVar[bool]

    async def post(self, place: Place, message: Message, mark: Mark) -> str:
        """Post a copy and give its id."""

    async def edit(self, place: Place, copy: str, message: Message, mark: Mark) -> None:
        """Make a copy show something else; nobody is notified."""

    async def delete(self, place: Place, copy: str) -> None:
        """Remove a copy."""

    async def find(self, place: Place, mark: Mark, since: datetime) -> Sequence[Found]:
        """Give the bot's own copies with the mark among what was posted since (aware UTC), the oldest first.

        Where there is too much to look at, and none among what was, it raises SendError: that is not known to be none.
        """


class Platform(Protocol):
    """One chat platform with all its communities."""

    name: str

    @property
    def border(self) -> Border:
        """Give what posts here."""

    async def run(self) -> None:
        """Serve until closed; raises StoppedError where it cannot go on."""

    async def close(self) -> None:
        """Finish the answers under way, then disconnect."""

    def health(self) -> Health:
        """Say whether it works."""

    def ahead(self) -> timedelta:
        """Give how far our clock is ahead of the platform's."""

    def told(self) -> None:
        """Learn that the facts were read anew."""

    def organizers(self) -> tuple[Place, ...]:
        """Give the places where its organizers are told things."""

    def arrange(self, community: str, organizers: Sequence[str], channels: Mapping[Kind, str]) -> None:
        """Take up who organizes a community from now on, and the channel of each kind of post."""

    def holds(self, community: str, channel: str) -> bool:
        """Say whether a channel may be one of a community: on no account where it is another's."""

    def who_organizes(self, community: str) -> str:
        """Tell who organizes a community, as far as that is known without asking."""

    async def called(self, community: str, key: str) -> str:
        """Give what people call a channel, a group or a person there; the id where that is not known."""


class Kept(Protocol):
    """Texts kept under short tokens, for buttons that hold no more."""

    def keep(self, text: str, until: datetime | None = None) -> Awaitable[str]:
        """Keep a text, until an instant (aware UTC) or for ever; gives its token, which `token_of` also gives."""

    def kept(self, token: str, now: datetime) -> Awaitable[str | None]:
        """Give the text of a token, None where there is none any more."""


def token_of(text: str, size: int = 16) -> str:
    """Give the token of a text: letters, digits, - and _."""
    return urlsafe_b64encode(sha256(text.encode(errors="replace")).digest()).decode()[:size]
