"""Posts and copies as rows: times as text in UTC, messages as JSON."""

import json
import sqlite3
from dataclasses import asdict, fields
from datetime import UTC, datetime
from typing import Any

from bot.message import Message
from bot.posts.post import Copy, Post, Version

Row = dict[str, Any]
_TIMES = ("next_at", "attempted_at", "again_at")
_COPY = tuple(each.name for each in fields(Copy))


def stamp(at: datetime | None) -> str | None:
    """Write an instant so that text sorts as time does."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}" if at else None


def read_stamp(text: str | None) -> datetime | None:
    """Read an instant (aware UTC)."""
    return datetime.fromisoformat(text) if text else None


def post_row(post: Post) -> Row:
    """Write a post."""
    versions = [[stamp(each.since), each.revision, each.message.to_dict()] for each in post.versions]
    whole = {each.name: getattr(post, each.name) for each in fields(post)}
    times = {"due": stamp(post.due), "not_after": stamp(post.not_after)}
    return whole | times | {"versions": json.dumps(versions, ensure_ascii=False)}


def read_post(row: sqlite3.Row) -> Post:
    """Read a post."""
    versions = tuple(
        Version(datetime.fromisoformat(since), Message.from_dict(message), revision)
        for since, revision, message in json.loads(row["versions"])
    )
    times = {name: datetime.fromisoformat(row[name]) for name in ("due", "not_after")}
    return Post(**{**dict(row), **times, "versions": versions})


def copy_row(copy: Copy) -> Row:
    """Write a copy."""
    return asdict(copy) | {name: stamp(getattr(copy, name)) for name in _TIMES}


def read_copy(row: sqlite3.Row) -> Copy:
    """Read a copy."""
    whole = {name: row[name] for name in _COPY}
    return Copy(**{**whole, **{name: read_stamp(row[name]) for name in _TIMES}})
