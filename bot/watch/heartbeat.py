"""The heartbeat: an address of a watching service, fetched while all is well, so that silence tells of what is not."""

import asyncio
import logging
from collections.abc import Callable
from urllib.parse import urlsplit

import httpx

EVERY = 300.0  # seconds between two beats
LOOK = 5.0  # seconds between two looks at what is not well
PATIENCE = 10.0  # seconds for an answer
_LOG = logging.getLogger("bot.watch")


async def beat(url: str, well: Callable[[], bool], every: float = EVERY, look: float = LOOK) -> None:
    """Fetch an address at once and then every so often (seconds), but only while `well` says so; for ever.

    A failure is logged once, and so is its end. Only the host is logged: who knows the address can beat.
    """
    failed = False
    async with httpx.AsyncClient(timeout=PATIENCE) as client:
        while True:
            if not well():
                await asyncio.sleep(look)
                continue
            why = await _beat_once(client, url)
            if why and not failed:
                _LOG.warning("the heartbeat does not reach %s: %s", urlsplit(url).hostname, why)
            if failed and not why:
                _LOG.info("the heartbeat reaches %s again", urlsplit(url).hostname)
            failed = bool(why)
            await asyncio.sleep(every)


async def _beat_once(client: httpx.AsyncClient, url: str) -> str:
    """Fetch the address; gives what went wrong, nothing where it went well."""
    try:
        answer = await client.get(url)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        return str(error) or type(error).__name__
    return "" if answer.is_success else f"it answers {answer.status_code}"
