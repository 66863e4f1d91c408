"""Commands, declared once: an async function marked `@command`; name, help and parameters are read from it."""

import inspect
import pkgutil
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from types import ModuleType
from typing import Any, NewType, TypedDict, Unpack, get_args, get_type_hints

from bot.facts.catalog import Catalog
from bot.message import Button, Message

MOST_HELP = 100  # characters; Discord: application-commands, description of a command and of an option
MOST_ASKED = 5  # parameters of a form; Discord: interactions/receiving-and-responding, modal
MOST_MENU = 24  # characters of what a message's menu shows; Slack: app manifest reference, shortcuts
MOST_MENUS = 4  # commands in a message's menu: with "Ask about this" five, the most that discord.py takes
OTHER = "{other}"  # in what a message's menu shows: the other chat platform
MOST_LISTED = 20  # of the 25 that a Discord group holds; the rest is room for what comes

Token = NewType("Token", str)
"""What only a button or a menu says, such as that what it showed is meant; begins with `~`. Nobody is asked for it."""

Answer = Callable[..., Awaitable[Message]]
Prefill = Callable[..., Awaitable[Mapping[str, str]]]
"""Gives what a form shows filled in: takes the request and what a button or a menu said, by parameter."""
Needs = Callable[[Catalog], object]


class UserError(Exception):
    """A mistake in a request, told to the asker: one plain sentence, and buttons that mend it."""

    def __init__(self, text: str, buttons: tuple[Button, ...] = ()) -> None:
        """Keep the sentence (plain text) and the buttons."""
        super().__init__(text)
        self.text = text
        self.buttons = buttons


@dataclass(frozen=True)
class Parameter:
    """One parameter of a command: `type` says how it is read (see `bot.arguments`)."""

    name: str
    type: Any
    help: str
    default: Any
    required: bool

    @property
    def is_asked(self) -> bool:
        """Say whether people are told of it and asked for it."""
        return Token not in (self.type, *get_args(self.type))


@dataclass(frozen=True)
class Command:
    """A command as declared; `needs` tells whether the facts hold what it answers from."""

    name: str
    help: str
    function: Answer
    parameters: tuple[Parameter, ...]
    listed: bool = True
    public: bool = False
    organizer: bool = False
    managers: bool = False
    form: bool = False
    personal: bool = False
    steady: bool = False
    aliases: tuple[str, ...] = ()
    needs: Needs | None = None
    menu: str = ""
    prefill: Prefill | None = None

    def is_listed(self, catalog: Catalog) -> bool:
        """Say whether to show it: a command without facts to answer from is not."""
        return self.listed and (self.needs is None or bool(self.needs(catalog)))

    @property
    def asked(self) -> tuple[Parameter, ...]:
        """Give the parameters that people are asked for."""
        return tuple(each for each in self.parameters if each.is_asked)

    @property
    def usage(self) -> str:
        """Give the command with its parameters, such as `deadlines [workshop] [zone]`."""
        named = (f"<{each.name}>" if each.required else f"[{each.name}]" for each in self.asked)
        return " ".join((self.name, *named))


class Declaration(TypedDict, total=False):
    """The keywords of a declaration: fields of `Command`."""

    listed: bool
    public: bool
    organizer: bool
    managers: bool
    form: bool
    personal: bool
    steady: bool
    aliases: tuple[str, ...]
    needs: Needs | None
    menu: str
    prefill: Prefill | None


def command(**declaration: Unpack[Declaration]) -> Callable[[Answer], Answer]:
    """Mark an async function `(request, …) -> Message` as a command.

    Its name (`_` read as `-`), the first line of its docstring and its `Annotated[type, "help"]` parameters are
    the declaration. `public` answers are for everyone (Discord fixes this before the answer exists).
    An `organizer` one is for organizers alone; with `managers`, also for who manages the channel that they ask in.
    Typed without arguments, a `form` asks for them in a dialog where a platform has one. What a `personal` one tells
    is of the asker alone, so it is never offered to be shown to everyone. A `steady` one tells the same to all who ask
    in one minute and zone, so it is made once for them. With `menu`, a message's menu offers it under this label, and
    its first parameter, a `Token`, says which message (see `bot.menus`); what comes of it is private. `prefill` gives
    what its form shows filled in.
    Raises TypeError where the declaration breaks a rule that a platform sets.
    """

    def mark(function: Answer) -> Answer:
        declared = Command(
            name=function.__name__.strip("_").replace("_", "-"),
            help=(inspect.getdoc(function) or "").partition("\n")[0],
            function=function,
            parameters=tuple(_parameters(function)),
            **declaration,
        )
        _check(declared)
        function.command = declared  # type: ignore[attr-defined]
        return function

    return mark


def _parameters(function: Answer) -> Iterator[Parameter]:
    hints = get_type_hints(function, {"Request": object}, include_extras=True)
    for name, parameter in list(inspect.signature(function).parameters.items())[1:]:
        kind, *notes = get_args(hints[name]) or (None,)
        if not notes or not isinstance(notes[0], str):
            raise TypeError(f"{function.__name__}: write {name}: Annotated[type, 'what it is']")
        required = parameter.default is inspect.Parameter.empty
        yield Parameter(name, kind, notes[0], None if required else parameter.default, required)


def _check(declared: Command) -> None:
    if declared.form and not 1 <= len(declared.asked) <= MOST_ASKED:
        raise TypeError(f"{declared.name}: a form asks for 1 to {MOST_ASKED} things, not {len(declared.asked)}")
    if declared.menu and (declared.public or len(declared.menu) > MOST_MENU or not _takes_a_message(declared)):
        raise TypeError(
            f"{declared.name}: a menu has {MOST_MENU} characters, answers privately and gives its first parameter"
        )
    for what, text in ((declared.name, declared.help), *((each.name, each.help) for each in declared.parameters)):
        if not 1 <= len(text) <= MOST_HELP:
            raise TypeError(
                f"{declared.name}: the help of '{what}' must have 1 to {MOST_HELP} characters, not {len(text)}"
            )


def _takes_a_message(declared: Command) -> bool:
    return bool(declared.parameters) and not declared.parameters[0].is_asked


def find_commands(package: ModuleType) -> Mapping[str, Command]:
    """Import every module of a package and give its commands by name; raises TypeError where two share a name."""
    found: dict[str, Command] = {}
    taken: set[tuple[bool, str]] = set()
    for module in sorted(each.name for each in pkgutil.iter_modules(package.__path__, f"{package.__name__}.")):
        for declared in _declared(import_module(module)):
            for name in (declared.name, *declared.aliases):
                if (declared.organizer, name) in taken or declared.name in found:
                    raise TypeError(f"{module}: another command is called '{name}' already")
                taken.add((declared.organizer, name))
            found[declared.name] = declared
    return found


def _declared(module: ModuleType) -> Iterator[Command]:
    for value in vars(module).values():
        declared = getattr(value, "command", None)
        if isinstance(declared, Command) and declared.function.__module__ == module.__name__:
            yield declared
