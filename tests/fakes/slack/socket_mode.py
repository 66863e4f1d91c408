"""Socket Mode: the websockets of each app, over which envelopes go out and acknowledgements come back."""

from __future__ import annotations

import asyncio
import contextlib
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aiohttp import WSMsgType, web

if TYPE_CHECKING:
    from tests.fakes.slack.server import FakeSlack

Json = dict[str, Any]

MOST = 10
GRACE = 0.2  # seconds from the word that a connection ends to its end
POLL = 0.02  # seconds between looks at a deaf connection, whose end nobody tells


@dataclass(eq=False, slots=True)
class Connection:
    """One websocket of an app."""

    app_id: str
    socket: web.WebSocketResponse
    request: web.Request
    deaf: bool = False
    leaving: bool = False
    released: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def open(self) -> bool:
        return not self.socket.closed and self.request.transport is not None

    async def send(self, text: str) -> None:
        """Send a text, unless nothing passes any more."""
        if not self.deaf and self.open:
            with contextlib.suppress(ConnectionError):
                await self.socket.send_str(text)

    async def end(self, reason: str, host: str) -> None:
        """Say that the connection ends, and why; the client is to open another one."""
        self.leaving = self.leaving or reason != "warning"
        await self.send(json.dumps({"type": "disconnect", "reason": reason, "debug_info": {"host": host}}))

    async def close(self) -> None:
        """Close the connection without waiting for the other side."""
        self.released.set()
        if self.request.transport is not None:
            self.request.transport.close()


@dataclass(eq=False, slots=True)
class SocketMode:
    """All connections, and the one-use addresses at which they open."""

    server: FakeSlack
    tickets: dict[str, str] = field(default_factory=dict)
    all: list[Connection] = field(default_factory=list)
    opened: int = 0
    turn: int = 0

    def of(self, app_id: str) -> list[Connection]:
        """Give the connections of an app that are open, also the deaf ones."""
        self.all = [each for each in self.all if each.open]
        return [each for each in self.all if each.app_id == app_id]

    def next(self, app_id: str) -> Connection | None:
        """Give the connection whose turn it is."""
        able = [each for each in self.of(app_id) if not each.leaving]
        self.turn += 1
        return able[self.turn % len(able)] if able else None

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Serve one connection until it ends."""
        ticket = request.query.get("ticket", "")
        if self.server.refusing:
            return web.Response(status=503)
        app_id = self.tickets.pop(ticket, "")
        if not app_id:
            return web.Response(status=403, text="this address was used, or never given out")
        socket = web.WebSocketResponse(autoping=False, autoclose=False, timeout=GRACE)
        await socket.prepare(request)
        connection = Connection(app_id, socket, request)
        if len(self.of(app_id)) >= MOST:
            await connection.end("too_many_websockets", "fake")
            return socket
        self.all.append(connection)
        self.opened += 1
        await self._run(connection)
        return socket

    async def _run(self, connection: Connection) -> None:
        await connection.send(json.dumps(self._hello(connection)))
        pings = self.server.start(self._ping(connection))
        self.server.start(self.server.delivery.flush(connection.app_id))
        self.server.changed.set()
        try:
            while not connection.deaf and connection.open:
                if not await self._receive(connection):
                    break
            while connection.deaf and connection.open and not connection.released.is_set():
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(connection.released.wait(), POLL)
        finally:
            pings.cancel()
            if connection in self.all:
                self.all.remove(connection)

    async def _receive(self, connection: Connection) -> bool:
        received = await connection.socket.receive()
        if connection.deaf:
            return False
        if received.type is WSMsgType.TEXT:
            await self.server.delivery.acknowledged(json.loads(received.data))
        elif received.type is WSMsgType.PING:
            with contextlib.suppress(ConnectionError):
                await connection.socket.pong(received.data)
        elif received.type is not WSMsgType.PONG:
            await connection.socket.close(drain=False)
            return False
        return True

    async def _ping(self, connection: Connection) -> None:
        while connection.open:
            await asyncio.sleep(self.server.ping_interval)
            if not connection.deaf and connection.open:
                with contextlib.suppress(ConnectionError):
                    await connection.socket.ping(b"Ping from the fake server")

    def _hello(self, connection: Connection) -> Json:
        info = {"host": "fake", "build_number": 1, "approximate_connection_time": 18060}
        count = len(self.of(connection.app_id))
        app = {"app_id": connection.app_id}
        return {"type": "hello", "num_connections": count, "debug_info": info, "connection_info": app}

    async def disconnect(self, app_id: str, reason: str) -> None:
        """End all connections of an app; except for a warning, they also close soon after."""
        for connection in self.of(app_id):
            await connection.end(reason, "fake")
            if reason != "warning":
                self.server.start(self._close_soon(connection))

    async def _close_soon(self, connection: Connection) -> None:
        await asyncio.sleep(GRACE)
        if connection.open and not connection.deaf:
            await connection.socket.close(drain=False)
            await connection.close()
