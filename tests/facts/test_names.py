import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.facts.catalog import Catalog
from bot.facts.names import Names, fold
from bot.words import closest, did_you_mean

PEOPLE = Names(
    [
        ("ana-diaz", ("Ana Díaz", "Diaz, Ana")),
        ("bo-diaz", ("Bo Diaz",)),
        ("bo", ("Bo",)),
    ]
)


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Kramár", "kramar"),
        ("STRASSE straße", "strasse strasse"),
        ("Pr(Ai)²R", "pr ai 2r"),
        ("  Goldowsky-Dill_2023! ", "goldowsky dill 2023"),
        ("ﬁne", "fine"),
        ("…", ""),
    ],
)
def test_folds_spellings_into_one(written: str, folded: str) -> None:
    assert fold(written) == folded


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("asked", "keys"),
    [
        ("ana diaz", ["ana-diaz"]),
        ("DÍAZ", ["ana-diaz", "bo-diaz"]),
        ("diaz ana", ["ana-diaz"]),
        ("bo", ["bo"]),
        ("diaz bo", ["bo-diaz"]),
        ("diaz carl", []),
        ("", []),
        ("!", []),
    ],
)
def test_finds_by_the_whole_name_or_some_of_its_words(asked: str, keys: list[str]) -> None:
    assert PEOPLE.find(asked) == keys


def test_shows_the_first_name_and_knows_all() -> None:
    assert PEOPLE.shown == {"ana-diaz": "Ana Díaz", "bo-diaz": "Bo Diaz", "bo": "Bo"}
    assert PEOPLE.all == ["ana diaz", "diaz ana", "bo diaz", "bo"]
    assert ["bo" in PEOPLE, "Bo Diaz" in PEOPLE] == [True, False]


@pytest.mark.parametrize(
    ("asked", "keys"),
    [
        ("Geiger", ["atticus-geiger"]),
        ("géiger", ["atticus-geiger"]),
        ("olah chris", ["chris-olah"]),
        ("colah", ["chris-olah"]),
        ("David", ["david-bau"]),
        ("Been Kim", ["been-kim"]),
        ("nobody", []),
    ],
)
def test_finds_people_of_the_shipped_editions(catalog: Catalog, asked: str, keys: list[str]) -> None:
    assert catalog.person_names.find(asked) == keys


@pytest.mark.parametrize(
    ("asked", "keys"),
    [
        ("ICML 2024", ["icml-2024"]),
        ("neurips", ["neurips-2025"]),
        ("icml", ["icml-2026", "icml-2024"]),
        ("2025", ["neurips-2025"]),
        ("vienna", ["icml-2024"]),
    ],
)
def test_finds_the_shipped_editions(catalog: Catalog, asked: str, keys: list[str]) -> None:
    assert catalog.workshop_names.find(asked) == keys


def test_finds_terms_by_their_short_names(catalog: Catalog) -> None:
    assert [catalog.term_names.find(name) for name in ("SAE", "ioi")] == [
        ["sparse-autoencoder"],
        ["indirect-object-identification"],
    ]


@pytest.mark.parametrize(
    ("word", "sentence"),
    [
        ("deadlins", "; did you mean 'deadlines'?"),
        ("dog", ""),
        ("", ""),
        ("date", "; did you mean 'dates'?"),
        ("x" * 100_000, ""),
    ],
)
def test_guesses_what_a_mistyped_word_means(word: str, sentence: str) -> None:
    assert did_you_mean(word, ["deadlines", "dates", "data", "title"]) == sentence


def test_guesses_no_more_than_asked_for() -> None:
    assert closest("a1", ["a1x", "a1y", "a1z"], most=2) == ["a1x", "a1y"]
