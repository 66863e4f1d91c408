"""The links that are watched, as they are stored."""

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import asdict

from bot.store import queries
from bot.store.rows import read_stamp, stamp
from bot.store.transactions import Transactions
from bot.watched import Link

_TIMES = ("since", "checked_at", "next_at", "unclear_since", "expires_at")


class Links:
    """Reads and writes how links stand."""

    def __init__(self, store: Transactions) -> None:
        """Take the file."""
        self._store = store

    async def all(self) -> dict[str, Link]:
        """Give every link by its address."""
        return await self._store.read(stored)

    async def put(self, *links: Link) -> None:
        """Write how links stand."""
        rows = [asdict(each) | {name: stamp(getattr(each, name)) for name in _TIMES} for each in links]
        await self._store.write(lambda connection: connection.executemany(queries.PUT_LINK, rows))

    async def keep(self, urls: Iterable[str]) -> None:
        """Forget every link but these."""
        asked = {"urls": json.dumps(list(urls))}
        await self._store.write(lambda connection: connection.execute(queries.KEEP_LINKS, asked))


def stored(connection: sqlite3.Connection) -> dict[str, Link]:
    """Read every link by its address."""
    return {row["url"]: _read(row) for row in connection.execute(queries.LINKS)}


def _read(row: sqlite3.Row) -> Link:
    return Link(**{**dict(row), **{name: read_stamp(row[name]) for name in _TIMES}})
