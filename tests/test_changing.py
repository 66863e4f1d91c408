"""`workshop-bot changes`: what stands is listed, shown as a difference, and written into the files, all or nothing."""

import asyncio
from argparse import Namespace
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.changing import NOTHING, changes
from bot.chosen import StopError
from bot.facts.changes import Change
from bot.facts.files import load
from bot.store.database import Store
from bot.store.desk import DeskStore

BEES = """\
name: Bees 2027  # the short name
title: Bees
when: 2027-06-20
year: 2027
source: https://bees.org
deadlines:
  submission: {title: Paper, due: 2027-03-01 AoE}
sessions: {waggle: {title: Waggle, at: unknown, kind: talk}}
"""
FAQ = "faq:\n  food:\n    question: Is there food?\n    answer: Honey.\n    source: https://bees.org\n"
MADE = datetime(2027, 2, 1, tzinfo=UTC)
DUE = "2027-03-01 23:59 AoE"
EXTENDED = Change("bees-2027/submission", "due", "2027-03-04 23:59 AoE", DUE, DUE, "Many asked", "1", "Ada", MADE)
MEAD = Change("bees-2027/mead", "+socials", {"title": "Mead", "at": "unknown"}, made_at=MADE)
PLACED = Change("bees-2027/mead", "place", "Hive B", made_at=MADE)
ASKED = Change("faq/dogs", "+faq", {"question": "Dogs?", "answer": "No."}, made_at=MADE)
ANSWER = Change("faq/food", "answer", "Honey: lots.", "Honey.", "Honey.", made_at=MADE)
DIFF = """\
--- workshops/bees-2027.yaml
+++ workshops/bees-2027.yaml
@@ -4,5 +4,5 @@
 year: 2027
 source: https://bees.org
 deadlines:
-  submission: {title: Paper, due: 2027-03-01 AoE}
+  submission: {title: Paper, due: 2027-03-04 AoE}
 sessions: {waggle: {title: Waggle, at: unknown, kind: talk}}
"""
Run = Callable[..., int]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run the subcommand where some changes stand."""
    data = tmp_path / "data"
    (data / "workshops").mkdir(parents=True)
    (data / "workshops" / "bees-2027.yaml").write_text(BEES, encoding="utf-8")
    (data / "faq.yaml").write_bytes(FAQ.replace("\n", "\r\n").encode())
    (tmp_path / "config.toml").write_text(f'[bot]\nstate = "{tmp_path}"\n', encoding="utf-8")

    def with_changes(standing: Sequence[Change], *, write: bool = False, dry_run: bool = False) -> int:
        asyncio.run(_keep(tmp_path / "bot.db", standing))
        return changes(Namespace(data=str(data), config=str(tmp_path / "config.toml"), write=write, dry_run=dry_run))

    return with_changes


async def _keep(file: Path, standing: Sequence[Change]) -> None:
    store = Store(file)
    await DeskStore(store).make(lambda _: standing, [])
    await store.close()


def text(tmp_path: Path, name: str = "workshops/bees-2027.yaml") -> str:
    return (tmp_path / "data" / name).read_bytes().decode()


def test_what_stands_is_listed(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([EXTENDED]) == 0
    assert capsys.readouterr().out == (
        "1  bees-2027/submission due\n  was: 2027-03-01 23:59 AoE\n  now: 2027-03-04 23:59 AoE\n  Why: Many asked\n"
        "  by Ada, 2027-02-01 00:00 UTC\n\n"
        "To put them into the data files: --write; to see what that would do: --dry-run\n"
    )


def test_what_was_added_is_listed_in_words(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([MEAD]) == 0
    assert capsys.readouterr().out.startswith(
        "1  bees-2027/mead socials\n  was: nothing\n  now: Mead; unknown\n  by somebody, "
    )


def test_a_dry_run_writes_nothing(run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([EXTENDED], write=True, dry_run=True) == 0
    assert (capsys.readouterr().out, text(tmp_path)) == (DIFF, BEES)


def test_what_is_written_stands_no_more(run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([EXTENDED], write=True) == 0
    assert (capsys.readouterr().out, text(tmp_path)) == (DIFF, BEES.replace("2027-03-01", "2027-03-04"))
    assert run([]) == 0
    assert capsys.readouterr().out == NOTHING


def test_facts_that_were_added_are_written(run: Run, tmp_path: Path) -> None:
    assert run([MEAD, PLACED, ASKED, ANSWER], write=True) == 0
    assert text(tmp_path) == f"{BEES}socials:\n  mead:\n    title: Mead\n    at: unknown\n    place: Hive B\n"
    assert text(tmp_path, "faq.yaml").replace("\r\n", "\n") == (
        FAQ.replace("answer: Honey.", 'answer: "Honey: lots."')
        + "  dogs:\n    question: Dogs?\n    answer: No.\n    source: organizers-2027-02-01\n"
        + "sources:\n  organizers-2027-02-01:\n    title: The workshop's organizers\n    read: 2027-02-01\n"
    )
    assert text(tmp_path, "faq.yaml").count("\r\n") == len(FAQ.splitlines()) + 8


def test_what_has_no_place_or_is_disputed_is_named(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    gone = Change("bees-2027/abstract", "due", DUE, made_at=MADE)
    third = Change("bees-2027/waggle", "room", "Hive", None, "Comb", made_at=MADE)
    term = Change("term/bee", "+terms", {"term": "Bee", "text": "An insect."}, made_at=MADE)
    assert run([gone, third, term, EXTENDED], write=True) == 1
    assert capsys.readouterr().err == (
        "Not written: term/bee terms: its place cannot be found in the data files\n"
        "Not written: bees-2027/abstract due: the data file says something else by now; decide first\n"
        "Not written: bees-2027/waggle room: the data file says something else by now; decide first\n"
    )
    assert text(tmp_path) == BEES.replace("2027-03-01", "2027-03-04")


def test_all_is_written_or_nothing(run: Run, tmp_path: Path) -> None:
    with pytest.raises(StopError) as stopped:
        run(
            [EXTENDED, replace(ASKED, value={**ASKED.value, "workshop": "ants"})],
            write=True,
        )
    assert str(stopped.value).startswith("Nothing was written, since these would be wrong:\n")
    assert text(tmp_path) == BEES
    assert load(tmp_path / "data").problems == ()
