import pytest

from tests.conftest import Answer, Ask


def sections(answer: Answer, line: str) -> list[str]:
    return [section.title for section in answer(line).sections if section.title]


def test_the_review_to_begin_with_comes_first(ask: Ask, answer: Answer) -> None:
    assert sections(answer, "/workshop reading")[:3] == [
        "Open Problems in Mechanistic Interpretability",
        "Primer by Ferrando et al.",
        "ARENA coding tutorials",
    ]
    assert ask("/workshop reading").startswith(
        "Reading\n\nThe first ones are the place to begin.\n\nOpen Problems in Mechanistic Interpretability\n"
    )


@pytest.mark.parametrize(
    "address",
    [
        "https://arxiv.org/abs/2501.16496",
        "https://arxiv.org/abs/2405.00208",
        "https://arena-chapter1-transformer-interp.streamlit.app/",
        "http://neuronpedia.org/gemma-scope",
        "https://neelnanda.io/glossary",
    ],
)
def test_addresses_are_those_of_the_sources(ask: Ask, address: str) -> None:
    assert address in ask("/workshop reading")


def test_redirects_of_a_search_engine_are_not_repeated(ask: Ask) -> None:
    assert "google.com/url" not in ask("/workshop reading") + ask("/workshop tools")


def test_the_older_address_stays_as_a_note(ask: Ask) -> None:
    assert (
        "Told otherwise in Page of the ICML 2024 Mechanistic Interpretability Workshop: The older address: "
        "https://arena3-chapter1-transformer-interp.streamlit.app/"
    ) in ask("/workshop reading arena")


def test_a_level_leaves_out_the_others(ask: Ask) -> None:
    text = ask("/workshop reading beginner")
    assert text.startswith("Reading (beginner)\n\n")
    assert ", intermediate." not in text
    assert ", advanced." not in text


def test_a_topic_brings_the_works_cited_for_it(ask: Ask) -> None:
    assert "\n\nCited works on it (5)\n• Bricken et al., 2023 <https://transformer-circuits.pub/2023/" in ask(
        "/workshop reading superposition"
    )


def test_a_level_that_nothing_has_is_told(ask: Ask) -> None:
    assert ask("/workshop reading superposition advanced").startswith(
        "Reading: superposition (advanced)\n\nNothing on it is marked “advanced”; cited works bear no level.\n\n"
    )


def test_papers_alone_gives_an_overview(ask: Ask) -> None:
    text = ask("/workshop papers")
    assert text.startswith("Papers\n\n80 cited works are here. Add a name, a method or a year to find one.\n\n")
    assert "\n• ICML 2024, Causal methods: 8\n" in text
    assert "• Transcript of a talk by Neel Nanda" in text


def test_a_work_is_told_with_where_and_for_what_it_is_cited(ask: Ask) -> None:
    assert ask("/workshop papers wang 2022").startswith(
        "Papers: wang 2022\n\nOne work fits.\n\nWang et al., 2022\nhttps://arxiv.org/abs/2211.00593\n\nCited in\n"
        "• ICML 2024, introduction: Recovering how language models implement particular behaviors\n"
        "• ICML 2024, Validating interpretations: Metrics and techniques for validating mechanistic interpretations\n"
        "• ICML 2024, Causal methods: Path patching\n"
        "• ICML 2024, Qualitative analysis: Studying specific circuits\n\n"
    )


def test_two_works_under_one_label_are_both_told(ask: Ask) -> None:
    text = ask('/workshop papers "Marks et al., 2024"')
    assert text.startswith("Papers: Marks et al., 2024\n\n2 works fit, the closest first.\n\n")
    assert "Marks et al., 2024\nhttps://arxiv.org/abs/2403.19647\n" in text
    assert "Marks et al., 2024\nhttps://arxiv.org/pdf/2310.08164\n" in text


def test_one_work_under_two_labels_is_told_once(ask: Ask) -> None:
    text = ask("/workshop papers Elhage et al., 2023")
    assert "One work fits.\n\nElhage et al., 2022: Toy Models of Superposition\n" in text
    assert "the topic on basic science calls it Elhage et al., 2023" in text


def test_a_mistyped_address_is_not_repeated_as_a_link(ask: Ask) -> None:
    assert "https://transformer-circuits.pub/2022/toy/_model" not in ask("/workshop papers Elhage 2022")


def test_a_work_without_an_address_gets_none(ask: Ask) -> None:
    assert "\n\nGeiger et al., 2024\nIts address is not in our sources.\n\n" in ask("/workshop papers geiger")


def test_a_year_finds_its_works(ask: Ask) -> None:
    assert ask("/workshop papers 2005").startswith("Papers: 2005\n\nOne work fits.\n\nQuiroga et al., 2005\n")


@pytest.mark.parametrize(
    ("need", "tool", "address"),
    [
        ("jax", "Penzai", "https://github.com/google-deepmind/penzai"),
        ("70b", "nnsight", "https://github.com/ndif-team/nnsight"),
        ("2b", "TransformerLens", "https://github.com/TransformerLensOrg/TransformerLens"),
        ("benchmark", "Mechanistic Interpretability Benchmark", "https://mib-bench.github.io/"),
        ("gemma", "Gemma Scope", "https://arxiv.org/abs/2408.05147"),
    ],
)
def test_a_need_finds_its_tool(answer: Answer, need: str, tool: str, address: str) -> None:
    assert answer(f"/workshop tools {need}").sections[0].text.startswith(f"[{tool}](<{address}>) — ")


def test_the_libraries_of_the_comment_thread_are_among_the_tools(ask: Ask) -> None:
    text = ask("/workshop tools")
    assert all(f"\n{name} — library. " in text for name in ("inseq", "torchlens"))


def test_best_for_is_not_told_of_larger_models(ask: Ask) -> None:
    assert "TransformerLensOrg" not in ask("/workshop tools 70b")


@pytest.mark.parametrize(("command", "said"), [("papers", "papers"), ("reading", "reading"), ("tools", "tools")])
def test_words_that_fit_nothing_say_where_to_look(ask: Ask, command: str, said: str) -> None:
    assert f"Nothing about “zzzz” is in our {said}.\n\nTry the workshop's site" in ask(f"/workshop {command} zzzz")


@pytest.mark.parametrize(
    ("alias", "name"),
    [
        ("paper", "papers"),
        ("cited", "papers"),
        ("references", "papers"),
        ("read", "reading"),
        ("resources", "reading"),
        ("tutorials", "reading"),
        ("learn", "reading"),
        ("tool", "tools"),
        ("libraries", "tools"),
        ("library", "tools"),
        ("software", "tools"),
    ],
)
def test_they_have_other_names(ask: Ask, alias: str, name: str) -> None:
    assert ask(f"/workshop {alias}") == ask(f"/workshop {name}")
