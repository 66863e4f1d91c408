"""Posts and copies as rows: what is read is what was written, wherever the machine stands."""

import sqlite3
from datetime import UTC, datetime, timedelta, timezone
from time import tzset

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.message import Message
from bot.posts.post import Copy, Post, Version
from bot.store.rows import copy_row, post_row, read_copy, read_post, read_stamp, stamp

ZONES = st.integers(-12 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
TIMES = st.datetimes(datetime(1970, 1, 2), datetime(2900, 1, 1), timezones=ZONES)  # noqa: DTZ001 - zones come with it


def read_again(row: dict[str, object]) -> sqlite3.Row:
    """Give a row as a file gives it."""
    connection = sqlite3.connect(":memory:")
    connection.row_factory = sqlite3.Row
    names = ", ".join(f':{name} as "{name}"' for name in row)
    found: sqlite3.Row = connection.execute(f"select {names}", row).fetchone()
    connection.close()
    return found


@given(TIMES, TIMES)
def test_instants_keep_their_order(one: datetime, other: datetime) -> None:
    assert (read_stamp(stamp(one)), str(stamp(one)) < str(stamp(other))) == (one, one < other)


@pytest.mark.parametrize("zone", ["Asia/Tokyo", "America/Los_Angeles"])
def test_a_post_and_a_copy_come_back_whole(monkeypatch: pytest.MonkeyPatch, zone: str) -> None:
    now = datetime(2027, 3, 1, 11, 59, 0, 1, tzinfo=UTC)
    versions = (Version(now, Message(title="Paper", text="“Bees” & ants"), "r1"), Version(now, Message(), "r2"))
    post = Post("bees/paper@1", "deadlines", "bees/paper", now, now + timedelta(days=1), versions, "soon", "l", "u")
    copy = Copy(post.key, "Hive", "shown", now, "C1", "t", "1", "r1", "", 2, 3, now, None, "why")
    monkeypatch.setenv("TZ", zone)
    tzset()
    found = read_post(read_again(post_row(post))), read_copy(read_again(copy_row(copy)))
    monkeypatch.undo()
    tzset()
    assert found == (post, copy)
