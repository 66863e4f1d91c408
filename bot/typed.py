"""Typed text to arguments: bare words find their parameter by what they mean, `name:value` says it."""

import re
from collections.abc import Mapping
from contextlib import suppress
from itertools import takewhile
from typing import Any

from bot.arguments import read, reader_of
from bot.facts.catalog import Catalog
from bot.message import Button, plain
from bot.readers import LiteralReader, ZoneReader
from bot.slash import Command, Parameter, UserError
from bot.words import did_you_mean

MOST_RUN = 6  # words that may name one thing
_WORD = re.compile(r"""(?:(?P<name>[a-z_-]+):)?(?:"(?P<quoted>[^"]*)"|(?P<bare>[^\s"]+))""", re.IGNORECASE)
_QUOTES = str.maketrans("“”„«»", '"' * 5)

Arguments = Mapping[str, Any]


def bind(command: Command, text: str, catalog: Catalog, line: str) -> Arguments:
    """Give each word of the text to the parameter that reads it.

    `line` is the command line without arguments, for the buttons that choices carry. Raises UserError where a
    word means nothing to the command, means several things, or something required is missing.
    """
    parameters = {each.name: each for each in command.parameters}
    bound: dict[str, Any] = {}
    bare = _take_named(text.translate(_QUOTES), parameters, bound, catalog, line)
    rest = _take_bare(bare, parameters, bound, catalog, line)
    free = next((each for each in command.parameters if each.name not in bound and reader_of(each.type) is None), None)
    if rest and free:
        bound[free.name] = " ".join(rest)
    elif rest:
        raise _no_meaning(" ".join(rest), command, bound, catalog, line)
    for each in command.parameters:
        if each.required and each.name not in bound:
            raise UserError(
                f"“{command.name}” needs {each.help.partition(';')[0]}: write {line} {command.usage.partition(' ')[2]}"
            )
    return bound


def quoted(text: str) -> str:
    """Give a text as the value of a name in a line, on one line; its own double quotes become single ones."""
    return f'"{plain(text.translate(_QUOTES).replace(chr(34), chr(39)))}"'


def bound_names(command: Command, text: str, catalog: Catalog) -> frozenset[str]:
    """Give the parameters that have their value in words typed so far; a word that cannot be read ends the reading."""
    parameters = {each.name: each for each in command.parameters}
    bound: dict[str, Any] = {}
    with suppress(UserError):
        bare = _take_named(text.translate(_QUOTES), parameters, bound, catalog, "")
        _take_bare(bare, parameters, bound, catalog, "")
    return frozenset(bound)


def names_value(command: Command, alias: str, catalog: Catalog) -> bool:
    """Say whether another name of a command says one of its values too, as `rules` does of a call's parts."""
    readers = [reader_of(each.type) for each in command.parameters]
    return any(reader.find(alias, catalog) for reader in readers if isinstance(reader, LiteralReader))


def _take_named(
    text: str, parameters: Mapping[str, Parameter], bound: dict[str, Any], catalog: Catalog, line: str
) -> list[str]:
    """Take the `name:value` pairs out of the text; gives the words that are left.

    A value may be several words, such as a time. That of free text goes on until the next name, or a word that another
    parameter reads: quotes are not needed.
    """
    bare: list[str] = []
    free = ""
    words = list(_WORD.finditer(text))
    while words:
        match = words.pop(0)
        value = match["quoted"] if match["quoted"] is not None else match["bare"]
        parameter = parameters.get((match["name"] or "").lower())
        if parameter and value:
            more = _more_of(parameter, match, words, catalog)
            del words[: len(more)]
            bound[parameter.name] = read(parameter, " ".join([value, *more]), catalog, line)
            goes_on = reader_of(parameter.type) is None and match["quoted"] is None
            free = parameter.name if goes_on else ""
        elif value and free and not _is_read(match[0], parameters, bound, catalog):
            bound[free] += f" {match[0]}"
        elif value:
            bare.append(f"{match['name']}:{value}" if match["name"] else value)
    return bare


def _more_of(parameter: Parameter, first: re.Match[str], after: list[re.Match[str]], catalog: Catalog) -> list[str]:
    """Give the words after a named value that are of it: the longest run that its parameter reads, as of a time."""
    reader = reader_of(parameter.type)
    if reader is None or first["quoted"] is not None:
        return []
    bare = takewhile(lambda each: each["name"] is None and each["quoted"] is None, after[: MOST_RUN - 1])
    words = [each["bare"] for each in bare]
    runs = (words[:size] for size in range(len(words), 0, -1))
    return next((run for run in runs if reader.find(" ".join([first["bare"], *run]), catalog)), [])


def _is_read(word: str, parameters: Mapping[str, Parameter], bound: Arguments, catalog: Catalog) -> bool:
    """Say whether a word means something to a parameter that has no value yet."""
    readers = (reader_of(each.type) for each in parameters.values() if each.name not in bound)
    return any(reader.find(word, catalog) for reader in readers if reader)


def _take_bare(
    words: list[str], parameters: Mapping[str, Parameter], bound: dict[str, Any], catalog: Catalog, line: str
) -> list[str]:
    """Give the longest runs of words to the parameters that read them; gives the words that are left."""
    rest: list[str] = []
    start = 0
    while start < len(words):
        free = [each for each in parameters.values() if each.name not in bound and reader_of(each.type)]
        size, readers = _longest(words[start : start + MOST_RUN], free, catalog)
        run = " ".join(words[start : start + size])
        listed = [each for each in readers if isinstance(reader_of(each.type), LiteralReader)]
        readers = listed if len(listed) == 1 else readers  # a word of a short list beats the name of a city
        if len(readers) > 1:
            raise _which(run, readers, line)
        if readers:
            bound[readers[0].name] = read(readers[0], run, catalog, line)
        else:
            rest.append(words[start])
        start += max(size, 1)
    return rest


def _longest(words: list[str], free: list[Parameter], catalog: Catalog) -> tuple[int, list[Parameter]]:
    for size in range(len(words) if free else 0, 0, -1):
        run = " ".join(words[:size])
        readers = [each for each in free if (reader := reader_of(each.type)) and reader.find(run, catalog)]
        if readers:
            return size, readers
    return 0, []


def _which(run: str, readers: list[Parameter], line: str) -> UserError:
    buttons = tuple(Button(f"{each.name}: {run}", f'{line} {each.name}:"{run}"') for each in readers)
    names = " or ".join(f"the {each.name}" for each in readers)
    return UserError(f"“{plain(run)[:60]}” could be {names}. Which do you mean?", buttons)


def _no_meaning(text: str, command: Command, bound: Arguments, catalog: Catalog, line: str) -> UserError:
    free = [each for each in command.parameters if each.name not in bound]
    if not free:
        takes = (
            f"takes {', '.join(each.name for each in command.parameters)}" if command.parameters else "takes nothing"
        )
        return UserError(f"I do not know what “{plain(text)[:60]}” means here: “{command.name}” {takes} more.")
    if len(free) == 1:
        try:
            read(free[0], text, catalog, line)
        except UserError as error:
            return error
    readers = [reader for each in free if (reader := reader_of(each.type)) and not isinstance(reader, ZoneReader)]
    known = [name for reader in readers for name in reader.names(catalog)]  # zones are too many to guess among
    asked = ", ".join(f"{each.name} ({each.help})" for each in free)
    near = did_you_mean(text, known) or f". It takes: {asked}."
    return UserError(f"I do not know what “{plain(text)[:60]}” means here{near}")
