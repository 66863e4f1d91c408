"""The bot itself: takes a request, gives a message. Does no I/O and reads no clock."""

import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.facts.catalog import Catalog
from bot.facts.feeds import Reading
from bot.facts.layers import Layered
from bot.facts.search import Index
from bot.message import Button, Message, escape, plain
from bot.organizing import Desk
from bot.personal import Personal
from bot.slash import Command, UserError
from bot.typed import Arguments, bind, names_value
from bot.watched import Links
from bot.words import closest

MOST_CHARACTERS = 2000  # of a typed line; a question is cut to less by the command that answers it
MOST_STEADY = 500  # answers remembered, of one minute
FEW_WORDS = 2  # a line of so few words that is no command is a slip, a longer one a question
NO_DESK = "Nothing can be changed here, since nothing is kept. Start the bot with: workshop-bot run"
TOO_LONG = "That is {:,} characters long; {:,} are the most. Please ask in fewer words."
ORGANIZERS_ONLY = "Only the workshop's organizers can do this."
_PAGE = re.compile(r"\s+page:(\d{1,4})\s*$")
_SAID = re.compile(r"( +[a-z_]+:~[\w-]+)+$")
_LOG = logging.getLogger("bot")


@dataclass(frozen=True)
class Person:
    """Who asks: `zone` is the name of their time zone where the platform tells it.

    `community` is the one they ask in, through which they can be written to.
    """

    id: str = ""
    name: str = ""
    zone: str | None = None
    organizer: bool = False
    community: str = ""


@dataclass(frozen=True)
class Request:
    """What a command answers from: who asks, when (aware UTC), and all facts at that time."""

    person: Person
    now: datetime
    bot: "Bot"
    line: str

    @property
    def catalog(self) -> Catalog:
        """Give the facts."""
        return self.bot.catalog

    @property
    def index(self) -> Index:
        """Give the full-text search of the facts."""
        return self.bot.index

    @property
    def personal(self) -> Personal:
        """Give what is kept for each person; raises UserError where nothing is."""
        if self.bot.personal is None:
            raise UserError(
                "I can write to nobody from here. On Slack and on Discord this works, once I am connected there."
            )
        if not self.person.community:
            raise UserError(
                f"This is between you and me: type {self.line} on Slack or Discord, where only you see the answer."
            )
        return self.bot.personal

    @property
    def desk(self) -> Desk:
        """Give what organizers work with; raises UserError where nothing can be kept."""
        if self.bot.desk is None:
            raise UserError(NO_DESK)
        return self.bot.desk

    @property
    def links(self) -> Links:
        """Give the watch over links; raises UserError where there is none."""
        if self.bot.links is None:
            raise UserError(
                "The links are not watched here. They are where I run on Slack or Discord, unless the settings say "
                "otherwise."
            )
        return self.bot.links

    def to(self, what: str, *, organizer: bool = False) -> str:
        """Give the command line that does something else, for a button."""
        return self.bot.line(what, organizer=organizer)


@dataclass(frozen=True)
class Call:
    """A command with its arguments; `line` asks for the same again."""

    command: Command
    arguments: Arguments
    line: str
    page: int = 1


def _is_question(text: str, first: str, command: Command) -> bool:
    """Say whether a line that begins with another name of a command, such as `when`, is a question all the same."""
    if command.organizer or first.lower() == command.name:
        return False
    return "?" in text or len(text.split()) > FEW_WORDS


def mistaken(error: UserError, line: str) -> Message:
    """Tell a mistake in a request to who made it."""
    return Message(title="Not quite", text=escape(error.text), buttons=error.buttons, command=line, mistake=True)


@dataclass
class Bot(Layered):
    """Answers requests from the facts it holds; `adopt` gives it newer ones, `readings` tell how each feed stands."""

    commands: Mapping[str, Command]
    member_word: str = "workshop"
    organizer_word: str = "organize"
    personal: Personal | None = None
    desk: Desk | None = None
    readings: Mapping[str, Reading] = field(default_factory=dict)
    links: Links | None = None
    address: str = ""  # where calendar files are reached from outside, without a slash at its end; empty: nowhere
    calendars: Mapping[str, bytes] | None = None  # the files by edition, that of everything under ""
    _steady: dict[tuple[str, str | None, bool], Message] = field(default_factory=dict, repr=False)
    _steady_of: tuple[Catalog, datetime] | None = None

    def __post_init__(self) -> None:
        """Find commands by any of their names."""
        super().__post_init__()
        self.by_name = {name: each for each in self.commands.values() for name in (each.name, *each.aliases)}

    def line(self, what: str, *, organizer: bool = False) -> str:
        """Give a command line, as typed."""
        return f"/{self.organizer_word if organizer else self.member_word} {what}".rstrip()

    def listed(self, *, organizer: bool = False) -> list[Command]:
        """Give the commands to show, by name; those without facts are left out."""
        shown = (
            each for each in self.commands.values() if each.organizer == organizer and each.is_listed(self.catalog)
        )
        return sorted(shown, key=lambda each: each.name)

    async def answer(self, asked: str | Call, person: Person, now: datetime) -> Message:
        """Answer a typed line, or a command with its arguments; a mistake of the asker is answered, never raised."""
        line = asked.line if isinstance(asked, Call) else plain(asked[:MOST_CHARACTERS])
        try:
            call = asked if isinstance(asked, Call) else self._read_of(asked, person)
            self._allow(call.command, person)
            message = await self._made(call, self._known(person), now)
            return replace(message, command=call.line, page=call.page)
        except UserError as error:
            return mistaken(error, line)
        except Exception:  # noqa: BLE001 - the one place where a command's fault ends
            _LOG.exception("command failed: %s (asked by %s)", line, person.id or "somebody")
            return Message(
                title="Something went wrong",
                text="This is our mistake, not yours, and it has been noted. Please try again, or ask an organizer.",
                command=line,
                mistake=True,
            )

    async def _made(self, call: Call, person: Person, now: datetime) -> Message:
        """Run a command; when a deadline nears many ask the same, so what is steady is made once a minute."""
        if not call.command.steady:
            return await call.command.function(Request(person, now, self, call.line), **call.arguments)
        minute = now.replace(second=0, microsecond=0)
        if self._steady_of != (self.catalog, minute):
            self._steady_of, self._steady = (self.catalog, minute), {}
        key = (call.line, person.zone, self.personal is None)
        if message := self._steady.get(key):
            return message
        message = await call.command.function(Request(person, minute, self, call.line), **call.arguments)
        if len(self._steady) < MOST_STEADY and self._steady_of == (self.catalog, minute):
            self._steady[key] = message
        return message

    def _read_of(self, line: str, person: Person) -> Call:
        """Read a line; who may not use the organizers' commands hears that first, not what is wrong with the line."""
        organizer, _, _ = self._strip(line.strip())
        if organizer and not person.organizer:
            raise UserError(ORGANIZERS_ONLY)
        return self.read(line)

    def _known(self, person: Person) -> Person:
        """Give a person with the zone that they chose."""
        zone = self.personal.zone(person.id) if self.personal else None
        return replace(person, zone=zone) if zone else person

    def _allow(self, command: Command, person: Person) -> None:
        if command.organizer and not person.organizer:
            raise UserError(ORGANIZERS_ONLY)
        if command.needs and not command.needs(self.catalog):
            raise UserError(f"There is nothing for “{command.name}” in our sources.")

    def read(self, line: str) -> Call:
        """Read a typed line into a command and its arguments; what is no command is a question.

        Raises UserError with a sentence that says what to type.
        """
        text = line.strip()
        page = _PAGE.search(text)
        text = _PAGE.sub("", text)
        organizer, slashed, text = self._strip(text)
        call = self._call(text, organizer=organizer, slashed=slashed)
        return replace(call, page=int(page[1])) if page else call

    def form_of(self, line: str, person: Person) -> Command | None:
        """Give the command that a line opens a form of, for one who may use it: what only buttons say may follow."""
        organizer, slashed, text = self._strip(line.strip())
        found = self.by_name.get(_SAID.sub("", text).lower().replace("_", "-"))
        if found is None or not found.form or (slashed and found.organizer != organizer):
            return None
        return found if person.organizer or not found.organizer else None

    def _strip(self, text: str) -> tuple[bool, bool, str]:
        """Take `/workshop` or `/organize` off a line; says whose command it is and whether a slash was there."""
        first, _, rest = text.partition(" ")
        if first.lower().lstrip("/") in {self.member_word, self.organizer_word} and first.startswith("/"):
            return first.lower().lstrip("/") == self.organizer_word, True, rest.strip()
        return False, text.startswith("/"), text.removeprefix("/")

    def _call(self, text: str, *, organizer: bool, slashed: bool) -> Call:
        first, _, rest = text.partition(" ")
        if not text:
            first = "desk" if organizer else "home"
        command = self.by_name.get(first.lower().replace("_", "-"))
        if command and slashed and command.organizer != organizer:
            command = None
        if command is None:
            return self._question(text, slashed=slashed, organizer=organizer)
        base = self.line(command.name, organizer=command.organizer)
        if first in command.aliases and names_value(command, first, self.catalog):
            rest = f"{first} {rest}".rstrip()
        if len(text) > MOST_CHARACTERS and command.name != "ask":
            raise UserError(TOO_LONG.format(len(text), MOST_CHARACTERS))
        try:
            arguments = bind(command, rest, self.catalog, base)
        except UserError:
            if "ask" not in self.by_name or (slashed and not _is_question(text, first, command)):
                raise
            return self._question(text, slashed=False, organizer=False)
        return Call(command, arguments, f"{base} {plain(rest)}".rstrip())

    def _question(self, text: str, *, slashed: bool, organizer: bool) -> Call:
        """Take a line that is no command as a question, unless it looks like a slip of one."""
        ask = self.by_name.get("ask")
        names = [each.name for each in self.commands.values() if each.organizer == organizer]
        near = closest(text.partition(" ")[0], names)
        if ask is None or organizer or (slashed and len(text.split()) <= FEW_WORDS and near and "?" not in text):
            buttons = tuple(Button(name, self.line(name, organizer=organizer)) for name in near)
            word = self.organizer_word if organizer else self.member_word
            tip = f"Did you mean {' or '.join(near)}?" if near else f"Type /{word} alone to see what there is."
            raise UserError(f"There is no command “{plain(text)[:60]}”. {tip}", buttons)
        line = self.line(f"ask {plain(text[:MOST_CHARACTERS])}")
        return Call(ask, {"question": text}, line)
