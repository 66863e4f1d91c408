"""How the file is opened: looked at first, backed up before it changes its shape, and then shown to be writable."""

import sqlite3
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path

from sqlite_utils import Database

from bot.store.backup import PATIENCE, back_up
from bot.store.checks import StoreError, check, told
from bot.store.migrations import migrations


def opened(file: Path, now: datetime) -> sqlite3.Connection:
    """Open a file, made where there is none and brought up to date; `now` (aware UTC) names the backup of before.

    Raises StoreError where it cannot be used, is damaged, or is newer than this program; then nothing is changed.
    """
    with ExitStack() as undo:
        try:
            connection = _connected(file)
            undo.callback(connection.close)
            check(connection, file)
            _bring_up_to_date(connection, file, now)
            _write(connection)
        except StoreError:
            raise
        except (OSError, sqlite3.Error) as error:
            raise StoreError(f"{file}: this cannot be used to keep things in: {told(error)}") from None
        undo.pop_all()
        return connection


def _connected(file: Path) -> sqlite3.Connection:
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not file.exists():
        file.touch(mode=0o600)  # people's reminders are nobody else's to read
    connection = sqlite3.connect(file, timeout=PATIENCE, isolation_level=None)
    connection.row_factory = sqlite3.Row
    for pragma in ("foreign_keys = on", "synchronous = full"):
        connection.execute(f"pragma {pragma}")
    return connection


def _bring_up_to_date(connection: sqlite3.Connection, file: Path, now: datetime) -> None:
    """Run what is pending in one transaction, after a backup where there is something to lose."""
    database = Database(connection)
    pending = [each.name for each in migrations.pending(database)]
    kept = back_up(file, now, f"before-{pending[0]}") if pending and migrations.applied(database) else None
    database.enable_wal()
    if not pending:
        return
    try:
        with database.atomic():
            migrations.apply(database)
    except sqlite3.Error as error:
        beside = f"; a copy is {kept}" if kept else ""
        raise StoreError(
            f"{file}: this could not be brought up to date, and is as it was{beside}: {told(error)}"
        ) from None


def _write(connection: sqlite3.Connection) -> None:
    """Write something that changes nothing: a full disk or a file that is only to be read is told now, not later."""
    (version,) = connection.execute("pragma user_version").fetchone()
    connection.execute(f"pragma user_version = {version}")
