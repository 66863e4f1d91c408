"""Writes the file of a new edition from a few answers: what is known as data, the rest as lines to fill in."""

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.facts.base import ID, Link
from bot.facts.catalog import Catalog
from bot.facts.collection import Collection
from bot.facts.files import load, load_files
from bot.facts.models import Workshop
from bot.facts.shape import EXAMPLES, shape_of, written
from bot.moment import YEARS, Day, Undecided, Unknown, read_when
from bot.words import did_you_mean
from bot.zones import zone_name

MOST_CHARACTERS = 300  # of an answer; as `bot.facts.base.Name`
LONGEST_ID = 60
TRIES = 3

Ask = Callable[[str], str]


@dataclass(frozen=True)
class Question:
    """One thing to ask; `read` gives the answer as the file holds it, or raises ValueError with a sentence."""

    key: str
    text: str
    read: Callable[[str], str]


def new_edition(folder: Path, name: str, like: str | None, ask: Ask) -> Path:
    """Ask for what an edition needs and write workshops/NAME.yaml; gives the file.

    `ask` takes a prompt and gives a line. Raises ValueError or OSError with a sentence, before anything is written.
    """
    catalog = _catalog(folder)
    file = _free(folder, name, catalog)
    shape = EXAMPLES if like is None else shape_of(_edition(like, catalog))
    answers = {each.key: _answer(each, ask) for each in _questions(catalog)}
    schema = "# yaml-language-server: $schema=../schema/workshop.json\n"
    has_schema = (folder / "schema" / "workshop.json").is_file()
    text = (schema if has_schema else "") + written(answers, shape)
    _check(folder, name, text)
    file.parent.mkdir(exist_ok=True)
    with file.open("x", encoding="utf-8") as new:
        new.write(text)
    return file


def _catalog(folder: Path) -> Catalog:
    loaded = load(folder)
    if loaded.catalog:
        return loaded.catalog
    if folder.is_dir() and not any(folder.rglob("*.yaml")):
        return Catalog()
    raise ValueError("\n".join(("Nothing was written: the data folder is not in order.", *map(str, loaded.problems))))


def _free(folder: Path, name: str, catalog: Catalog) -> Path:
    """Give the file of a new edition; raises ValueError where the name will not do or is taken."""
    if not ID.fullmatch(name) or len(name) > LONGEST_ID:
        raise ValueError(
            f"'{name[:LONGEST_ID]}' is no id for an edition; write small letters, digits and single hyphens, such as "
            f"foo-2027, at most {LONGEST_ID}"
        )
    if name in Collection.holds.values():
        raise ValueError(f"'{name}' cannot be the id of an edition: the ids of other facts begin with it")
    file = folder / "workshops" / f"{name}.yaml"
    if file.exists() or name in catalog.workshops:
        raise ValueError(f"{file}: there is an edition '{name}' already; it was left as it is")
    return file


def _edition(like: str, catalog: Catalog) -> Workshop:
    if like not in catalog.workshops:
        raise ValueError(f"There is no edition '{like[:LONGEST_ID]}'" + did_you_mean(like, catalog.workshops))
    return catalog.workshops[like]


def _answer(question: Question, ask: Ask) -> str:
    """Ask until the answer is right, at most three times."""
    said = ""
    for _ in range(TRIES):
        try:
            return question.read(_clean(ask(f"{said}{question.text}: ")))
        except ValueError as error:
            said = f"{_sentence(str(error))}\n"
    raise ValueError(f"{said}That was the last try; nothing was written.")


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:].rstrip('.?')}{text[-1:] if text.endswith('?') else '.'}"


def _clean(text: str) -> str:
    """Take superfluous blanks off an answer; raises ValueError where it holds what no file should."""
    line = " ".join(text.split())
    if len(line) > MOST_CHARACTERS:
        raise ValueError(f"that is {len(line):,} characters long; {MOST_CHARACTERS} are the most")
    if any(unicodedata.category(char) in {"Cc", "Cs"} for char in line):
        raise ValueError("that holds a control character, as the arrow keys may type; write it anew")
    if "\N{REPLACEMENT CHARACTER}" in line:
        raise ValueError("that is not UTF-8 text; set the terminal to UTF-8, or leave out what it cannot write")
    return line


def _questions(catalog: Catalog) -> Sequence[Question]:
    def source(text: str) -> str:
        if not text.startswith(("http://", "https://")) and text and text not in catalog.all.sources:
            guess = did_you_mean(text, catalog.all.sources)
            raise ValueError(f"'{text}' is neither an https address nor the id of a source" + guess)
        return text if text in catalog.all.sources else Link(url=_given(text)).url

    return (
        Question("name", "Short name, which every answer carries (such as FOO 2027)", _given),
        Question("title", "Full title", _given),
        Question("year", "Year", _year),
        Question("when", "Day, or first day (such as 2027-07-17; empty if not known)", _day),
        Question("zone", "Time zone of the venue (such as Europe/Vienna; empty if not known)", _zone),
        Question("city", "City (empty if not known)", str),
        Question("due", "Submission deadline, with its zone (such as 2027-05-01 AoE; empty if not known)", _due),
        Question("source", "Where these facts come from (an https address, or the id of a source)", source),
    )


def _given(text: str) -> str:
    if not text:
        raise ValueError("this cannot stay empty")
    return text


def _year(text: str) -> str:
    if not (text.isascii() and text.isdigit() and int(text) in YEARS):
        raise ValueError(f"'{text}' is not a year; write one from {YEARS[0]} to {YEARS[-1]}")
    return str(int(text))


def _day(text: str) -> str:
    read_when(text or "unknown")
    return text or "unknown"


def _zone(text: str) -> str:
    return zone_name(text) if text else ""


def _due(text: str) -> str:
    when = read_when(text or "unknown")
    choices = when.choices if isinstance(when, Undecided) else (when,)
    if any(isinstance(each, Day) for each in choices):
        raise ValueError(f"'{text}' names no zone; add AoE, UTC, UTC+9 or a place such as Europe/Vienna")
    return "unknown" if isinstance(when, Unknown) else text


def _check(folder: Path, name: str, text: str) -> None:
    """Raise ValueError where the folder would not pass `check` with the new file in it."""
    others = [file for file in folder.rglob("*.yaml") if not file.name.startswith(".")]
    with TemporaryDirectory() as scratch:
        draft = Path(scratch) / "workshops" / f"{name}.yaml"
        draft.parent.mkdir()
        draft.write_text(text, encoding="utf-8")
        problems = load_files([*others, draft]).problems
    if problems:
        raise ValueError("\n".join(("Nothing was written: the file would hold mistakes.", *map(str, problems))))
