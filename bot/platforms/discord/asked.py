"""What an interaction's data asks for; pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.platforms import parts

Json = Mapping[str, Any]
_MENTION = re.compile(r"<(?:[@#]|a?:|/|t:)[^<>]*>")  # Discord: reference, message formatting
MOST_NAME = 100  # Discord: application-commands, choice names and values


@dataclass(frozen=True)
class Typed:
    """A command of a group with the text of its options; `focused` is the option being typed."""

    group: str
    command: str
    values: Mapping[str, str]
    focused: str = ""


def read_typed(data: Json) -> Typed:
    """Read a slash command, whole or being typed."""
    chosen: Json = next(iter(data.get("options") or ()), {})
    options = chosen.get("options") or ()
    return Typed(
        group=str(data.get("name", "")),
        command=str(chosen.get("name", "")),
        values={str(each["name"]): str(each.get("value", "")) for each in options},
        focused=next((str(each["name"]) for each in options if each.get("focused")), ""),
    )


def text_of(data: Json) -> str:
    """Give what the message says whose menu was used: its text, else the titles and texts of what it shows."""
    messages = (data.get("resolved") or {}).get("messages") or {}
    message: Json = next(iter(messages.values()), {})
    shown = [each.get(key) for each in message.get("embeds") or () for key in ("title", "description")]
    return _MENTION.sub(" ", str(message.get("content") or "\n".join(filter(None, shown))))


def choices(pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Give suggestions of label and value that Discord takes; a value that is too long cannot be picked."""
    taken = ((label, value) for label, value in pairs if label.strip() and 1 <= len(value) <= MOST_NAME)
    return [(parts.shortened(label, MOST_NAME), value) for label, value in taken]
