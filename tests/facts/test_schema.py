import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from bot.facts.collection import Collection
from bot.facts.models import Workshop
from bot.facts.schema import keys_at, schema_of, write_schemas
from bot.facts.yaml12 import read_yaml

DATA = Path(__file__).parents[2] / "data"
SCHEMA = DATA / "schema"
FILES = sorted(DATA.rglob("*.yaml"))


def errors_in(kind: str, value: object) -> list[str]:
    schema = json.loads((SCHEMA / f"{kind}.json").read_text())
    errors = Draft202012Validator(schema, format_checker=FormatChecker()).iter_errors(value)
    return [f"{'.'.join(map(str, error.path))}: {error.message}" for error in errors]


@pytest.mark.parametrize("name", ["workshop.json", "collection.json"])
def test_the_schema_checked_in_is_that_of_the_models(name: str, tmp_path: Path) -> None:
    write_schemas(tmp_path)
    assert (SCHEMA / name).read_text() == (tmp_path / name).read_text(), "run: workshop-bot schema"


def test_writing_makes_the_folder_and_names_the_files(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"
    assert write_schemas(folder) == [folder / "workshop.json", folder / "collection.json"]


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(DATA)))
def test_an_editor_finds_no_mistake_in_a_shipped_file(file: Path) -> None:
    kind = "workshop" if file.parent.name == "workshops" else "collection"
    assert errors_in(kind, read_yaml(file.read_text(), file.name).value) == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(DATA)))
def test_a_shipped_file_tells_editors_of_its_schema(file: Path) -> None:
    kind = "workshop" if file.parent.name == "workshops" else "collection"
    path = "../" * (len(file.relative_to(DATA).parts) - 1) + f"schema/{kind}.json"
    assert file.read_text().splitlines()[0] == f"# yaml-language-server: $schema={path}"


def test_an_editor_finds_the_mistakes_that_the_loader_finds() -> None:
    edition = {"name": "A", "title": "A", "when": "unknown", "year": "2027", "titel": "A", "id": "a", "website": 5}
    assert sorted(errors_in("workshop", edition)) == [
        ": Additional properties are not allowed ('id', 'titel' were unexpected)",
        "website: 5 is not valid under any of the given schemas",
        "year: '2027' is not of type 'integer'",
    ]


@pytest.mark.parametrize("model", [Workshop, Collection])
def test_no_schema_speaks_of_ids(model: type[Workshop | Collection]) -> None:
    schema = schema_of(model)
    assert [part["title"] for part in (schema, *schema["$defs"].values()) if "id" in part.get("properties", {})] == []


@pytest.mark.parametrize(
    ("model", "path", "keys"),
    [
        (Workshop, ("website",), ["url", "note"]),
        (Workshop, ("venue",), ["name", "room", "city", "country", "text", "link", "note"]),
        (Workshop, ("disagrees", 0), ["source", "says"]),
        (Workshop, ("prizes", "one"), ["source", "also", "note", "disagrees", "title", "worth", "most", "awarded"]),
        (Workshop, ("prizes", "one", "awarded", "a", "link"), ["url", "note"]),
        (Workshop, ("name",), []),
        (Workshop, ("nothing", "here", 3), []),
        (Collection, ("papers", "a", "cited", 0), ["at", "why"]),
        (Collection, ("sources", "a"), ["title", "read", "link", "note"]),
        (Collection, ("about",), ["name", "text", "also", "look", "examples"]),
    ],
)
def test_knows_the_keys_that_may_stand_somewhere(
    model: type[Workshop | Collection], path: tuple[str | int, ...], keys: list[str]
) -> None:
    assert keys_at(model, path) == keys


def test_knows_the_keys_of_a_whole_file() -> None:
    assert set(keys_at(Collection, ())) == set(Collection.model_fields)
    assert set(keys_at(Workshop, ())) == set(Workshop.model_fields) - {"id"}
