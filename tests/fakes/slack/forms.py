"""What members fill into the inputs of a modal, as the `state` of a view_submission."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from tests.fakes.slack.contract import elements

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.fakes.slack.state import FakeView

Json = dict[str, Any]

TYPED = {"plain_text_input", "email_text_input", "url_text_input", "number_input"}
ONE_OPTION = {"static_select", "external_select", "radio_buttons", "overflow"}
OPTIONS = {"multi_static_select", "multi_external_select", "checkboxes"}
PICKED = {
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "datetimepicker": "selected_date_time",
    "users_select": "selected_user",
    "conversations_select": "selected_conversation",
    "channels_select": "selected_channel",
    "multi_users_select": "selected_users",
    "multi_conversations_select": "selected_conversations",
    "multi_channels_select": "selected_channels",
}
INITIAL = {
    "datepicker": "initial_date",
    "timepicker": "initial_time",
    "datetimepicker": "initial_date_time",
    "users_select": "initial_user",
    "conversations_select": "initial_conversation",
    "channels_select": "initial_channel",
    "multi_users_select": "initial_users",
    "multi_conversations_select": "initial_conversations",
    "multi_channels_select": "initial_channels",
}


def inputs(view: Json) -> Iterator[tuple[Json, Json]]:
    """Give each element of a view that holds a value, with its block."""
    for block in view["blocks"]:
        for element in elements(block) if block["type"] != "rich_text" else []:
            if element["type"] != "button":
                yield block, element


def filled(view: FakeView, values: Json) -> Json:
    """Give the state of a modal after a member has filled in values, named by block_id or action_id."""
    known = {name for block, element in inputs(view.data) for name in (block["block_id"], element["action_id"])}
    if unknown := set(values) - known:
        raise AssertionError(f"no inputs {sorted(unknown)} among {sorted(known)}")
    state: Json = {}
    for block, element in inputs(view.data):
        value = values.get(block["block_id"], values.get(element["action_id"]))
        held = initial(element) if value is None else chosen(element, value, view)
        _allowed(block, element, held)
        state.setdefault(block["block_id"], {})[element["action_id"]] = held
    return {"values": state}


def chosen(element: Json, value: Any, view: FakeView | None = None) -> Json:
    """Give the state of one element in which a member has entered or picked a value."""
    kind = element["type"]
    held: Json = {"type": kind}
    if kind in TYPED:
        return {**held, "value": str(value)}
    if kind in ONE_OPTION:
        return {**held, "selected_option": _option(element, value, view)}
    if kind in OPTIONS:
        return {**held, "selected_options": [_option(element, each, view) for each in value]}
    if kind in PICKED:
        return {**held, PICKED[kind]: _picked(value)}
    raise AssertionError(f"the fake server cannot fill in a {kind}")


def initial(element: Json) -> Json:
    """Give the state of one element that a member leaves as it is."""
    kind = element["type"]
    held: Json = {"type": kind}
    if kind in TYPED:
        return {**held, "value": element.get("initial_value")}
    if kind in ONE_OPTION:
        return {**held, "selected_option": element.get("initial_option")}
    if kind in OPTIONS:
        return {**held, "selected_options": element.get("initial_options", [])}
    return {**held, PICKED.get(kind, "value"): element.get(INITIAL.get(kind, ""))}


def _option(element: Json, value: Any, view: FakeView | None) -> Json:
    """Find an option by its value, else by its text; one of an external select, among what was last suggested."""
    groups = [group["options"] for group in element.get("option_groups", [])]
    options: list[Json] = [*element.get("options", []), *(option for group in groups for option in group)]
    if "external" in element["type"] and view is not None:
        options = [option for name in view.suggested for option in view.suggested[name] if name == element["action_id"]]
    for option in options:
        if value in (option["value"], option["text"]["text"], (option["text"]["text"], option["value"]), option):
            return option
    labels = [option["text"]["text"] for option in options]
    raise AssertionError(f"no option {value!r} among {labels}; an external select needs completes() before")


def _picked(value: Any) -> Any:
    if isinstance(value, datetime):
        return int(value.timestamp())
    if isinstance(value, list | tuple):
        return [_picked(each) for each in value]
    return getattr(value, "id", value)


def _allowed(block: Json, element: Json, held: Json) -> None:
    entered = next((value for name, value in held.items() if name != "type"), None)
    if block["type"] == "input" and entered in (None, "", []) and not block.get("optional"):
        raise AssertionError(f"Slack does not submit without a value in {block['block_id']!r}")
    least, most = element.get("min_length", 0), element.get("max_length", 3000)
    if isinstance(entered, str) and not least <= len(entered) <= most and entered:
        raise AssertionError(
            f"Slack does not submit {len(entered)} characters in {block['block_id']!r}: {least}-{most}"
        )
