from collections.abc import Callable
from pathlib import Path

import pytest

from bot.facts import files
from bot.facts.files import load, load_files

Lines = Callable[[str], list[str]]
Problems = Callable[..., list[str]]
Load = Callable[..., files.Loaded]
SOURCES = "sources:\n  page:\n    title: The page\n    read: 2026-01-01\n"
WORKSHOP = "source: page\nname: Ants 2027\ntitle: Workshop on Ants\nwhen: 2027-05-01\nyear: 2027\n"
OTHER_FIELD = """\
source: https://ants.example/2027
name: Ants 2027
title: Workshop on Ants
when: 2027-05-01
year: 2027
zone: Europe/Lisbon
deadlines:
  abstract: {title: Abstract, due: 2027-02-01 AoE}
sessions:
  opening:
    title: How ants walk
    at: 2027-05-01 09:00-10:00 Europe/Lisbon
    kind: talk
    people: [bo-li]
people: {bo-li: {name: Bo Li, roles: [speaker]}}
"""


def test_one_short_file_of_another_field_is_enough(load_from: Load) -> None:
    loaded = load_from({"workshops/ants-2027.yaml": OTHER_FIELD})
    assert loaded.problems == ()
    assert loaded.catalog
    assert sorted(loaded.catalog.facts) == [
        "ants-2027",
        "ants-2027/abstract",
        "ants-2027/opening",
        "ants-2027/person/bo-li",
    ]
    assert {fact.source for fact in loaded.catalog.facts.values()} == {("https://ants.example/2027",)}


# ── Folders and files that cannot be read ──


def test_a_folder_that_is_not_there_is_a_problem(tmp_path: Path) -> None:
    (problem,) = load(tmp_path / "nowhere").problems
    assert str(problem) == f"{tmp_path}/nowhere: there is no such folder; --data names the data folder"


def test_a_file_in_place_of_a_folder_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    (problem,) = load(tmp_path / "data").problems
    assert str(problem) == f"{tmp_path}/data: there is no such folder; --data names the data folder"


def test_an_empty_folder_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "read-me.txt").write_text("no facts")
    (tmp_path / ".#lock.yaml").write_text("an editor's")
    (problem,) = load(tmp_path).problems
    assert str(problem) == f"{tmp_path}: there is no .yaml file in this folder"


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ("", "1:1: this file is empty; data/README.md shows what it may hold"),
        ("# only a remark\n", "1:1: this file is empty; data/README.md shows what it may hold"),
        ("~\n", "1:1: this file is empty; data/README.md shows what it may hold"),
        ("- a\n- b\n", "1:1: this file must hold keys and values, such as 'title: …'"),
        ("\n only words\n", "2:2: this file must hold keys and values, such as 'title: …'"),
        ("a: [\n", "2:1: this is not YAML: while parsing a flow node, did not find expected node content"),
        ("a: b\0", "1:1: this is not YAML: unacceptable character #x0000: control characters are not allowed"),
        ("a: 1\na: 2\n", "2:1: the key 'a' comes twice"),
    ],
)
def test_a_file_without_facts_is_a_problem(collection_problems: Lines, content: str, line: str) -> None:
    assert collection_problems(content) == [line]


@pytest.mark.parametrize(("content", "byte"), [(b"a: caf\xe9\n", 6), ("a: b".encode("utf-16"), 0)])
def test_a_file_that_is_not_utf_8_is_a_problem(problems_in: Problems, content: bytes, byte: int) -> None:
    assert problems_in({"ants.yaml": content}) == [f"ants.yaml: this file is not UTF-8 text (byte {byte})"]


def test_files_that_cannot_be_opened_are_problems(tmp_path: Path) -> None:
    (tmp_path / "folder.yaml").mkdir()
    (tmp_path / "link.yaml").symlink_to(tmp_path / "nowhere")
    assert [str(problem) for problem in load(tmp_path).problems] == [
        f"{tmp_path}/folder.yaml: this file cannot be read: Is a directory",
        f"{tmp_path}/link.yaml: this file cannot be read: No such file or directory",
    ]


def test_a_file_too_large_is_a_problem(problems_in: Problems, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MOST_BYTES", 3_000_000)
    assert problems_in({"ants.yaml": b"#" * 3_000_001}) == ["ants.yaml: this file is larger than 3 MB"]


def test_the_byte_order_mark_of_an_editor_is_no_problem(problems_in: Problems) -> None:
    assert problems_in({"sources.yaml": b"\xef\xbb\xbf" + SOURCES.replace("\n", "\r\n").encode()}) == []


# ── What a file is called ──


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("Ants 2027", "'Ants 2027' is no id; name the file like foo-2026.yaml"),
        ("ants--2027", "'ants--2027' is no id; name the file like foo-2026.yaml"),
        ("seminar", "'seminar' begins the ids of other facts; name the file otherwise"),
    ],
)
def test_the_name_of_an_edition_must_be_an_id(problems_in: Problems, name: str, line: str) -> None:
    found = problems_in({"sources.yaml": SOURCES, f"workshops/{name}.yaml": WORKSHOP})
    assert found == [f"workshops/{name}.yaml:1:1: {line}"]


def test_two_editions_of_one_name_are_a_problem(problems_in: Problems) -> None:
    found = problems_in({"sources.yaml": SOURCES, "old/workshops/a.yaml": WORKSHOP, "workshops/a.yaml": WORKSHOP})
    assert found == ["workshops/a.yaml:1:1: another file is called 'a' already"]


def test_an_edition_is_known_by_its_folder_from_inside_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "workshops").mkdir()
    (tmp_path / "workshops" / "ants-2027.yaml").write_text(OTHER_FIELD)
    monkeypatch.chdir(tmp_path / "workshops")
    loaded = load_files([Path("ants-2027.yaml")])
    assert loaded.problems == ()
    assert loaded.catalog
    assert list(loaded.catalog.workshops) == ["ants-2027"]


# ── All mistakes at once ──


def test_tells_every_mistake_of_every_file_in_order(problems_in: Problems) -> None:
    mistakes = {
        "about.yaml": "about: {nam: x}\n",
        "list.yaml": "- a\n",
        "papers.yaml": "source: page\npapers:\n  a: {label: 5, cited: [{at: b}]}\n  B: {label: x}\n",
        "sources.yaml": SOURCES + "    link: ftp://x\n",
        "workshops/ants-2027.yaml": WORKSHOP.replace("2027-05-01", "May 1") + "websit: https://a.example\n",
        "workshops/bees-2027.yaml": "title: [",
        "workshops/wasps-2027.yaml": "id: wasps\n",
    }
    time = "write 2024-05-29 AoE, 2024-07-27 09:00 Europe/Vienna, or a day alone"
    assert problems_in(mistakes) == [
        "about.yaml:1:1: 'name' is missing",
        "about.yaml:1:9: unknown key 'nam'; did you mean 'name'?",
        "list.yaml:1:1: this file must hold keys and values, such as 'title: …'",
        "papers.yaml:3:7: 'label' must be text; got 5; put it in quotes",
        "papers.yaml:3:25: 'why' is missing",
        "papers.yaml:4:3: 'B' is not an id; write small letters, digits and single hyphens, such as camera-ready",
        "sources.yaml:5:5: 'ftp://x' is not a web address; write https://…, without blanks",
        f"workshops/ants-2027.yaml:4:1: 'May 1' is not a time; {time}",
        "workshops/ants-2027.yaml:6:1: unknown key 'websit'; did you mean 'website'?",
        "workshops/bees-2027.yaml:2:1: this is not YAML: while parsing a flow node, did not find expected node content",
        "workshops/wasps-2027.yaml:1:1: 'name' is missing",
        "workshops/wasps-2027.yaml:1:1: 'source' is missing: name the document these facts come from",
        "workshops/wasps-2027.yaml:1:1: 'title' is missing",
        "workshops/wasps-2027.yaml:1:1: 'when' is missing",
        "workshops/wasps-2027.yaml:1:1: 'year' is missing",
        (
            "workshops/wasps-2027.yaml:1:1: "
            "an id is made from the name of the file and the keys it stands under; leave this out"
        ),
    ]


def test_a_folder_with_a_mistake_gives_no_catalog(load_from: Load) -> None:
    assert load_from({"workshops/ants-2027.yaml": OTHER_FIELD, "sources.yaml": "a: b\n"}).catalog is None


def test_one_id_in_two_files_is_told_at_the_second(problems_in: Problems) -> None:
    part = "source: page\nabout: {name: Ants}\npapers:\n  a: {label: A}\n  b: {label: B}\n"
    assert problems_in({"one.yaml": part, "sources.yaml": SOURCES, "two.yaml": part.replace("b:", "c:")}) == [
        "two.yaml:2:1: 'about' stands in another file already",
        "two.yaml:4:3: 'a' is in another file's 'papers' already",
    ]


def test_a_catalog_joins_every_collection(load_from: Load) -> None:
    one = "source: page\nabout: {name: Ants}\npapers: {a: {label: A}}\n"
    two = "source: page\npapers: {b: {label: B}}\nterms: {t: {term: T, text: t}}\n"
    loaded = load_from({"sources.yaml": SOURCES, "one.yaml": one, "deep/er/two.yaml": two})
    assert loaded.catalog
    assert sorted(loaded.catalog.facts) == ["paper/a", "paper/b", "term/t"]
    assert loaded.catalog.about.name == "Ants"
