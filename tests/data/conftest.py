from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from bot.facts.catalog import Catalog
from bot.facts.files import load
from bot.facts.models import Workshop
from bot.facts.yaml12 import read_yaml

DATA = Path(__file__).parents[2] / "data"


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    """Give the shipped facts."""
    catalog = load(DATA).catalog
    assert catalog
    return catalog


@pytest.fixture(scope="session")
def icml_2024(catalog: Catalog) -> Workshop:
    return catalog.workshops["icml-2024"]


@pytest.fixture(scope="session")
def neurips_2025(catalog: Catalog) -> Workshop:
    return catalog.workshops["neurips-2025"]


@pytest.fixture(scope="session")
def icml_2026(catalog: Catalog) -> Workshop:
    return catalog.workshops["icml-2026"]


@pytest.fixture(scope="session")
def written() -> Mapping[str, str]:
    """Give every text of the shipped files by where it stands: file.yaml:key.key → text."""
    files = sorted(DATA.rglob("*.yaml"))
    return {
        f"{file.name}:{place}": text
        for file in files
        for place, text in _texts(read_yaml(file.read_text(), file.name).value, "")
    }


def _texts(value: Any, place: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, dict | list):
        for key, held in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _texts(held, f"{place}.{key}" if place else str(key))
