"""The organizers' desk beside a bot that may be running: short transactions on its file, which it notices soon."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from bot.arranging import community_of
from bot.clock import Clock
from bot.config import Config
from bot.core import Bot
from bot.desk import Changes
from bot.platforms.web.border import PageBorder, on_the_page
from bot.posts.deliver import Community, Delivery
from bot.settled import settled
from bot.store.checks import StoreError
from bot.store.outbox import Outbox, beside
from bot.store.settings import SettingsStore
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


async def _communities(store: Beside, config: Config) -> Mapping[str, Community]:
    """Give the communities to which the bot that runs posts; nothing is sent from here, so no border is reached."""
    named = [each for each in config.communities if each.server or each.workspace]
    if not named:
        return on_the_page()
    kept = await SettingsStore(store).all()
    held = {each.name: kept.get(each.name, {}) for each in named}
    made = {each.name: community_of(settled(each, held[each.name]), held[each.name], PageBorder()) for each in named}
    return {name: replace(each, is_direct=False) for name, each in made.items()}


async def sit_beside(bot: Bot, file: Path, clock: Clock, config: Config) -> Changes | None:
    """Lay organizers' changes over the bot's facts and let it make some; None, with the reason told, if none are kept.

    The bot that runs announces what is changed here, and posts what is announced, in the places that the settings name.
    """
    store = Beside(file)
    try:
        delivery = Delivery(Outbox(store), await _communities(store, config), clock)
        work = work_of(bot, store, delivery, Settings(config))
        await work.changes.begin()
    except StoreError as error:
        bot.no_desk = f"Nothing can be changed here: {error}"
        return None
    bot.desk = work.desk
    return work.changes
