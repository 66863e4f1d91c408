"""What every store does, whether it holds the file or works beside who does: transactions, and texts under tokens."""

import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from bot.ports import token_of
from bot.store import queries
from bot.store.rows import stamp

FOREVER = "9999"
T = TypeVar("T")
Work = Callable[[sqlite3.Connection], T]


class Transactions(ABC):
    """Reads and writes a file in transactions; does what `bot.ports.Kept` says too."""

    file: Path

    @abstractmethod
    async def read(self, work: Work[T]) -> T:
        """Do something that only reads; raises StoreError."""

    @abstractmethod
    async def write(self, work: Work[T]) -> T:
        """Do something in a transaction and come back when it is on disk; raises StoreError."""

    async def keep(self, text: str, until: datetime | None = None) -> str:
        """Keep a text, until an instant (aware UTC) or for ever, and give its token."""
        row = {"token": token_of(text), "text": text, "until": stamp(until) or FOREVER}
        await self.write(lambda connection: connection.execute(queries.KEEP, row))
        return str(row["token"])

    async def keep_all(self, texts: Sequence[str], until: datetime) -> list[str]:
        """Keep several texts until an instant, in one transaction, and give their tokens."""
        rows = [{"token": token_of(text), "text": text, "until": stamp(until)} for text in texts]
        await self.write(lambda connection: connection.executemany(queries.KEEP, rows))
        return [str(row["token"]) for row in rows]

    async def kept(self, token: str, now: datetime) -> str | None:
        """Give the text of a token, None where there is none any more; forgets what is past its time."""

        def take(connection: sqlite3.Connection) -> str | None:
            wanted = {"token": token, "now": stamp(now)}
            found = connection.execute(queries.KEPT, wanted).fetchone()
            connection.execute(queries.FORGET, {"now": wanted["now"]})
            return str(found["text"]) if found else None

        return await self.write(take)
