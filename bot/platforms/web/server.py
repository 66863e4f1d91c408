"""The page's own listener, for this machine alone."""

import errno
import secrets
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

from aiohttp import web

from bot.clock import Clock, real
from bot.core import Bot
from bot.platforms.web.api import Api
from bot.platforms.web.feed import Feed
from bot.platforms.web.guard import Guard, add_headers

HOST = "127.0.0.1"
PORT = 8642
TRIED = 20  # ports, one after the other
BODY = 64 * 1024  # bytes
PATIENCE = 0.5  # seconds that a request may take to end when the bot stops


class PortError(Exception):
    """No port can be listened on; holds the sentence to print."""


@dataclass(frozen=True)
class Page:
    """The page while it is served: `told` is to be called when the facts were read anew."""

    address: str
    port: int
    told: Callable[[], None]


@asynccontextmanager
async def serve(bot: Bot, key: bytes, port: int = PORT, clock: Clock = real) -> AsyncIterator[Page]:
    """Serve the page on the port, or the next free one, while the context lasts; raises PortError."""
    listener = _listen(port)
    guard = Guard(secrets.token_urlsafe(24), key, listener.getsockname()[1])
    feed = Feed(bot, _version())
    app = web.Application(middlewares=[guard.watch], client_max_size=BODY)
    app.add_routes(Api(bot, clock, guard, feed).routes())
    app.on_response_prepare.append(add_headers)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=PATIENCE, handler_cancellation=True)
    try:
        await runner.setup()
        await web.SockSite(runner, listener).start()
        yield Page(guard.address, guard.port, feed.tell)
    finally:
        feed.close()
        await runner.cleanup()
        listener.close()


def _listen(port: int) -> socket.socket:
    for each in range(port, min(port + TRIED, 65536)):
        try:
            return socket.create_server((HOST, each), backlog=256)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise PortError(f"Port {each} cannot be listened on: {error.strerror}.") from None
    raise PortError(f"The ports {port} to {min(port + TRIED, 65536) - 1} are all in use. Name another: --port 9000")


def _version() -> str:
    try:
        return version("workshop-bot")
    except PackageNotFoundError:  # run from a checkout that is not installed
        return "0"
