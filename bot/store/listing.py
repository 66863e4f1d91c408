"""How the copies of posts are listed and counted."""

import json
import sqlite3
from dataclasses import dataclass

from bot.overview import Standing
from bot.posts.outbox_told import STANDINGS, Listed, standing
from bot.posts.post import Copy
from bot.store import queries
from bot.store.rows import read_copy, read_post, stamp

LAST = "\U0010ffff"  # sorts after every key


@dataclass(frozen=True)
class Wanted:
    """Which copies to list: those of an edition, or all, that stand in one way or in any.

    `after` is where the list before ended: an instant as stored, and a key. At most so many are given.
    """

    state: Standing | None = None
    edition: str = ""
    after: tuple[str, str] | None = None
    newest_first: bool = False
    most: int = 50


@dataclass(frozen=True)
class Page:
    """A part of the list, and where to go on; None at its end."""

    rows: tuple[Listed, ...]
    next: tuple[str, str] | None


def listed(connection: sqlite3.Connection, wanted: Wanted) -> Page:
    """List copies; see `Outbox.listed`."""
    states = STANDINGS[wanted.state] if wanted.state else sum(STANDINGS.values(), ())
    due, post = wanted.after or ((LAST, LAST) if wanted.newest_first else ("", ""))
    edition = f"{wanted.edition}/" if wanted.edition else ""
    asked = {"first": edition, "last": edition + LAST, "due": due, "post": post, "most": wanted.most + 1}
    query = queries.LISTED_BACK if wanted.newest_first else queries.LISTED
    found = [row for state in states for row in connection.execute(query, {**asked, "state": state})]
    found.sort(key=lambda row: str(row["community"]))
    found.sort(key=lambda row: (row["due"], row["post"]), reverse=wanted.newest_first)
    copies = [read_copy(row) for row in found[: wanted.most + 1]]
    is_more = len(copies) > wanted.most
    if is_more:  # a post's copies stay together
        whole = (read_copy(row) for row in connection.execute(queries.COPIES_OF, {"post": copies[0].post}))
        before = [each for each in copies if each.post != copies[-1].post]
        copies = before or [each for each in whole if each.state in states]
    keys = json.dumps([copy.post for copy in copies])
    posts = {row["key"]: read_post(row) for row in connection.execute(queries.POSTS_OF, {"keys": keys})}
    rows = tuple(Listed(posts[copy.post], copy) for copy in copies)
    last = rows[-1].post if is_more else None
    return Page(rows, (str(stamp(last.due)), last.key) if last else None)


def counted(connection: sqlite3.Connection) -> dict[Standing, int]:
    """Count the copies by how they stand."""
    numbers: dict[Standing, int] = dict.fromkeys(STANDINGS, 0)
    for state, number in connection.execute(queries.COUNTED):
        numbers[standing(Copy("", "", state))] += number
    return numbers
