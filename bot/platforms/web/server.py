"""The page's own listener, for this machine alone."""

import errno
import secrets
import socket
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version

from aiohttp import web

from bot.core import Bot
from bot.platforms.web.api import Api
from bot.platforms.web.feed import Feed
from bot.platforms.web.guard import Guard, add_headers
from bot.platforms.web.outbox import Kept
from bot.platforms.web.posts_api import PostsApi
from bot.platforms.web.season import Playing, Season
from bot.ports import Platform
from bot.posts.ladders import Planning

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


@dataclass(frozen=True)
class Posts:
    """What the page shows of posts: how they are planned, the outbox where there is one, and a season that plays."""

    planning: Planning = field(default_factory=Planning)
    outbox: Kept | None = None
    playing: Playing | None = None


@asynccontextmanager
async def serve(
    bot: Bot, key: bytes, port: int = PORT, platforms: Sequence[Platform] = (), posts: Posts | None = None
) -> AsyncIterator[Page]:
    """Serve the page on the port, or the next free one, while the context lasts; raises PortError.

    Of the other platforms it tells how they are.
    """
    posts = posts or Posts()
    listener = _listen(port)
    guard = Guard(secrets.token_urlsafe(24), key, listener.getsockname()[1])
    feed = Feed(bot, _version())
    app = web.Application(middlewares=[guard.watch], client_max_size=BODY)
    app.add_routes(Api(bot, guard, feed, platforms).routes())
    app.add_routes(PostsApi(Season(bot, posts.planning), posts.outbox, posts.playing).routes())
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
