"""The commands as Discord is told of them, made from their declarations; pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.arguments import MOST_SUGGESTIONS, reader_of
from bot.core import Bot
from bot.menus import offered
from bot.readers import LiteralReader
from bot.slash import Command, Parameter

Json = dict[str, Any]
ABOUT = "Ask about this"
THE_OTHER = "Slack"
CHAT_INPUT, MESSAGE = 1, 3  # Discord: application-commands, command types
SUBCOMMAND, STRING = 1, 3  # Discord: application-commands, option types
SERVER, DIRECT = 0, 1  # Discord: application-commands, interaction contexts
MANAGE_EVENTS = 1 << 33  # Discord: permissions
LONGEST = 2000  # characters of what is typed for an option

_UNSAID: Json = {"options": [], "choices": [], "required": False, "autocomplete": False, "description": ""}
_SAID = ("type", "name", "description", "options", "choices", "required", "autocomplete", "max_length", "value")


def declared(bot: Bot) -> list[Json]:
    """Give the body of `PUT /applications/{id}/commands`: the two groups and a message's menu."""
    name = bot.catalog.about.name
    groups = [
        _group(bot.member_word, f"Ask about {name}", bot.listed(), [SERVER, DIRECT]),
        _group(bot.organizer_word, f"Organize {name}", bot.listed(organizer=True), [SERVER])
        | {"default_member_permissions": MANAGE_EVENTS},
    ]
    about = {"type": MESSAGE, "name": ABOUT, "contexts": [SERVER, DIRECT], "integration_types": [0]}
    menu = (_in_menu(label, each) for label, each in offered(bot, THE_OTHER).items())
    return [*(group for group in groups if group["options"]), about, *menu]


def _in_menu(label: str, command: Command) -> Json:
    """Describe a command of a message's menu; who may use one of the organizers' is checked again when it is used."""
    hidden = {"default_member_permissions": MANAGE_EVENTS} if command.organizer else {}
    return {"type": MESSAGE, "name": label, "contexts": [SERVER], "integration_types": [0], **hidden}


def _group(word: str, words: str, commands: Sequence[Command], contexts: list[int]) -> Json:
    return {
        "type": CHAT_INPUT,
        "name": word,
        "description": words[:100],
        "options": [_subcommand(each) for each in commands],
        "contexts": contexts,
        "integration_types": [0],
    }


def _subcommand(command: Command) -> Json:
    ordered = sorted(command.asked, key=lambda each: not each.required or command.form)
    options = [_option(each, required=each.required and not command.form) for each in ordered]
    return {"type": SUBCOMMAND, "name": command.name, "description": command.help, "options": options}


def _option(parameter: Parameter, *, required: bool) -> Json:
    """Describe a parameter; of few words one picks, of many one types a part, and free text is as long as it is."""
    reader = reader_of(parameter.type)
    base = {"type": STRING, "name": parameter.name, "description": parameter.help, "required": required}
    if reader is None:
        return {**base, "max_length": LONGEST}
    if isinstance(reader, LiteralReader) and len(reader.words) <= MOST_SUGGESTIONS:
        return {**base, "choices": [{"name": word, "value": word} for word in reader.words]}
    return {**base, "autocomplete": True}


def same(ours: Sequence[Json], theirs: Sequence[Json]) -> bool:
    """Say whether the commands that Discord has are those that we declare; what only Discord knows does not count."""
    return _by_name(ours) == _by_name(theirs)


def _by_name(commands: Sequence[Json]) -> Mapping[tuple[int, str], Json]:
    return {(each.get("type", CHAT_INPUT), each["name"]): _core(each) | _reach(each) for each in commands}


def _reach(command: Json) -> Json:
    """Keep who may use a command and where; Discord takes permissions as a number and gives them as text."""
    permissions = command.get("default_member_permissions")
    reach = {key: sorted(command.get(key) or ()) for key in ("contexts", "integration_types")}
    return reach | {"default_member_permissions": str(permissions or "")}


def _core(part: Json) -> Json:
    """Keep what we say of a command or option, with what may be left unsaid."""
    whole = _UNSAID | {key: value for key, value in part.items() if value is not None}
    said = {key: whole.get(key) for key in _SAID}
    return said | {key: [_core(each) for each in whole[key]] for key in ("options", "choices")}
