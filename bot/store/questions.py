"""What was asked and not found, and what members sent to the organizers."""

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.organizing import Logged
from bot.posts.post import Copy, Post
from bot.posts.questions import key_of, reply_key
from bot.questions import Asked, State, twin_of
from bot.store import queries
from bot.store.asked import asked_row, read_asked, write_posts
from bot.store.desk import logged_row
from bot.store.rows import read_copy, stamp
from bot.store.transactions import Transactions

MOST_MISSED = 1000  # kept
DRAFTED_FOR = timedelta(days=1)
Written = Sequence[tuple[Post, Copy | None]]
"""Posts to write; one without a copy is shown already, or waits, wherever its copies are."""


class Questions:
    """Reads and writes questions."""

    def __init__(self, store: Transactions) -> None:
        """Take the file."""
        self._store = store

    async def miss(self, text: str, now: datetime) -> None:
        """Count a question (folded) that was not found."""
        row = {"text": text, "now": stamp(now)}
        await self._store.write(lambda connection: connection.execute(queries.MISS, row))

    async def add(self, asked: Asked, posts: Callable[[Asked], Written]) -> bool:
        """Write a question with its posts; False where the same one of the same person waits. Raises UserError."""

        def write(connection: sqlite3.Connection) -> bool:
            mine = [read_asked(row) for row in connection.execute(queries.QUESTIONS_OF, {"person": asked.person})]
            if twin_of(asked, mine):
                return False
            number = connection.execute(queries.ADD_QUESTION, asked_row(asked)).lastrowid
            write_posts(connection, posts(replace(asked, number=number or 0)), asked.asked_at)
            return True

        return await self._store.write(write)

    async def turn(self, asked: Asked, was: State, posts: Written, entry: Logged | None, now: datetime) -> bool:
        """Let a question stand otherwise, with its posts and what the log says; False unless it stood as it `was`."""

        def write(connection: sqlite3.Connection) -> bool:
            row = connection.execute(queries.QUESTION, {"number": asked.number}).fetchone()
            if row is None or row["state"] != was:
                return False
            connection.execute(queries.PUT_QUESTION, asked_row(asked))
            write_posts(connection, posts, now)
            if entry:
                connection.execute(queries.ADD_LOG, logged_row(entry))
            return True

        return await self._store.write(write)

    async def of_state(self, state: State) -> list[Asked]:
        """Give the questions that stand so, the oldest first."""
        return await self._read(queries.QUESTIONS, state=state)

    async def missed(self, most: int) -> list[Asked]:
        """Give what was not found, the newest first."""
        return await self._read(queries.MISSED, most=most)

    async def question(self, number: int) -> Asked | None:
        """Give a question."""
        return next(iter(await self._read(queries.QUESTION, number=number)), None)

    async def reply_copy(self, asked: Asked) -> Copy | None:
        """Give how the copy of a question's answer stands."""
        key = {"post": reply_key(asked), "community": asked.community}
        row = await self._store.read(lambda connection: connection.execute(queries.COPY, key).fetchone())
        return read_copy(row) if row else None

    async def forget(self, missed_before: datetime, ended_before: datetime) -> None:
        """Forget what is past its time, the oldest of what is too many, and what was posted of it."""
        missed = {"before": stamp(missed_before), "most": MOST_MISSED}

        def write(connection: sqlite3.Connection) -> None:
            connection.execute(queries.DROP_MISSED, missed)
            for row in connection.execute(queries.ENDED_BEFORE, {"before": stamp(ended_before)}).fetchall():
                post = {"post": key_of(read_asked(row))}
                connection.execute(queries.DROP_COPIES_OF, post)
                connection.execute(queries.DROP_POST, post)
                connection.execute(queries.DROP_QUESTION, {"number": row["number"]})

        await self._store.write(write)

    async def draft(self, text: str, now: datetime) -> str:
        """Keep a text for a day; gives its token."""
        return await self._store.keep(text, now + DRAFTED_FOR)

    async def drafted(self, token: str, now: datetime) -> str | None:
        """Give a text that was kept."""
        return await self._store.kept(token, now)

    async def _read(self, query: str, **wanted: object) -> list[Asked]:
        rows = await self._store.read(lambda connection: connection.execute(query, wanted).fetchall())
        return [read_asked(row) for row in rows]
