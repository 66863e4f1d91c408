"""Mistakes between facts: references that lead nowhere, ids that are shared, times that run backward."""

from collections.abc import Callable

import pytest

Lines = Callable[[str], list[str]]
Problems = Callable[..., list[str]]
SOURCES = "sources:\n  page:\n    title: The page\n    read: 2026-01-01\n"
WORKSHOP = "source: page\nname: Ants 2027\ntitle: Workshop on Ants\nwhen: 2027-05-01\nyear: 2027\n"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (
            "people: {bo-li: {name: Bo Li}}\nsessions: {a: {title: A, at: unknown, kind: talk, people: [bo-lee]}}",
            ["7:51: there is no person 'bo-lee'; did you mean 'bo-li'?"],
        ),
        (
            (
                "people: {bo-li: {name: Bo Li}}\n"
                "sessions:\n  a:\n    title: A\n    at: unknown\n    kind: talk\n    people:\n      - bo-li\n      - xy"
            ),
            ["14:9: there is no person 'xy'"],
        ),
        ("sessions: {a: {title: A, at: unknown, kind: talk, people: [bo-li]}}", ["6:51: there is no person 'bo-li'"]),
    ],
)
def test_a_session_names_people_of_its_edition(workshop_problems: Lines, lines: str, expected: list[str]) -> None:
    assert workshop_problems(lines) == expected


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (
            "source: page\npapers:\n  a:\n    label: A\n    cited:\n    - {at: a, why: w}\n    - {at: paper/a, why: w}",
            ["6:8: there is no fact 'a'; did you mean 'page' or 'paper/a'?"],
        ),
        ("source: page\npapers: {a: {label: A, cited: [{at: page, why: w}]}}", []),
        (
            "source: page\nterms: {ant: {term: Ant, text: t, see: [aunt]}}",
            ["2:35: there is no term 'aunt'; did you mean 'ant'?"],
        ),
        ("source: page\nterms: {ant: {term: Ant, text: t, see: [ant, xy]}}", ["2:46: there is no term 'xy'"]),
        ("source: page\nfaq: {who: {question: Q, answer: A, workshop: ants}}", ["2:37: there is no workshop 'ants'"]),
    ],
)
def test_a_reference_must_lead_somewhere(collection_problems: Lines, lines: str, expected: list[str]) -> None:
    assert collection_problems(lines) == expected


def test_a_paper_may_be_cited_at_an_edition_or_what_it_holds(problems_in: Problems) -> None:
    places = ["ants-2027", "ants-2027/paper", "ants-2027/topic/legs", "ants-2027/topic/wings"]
    cited = ", ".join(f"{{at: {place}, why: w}}" for place in places)
    assert problems_in(
        {
            "sources.yaml": SOURCES,
            "papers.yaml": f"source: page\npapers: {{a: {{label: A, cited: [{cited}]}}}}\n",
            "workshops/ants-2027.yaml": WORKSHOP
            + "deadlines: {paper: {title: P, due: unknown}}\ntopics: {legs: {title: L}}\n",
        }
    ) == [
        (
            "papers.yaml:2:125: there is no fact 'ants-2027/topic/wings'; "
            "did you mean 'ants-2027' or 'ants-2027/topic/legs'?"
        )
    ]


# ── Sources ──


def test_an_unknown_source_at_the_top_is_told_once(problems_in: Problems) -> None:
    many = "".join(f"  d{n}: {{title: D, due: unknown, steps: {{s: {{title: S, text: s}}}}}}\n" for n in range(9))
    mistyped = WORKSHOP.replace("source: page", "source: pages")
    assert problems_in({"sources.yaml": SOURCES, "workshops/ants-2027.yaml": mistyped + "deadlines:\n" + many}) == [
        "workshops/ants-2027.yaml:1:1: there is no source 'pages'; add it under `sources`; did you mean 'page'?"
    ]


def test_a_source_of_a_wrong_type_is_told_once(problems_in: Problems) -> None:
    wrong = "source: 5\npapers: {a: {label: A}, b: {label: B}}\n"
    assert problems_in({"papers.yaml": wrong}) == ["papers.yaml:1:1: 'source' must be a list; got 5"]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (
            "source: [page, copy]\nterms: {a: {term: A, text: t}}",
            ["1:16: there is no source 'copy'; add it under `sources`"],
        ),
        (
            "source: page\nterms: {a: {term: A, text: t, source: copy}}",
            ["2:31: there is no source 'copy'; add it under `sources`"],
        ),
        (
            "source: page\nterms: {a: {term: A, text: t, disagrees: [{source: copy, says: y}]}}",
            ["2:44: there is no source 'copy'; add it under `sources`"],
        ),
        (
            "terms:\n  a: {term: A, text: t}\n  b: {term: B, text: t, source: page}\n",
            ["2:3: no source: add `source` here or at the top of the file"],
        ),
        (
            "source: page\nterms: {a: {term: A, text: t, source: []}}",
            ["2:9: no source: add `source` here or at the top of the file"],
        ),
        ("terms: {a: {term: A, text: t, source: https://a.example}}", []),
        (
            "terms: {a: {term: A, text: t, source: http://a.example}}",
            ["1:31: there is no source 'http://a.example'; add it under `sources`"],
        ),
    ],
)
def test_every_fact_has_a_source_that_is_known(collection_problems: Lines, lines: str, expected: list[str]) -> None:
    assert collection_problems(lines) == expected


def test_an_edition_says_what_another_source_claims(workshop_problems: Lines) -> None:
    lines = "disagrees:\n  - {source: page, says: x}\n  - {source: copy, says: y}\n"
    assert workshop_problems(lines) == ["8:6: there is no source 'copy'; add it under `sources`"]


@pytest.mark.parametrize("source", ["", "source: []\n", "source: ''\n", "source:\n"])
def test_an_edition_must_name_its_source(problems_in: Problems, source: str) -> None:
    edition = source + WORKSHOP.removeprefix("source: page\n")
    found = problems_in({"sources.yaml": SOURCES, "workshops/ants-2027.yaml": edition})
    assert "workshops/ants-2027.yaml:1:1: 'source' is missing: name the document these facts come from" in found


# ── Ids and times ──


def test_two_things_of_an_edition_may_not_share_an_id(workshop_problems: Lines) -> None:
    lines = """\
deadlines: {paper: {title: P, due: unknown}}
dates: {paper: {title: P, on: unknown}, other: {title: O, on: unknown}}
sessions: {dinner: {title: D, at: unknown, kind: social}}
socials: {dinner: {title: D, at: unknown}}
topics: {paper: {title: P}}
"""
    assert workshop_problems(lines) == [
        "6:13: 'paper' is the id of two things here; give each its own",
        "7:9: 'paper' is the id of two things here; give each its own",
        "8:12: 'dinner' is the id of two things here; give each its own",
        "9:11: 'dinner' is the id of two things here; give each its own",
    ]


@pytest.mark.parametrize(
    ("opens", "due", "expected"),
    [
        ("2027-02-02", "2027-02-01 AoE", ["6:31: it is due 2027-02-01 23:59 AoE, before it opens 2027-02-02"]),
        ("2027-02-02 AoE", "2027-02-01", ["6:31: it is due 2027-02-01, before it opens 2027-02-02 23:59 AoE"]),
        ("2027-02-01", "2027-02-01 AoE", []),
        ("unknown", "2027-02-01 AoE", []),
        ("2027-02-02", "unknown", []),
    ],
)
def test_nothing_is_due_before_it_opens(workshop_problems: Lines, opens: str, due: str, expected: list[str]) -> None:
    assert workshop_problems(f"deadlines: {{paper: {{title: P, opens: {opens}, due: {due}}}}}") == expected


@pytest.mark.parametrize(
    ("until", "expected"),
    [
        ("2027-04-30", ["6:1: it ends 2027-04-30, before it begins 2027-05-01"]),
        ("2027-05-01", []),
        ("2027-05-02 UTC", []),
    ],
)
def test_nothing_ends_before_it_begins(workshop_problems: Lines, until: str, expected: list[str]) -> None:
    assert workshop_problems(f"until: {until}") == expected


def test_no_sign_up_closes_before_it_opens(workshop_problems: Lines) -> None:
    told = workshop_problems("socials: {tea: {title: T, at: unknown, opens: 2027-02-02, closes: 2027-02-01}}")
    assert told == ["6:40: it closes 2027-02-01, before it opens 2027-02-02"]
