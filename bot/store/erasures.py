"""Who asked for everything to be erased: kept beside the file, as hashes, so that an old backup brings nobody back."""

import sqlite3
from contextlib import closing
from pathlib import Path

from bot.ports import token_of
from bot.store import queries
from bot.store.asked import erase

NAME = "erased"
LENGTH = 32  # characters of a hash


def record(state: Path, person: str) -> None:
    """Note that a person asked to be erased."""
    with (state / NAME).open("a", encoding="ascii") as file:
        file.write(f"{token_of(person, LENGTH)}\n")


def reapply(file: Path, state: Path) -> int:
    """Erase from a database whoever asked for it since; says how many of them were in it."""
    noted = state / NAME
    erased = set(noted.read_text(encoding="ascii").split()) if noted.exists() else set()
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.row_factory = sqlite3.Row
        people = [row[0] for row in connection.execute(queries.PEOPLE)]
        gone = [each for each in people if token_of(each, LENGTH) in erased]
        for person in gone:
            forget(connection, person)
    return len(gone)


def forget(connection: sqlite3.Connection, person: str) -> None:
    """Erase all that is kept of a person."""
    for query in (queries.DROP_REMINDERS, queries.DROP_PERSON, queries.DROP_COPIES, queries.FORGET_AUTHOR):
        connection.execute(query, {"person": person})
    connection.execute(queries.DROP_LONE_POSTS)
    erase(connection, person)
