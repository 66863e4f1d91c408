"""From a typed line to a command with its arguments; what is no command is a question."""

import re
from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass, field, replace

from bot.facts.layers import Layered
from bot.message import Button, plain
from bot.slash import Command, UserError
from bot.typed import Arguments, bind, names_value
from bot.words import closest

MOST_CHARACTERS = 2000  # of a typed line; a question is cut to less by the command that answers it
FEW_WORDS = 2  # a line of so few words that is no command is a slip, a longer one a question
TOO_LONG = "That is {:,} characters long; {:,} are the most. Please ask in fewer words."
_PAGE = re.compile(r"\s+page:(\d{1,4})\s*$")


@dataclass(frozen=True)
class Call:
    """A command with its arguments; `line` asks for the same again, `typed` is what its form was filled in with."""

    command: Command
    arguments: Arguments
    line: str
    page: int = 1
    typed: Mapping[str, str] = field(default_factory=dict)


def _is_question(text: str, first: str, command: Command) -> bool:
    """Say whether a line that begins with another name of a command, such as `when`, is a question all the same."""
    if command.organizer or first.lower() == command.name:
        return False
    return "?" in text or len(text.split()) > FEW_WORDS


@dataclass
class Lines(Layered):
    """Reads lines into calls of the commands."""

    commands: Mapping[str, Command]
    _: KW_ONLY
    member_word: str = "workshop"
    organizer_word: str = "organize"

    def __post_init__(self) -> None:
        """Find commands by any of their names."""
        super().__post_init__()
        members, self._organizers = self._named(organizer=False), self._named(organizer=True)
        self.by_name = {**self._organizers, **members}

    def _named(self, *, organizer: bool) -> dict[str, Command]:
        ours = (each for each in self.commands.values() if each.organizer == organizer)
        return {name: each for each in ours for name in (each.name, *each.aliases)}

    def find(self, name: str, *, organizer: bool) -> Command | None:
        """Find a command by any of its names, typed after the organizers' word or not."""
        return (self._organizers.get(name) if organizer else None) or self.by_name.get(name)

    def line(self, what: str, *, organizer: bool = False) -> str:
        """Give a command line, as typed."""
        return f"/{self.organizer_word if organizer else self.member_word} {what}".rstrip()

    def listed(self, *, organizer: bool = False) -> list[Command]:
        """Give the commands to show, by name; those without facts are left out."""
        shown = (
            each for each in self.commands.values() if each.organizer == organizer and each.is_listed(self.catalog)
        )
        return sorted(shown, key=lambda each: each.name)

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
        command = self.find(first.lower().replace("_", "-"), organizer=organizer)
        if command and slashed and command.organizer != organizer and command.name != "help":
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
