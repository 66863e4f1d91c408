"""The organizers' desk beside a bot that may be running: short transactions on its file, which it notices soon."""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, cast

from bot.clock import Clock
from bot.config import Config
from bot.core import Bot
from bot.desk import Changes
from bot.posts.deliver import Delivery
from bot.store.checks import StoreError
from bot.store.outbox import Outbox, beside
from bot.work import Settings, work_of

if TYPE_CHECKING:
    from bot.store.database import Store

T = TypeVar("T")


@dataclass(frozen=True)
class Beside:
    """Reads and writes the file that another process may hold, each time anew."""

    file: Path

    async def read(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Do something that only reads; raises StoreError."""
        with beside(self.file) as connection:
            return work(connection)

    async def write(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Do something in a transaction; raises StoreError."""
        with beside(self.file) as connection:
            connection.execute("begin immediate")
            with connection:
                return work(connection)


async def sit_beside(bot: Bot, file: Path, clock: Clock) -> Changes | None:
    """Lay organizers' changes over the bot's facts and let it make some; None, with the reason told, if none are kept.

    The bot that runs announces what is changed here.
    """
    store = cast("Store", Beside(file))  # all that is asked of it here
    work = work_of(bot, store, Delivery(Outbox(store), {}, clock), Settings(Config()))
    try:
        await work.changes.begin()
    except StoreError as error:
        bot.no_desk = f"Nothing can be changed here: {error}"
        return None
    bot.desk = work.desk
    return work.changes
