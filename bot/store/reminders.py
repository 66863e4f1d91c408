"""The reminders that are stored, and what else is kept of people."""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from bot.personal import MOST, FullError, Reminder
from bot.posts.merge import Changes
from bot.store import queries
from bot.store.erasures import forget, record
from bot.store.rows import copy_row, post_row, read_stamp, stamp
from bot.store.transactions import Transactions


class Reminders:
    """Reads and writes what people asked for."""

    def __init__(self, store: Transactions) -> None:
        """Take the file."""
        self._store = store

    async def of(self, person: str) -> Sequence[Reminder]:
        """Give a person's reminders, the next one first."""
        return await self._read(queries.REMINDERS, person=person)

    async def due(self, now: datetime, most: int) -> Sequence[Reminder]:
        """Give the reminders that are due by now."""
        return await self._read(queries.DUE_REMINDERS, now=stamp(now), most=most)

    async def of_subject(self, subject: str, told: str, most: int) -> Sequence[Reminder]:
        """Give reminders of a subject whose people were last told this time."""
        return await self._read(queries.REMINDERS_OF, subject=subject, told=told, most=most)

    async def subjects(self) -> Sequence[tuple[str, str]]:
        """Give what people are reminded of, with the times they were told."""
        rows = await self._store.read(lambda connection: connection.execute(queries.SUBJECTS).fetchall())
        return [(row["subject"], row["told"]) for row in rows]

    async def next_at(self) -> datetime | None:
        """Give when the next reminder is due."""
        row = await self._store.read(lambda connection: connection.execute(queries.NEXT_REMINDER).fetchone())
        return read_stamp(row[0])

    async def add(self, reminders: Sequence[Reminder], most: int = MOST) -> None:
        """Write reminders of people, all or none; raises FullError where one would have more than the most."""
        rows = [_row(each) for each in reminders]

        def write(connection: sqlite3.Connection) -> None:
            for person in {each.person for each in reminders}:
                have = {row["subject"] for row in connection.execute(queries.REMINDERS, {"person": person})}
                wanted = {each.subject for each in reminders if each.person == person}
                if wanted - have and len(wanted | have) > most:
                    raise FullError(len(have))
            connection.executemany(queries.PUT_REMINDER, rows)

        await self._store.write(write)

    async def put(
        self,
        reminders: Iterable[Reminder],
        changes: Changes = Changes(),  # noqa: B008 - frozen
        done: Iterable[Reminder] = (),
    ) -> None:
        """Write reminders together with the posts that come of them; those that are done are forgotten."""
        rows, ended = [_row(each) for each in reminders], [_row(each) for each in done]

        def write(connection: sqlite3.Connection) -> None:
            connection.executemany(queries.PUT_REMINDER, rows)
            connection.executemany(queries.DROP_REMINDER, ended)
            connection.executemany(queries.PUT_POST, map(post_row, changes.posts))
            connection.executemany(queries.PUT_COPY, map(copy_row, changes.copies))

        await self._store.write(write)

    async def drop(self, person: str, subject: str = "") -> int:
        """Stop one reminder of a person, or all; says how many there were."""
        query = queries.DROP_REMINDER if subject else queries.DROP_REMINDERS
        asked = {"person": person, "subject": subject}
        return await self._store.write(lambda connection: connection.execute(query, asked).rowcount)

    async def drop_subject(self, subject: str) -> None:
        """Forget everybody's reminders of something."""
        await self._store.write(lambda connection: connection.execute(queries.DROP_SUBJECT, {"subject": subject}))

    async def zones(self) -> dict[str, str]:
        """Give the zone of everybody who chose one."""
        rows = await self._store.read(lambda connection: connection.execute(queries.ZONES).fetchall())
        return {row["person"]: row["zone"] for row in rows}

    async def set_zone(self, person: str, zone: str | None) -> None:
        """Keep a person's zone, or forget it."""
        query, asked = queries.PUT_ZONE if zone else queries.DROP_PERSON, {"person": person, "zone": zone}
        await self._store.write(lambda connection: connection.execute(query, asked))

    async def erase(self, person: str) -> None:
        """Forget all that is kept of a person; noted first, so that a crash between the two loses nothing."""
        record(self._store.file.parent, person)
        await self._store.write(lambda connection: forget(connection, person))

    async def forget_before(self, before: datetime) -> None:
        """Forget reminders that were sent before an instant."""

        def forget(connection: sqlite3.Connection) -> None:
            connection.execute(queries.DROP_OLD_COPIES, {"before": stamp(before)})
            connection.execute(queries.DROP_LONE_POSTS)

        await self._store.write(forget)

    async def _read(self, query: str, **asked: object) -> Sequence[Reminder]:
        rows = await self._store.read(lambda connection: connection.execute(query, asked).fetchall())
        return [_read_row(row) for row in rows]


def _row(reminder: Reminder) -> dict[str, object]:
    return {
        "person": reminder.person,
        "subject": reminder.subject,
        "community": reminder.community,
        "leads": json.dumps([int(lead.total_seconds()) for lead in reminder.leads]),
        "told": reminder.told,
        "next_at": stamp(reminder.next_at),
    }


def _read_row(row: sqlite3.Row) -> Reminder:
    leads = tuple(timedelta(seconds=each) for each in json.loads(row["leads"]))
    return Reminder(row["person"], row["subject"], row["community"], leads, row["told"], read_stamp(row["next_at"]))
