"""Whether a file can be used to keep things in, and the sentence that says why where it cannot."""

import sqlite3
from pathlib import Path

from sqlite_utils import Database

from bot.ports import NotKeptError
from bot.store.migrations import migrations

_ADVICE = {
    sqlite3.SQLITE_BUSY: "Another program uses it; try again when that has ended",
    sqlite3.SQLITE_CANTOPEN: "Is its folder there, and may the bot's user read and write it",
    sqlite3.SQLITE_CORRUPT: "It is damaged; take a backup that is not: workshop-bot restore FILE",
    sqlite3.SQLITE_FULL: "Make room on the disk",
    sqlite3.SQLITE_IOERR: "Is the disk full, or failing",
    sqlite3.SQLITE_NOTADB: "Name another folder ([bot] state), or put a backup in its place: workshop-bot restore FILE",
    sqlite3.SQLITE_READONLY: "The bot's user needs the right to write it, and the folder that it is in",
}
_BASIC = 0xFF  # the bits of an error's code that tell its kind; the others tell the circumstances


class StoreError(NotKeptError):
    """The file cannot be used; holds the sentence to print."""


def told(error: Exception) -> str:
    """Say what an OSError or an sqlite3.Error is, and what can be done about it."""
    if isinstance(error, OSError):
        return error.strerror or str(error)
    advice = _ADVICE.get(getattr(error, "sqlite_errorcode", 0) & _BASIC)
    return f"{error}. {advice}" if advice else str(error)


def check(connection: sqlite3.Connection, file: Path, *, whole: bool = False) -> None:
    """Look whether a database is sound, the bot's, and not newer than this program; changes nothing.

    `whole` looks at indexes too, and refuses a database that is still empty. Raises StoreError, sqlite3.Error.
    """
    found = [row[0] for row in connection.execute("pragma integrity_check" if whole else "pragma quick_check")]
    if found != ["ok"]:
        raise StoreError(f"{file}: this is damaged ({found[0]}). {_ADVICE[sqlite3.SQLITE_CORRUPT]}")
    tables = {row[0] for row in connection.execute("select name from sqlite_master where type = 'table'")}
    applied = [each.name for each in migrations.applied(Database(connection))]
    if (whole and not applied) or (tables and migrations.migrations_table not in tables):
        raise StoreError(f"{file}: this is no database of workshop-bot's")
    if newer := [name for name in applied if name not in _known()]:
        raise StoreError(
            f"{file}: this was written by a newer workshop-bot, which knows of '{newer[0]}'. Use that version, or put "
            "a backup from before in its place: workshop-bot restore FILE"
        )


def _known() -> set[str]:
    """Give the names of all migrations of this program: those that an empty database lacks."""
    empty = Database(memory=True)
    try:
        return {each.name for each in migrations.pending(empty)}
    finally:
        empty.close()
