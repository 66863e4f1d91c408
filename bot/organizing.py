"""What organizers can do at run time: the ports through which their commands do it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from bot.announcing import Announcement
from bot.announcing import Standing as Which
from bot.facts.changes import Change
from bot.kinds import Kind
from bot.message import Message
from bot.overview import Action, Arranged, Line, Listing, Looking, Standing
from bot.questions import Questioning
from bot.slash import Token

if TYPE_CHECKING:
    from bot.relayed import Relaying

SOMEBODY = "somebody"
"""Who did what so long ago that it is not kept any more."""


@dataclass(frozen=True, slots=True)
class Logged:
    """Something that was done: when (aware UTC), by whom, what, to what, and the values before and after as text.

    `number` is its place in the log, None until it stands there.
    """

    at: datetime
    who: str
    name: str
    what: str
    subject: str = ""
    before: str = ""
    after: str = ""
    number: int | None = None


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

    def opening(self, changes: Sequence[Change]) -> Message | None:
        """Give what is posted when the sign-up of a social opens by changes of it; None where nothing is.

        It has a mention where the settings may name a group that such posts notify.
        """

    async def disputed(self) -> Sequence[Change]:
        """Give the changes whose facts the files tell otherwise by now."""

    async def hasten(self, edition: str, now: datetime) -> bool:
        """Announce at once what waits for more changes; says whether something does."""

    async def waiting(self, now: datetime) -> Sequence[str]:
        """Give the editions of which changes wait to be announced."""


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


class Arranging(Protocol):
    """Says what is posted where, who organizes and who is notified, in each community."""

    def all(self) -> Sequence[Arranged]:
        """Give how each community is arranged."""

    def who_organizes(self, community: str) -> str:
        """Tell who organizes, as far as that is known without asking; empty where it is not."""

    async def called(self, community: str, key: str) -> str:
        """Give what people call a channel, a group or a person there: `#general`; its id where that is not known."""

    async def attempt(self, community: str, channel: str) -> str:
        """Post in a channel and remove it again; gives why that cannot be and what to do, empty where it can."""

    async def arrange(self, seen: Arranged, settings: Mapping[str, object], entries: Sequence[Logged]) -> None:
        """Keep settings by key, all or none, in force at once; `entries` are what the log says of them.

        Keys are `channel/KIND` (an id, empty for none), `mention/KIND` (a group, empty for none, then rungs),
        `mute/KIND` (None, or an instant or empty text, and a name) and `organizers` (ids). Raises ChangedMeanwhileError
        where the arrangement is not that which was seen.
        """


class Acting(Protocol):
    """Shows the outbox, and does something about copies; raises UserError with the reason where it cannot."""

    async def needing(self) -> Mapping[Standing, int]:
        """Count the copies that failed or are unclear, where there are any."""

    async def listed(self, standing: Standing, most: int, now: datetime, after: str = "") -> Listing:
        """List copies: those to come soonest first, others newest first; `after` is the token of a listing."""

    async def act(self, token: str, act: Action, entry: Logged) -> str:
        """Do something about a copy and tell what was done; the entry's subject and values are filled in."""

    async def move(self, token: str, channel: str, entry: Logged) -> str:
        """Post a copy that failed in another channel, and tell so; the entry is filled in as above."""


class Watching(Protocol):
    """Tells how the bot is."""

    def platforms(self) -> Sequence[Line]:
        """Tell of the platforms alone."""

    async def all(self, now: datetime) -> Sequence[Line]:
        """Tell of every part."""


class Announcing(Protocol):
    """Keeps announcements, and lets the bot post them."""

    @property
    def groups(self) -> Mapping[Kind, Mapping[str, str]]:
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

    async def listed(self, which: Which | None, before: int, most: int, now: datetime) -> Sequence[Announcement]:
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
    pointing: Pointing
    relays: "Relaying"
    settings: Arranging
    outbox: Acting
    status: Watching
    announcing: Announcing
    looking: Looking


def token_for(key: str) -> str:
    """Give how a button tells a form which fact is meant: no id holds two hyphens in a row."""
    return "~" + key.replace("/", "--")


def meant_by(token: str) -> str:
    """Give the id of the fact that a button means."""
    return token.removeprefix("~").replace("--", "/")
