"""The public listener: health for who watches the bot, calendars, and the doors of platforms that call it by HTTP."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from hashlib import sha256
from os import strerror
from socket import gaierror
from typing import Protocol, runtime_checkable

from aiohttp import web

from bot.config import PublicSettings
from bot.core import Bot
from bot.platforms.health import health_of
from bot.ports import Platform

BODY = 1024 * 1024  # bytes
FRESH = 300  # seconds for which whoever keeps a calendar file need not ask again
EDITION = "/calendar/{edition:[a-z0-9]+(?:-[a-z0-9]+)*}.ics"  # an id, as `bot.facts.base` has them
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

    async def calendar(request: web.Request) -> web.Response:
        if bot.calendars is None:
            return web.Response(status=503, text="The calendars are being made.", headers={"Retry-After": "5"})
        edition = request.match_info.get("edition", "")
        file = bot.calendars.get(edition)
        if file is None:
            raise web.HTTPNotFound(text=f"There is no calendar of {edition}; /calendar.ics holds everything.")
        return _calendar(request, file, edition or "calendar")

    app = web.Application(client_max_size=BODY)
    doors = [each.door for each in platforms if isinstance(each, Reached) and each.door]
    files = [web.get(path, calendar) for path in ("/calendar.ics", EDITION)]
    app.add_routes([web.get("/healthz", health), *files, *(web.post(door.path, door.answer) for door in doors)])
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=PATIENCE)
    try:
        await _listen(runner, settings)
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()


def _calendar(request: web.Request, file: bytes, name: str) -> web.Response:
    """Answer with a calendar file, or that it has not changed since the asker fetched it. RFC 9110, 13.1.2."""
    tag = sha256(file).hexdigest()[:32]
    answer = web.Response(body=file, content_type="text/calendar", charset="utf-8")
    if any(each.value in {tag, "*"} for each in request.if_none_match or ()):
        answer = web.Response(status=304)
    answer.etag = tag
    answer.headers["Cache-Control"] = f"public, max-age={FRESH}"
    answer.headers["Content-Disposition"] = f'inline; filename="{name}.ics"'
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


async def _listen(runner: web.AppRunner, settings: PublicSettings) -> None:
    await runner.setup()
    try:
        await web.TCPSite(runner, settings.host, settings.port).start()
    except OSError as error:
        where = f"{settings.host}:{settings.port}"
        why = error.strerror if isinstance(error, gaierror) else strerror(error.errno or 0)  # asyncio tells more
        raise ListenError(f"The public listener cannot be opened at {where}: {why}.") from None
