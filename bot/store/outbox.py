"""The posts and copies that are stored."""

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from sqlite_utils import Database

from bot.organizing import Logged
from bot.overview import Action, Standing
from bot.posts.merge import NOTHING, Changes, Stored
from bot.posts.outbox_told import Listed, NotPossibleError, acted, moved, standing
from bot.posts.post import Copy, Post
from bot.store import queries
from bot.store.backup import PATIENCE
from bot.store.checks import StoreError, check, told
from bot.store.desk import logged_row
from bot.store.listing import Page, Wanted, counted, listed
from bot.store.migrations import migrations
from bot.store.rows import copy_row, post_row, read_copy, read_post, read_stamp, stamp
from bot.store.transactions import Transactions


class Outbox:
    """Reads and writes posts and copies; does what `bot.posts.deliver.Outbox` says."""

    def __init__(self, store: Transactions) -> None:
        """Take the file."""
        self._store = store

    @property
    def file(self) -> Path:
        """Give the file."""
        return self._store.file

    async def stored(self) -> Stored:
        """Give everything."""
        return await self._store.read(_stored)

    async def change(self, decide: Callable[[Stored], Changes]) -> None:
        """Write what is decided on everything that is stored; nothing else is written between."""

        def write(connection: sqlite3.Connection) -> None:
            changes = decide(_stored(connection))
            connection.executemany(queries.PUT_POST, map(post_row, changes.posts))
            connection.executemany(queries.PUT_COPY, map(copy_row, changes.copies))

        await self._store.write(write)

    async def put(self, copy: Copy, also: Changes = NOTHING) -> None:
        """Write how a copy stands, where its post was not forgotten meanwhile, and what else is not there yet."""

        def write(connection: sqlite3.Connection) -> None:
            _put_by(connection, copy.post, lambda _: copy)
            _add(connection, also)

        await self._store.write(write)

    async def put_by(self, key: str, decide: Callable[[Post], Copy]) -> None:
        """Write how a copy stands, decided on its post as it is stored; nothing where that was forgotten meanwhile."""
        await self._store.write(lambda connection: _put_by(connection, key, decide))

    async def add(self, changes: Changes) -> None:
        """Write what is not there yet."""
        await self._store.write(lambda connection: _add(connection, changes))

    async def due(self, now: datetime, most: int) -> Sequence[Copy]:
        """Give the copies about which something is to be done by now, the longest due first."""
        asked = {"now": stamp(now), "most": most}
        rows = await self._store.read(lambda connection: connection.execute(queries.DUE, asked).fetchall())
        return [read_copy(row) for row in rows]

    async def next_at(self) -> datetime | None:
        """Give when something is to be done next."""
        row = await self._store.read(lambda connection: connection.execute(queries.NEXT).fetchone())
        return read_stamp(row[0])

    async def post(self, key: str) -> Post | None:
        """Give a post."""
        row = await self._store.read(lambda connection: connection.execute(queries.POST, {"key": key}).fetchone())
        return read_post(row) if row else None

    async def posts_since(self, since: datetime) -> Sequence[Post]:
        """Give the posts that are due after an instant (aware UTC) and stand somewhere, or will."""
        asked = {"since": stamp(since)}
        rows = await self._store.read(lambda connection: connection.execute(queries.POSTS_SINCE, asked).fetchall())
        return [read_post(row) for row in rows]

    async def copy(self, post: str, community: str) -> Copy | None:
        """Give the copy of a post in a community."""
        asked = {"post": post, "community": community}
        row = await self._store.read(lambda connection: connection.execute(queries.COPY, asked).fetchone())
        return read_copy(row) if row else None

    async def cut_off(self) -> Sequence[Copy]:
        """Give the copies that were being sent when a process ended."""
        rows = await self._store.read(lambda connection: connection.execute(queries.CUT_OFF).fetchall())
        return [read_copy(row) for row in rows]

    async def has_newer(self, post: Post, community: str, now: datetime) -> bool:
        """Say whether a later rung of the same ladder is due in the community too."""
        if not post.ladder:
            return False
        asked = {"ladder": post.ladder, "due": stamp(post.due), "now": stamp(now), "community": community}
        row = await self._store.read(lambda connection: connection.execute(queries.NEWER_OF_LADDER, asked).fetchone())
        return row is not None

    async def listed(self, wanted: Wanted) -> Page:
        """List copies by the time of their posts; what goes to one person is theirs and not listed."""
        return await self._store.read(lambda connection: listed(connection, wanted))

    async def counted(self) -> dict[Standing, int]:
        """Count the copies by how they stand."""
        return await self._store.read(counted)

    async def needing(self) -> dict[Standing, int]:
        """Count the copies that need an organizer, by how they stand: quick however many others there are."""
        rows = await self._store.read(lambda connection: connection.execute(queries.NEEDING).fetchall())
        return {row["state"]: row["count(*)"] for row in rows}

    async def act(self, key: str, community: str, action: Action, entry: Logged) -> Listed:
        """Do something about a copy, and give it as it was; raises NotPossibleError.

        The entry says who does it and when; the log gets it with what is done, and how the copy stood before.
        """
        return await self._tried((key, community), lambda each: acted(each, action, entry.at), entry)

    async def move(self, key: str, community: str, channel: str, entry: Logged) -> Listed:
        """Let a copy that failed be posted in another channel, and give it as it was; raises NotPossibleError."""
        return await self._tried((key, community), lambda each: moved(each, channel, entry.at), entry)

    async def _tried(self, place: tuple[str, str], do: Callable[[Listed], Copy], entry: Logged) -> Listed:
        """Do something; what is not possible undoes nothing that is written together with it."""

        def write(connection: sqlite3.Connection) -> Listed | NotPossibleError:
            try:
                return _done(connection, place, do, entry)
            except NotPossibleError as error:
                return error

        result = await self._store.write(write)
        if isinstance(result, NotPossibleError):
            raise result
        return result


@contextmanager
def beside(file: Path) -> Iterator[sqlite3.Connection]:
    """Open a file for short transactions, also while a `run` holds it; its shape stays as it is. Raises StoreError."""
    if not file.exists():
        raise StoreError(f"{file}: nothing is kept there yet; the bot makes it when it first runs: workshop-bot run")
    try:
        with closing(sqlite3.connect(file, timeout=PATIENCE, isolation_level=None)) as connection:
            connection.row_factory = sqlite3.Row
            check(connection, file)
            if migrations.pending(Database(connection)):
                raise StoreError(f"{file}: this is of an older workshop-bot; it is brought up to date by: run")
            connection.execute("pragma foreign_keys = on")
            connection.execute("pragma synchronous = full")
            yield connection
    except sqlite3.Error as error:
        raise StoreError(f"{file}: this could not be written or read: {told(error)}") from None


def act(connection: sqlite3.Connection, place: tuple[str, str], action: Action, entry: Logged) -> Listed:
    """Do something about the copy of a post in a community, which may be left out where there is one; see `Outbox`."""
    return _done(connection, place, lambda each: acted(each, action, entry.at), entry)


def _done(
    connection: sqlite3.Connection, place: tuple[str, str], do: Callable[[Listed], Copy], entry: Logged
) -> Listed:
    found = _found(connection, place)
    copy = do(found)
    connection.execute(queries.PUT_COPY, copy_row(copy))
    subject = f"{found.title} in {copy.community}"
    told = replace(entry, subject=subject, before=standing(found.copy), after=copy.elsewhere or standing(copy))
    connection.execute(queries.ADD_LOG, logged_row(told))
    return found


def _found(connection: sqlite3.Connection, place: tuple[str, str]) -> Listed:
    key, community = place
    row = connection.execute(queries.POST, {"key": key}).fetchone()
    copies = [read_copy(each) for each in connection.execute(queries.COPIES_OF, {"post": key})]
    if row is None or not copies:
        raise NotPossibleError(f"There is no post with the key '{key}'. Keys are listed by: workshop-bot outbox")
    names = [copy.community for copy in copies]
    if community and community not in names:
        raise NotPossibleError(f"{key} does not go to '{community}'; it goes to: {', '.join(names)}")
    if not community and len(names) > 1:
        raise NotPossibleError(f"{key} goes to several communities; name one with --community: {', '.join(names)}")
    return Listed(read_post(row), next(copy for copy in copies if community in {"", copy.community}))


def _put_by(connection: sqlite3.Connection, key: str, decide: Callable[[Post], Copy]) -> None:
    if row := connection.execute(queries.POST, {"key": key}).fetchone():
        connection.execute(queries.PUT_COPY, copy_row(decide(read_post(row))))


def _add(connection: sqlite3.Connection, changes: Changes) -> None:
    connection.executemany(queries.ADD_POST, map(post_row, changes.posts))
    connection.executemany(queries.ADD_COPY, map(copy_row, changes.copies))


def _stored(connection: sqlite3.Connection) -> Stored:
    copies: defaultdict[str, list[Copy]] = defaultdict(list)
    for row in connection.execute(queries.COPIES):
        copies[row["post"]].append(read_copy(row))
    return Stored({row["key"]: read_post(row) for row in connection.execute(queries.POSTS)}, copies)
