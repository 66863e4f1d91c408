"""Calendars as they run for long: their files, and the servers' events, kept in step with the facts."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from functools import partial

from bot.clock import Clock
from bot.core import Bot
from bot.entries import all_entries
from bot.happenings import Calendar, programme_of
from bot.ics import NONE, calendar_files
from bot.ports import Health, SendError
from bot.store.calendar import revised
from bot.store.database import Store, StoreError
from bot.watch.alongside import alongside

SETTLE = 5.0  # seconds after a change until servers' events follow: changes come in groups
SOON, LATE = 1.0, 600.0  # seconds between two attempts, each twice as long as the one before
Work = Callable[[], Awaitable[bool]]
_LOG = logging.getLogger("bot.calendars")


@dataclass(frozen=True)
class Server:
    """A server whose events are kept in step; `health` is that of its platform."""

    name: str
    id: int
    calendar: Calendar
    health: Callable[[], Health]


@dataclass(frozen=True)
class Calendars:
    """What keeps calendars: without a store nobody counts the changes of their events."""

    bot: Bot
    clock: Clock
    store: Store | None = None
    servers: Sequence[Server] = ()
    settle: float = SETTLE

    async def publish(self) -> bool:
        """Make the files of the facts that the bot has now; says whether that worked."""
        catalog = self.bot.catalog
        entries = await asyncio.to_thread(all_entries, catalog)  # answers do not wait for it
        try:
            known = await revised(self.store, entries, self.clock()) if self.store else NONE
        except StoreError as error:
            _LOG.error("the calendars stay as they were: %s", error)
            return False
        self.bot.calendars = await asyncio.to_thread(calendar_files, catalog, known)
        return True

    async def mirror(self, server: Server) -> bool:
        """Make a server's events those that the facts call for; says whether that worked."""
        if not server.health().ok:
            return False  # its platform tells why
        wanted = [each for shop in self.bot.catalog.newest_first for each in programme_of(shop).wanted]
        try:
            done = await server.calendar.mirror(server.id, wanted, self.clock())
        except SendError as error:
            _LOG.error("the events of %s cannot be kept in step: %s", server.name, error.text)
            return False
        for each in done.failed:
            _LOG.error("the event “%s” of %s is not as it should be: %s", each.title, server.name, each.why)
        return not done.failed


@asynccontextmanager
async def calendars(kept: Calendars) -> AsyncIterator[Callable[[], None]]:
    """Keep calendars while the context lasts; gives what is to be called when the facts were read anew."""
    works: list[tuple[Work, float]] = [(kept.publish, 0.0)]
    works += [(partial(kept.mirror, each), kept.settle) for each in kept.servers]
    changed = [asyncio.Event() for _ in works]

    def told() -> None:
        for each in changed:
            each.set()

    async with AsyncExitStack() as stack:
        for (work, settle), event in zip(works, changed, strict=True):
            await stack.enter_async_context(alongside(_in_step(work, event, settle)))
        told()
        yield told


async def _in_step(work: Work, changed: asyncio.Event, settle: float) -> None:
    """Do some work after every change, once what changes has settled; what failed is tried again, ever later."""
    pause = SOON
    while True:
        await changed.wait()
        await asyncio.sleep(settle)
        changed.clear()
        if await work():
            pause = SOON
            continue
        with suppress(TimeoutError):
            await asyncio.wait_for(changed.wait(), pause)
        changed.set()
        pause = min(pause * 2, LATE)
