import subprocess
from pathlib import Path

import pytest

from bot.config import Config
from bot.core import Bot
from bot.message import Message
from bot.readme import with_table
from bot.slash import Command
from tests.program import program


def run(*line: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    return program("readme", *map(str, line), cwd=cwd)


async def answer() -> Message:
    return Message(title="Never asked")


def command(name: str, text: str, **more: bool) -> Command:
    return Command(name=name, help=text, function=answer, parameters=(), **more)


@pytest.fixture
def small_bot() -> Bot:
    commands = (
        command("tea", "Make tea | or coffee."),
        command("secret", "Not told.", listed=False),
        command("fire", "Put it out.", organizer=True),
    )
    return Bot({each.name: each for each in commands}, organizer_word=Config().bot.organizer_word)


def test_the_table_stands_between_its_marks(small_bot: Bot) -> None:
    text = "Before\n<!-- commands -->\nold\n<!-- /commands -->\nAfter\n"
    assert with_table(text, small_bot) == (
        "Before\n<!-- commands -->\n"
        "| Command | What it does |\n|---|---|\n"
        "| `/workshop tea` | Make tea \\| or coffee. |\n"
        "| `/organize fire` | Put it out. |\n"
        "<!-- /commands -->\nAfter\n"
    )


def test_a_second_time_changes_nothing(small_bot: Bot) -> None:
    once = with_table("<!-- commands --><!-- /commands -->", small_bot)
    assert with_table(once, small_bot) == once


@pytest.mark.parametrize("text", ["", "<!-- commands -->", "<!-- /commands -->", "<!-- /commands --><!-- commands -->"])
def test_missing_marks_are_told(small_bot: Bot, text: str) -> None:
    with pytest.raises(ValueError, match="the marks <!-- commands --> and <!-- /commands --> are missing"):
        with_table(text, small_bot)


def test_the_readme_has_every_listed_command(bot: Bot, root: Path) -> None:
    text = (root / "README.md").read_text(encoding="utf-8")
    assert with_table(text, bot) == text


def test_check_tells_an_old_table(root: Path, tmp_path: Path) -> None:
    file = tmp_path / "README.md"
    file.write_text("<!-- commands -->\nold\n<!-- /commands -->\n", encoding="utf-8")
    done = run(file, "--check", cwd=root)
    assert (done.returncode, done.stderr) == (1, f"The table of commands in {file} is out of date; run: make readme\n")
    assert "old" in file.read_text(encoding="utf-8")


def test_writes_the_table_then_check_agrees(root: Path, tmp_path: Path) -> None:
    file = tmp_path / "README.md"
    file.write_text("<!-- commands -->\nold\n<!-- /commands -->\n", encoding="utf-8")
    assert [run(file, cwd=root).returncode, run(file, "--check", cwd=root).returncode] == [0, 0]
    assert "| `/workshop help" in file.read_text(encoding="utf-8")


@pytest.mark.parametrize(("text", "why"), [(None, "No such file"), ("no marks", "marks")])
def test_a_file_it_cannot_use_is_told(root: Path, tmp_path: Path, text: str | None, why: str) -> None:
    if text:
        (tmp_path / "X.md").write_text(text)
    done = run(tmp_path / "X.md", cwd=root)
    assert (done.returncode, why in done.stderr, "Traceback" in done.stderr) == (1, True, False)
