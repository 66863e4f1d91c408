"""What a form asks for, made from a command's declaration, and what was filled in read back into a call."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, get_args

from bot.arguments import Line, Reader, read, reader_of
from bot.core import TYPED, Bot, Person, Request, mistaken
from bot.facts.catalog import Catalog
from bot.lines import Call
from bot.message import Message, plain
from bot.readers import (
    ChannelId,
    GroupId,
    GroupIds,
    LeadReader,
    LiteralReader,
    MomentReader,
    NewTimeReader,
    PersonIds,
)
from bot.slash import Command, Parameter, Token, UserError

FieldKind = Literal["line", "long", "moment", "choice", "part", "channel", "group", "groups", "people"]
_SAID = re.compile(r"(?P<name>[a-z_]+):(?P<value>~[\w-]+)")
_LISTED: Mapping[Any, FieldKind] = {ChannelId: "channel", GroupId: "group", GroupIds: "groups", PersonIds: "people"}
FEW = 12  # choices that a list shows at once; of more, one types a part


@dataclass(frozen=True)
class Field:
    """One thing a form asks for; `choices` are pairs of label and value.

    A `line` or a `long` one is free text, a `moment` a time; of a `choice` one picks; of a `part` one types a part of a
    choice. A `channel`, a `group` (role or user group), `groups` and `people` are of the platform, which lists them;
    their values are ids, with blanks between.
    """

    name: str
    label: str
    help: str
    required: bool
    kind: FieldKind
    choices: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Filled:
    """A form that was filled in: the call, or the mistakes by field."""

    call: Call | None
    mistakes: Mapping[str, UserError]


@dataclass(frozen=True)
class Opened:
    """A form to be shown: the line that opens it, with what only buttons say, and what is filled in already."""

    command: Command
    line: str
    typed: Mapping[str, str] = field(default_factory=dict)


async def opened(bot: Bot, line: str, person: Person, now: datetime) -> Opened | Message | None:
    """Give the form that a line opens, None where it opens none; a mistake where it cannot be opened."""
    command = bot.form_of(line, person)
    if command is None:
        return None
    said = said_in(line)
    whole = line_with(bot, command, said)
    request = Request(person, now, bot, whole)
    try:
        if TYPED in said:
            typed = await _typed(request, Token(said[TYPED]))
            return Opened(command, line_with(bot, command, typed), typed)
        return Opened(command, whole, await command.prefill(request, **said) if command.prefill else {})
    except UserError as error:
        return mistaken(error, line)


async def _typed(request: Request, draft: Token) -> Mapping[str, str]:
    """Give what a form was filled in with before; raises UserError where that is too old."""
    kept: Mapping[str, str] = json.loads(await request.desk.questions.drafted(draft))
    return kept


def said_in(line: str) -> dict[str, str]:
    """Give what only buttons say in a line, by parameter."""
    return {found["name"]: found["value"] for found in _SAID.finditer(line)}


def line_with(bot: Bot, command: Command, values: Mapping[str, str]) -> str:
    """Give the line that opens a command's form, with what only buttons say among the values."""
    said = (
        f"{each.name}:{values[each.name]}" for each in command.parameters if not each.is_asked and each.name in values
    )
    return " ".join([bot.line(command.name, organizer=command.organizer), *said])


def fields_of(command: Command, catalog: Catalog) -> tuple[Field, ...]:
    """Give what the form of a command asks for."""
    return tuple(_field(each, catalog) for each in command.asked)


def _field(parameter: Parameter, catalog: Catalog) -> Field:
    reader = reader_of(parameter.type)
    choices = tuple(reader.names(catalog).items()) if reader else ()
    label = parameter.name.replace("_", " ").capitalize()
    kind = _listed(parameter) or _kind(reader, len(choices))
    if Line in (parameter.type, *get_args(parameter.type)):
        kind = "line"
    return Field(parameter.name, label, parameter.help, parameter.required, kind, choices)


def _listed(parameter: Parameter) -> FieldKind | None:
    return next((_LISTED[each] for each in (parameter.type, *get_args(parameter.type)) if each in _LISTED), None)


def wants_ids(command: Command) -> bool:
    """Say whether a command takes channels, groups or people, which are known by their ids."""
    return any(map(_listed, command.parameters))


def wants_groups(parameter: Parameter) -> bool:
    """Say whether a parameter takes groups, which a platform may have to be asked for."""
    return _listed(parameter) in {"group", "groups"}


def _kind(reader: Reader | None, choices: int) -> FieldKind:
    if reader is None:
        return "long"
    if isinstance(reader, MomentReader):
        return "moment"
    if isinstance(reader, LeadReader | NewTimeReader):
        return "line"  # the choices are only the usual ones
    return "choice" if isinstance(reader, LiteralReader) or choices <= FEW else "part"


def call_of(bot: Bot, command: Command, values: Mapping[str, str]) -> Filled:
    """Read values by parameter into a call; where any is wrong, all mistakes are given instead."""
    base = bot.line(command.name, organizer=command.organizer)
    arguments: dict[str, Any] = {}
    mistakes: dict[str, UserError] = {}
    named, free = [], []
    for each in command.parameters:
        text = values.get(each.name, "").strip()
        if not plain(text):
            if each.required:
                mistakes[each.name] = UserError(f"Please fill this in: {each.help}.")
            continue
        try:
            arguments[each.name] = read(each, text, bot.catalog, base)
        except UserError as error:
            mistakes[each.name] = error
        if reader_of(each.type) is None:
            free.append(plain(text))
        else:
            named.append(f'{each.name}:"{plain(text)}"')
    if mistakes:
        return Filled(None, mistakes)
    typed = values if command.form else {}
    return Filled(Call(command, arguments, " ".join([base, *named, *free]), typed=typed), {})
