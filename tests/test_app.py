import asyncio
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot import app
from bot.config import Config
from bot.core import Bot, Person
from bot.facts.files import load
from tests.waiting import until

NOW = datetime(2026, 1, 1, tzinfo=UTC)
EDITION = """\
name: Foo 2026
title: The Foo Workshop
year: 2026
when: 2026-09-09
source: https://foo.example
deadlines:
  papers: {title: Papers, due: 2026-05-01 AoE}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "workshops").mkdir()
    (tmp_path / "workshops" / "foo-2026.yaml").write_text(EDITION, encoding="utf-8")
    return tmp_path


def write(folder: Path, text: str) -> None:
    (folder / "workshops" / "foo-2026.yaml").write_text(text, encoding="utf-8")


def due(bot: Bot) -> str:
    return asyncio.run(bot.answer("/workshop deadlines foo-2026", Person(), NOW)).text


def test_changed_facts_are_answered_from_at_once(folder: Path) -> None:
    bot = app.build(Config(), load(folder))
    write(folder, EDITION.replace("2026-05-01", "2026-05-08"))
    asyncio.run(app.reload(bot, folder))
    assert "<time:full/2026-05-09T11:59Z/AoE>" in due(bot)


def test_a_bad_file_never_replaces_good_facts(folder: Path) -> None:
    bot = app.build(Config(), load(folder))
    write(folder, EDITION.replace("2026-05-01 AoE", "soon"))
    asyncio.run(app.reload(bot, folder))
    assert "<time:full/2026-05-02T11:59Z/AoE>" in due(bot)
    desk = asyncio.run(bot.answer("/organize", Person(organizer=True), NOW))
    assert desk.text == "**Problems in the data files: 1.** The last good facts are still being served."
    assert "workshops/foo-2026.yaml:7:27: 'soon' is not a time; write 2024-05-29 AoE" in desk.sections[0].text


def test_a_mended_file_ends_the_problem(folder: Path) -> None:
    bot = app.build(Config(), load(folder))
    for text in ("", EDITION):
        write(folder, text)
        asyncio.run(app.reload(bot, folder))
    assert bot.problems == ()


def test_a_folder_that_vanishes_leaves_the_facts(folder: Path) -> None:
    bot = app.build(Config(), load(folder))
    folder.rename(folder.parent / "elsewhere")
    asyncio.run(app.reload(bot, folder))
    assert "<time:full/2026-05-02T11:59Z/AoE>" in due(bot)


def test_files_are_watched_while_the_bot_runs(folder: Path) -> None:
    bot = app.build(Config(), load(folder))

    async def watch() -> None:
        async with app.reloading(bot, folder):
            await asyncio.sleep(0.5)
            write(folder, EDITION.replace("Papers", "Papers and posters"))
            await until(lambda: "Papers and posters" in str(bot.catalog.workshops["foo-2026"].deadlines))
            write(folder, "nonsense")
            await until(lambda: bot.problems)

    asyncio.run(watch())
    assert "Papers and posters" in due(bot)


def test_what_changed_before_the_watch_began_is_found(folder: Path) -> None:
    bot = app.build(Config(), load(folder))
    write(folder, EDITION.replace("Papers", "Papers and posters"))

    async def watch() -> None:
        async with app.reloading(bot, folder):
            await until(lambda: "Papers and posters" in str(bot.catalog.workshops["foo-2026"].deadlines))

    asyncio.run(watch())


def test_what_did_not_change_is_not_adopted_again(folder: Path) -> None:
    bot = app.build(Config(), load(folder))
    heard: list[bool] = []
    bot.heard.append(lambda: heard.append(True))

    async def watch() -> None:
        async with app.reloading(bot, folder):
            await asyncio.sleep(2.5)

    asyncio.run(watch())
    assert heard == []


@pytest.mark.parametrize(("named", "zone"), [("Asia/Tokyo", "Asia/Tokyo"), ("UTC", "UTC"), ("Nowhere/Land", "UTC")])
def test_the_zone_of_the_machine_has_a_name(root: Path, named: str, zone: str) -> None:
    code = "from bot.app import local_zone; print(local_zone())"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=root,
        env={**os.environ, "TZ": named},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == zone
