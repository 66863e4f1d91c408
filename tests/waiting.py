"""Waits for what tells nobody that it has happened."""

import asyncio
from collections.abc import Awaitable, Callable

PATIENCE = 60.0  # seconds: only what never comes takes so long, however busy the machine
EVERY = 0.01  # seconds


async def until(true: Callable[[], object]) -> None:
    """Wait until something holds; raises TimeoutError where it never does."""
    async with asyncio.timeout(PATIENCE):
        while not true():  # noqa: ASYNC110 - what is waited for tells nobody
            await asyncio.sleep(EVERY)


async def until_async(true: Callable[[], Awaitable[object]]) -> None:
    """Wait until something that has to be asked for holds; raises TimeoutError where it never does."""
    async with asyncio.timeout(PATIENCE):
        while not await true():  # noqa: ASYNC110 - what is waited for tells nobody
            await asyncio.sleep(EVERY)
