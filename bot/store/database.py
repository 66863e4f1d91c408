"""The file of what is kept: one connection, owned by one thread, so that nothing waits for the disk but who asked."""

import asyncio
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from sqlite_utils import Database

from bot.ports import token_of
from bot.store import queries
from bot.store.migrations import migrations

FOREVER = "9999"
PATIENCE = 5.0  # seconds to wait for another process that writes
T = TypeVar("T")


class StoreError(Exception):
    """The file cannot be used; holds the sentence to print."""


class Store:
    """Keeps things in a file; it is made, and brought up to date, when opened. Raises StoreError where it cannot be."""

    def __init__(self, file: Path) -> None:
        """Open the file."""
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="store")
        try:
            self._connection = self._thread.submit(_opened, file).result()
        except (OSError, sqlite3.Error) as error:
            self._thread.shutdown()
            raise StoreError(f"{file}: this cannot be used to keep things in: {error}") from None

    async def keep(self, text: str, until: datetime | None = None) -> str:
        """Keep a text, until an instant (aware UTC) or for ever, and give its token."""
        token = token_of(text)
        row = {"token": token, "text": text, "until": _stamp(until) if until else FOREVER}
        await self._in_thread(lambda: self._write(queries.KEEP, row))
        return token

    async def kept(self, token: str, now: datetime) -> str | None:
        """Give the text of a token, None where there is none any more; forgets what is past its time."""

        def read() -> str | None:
            wanted = {"token": token, "now": _stamp(now)}
            found = self._connection.execute(queries.KEPT, wanted).fetchone()
            self._write(queries.FORGET, {"now": wanted["now"]})
            return str(found[0]) if found else None

        return await self._in_thread(read)

    async def close(self) -> None:
        """Close the file."""
        await self._in_thread(self._connection.close)
        self._thread.shutdown()

    def _write(self, query: str, row: dict[str, str]) -> None:
        self._connection.execute("begin immediate")
        with self._connection:
            self._connection.execute(query, row)

    async def _in_thread(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)


def _opened(file: Path) -> sqlite3.Connection:
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    connection = sqlite3.connect(file, timeout=PATIENCE, isolation_level=None)
    database = Database(connection)
    database.enable_wal()
    for pragma in ("foreign_keys = on", "synchronous = full"):
        connection.execute(f"pragma {pragma}")
    migrations.apply(database)
    return connection


def _stamp(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"
