import pytest

from tests.conftest import Ask

OPENREVIEW = "https://openreview.net/group?id=ICML.cc/2024/Workshop/MI"
CLOSED_2026 = "Paper submission: Sat 9 May 2026, 11:59 UTC (Fri 8 May 2026, 23:59 AoE). Closed since then."
PRIZES = [
    (
        "First prize ($1000): The Geometry of Categorical and Hierarchical Concepts in Large Language Models "
        "<https://openreview.net/forum?id=KXuYjuBzKo>."
    ),
    (
        "Second prize ($500): InversionView: A General-Purpose Method for Reading Information from Neural Activations "
        "<https://openreview.net/forum?id=P7MW0FahEq>."
    ),
    (
        "Third prize ($250): Hypothesis Testing the Circuit Hypothesis in LLMs "
        "<https://openreview.net/forum?id=ibSNv9cldu>."
    ),
    (
        "Honorable mention (no cash prize), up to 5, 2 given: Missed Causes and Ambiguous Effects: "
        "Counterfactuals Pose "
        "Challenges for Interpreting Neural Networks <https://openreview.net/forum?id=pJs3ZiKBM5>; "
        "Measuring Progress in "
        "Dictionary Learning for Language Model Interpretability with Board Game Models "
        "<https://openreview.net/forum?id=qzsDKwGJyB>. The call allows up to five honorable "
        "mentions; two papers got one."
    ),
]


def points(text: str, title: str = "") -> list[str]:
    _, _, below = text.partition(f"\n\n{title}\n") if title else ("", "", text)
    block = below.partition("\n\n")[0] if title else below
    return [line.removeprefix("• ") for line in block.splitlines() if line.startswith("• ")]


def test_whether_papers_are_still_taken_comes_first(ask: Ask) -> None:
    assert ask("/workshop cfp icml-2024", "2024-05-20T12:00Z").startswith(
        "Call for papers · ICML 2024\n\n"
        "Submission: Thu 30 May 2024, 11:59 UTC (Wed 29 May 2024, 23:59 AoE). Open: 9 days left.\n\nDates\n"
    )


def test_the_closed_call_is_told_closed(ask: Ask) -> None:
    assert ask("/workshop cfp").startswith(
        f"Call for papers · ICML 2026\n\n{CLOSED_2026}\n\nThe call for papers is closed.\n\nDates\n"
    )


def test_the_later_word_that_the_call_is_closed_is_not_told_before(ask: Ask) -> None:
    text = ask("/workshop cfp icml-2026", "2026-05-01T12:00Z")
    assert "Still ahead: 7 days left." in text
    assert "closed" not in text


@pytest.mark.parametrize(
    ("edition", "formats"),
    [
        ("icml-2024", [("Short paper", 4), ("Long paper", 8)]),
        ("neurips-2025", [("Short paper", 4), ("Long paper", 9)]),
        (
            "icml-2026",
            [
                ("Short paper in ICML format", 4),
                ("Long paper in ICML format", 8),
                ("Short paper in NeurIPS format", 5),
                ("Long paper in NeurIPS format", 9),
            ],
        ),
    ],
)
def test_page_limits_are_those_of_the_edition(ask: Ask, edition: str, formats: list[tuple[str, int]]) -> None:
    told = points(ask(f"/workshop cfp {edition} formats"), "Formats")
    assert [line.partition(". ")[0] for line in told] == [f"{name} — at most {pages} pages" for name, pages in formats]


def test_dates_are_told_with_what_they_mean_now(ask: Ask) -> None:
    assert points(ask("/workshop cfp icml-2024 dates", "2024-06-20T12:00Z"), "Dates") == [
        "Submission: Thu 30 May 2024, 11:59 UTC (Wed 29 May 2024, 23:59 AoE). Closed since then.",
        "Camera-ready: Mon 15 Jul 2024, 11:59 UTC (Sun 14 Jul 2024, 23:59 AoE). Still ahead: 24 days left.",
        "Notification of acceptance: Sun 23 Jun 2024.",
        "Workshop: Sat 27 Jul 2024.",
    ]


def test_an_unknown_date_is_told_unknown(ask: Ask) -> None:
    assert "Camera-ready version: not in our sources." in points(ask("/workshop cfp icml-2026 dates"), "Dates")


def test_an_undecided_day_is_told_with_the_one_that_stands(ask: Ask) -> None:
    assert (
        "• Workshop: Sun 7 Dec 2025; past. The later copy of the site stands. "
        "Told otherwise: An older copy of the site leaves it open between 6 and 7 December 2025."
    ) in ask("/workshop deadlines neurips-2025")


def test_the_place_to_submit_is_told_with_the_late_account(ask: Ask) -> None:
    assert points(ask("/workshop cfp icml-2024 submission", "2024-05-29T09:00Z"), "Submission") == [
        f"Submit through {OPENREVIEW}",
        (
            "First: Create an OpenReview account, for authors without an institutional email (such as a .edu address). "
            "The advised day, Tue 14 May 2024, has passed. It can take up to 14 days: do it at once. "
            "Nobody can submit without an OpenReview account. Without an institutional email, approval "
            "by the moderators "
            "of OpenReview can take two weeks, so the page asks for the account by 14 May 2024 at the latest."
        ),
        (
            "ICML 2024 LaTeX Template. Every submission uses this template. "
            "https://media.icml.cc/Conferences/ICML2024/Styles/icml2024.zip"
        ),
    ]


@pytest.mark.parametrize("edition", ["neurips-2025", "icml-2026"])
def test_a_link_that_is_not_known_is_told_so(ask: Ask, edition: str) -> None:
    text = ask(f"/workshop cfp {edition} submission")
    assert points(text, "Submission")[0] == "The link to submit through: not in our sources."
    assert "openreview.net" not in text


def test_the_six_areas_are_told(ask: Ask) -> None:
    told = points(ask("/workshop cfp icml-2024 topics"), "Topics")
    assert [line.partition(".")[0] for line in told] == [
        "Techniques",
        "Exploratory analysis",
        "Decoding superposition",
        "Applications of interpretability",
        "Scaling and automation",
        "Basic science",
    ]


def test_other_welcome_work_is_told(ask: Ask) -> None:
    told = points(ask("/workshop cfp icml-2024 welcome"), "Welcome")
    assert [line.partition(". ")[0] for line in told] == [
        "Negative results",
        "Open source software",
        "Models and datasets",
        "Coding tutorials",
        "Distillations",
        "Position pieces",
    ]


@pytest.mark.parametrize(
    ("edition", "said"),
    [
        ("icml-2024", "Reviewing is double blind."),
        ("icml-2024", "Other non-archival venues are fine."),
        ("icml-2024", "Three things count: originality and novelty, technical strength, and relevance"),
        ("icml-2024", "Decisions come by email."),
        ("neurips-2025", "The camera-ready version may be one page longer than the submission."),
        ("neurips-2025", "That includes papers at the main track of NeurIPS."),
        ("neurips-2025", "asked to volunteer too, but they do not have to."),
        ("icml-2026", "who reviews 4 papers. One person may be the reciprocal reviewer of at most 3 submissions."),
        ("icml-2026", "Told otherwise: An older copy of the site: each reciprocal reviewer reviews 3 papers."),
        ("icml-2026", "Papers that ICML 2026 has already accepted are welcome on a fast track."),
        ("icml-2026", "for example at COLM or NeurIPS, is welcome."),
    ],
)
def test_rules_are_those_of_the_edition(ask: Ask, edition: str, said: str) -> None:
    others = {"icml-2024", "neurips-2025", "icml-2026"} - {edition}
    assert said in ask(f"/workshop cfp {edition} rules")
    assert all(said not in ask(f"/workshop cfp {other} rules") for other in others)


def test_no_rule_of_double_blind_review_is_known_of_later_editions(ask: Ask) -> None:
    assert "double blind" not in ask("/workshop cfp neurips-2025") + ask("/workshop cfp icml-2026")


def test_prizes_are_told_with_their_papers(ask: Ask) -> None:
    assert points(ask("/workshop prizes icml-2024")) == PRIZES
    assert points(ask("/workshop cfp icml-2024 prizes"), "Prizes") == PRIZES


@pytest.mark.parametrize("edition", ["neurips-2025", "icml-2026"])
def test_no_prize_leaks_into_another_edition(ask: Ask, edition: str) -> None:
    text = ask(f"/workshop prizes {edition}")
    assert "not in our sources. See the workshop's site" in text
    assert "$" not in text


def test_unnamed_it_says_first_that_the_current_edition_has_no_prizes(ask: Ask) -> None:
    assert ask("/workshop prizes").startswith(
        "Prizes · ICML 2024\n\n"
        "The prizes of ICML 2026: not in our sources. The newest edition that has it is ICML 2024."
    )


def test_topics_of_an_edition_without_any_are_not_known(ask: Ask) -> None:
    text = ask("/workshop cfp icml-2026 topics")
    assert text.startswith("Call for papers · ICML 2026\n\nThe topics of ICML 2026: not in our sources.")
    assert "Techniques" not in text


@pytest.mark.parametrize("alias", ["call", "submit"])
def test_it_has_other_names(ask: Ask, alias: str) -> None:
    assert ask(f"/workshop {alias} icml-2024") == ask("/workshop cfp icml-2024")


@pytest.mark.parametrize("alias", ["rules", "formats"])
def test_a_part_is_asked_for_by_its_own_name(ask: Ask, alias: str) -> None:
    assert ask(f"/workshop {alias} icml-2024") == ask(f"/workshop cfp icml-2024 {alias}")
