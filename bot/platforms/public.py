"""The public listener: health for who watches the bot, and the doors of platforms that call it by HTTP."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from os import strerror
from socket import gaierror
from typing import Protocol, runtime_checkable

from aiohttp import web

from bot.config import PublicSettings
from bot.core import Bot
from bot.platforms.health import health_of
from bot.ports import Platform

BODY = 1024 * 1024  # bytes
PATIENCE = 0.5  # seconds that a request may take to end when the bot stops


class ListenError(Exception):
    """The listener cannot be opened; holds the sentence to print."""


@dataclass(frozen=True)
class Door:
    """An address at which a platform calls the bot."""

    path: str
    answer: Callable[[web.Request], Awaitable[web.StreamResponse]]


@runtime_checkable
class Reached(Protocol):
    """A platform that may call the bot by HTTP."""

    @property
    def door(self) -> Door | None:
        """Give where it does."""


@asynccontextmanager
async def serve_public(bot: Bot, settings: PublicSettings, platforms: Sequence[Platform]) -> AsyncIterator[int]:
    """Serve while the context lasts; gives the port. Raises ListenError."""

    async def health(_: web.Request) -> web.Response:
        well, told = health_of(bot, platforms)
        return web.json_response(told, status=200 if well else 503)

    app = web.Application(client_max_size=BODY)
    doors = [each.door for each in platforms if isinstance(each, Reached) and each.door]
    app.add_routes([web.get("/healthz", health), *(web.post(door.path, door.answer) for door in doors)])
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=PATIENCE)
    try:
        await _listen(runner, settings)
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()


async def _listen(runner: web.AppRunner, settings: PublicSettings) -> None:
    await runner.setup()
    try:
        await web.TCPSite(runner, settings.host, settings.port).start()
    except OSError as error:
        where = f"{settings.host}:{settings.port}"
        why = error.strerror if isinstance(error, gaierror) else strerror(error.errno or 0)  # asyncio tells more
        raise ListenError(f"The public listener cannot be opened at {where}: {why}.") from None
