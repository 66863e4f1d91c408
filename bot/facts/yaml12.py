"""YAML 1.2 text to plain values, with positions: `no` and `12:30` are text, dates stay text, no key comes twice.

libyaml reads the text (through PyYAML); only the meaning of plain scalars is ours, after the core schema of
YAML 1.2.2, section 10.3.2.
"""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import yaml
from yaml._yaml import CParser, Mark  # where yaml.cyaml takes it from
from yaml.resolver import BaseResolver

from bot.problem import Problem

Path = tuple[str | int, ...]
MOST_DEEP = 40  # nesting beyond this is no data of ours, and would exhaust the stack


class _Resolver(BaseResolver):
    """The core schema of YAML 1.2."""


for _tag, _pattern, _first in (
    ("null", r"null|Null|NULL|~|", ["n", "N", "~", ""]),
    ("bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    ("int", r"[-+]?[0-9]{1,18}", list("-+0123456789")),
    ("float", r"[-+]?(?:\.[0-9]+|[0-9]+\.[0-9]*)(?:[eE][-+]?[0-9]+)?", list("-+.0123456789")),
):
    _Resolver.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(rf"(?:{_pattern})\Z"), _first)


class _Parser(CParser, _Resolver):
    def __init__(self, stream: str) -> None:
        CParser.__init__(self, stream)
        _Resolver.__init__(self)


@dataclass(frozen=True)
class Document:
    """A file's plain value, and the text it was made from."""

    file: str
    value: Any
    text: str

    @cached_property
    def root(self) -> yaml.Node | None:
        """Give the nodes of the text with their positions: much memory, which only a file with problems is worth."""
        return _Parser(self.text).get_single_node()

    def problem(self, path: Path, what: str) -> Problem:
        """Make a problem that points to the value at `path`, or to the nearest thing around it."""
        node, mark = self.root, self.root.start_mark if self.root else None
        for step in path:
            node, mark = _inside(node, step, mark)
        return Problem(self.file, mark.line + 1 if mark else 0, mark.column + 1 if mark else 0, what)


class MistakeError(Exception):
    """The text is not YAML as this project reads it; holds where and why."""

    def __init__(self, problem: Problem) -> None:
        """Keep the problem that stopped the reading."""
        super().__init__(str(problem))
        self.problem = problem


def read_yaml(text: str, file: str) -> Document:
    """Read one document of YAML; raises MistakeError where the text is none, or a key comes twice."""
    try:
        _refuse_traps(text, file)
        root = _Parser(text).get_single_node()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        what = ", ".join(filter(None, (error.context, error.problem)))
        raise MistakeError(_at(mark, file, f"this is not YAML: {what}")) from None
    except (yaml.YAMLError, UnicodeEncodeError) as error:
        raise MistakeError(Problem(file, 1, 1, f"this is not YAML: {str(error).splitlines()[0]}")) from None
    return Document(file, _value(root, file) if root else None, text)


def _refuse_traps(text: str, file: str) -> None:
    """Refuse what a tree cannot be made of safely: libyaml's composer overruns the stack, aliases fill the memory."""
    parser, depth = _Parser(text), 0
    for event in iter(parser.get_event, None):
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise MistakeError(_at(event.start_mark, file, "anchors and aliases (&, *) are not read; write it out"))
        if getattr(event, "tag", None):
            raise MistakeError(_at(event.start_mark, file, "tags (!, !!) are not read; leave it out"))
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MOST_DEEP:
            raise MistakeError(_at(event.start_mark, file, "this is nested too deeply"))


def _value(node: yaml.Node, file: str) -> Any:  # noqa: ANN401 - a YAML value is any plain value
    if isinstance(node, yaml.ScalarNode):
        return _scalar(node)
    if isinstance(node, yaml.SequenceNode):
        return [_value(item, file) for item in node.value]
    pairs: dict[str, Any] = {}
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raise MistakeError(_at(key.start_mark, file, "a key must be a word"))
        if key.value in pairs:
            raise MistakeError(_at(key.start_mark, file, f"the key '{key.value}' comes twice"))
        pairs[key.value] = _value(value, file)
    return pairs


def _scalar(node: yaml.ScalarNode) -> str | int | float | bool | None:
    match node.tag.rpartition(":")[2]:
        case "null":
            return None
        case "bool":
            return str(node.value).lower() == "true"
        case "int":
            return int(node.value)
        case "float":
            return float(node.value)
    return str(node.value)


def _inside(
    node: yaml.Node | None, step: str | int, mark: yaml.Mark | None
) -> tuple[yaml.Node | None, yaml.Mark | None]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == str(step):
                return value, key.start_mark
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step], node.value[step].start_mark
    return None, mark


def _at(mark: yaml.Mark | Mark | None, file: str, what: str) -> Problem:
    return Problem(file, mark.line + 1 if mark else 1, mark.column + 1 if mark else 1, what)
