"""What is kept outlives the process that kept it."""

import asyncio
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.ports import token_of
from bot.store.database import Store, StoreError

NOW = datetime(2024, 5, 1, 12, tzinfo=UTC)
LINE = "/workshop ask " + "how long may my paper be, and who reads it? " * 4


def test_a_text_is_kept_under_a_short_token(tmp_path: Path) -> None:
    async def conversation() -> tuple[str, str | None]:
        store = Store(tmp_path / "state" / "bot.db")
        token = await store.keep(LINE)
        kept = await store.kept(token, NOW + timedelta(days=400))
        await store.close()
        return token, kept

    assert asyncio.run(conversation()) == (token_of(LINE), LINE)
    assert len(token_of(LINE)) == 16


def test_a_draft_is_forgotten_after_its_time(tmp_path: Path) -> None:
    async def conversation() -> list[str | None]:
        store = Store(tmp_path / "bot.db")
        token = await store.keep("draft", NOW + timedelta(hours=24))
        found = [await store.kept(token, NOW + timedelta(hours=hours)) for hours in (0, 23, 24, 23)]
        await store.close()
        return found

    assert asyncio.run(conversation()) == ["draft", "draft", None, None]


def test_keeping_again_never_shortens(tmp_path: Path) -> None:
    async def conversation() -> str | None:
        store = Store(tmp_path / "bot.db")
        token = await store.keep("line")
        await store.keep("line", NOW)
        kept = await store.kept(token, NOW + timedelta(days=400))
        await store.close()
        return kept

    assert asyncio.run(conversation()) == "line"


def test_what_was_kept_survives_a_kill(tmp_path: Path) -> None:
    file = tmp_path / "bot.db"
    program = (
        "import asyncio, os, signal, sys\nfrom pathlib import Path\nfrom bot.store.database import Store\n"
        "async def main():\n    await Store(Path(sys.argv[1])).keep('line')\n    os.kill(os.getpid(), signal.SIGKILL)\n"
        "asyncio.run(main())"
    )
    killed = subprocess.run([sys.executable, "-c", program, str(file)], check=False)

    async def kept() -> str | None:
        store = Store(file)
        text = await store.kept(token_of("line"), NOW)
        await store.close()
        return text

    assert (killed.returncode, asyncio.run(kept())) == (-9, "line")


def test_a_file_that_is_no_database_is_refused_with_its_name(tmp_path: Path) -> None:
    file = tmp_path / "bot.db"
    file.write_text("this is no database, but long enough to be taken for a header of one")
    with pytest.raises(StoreError, match="this cannot be used to keep things in: file is not a database"):
        Store(file)


def test_a_folder_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file, where a folder should be")
    with pytest.raises(StoreError, match="this cannot be used to keep things in"):
        Store(tmp_path / "taken" / "bot.db")


def test_the_file_is_safe_against_a_loss_of_power(tmp_path: Path) -> None:
    asyncio.run(Store(tmp_path / "bot.db").close())
    with sqlite3.connect(tmp_path / "bot.db") as connection:
        assert connection.execute("pragma journal_mode").fetchone() == ("wal",)
    connection.close()
