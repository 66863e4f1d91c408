"""The limits that Discord documents but its OpenAPI description does not hold."""

import re
from collections import Counter
from collections.abc import Iterator

from .command_bounds import command_problems
from .errors import JSON, Problem
from .messages import COMPONENTS_V2, EPHEMERAL, walk

MESSAGES = re.compile(r"(/channels/\{c\}/messages|/webhooks/\{a\}/\{t\})(/|$)")
CALLBACK = "/interactions/{i}/{t}/callback"
COMMANDS = re.compile(r"/commands$")


def problems(method: str, template: str, body: object, *, mentions: bool = False) -> Iterator[Problem]:
    """Give what is wrong in the body of a request."""
    if template == CALLBACK and isinstance(body, dict):
        yield from callback_problems(body, mentions=mentions)
    elif MESSAGES.match(template) and isinstance(body, dict) and not template.endswith("/threads"):
        yield from message_problems(body, "")
        if not mentions and (method == "POST" or "content" in body):
            yield from mention_problems(body, "")
    elif COMMANDS.search(template) and isinstance(body, list):
        yield from command_problems(body)


def callback_problems(body: JSON, *, mentions: bool) -> Iterator[Problem]:
    data = body.get("data") or {}
    match body.get("type"):
        case 4 | 7:
            yield from message_problems(data, "data")
            if not mentions:
                yield from mention_problems(data, "data")
        case 5:
            if (data.get("flags") or 0) & ~EPHEMERAL:
                yield Problem("data.flags", "a deferral takes no flag but ephemeral")
        case 8:
            yield from choice_problems(data.get("choices") or [], "data.choices")
        case 9:
            yield from modal_problems(data)


def mention_problems(body: JSON, path: str) -> Iterator[Problem]:
    allowed = body.get("allowed_mentions")
    if not isinstance(allowed, dict) or allowed.get("parse") != []:
        yield Problem(f"{path}.allowed_mentions", f"must parse nothing, but is {allowed}", refused=False)


def units(text: object) -> int:
    """Count UTF-16 units, as Discord does."""
    return len(str(text or "").encode("utf-16-le", "surrogatepass")) // 2


def within(path: str, value: object, most: int, least: int = 0) -> Iterator[Problem]:
    size = units(value)
    if not least <= size <= most:
        yield Problem(path, f"Must be between {least} and {most} in length, not {size}.")


def message_problems(body: JSON, path: str) -> Iterator[Problem]:
    dot = f"{path}." if path else ""
    yield from within(f"{dot}content", body.get("content"), 2000)
    if body.get("nonce") is not None:
        yield from within(f"{dot}nonce", body["nonce"], 25)
    yield from embed_problems(body.get("embeds") or [], f"{dot}embeds")
    components = body.get("components") or []
    if (body.get("flags") or 0) & COMPONENTS_V2:
        yield from _v2_problems(body, components, dot)
    else:
        yield from row_problems(components, f"{dot}components")
    yield from component_problems(components, f"{dot}components")


def _v2_problems(body: JSON, components: list[JSON], dot: str) -> Iterator[Problem]:
    for key in ("content", "embeds", "poll", "sticker_ids"):
        if body.get(key):
            yield Problem(f"{dot}{key}", "cannot be used with components V2")
    every = walk(components)
    if len(every) > 40:
        yield Problem(f"{dot}components", f"at most 40 components, not {len(every)}")
    if (size := sum(units(one.get("content")) for one in every)) > 4000:
        yield Problem(f"{dot}components", f"at most 4000 characters of text, not {size}")


def embed_problems(embeds: list[JSON], path: str) -> Iterator[Problem]:
    if len(embeds) > 10:
        yield Problem(path, f"Must be 10 or fewer in length, not {len(embeds)}.")
    total = 0
    for number, embed in enumerate(embeds):
        here = f"{path}.{number}"
        fields = embed.get("fields") or []
        parts = [("title", embed.get("title"), 256), ("description", embed.get("description"), 4096)]
        parts.append(("footer.text", (embed.get("footer") or {}).get("text"), 2048))
        parts.append(("author.name", (embed.get("author") or {}).get("name"), 256))
        for index, field in enumerate(fields):
            parts.append((f"fields.{index}.name", field.get("name"), 256))
            parts.append((f"fields.{index}.value", field.get("value"), 1024))
            if not (field.get("name") or "").strip() or not (field.get("value") or "").strip():
                yield Problem(f"{here}.fields.{index}", "This field is required")
        for name, value, most in parts:
            yield from within(f"{here}.{name}", value, most)
            total += units(value)
        if len(fields) > 25:
            yield Problem(f"{here}.fields", f"Must be 25 or fewer in length, not {len(fields)}.")
    if total > 6000:
        yield Problem(path, f"Embed size exceeds maximum size of 6000: {total}")


def row_problems(components: list[JSON], path: str) -> Iterator[Problem]:
    if len(components) > 5:
        yield Problem(path, f"Must be 5 or fewer in length, not {len(components)}.")
    for number, row in enumerate(components):
        inner = row.get("components") or []
        room = sum(1 if one.get("type") == 2 else 5 for one in inner)
        if row.get("type") != 1 or not 1 <= room <= 5:
            yield Problem(f"{path}.{number}", "must be an action row of 1 to 5 buttons or one select")


def component_problems(components: list[JSON], path: str) -> Iterator[Problem]:
    every = walk(components)
    counted = Counter(one["custom_id"] for one in every if one.get("custom_id") is not None)
    for custom_id, times in counted.items():
        yield from within(f"{path}.custom_id", custom_id, 100, 1)
        if times > 1:
            yield Problem(f"{path}.custom_id", f"Component custom id cannot be duplicated: {custom_id}")
    for one in every:
        match one.get("type"):
            case 2:
                yield from _button_problems(one, path)
            case 3:
                yield from _select_problems(one, path)


def _button_problems(button: JSON, path: str) -> Iterator[Problem]:
    if button.get("label") or not button.get("emoji"):
        yield from within(f"{path}.label", button.get("label"), 80, 1)
    if button.get("style") == 5:
        yield from within(f"{path}.url", button.get("url"), 512, 1)
    elif not button.get("custom_id"):
        yield Problem(f"{path}.custom_id", "A custom id is required")
    if bool(button.get("url")) == bool(button.get("custom_id")):
        yield Problem(f"{path}.url", "A custom id and url cannot both be specified")


def _select_problems(select: JSON, path: str) -> Iterator[Problem]:
    options = select.get("options") or []
    if not 1 <= len(options) <= 25:
        yield Problem(f"{path}.options", f"Must be between 1 and 25 in length, not {len(options)}.")
    if len({option.get("value") for option in options}) < len(options):
        yield Problem(f"{path}.options", "The specified option value is already used")
    yield from within(f"{path}.placeholder", select.get("placeholder"), 150)
    for option in options:
        yield from within(f"{path}.options.label", option.get("label"), 100, 1)
        yield from within(f"{path}.options.value", option.get("value"), 100, 1)
        yield from within(f"{path}.options.description", option.get("description"), 100)


def choice_problems(choices: list[JSON], path: str) -> Iterator[Problem]:
    if len(choices) > 25:
        yield Problem(path, f"Must be 25 or fewer in length, not {len(choices)}.")
    for number, choice in enumerate(choices):
        yield from within(f"{path}.{number}.name", choice.get("name"), 100, 1)
        if isinstance(choice.get("value"), str):
            yield from within(f"{path}.{number}.value", choice["value"], 100, 1)


def modal_problems(data: JSON) -> Iterator[Problem]:
    components = data.get("components") or []
    yield from within("data.title", data.get("title"), 45, 1)
    yield from within("data.custom_id", data.get("custom_id"), 100, 1)
    if not 1 <= len(components) <= 5:
        yield Problem("data.components", f"Must be between 1 and 5 in length, not {len(components)}.")
    for number, one in enumerate(components):
        here = f"data.components.{number}"
        if one.get("type") == 18:
            yield from within(f"{here}.label", one.get("label"), 45, 1)
            yield from within(f"{here}.description", one.get("description"), 100)
        for field in walk([one]):
            if field.get("type") == 4:
                yield from within(f"{here}.placeholder", field.get("placeholder"), 100)
                yield from within(f"{here}.value", field.get("value"), 4000)
                yield from within(f"{here}.label", field.get("label"), 45)
    yield from component_problems(components, "data.components")
