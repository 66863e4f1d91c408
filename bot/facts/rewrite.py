"""Changes put into the text of a data file: only the place that changes is touched; pure."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from typing import Any

import yaml

from bot.facts.base import Holder
from bot.facts.changes import NEW, Change
from bot.facts.yaml12 import MistakeError, read_yaml

Keys = tuple[str, ...]
_END_OF_DAY = re.compile(r"(\d{4}-\d{2}-\d{2}) 23:59 (.+)")


class PlaceError(ValueError):
    """The place of a change cannot be found or written; holds the sentence."""


def place_of(holder: Holder, change: Change) -> Keys | None:
    """Give the keys under which what a change alters stands in a file of these facts; None where it is not there."""
    if change.field.startswith(NEW):
        part, key = change.field.removeprefix(NEW), change.subject.rpartition("/")[2]
        return (part, key) if part in holder.holds else None
    if getattr(holder, "id", "") == change.subject:
        return tuple(change.field.split("."))
    found = _keys_of(holder, change.subject)
    return (*found, *change.field.split(".")) if found else None


def _keys_of(holder: Holder, subject: str) -> Keys | None:
    for part in holder.holds:
        for key, fact in getattr(holder, part).items():
            if fact.id == subject:
                return part, key
            if subject.startswith(f"{fact.id}/") and (deeper := _keys_of(fact, subject)):
                return part, key, *deeper
    return None


def rewritten(text: str, keys: Keys, value: Any) -> str:  # noqa: ANN401 - a plain value
    """Give YAML text in which a plain value stands under keys (None: nothing does); raises PlaceError.

    Everything else stays as it is, byte for byte. What comes out is read again and compared.
    """
    document = read_yaml(text, "")
    try:
        new = _edited(text, document.root, keys, value)
        wanted, found = _with(deepcopy(document.value), keys, _as_written(value)), read_yaml(new, "").value
    except (MistakeError, AttributeError, TypeError):
        raise PlaceError(f"{'.'.join(keys)}: this cannot be written here; please write it by hand") from None
    if found not in (wanted, _with(wanted, keys, _short(value))):
        raise PlaceError(f"{'.'.join(keys)}: this cannot be written here; please write it by hand")
    return new


def _with(value: dict[str, Any], keys: Keys, new: Any) -> dict[str, Any]:  # noqa: ANN401 - a plain value
    inner = value
    for key in keys[:-1]:
        inner = inner.setdefault(key, {})
    if new is None:
        inner.pop(keys[-1], None)
    else:
        inner[keys[-1]] = new
    return value


def _as_written(value: Any) -> Any:  # noqa: ANN401 - a plain value
    return json.loads(json.dumps(value))


def _short(value: Any) -> Any:  # noqa: ANN401 - a plain value
    """Give a time as it is usually written: the last minute of a day is the day."""
    match = _END_OF_DAY.fullmatch(value) if isinstance(value, str) else None
    return f"{match[1]} {match[2]}" if match else value


def _edited(text: str, root: yaml.Node | None, keys: Keys, value: Any) -> str:  # noqa: ANN401 - a plain value
    node, steps = root, list(keys)
    while isinstance(node, yaml.MappingNode):
        pair = next((each for each in node.value if each[0].value == steps[0]), None)
        if pair is None:
            return _inserted(text, node, steps, value)
        if len(steps) == 1:
            return _removed(text, node, pair) if value is None else _replaced(text, pair[1], value)
        node, steps = pair[1], steps[1:]
    raise PlaceError(f"{'.'.join(keys)}: there is no place for this in the file")


def _replaced(text: str, node: yaml.Node, value: Any) -> str:  # noqa: ANN401 - a plain value
    start, end = node.start_mark.index, _end(node, text)
    was_day = isinstance(node, yaml.ScalarNode) and ":" not in node.value
    quote = node.style if isinstance(node, yaml.ScalarNode) else None
    return text[:start] + _written(_short(value) if was_day else value, quote) + text[end:]


def _inserted(text: str, node: yaml.MappingNode, steps: Sequence[str], value: Any) -> str:  # noqa: ANN401 - a plain value
    """Write a new pair behind those of a mapping, in its style; what it needs around it is written too."""
    if value is None:
        return text
    for key in reversed(steps[1:]):
        value = {key: value}
    value = _short(value)
    if node.flow_style:
        end = _end(node.value[-1][1], text) if node.value else node.end_mark.index - 1
        return f"{text[:end]}{', ' if node.value else ''}{steps[0]}: {_written(value)}{text[end:]}"
    newline = "\r\n" if "\r\n" in text else "\n"
    last = _end(node.value[-1][1], text)
    line_end = text.find("\n", last)
    indent = " " * node.value[0][0].start_mark.column
    pair = newline.join(_lines(steps[0], value, indent))
    if line_end < 0:
        return f"{text}{newline}{pair}"
    return f"{text[: line_end + 1]}{pair}{newline}{text[line_end + 1 :]}"


def _lines(key: str, value: Any, indent: str) -> Iterator[str]:  # noqa: ANN401 - a plain value
    """Write a pair of a block mapping, what belongs to it on lines of its own."""
    if not (isinstance(value, Mapping) and value):
        yield f"{indent}{key}: {_written(value)}"
        return
    yield f"{indent}{key}:"
    for name, each in value.items():
        yield from _lines(name, each, f"{indent}  ")


def _removed(text: str, node: yaml.MappingNode, pair: tuple[yaml.Node, yaml.Node]) -> str:
    at, (key, value) = node.value.index(pair), pair
    if not node.flow_style:
        start, line_end = text.rfind("\n", 0, key.start_mark.index) + 1, text.find("\n", _end(value, text))
        return text[:start] + (text[line_end + 1 :] if line_end >= 0 else "")
    if at:
        return text[: _end(node.value[at - 1][1], text)] + text[_end(value, text) :]
    after = node.value[1][0].start_mark.index if len(node.value) > 1 else _end(value, text)
    return text[: key.start_mark.index] + text[after:]


def _end(node: yaml.Node, text: str) -> int:
    """Give where a node's own text ends, without the blank lines and comments that follow it."""
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return _end(last[1] if isinstance(last, tuple) else last, text)
    start, end = node.start_mark.index, node.end_mark.index
    return start + len(text[start:end].rstrip())


def _written(value: Any, quote: str | None = None) -> str:  # noqa: ANN401 - a plain value
    """Write a plain value on one line, so that it is read as the same."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_written(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_written, value)) + "]"
    if not isinstance(value, str):
        return json.dumps(value)
    if quote == "'":
        return "'" + value.replace("'", "''") + "'"
    return json.dumps(value, ensure_ascii=False) if quote == '"' or not _is_plain(value) else value


def _is_plain(text: str) -> bool:
    """Say whether a text needs no quotes, in a flow mapping and in a block."""
    try:
        return all(read_yaml(each.format(text), "").value == {"a": text, "b": 1} for each in _FORMS)
    except (MistakeError, IndexError, KeyError):
        return False


_FORMS = ("{{a: {0}, b: 1}}\n", "a: {0}\nb: 1\n", "a: {0} # c\nb: 1\n")
