"""Forms, made from a command's declaration and read back into a call of it."""

from collections.abc import Mapping
from typing import Any

from bot.arguments import LiteralReader, read, reader_of
from bot.core import Bot, Call
from bot.facts.catalog import Catalog
from bot.message import plain
from bot.slash import Command, Parameter, UserError

Json = dict[str, Any]
FEW = 12  # choices that a list shows at once; of more, one types a part
MOST = 600  # suggestions


def form_of(bot: Bot, command: Command) -> Json:
    """Describe the form of a command."""
    return {
        "command": command.name,
        "line": bot.line(command.name, organizer=command.organizer),
        "title": command.help,
        "fields": [_field(each, bot.catalog) for each in command.parameters],
    }


def _field(parameter: Parameter, catalog: Catalog) -> Json:
    reader = reader_of(parameter.type)
    names = reader.names(catalog) if reader else {}
    choices = [{"value": value, "label": label} for label, value in names.items()][:MOST]
    few = isinstance(reader, LiteralReader) or len(choices) <= FEW
    return {
        "name": parameter.name,
        "label": parameter.name.replace("_", " ").capitalize(),
        "help": parameter.help,
        "required": parameter.required,
        "kind": "long" if reader is None else "choice" if few else "part",
        "choices": choices,
    }


def call_of(bot: Bot, command: Command, values: Mapping[str, str]) -> tuple[Call | None, Mapping[str, str]]:
    """Read a filled-in form into a call; where something is wrong, gives the mistakes by field instead."""
    base = bot.line(command.name, organizer=command.organizer)
    arguments: dict[str, Any] = {}
    mistakes: dict[str, str] = {}
    named, free = [], []
    for each in command.parameters:
        text = values.get(each.name, "").strip()
        if not plain(text):
            if each.required:
                mistakes[each.name] = f"Please fill this in: {each.help}."
            continue
        try:
            arguments[each.name] = read(each, text, bot.catalog, base)
        except UserError as error:
            mistakes[each.name] = error.text
        if reader_of(each.type) is None:
            free.append(plain(text))
        else:
            named.append(f'{each.name}:"{plain(text)}"')
    if mistakes:
        return None, mistakes
    return Call(command, arguments, " ".join([base, *named, *free])), {}
