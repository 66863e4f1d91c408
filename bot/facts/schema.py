"""The JSON Schema of the data files, for editors, generated from the models."""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path as FilePath
from typing import Any

from bot.facts.collection import Collection
from bot.facts.models import Workshop


@cache
def schema_of(model: type[Workshop | Collection]) -> Mapping[str, Any]:
    """Give the JSON Schema of one kind of file."""
    schema = model.model_json_schema()
    for part in (schema, *schema["$defs"].values()):
        part.get("properties", {}).pop("id", None)
    return schema


def keys_at(model: type[Workshop | Collection], path: Sequence[str | int]) -> list[str]:
    """Give the keys that may stand at a path of a file."""
    whole = schema_of(model)
    here: Mapping[str, Any] = whole
    for step in path:
        here = _resolve(whole, _below(here, step))
    return [key for choice in (here, *here.get("anyOf", ())) for key in choice.get("properties", {})]


def _below(schema: Mapping[str, Any], step: str | int) -> Mapping[str, Any]:
    if isinstance(step, int):
        return dict(schema.get("items", {}))
    return dict(schema.get("properties", {}).get(step) or schema.get("additionalProperties") or {})


def _resolve(whole: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    for choice in (schema, *schema.get("anyOf", ())):
        if "$ref" in choice:
            return dict(whole["$defs"][choice["$ref"].rpartition("/")[2]])
    return schema


def write_schemas(folder: FilePath) -> list[FilePath]:
    """Write `workshop.json` and `collection.json` into a folder; gives the files written."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, model in (("workshop", Workshop), ("collection", Collection)):
        file = folder / f"{name}.json"
        file.write_text(json.dumps(schema_of(model), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        written.append(file)
    return written
