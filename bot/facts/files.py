"""Files to facts: every mistake in every file at once, or a whole catalog."""

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from bot.facts.base import ID, WRITTEN
from bot.facts.catalog import Catalog
from bot.facts.checks import check_references
from bot.facts.collection import Collection
from bot.facts.models import Workshop
from bot.facts.schema import keys_at
from bot.facts.yaml12 import Document, MistakeError, Path, read_yaml
from bot.problem import Problem
from bot.words import did_you_mean

MOST_BYTES = 20_000_000
Kind = TypeVar("Kind", Workshop, Collection)


@dataclass(frozen=True)
class Loaded:
    """What reading a folder gave: a catalog if no problem was found, and the problems."""

    catalog: Catalog | None
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class Read:
    """One good file, with its document to point into."""

    document: Document
    facts: Workshop | Collection


def load(folder: FilePath) -> Loaded:
    """Read every `*.yaml` file in a data folder; files in its `workshops/` are editions, the others collections."""
    files = sorted(path for path in folder.rglob("*.yaml") if not path.name.startswith(".")) if folder.is_dir() else []
    if not folder.is_dir():
        return Loaded(None, (Problem(str(folder), 0, 0, "there is no such folder; --data names the data folder"),))
    if not files:
        return Loaded(None, (Problem(str(folder), 0, 0, "there is no .yaml file in this folder"),))
    loaded = load_files(files)
    missing = tuple(_missing(folder, loaded.catalog)) if loaded.catalog else ()
    return Loaded(None, missing) if missing else loaded


def _missing(folder: FilePath, catalog: Catalog) -> Iterator[Problem]:
    for key, feed in catalog.all.feeds.items():
        if feed.file and not (folder / feed.file).is_file():
            yield Problem(str(folder / feed.file), 0, 0, f"there is no such file; the feed '{key}' names it")


def load_files(files: Sequence[FilePath]) -> Loaded:
    """Read the given files as one whole."""
    with _uncollected():
        return _load_files(files)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Keep the garbage collector from walking over facts, which all stay: it would take most of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.collect()
        gc.freeze()
        if was_on:
            gc.enable()


def _load_files(files: Sequence[FilePath]) -> Loaded:
    good: list[Read] = []
    problems: list[Problem] = []
    for file in files:
        try:
            good.append(_read(file))
        except BadFileError as error:
            problems += error.problems
    collection, twice = _merge(good)
    catalog = Catalog({read.facts.id: read.facts for read in good if isinstance(read.facts, Workshop)}, collection)
    problems += twice
    if not problems:  # references into files that could not be read would all seem to dangle
        problems += (
            read.document.problem(path, what) for read in good for path, what in check_references(read.facts, catalog)
        )
    return Loaded(None if problems else catalog, tuple(sorted(problems)))


class BadFileError(Exception):
    """A file cannot be used; holds every problem found in it."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        """Keep the problems."""
        super().__init__("\n".join(map(str, problems)))
        self.problems = tuple(problems)


def _read(file: FilePath) -> Read:
    document = _document(file)
    if file.absolute().parent.name == "workshops":
        return _read_workshop(file, document)
    return Read(document, _validate(Collection, document))


def _read_workshop(file: FilePath, document: Document) -> Read:
    problems = []
    if not ID.fullmatch(file.stem):
        problems.append(document.problem((), f"'{file.stem}' is no id; name the file like foo-2026.yaml"))
    if file.stem in Collection.holds.values():
        problems.append(document.problem((), f"'{file.stem}' begins the ids of other facts; name the file otherwise"))
    if not document.value.get("source"):
        problems.append(document.problem((), "'source' is missing: name the document these facts come from"))
    document.value["id"] = WRITTEN if "id" in document.value else file.stem
    try:
        facts = _validate(Workshop, document)
    except BadFileError as error:
        problems += error.problems
    if problems:
        raise BadFileError(problems)
    return Read(document, facts)


def _document(file: FilePath) -> Document:
    try:
        if file.stat().st_size > MOST_BYTES:
            raise BadFileError([Problem(str(file), 0, 0, f"this file is larger than {MOST_BYTES // 1_000_000} MB")])
        document = read_yaml(file.read_text(encoding="utf-8-sig"), str(file))
    except OSError as error:
        raise BadFileError([Problem(str(file), 0, 0, f"this file cannot be read: {error.strerror}")]) from None
    except UnicodeDecodeError as error:
        raise BadFileError([Problem(str(file), 0, 0, f"this file is not UTF-8 text (byte {error.start})")]) from None
    except MistakeError as error:
        raise BadFileError([error.problem]) from None
    if document.value is None:
        raise BadFileError([Problem(str(file), 1, 1, "this file is empty; data/README.md shows what it may hold")])
    if not isinstance(document.value, dict):
        raise BadFileError([document.problem((), "this file must hold keys and values, such as 'title: …'")])
    return document


def _validate(model: type[Kind], document: Document) -> Kind:
    try:
        return model.model_validate(document.value)
    except ValidationError as error:
        found = error.errors(include_url=False, include_context=True)
    raise BadFileError([document.problem(_path(each), _what(each, model)) for each in found])


def _path(error: ErrorDetails) -> Path:
    return tuple(step for step in error["loc"] if step != "[key]")


def _what(error: ErrorDetails, model: type[Workshop | Collection]) -> str:
    name = next((step for step in reversed(error["loc"]) if isinstance(step, str)), "")
    match error["type"]:
        case "extra_forbidden":
            return f"unknown key '{name}'" + did_you_mean(name, keys_at(model, error["loc"][:-1]))
        case "missing":
            return f"'{name}' is missing"
        case "value_error":
            return str(error["ctx"]["error"])
        case "string_type":
            return f"'{name}' must be text; got {_shown(error['input'])}" + _hint(error["input"])
        case "model_type" | "dict_type" | "model_attributes_type":
            return f"'{name}' must hold keys and values; got {_shown(error['input'])}"
        case "tuple_type":
            return f"'{name}' must be a list; got {_shown(error['input'])}"
    return f"'{name}': {error['msg'][:1].lower()}{error['msg'][1:]}; got {_shown(error['input'])}"


def _shown(value: Any) -> str:  # noqa: ANN401 - whatever the file held
    if value is None:
        return "nothing"
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "…'"  # noqa: PLR2004 - as much as a line bears


def _hint(value: object) -> str:
    return "; put it in quotes" if isinstance(value, (bool, int, float)) else ""


def _merge(good: Sequence[Read]) -> tuple[Collection, list[Problem]]:
    """Join the collections into one; a key that two files define is a problem of the second."""
    parts: dict[str, Any] = {}
    problems: list[Problem] = []
    editions: set[str] = set()
    for read in good:
        if isinstance(read.facts, Collection):
            problems += _join(parts, read)
        elif read.facts.id in editions:
            problems.append(read.document.problem((), f"another file is called '{read.facts.id}' already"))
        else:
            editions.add(read.facts.id)
    return Collection.model_construct(**parts), problems


def _join(parts: dict[str, Any], read: Read) -> Iterator[Problem]:
    for name in read.facts.model_fields_set - {"source"}:
        held = getattr(read.facts, name)
        if name == "about":
            if parts.setdefault(name, held) is not held:
                yield read.document.problem((name,), "'about' stands in another file already")
            continue
        mine: dict[str, Any] = parts.setdefault(name, {})
        for key in held.keys() & mine.keys():
            yield read.document.problem((name, key), f"'{key}' is in another file's '{name}' already")
        mine |= held
