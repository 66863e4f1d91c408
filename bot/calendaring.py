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
from bot.facts.catalog import Catalog
from bot.happenings import Calendar, Happening, programme_of
from bot.ics import NONE, calendar_files
from bot.ports import Health, SendError
from bot.store.calendar import revised
from bot.store.database import Store, StoreError
from bot.watch.alongside import alongside

SETTLE = 5.0  # seconds after a change until servers' events follow: changes come in groups
SOON, LATE = 1.0, 600.0  # seconds between two attempts, each twice as long as the one before
Work = Callable[[], Awaitable[str | None]]
"""Gives why it did not work, None where that is told elsewhere; empty where it did."""
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

    async def publish(self) -> str:
        """Make the files of the facts that the bot has now; gives why that did not work, empty where it did."""
        catalog = self.bot.catalog
        entries = await asyncio.to_thread(all_entries, catalog)  # answers do not wait for it
        try:
            known = await revised(self.store, entries, self.clock()) if self.store else NONE
        except StoreError as error:
            return f"the calendars stay as they were: {error}"
        self.bot.calendars = await asyncio.to_thread(calendar_files, catalog, known)
        return ""

    async def mirror(self, server: Server) -> str | None:
        """Make a server's events those that the facts call for; gives why that did not work, as `Work` says."""
        if not server.health().ok:
            return None
        wanted = await asyncio.to_thread(_wanted, self.bot.catalog)
        try:
            done = await server.calendar.mirror(server.id, wanted, self.clock())
        except SendError as error:
            return f"the events of {server.name} cannot be kept in step: {error.text}"
        lines = (
            f"the event “{each.title}” of {server.name} is not as it should be: {each.why}" for each in done.failed
        )
        return "; ".join(lines)


def _wanted(catalog: Catalog) -> list[Happening]:
    return [each for shop in catalog.newest_first for each in programme_of(shop).wanted]


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
    """Do some work after every change, once what changes has settled; what failed is told once, and tried again."""
    pause, told = SOON, ""
    while True:
        await changed.wait()
        await asyncio.sleep(settle)
        changed.clear()
        why = await work()
        if why == "":
            pause, told = SOON, ""
            continue
        if why and why != told:
            _LOG.error("%s", told := why)
        with suppress(TimeoutError):
            await asyncio.wait_for(changed.wait(), pause)
        changed.set()
        pause = min(pause * 2, LATE)
