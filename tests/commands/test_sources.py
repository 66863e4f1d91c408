import pytest

from tests.conftest import Answer, Ask


def test_the_six_documents_are_told_with_the_day_they_were_read(ask: Ask) -> None:
    text = ask("/workshop sources")
    assert text.startswith("Sources\n\n6 documents. On ")
    documents = list(text.partition("Documents\n")[2].partition("\n\n")[0].splitlines())
    assert len(documents) == 6
    assert all(", read 20 Nov 2026. " in line for line in documents)


def test_every_disagreement_is_listed(answer: Answer) -> None:
    titles = {section.title for section in answer("/workshop sources").sections}
    assert {
        "ICML 2024: Jacob Steinhardt",
        "ICML 2026: Reciprocal reviewers",
        "NeurIPS 2025: Workshop",
        "ARENA coding tutorials",
        "TransformerLens",
        "Curve Circuits",
    } <= titles


def test_a_fact_is_told_with_its_documents(ask: Ask) -> None:
    text = ask("/workshop sources steinhardt")
    assert (
        "ICML 2024: Jacob Steinhardt\nSources: Page of the ICML 2024 Mechanistic Interpretability Workshop, read"
        in text
    )
    assert "Its id: icml-2024/person/jacob-steinhardt" in text


def test_each_document_is_described_once(ask: Ask) -> None:
    assert ask("/workshop sources steinhardt").count("A forum post, crossposted from the AI Alignment Forum") == 1


def test_the_passcode_is_nowhere(ask: Ask) -> None:
    assert "pwd" not in ask("/workshop sources") + ask("/workshop sources zoom") + ask("/workshop sources seminar")


def test_words_that_fit_nothing_say_where_to_look(ask: Ask) -> None:
    assert ask("/workshop sources zzz").startswith(
        "Sources\n\nNothing about “zzz” is in our sources.\n\nTry the workshop's site"
    )


@pytest.mark.parametrize("alias", ["source", "disagreements"])
def test_it_has_other_names(ask: Ask, alias: str) -> None:
    assert ask(f"/workshop {alias}") == ask("/workshop sources")
