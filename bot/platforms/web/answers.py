"""From a line to what the page draws: the payload that the platform would get, and what only the page needs."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from bot.arguments import reader_of
from bot.completion import complete
from bot.core import Bot, Person
from bot.lines import Call
from bot.markup import parse
from bot.message import Message, page_of
from bot.platforms.discord.render import custom_id, kept_lines
from bot.platforms.discord.render import render as to_discord
from bot.platforms.slack.render import render as to_slack
from bot.platforms.web.asked import PlaceName
from bot.slash import Command, UserError

Json = dict[str, Any]
_RENDER = {"discord": to_discord, "slack": to_slack}


async def answered(
    bot: Bot, asked: str | Call, person: Person, now: datetime, places: Sequence[PlaceName]
) -> list[Json]:
    """Answer once, and draw it in each place, with the one page that was asked for."""
    command = asked.command if isinstance(asked, Call) else _command_of(bot, asked)
    message = page_of(await bot.answer(asked, person, now))
    public = command is not None and command.public and not message.mistake
    own = command is not None and (command.organizer or command.personal)
    return [drawn(message, place, public=public) | {"own": own} for place in places]


def drawn(message: Message, place: PlaceName, *, public: bool = False) -> Json:
    """Draw a page of a message for a place; `title` names it to those who do not see it."""
    return {
        "payloads": _whole(_RENDER[place](message), message),
        "title": message.title,
        "files": [asdict(each) for each in message.files] if place == "discord" else [],
        "command": message.command,
        "page": message.page,
        "public": public,
        "mistake": message.mistake,
    }


def _whole(payloads: list[Json], message: Message) -> list[Json]:
    """Let Discord's buttons carry their whole command lines: the page keeps none that their tokens could stand for."""
    lines = {custom_id(line): line for line in kept_lines(message)}
    for row in (row for payload in payloads for row in payload.get("components", ())):
        for button in row["components"]:
            if button.get("custom_id") in lines:
                button["custom_id"] = lines[button["custom_id"]]
    return payloads


def _command_of(bot: Bot, line: str) -> Command | None:
    try:
        return bot.read(line).command
    except UserError:
        return None


def plain_text(markup: str) -> str:
    """Give the words of markup alone."""
    return " ".join("".join(span.text for span in block.spans) for block in parse(markup))


def completions(bot: Bot, line: str, *, organizer: bool) -> Json:
    """Give the lines that may come of a line being typed, and a hint about its command."""
    if not line.startswith("/"):
        return {"hint": "", "items": []}
    if " " not in line:
        return {"hint": "", "items": [item for lead in _leads(bot, organizer) for item in _named(bot, lead, line)]}
    lead = line.rpartition(" ")[0]
    command = _command_in(bot, line)
    labels = _labels(bot, command) if command else {}
    items = [
        {"line": f"{lead} {text} ", "label": text, "help": labels.get((what, text.rpartition(":")[2]), what)}
        for text, what in complete(bot, line, organizer=organizer)
    ]
    return {"hint": _hint(line, command) if command else "", "items": items}


def _leads(bot: Bot, organizer: bool) -> list[str]:  # noqa: FBT001 - who asks
    return [bot.line(""), *([bot.line("", organizer=True)] if organizer else [])]


def _named(bot: Bot, lead: str, line: str) -> list[Json]:
    """Give the commands under a first word, for a line in which that word or a command's name has been begun."""
    name = "" if lead.startswith(line) else line.removeprefix("/")
    desk = lead == bot.line("", organizer=True)
    found = [each for each in bot.listed(organizer=desk) if each.name.startswith(name)]
    return [{"line": f"{lead} {each.name} ", "label": f"{lead} {each.name}", "help": each.help} for each in found]


def _command_in(bot: Bot, line: str) -> Command | None:
    word, _, rest = line.partition(" ")
    command = bot.find(rest.partition(" ")[0], organizer=word == bot.line("", organizer=True))
    return command if command and bot.line("", organizer=command.organizer) == word else None


def _labels(bot: Bot, command: Command) -> dict[tuple[str, str], str]:
    """Give what to tell of each value of a command's parameters that is typed otherwise than people call it."""
    readers = [(each.name, reader) for each in command.parameters if (reader := reader_of(each.type))]
    return {
        (name, value): f"{name}: {label}"
        for name, reader in readers
        for label, value in reader.names(bot.catalog).items()
        if label != value
    }


def _hint(line: str, command: Command) -> str:
    needs = "; ".join(f"{each.name}: {each.help}" for each in command.asked)
    return f"{line.partition(' ')[0]} {command.usage} — {needs or command.help}"
