"""What organizers set at run time, by community and key, over the settings of the file."""

import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from bot.organizing import Logged
from bot.store import queries
from bot.store.desk import logged_row
from bot.store.transactions import Transactions

Settings = dict[str, dict[str, Any]]


class SettingsStore:
    """Reads and writes settings."""

    def __init__(self, store: Transactions) -> None:
        """Take the file."""
        self._store = store

    async def all(self) -> Settings:
        """Give what is set, by community."""
        return await self._store.read(stored)

    async def put(
        self,
        community: str,
        settings: Mapping[str, Any],
        entries: Iterable[Logged],
        may: Callable[[Mapping[str, Any]], bool],
    ) -> bool:
        """Write settings of a community where that may be, seeing what is set by now; says whether it was."""
        rows = [{"community": community, "key": key, "value": json.dumps(value)} for key, value in settings.items()]

        def write(connection: sqlite3.Connection) -> bool:
            if not may(stored(connection).get(community, {})):
                return False
            connection.executemany(queries.PUT_SETTING, rows)
            connection.executemany(queries.ADD_LOG, map(logged_row, entries))
            return True

        return await self._store.write(write)


def stored(connection: sqlite3.Connection) -> Settings:
    """Read what is set, by community."""
    found: Settings = {}
    for row in connection.execute(queries.SETTINGS):
        found.setdefault(row["community"], {})[row["key"]] = json.loads(row["value"])
    return found
