"""The daily backup of what is kept."""

import asyncio
import logging
from pathlib import Path

from bot.clock import Clock
from bot.store.backup import back_up_daily
from bot.store.checks import StoreError

LOOK = 600.0  # seconds between two looks at whether a new day has begun
_LOG = logging.getLogger("bot.watch")


async def back_up_each_day(file: Path, clock: Clock, look: float = LOOK) -> None:
    """Make a backup as soon as a day (UTC) has none, for ever; a failure is logged once and tried again."""
    failed = False
    while True:
        try:
            if made := await asyncio.to_thread(back_up_daily, file, clock()):
                _LOG.info("backed up into %s", made)
                failed = False
        except StoreError as error:
            if not failed:
                _LOG.error("no backup today: %s", error)
            failed = True
        await asyncio.sleep(look)
