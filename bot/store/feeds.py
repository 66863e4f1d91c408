"""The calendars that are stored as they were last read well."""

import sqlite3
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from bot.store import queries
from bot.store.rows import read_stamp, stamp
from bot.store.transactions import Transactions

_TIMES = ("fetched_at", "good_at", "failing_since")


@dataclass(frozen=True)
class FeedRow:
    """A feed: `body` is its text as it was at `good_at`; the instants are aware UTC, `why` a clause.

    `tries` counts the failures in a row; `told` is since when it failed as organizers were told, empty where they heard
    of no failure, or of its end too.
    """

    id: str
    address: str
    fetched_at: datetime
    body: str = ""
    etag: str = ""
    modified: str = ""
    good_at: datetime | None = None
    failing_since: datetime | None = None
    why: str = ""
    tries: int = 0
    told: str = ""


class Feeds:
    """Reads and writes feeds."""

    def __init__(self, store: Transactions) -> None:
        """Take the file."""
        self._store = store

    async def all(self) -> Mapping[str, FeedRow]:
        """Give every feed by its id."""
        rows = await self._store.read(lambda connection: connection.execute(queries.FEEDS).fetchall())
        return {row["id"]: _read(row) for row in rows}

    async def put(self, feed: FeedRow) -> None:
        """Write a feed."""
        row = asdict(feed) | {name: stamp(getattr(feed, name)) for name in _TIMES}
        await self._store.write(lambda connection: connection.execute(queries.PUT_FEED, row))


def _read(row: sqlite3.Row) -> FeedRow:
    return FeedRow(**{**dict(row), **{name: read_stamp(row[name]) for name in _TIMES}})
