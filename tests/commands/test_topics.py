import pytest

from tests.conftest import Answer, Ask

DISCUSSION = {
    "Validating interpretations": "Bolukbasi 2021, Cammarata 2020, Chan 2022, Geiger 2021, Wang 2022",
    "Superposition": "Bricken 2023, Elhage 2022, Gurnee 2023, Marks 2024, Marks 2024",
    "Editing and controlling models": (
        "Cohen 2023, Hoelscher-Obermaier 2023, Huang 2024, Lo 2024, Meng 2022, Turner 2023"
    ),
    "Causal methods": "Chan 2022, Geiger 2021, Geiger 2024, Ghandeharioun 2024, Goldowsky-Dill 2023, Meng 2022, "
    "Vig 2020, Wang 2022",
    "Scaling and automation": "Bills 2023, Conmy 2023, Foote 2023, Kramar 2024, Wu 2024",
    "Qualitative analysis": "Bricken 2023, Cunningham 2023, Goh 2021, Gould 2023, Gurnee 2024, Lieberum 2023, "
    "McDougall 2023, Olsson 2022, Wang 2022",
    "Use in the real world": "Rimsky 2023, Zheng 2024, Zou 2023",
    "Basic science of model internals": "Elhage 2022, Olah 2020, Park 2023, Prakash 2024",
    "Beyond language models": "Cammarata 2021, Hilton 2020",
    "Helping newcomers": "Fiotto-Kaufman 2023, McDougall 2023, Nanda 2022, Nanda and Bloom 2022",
    "Neuroscience": "Ding 2023, Goh 2021, Quiroga 2005, Schubert 2021",
}
"""What the page of the first edition cites in each topic of discussion, by the first author and year."""


def block(text: str, title: str) -> list[str]:
    _, _, below = text.partition(f"\n\n{title}\n")
    return [line.removeprefix("• ") for line in below.partition("\n\n")[0].splitlines()]


def test_every_list_is_labelled_as_what_it_is(ask: Ask) -> None:
    text = ask("/workshop topics")
    assert block(text, "ICML 2024: 6 areas of the call") == [
        "Techniques",
        "Exploratory analysis",
        "Decoding superposition",
        "Applications of interpretability",
        "Scaling and automation",
        "Basic science",
    ]
    assert block(text, "ICML 2024: 11 topics of discussion") == list(DISCUSSION)
    assert len(block(text, "ICML 2024: 2 aims")) == 2
    assert len(block(text, "NeurIPS 2025: 5 debates")) == 5
    assert len(block(text, "NeurIPS 2025: 5 aims")) == 5


@pytest.mark.parametrize(("topic", "works"), DISCUSSION.items())
def test_a_topic_of_discussion_names_the_works_cited_for_it(ask: Ask, topic: str, works: str) -> None:
    text = ask(f"/workshop topics {topic}")
    _, _, below = text.partition(f"Topic of discussion · ICML 2024: {topic}\n")
    _, _, cited = below.partition("Cited for it (")
    labels = [line.removeprefix("• ") for line in cited.split("\n\n")[0].splitlines()[1:]]
    named = [label.replace(" et al.", "").replace(",", "", 1) for label in labels]
    asked = sorted(works.split(", "))
    assert len(named) == len(asked)
    assert all(label.startswith(work) for label, work in zip(sorted(named), asked, strict=True))


def test_an_area_and_a_topic_of_the_same_name_are_both_told(ask: Ask) -> None:
    text = ask("/workshop topics scaling and automation")
    assert text.startswith("Topics: scaling and automation\n\n2 topics fit.\n\nArea of the call · ICML 2024: Scaling")
    assert "\n\nTopic of discussion · ICML 2024: Scaling and automation\n" in text


def test_a_debate_is_told_with_its_links(ask: Ask) -> None:
    text = ask("/workshop topics How useful are sparse autoencoders?")
    assert "Debate · NeurIPS 2025: How useful are sparse autoencoders?\n" in text
    for address in (
        "https://transformer-circuits.pub/2023/monosemantic-features/index.html",
        "https://adamkarvonen.github.io/machine_learning/2024/06/11/sae-intuitions.html",
        (
            "https://deepmindsafetyresearch.medium.com/negative-results-for-sparse-autoencoders-on-downstream-tasks-and-"
            "deprioritising-sae-research-6cadcfc125b9"
        ),
    ):
        assert f"<{address}>" in text
    assert "google.com/url" not in text


def test_words_of_a_topic_find_it(ask: Ask) -> None:
    assert "Topic of discussion · ICML 2024: Use in the real world" in ask("/workshop topics sycophancy")


def test_an_edition_without_topics_says_so(ask: Ask) -> None:
    assert ask("/workshop topics icml-2026").startswith(
        "Topics · ICML 2026\n\nThe topics of ICML 2026: not in our sources. See the workshop's site"
    )


def test_one_edition_alone_shows_nothing_of_another(ask: Ask) -> None:
    assert "ICML 2024" not in ask("/workshop topics neurips-2025").partition("Source")[0]


def test_a_topic_of_one_edition_is_not_found_in_another(ask: Ask) -> None:
    assert "Topic of discussion" not in ask("/workshop topics neuroscience neurips-2025")


def test_words_that_fit_nothing_say_where_to_look(ask: Ask, answer: Answer) -> None:
    assert ask("/workshop topics zzz").startswith("Topics\n\nNo topic fits “zzz”.\n\nTry the workshop's site")
    assert [button.command for button in answer("/workshop topics zzz").buttons] == [
        "/workshop topics",
        "/workshop ask zzz",
    ]


@pytest.mark.parametrize("alias", ["topic", "debates", "aims"])
def test_it_has_other_names(ask: Ask, alias: str) -> None:
    assert ask(f"/workshop {alias}") == ask("/workshop topics")
