"""YAML 1.2 text to plain values, with positions: `no` and `12:30` are text, dates stay text, no key comes twice.

libyaml reads the text (through PyYAML); only the meaning of plain scalars is ours, after the core schema of
YAML 1.2.2, section 10.3.2.
"""

import re
from dataclasses import dataclass
from typing import Any

import yaml
from yaml._yaml import CParser  # where yaml.cyaml takes it from
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
    """A file's plain value, and the nodes it was made from."""

    file: str
    value: Any
    root: yaml.Node | None

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
        root = _Parser(text).get_single_node()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise MistakeError(_at(mark, file, f"this is not YAML: {error.problem or error.context}")) from None
    except yaml.YAMLError as error:
        raise MistakeError(Problem(file, 1, 1, f"this is not YAML: {str(error).splitlines()[0]}")) from None
    except RecursionError:
        raise MistakeError(Problem(file, 1, 1, "this is nested too deeply")) from None
    return Document(file, _Plain(file).value(root) if root else None, root)


class _Plain:
    """Makes plain values of one file's nodes."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.seen: set[int] = set()

    def value(self, node: yaml.Node, depth: int = 0) -> Any:  # noqa: ANN401 - a YAML value is any plain value
        if isinstance(node, yaml.ScalarNode):
            return _scalar(node)
        if id(node) in self.seen:  # an alias: a few lines of them can stand for more than memory holds
            raise MistakeError(_at(node.start_mark, self.file, "anchors and aliases (&, *) are not read; write it out"))
        self.seen.add(id(node))
        if depth > MOST_DEEP:
            raise MistakeError(_at(node.start_mark, self.file, "this is nested too deeply"))
        if isinstance(node, yaml.SequenceNode):
            return [self.value(item, depth + 1) for item in node.value]
        return self.mapping(node, depth)

    def mapping(self, node: yaml.Node, depth: int) -> dict[str, Any]:
        pairs: dict[str, Any] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise MistakeError(_at(key.start_mark, self.file, "a key must be a word"))
            if key.value in pairs:
                raise MistakeError(_at(key.start_mark, self.file, f"the key '{key.value}' comes twice"))
            pairs[key.value] = self.value(value, depth + 1)
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


def _at(mark: yaml.Mark | None, file: str, what: str) -> Problem:
    return Problem(file, mark.line + 1 if mark else 1, mark.column + 1 if mark else 1, what)
