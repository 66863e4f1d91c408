"""What organizers changed, what members were told of it, and who did what."""

import json
import sqlite3
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Any, TypeVar

from bot.facts.changes import Change, State
from bot.facts.differences import Difference, Target, Told
from bot.organizing import Consequences, Logged
from bot.posts.merge import Stored, merge
from bot.posts.outbox_told import AT_ONCE
from bot.posts.post import Copy, Plan, Post, Topic
from bot.posts.telling_changes import Retold, Row
from bot.store import queries
from bot.store.rows import copy_row, post_row, read_copy, read_post, read_stamp, stamp
from bot.store.transactions import Transactions

LAST = 2**62
FORGOTTEN = timedelta(days=400)  # after which an announcement of changes is not edited any more: its edition is over
TAKEN_BACK = "taken back before it was announced"
T = TypeVar("T")
Kinds = Mapping[Topic, Collection[str]]


class DeskStore:
    """Reads and writes what organizers do."""

    def __init__(self, store: Transactions) -> None:
        """Take the file."""
        self._store = store

    async def standing(self) -> Sequence[Change]:
        """Give the changes that stand, the oldest first."""
        return await self._store.read(standing)

    async def make(self, decide: Callable[[Sequence[Change]], Sequence[Change]], entries: Iterable[Logged]) -> None:
        """Write the changes that are decided on those that stand, with what the log says of them."""
        rows = [logged_row(each) for each in entries]

        def write(connection: sqlite3.Connection) -> None:
            connection.executemany(queries.ADD_CHANGE, map(_change_row, decide(standing(connection))))
            connection.executemany(queries.ADD_LOG, rows)

        await self._store.write(write)

    async def end(self, numbers: Iterable[int], state: State, entry: Logged | None = None) -> bool:
        """End changes that stand; says whether all did."""
        rows = [{"number": number, "state": state} for number in numbers]

        def write(connection: sqlite3.Connection) -> bool:
            ended = connection.executemany(queries.END_CHANGE, rows).rowcount
            if entry and ended:
                connection.execute(queries.ADD_LOG, logged_row(entry))
            return ended == len(rows)

        return await self._store.write(write)

    async def know(self, number: int, file: object, entry: Logged) -> None:
        """Note what the file says by now of what a change alters."""
        row = {"number": number, "file": _written(file)}

        def write(connection: sqlite3.Connection) -> None:
            connection.execute(queries.KNOW_FILE, row)
            connection.execute(queries.ADD_LOG, logged_row(entry))

        await self._store.write(write)

    async def consequences(self, subjects: Sequence[str], now: datetime) -> Consequences:
        """Count the copies and reminders that hang on facts; `now` is aware UTC."""

        def read(connection: sqlite3.Connection) -> Consequences:
            asked = {"subjects": _written(list(subjects)), "now": stamp(now)}
            shown, coming = connection.execute(queries.COPIES_OF_SUBJECTS, asked).fetchone()
            (reminders,) = connection.execute(queries.REMINDERS_OF_SUBJECTS, asked).fetchone()
            return Consequences(shown or 0, coming or 0, reminders)

        return await self._store.read(read)

    async def log(self, entry: Logged) -> None:
        """Note something that was done."""
        await self._store.write(lambda connection: connection.execute(queries.ADD_LOG, logged_row(entry)))

    async def forget_names(self, before: datetime) -> None:
        """Forget who did what before an instant (aware UTC); what was done, when and with which values stays."""

        def write(connection: sqlite3.Connection) -> None:
            for query in queries.FORGET_NAMES:
                connection.execute(query, {"before": stamp(before)})

        await self._store.write(write)

    async def logged(self, most: int, before: int | None = None) -> Sequence[Logged]:
        """Give what was done, the newest first."""
        asked = {"most": most, "before": LAST if before is None else before}
        rows = await self._store.read(lambda connection: connection.execute(queries.LOG, asked).fetchall())
        return [_read_logged(row) for row in rows]

    async def retell(self, decide: Callable[[Told, Sequence[Row]], Retold], kinds: Kinds, now: datetime) -> None:
        """Write what is decided on what people were told, and the posts that come of it, all at once."""

        def write(connection: sqlite3.Connection) -> None:
            told, rows = _told(connection), _news(connection, now - FORGOTTEN)
            kept = [replace(row, unposted=_is_unposted(_copies(connection, row.key))) for row in rows]
            _write_retold(connection, told, decide(told, kept), kinds, now)

        await self._store.write(write)

    async def hasten(self, edition: str, now: datetime) -> bool:
        """Post at once what waits for more changes of an edition; says whether something does."""

        def write(connection: sqlite3.Connection) -> bool:
            waiting = [row for row in _news(connection, now) if row.edition == edition]
            for row in waiting:
                connection.execute(queries.PUT_NEWS, _news_row(replace(row, due=now)))
                for copy in _copies(connection, row.key):
                    if copy.state == "coming":
                        put = replace(copy, next_at=now, attempts=1, why=AT_ONCE)
                        connection.execute(queries.PUT_COPY, copy_row(put))
            return bool(waiting)

        return await self._store.write(write)

    async def waiting(self, now: datetime) -> Sequence[str]:
        """Give the editions of which changes wait to be announced."""
        rows = await self._store.read(lambda connection: _news(connection, now))
        return list(dict.fromkeys(row.edition for row in rows))


def standing(connection: sqlite3.Connection) -> list[Change]:
    """Give the changes that stand, the oldest first."""
    return [_read_change(row) for row in connection.execute(queries.STANDING)]


def _write_retold(connection: sqlite3.Connection, told: Told, new: Retold, kinds: Kinds, now: datetime) -> None:
    changed = [(target, value) for target, value in new.told.items() if target not in told or told[target] != value]
    connection.executemany(queries.PUT_TOLD, [_told_row(*each) for each in changed])
    connection.executemany(queries.PUT_NEWS, map(_news_row, new.rows))
    for post in new.posts:
        row = connection.execute(queries.POST, {"key": post.key}).fetchone()
        stored = Stored({post.key: read_post(row)} if row else {}, {post.key: _copies(connection, post.key)})
        changes = merge(Plan((post,)), stored, kinds, now)
        connection.executemany(queries.PUT_POST, map(post_row, changes.posts))
        connection.executemany(queries.PUT_COPY, map(copy_row, changes.copies))
    for post in new.opened:
        _post_at_once(connection, post, kinds, now)
    for key in new.taken_back:
        connection.execute(queries.DROP_NEWS, {"key": key})
        for copy in _copies(connection, key):
            if copy.state == "coming":
                put = replace(copy, state="skipped", next_at=None, why=TAKEN_BACK)
                connection.execute(queries.PUT_COPY, copy_row(put))


def _post_at_once(connection: sqlite3.Connection, post: Post, kinds: Kinds, now: datetime) -> None:
    """Write a post whose time has come just now, where it does not stand yet: an act of people, so it is not late."""
    connection.execute(queries.PUT_POST, post_row(post))
    was = {copy.community: copy for copy in _copies(connection, post.key)}
    for community in kinds.get(post.kind, ()):
        copy = was.get(community) or Copy(post.key, community)
        if copy.state in {"coming", "skipped"}:
            put = replace(copy, state="coming", next_at=now, attempts=1, why=AT_ONCE)
            connection.execute(queries.PUT_COPY, copy_row(put))


def _copies(connection: sqlite3.Connection, key: str) -> list[Copy]:
    return [read_copy(row) for row in connection.execute(queries.COPIES_OF, {"post": key})]


def _is_unposted(copies: Sequence[Copy]) -> bool:
    return bool(copies) and all(copy.state == "coming" and copy.attempted_at is None for copy in copies)


def _told(connection: sqlite3.Connection) -> dict[Target, Any]:
    rows = connection.execute(queries.TOLD)
    return {(row["subject"], row["field"]): json.loads(row["value"]) for row in rows}


def _told_row(target: Target, value: Any) -> dict[str, Any]:  # noqa: ANN401 - a plain value
    return {"subject": target[0], "field": target[1], "value": _written(value)}


def _news(connection: sqlite3.Connection, since: datetime) -> list[Row]:
    return [_read_news(row) for row in connection.execute(queries.NEWS_SINCE, {"since": stamp(since)})]


def _news_row(row: Row) -> dict[str, Any]:
    found = [[*each.target, each.before, each.after, row.why.get(each.target, "")] for each in row.found]
    since = [[*each.target, each.before, each.after] for each in row.since]
    times = {"key": row.key, "edition": row.edition, "due": stamp(row.due)}
    return times | {"found": _written(found), "since": _written(since)}


def _read_news(row: sqlite3.Row) -> Row:
    found, since = json.loads(row["found"]), json.loads(row["since"])
    why = {(each[0], each[1]): each[4] for each in found}
    due = read_stamp(row["due"])
    assert due, "an announcement has a time"
    return Row(
        row["key"],
        row["edition"],
        due,
        tuple(Difference(*each[:4]) for each in found),
        tuple(Difference(*each) for each in since),
        why,
    )


def _change_row(change: Change) -> dict[str, Any]:
    plain = {name: _written(getattr(change, name)) for name in ("value", "was", "file")}
    return asdict(change) | plain | {"made_at": stamp(change.made_at)}


def _read_change(row: sqlite3.Row) -> Change:
    plain = {name: json.loads(row[name]) for name in ("value", "was", "file")}
    return Change(**{**dict(row), **plain, "made_at": read_stamp(row["made_at"])})


def logged_row(entry: Logged) -> dict[str, Any]:
    """Write what was done."""
    return asdict(entry) | {"at": stamp(entry.at)}


def _read_logged(row: sqlite3.Row) -> Logged:
    at = read_stamp(row["at"])
    assert at, "what was done has a time"
    return Logged(**{**dict(row), "at": at})


def _written(value: Any) -> str:  # noqa: ANN401 - a plain value
    return json.dumps(value, ensure_ascii=False)
