"""Copies of the file of what is kept: made while it is written, put back in its place, or not at all."""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import mkstemp

from sqlite_utils import Database

from bot.store.checks import StoreError, check, told
from bot.store.erasures import reapply
from bot.store.lock import held
from bot.store.migrations import migrations

NAME = "bot.db"
FOLDER = "backups"
DAYS = 7
ENDS = ("", "-journal", "-wal", "-shm")  # of a database's name, and of what SQLite keeps beside it
PATIENCE = 5.0  # seconds to wait for another process
_PART = ".part-"
_DAILY = "bot-????-??-??T??????Z.db"
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


def backup(source: Path, target: Path) -> None:
    """Copy a database, even while it is written, into a file that is not there yet; raises StoreError."""
    if not source.exists():
        raise StoreError(f"{source}: nothing has been kept here yet, so there is nothing to back up")
    if target.exists():
        raise StoreError(f"{target}: this is there already; name a file that is not")
    with _copied(source, target.parent) as copy:
        _put(copy, target)


def back_up(file: Path, now: datetime, why: str = "") -> Path:
    """Make a backup in the folder of backups and give its name, which tells `now` and, after that, why."""
    target = _free(_folder(file), now, why)
    backup(file, target)
    return target


def back_up_daily(file: Path, now: datetime) -> Path | None:
    """Make the backup of this day (UTC) and remove those older than the newest seven; None where it is made already."""
    folder = _folder(file)
    if any(folder.glob(f"bot-{now.astimezone(UTC):%Y-%m-%d}T??????Z.db")):
        return None
    made = back_up(file, now)
    for old in sorted(folder.glob(_DAILY))[:-DAYS]:
        old.unlink(missing_ok=True)
    for left in (*folder.glob(f"{_PART}*"), *file.parent.glob(f"{_PART}*")):  # by a process that was killed
        if datetime.fromtimestamp(left.stat().st_mtime, UTC) < now - timedelta(days=1):
            left.unlink(missing_ok=True)
    return made


def newest_backup(file: Path) -> datetime | None:
    """Give when the newest daily backup was made (aware UTC), None where there is none."""
    names = (each.stem.removeprefix("bot-") for each in _folder(file).glob(_DAILY))
    newest = max(names, default="")
    return datetime.strptime(newest, "%Y-%m-%dT%H%M%SZ").replace(tzinfo=UTC) if newest else None


def restore(file: Path, state: Path, now: datetime) -> Path | None:
    """Put a backup in the place of what is kept in the folder `state`; gives where the latter now is, if anywhere.

    All or nothing; who asked to be erased since stays erased. Raises HeldError while a `run` holds the folder,
    StoreError where the file is none of the bot's.
    """
    current = state / NAME
    if not file.is_file():
        raise StoreError(f"{file}: there is no such file")
    with held(state):
        if current.exists() and file.samefile(current):
            raise StoreError(f"{file}: this is what is in use already")
        with _copied(file, state, _mode_of(file), whole=True) as copy:
            _bring_up_to_date(copy)
            reapply(copy, state)
            kept = _set_aside(current, now)
            _put(copy, current)
    return kept


@contextmanager
def _copied(source: Path, folder: Path, mode: str = "mode=rw", *, whole: bool = False) -> Iterator[Path]:
    """Give a checked copy, under a name of its own, that is gone after the context unless it was renamed."""
    part = None
    try:
        number, name = mkstemp(prefix=_PART, suffix=".db", dir=folder)
        os.close(number)
        part = Path(name)
        with closing(_connected(source, mode)) as old, closing(sqlite3.connect(part)) as new:
            old.backup(new)
            new.execute("pragma journal_mode = delete")  # a backup is one file
            check(new, source, whole=whole)
        yield part
    except StoreError:
        raise
    except (OSError, sqlite3.Error) as error:
        raise StoreError(f"{source}: this could not be copied into {folder}: {told(error)}") from None
    finally:
        for left in folder.glob(f"{part.name}*") if part else ():
            left.unlink(missing_ok=True)


def _bring_up_to_date(copy: Path) -> None:
    """Give a copy of an older backup the tables of today, which the erasures are made in."""
    with closing(sqlite3.connect(copy, isolation_level=None)) as connection:
        migrations.apply(Database(connection))


def _connected(file: Path, mode: str) -> sqlite3.Connection:
    return sqlite3.connect(f"{file.absolute().as_uri()}?{mode}", uri=True, timeout=PATIENCE)


def _mode_of(file: Path) -> str:
    """Read a file without leaving anything beside it, unless changes that belong to it stand there."""
    return "mode=ro" if _beside(file, "-wal").exists() else "mode=ro&immutable=1"


def _put(copy: Path, target: Path) -> None:
    copy.replace(target)
    if os.name == "posix":  # elsewhere a folder cannot be opened
        number = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(number)  # the name too is to outlive a loss of power
        finally:
            os.close(number)


def _set_aside(current: Path, now: datetime) -> Path | None:
    """Keep what is about to be replaced, sound or not, and leave nothing beside it that would be taken for the new."""
    target = _free(_folder(current), now, "replaced") if current.exists() else None
    if target:
        _settle(current)
    for end in ENDS:
        file = _beside(current, end)
        if target and file.exists():
            _keep(file, _beside(target, end))
        if end:
            file.unlink(missing_ok=True)
    return target


def _settle(file: Path) -> None:
    """Bring what stands beside a database into it; one that is damaged stays as it is."""
    try:
        with closing(_connected(file, "mode=rw")) as connection:
            connection.execute("select count(*) from sqlite_master").fetchone()
            connection.execute("pragma journal_mode = delete")
    except sqlite3.Error as error:
        if error.sqlite_errorcode & 0xFF not in _DAMAGED:
            raise StoreError(f"{file}: this could not be replaced: {told(error)}") from None


def _keep(file: Path, target: Path) -> None:
    try:
        os.link(file, target)
    except OSError:  # a file system without links
        shutil.copyfile(file, target)


def _beside(file: Path, end: str) -> Path:
    return file.with_name(file.name + end)


def _folder(file: Path) -> Path:
    folder = file.parent / FOLDER
    try:
        folder.mkdir(exist_ok=True, mode=0o700)
    except OSError as error:
        raise StoreError(f"{folder}: this folder cannot be made: {told(error)}") from None
    return folder


def _free(folder: Path, now: datetime, why: str) -> Path:
    """Give a name that is not taken, for two in one second too."""
    stem = f"bot-{now.astimezone(UTC):%Y-%m-%dT%H%M%SZ}" + (f"-{why}" if why else "")
    names = (f"{stem}{f'-{number}' if number else ''}.db" for number in range(1000))
    return next(folder / name for name in names if not (folder / name).exists())
