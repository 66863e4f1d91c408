"""Posting as it runs for long: everything kept in step with the facts, and delivery woken when something is due."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from bot.ticker import Ticker
from bot.work import Work

BREATH = timedelta(milliseconds=50)  # between two calls, while what is due is still under way


@asynccontextmanager
async def posting(work: Work) -> AsyncIterator[Callable[[], None]]:
    """Keep work going while the context lasts; gives what is to be called when facts are others."""
    changed, clock = asyncio.Event(), work.delivery.clock
    adopting = asyncio.Lock()  # what is due by facts of before is not posted while others are taken

    async def tick() -> datetime | None:
        await work.changes.refresh()  # another process may have made some
        async with adopting:
            if changed.is_set():
                await adopt()
        wanted = await work.tick()
        return wanted and max(wanted, clock() + BREATH)

    async def adopt() -> None:
        changed.clear()
        try:
            await work.adopt()
        except BaseException:
            changed.set()  # so that the next call tries again
            raise

    def told() -> None:
        changed.set()
        ticker.wake()

    ticker = Ticker(tick, clock)
    work.wakes(ticker.wake, told)
    await work.begin()
    ticker.start()
    try:
        yield told
    finally:
        ticker.stop()
        await work.end()
