"""The documented limits of what a bot sends, and the models of slack_sdk, as sentences on what breaks them."""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block, Option
from slack_sdk.models.views import View

Json = dict[str, Any]

TEXT = 4000
BLOCKS = 50
VIEW_BLOCKS = 100
BLOCK_TEXT = 13_000
METADATA = 3000
SECTION = 3000
FIELD = 2000
HEADER = 150
CONTEXT = 10
ACTIONS = 25
OPTIONS = {"overflow": 5, "radio_buttons": 10, "checkboxes": 10}
SELECT_OPTIONS = 100
OPTION_TEXT = 75
OPTION_VALUE = 150
PLACEHOLDER = 150
ID = 255
TITLE = 24
PRIVATE_METADATA = 3000
LABEL = 2000
BUTTON = {"text": 75, "value": 2000, "url": 3000}
VIEW_TEXTS = ("title", "submit", "close")
PLAIN = ("title", "submit", "close", "placeholder", "label", "hint")
CONFIRM = {"title": 100, "text": 300, "confirm": 30, "deny": 30}
MENTION = re.compile(r"<!(?:here|channel|everyone|subteam)|<@[UW]")


def of_message(message: Json, *, mentions: bool = False) -> list[str]:
    """Say what breaks the contract of a message: posted, updated, ephemeral, or sent to a response_url."""
    blocks, text = message.get("blocks") or [], message.get("text") or ""
    found = [] if text.strip() or not blocks else ["has blocks but no text"]
    found += longer("text", text, TEXT)
    found += many("blocks", blocks, BLOCKS)
    found += ["sets link_names"] if message.get("link_names") else []
    found += [] if mentions else _mentions(text)
    found += of_blocks(blocks, mentions=mentions)
    return found + of_metadata(message.get("metadata"))


def of_view(view: Json, *, mentions: bool = False) -> list[str]:
    """Say what breaks the contract of a modal or an App Home."""
    found = many("blocks", view.get("blocks") or [], VIEW_BLOCKS)
    for name in VIEW_TEXTS:
        text = view.get(name)
        found += [] if text is None else [*longer(name, text["text"], TITLE), *_plain(name, text)]
    found += longer("private_metadata", view.get("private_metadata") or "", PRIVATE_METADATA)
    found += longer("callback_id", view.get("callback_id") or "", ID)
    inputs = any(block.get("type") == "input" for block in view.get("blocks") or [])
    found += ["has inputs but no submit"] if inputs and view.get("type") == "modal" and not view.get("submit") else []
    found += _refused(lambda: View(**view).to_dict())
    return found + of_blocks(view.get("blocks") or [], mentions=mentions)


def of_suggestion(payload: Json) -> list[str]:
    """Say what breaks the contract of the options that answer a block_suggestion."""
    groups = payload.get("option_groups")
    if not groups and payload.get("options") is None:
        return ["answers a block_suggestion without options"]
    lists: list[list[Json]] = [group["options"] for group in groups] if groups else [payload["options"]]
    return [sentence for options in lists for sentence in _options(options, SELECT_OPTIONS)]


def of_metadata(metadata: Any) -> list[str]:
    if metadata is None:
        return []
    payload = metadata.get("event_payload")
    if not isinstance(metadata.get("event_type"), str) or not isinstance(payload, dict):
        return ["has metadata without event_type and event_payload"]
    flat = all(value is None or isinstance(value, str | int | float | bool) for value in payload.values())
    found = [] if flat else ["has metadata that is not flat"]
    return found + longer("metadata", json.dumps(payload), METADATA)


def of_blocks(blocks: list[Json], *, mentions: bool = False) -> list[str]:
    found = [sentence for block in blocks for sentence in _block(block)]
    found += _repeated("block_id", [block["block_id"] for block in blocks if block.get("block_id")])
    total = sum(len(text) for text in texts(blocks))
    found += [f"has {total} characters in its blocks, over {BLOCK_TEXT}"] if total > BLOCK_TEXT else []
    found += [] if mentions else [sentence for text in texts(blocks) for sentence in _mentions(text)]
    found += ["has an empty text"] if "" in texts(blocks) else []
    return found + [sentence for block in blocks for sentence in _refused(partial(_as_model, block))]


def _as_model(block: Json) -> None:
    for model in Block.parse_all([block]):
        assert model is not None, f"an unknown block: {block}"
        model.validate_json()
        model.to_dict()


def texts(node: Any) -> Iterator[str]:
    """Give the text of every text object in a payload, in order."""
    if isinstance(node, list):
        for each in node:
            yield from texts(each)
    elif isinstance(node, dict):
        if node.get("type") in {"plain_text", "mrkdwn", "markdown", "raw_text", "text", "link"} and "text" in node:
            yield node["text"]
        for each in node.values():
            if isinstance(each, dict | list):
                yield from texts(each)


def elements(block: Json) -> list[Json]:
    """Give the elements of a block that people act on."""
    inner = [*block.get("elements", []), block.get("accessory"), block.get("element")]
    return [each for each in inner if each and each.get("type") not in {"plain_text", "mrkdwn", "image"}]


def longer(name: str, text: str, limit: int) -> list[str]:
    return [f"{name} has {len(text)} characters, over {limit}"] if len(text) > limit else []


def many(name: str, things: list[Any], limit: int) -> list[str]:
    return [f"has {len(things)} {name}, over {limit}"] if len(things) > limit else []


def _block(block: Json) -> list[str]:
    found = longer("block_id", block.get("block_id") or "", ID)
    kind, text = block.get("type"), (block.get("text") or {})
    if kind == "section":
        found += longer("section text", text.get("text", ""), SECTION)
        found += many("fields", block.get("fields") or [], 10)
        found += [each for field in block.get("fields") or [] for each in longer("field", field["text"], FIELD)]
    if kind == "header":
        found += [*longer("header", text.get("text", ""), HEADER), *_plain("header", text)]
    if kind in {"context", "actions"}:
        found += many(f"{kind} elements", block["elements"], CONTEXT if kind == "context" else ACTIONS)
        found += [] if block["elements"] else [f"has {kind} without elements"]
    if kind == "input":
        found += [*longer("label", block["label"]["text"], LABEL), *_plain("label", block["label"])]
    acted = elements(block) if kind != "rich_text" else []
    found += [sentence for element in acted for sentence in _element(element)]
    found += _repeated("action_id", [each["action_id"] for each in acted if each.get("action_id")])
    return [*found, *_verbatim(block)]


def _element(element: Json) -> list[str]:
    kind = element.get("type", "")
    found = longer("action_id", element.get("action_id") or "", ID)
    if kind == "button":
        found += [*_plain("button", element["text"]), *_button({**element, "text": element["text"]["text"]})]
    if placeholder := element.get("placeholder"):
        found += [*longer("placeholder", placeholder["text"], PLACEHOLDER), *_plain("placeholder", placeholder)]
    for name, limit in CONFIRM.items() if element.get("confirm") else ():
        found += longer(f"confirm {name}", (element["confirm"].get(name) or {}).get("text", ""), limit)
    for group in element.get("option_groups") or []:
        found += _options(group["options"], SELECT_OPTIONS)
    if element.get("options") is not None:
        found += _options(element["options"], OPTIONS.get(kind, SELECT_OPTIONS))
        found += [] if element["options"] else [f"has a {kind} without options"]
    return found


def _button(button: Json) -> list[str]:
    return [each for name, limit in BUTTON.items() for each in longer(f"button {name}", button.get(name) or "", limit)]


def _options(options: list[Json], limit: int) -> list[str]:
    found = many("options", options, limit)
    for option in options:
        found += longer("option text", option["text"]["text"], OPTION_TEXT)
        found += longer("option value", option["value"], OPTION_VALUE)
        found += [] if option["text"]["text"] and option["value"] else ["has an option without text or value"]
        found += _refused(Option(**option).to_dict)
    return found


def _repeated(name: str, ids: list[str]) -> list[str]:
    return [f"has {name} {each!r} {count} times" for each, count in Counter(ids).items() if count > 1]


def _plain(name: str, text: Json) -> list[str]:
    return [] if text.get("type") == "plain_text" else [f"{name} is no plain_text"]


def _verbatim(node: Any) -> list[str]:
    if isinstance(node, list):
        return [sentence for each in node for sentence in _verbatim(each)]
    if not isinstance(node, dict):
        return []
    loose = node.get("type") == "mrkdwn" and node.get("verbatim") is not True
    found = [f"mrkdwn is not verbatim: {node.get('text', '')[:40]!r}"] if loose else []
    return found + [sentence for each in node.values() for sentence in _verbatim(each)]


def _mentions(text: str) -> list[str]:
    return [f"mentions people: {found[0]!r} in {text[:60]!r}" for found in [MENTION.search(text)] if found]


def _refused(make: Callable[[], object]) -> list[str]:
    try:
        make()
    except (SlackObjectFormationError, TypeError, KeyError, AttributeError, AssertionError) as refused:
        return [f"is refused by slack_sdk: {refused}"]
    return []
