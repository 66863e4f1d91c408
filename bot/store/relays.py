"""Messages that were carried from one community to another."""

import json
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from bot.organizing import ChangedMeanwhileError, Logged, Pointed
from bot.posts.merge import next_step
from bot.posts.post import Copy, Post
from bot.posts.relays import Made
from bot.relayed import Relayed
from bot.store import queries
from bot.store.desk import logged_row
from bot.store.rows import copy_row, post_row, read_copy, stamp
from bot.store.transactions import Transactions

Posts = Callable[[Relayed], Sequence[Made]]
TAKEN_BACK = "taken back before it was sent"


class Relays:
    """Reads and writes what was carried where; rows, posts and log are written together."""

    def __init__(self, store: Transactions) -> None:
        """Take the file."""
        self._store = store

    async def of(self, origin: Pointed, target: str) -> Relayed | None:
        """Give how a message was carried to a community."""
        return await self._store.read(lambda connection: _of(connection, origin, target))

    async def numbered(self, number: int) -> Relayed | None:
        """Give a message that was carried, by its number."""
        return await self._store.read(lambda connection: _numbered(connection, number))

    async def at(self, community: str, channel: str, message: str) -> Sequence[Relayed]:
        """Give where a message was carried; `channel` may be a thread."""
        asked = {"community": community, "channel": channel, "message": message}
        rows = await self._store.read(lambda connection: connection.execute(queries.RELAYS_OF, asked).fetchall())
        return [_read(row) for row in rows]

    async def since(self, community: str, since: datetime, most: int) -> Sequence[Relayed]:
        """Give what was carried out of a community since an instant (aware UTC) and still stands, the newest first."""
        asked = {"community": community, "since": stamp(since), "most": most}
        rows = await self._store.read(lambda connection: connection.execute(queries.RELAYS_SINCE, asked).fetchall())
        return [_read(row) for row in rows]

    async def send(self, relayed: Relayed, was: str, posts: Posts, entry: Logged) -> Relayed:
        """Write that a message is carried where `was` is what stands; raises ChangedMeanwhileError."""

        def write(connection: sqlite3.Connection) -> Relayed:
            before = _of(connection, relayed.origin, relayed.target)
            if (before.standing if before else "") != was:
                raise ChangedMeanwhileError
            sent = replace(relayed, number=before.number) if before else _added(connection, relayed)
            _put(connection, sent, posts(sent), entry)
            return sent

        return await self._store.write(write)

    async def change(
        self, number: int, decide: Callable[[Relayed], Relayed | None], posts: Posts, entry: Logged
    ) -> bool:
        """Write what is decided on how a carried message stands; says whether something was."""

        def write(connection: sqlite3.Connection) -> bool:
            before = _numbered(connection, number)
            after = decide(before) if before else None
            if after:
                _put(connection, after, posts(after), entry)
            return after is not None

        return await self._store.write(write)

    async def post_once(self, post: Post, copies: Sequence[Copy], entry: Logged) -> bool:
        """Write a post with its copies, unless it is there; says whether it was not."""

        def write(connection: sqlite3.Connection) -> bool:
            if connection.execute(queries.POST, {"key": post.key}).fetchone():
                return False
            connection.execute(queries.PUT_POST, post_row(post))
            connection.executemany(queries.PUT_COPY, map(copy_row, copies))
            connection.execute(queries.ADD_LOG, logged_row(entry))
            return True

        return await self._store.write(write)

    async def forget_before(self, before: datetime) -> None:
        """Forget what was carried before an instant (aware UTC), its texts too; the copies stay as they are."""
        asked = {"before": stamp(before)}

        def write(connection: sqlite3.Connection) -> None:
            connection.execute(queries.DROP_COPIES_OF_OLD_RELAYS, asked)
            connection.execute(queries.DROP_POSTS_OF_OLD_RELAYS, asked)
            connection.execute(queries.DROP_OLD_RELAYS, asked)

        await self._store.write(write)


def _added(connection: sqlite3.Connection, relayed: Relayed) -> Relayed:
    (number,) = connection.execute(queries.ADD_RELAY, _row(relayed)).fetchone()
    return replace(relayed, number=number)


def _put(connection: sqlite3.Connection, relayed: Relayed, posts: Sequence[Made], entry: Logged) -> None:
    connection.execute(queries.PUT_RELAY, _row(relayed))
    for post, new in posts:
        row = connection.execute(queries.COPY, {"post": post.key, "community": new.community}).fetchone()
        connection.execute(queries.PUT_POST, post_row(post))
        copy = _follows(read_copy(row), post, new, gone=bool(relayed.gone)) if row else new
        connection.execute(queries.PUT_COPY, copy_row(copy))
    connection.execute(queries.ADD_LOG, logged_row(entry))


def _follows(copy: Copy, post: Post, new: Copy, *, gone: bool) -> Copy:
    """Give a copy whose post shows something else; one that is being sent learns of it when it is there."""
    if copy.state == "shown":
        return replace(copy, next_at=next_step(post, copy, post.due))
    if copy.state == "coming" and gone:
        return replace(copy, state="skipped", next_at=None, why=TAKEN_BACK)
    if copy.why == TAKEN_BACK and not gone:
        return replace(copy, state=new.state, next_at=new.next_at, why="")
    return copy


def _of(connection: sqlite3.Connection, origin: Pointed, target: str) -> Relayed | None:
    asked = {"community": origin.community, "channel": origin.channel, "message": origin.id, "target": target}
    row = connection.execute(queries.RELAY, asked).fetchone()
    return _read(row) if row else None


def _numbered(connection: sqlite3.Connection, number: int) -> Relayed | None:
    row = connection.execute(queries.RELAY_NUMBERED, {"number": number}).fetchone()
    return _read(row) if row else None


def _row(relayed: Relayed) -> dict[str, Any]:
    origin = relayed.origin
    written = json.dumps(asdict(origin) | {"at": stamp(origin.at), "author": ""}, ensure_ascii=False)
    place = {"community": origin.community, "channel": origin.channel, "thread": origin.thread, "message": origin.id}
    plain = {name: getattr(relayed, name) for name in ("number", "target", "kind", "by", "name", "gone")}
    changing = {"sent_at": stamp(relayed.sent_at), "asked": int(relayed.asked), "origin": written}
    return place | plain | changing | {"author": origin.author}


def _read(row: sqlite3.Row) -> Relayed:
    origin = json.loads(row["origin"])
    at, sent_at = datetime.fromisoformat(origin["at"]), datetime.fromisoformat(row["sent_at"])
    plain = {name: row[name] for name in ("target", "kind", "by", "name", "number", "gone")}
    pointed = Pointed(**{**origin, "at": at, "author": row["author"]})
    return Relayed(pointed, **plain, sent_at=sent_at, asked=bool(row["asked"]))
