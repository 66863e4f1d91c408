"""Questions as rows, with the posts that come of them, and how they are erased."""

import sqlite3
from collections.abc import Iterable
from dataclasses import asdict, replace
from datetime import datetime

from bot.posts.merge import next_step
from bot.posts.post import Copy, Post
from bot.posts.questions import erased, key_of
from bot.questions import Asked
from bot.store import queries
from bot.store.rows import copy_row, post_row, read_copy, read_post, read_stamp, stamp


def erase(connection: sqlite3.Connection, person: str) -> None:
    """Forget what a person sent; where it was posted, it is said that it was taken back."""
    for row in connection.execute(queries.QUESTIONS_OF, {"person": person}).fetchall():
        asked = read_asked(row)
        if post := connection.execute(queries.POST, {"key": key_of(asked)}).fetchone():
            whole = erased(read_post(post))
            write_posts(connection, [(whole, None)], whole.due)
            _skip(connection, whole)
        connection.execute(queries.DROP_QUESTION, {"number": asked.number})


def _skip(connection: sqlite3.Connection, post: Post) -> None:
    for copy in _copies(connection, post):
        if copy.state == "coming":
            put = replace(copy, state="skipped", next_at=None, why="taken back by who asked")
            connection.execute(queries.PUT_COPY, copy_row(put))


def write_posts(connection: sqlite3.Connection, posts: Iterable[tuple[Post, Copy | None]], now: datetime) -> None:
    """Write posts with their new copies; one without, whose copies stand already, is brought up to date there."""
    for post, copy in posts:
        connection.execute(queries.PUT_POST, post_row(post))
        stood = [each for each in _copies(connection, post) if each.state == "shown"]
        followed = [replace(each, next_at=next_step(post, each, now)) for each in stood]
        connection.executemany(queries.PUT_COPY, map(copy_row, [copy] if copy else followed))


def _copies(connection: sqlite3.Connection, post: Post) -> list[Copy]:
    return [read_copy(row) for row in connection.execute(queries.COPIES_OF, {"post": post.key})]


def asked_row(asked: Asked) -> dict[str, object]:
    """Write a question."""
    return asdict(asked) | {"asked_at": stamp(asked.asked_at), "ended_at": stamp(asked.ended_at)}


def read_asked(row: sqlite3.Row) -> Asked:
    """Read a question."""
    times = {name: read_stamp(row[name]) for name in ("asked_at", "ended_at")}
    return Asked(**{**dict(row), **times})
