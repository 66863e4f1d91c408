"""Backups are whole, and so is what they are put in the place of."""

import asyncio
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic, sleep

import pytest

from bot.ports import token_of
from bot.store.backup import back_up_daily, backup, restore
from bot.store.database import Store, StoreError
from bot.store.lock import HeldError, held

NOW = datetime(2027, 2, 1, 9, 30, tzinfo=UTC)
REPLACED = "bot-2027-02-01T093000Z-replaced.db"
MANY = 20_000  # texts, so that a copy takes long enough to be killed
KILLS = 8
BACKUP = "import sys; from pathlib import Path; from bot.store.backup import backup; backup(*map(Path, sys.argv[1:]))"
RESTORE = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from bot.store.backup import restore
print(flush=True)
restore(Path(sys.argv[1]), Path(sys.argv[2]), datetime.now(UTC))
"""


def keep(file: Path, *texts: str) -> Path:
    """Keep texts in a file, as the bot does."""

    async def conversation() -> None:
        store = Store(file)
        await asyncio.gather(*map(store.keep, texts))
        await store.close()

    asyncio.run(conversation())
    return file


def texts(file: Path) -> list[str]:
    """Give what is kept in a file, which must be sound."""
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("pragma integrity_check").fetchone() == ("ok",)
        return [text for (text,) in connection.execute("select text from kept order by text")]


def names(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


def refused(work: Callable[[], object]) -> str:
    with pytest.raises(StoreError) as error:
        work()
    return str(error.value)


@pytest.fixture
def state(tmp_path: Path) -> Path:
    """Give a state folder in which bees are kept."""
    return keep(tmp_path / "state" / "bot.db", "bees").parent


@pytest.fixture
def wasps(tmp_path: Path) -> Path:
    """Give a backup that holds wasps."""
    backup(keep(tmp_path / "other" / "bot.db", "wasps"), tmp_path / "wasps.db")
    return tmp_path / "wasps.db"


def test_a_backup_is_made_while_texts_are_kept(tmp_path: Path) -> None:
    async def conversation() -> None:
        store = Store(tmp_path / "bot.db")
        await store.keep("before")
        meanwhile = [asyncio.create_task(store.keep(f"during {number:03}")) for number in range(300)]
        await asyncio.to_thread(backup, store.file, tmp_path / "copy.db")
        await asyncio.gather(*meanwhile)
        await store.close()

    asyncio.run(conversation())
    during = [f"during {number:03}" for number in range(300)]
    copied = texts(tmp_path / "copy.db")
    assert copied == ["before", *during[: len(copied) - 1]]
    assert texts(tmp_path / "bot.db") == ["before", *during]


def test_a_backup_is_one_file_for_its_owner_alone(state: Path, tmp_path: Path) -> None:
    backup(state / "bot.db", tmp_path / "copies.db")
    assert (names(tmp_path), (tmp_path / "copies.db").stat().st_mode & 0o777) == (["copies.db", "state"], 0o600)


def test_no_file_is_overwritten(state: Path, wasps: Path) -> None:
    assert (
        refused(lambda: backup(state / "bot.db", wasps)) == f"{wasps}: this is there already; name a file that is not"
    )
    assert texts(wasps) == ["wasps"]


def test_a_damaged_file_gives_no_backup(state: Path, tmp_path: Path) -> None:
    damage(keep(state / "bot.db", *map(str, range(2000))))
    assert "It is damaged; take a backup that is not" in refused(lambda: backup(state / "bot.db", tmp_path / "copy.db"))
    assert names(tmp_path) == ["state"]


def damage(file: Path) -> None:
    """Write nonsense into the middle of a file."""
    with file.open("r+b") as opened:
        opened.seek(file.stat().st_size // 2)
        opened.write(b"nonsense" * 2000)


def test_seven_days_are_kept_and_what_has_another_name(state: Path) -> None:
    folder = state / "backups"
    folder.mkdir()
    (folder / "bot-2026-01-01T000000Z-before-bees.db").touch()
    made = [back_up_daily(state / "bot.db", NOW + timedelta(hours=hours)) for hours in range(0, 10 * 24, 12)]
    days = [f"bot-2027-02-{day:02}T093000Z.db" for day in range(4, 11)]
    assert names(folder) == ["bot-2026-01-01T000000Z-before-bees.db", *days]
    assert [each.name for each in made if each][-7:] == days
    assert len([each for each in made if each]) == 10


def test_what_a_killed_backup_left_is_removed_in_time(state: Path) -> None:
    (state / ".part-x.db").touch()
    back_up_daily(state / "bot.db", datetime.now(UTC))
    assert ".part-x.db" in names(state)
    back_up_daily(state / "bot.db", datetime.now(UTC) + timedelta(days=2))
    assert names(state) == ["backups", "bot.db"]


def test_what_was_there_is_kept_beside(state: Path, wasps: Path) -> None:
    kept = restore(wasps, state, NOW)
    assert (kept, texts(state / "bot.db"), texts(wasps)) == (state / "backups" / REPLACED, ["wasps"], ["wasps"])
    assert texts(state / "backups" / REPLACED) == ["bees"]


def test_restoring_twice_in_a_second_keeps_both(state: Path, wasps: Path) -> None:
    restore(wasps, state, NOW)
    restore(state / "backups" / REPLACED, state, NOW)
    assert texts(state / "bot.db") == ["bees"]
    assert names(state / "backups") == [REPLACED.replace(".db", "-1.db"), REPLACED]


def test_an_empty_folder_is_restored_into(tmp_path: Path, wasps: Path) -> None:
    assert restore(wasps, tmp_path / "new", NOW) is None
    assert (texts(tmp_path / "new" / "bot.db"), names(tmp_path / "new")) == (["wasps"], ["bot.db", "run.lock"])


def test_a_running_bot_is_not_restored(state: Path, wasps: Path) -> None:
    with held(state), pytest.raises(HeldError, match="is held by another workshop-bot: process"):
        restore(wasps, state, NOW)
    assert texts(state / "bot.db") == ["bees"]


def test_what_is_no_backup_is_refused(state: Path, tmp_path: Path) -> None:
    (tmp_path / "letter").write_text("Dear bees, " * 200)
    with closing(sqlite3.connect(tmp_path / "birds.db")) as connection:
        connection.execute("create table birds (name text)")
    damage(keep(tmp_path / "damaged.db", *map(str, range(2000))))
    said = {name: refused(lambda name=name: restore(tmp_path / name, state, NOW)) for name in names(tmp_path)[:3]}  # type: ignore[misc]
    assert said["birds.db"] == f"{tmp_path / 'birds.db'}: this is no database of workshop-bot's"
    assert "file is not a database" in said["letter"]
    assert "It is damaged; take a backup that is not" in said["damaged.db"]
    assert refused(lambda: restore(tmp_path / "no", state, NOW)) == f"{tmp_path / 'no'}: there is no such file"
    assert (
        refused(lambda: restore(state / "bot.db", state, NOW)) == f"{state / 'bot.db'}: this is what is in use already"
    )
    assert (texts(state / "bot.db"), names(state)) == (["bees"], ["bot.db", "run.lock"])


@pytest.mark.parametrize("nonsense", [b"this is no database at all", b"SQLite format 3\0" + b"x" * 9000])
def test_a_damaged_file_is_replaced_and_kept(state: Path, wasps: Path, nonsense: bytes) -> None:
    for name in ("bot.db", "bot.db-wal"):
        (state / name).write_bytes(nonsense)
    restore(wasps, state, NOW)
    assert (texts(state / "bot.db"), (state / "backups" / REPLACED).read_bytes()) == (["wasps"], nonsense)


def test_who_reads_meanwhile_is_waited_for(state: Path, wasps: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.store.backup.PATIENCE", 0.1)
    with closing(sqlite3.connect(state / "bot.db")) as reader:
        reader.execute("begin")
        reader.execute("select * from kept").fetchall()
        assert "database is locked. Another program uses it" in refused(lambda: restore(wasps, state, NOW))
    assert (texts(state / "bot.db"), texts(restore(wasps, state, NOW) or wasps)) == (["bees"], ["bees"])


def test_what_a_killed_bot_had_kept_is_not_mixed_in(state: Path, wasps: Path, tmp_path: Path) -> None:
    program = (
        "import asyncio, os, sys\nfrom pathlib import Path\nfrom bot.store.database import Store\n"
        "async def main():\n    await Store(Path(sys.argv[1])).keep('ants')\n    os.kill(os.getpid(), 9)\n"
        "asyncio.run(main())"
    )
    subprocess.run([sys.executable, "-c", program, str(state / "bot.db")], check=False)
    assert "bot.db-wal" in names(state)
    backup(state / "bot.db", tmp_path / "copy.db")
    restore(wasps, state, NOW)
    assert (texts(state / "bot.db"), texts(state / "backups" / REPLACED)) == (["wasps"], ["ants", "bees"])
    assert texts(tmp_path / "copy.db") == ["ants", "bees"]


def killed(program: str, *arguments: Path, after: float) -> None:
    """Start a program and kill it some seconds after it has begun its work."""
    with subprocess.Popen([sys.executable, "-c", program, *map(str, arguments)], stdout=subprocess.PIPE) as process:
        assert process.stdout
        process.stdout.readline()
        sleep(after)
        process.kill()


def test_a_restore_that_is_killed_leaves_a_good_file(tmp_path: Path) -> None:
    for name in ("bees", "wasps"):
        keep(tmp_path / name / "bot.db", *(f"{name} {number:05}" for number in range(MANY)))
        backup(tmp_path / name / "bot.db", tmp_path / f"{name}.db")
    whole = {name: texts(tmp_path / f"{name}.db") for name in ("bees", "wasps")}
    began = monotonic()
    restore(tmp_path / "wasps.db", tmp_path / "bees", NOW)
    takes = monotonic() - began
    for number in range(KILLS):
        now, then = sorted(whole, key=lambda name: texts(tmp_path / "bees" / "bot.db") != whole[name])
        killed(RESTORE, tmp_path / f"{then}.db", tmp_path / "bees", after=takes * number / KILLS)
        assert texts(tmp_path / "bees" / "bot.db") in (whole[now], whole[then])
        assert [texts(file) for file in (tmp_path / "bees" / "backups").glob("bot-*.db")]


def test_a_backup_that_is_killed_leaves_nothing_or_a_good_file(tmp_path: Path) -> None:
    file = keep(tmp_path / "bot.db", *(f"bees {number:05}" for number in range(MANY)))
    for number in range(KILLS):
        copy = tmp_path / f"copy-{number}.db"
        killed(f"print(flush=True); {BACKUP}", file, copy, after=0.05 + number / 100)
        assert not copy.exists() or len(texts(copy)) == MANY
    assert len(texts(file)) == MANY


def test_a_token_of_a_backup_leads_to_its_text(state: Path, wasps: Path) -> None:
    restore(wasps, state, NOW)

    async def conversation() -> list[str | None]:
        store = Store(state / "bot.db")
        found = [await store.kept(token_of(text), NOW) for text in ("bees", "wasps")]
        await store.close()
        return found

    assert asyncio.run(conversation()) == [None, "wasps"]
