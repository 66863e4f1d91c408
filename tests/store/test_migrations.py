"""A database of any earlier version is brought up to date without losing a row, or is left as it was."""

import asyncio
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database

from bot.store.backup import restore
from bot.store.database import Store, StoreError
from bot.store.migrations import migrations

NOW = datetime(2027, 2, 1, 9, 30, tzinfo=UTC)
OPEN = """
import sys
from pathlib import Path
from bot.store.database import Store, StoreError
try:
    Store(Path(sys.argv[1]))
except StoreError as error:
    print(error, end="")
"""
NAMES = [each.name for each in migrations.pending(Database(memory=True))]
ROWS = 3
Rows = dict[str, list[dict[str, Any]]]


def earlier(file: Path, steps: int) -> Rows:
    """Make a database as it was after so many migrations, with rows in every table; gives them."""
    database = Database(file)
    migrations.apply(database, stop_before=NAMES[steps : steps + 1])
    for table in database.tables:
        if not table.name.startswith("_"):
            table.insert_all([fill(database, table.name, number) for number in range(ROWS)])
    found = rows_of(file)
    database.close()
    return found


def fill(database: Database, table: str, number: int) -> dict[str, Any]:
    """Give a row that fits a table, whatever its columns are; what it refers to is there under the same number."""
    refers = {each.column: (each.other_table, each.other_column) for each in database.table(table).foreign_keys}
    row: dict[str, Any] = {}
    for column in database.table(table).columns:
        name = ".".join(refers.get(column.name, (table, column.name)))
        row[column.name] = number if column.type == "INTEGER" else f"{name} {number}"
    return row


def rows_of(file: Path) -> Rows:
    """Give everything that a database holds."""
    with closing(sqlite3.connect(file)) as connection:
        connection.row_factory = sqlite3.Row
        tables = [row[0] for row in connection.execute("select name from sqlite_master where type = 'table'")]
        return {name: [dict(row) for row in connection.execute(f"select * from {name}")] for name in tables}


def opened(file: Path) -> None:
    asyncio.run(Store(file, lambda: NOW).close())


def backups(file: Path) -> list[str]:
    return sorted(each.name for each in (file.parent / "backups").glob("*"))


@pytest.mark.parametrize("steps", range(1, len(NAMES) + 1))
def test_no_row_is_lost_on_the_way(tmp_path: Path, steps: int) -> None:
    file = tmp_path / "bot.db"
    before = earlier(file, steps)
    opened(file)
    after = rows_of(file)
    for name in before.keys() - {migrations.migrations_table}:
        assert [{key: row[key] for key in old} for old, row in zip(before[name], after[name], strict=True)] == (
            before[name]
        )
    assert [row["name"] for row in after[migrations.migrations_table]] == NAMES


@pytest.mark.parametrize("steps", range(1, len(NAMES)))
def test_a_backup_is_made_before(tmp_path: Path, steps: int) -> None:
    file = tmp_path / "bot.db"
    before = earlier(file, steps)
    opened(file)
    assert backups(file) == [f"bot-2027-02-01T093000Z-before-{NAMES[steps]}.db"]
    assert rows_of(tmp_path / "backups" / backups(file)[0]) == before


@pytest.mark.parametrize("steps", [0, len(NAMES)])
def test_where_nothing_is_lost_no_backup_is_made(tmp_path: Path, steps: int) -> None:
    if steps:
        earlier(tmp_path / "bot.db", steps)
    opened(tmp_path / "bot.db")
    assert backups(tmp_path / "bot.db") == []


@pytest.mark.parametrize("steps", range(1, len(NAMES) + 1))
def test_a_backup_of_any_version_is_restored_whole(tmp_path: Path, steps: int) -> None:
    before = earlier(tmp_path / "old.db", steps)
    (tmp_path / "state").mkdir()
    (tmp_path / "state" / "erased").write_text("a-hash-of-somebody-else\n")
    restore(tmp_path / "old.db", tmp_path / "state", NOW)
    opened(tmp_path / "state" / "bot.db")
    after = rows_of(tmp_path / "state" / "bot.db")
    assert {name: len(rows) for name, rows in before.items() if not name.startswith("_")}.items() <= (
        {name: len(rows) for name, rows in after.items()}.items()
    )
    assert rows_of(tmp_path / "old.db") == before


def test_a_failing_migration_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    file = tmp_path / "bot.db"
    earlier(file, 1)
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("create table reminders (mine text)")  # in the way of the last migration, not of the first
    before = rows_of(file)
    with pytest.raises(StoreError) as error:
        opened(file)
    kept = tmp_path / "backups" / f"bot-2027-02-01T093000Z-before-{NAMES[1]}.db"
    assert str(error.value) == (
        f"{file}: this could not be brought up to date, and is as it was; a copy is {kept}: "
        "table reminders already exists"
    )
    assert (rows_of(file), rows_of(kept)) == (before, before)


def test_a_migration_without_a_backup_is_not_begun(tmp_path: Path) -> None:
    file = tmp_path / "bot.db"
    before = earlier(file, 1)
    (tmp_path / "backups").write_text("a file, where a folder should be")
    with pytest.raises(StoreError, match="this folder cannot be made: File exists"):
        opened(file)
    assert rows_of(file) == before


def test_what_is_newer_than_the_program_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "bot.db"
    earlier(file, len(NAMES))
    with closing(sqlite3.connect(file)) as connection, connection:
        row = ("workshop-bot", "bees_and_their_hives", "2031-01-01")
        connection.execute("insert into _sqlite_migrations (migration_set, name, applied_at) values (?, ?, ?)", row)
    before = file.read_bytes()
    with pytest.raises(StoreError) as error:
        opened(file)
    assert str(error.value) == (
        f"{file}: this was written by a newer workshop-bot, which knows of 'bees_and_their_hives'. Use that version, "
        "or put a backup from before in its place: workshop-bot restore FILE"
    )
    assert (file.read_bytes(), [each.name for each in tmp_path.iterdir()]) == (before, ["bot.db"])


def test_a_damaged_file_is_refused_and_left(tmp_path: Path) -> None:
    file = tmp_path / "bot.db"
    earlier(file, 1)
    content = bytearray(file.read_bytes())
    content[4096:5096] = b"x" * 1000
    file.write_bytes(content)
    with pytest.raises(StoreError, match=r"damaged.*take a backup that is not: workshop-bot restore FILE"):
        opened(file)
    assert (file.read_bytes(), [each.name for each in tmp_path.iterdir()]) == (content, ["bot.db"])


def test_the_file_of_another_program_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "bot.db"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("create table birds (name text)")
    before = file.read_bytes()
    with pytest.raises(StoreError) as error:
        opened(file)
    assert (str(error.value), file.read_bytes()) == (f"{file}: this is no database of workshop-bot's", before)


def mounted(folder: Path, *commands: str, after: str = "true") -> str:
    """Open the database in a folder that was mounted so, seen by this process alone; gives what the bot says."""
    if subprocess.run(["unshare", "--mount", "true"], check=False, capture_output=True).returncode:
        pytest.skip("nothing can be mounted here")
    line = " && ".join((*commands, f'"{sys.executable}" -c "$0" "$1"', after))
    shell = ["unshare", "--mount", "sh", "-c", line, OPEN, str(folder / "bot.db")]
    return subprocess.run(shell, check=True, capture_output=True, text=True).stdout


@pytest.mark.parametrize("steps", range(1, len(NAMES) + 1))
def test_a_file_that_may_only_be_read_is_told(tmp_path: Path, steps: int) -> None:
    before = earlier(tmp_path / "bot.db", steps)
    said = mounted(tmp_path, f"mount --bind {tmp_path} {tmp_path}", f"mount -o remount,ro,bind {tmp_path}")
    assert said.count("\n") == 0
    assert "Read-only file system" in said or "The bot's user needs the right to write it" in said
    assert (rows_of(tmp_path / "bot.db"), [each.name for each in tmp_path.iterdir()]) == (before, ["bot.db"])


@pytest.mark.parametrize(("steps", "room"), [(1, 4), (1, 24), (1, 44), (len(NAMES), 0)])
def test_a_full_disk_is_told_and_nothing_is_lost(tmp_path: Path, steps: int, room: int) -> None:
    """The disk has room for the database and so many kilobytes more."""
    file, disk = tmp_path / "bot.db", tmp_path / "disk"
    before = earlier(file, steps)
    disk.mkdir()
    size = room * 1024 + file.stat().st_size
    mount = [f"mount -t tmpfs -o size={size} none {disk}", f"cp {file} {disk}"]
    said = mounted(disk, *mount, after=f"mkdir {tmp_path}/after && cp {disk}/bot.db* {tmp_path}/after")
    assert ("Make room on the disk" in said or "Is the disk full" in said, said.count("\n")) == (True, 0)
    assert rows_of(tmp_path / "after" / "bot.db") == before
