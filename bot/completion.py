"""What can be typed next, for every place where commands are typed."""

from bot.arguments import reader_of, suggest
from bot.core import Bot
from bot.slash import Command
from bot.typed import bound_names

Completion = tuple[str, str]
"""The text to put in place of the word being typed, and what it is."""


def complete(bot: Bot, line: str, *, organizer: bool = False) -> list[Completion]:
    """Give what may follow a typed line that begins with a slash: words, commands, values of parameters."""
    word, blank, rest = line.partition(" ")
    if not word.startswith("/"):
        return []
    if not blank:
        words = [bot.member_word, *([bot.organizer_word] if organizer else [])]
        return [(f"/{each}", "") for each in words if f"/{each}".startswith(word)]
    desk = word == f"/{bot.organizer_word}"
    name, blank, typed = rest.partition(" ")
    listed = bot.listed(organizer=desk)
    if not blank:
        return [(each.name, each.help) for each in listed if each.name.startswith(name)]
    command = bot.find(name, organizer=desk)
    return _values(bot, command, typed) if command and command.organizer == desk else []


def _values(bot: Bot, command: Command, typed: str) -> list[Completion]:
    """Give values for the last word, each with the parameter it belongs to; names that hold blanks come quoted."""
    *_, last = typed.split(" ")
    before = typed.removesuffix(last)
    named, colon, value = last.rpartition(":")
    bound = bound_names(command, before, bot.catalog)
    parameters = [
        each
        for each in command.asked
        if reader_of(each.type) and each.name not in bound and f"{each.name}:" not in before
    ]
    if colon:
        parameters = [each for each in parameters if each.name == named]
    lead = f"{named}:" if colon else ""
    found = [
        (lead + _quoted(text), each.name)
        for each in parameters
        for _, text in suggest(each, value, bot.catalog, guess=bool(colon))
    ]
    return found[:50]


def _quoted(text: str) -> str:
    return f'"{text}"' if " " in text else text
