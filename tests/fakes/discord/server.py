"""The server itself: it starts on a free port, and is what tests talk to."""

import asyncio
import math
import re
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Self

import yarl
from aiohttp import web

import discord
from discord.gateway import DiscordWebSocket

from .answers import Answer
from .errors import JSON
from .gateway import GUILDS, INVALID_SESSION, RECONNECT
from .guilds import FakeGuild
from .interactions import MESSAGE
from .limits import Fault, Limits
from .rest import PREFIX, Rest, cut
from .state import Recorded, World

QUIET = 0.05


class FakeDiscord(World):
    """Discord on loopback; leaving its context raises AssertionError where a request broke a rule."""

    def __init__(self, *, limits: bool = False, name: str = "Workshop Bot") -> None:
        super().__init__(name=name)
        self.rest = Rest(self, Limits(limits))
        application = web.Application(client_max_size=30 * 1024**2)
        application.router.add_get("/gateway", self._gateway)
        application.router.add_get("/gateway/", self._gateway)
        application.router.add_route("*", PREFIX + "/{path:.*}", self.rest.serve)
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.0)

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.base = f"http://{host}:{port}{PREFIX}"
        self.gateway = f"ws://{host}:{port}/gateway"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.link.abort()
        await self._runner.cleanup()
        assert error or not self.violations, "requests broke rules:\n" + "\n".join(self.violations)

    @contextmanager
    def pointed(self) -> Iterator[None]:
        """Let discord.py talk to this server."""
        base, gateway = discord.http.Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
        discord.http.Route.BASE = self.base
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(self.gateway)
        try:
            yield
        finally:
            discord.http.Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = base, gateway

    async def _gateway(self, request: web.Request) -> web.StreamResponse:
        return cut(request) if self.rest.refusing else await self.link.serve(request)

    @property
    def too_many(self) -> int:
        """How often a request was answered 429."""
        return self.rest.too_many

    def last(self, method: str, path: str) -> Recorded:
        """Give the last request whose path a regular expression finds."""
        for done in reversed(self.requests):
            if done.method == method and re.search(path, done.path):
                return done
        raise AssertionError(f"no {method} {path}, only {[f'{done.method} {done.path}' for done in self.requests]}")

    def fault(  # noqa: PLR0913
        self,
        method: str,
        path: str,
        *,
        status: int | None = None,
        code: int = 0,
        message: str = "",
        cut: str | None = None,
        delay: float = 0.0,
        times: int = 1,
        after: bool = False,
        headers: dict[str, str] | None = None,
    ) -> Fault:
        """Let the next requests of a method and path go wrong; cut is "before" or "after" they are done."""
        body: JSON = {"code": code, "message": message or f"{status}"}
        late = after or cut == "after"
        made = Fault(method, re.compile(path), status, cut, delay, times, late, body, headers or {})
        self.rest.faults.append(made)
        return made

    def revoke(self) -> None:
        """Make the token invalid, and close the gateway as Discord does then."""
        self.revoked = True
        for session in self.link.sessions.values():
            if session.connection:
                session.connection.close(4004)
        self.link.sessions.clear()

    def refuse_commands(self, message: str) -> None:
        """Refuse every registration of commands; an empty message ends that."""
        self.commands_refused = message

    def refuse_connections(self, seconds: float | bool = True) -> None:
        """Be unreachable: for some seconds, until told False, and at once for whoever is connected."""
        now = asyncio.get_running_loop().time()
        wait = (math.inf if seconds else 0.0) if isinstance(seconds, bool) else seconds
        self.rest.refusing_until = now + wait
        if wait:
            self.link.abort()

    async def connected(self) -> None:
        """Wait until the bot is on the gateway."""
        await self.until(lambda: self.link.connected, "the bot's connection to the gateway")
        await self.link.flush()

    async def ask_to_reconnect(self) -> None:
        await self.link.drop({"op": RECONNECT, "s": None, "t": None, "d": None})

    async def invalidate(self, *, resumable: bool = False) -> None:
        await self.link.drop({"op": INVALID_SESSION, "s": None, "t": None, "d": resumable}, forget=not resumable)

    async def close_gateway(self, code: int) -> None:
        await self.link.drop(code)

    async def ready_again(self) -> None:
        """Send READY once more, so that on_ready is called a second time."""
        await self.link.again()

    async def joins(self, guild: FakeGuild) -> None:
        """Let the bot be invited to a guild, or a guild come back."""
        known, guild.joined = guild.joined, True
        created = guild.created
        if not known:
            del created["unavailable"]  # its absence tells discord.py that the guild is new
        self.link.dispatch("GUILD_CREATE", created, guild_id=guild.id, intent=GUILDS)
        await self.link.flush()

    async def leaves(self, guild: FakeGuild, *, unavailable: bool = False) -> None:
        """Let the bot be removed from a guild, or the guild be away for a while."""
        self.depart(guild, unavailable=unavailable)
        await self.link.flush()

    async def settled(self) -> None:
        """Wait until no request has been under way for a moment."""
        loop = asyncio.get_running_loop()
        begun = loop.time()

        def left() -> float:
            return QUIET if self.rest.underway else max(self.rest.touched, begun) + QUIET - loop.time()

        while (wait := left()) > 0:  # noqa: ASYNC110
            await asyncio.sleep(wait)

    async def reply_to(self, message: JSON) -> Answer:
        """Wait for the bot's reply to a message."""
        channel = self.channels[int(message["channel_id"])]
        at = asyncio.get_running_loop().time()

        def found() -> list[Any]:
            bot = [known for known in channel.messages if known["author"]["id"] == str(self.bot_id)]
            return [known for known in bot if (known.get("message_reference") or {}).get("message_id") == message["id"]]

        messages = await self.until(found, f"a reply to {message['content']!r}")
        return Answer(MESSAGE, asyncio.get_running_loop().time() - at, messages=messages)
