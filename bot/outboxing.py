"""The subcommand that shows what was and will be posted, and lets an organizer act; also while the bot runs."""

import json
import sys
from argparse import Namespace
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from bot import app
from bot.chosen import StopError, config_of
from bot.clock import real
from bot.organizing import Logged
from bot.overview import Action
from bot.posts.outbox_told import (
    Listed,
    NotPossibleError,
    done_told,
    reason,
    standing,
    standing_told,
    when_told,
    where_told,
)

if TYPE_CHECKING:
    import sqlite3

AT_ONCE = 500  # rows that are read in one transaction
NOTHING = "The outbox holds nothing of that.\n"


def outbox(arguments: Namespace) -> int:
    """List copies, or act on one; raises StopError."""
    from bot.store.backup import NAME  # noqa: PLC0415 - loads the database
    from bot.store.checks import StoreError  # noqa: PLC0415 - the same
    from bot.store.outbox import beside  # noqa: PLC0415 - the same

    state = config_of(arguments).bot.state or app.state_folder()
    try:
        with beside(state / NAME) as connection:
            asked = _asked(arguments)
            _act(connection, asked, arguments.community) if asked else _list(connection, arguments)
    except (StoreError, NotPossibleError) as error:
        raise StopError(str(error)) from None
    return 0


def _asked(arguments: Namespace) -> tuple[str, Action] | None:
    """Give the key and what is to be done about it, None where nothing is."""
    asked: dict[Action, str | None] = {
        "retry": arguments.retry,
        "skip": arguments.skip,
        "send-now": arguments.send_now,
    }
    return next(((key, action) for action, key in asked.items() if key), None)


def _act(connection: "sqlite3.Connection", asked: tuple[str, Action], community: str) -> None:
    from bot.store.outbox import act  # noqa: PLC0415 - loads the database

    key, action = asked
    connection.execute("begin immediate")
    with connection:
        found = act(connection, (key, community), action, Logged(real(), "operator", "the operator", action))
    sys.stdout.write(f"{done_told(found, action)}\n")


def _list(connection: "sqlite3.Connection", arguments: Namespace) -> None:
    rows = _rows(connection, arguments)
    if arguments.format == "json":
        sys.stdout.write(json.dumps([as_row(each) for each in rows], indent=2, ensure_ascii=False) + "\n")
        return
    number = sum(1 for each in rows if sys.stdout.write(f"{as_text(each)}\n\n"))
    copies = "1 copy" if number == 1 else f"{number} copies"
    sys.stdout.write(f"{copies}. To act on one: --retry, --skip or --send-now KEY\n" if number else NOTHING)


def _rows(connection: "sqlite3.Connection", arguments: Namespace) -> Iterator[Listed]:
    """Give all rows, a page at a time, so that nobody waits for us."""
    from bot.store.listing import Wanted, listed  # noqa: PLC0415 - loads the database

    after = None
    while True:
        page = listed(connection, Wanted(arguments.state, arguments.edition, after, most=AT_ONCE))
        yield from page.rows
        if page.next is None:
            return
        after = page.next


def as_text(listed: Listed) -> str:
    """Write a copy for people."""
    why = reason(listed)
    lines = (
        f"{standing_told(standing(listed.copy)).upper()}  {when_told(listed.post.due)}",
        f"  {listed.title}",
        f"  {where_told(listed)}",
        f"  Why: {why}" if why else "",
        f"  KEY {listed.post.key}",
    )
    return "\n".join(line for line in lines if line)


def as_row(listed: Listed) -> dict[str, Any]:
    """Give a copy as plain values."""
    copy, post = listed.copy, listed.post
    return {
        "key": post.key,
        "community": copy.community,
        "state": standing(copy),
        "due": f"{post.due:%Y-%m-%dT%H:%MZ}",
        "next": f"{copy.next_at:%Y-%m-%dT%H:%MZ}" if copy.next_at else None,
        "kind": post.kind,
        "channel": copy.channel,
        "title": listed.title,
        "why": reason(listed),
    }
