from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.facts.catalog import Catalog
from bot.facts.files import Loaded
from bot.facts.search import QUESTION_WORDS, Index

FACTS = """\
source: https://a.example
terms:
  leg: {term: Leg, text: An ant walks on six of them.}
  wing: {term: Wing, text: Some ants fly., also: [Flügel]}
  nest: {term: Nest, text: Where ants live. Built of needles.}
papers:
  kramar: {label: "Kramár, 2024", title: Walking on six legs, cited: [{at: term/leg, why: Gaits of insects.}]}
"""
EDITION = """\
source: https://a.example
name: {0}
title: Ants
when: {1}-05-01
year: {1}
deadlines: {{nest: {{title: Nest, due: unknown}}}}
"""


@pytest.fixture
def ants(load_from: Callable[..., Loaded]) -> Index:
    editions = {f"workshops/a-{year}.yaml": EDITION.format(f"A {year}", year) for year in (2026, 2027)}
    catalog = load_from({"facts.yaml": FACTS, **editions}).catalog
    assert catalog
    return Index(catalog)


@pytest.fixture(scope="module")
def index(catalog: Catalog) -> Index:
    return Index(catalog)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("needles", ["term/nest"]),
        ("six walks", ["paper/kramar", "term/leg"]),  # all words, in any order and form
        ("six wings", ["term/wing", "paper/kramar", "term/leg"]),  # some of them, where none has all
        ("insect", ["paper/kramar"]),  # for what it is cited
        ("needl", ["term/nest"]),  # the beginning of a word
        ("flugel", ["term/wing"]),
        ("KRAMAR", ["paper/kramar"]),
        ("Kramár", ["paper/kramar"]),
        ("what are the needles?", ["term/nest"]),
        ("zebra", []),
        ("zebra crossing", []),
        ("", []),
    ],
)
def test_finds_what_fits_best_first(ants: Index, query: str, found: list[str]) -> None:
    assert ants.find(query) == found


@pytest.mark.parametrize(
    ("narrow", "found"),
    [
        ({"kinds": ["term"]}, ["term/nest"]),
        ({"kinds": ["deadline"]}, ["a-2026/nest", "a-2027/nest"]),
        ({"kinds": ["deadline"], "shop": "a-2027"}, ["a-2027/nest"]),
        ({"shop": "a-2026"}, ["a-2026/nest"]),
        ({"shop": "a-1999"}, []),
        ({"kinds": ["paper"]}, []),
        ({"kinds": ["paper", "term"], "most": 1}, ["term/nest"]),
    ],
)
def test_narrows_to_kinds_and_an_edition(ants: Index, narrow: dict, found: list[str]) -> None:
    assert sorted(ants.find("nest", **narrow)) == found


def test_gives_no_more_than_asked_for(index: Index) -> None:
    assert [len(index.find("model", most=most)) for most in (1, 5, 20)] == [1, 5, 20]


def test_question_words_alone_find_nothing(index: Index) -> None:
    assert index.find(" ".join(QUESTION_WORDS)) == []
    assert [word for word in sorted(QUESTION_WORDS) if index.find(word)] == []


@pytest.mark.parametrize(
    "query",
    [
        '"',
        "'",
        "nest'--",
        '"nest',
        "nest*",
        "^nest",
        "nest:",
        "names:nest",
        "nest AND",
        "NOT nest",
        "NEAR(nest, 2)",
        "(nest",
        "{nest}",
        "nest + nest",
        "-nest",
        "nest;",
        "nest\x00",
        "%nest_",
        "nest?" * 99,
        "\\nest",
        "nest ﷺ",
    ],
)
def test_signs_that_search_languages_know_mean_nothing(ants: Index, query: str) -> None:
    assert set(ants.find(query)) <= {"term/nest", "a-2026/nest", "a-2027/nest"}


@given(st.text(st.characters(exclude_categories=())) | st.text('"*^:()+-{} aANDORNEAR\0', max_size=30))
def test_whatever_is_asked_is_answered(index: Index, query: str) -> None:
    assert len(index.find(query, most=3)) <= 3


@pytest.mark.parametrize(
    ("query", "kinds", "best"),
    [
        ("Nanda and Bloom", ["paper"], "paper/nanda-bloom-2022"),
        ("grokking", ["term"], "term/grokking"),
        ("when is the camera-ready due", ["deadline"], "icml-2024/camera-ready"),
        ("create account openreview edu page asks", ["step"], "icml-2024/submission/openreview-account"),
        ("lunch", [], "icml-2024/lunch"),
        ("2209.11895", [], "paper/olsson-2022"),
        ("tool paper related work", ["question"], "faq/tool-paper-related-work"),
    ],
)
def test_finds_the_shipped_facts(index: Index, query: str, kinds: list[str], best: str) -> None:
    assert index.find(query, kinds, most=1) == [best]
