"""Mistakes within one file, whole lines: what is wrong, and where."""

from collections.abc import Callable

import pytest

Lines = Callable[[str], list[str]]
NOT_TIME = "is not a time; write 2024-05-29 AoE, 2024-07-27 09:00 Europe/Vienna, or a day alone"
KINDS = "'talk', 'oral', 'spotlights', 'posters', 'panel', 'tutorial', 'break', 'social' or 'other'"
MADE = "an id is made from the name of the file and the keys it stands under; leave this out"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("websit: https://a.example", "6:1: unknown key 'websit'; did you mean 'website'?"),
        ("qqqq: 1", "6:1: unknown key 'qqqq'"),
        ("id: ants", f"6:1: {MADE}"),
        ("deadlines:\n  paper:\n    id: x\n    title: Paper\n    due: unknown", f"8:5: {MADE}"),
        ("venue: {cty: Wien, city: Vienna}", "6:9: unknown key 'cty'; did you mean 'city'?"),
        ("website: {ur: x, url: https://a.example}", "6:11: unknown key 'ur'; did you mean 'url'?"),
        ("people: {bo: {name: Bo, role: speaker}}", "6:25: unknown key 'role'; did you mean 'roles'?"),
        ("disagrees:\n  - {source: page, say: x, says: y}", "7:20: unknown key 'say'; did you mean 'says'?"),
        (
            "prizes: {one: {title: One, awarded: {a: {title: A, autors: B}}}}",
            "6:52: unknown key 'autors'; did you mean 'authors'?",
        ),
    ],
)
def test_an_unknown_key_is_told_with_what_may_be_meant(workshop_problems: Lines, lines: str, expected: str) -> None:
    assert workshop_problems(lines) == [expected]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("text: 5", "6:1: 'text' must be text; got 5; put it in quotes"),
        ("text: true", "6:1: 'text' must be text; got True; put it in quotes"),
        ("text: [a]", "6:1: 'text' must be text; got ['a']"),
        ("text: {a: b}", "6:1: 'text' must be text; got {'a': 'b'}"),
        ("also: [ants, 2027]", "6:14: 'also' must be text; got 2027; put it in quotes"),
        ("also: {a: b}", "6:1: 'also' must be a list; got {'a': 'b'}"),
        ("deadlines:", "6:1: 'deadlines' must hold keys and values; got nothing"),
        ("deadlines: [a]", "6:1: 'deadlines' must hold keys and values; got ['a']"),
        ("deadlines:\n  paper:", "7:3: 'paper' must hold keys and values; got nothing"),
        ("venue: Vienna", "6:1: 'venue' must hold keys and values; got 'Vienna'"),
        (
            "formats: {long: {title: Long, pages: eight}}",
            "6:31: 'pages': input should be a valid integer, unable to parse string as an integer; got 'eight'",
        ),
        (
            "formats: {long: {title: Long, pages: 0}}",
            "6:31: 'pages': input should be greater than or equal to 1; got 0",
        ),
        ("sessions: {a: {title: A, at: unknown, kind: tlak}}", f"6:39: 'kind': input should be {KINDS}; got 'tlak'"),
        ("text: ''", "6:1: 'text': string should have at least 1 character; got ''"),
        (f"note: {'x' * 4001}", f"6:1: 'note': string should have at most 4000 characters; got '{'x' * 56}…'"),
        ("zone: CET", "6:1: 'CET' is an abbreviation, not a zone; write Europe/Vienna"),
        (
            "deadlines: {Camera Ready: {title: A, due: unknown}}",
            "6:13: 'Camera Ready' is not an id; write small letters, digits and single hyphens, such as camera-ready",
        ),
    ],
)
def test_a_wrong_type_is_told_with_what_stands_there(workshop_problems: Lines, lines: str, expected: str) -> None:
    assert workshop_problems(lines) == [expected]


@pytest.mark.parametrize(
    ("due", "sentence"),
    [
        ("2027-02-01 23:59", "'2027-02-01 23:59' has no zone; add AoE, UTC, UTC+9 or a place such as Europe/Vienna"),
        ("2027-02-29 AoE", "there is no day 2027-02-29"),
        ("2027-02-01 24:00 UTC", "there is no hour '24:00'; write 09:00 or 18:30"),
        ("2027-02-01 PST", "'PST' is an abbreviation, not a zone; write America/Los_Angeles"),
        ("2027-02-01 Etc/GMT+12", "'Etc/GMT+12' has its sign turned round; write UTC-12"),
        (
            "2027-03-28 02:30 Europe/Vienna",
            "2027-03-28 02:30 does not exist in Europe/Vienna: the clocks go forward over it; write it in UTC",
        ),
        (
            "2027-10-31 02:30 Europe/Vienna",
            "2027-10-31 02:30 comes twice in Europe/Vienna: the clocks go back over it; write it in UTC",
        ),
        ("February", f"'February' {NOT_TIME}"),
        ("2027", "write a time as text, such as 2024-05-29 AoE"),
        ("~", "write a time as text, such as 2024-05-29 AoE"),
        ("[2027-02-01]", "write a time as text, such as 2024-05-29 AoE"),
    ],
)
def test_an_impossible_time_is_told_where_it_stands(workshop_problems: Lines, due: str, sentence: str) -> None:
    assert workshop_problems(f"deadlines:\n  paper:\n    title: Paper\n    due: {due}\n") == [f"9:5: {sentence}"]


@pytest.mark.parametrize(
    ("at", "sentence"),
    [
        (
            "2027-05-01 09:00-10:00",
            "'2027-05-01 09:00-10:00' has no zone; add AoE, UTC, UTC+9 or a place such as Europe/Vienna",
        ),
        ("2027-05-01 09:00-10:75 UTC", "there is no hour '10:75'; write 09:00 or 18:30"),
        ("900", "write times as text, such as 2024-07-27 09:00-09:30 Europe/Vienna"),
    ],
)
def test_an_impossible_slot_is_told_where_it_stands(workshop_problems: Lines, at: str, sentence: str) -> None:
    assert workshop_problems(f"socials: {{dinner: {{title: Dinner, at: {at}}}}}") == [f"6:35: {sentence}"]


@pytest.mark.parametrize(
    ("link", "sentence"),
    [
        ("http://a.example", "'http://a.example' is not https; write {url: …, note: why} if there is no other address"),
        ("a.example", "'a.example' is not a web address; write https://…, without blanks"),
        ("https://a b", "'https://a b' is not a web address; write https://…, without blanks"),
        ("javascript:alert(1)", "'javascript:alert(1)' is not a web address; write https://…, without blanks"),
        ("https://", "'https://' is not a web address; write https://…, without blanks"),
        ("https://a.example/<b>", "'https://a.example/<b>' is not a web address; write https://…, without blanks"),
        ("'https://a.example/)'", "'https://a.example/)' is not a web address; write https://…, without blanks"),
    ],
)
def test_a_link_must_be_safe(workshop_problems: Lines, link: str, sentence: str) -> None:
    assert workshop_problems(f"website: {link}") == [f"6:1: {sentence}"]


@pytest.mark.parametrize(
    "link",
    [
        "{url: http://a.example, note: There is no other.}",
        "https://a.example/wiki/Ant_(insect)",
        "{url: https://a.example}",
    ],
)
def test_a_link_may_be_explained(workshop_problems: Lines, link: str) -> None:
    assert workshop_problems(f"website: {link}") == []


def test_a_missing_key_is_told_at_what_lacks_it(workshop_problems: Lines) -> None:
    lines = "venue: {}\ndeadlines:\n  paper:\n    text: x\n    steps:\n      early: {}\n"
    assert workshop_problems(lines) == [
        "6:1: 'city' is missing",
        "8:3: 'due' is missing",
        "8:3: 'title' is missing",
        "11:7: 'text' is missing",
        "11:7: 'title' is missing",
    ]


@pytest.mark.parametrize(
    ("read", "sentence"),
    [
        ("yesterday", f"'yesterday' {NOT_TIME}"),
        ("20260101", "write a day alone, such as 2026-11-20"),
        ("86400", "write a day alone, such as 2026-11-20"),
        ("2026-01-01 AoE", "write a day alone, such as 2026-11-20"),
    ],
)
def test_a_source_is_read_on_a_day(collection_problems: Lines, read: str, sentence: str) -> None:
    assert collection_problems(f"sources: {{copy: {{title: Copy, read: {read}}}}}") == [f"1:31: {sentence}"]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("terms: {a: {term: A}}", ["1:9: 'text' is missing"]),
        ("papers:\nsource: page\n", ["1:1: 'papers' must hold keys and values; got nothing"]),
        ("title: Ants", ["1:1: unknown key 'title'"]),
        ("paper: {}", ["1:1: unknown key 'paper'; did you mean 'papers'?"]),
        (
            "source: page\nresources: {a: {title: A, kind: book, level: easy, text: t}}",
            ["2:39: 'level': input should be 'beginner', 'intermediate' or 'advanced'; got 'easy'"],
        ),
        (
            "source: page\npapers: {a: {label: A, cited: [{at: paper/a, why: w, y: z}]}}",
            ["2:54: unknown key 'y'; did you mean 'why'?"],
        ),
    ],
)
def test_a_collection_is_as_strict(collection_problems: Lines, lines: str, expected: list[str]) -> None:
    assert collection_problems(lines) == expected
