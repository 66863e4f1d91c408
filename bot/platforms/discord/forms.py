"""Forms as Discord's modals: how they are described, and what was filled in."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from bot.core import Bot
from bot.forms import Field, Opened, fields_of
from bot.message import plain
from bot.platforms import parts
from bot.slash import Command

Json = dict[str, Any]
TITLE = 45  # Discord: components/reference, modal
LABEL, HELP, PLACEHOLDER = 45, 100, 100  # Discord: components/reference, label and text input
VALUE = 4000  # Discord: components/reference, text input
OPTIONS, OPTION = 25, 100  # Discord: components/reference, string select
IN_A_LABEL, STRING_SELECT, TEXT_INPUT = 18, 3, 4  # Discord: components/reference, component types
CHANNELS: Json = {"type": 8, "channel_types": [0, 5]}  # Discord: resources/channel, text and announcement channels
LISTED: Mapping[str, tuple[Json, str, int]] = {
    "channel": (CHANNELS, "channel", 1),
    "group": ({"type": 6}, "role", 1),
    "groups": ({"type": 6}, "role", 25),
    "people": ({"type": 5}, "user", 25),
}
"""What Discord lists itself: the select, the type of what it holds, and how many at most. Discord: components."""
SHORT, PARAGRAPH = 1, 2  # Discord: components/reference, text input styles
FORM = "form "
A_MOMENT = "2024-05-20 18:00 AoE"


def described(bot: Bot, form: Opened) -> Json:
    """Give the modal that asks for a command's parameters, with what was typed before."""
    command, typed = form.command, form.typed
    title = command.menu or command.name.replace("-", " ").capitalize()
    return {
        "custom_id": f"{FORM}{form.line}",
        "title": parts.shortened(title, TITLE),
        "components": [_labelled(each, typed.get(each.name, "")) for each in fields_of(command, bot.catalog)],
    }


def filled(components: list[Json]) -> dict[str, str]:
    """Give what was filled in, by parameter; a list of which nothing was picked gives an empty text."""
    return {each["custom_id"]: _value(each) for each in _inputs(components)}


def draft(command: Command, values: Mapping[str, str]) -> str:
    """Write down what was typed into a form, to be kept."""
    return json.dumps({"command": command.name, "values": dict(values)})


def read_draft(text: str) -> tuple[str, dict[str, str]]:
    """Give the command's name and what was typed into its form; no name where the text is no draft."""
    try:
        kept = json.loads(text)
        return str(kept["command"]), dict(kept["values"])
    except (ValueError, TypeError, KeyError):
        return "", {}


def _labelled(field: Field, typed: str) -> Json:
    return {
        "type": IN_A_LABEL,
        "label": parts.shortened(field.label, LABEL),
        "description": parts.shortened(field.help, HELP),
        "component": _component(field, typed),
    }


def _component(field: Field, typed: str) -> Json:
    if field.kind in LISTED:
        return _listed(field, typed)
    pick = field.kind == "choice" and 1 <= len(field.choices) <= OPTIONS
    return _select(field, typed) if pick else _input(field, typed)


def _listed(field: Field, typed: str) -> Json:
    """Give a select of what Discord lists itself, with the ids that hold already."""
    select, sort, most = LISTED[field.kind]
    held = [{"id": each, "type": sort} for each in typed.split()[:most]]
    return {
        **select,
        "custom_id": field.name,
        "required": field.required,
        "min_values": int(field.required),
        "max_values": most,
        **({"default_values": held} if held else {}),
    }


def _select(field: Field, typed: str) -> Json:
    options = [
        {
            "label": parts.shortened(plain(label), OPTION),
            "value": value[:OPTION],
            **({"default": True} if value == typed else {}),
        }
        for label, value in field.choices
    ]
    return {
        "type": STRING_SELECT,
        "custom_id": field.name,
        "options": options,
        "required": field.required,
        "min_values": int(field.required),
        "max_values": 1,
    }


def _input(field: Field, typed: str) -> Json:
    names = [plain(label) for label, _ in field.choices[:2]]
    few = [A_MOMENT] if field.kind == "moment" else [] if field.kind == "line" else names  # a line's help has one
    hint = {"placeholder": parts.shortened(f"Such as {', '.join(few)}", PLACEHOLDER)} if few else {}
    return {
        "type": TEXT_INPUT,
        "custom_id": field.name,
        "style": PARAGRAPH if field.kind == "long" else SHORT,
        "required": field.required,
        "max_length": VALUE,
        **hint,
        **({"value": parts.shortened(parts.clean(typed), VALUE)} if typed else {}),
    }


def _inputs(components: list[Json]) -> Iterator[Json]:
    """Give the inputs, each in a label, or in a row as older forms have it."""
    for each in components:
        inner = [each["component"]] if "component" in each else each.get("components", [])
        yield from _inputs(inner) if inner else [each] if "custom_id" in each else []


def _value(component: Json) -> str:
    values = component.get("values")
    return " ".join(map(str, values)) if values else str(component.get("value") or "")
