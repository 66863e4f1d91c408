"""The organizers' desk beside a bot that may be running: short transactions on its file, which it notices soon."""

from dataclasses import dataclass
from pathlib import Path

from bot.clock import Clock
from bot.config import Config
from bot.core import Bot
from bot.desk import Changes
from bot.posts.deliver import Delivery
from bot.store.checks import StoreError
from bot.store.outbox import Outbox, beside
from bot.store.transactions import T, Transactions, Work
from bot.work import Settings, work_of


@dataclass(frozen=True)
class Beside(Transactions):
    """Reads and writes the file that another process may hold, each time anew."""

    file: Path

    async def read(self, work: Work[T]) -> T:
        """Do something that only reads; raises StoreError."""
        with beside(self.file) as connection:
            return work(connection)

    async def write(self, work: Work[T]) -> T:
        """Do something in a transaction; raises StoreError."""
        with beside(self.file) as connection:
            connection.execute("begin immediate")
            with connection:
                return work(connection)


async def sit_beside(bot: Bot, file: Path, clock: Clock) -> Changes | None:
    """Lay organizers' changes over the bot's facts and let it make some; None, with the reason told, if none are kept.

    The bot that runs announces what is changed here.
    """
    store = Beside(file)
    work = work_of(bot, store, Delivery(Outbox(store), {}, clock), Settings(Config()))
    try:
        await work.changes.begin()
    except StoreError as error:
        bot.no_desk = f"Nothing can be changed here: {error}"
        return None
    bot.desk = work.desk
    return work.changes
