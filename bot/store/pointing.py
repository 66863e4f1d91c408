"""Messages that people pointed at, kept for a day; does what `bot.organizing.Pointing` says."""

import json
import sqlite3
from dataclasses import asdict
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.organizing import Pointed
from bot.slash import Token
from bot.store import queries
from bot.store.rows import stamp
from bot.store.transactions import Transactions

KEPT_FOR = timedelta(hours=24)


class Pointings:
    """Keeps what was pointed at; the clock tells for how long."""

    def __init__(self, store: Transactions, clock: Clock) -> None:
        """Take the file."""
        self._store, self._clock = store, clock

    async def point(self, pointed: Pointed) -> Token:
        """Keep which message is meant, and give the token that stands for it."""
        row = asdict(pointed) | {"at": stamp(pointed.at)}
        return Token("~" + await self._store.keep(json.dumps(row), self._clock() + KEPT_FOR))

    async def pointed(self, token: Token) -> Pointed | None:
        """Give the message of a token; None where it is not kept any more, or is no message's."""
        text = await self._store.kept(token.removeprefix("~"), self._clock())
        try:
            row = json.loads(text or "")
            return Pointed(**{**row, "at": datetime.fromisoformat(row["at"])})
        except (TypeError, ValueError, KeyError):  # of something else that is kept, which anybody may type
            return None

    async def post_at(self, community: str, channel: str, message: str) -> str | None:
        """Give the key of the post whose copy a message is."""
        asked = {"community": community, "channel": channel, "id": message}

        def find(connection: sqlite3.Connection) -> str | None:
            row = connection.execute(queries.POST_AT, asked).fetchone()
            return str(row["post"]) if row else None

        return await self._store.read(find)
