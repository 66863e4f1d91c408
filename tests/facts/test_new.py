"""Writing a new edition: what is asked, what is written, and when nothing is."""

import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.facts.files import load
from bot.facts.models import Workshop
from bot.facts.new import new_edition
from tests.program import program

ROOT = Path(__file__).parent.parent.parent
SOURCES = "sources:\n  site:\n    title: The site\n    read: 2026-11-20\n"
OTHER = """\
source: site
name: Moss 2026
title: Mosses and Ferns
when: 2026-05-02
year: 2026
venue: {city: Graz}
deadlines:
  submission: {title: Papers, due: 2026-01-01 AoE}
  final-version:
    title: Final version
    due: 2026-02-02 AoE
    text: Bring a fern.
    steps:
      account: {title: Make an account, text: It takes a while., takes: 14}
dates:
  day: {title: The day, on: 2026-05-02}
  decisions: {title: Decisions, on: 2026-03-03, by: true}
people:
  ada-moss: {name: Ada Moss, roles: [speaker]}
formats:
  short: {title: Short, pages: 4}
prizes:
  best: {title: Best, awarded: {spores: {title: On Spores}}}
facts:
  ferns-seen: {title: Ferns seen, text: Nine hundred.}
"""
GOOD = ("Fern 2027", "Ferns and Mosses", "2027", "2027-05-01", "Europe/Vienna", "Graz", "2027-01-15 AoE", "site")
BARE = ("Fern 2027", "Ferns and Mosses", "2027", "", "", "", "", "https://example.org/")
WRONG_THEN_RIGHT = [
    "",
    GOOD[0],
    GOOD[1],
    "MMXXVII",
    GOOD[2],
    "May",
    GOOD[3],
    "CET",
    *GOOD[4:6],
    "2027-01-15",
    GOOD[6],
    "http://example.org",
    "sites",
    GOOD[7],
]
# What means something to YAML, or to Python's formatting.
MEANING = [
    "yes: no",
    "# x",
    "'",
    '"',
    "- x",
    "null",
    "2027",
    "{year}",
    "[a]",
    "{a: b}",
    "&a",
    "*a",
    "!t",
    "%x",
    "a\\",
    "a #b",
    "| x",
    "> x",
    "? x",
    "@x",
    "`x`",
    "true",
    "~",
    "---",
    "...",
    "٢٠٢٧",
    "Zoë 🌿",
    "a\u200db",
    "\ufeffx",
]

Make = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    (tmp_path / "workshops").mkdir()
    (tmp_path / "sources.yaml").write_text(SOURCES)
    (tmp_path / "workshops" / "moss-2026.yaml").write_text(OTHER)
    return tmp_path


@pytest.fixture
def make(data: Path) -> Make:
    def run(name: str, answers: Sequence[str], *more: str) -> subprocess.CompletedProcess[str]:
        typed = "".join(f"{each}\n" for each in answers)
        return program("new", name, "--data", str(data), *more, typed=typed.encode())

    return run


def edition(data: Path, name: str = "fern-2027") -> Workshop:
    loaded = load(data)
    assert loaded.problems == ()
    assert loaded.catalog
    return loaded.catalog.workshops[name]


def files(data: Path) -> list[str]:
    return sorted(file.name for file in data.rglob("*"))


def uncommented(text: str) -> str:
    """Take the # off every line that is an example, and leave the prose."""
    return re.sub(r"^(\s*)# ( *[a-z-]+:.*)$", r"\1\2", text, flags=re.MULTILINE)


def test_answers_become_an_edition(make: Make, data: Path) -> None:
    done = make("fern-2027", GOOD)
    shop = edition(data)
    told = (shop.name, shop.title, shop.year, str(shop.when), shop.zone, shop.venue and shop.venue.city, shop.source)
    assert (done.returncode, done.stderr) == (0, "")
    assert told == ("Fern 2027", "Ferns and Mosses", 2027, "2027-05-01", "Europe/Vienna", "Graz", ("site",))
    assert str(shop.deadlines["submission"].due) == "2027-01-15 23:59 AoE"


def test_empty_answers_stay_unknown(make: Make, data: Path) -> None:
    make("fern-2027", BARE)
    shop = edition(data)
    assert (str(shop.when), shop.zone, shop.venue) == ("unknown", None, None)
    assert str(shop.deadlines["submission"].due) == "unknown"


def test_a_wrong_answer_is_asked_again(make: Make, data: Path) -> None:
    asked = make("fern-2027", WRONG_THEN_RIGHT)
    assert [
        sentence
        for sentence in (
            "This cannot stay empty.\nShort name",
            "'MMXXVII' is not a year; write one from 1900 to 2199.\nYear",
            "'May' is not a time",
            "'CET' is an abbreviation, not a zone; write Europe/Vienna.\nTime zone",
            "'2027-01-15' names no zone; add AoE",
            "'http://example.org' is not https",
            "'sites' is neither an https address nor the id of a source; did you mean 'site'?\nWhere",
        )
        if sentence not in asked.stdout
    ] == []
    assert edition(data).name == "Fern 2027"


def test_three_wrong_answers_end_it(make: Make, data: Path) -> None:
    before = files(data)
    done = make("fern-2027", ("Fern 2027", "Ferns", "x", "y", "z", "2027"))
    assert (done.returncode, files(data)) == (1, before)
    assert (
        done.stderr == "'z' is not a year; write one from 1900 to 2199.\nThat was the last try; nothing was written.\n"
    )


def test_an_early_end_writes_nothing(make: Make, data: Path) -> None:
    before = files(data)
    done = make("fern-2027", GOOD[:-1])
    assert (done.returncode, files(data)) == (1, before)
    assert done.stderr == "\nNo answer came, so nothing was written.\n"


def test_a_closed_input_writes_nothing(data: Path) -> None:
    line = ["sh", "-c", f"'{sys.executable}' -m bot new fern-2027 --data '{data}' <&-"]
    done = subprocess.run(line, capture_output=True, text=True, cwd=ROOT, check=False)
    assert (done.returncode, done.stderr) == (1, "\nNo answer came, so nothing was written.\n")


def test_an_edition_is_never_overwritten(make: Make, data: Path) -> None:
    done = make("moss-2026", GOOD)
    assert done.returncode == 1
    assert "there is an edition 'moss-2026' already; it was left as it is" in done.stderr
    assert (data / "workshops" / "moss-2026.yaml").read_text() == OTHER


@pytest.mark.parametrize("name", ["Fern 2027", "../fern", "fern_2027", "fern--2027", "", "paper", "x" * 300])
def test_refuses_what_is_no_id(data: Path, name: str) -> None:
    with pytest.raises(ValueError, match=r"is no id for an edition|cannot be the id"):
        new_edition(data, name, None, lambda _: pytest.fail("asked"))


def test_names_the_edition_meant_by_like(make: Make) -> None:
    done = make("fern-2027", GOOD, "--like", "mos-2026")
    assert (done.returncode, done.stderr) == (1, "There is no edition 'mos-2026'; did you mean 'moss-2026'?\n")


def test_refuses_a_folder_with_mistakes(make: Make, data: Path) -> None:
    (data / "sources.yaml").write_text("sauces: {}")
    done = make("fern-2027", GOOD)
    assert done.returncode == 1
    assert done.stderr.startswith("Nothing was written: the data folder is not in order.\n")
    assert "unknown key 'sauces'; did you mean 'sources'?" in done.stderr


def test_refuses_a_folder_that_is_missing(make: Make, data: Path) -> None:
    done = make("fern-2027", GOOD, "--data", str(data / "nowhere"))
    assert done.returncode == 1
    assert "there is no such folder" in done.stderr


def test_begins_in_an_empty_folder(make: Make, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    done = make("fern-2027", BARE, "--data", str(tmp_path / "empty"))
    assert (done.returncode, edition(tmp_path / "empty").year) == (0, 2027)


def test_a_write_that_fails_is_one_sentence(make: Make, data: Path) -> None:
    (data / "workshops" / "moss-2026.yaml").unlink()
    (data / "workshops").rmdir()
    (data / "workshops").write_text("in the way")
    done = make("fern-2027", GOOD)
    assert done.returncode == 1
    assert re.fullmatch(r"\S+: this cannot be written: .+\n", done.stderr)


def test_like_takes_keys_and_no_facts(make: Make, data: Path) -> None:
    make("fern-2027", GOOD, "--like", "moss-2026")
    shop, text = edition(data), (data / "workshops" / "fern-2027.yaml").read_text()
    assert {key: str(each.due) for key, each in shop.deadlines.items()} == {
        "submission": "2027-01-15 23:59 AoE",
        "final-version": "unknown",
    }
    assert {key: str(each.on) for key, each in shop.dates.items()} == {"decisions": "unknown"}
    assert "    # steps:\n    #   account:\n    #     title: Account\n" in text
    assert "# formats:\n#   short:\n#     title: Short\n#     pages:\n" in text
    assert [
        word for word in ("2026", "fern.", "ada", "Ada", "14", "Spores", "Nine", "ferns-seen") if word in text
    ] == []


def test_every_commented_line_can_be_used(make: Make, data: Path) -> None:
    make("fern-2027", GOOD)
    file = data / "workshops" / "fern-2027.yaml"
    file.write_text(uncommented(file.read_text()))
    shop = edition(data)
    assert [
        part for part in ("dates", "formats", "rules", "attend", "sessions", "socials", "people") if getattr(shop, part)
    ]
    assert "#" not in re.sub(r"^# .*$", "", file.read_text(), flags=re.MULTILINE)


def test_unfilled_lines_of_like_are_told(make: Make, data: Path) -> None:
    make("fern-2027", GOOD, "--like", "moss-2026")
    file = data / "workshops" / "fern-2027.yaml"
    file.write_text(uncommented(file.read_text()))
    assert all("must be" in each.what or "should be" in each.what for each in load(data).problems)


@pytest.mark.parametrize("like", ["icml-2024", "icml-2026", "neurips-2025"])
def test_takes_the_shape_of_shipped_editions(tmp_path: Path, like: str) -> None:
    for file in (ROOT / "data").rglob("*.yaml"):
        copy = tmp_path / file.relative_to(ROOT / "data")
        copy.parent.mkdir(exist_ok=True, parents=True)
        copy.write_text(file.read_text())
    answers = iter(BARE)
    new_edition(tmp_path, "fern-2027", like, lambda _: next(answers))
    assert edition(tmp_path).name == "Fern 2027"


HOSTILE = st.text(min_size=1, max_size=300).map(lambda text: " ".join(text.split())).filter(bool)


@settings(max_examples=60, deadline=None)
@given(name=HOSTILE, city=HOSTILE)
def test_any_text_is_kept_or_refused(tmp_path_factory: pytest.TempPathFactory, name: str, city: str) -> None:
    folder = tmp_path_factory.mktemp("data")
    answers = {"Short": name, "Full": "Ferns", "Year": "2027", "City": city, "Where": "https://example.org/"}
    try:
        new_edition(folder, "fern-2027", None, lambda prompt: answers.get(prompt.split("\n")[-1].split()[0], ""))
    except ValueError:
        assert files(folder) == []
        return
    shop = edition(folder)
    assert (shop.name, shop.venue and shop.venue.city) == (name, city)


@pytest.mark.parametrize("text", MEANING)
def test_keeps_text_that_means_something_to_yaml(tmp_path: Path, text: str) -> None:
    answers = iter((text, text, "2027", "", "", text, "", "https://example.org/#x"))
    new_edition(tmp_path, "fern-2027", None, lambda _: next(answers))
    shop = edition(tmp_path)
    assert (shop.name, shop.title, shop.venue and shop.venue.city) == (text, text, text)


@pytest.mark.parametrize(("text", "why"), [("\x1b[D", "control"), ("x" * 301, "301 characters"), ("\ufffd", "UTF-8")])
def test_refuses_text_no_file_should_hold(tmp_path: Path, text: str, why: str) -> None:
    prompts: list[str] = []

    def ask(prompt: str) -> str:
        prompts.append(prompt)
        return text

    with pytest.raises(ValueError, match="That was the last try; nothing was written"):
        new_edition(tmp_path, "fern-2027", None, ask)
    assert why in prompts[1]
    assert files(tmp_path) == []


def test_names_the_schema_where_there_is_one(make: Make, data: Path) -> None:
    (data / "schema").mkdir()
    (data / "schema" / "workshop.json").write_text("{}")
    make("fern-2027", GOOD)
    text = (data / "workshops" / "fern-2027.yaml").read_text()
    assert text.startswith("# yaml-language-server: $schema=../schema/workshop.json\n")


def test_nothing_is_written_that_fails_check(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("bot.facts.new.EXAMPLES", "sessons: 1\n")
    answers = iter(BARE)
    with pytest.raises(ValueError, match=r"the file would hold mistakes\.\n.*unknown key 'sessons'"):
        new_edition(tmp_path, "fern-2027", None, lambda _: next(answers))
    assert files(tmp_path) == []
