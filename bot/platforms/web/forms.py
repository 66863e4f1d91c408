"""Forms as the page draws them."""

from dataclasses import asdict
from typing import Any

from bot.core import Bot
from bot.forms import fields_of
from bot.slash import Command

Json = dict[str, Any]
MOST = 600  # suggestions


def form_of(bot: Bot, command: Command) -> Json:
    """Describe the form of a command."""
    return {
        "command": command.name,
        "line": bot.line(command.name, organizer=command.organizer),
        "title": command.help,
        "fields": [
            asdict(each) | {"choices": [{"value": value, "label": label} for label, value in each.choices[:MOST]]}
            for each in fields_of(command, bot.catalog)
        ],
    }
