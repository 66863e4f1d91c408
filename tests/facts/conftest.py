from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from bot.facts.catalog import Catalog
from bot.facts.files import Loaded, load

SOURCES = """\
sources:
  page:
    title: The page
    read: 2026-01-01
"""
WORKSHOP = """\
source: page
name: Ants 2027
title: Workshop on Ants
when: 2027-05-01
year: 2027
"""

Files = Mapping[str, str | bytes]
Load = Callable[[Files], Loaded]
Problems = Callable[[Files], list[str]]


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    """Give the shipped facts."""
    catalog = load(Path(__file__).parents[2] / "data").catalog
    assert catalog
    return catalog


@pytest.fixture
def load_from(tmp_path: Path) -> Load:
    """Load a folder that holds the given files, by name."""

    def give(files: Files) -> Loaded:
        for name, text in files.items():
            file = tmp_path / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(text if isinstance(text, bytes) else text.encode())
        return load(tmp_path)

    return give


@pytest.fixture
def problems_in(load_from: Load, tmp_path: Path) -> Problems:
    """Give every problem of the given files, as lines with names inside their folder."""

    def give(files: Files) -> list[str]:
        return [str(problem).removeprefix(f"{tmp_path}/") for problem in load_from(files).problems]

    return give


@pytest.fixture
def workshop_problems(problems_in: Problems) -> Callable[[str], list[str]]:
    """Give the problems of one good edition to which lines were added; its own lines are the first five."""

    def give(lines: str) -> list[str]:
        found = problems_in({"sources.yaml": SOURCES, "workshops/ants-2027.yaml": WORKSHOP + lines})
        return [line.removeprefix("workshops/ants-2027.yaml:") for line in found]

    return give


@pytest.fixture
def collection_problems(problems_in: Problems) -> Callable[[str], list[str]]:
    """Give the problems of one collection, its sources (four lines, not counted) beside it."""

    def give(lines: str) -> list[str]:
        found = problems_in({"sources.yaml": SOURCES, "ants.yaml": lines})
        return [line.removeprefix("ants.yaml:") for line in found]

    return give
