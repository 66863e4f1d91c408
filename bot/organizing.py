"""What organizers can do at run time: the ports through which their commands do it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from bot.facts.changes import Change
from bot.questions import Questioning
from bot.slash import Token

if TYPE_CHECKING:
    from bot.relayed import Relaying


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


@dataclass(frozen=True, slots=True)
class Pointed:
    """A message that somebody pointed at through its menu, as its platform shows it.

    `community` is empty where the settings name none; `thread` is the id of the thread that it stands in. `author` is
    the person's id, as of `bot.core.Person`; `own` says that the bot itself wrote it. `text` is markup, `link` its
    address, `where` what its channel is called, `edited` when it was last edited, as its platform writes that, `files`
    how many files hang on it, and `at` when it was written (aware UTC).
    """

    community: str
    channel: str
    id: str
    at: datetime
    thread: str = ""
    author: str = ""
    name: str = ""
    own: bool = False
    text: str = ""
    link: str = ""
    where: str = ""
    edited: str = ""
    files: int = 0


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

    async def keep(self, number: int, by: tuple[str, str], now: datetime) -> None:
        """Say that a change holds though the files tell something else; by somebody (id and name)."""

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


class Pointing(Protocol):
    """Remembers for a day which messages people pointed at, and knows the bot's own posts among them."""

    async def point(self, pointed: Pointed) -> Token:
        """Keep which message is meant, for 24 hours, and give the token that stands for it."""

    async def pointed(self, token: Token) -> Pointed | None:
        """Give the message of a token; None where it is not kept any more."""

    async def post_at(self, community: str, channel: str, message: str) -> str | None:
        """Give the key of the post whose copy a message is; None where it is none. `channel` may be a thread."""


@dataclass(frozen=True, slots=True)
class Desk:
    """The organizers' desk: all that their commands reach."""

    changes: Changing
    log: Logging
    questions: Questioning
    pointing: Pointing
    relays: "Relaying"


def token_for(key: str) -> str:
    """Give how a button tells a form which fact is meant: no id holds two hyphens in a row."""
    return "~" + key.replace("/", "--")


def meant_by(token: str) -> str:
    """Give the id of the fact that a button means."""
    return token.removeprefix("~").replace("--", "/")
