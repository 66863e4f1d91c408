"""Forms as the page draws them."""

from dataclasses import asdict
from typing import Any

from bot.core import Bot
from bot.forms import Opened, fields_of, said_in, without_said

Json = dict[str, Any]
MOST = 600  # suggestions


def form_of(bot: Bot, form: Opened) -> Json:
    """Describe a form, with what is filled in already and what only buttons say."""
    command = form.command
    return {
        "command": command.name,
        "line": without_said(form.line),
        "said": said_in(form.line),
        "typed": dict(form.typed),
        "title": command.help,
        "fields": [
            asdict(each) | {"choices": [{"value": value, "label": label} for label, value in each.choices[:MOST]]}
            for each in fields_of(command, bot.catalog)
        ],
    }
