"""Forms as Slack's modals: how they are described, and what was filled in; pure."""

import json
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import Any

from bot.core import Bot
from bot.forms import Field, Opened, fields_of
from bot.message import plain
from bot.moment import read_moment
from bot.platforms import parts

Json = dict[str, Any]
TITLE = 24  # Slack: surfaces/modals, view object
LABEL, HINT, PLACEHOLDER = 2000, 2000, 150  # Slack: block-kit/blocks/input-block, plain-text-input
TYPED = 3000  # Slack: block-kit/block-elements/plain-text-input-element
OPTIONS, OPTION, VALUE = 100, 75, 150  # Slack: composition-objects/option-object
LISTED: dict[str, Json] = {
    "channel": {
        "type": "conversations_select",
        "filter": {"include": ["public", "private"], "exclude_bot_users": True},
    },
    "group": {"type": "external_select", "min_query_length": 0},
    "groups": {"type": "multi_external_select", "min_query_length": 0},
    "people": {"type": "multi_users_select"},
}
"""What Slack lists itself, and user groups, which it does not. Slack: block-kit/block-elements."""
FORM = "form"
ANSWER = "answer"


@dataclass(frozen=True)
class Origin:
    """Where something was asked: the command's line, the address that answers there, and the thread; if there are."""

    line: str
    respond: str = ""
    thread: str = ""


def described(bot: Bot, form: Opened, origin: Origin) -> Json:
    """Give the modal that asks for a command's parameters, with what is known of them already."""
    command, typed = form.command, form.typed
    return {
        "type": "modal",
        "callback_id": FORM,
        "private_metadata": json.dumps(asdict(replace(origin, line=form.line))),
        "title": text((command.menu or command.name).replace("-", " ").capitalize(), TITLE),
        "submit": text("Send", TITLE),
        "close": text("Cancel", TITLE),
        "blocks": [_block(each, typed.get(each.name, "")) for each in fields_of(command, bot.catalog)],
    }


def origin_of(view: Json) -> Origin | None:
    """Give where a form was opened; None where the view is no form of ours."""
    if view.get("callback_id") != FORM:
        return None
    try:
        return Origin(**json.loads(view.get("private_metadata") or ""))
    except (TypeError, ValueError):
        return None


def is_own(body: Json) -> bool:
    """Say whether a button stands in a message that only one person sees."""
    return bool((body.get("container") or {}).get("is_ephemeral")) or is_direct(body)


def is_direct(body: Json) -> bool:
    """Say whether something was typed or pressed in direct messages."""
    return channel_of(body).startswith("D")


def channel_of(body: Json) -> str:
    """Give the channel in which something was typed or pressed; empty where there is none."""
    return str((body.get("container") or body).get("channel_id") or "")


def filled(view: Json) -> dict[str, str]:
    """Give what was filled in, by parameter."""
    values = (view.get("state") or {}).get("values") or {}
    return {name: _value(next(iter(actions.values()), {})) for name, actions in values.items()}


def answer_view(title: str, blocks: list[Json]) -> Json:
    """Give the modal that shows an answer, where there is no conversation to put it in."""
    return {
        "type": "modal",
        "callback_id": ANSWER,
        "title": text(title or "Answer", TITLE),
        "close": text("Close", TITLE),
        "blocks": blocks,
    }


def option(label: str, value: str) -> Json:
    """Give a choice of a list."""
    return {"text": text(label, OPTION), "value": value}


def options(pairs: list[tuple[str, str]]) -> list[Json]:
    """Give choices of label and value; a value that is too long cannot be picked."""
    return [option(label, value) for label, value in pairs if plain(label) and 1 <= len(value) <= VALUE][:OPTIONS]


def text(words: str, most: int) -> Json:
    """Give plain text of at most so many characters."""
    return {"type": "plain_text", "text": parts.shortened(plain(words), most), "emoji": True}


def _block(field: Field, typed: str) -> Json:
    return {
        "type": "input",
        "block_id": field.name,
        "optional": not field.required,
        "label": text(field.label, LABEL),
        "hint": text(field.help, HINT),
        "element": _element(field, typed),
    }


def _element(field: Field, typed: str) -> Json:
    base: Json = {"action_id": field.name}
    if field.kind in LISTED:
        return {**base, **LISTED[field.kind], **_held(field, typed.split())}
    if field.kind == "moment":
        return {"type": "datetimepicker", **base, **_picked_moment(typed)}
    if field.kind in {"line", "long"}:
        initial = {"initial_value": parts.shortened(typed, TYPED)} if typed else {}
        long = field.kind == "long"
        return {"type": "plain_text_input", **base, "multiline": long, "max_length": TYPED, **initial}
    few = options(list(field.choices)) if len(field.choices) <= OPTIONS else []
    chosen = next((option(label, value) for label, value in field.choices if typed and typed == value), None)
    picked = {"initial_option": chosen} if chosen else {}
    if few and field.kind == "choice":
        return {"type": "static_select", **base, "options": few, **picked}
    return {"type": "external_select", **base, "min_query_length": 0, **picked}


def _held(field: Field, ids: list[str]) -> Json:
    """Give what is picked already, of what Slack lists itself or of user groups, which the bot lists."""
    if not ids:
        return {}
    if field.kind in {"group", "groups"}:
        picked = options([(each, each) for each in ids])
        return {"initial_option": picked[0]} if field.kind == "group" else {"initial_options": picked}
    return {"initial_conversation": ids[0]} if field.kind == "channel" else {"initial_users": ids}


def _picked_moment(typed: str) -> Json:
    try:
        return {"initial_date_time": int(read_moment(typed).at.timestamp())} if typed else {}
    except ValueError:
        return {}


def _value(element: Json) -> str:
    if at := element.get("selected_date_time"):
        return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%dT%H:%MZ}"
    if chosen := element.get("selected_option"):
        return str(chosen["value"])
    if several := element.get("selected_options"):
        return " ".join(str(each["value"]) for each in several)
    if users := element.get("selected_users"):
        return " ".join(users)
    if channel := element.get("selected_conversation"):
        return str(channel)
    return str(element.get("value") or "")
