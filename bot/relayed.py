"""A message carried from one community to another: what is kept of it, and how it is shown there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol, runtime_checkable

from bot.message import Button, Message, escape, link, paragraphs
from bot.organizing import Pointed
from bot.words import counted

Where = Literal["announcements", "deadlines", "socials", "schedule", "organizers"]
"""Among what a copy stands: `bot.config.Kind`, by other words for commands, which know no settings."""
TakenBack = Literal["author", "allowed", "organizer", "deleted"]
"""By whom; `allowed` is by its author, who lets it be sent again."""
_WHY: Mapping[TakenBack, str] = {
    "author": "its author took it back",
    "allowed": "its author took it back",
    "organizer": "an organizer took it back",
    "deleted": "it was deleted where it was written",
}


@dataclass(frozen=True, slots=True)
class Relayed:
    """A message and its copy in the community `target`: sent when (aware UTC), by whom (id and name).

    `gone` says why the copy shows it no more; `asked` that who sent it was asked to send its new text.
    """

    origin: Pointed
    target: str
    kind: Where
    by: str
    name: str
    sent_at: datetime
    number: int = 0
    gone: TakenBack | Literal[""] = ""
    asked: bool = False

    @property
    def key(self) -> str:
        """Give the key of its post; posts that are due together are sent in the order of their keys."""
        return f"relay/{self.number:09}"

    @property
    def standing(self) -> str:
        """Give what tells one state of it from another."""
        return f"{self.origin.text}/{self.origin.files}/{self.gone}"

    @property
    def may_return(self) -> bool:
        """Say whether it was taken back and may be sent again: nobody but its author forbids that."""
        return self.gone in {"organizer", "allowed"}

    @property
    def why(self) -> str:
        """Say why it is gone."""
        return _WHY[self.gone] if self.gone else ""


def shown(relayed: Relayed) -> Message:
    """Give what the copy shows: the text, who wrote it, and where."""
    origin = relayed.origin
    where = f"{origin.where} of {origin.community}".strip()
    if relayed.gone:
        return Message(title=f"From {origin.community}", text=f"*A message stood here; {relayed.why}.*")
    files = f"*With {counted(origin.files, 'file')}, which {'is' if origin.files == 1 else 'are'} only there.*"
    return Message(
        title=f"{origin.name}, from {origin.community}",
        text=paragraphs(origin.text, files if origin.files else ""),
        buttons=(Button(f"Open in {origin.community}", url=origin.link),),
        note=f"Written by {escape(origin.name)} in {link(where, origin.link)}, sent here by {escape(relayed.name)}.",
    )


@dataclass(frozen=True, slots=True)
class Source:
    """A message where it was written: its last edit as the platform writes it, and its markup, None where not seen."""

    edited: str
    text: str | None = None


@runtime_checkable
class HasSources(Protocol):
    """A platform whose messages can be looked at again."""

    @property
    def connections(self) -> int:
        """Count the connections before each of which something may have been missed; 0 before the first."""

    async def source(self, origin: Pointed) -> Source:
        """Give how a message stands; raises SendError, `removed` only where the platform says that it is deleted."""


class Relaying(Protocol):
    """Carries messages from one community to another, and keeps the copies right."""

    def channels(self) -> Mapping[str, Mapping[Where, str]]:
        """Give the channel for each kind of post by community."""

    async def of(self, pointed: Pointed, target: str) -> Relayed | None:
        """Give how a message was carried to a community, None where it was not."""

    async def numbered(self, number: int) -> Relayed | None:
        """Give a message that was carried, by its number."""

    async def send(self, relayed: Relayed, was: str) -> Relayed:
        """Carry a message, or what it says by now; `was` is the `standing` of what was there, empty for nothing.

        Raises ChangedMeanwhileError where something else is there.
        """

    async def take_back(self, number: int, why: TakenBack, by: tuple[str, str]) -> bool:
        """Take the copy back, by somebody (id and name); says whether it still showed the message."""

    async def allow(self, number: int, by: tuple[str, str]) -> bool:
        """Let be sent again what its author took back, and tell who sent it; says whether it was taken back so."""

    async def follows(self, community: str, channel: str, message: str) -> bool:
        """Say whether a message was carried somewhere. `channel` may be a thread."""

    async def edited(self, community: str, channel: str, message: str, edit: tuple[str, str | None]) -> None:
        """Follow an edit: when, as the platform writes it, and the markup by now; None where that is not seen."""

    async def deleted(self, community: str, channel: str, messages: Sequence[str]) -> None:
        """Follow deletions."""

    def is_of(self, community: str, key: str, platform: str) -> bool:
        """Say whether an invitation (its key and platform in the facts) leads to a community."""

    async def invite(self, key: str, message: Message, targets: Sequence[str], by: tuple[str, str]) -> bool:
        """Post an invitation among the announcements of communities, once; says whether it was not there before."""
