"""What organizers can do at run time: the ports through which their commands do it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.announcing import Announcement, Standing
from bot.facts.changes import Change
from bot.message import Message
from bot.questions import Questioning


@dataclass(frozen=True, slots=True)
class Logged:
    """Something that was done: when (aware UTC), by whom, what, to what, and the values before and after as text."""

    at: datetime
    who: str
    name: str
    what: str
    subject: str = ""
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Consequences:
    """What hangs on facts: copies shown and to come, and personal reminders."""

    shown: int = 0
    coming: int = 0
    reminders: int = 0


class ChangedMeanwhileError(Exception):
    """Somebody else altered the same thing since it was shown; nothing was done."""


class Changing(Protocol):
    """Alters facts at run time."""

    async def all(self) -> Sequence[Change]:
        """Give the changes that stand, the newest first."""

    async def make(self, changes: Sequence[Change], what: str) -> None:
        """Make changes, all or none; comes back when every answer tells the new facts.

        `was` of each must be what is shown now: raises ChangedMeanwhileError else. Raises ChangeError where one cannot
        be made.
        """

    async def undo(self, number: int, by: tuple[str, str], now: datetime) -> Change | None:
        """Take back a change (its number), by somebody (id and name); None where it stands no more."""

    async def keep(self, number: int) -> None:
        """Say that a change holds though the files tell something else."""

    async def consequences(self, subjects: Sequence[str], now: datetime) -> Consequences:
        """Tell what hangs on facts."""

    async def disputed(self) -> Sequence[Change]:
        """Give the changes whose facts the files tell otherwise by now."""

    async def hasten(self, edition: str, now: datetime) -> bool:
        """Announce at once what waits for more changes; says whether something does."""


class Logging(Protocol):
    """Tells who did what."""

    async def log(self, entry: Logged) -> None:
        """Note something that was done."""

    async def logged(self, most: int, before: int | None = None) -> Sequence[Logged]:
        """Give what was done, the newest first."""


class Announcing(Protocol):
    """Keeps announcements, and lets the bot post them."""

    @property
    def groups(self) -> Mapping[str, Mapping[str, str]]:
        """Give the group that each kind may notify, by community; a kind that has none stands there too."""

    @property
    def asks_twice(self) -> bool:
        """Say whether one organizer alone decides about mentions, and is asked twice instead."""

    def same_person(self, one: str, other: str) -> bool:
        """Say whether two accounts are the same person's."""

    def excess(self, message: Message) -> Mapping[str, int]:
        """Give by how many characters a message is too long, by the name of the platform."""

    async def get(self, number: int) -> Announcement | None:
        """Give an announcement."""

    async def listed(self, which: Standing | None, before: int, most: int, now: datetime) -> Sequence[Announcement]:
        """List announcements with numbers below one, the newest first; of all that stand where none is said."""

    async def standing(self, each: Announcement) -> tuple[int, int]:
        """Give in how many places it is shown, and in how many it failed."""

    async def of_message(self, token: str, now: datetime) -> Announcement | None:
        """Give the announcement that a message shows, by the token of what a message's menu keeps."""

    async def put(self, each: Announcement, entry: Logged) -> Announcement:
        """Keep an announcement, new or in its next version, and all that is to be posted of it.

        Raises ChangedMeanwhileError where what is kept is not the version that it was made from.
        """


@dataclass(frozen=True, slots=True)
class Desk:
    """The organizers' desk: all that their commands reach."""

    changes: Changing
    log: Logging
    questions: Questioning
    announcing: Announcing
