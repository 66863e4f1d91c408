"""The bot itself: takes a request, gives a message. Does no I/O and reads no clock."""

import json
import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.facts.catalog import Catalog
from bot.facts.feeds import Reading
from bot.facts.search import Index
from bot.lines import MOST_CHARACTERS, Call, Lines
from bot.message import Button, Message, escape, plain
from bot.organizing import Desk
from bot.personal import Personal
from bot.ports import NotKeptError
from bot.questions import Asking, reached
from bot.slash import Command, UserError
from bot.watched import Links

MOST_STEADY = 500  # answers remembered, of one minute
NO_DESK = "Nothing is kept here, so there is nothing to show or to change. Start the bot with: workshop-bot run"
PRETENDED = "The time is pretended here, so nothing can be changed. Go back to the real time first."
NOT_KEPT = "I cannot reach what I keep at the moment, so nothing was done. Whoever runs me finds the reason in the log."
TYPED = "typed"  # says in a line that opens a form what it was filled in with before
ORGANIZERS_ONLY = "Only the workshop's organizers can do this."
_SAID = re.compile(r"( +[a-z_]+:~[\w-]+)+$")
_LOG = logging.getLogger("bot")


@dataclass(frozen=True)
class Person:
    """Who asks: `zone` is the name of their time zone where the platform tells it.

    `community` is the one they ask in, through which they can be written to; `manages` is the channel they ask in,
    where they manage it. One who `pretends` another time sees what would be told then, and changes nothing.
    """

    id: str = ""
    name: str = ""
    zone: str | None = None
    organizer: bool = False
    community: str = ""
    pretends: bool = False
    manages: str = ""


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
    def questions(self) -> Asking:
        """Give what takes questions to the organizers; raises UserError where they cannot be reached."""
        return reached(self.bot.questions, self.person.community)

    @property
    def desk(self) -> Desk:
        """Give what organizers work with; raises UserError where nothing can be kept."""
        if self.person.pretends:
            raise UserError(PRETENDED)
        if self.bot.desk is None:
            raise UserError(self.bot.no_desk)
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


def mistaken(error: UserError, line: str) -> Message:
    """Tell a mistake in a request to who made it."""
    return Message(title="Not quite", text=escape(error.text), buttons=error.buttons, command=line, mistake=True)


def _in_line(call: Call) -> Mapping[str, str]:
    """Give what a line says for a form, by parameter; nothing of a line that a button carries."""
    texts = {name: value for name, value in call.arguments.items() if isinstance(value, str)}
    is_typed = call.command.form and not any(value.startswith("~") for value in texts.values())
    return texts if is_typed else {}


@dataclass(kw_only=True)
class Bot(Lines):
    """Answers requests from the facts it holds; `adopt` gives it newer ones, `readings` tell how each feed stands."""

    personal: Personal | None = None
    desk: Desk | None = None
    questions: Asking | None = None
    no_desk: str = NO_DESK  # why there is none
    readings: Mapping[str, Reading] = field(default_factory=dict)
    links: Links | None = None
    address: str = ""  # where calendar files are reached from outside, without a slash at its end; empty: nowhere
    calendars: Mapping[str, bytes] | None = None  # the files by edition, that of everything under ""
    organizers: frozenset[str] = frozenset()
    """Accounts whose owners organize wherever they ask, also in direct messages."""
    _steady: dict[tuple[str, str | None, bool], Message] = field(default_factory=dict, repr=False)
    _steady_of: tuple[Catalog, datetime] | None = None

    async def answer(self, asked: str | Call, person: Person, now: datetime) -> Message:
        """Answer a typed line, or a command with its arguments; a mistake of the asker is answered, never raised."""
        line = asked.line if isinstance(asked, Call) else plain(asked[:MOST_CHARACTERS])
        try:
            return await self._answered(asked, self._known(person), now)
        except UserError as error:
            return mistaken(error, line)
        except NotKeptError as error:
            _LOG.error("not done, %s: %s (asked by %s)", error, line, person.id or "somebody")
            return Message(title="Not now", text=NOT_KEPT, command=line, mistake=True)
        except Exception:  # noqa: BLE001 - the one place where a command's fault ends
            _LOG.exception("command failed: %s (asked by %s)", line, person.id or "somebody")
            return Message(
                title="Something went wrong",
                text="This is our mistake, not yours, and it has been noted. Please try again, or ask an organizer.",
                command=line,
                mistake=True,
            )

    async def _answered(self, asked: str | Call, person: Person, now: datetime) -> Message:
        call = asked if isinstance(asked, Call) else self._read_of(asked, person)
        self._allow(call.command, person)
        try:
            message = await self._made(call, person, now)
        except UserError as error:
            raise await self._not_lost(call, person, error) from None
        return replace(message, command=call.line, page=call.page)

    async def _not_lost(self, call: Call, person: Person, error: UserError) -> UserError:
        """Let a mistake open a form with what was typed, in it or in a line: that is gone with the dialog."""
        typed = call.typed or (_in_line(call) if person.community else {})
        if not typed or self.desk is None or person.pretends:
            return error
        draft = await self.desk.questions.draft(json.dumps(dict(typed)))
        form = self.line(f"{call.command.name} {TYPED}:{draft}", organizer=call.command.organizer)
        return UserError(error.text, (Button("Correct it", form), *error.buttons))

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
        organizer, _, rest = self._strip(line.strip())
        if organizer and not person.organizer:
            named = self.by_name.get(rest.partition(" ")[0].lower().replace("_", "-"))
            if named is None or not self.may(named, person):
                raise UserError(self._organizers_only(person))
        return self.read(line)

    def may(self, command: Command, person: Person) -> bool:
        """Say whether somebody may use a command."""
        return person.organizer or not command.organizer or (command.managers and bool(person.manages))

    def _organizers_only(self, person: Person) -> str:
        """Refuse what is for organizers, with who they are."""
        who = self.desk.settings.who_organizes(person.community) if self.desk and person.community else ""
        return f"{ORGANIZERS_ONLY} They are: {who}." if who else ORGANIZERS_ONLY

    def _known(self, person: Person) -> Person:
        """Give a person with the zone that they chose, and whether they organize."""
        zone = self.personal.zone(person.id) if self.personal else None
        organizer = person.organizer or person.id in self.organizers
        return replace(person, zone=zone or person.zone, organizer=organizer)

    def _allow(self, command: Command, person: Person) -> None:
        if not self.may(command, person):
            raise UserError(self._organizers_only(person))
        if command.needs and not command.needs(self.catalog):
            raise UserError(f"There is nothing for “{command.name}” in our sources.")

    def form_of(self, line: str, person: Person) -> Command | None:
        """Give the command that a line opens a form of, for one who may use it: what only buttons say may follow."""
        organizer, slashed, text = self._strip(line.strip())
        found = self.find(_SAID.sub("", text).lower().replace("_", "-"), organizer=organizer)
        if found is None or not found.form or (slashed and found.organizer != organizer):
            return None
        return found if self.may(found, self._known(person)) else None
