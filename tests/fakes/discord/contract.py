"""Checking request bodies against Discord's OpenAPI description, where it is at hand."""

import json
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from .errors import JSON, Problem

DESCRIPTION = Path(__file__).parents[3].parent / "shared/specs/discord-openapi.json"
ADDRESS = "urn:discord"


@cache
def description() -> JSON:
    """Give the OpenAPI description, or an empty one; ids may be numbers, which Discord takes and discord.py sends."""
    if not DESCRIPTION.exists():
        return {"paths": {}}
    read: JSON = json.loads(DESCRIPTION.read_text(encoding="utf-8"))
    read["components"]["schemas"]["SnowflakeType"] = {"type": ["string", "integer"], "pattern": r"^\d+$"}
    return read


@cache
def _registry() -> Registry[Any]:
    registry: Registry[Any] = Registry().with_resource(ADDRESS, DRAFT202012.create_resource(description()))
    return registry


@cache
def _paths() -> list[tuple[re.Pattern[str], str]]:
    paths = sorted(description()["paths"], key=lambda path: path.count("{"))
    return [(re.compile(re.sub(r"\{\w+\}", "[^/]+", path) + "$"), path) for path in paths]


@cache
def _validator(method: str, path: str) -> Draft202012Validator | None:
    body = description()["paths"][path][method].get("requestBody")
    if not body:
        return None
    where = [path, method, "requestBody", "content", "application/json", "schema"]
    pointer = "/".join(
        part.replace("~", "~0").replace("/", "~1").replace("{", "%7B").replace("}", "%7D") for part in where
    )
    return Draft202012Validator({"$ref": f"{ADDRESS}#/paths/{pointer}"}, registry=_registry())


def contract_problems(method: str, path: str, body: Any) -> Iterable[Problem]:
    """Give what the description says is wrong with a request."""
    if not _paths():
        return ()
    name = next((name for pattern, name in _paths() if pattern.match(path) and method.lower() in _at(name)), None)
    if name is None:
        return (Problem("", f"Discord describes no {method} {path}", refused=False),)
    return _problems(method.lower(), name, json.dumps(body))


@cache  # each bot that starts sends the same commands, and checking them takes most of a second
def _problems(method: str, name: str, text: str) -> tuple[Problem, ...]:
    validator, body = _validator(method, name), json.loads(text)
    if validator and body is None:
        return (Problem("", "a body is missing"),)
    if validator and (error := best_match(validator.iter_errors(body))):
        return (Problem(".".join(map(str, error.absolute_path)), error.message[:500]),)
    return ()


def _at(name: str) -> JSON:
    found: JSON = description()["paths"][name]
    return found
