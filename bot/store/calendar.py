"""How often what is shown of each event of the calendars has changed."""

import sqlite3
from collections.abc import Iterable
from datetime import datetime

from bot.entries import Entry
from bot.ics import Revision
from bot.store import queries
from bot.store.rows import read_stamp, stamp
from bot.store.transactions import Transactions


async def revised(store: Transactions, entries: Iterable[Entry], now: datetime) -> dict[str, Revision]:
    """Count what has changed up to now (aware UTC, full seconds), and give the revision of each entry by its key.

    An entry that is gone stays known, so that its count goes on should it come back. Raises StoreError.
    """

    def count(connection: sqlite3.Connection) -> dict[str, Revision]:
        known = {row["uid"]: row["digest"] for row in connection.execute(queries.REVISIONS)}
        for entry in entries:
            if known.get(entry.key) != entry.digest:
                row = {"uid": entry.key, "digest": entry.digest, "now": stamp(now)}
                connection.execute(queries.PUT_REVISION, row)
        return {row["uid"]: _read(row) for row in connection.execute(queries.REVISIONS)}

    return await store.write(count)


def _read(row: sqlite3.Row) -> Revision:
    changed_at = read_stamp(row["changed_at"])
    assert changed_at, "never null"
    return Revision(row["sequence"], changed_at)
