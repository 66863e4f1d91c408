"""The announcements by organizers that are kept, and what is posted of them: written together."""

import json
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from bot.announcing import Announcement, Standing
from bot.organizing import ChangedMeanwhileError, Logged
from bot.posts.copies import ANNOUNCEMENT
from bot.posts.merge import Changes, Stored
from bot.store import queries
from bot.store.desk import logged_row
from bot.store.rows import copy_row, post_row, read_copy, read_post, read_stamp, stamp
from bot.store.transactions import Transactions

EARLIEST, LATEST = "", "9999"
_TIMES = ("due", "asked_at", "approved_at", "ended_at")
_COLUMNS = ("number", "version", "state", "due", "repeat")
_STATES: Mapping[Standing | None, str] = {
    None: "draft scheduled withdrawn",
    "drafts": "draft",
    "scheduled": "scheduled",
    "shown": "scheduled",
    "withdrawn": "withdrawn",
}
Decide = Callable[[Announcement, Stored], Changes]


class Announcements:
    """Reads and writes announcements."""

    def __init__(self, store: Transactions) -> None:
        """Take the file."""
        self._store = store

    async def get(self, number: int) -> Announcement | None:
        """Give an announcement."""
        return await self._store.read(lambda connection: _get(connection, number))

    async def listed(self, which: Standing | None, before: int, most: int, now: datetime) -> Sequence[Announcement]:
        """List announcements with numbers below one, the newest first."""
        since = stamp(now) if which == "scheduled" else EARLIEST
        until = stamp(now) if which == "shown" else LATEST
        asked = {"before": before, "most": most, "states": _STATES[which], "since": since, "until": until}
        rows = await self._store.read(lambda connection: connection.execute(queries.ANNOUNCEMENTS, asked).fetchall())
        return [_read(row) for row in rows]

    async def series(self) -> Sequence[Announcement]:
        """Give the series that go on."""
        return await self._store.read(lambda connection: [_read(row) for row in connection.execute(queries.SERIES)])

    async def standing(self, key: str) -> tuple[int, int]:
        """Count the copies of what was posted for members under a key that are shown, and that failed."""

        def read(connection: sqlite3.Connection) -> tuple[int, int]:
            stored = _stored(connection, key)
            members = [name for name, post in stored.posts.items() if post.kind not in {"organizers", "personal"}]
            copies = [copy for name in members for copy in stored.copies[name] if copy.channel]
            return sum(each.state == "shown" for each in copies), sum(each.state == "failed" for each in copies)

        return await self._store.read(read)

    async def of_message(self, token: str, now: datetime) -> Announcement | None:
        """Give the announcement that a message shows, which a message's menu kept as JSON."""
        text = await self._store.kept(token, now)
        try:
            said = json.loads(text or "")
            place = {name: str(said[name]) for name in ("community", "channel", "id")}
        except (ValueError, TypeError, KeyError):
            return None

        def read(connection: sqlite3.Connection) -> Announcement | None:
            row = connection.execute(queries.COPY_THERE, place).fetchone()
            number = row["post"].removeprefix(ANNOUNCEMENT).partition("/")[0] if row else ""
            return _get(connection, int(number)) if number.isdecimal() else None

        return await self._store.read(read)

    async def put(self, each: Announcement, entry: Logged, decide: Decide) -> Announcement:
        """Write an announcement, what is posted of it, and what the log says of it.

        Raises ChangedMeanwhileError where what is kept is not the version that it was made from.
        """
        found = await self._store.write(lambda connection: _put(connection, each, entry, decide))
        if found is None:
            raise ChangedMeanwhileError
        return found

    async def repost(self, each: Announcement, decide: Decide) -> None:
        """Write what is posted of an announcement by now; nothing where it is another by now."""

        def write(connection: sqlite3.Connection) -> None:
            if _get(connection, each.number) == each:
                _write(connection, decide(each, _stored(connection, each.key)))

        await self._store.write(write)


def _put(connection: sqlite3.Connection, each: Announcement, entry: Logged, decide: Decide) -> Announcement | None:
    new = replace(each, version=each.version + 1)
    if each.number:
        if not connection.execute(queries.PUT_ANNOUNCEMENT, _row(new)).rowcount:
            return None
    else:
        number = connection.execute(queries.ADD_ANNOUNCEMENT, _row(new)).lastrowid
        new = replace(new, number=number or 0)
    connection.execute(queries.ADD_LOG, logged_row(replace(entry, subject=f"announcement {new.number}")))
    _write(connection, decide(new, _stored(connection, new.key)))
    return new


def _write(connection: sqlite3.Connection, changes: Changes) -> None:
    connection.executemany(queries.PUT_POST, map(post_row, changes.posts))
    connection.executemany(queries.PUT_COPY, map(copy_row, changes.copies))


def _stored(connection: sqlite3.Connection, key: str) -> Stored:
    posts = {row["key"]: read_post(row) for row in connection.execute(queries.POSTS_UNDER, {"key": key})}
    copies = {each: [read_copy(row) for row in connection.execute(queries.COPIES_OF, {"post": each})] for each in posts}
    return Stored(posts, copies)


def _get(connection: sqlite3.Connection, number: int) -> Announcement | None:
    row = connection.execute(queries.ANNOUNCEMENT, {"number": number}).fetchone()
    return _read(row) if row else None


def _row(each: Announcement) -> dict[str, Any]:
    values = asdict(each) | {name: stamp(getattr(each, name)) for name in _TIMES}
    said = {name: value for name, value in values.items() if name not in _COLUMNS}
    return {name: values[name] for name in _COLUMNS} | {"said": json.dumps(said, ensure_ascii=False)}


def _read(row: sqlite3.Row) -> Announcement:
    values = json.loads(row["said"]) | {name: row[name] for name in _COLUMNS}
    times = {name: read_stamp(values[name]) for name in _TIMES}
    lists = {name: tuple(values[name]) for name in ("communities", "was", "skipped")}
    return Announcement(**{**values, **times, **lists})
