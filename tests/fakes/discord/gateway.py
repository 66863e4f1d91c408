"""The gateway: sessions that are identified, fed with events, and resumed."""

import asyncio
import json
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aiohttp import web

from .errors import JSON

if TYPE_CHECKING:
    from .state import World

GUILDS = 1 << 0
GUILD_MESSAGES = 1 << 9
DIRECT_MESSAGES = 1 << 12
MESSAGE_CONTENT = 1 << 15
GUILD_SCHEDULED_EVENTS = 1 << 16
PRIVILEGED = 1 << 1 | 1 << 8 | MESSAGE_CONTENT

DISPATCH, HEARTBEAT, IDENTIFY, RESUME, RECONNECT, INVALID_SESSION, HELLO, HEARTBEAT_ACK = 0, 1, 2, 6, 7, 9, 10, 11


@dataclass(eq=False)
class Connection:
    """One websocket, written to in order by a task of its own."""

    socket: web.WebSocketResponse
    transport: asyncio.BaseTransport | None
    outgoing: asyncio.Queue[str | int] = field(default_factory=asyncio.Queue)

    def send(self, frame: JSON | str) -> None:
        self.outgoing.put_nowait(frame if isinstance(frame, str) else json.dumps(frame))

    def close(self, code: int) -> None:
        self.outgoing.put_nowait(code)

    async def write(self) -> None:
        while True:
            frame = await self.outgoing.get()
            try:
                if isinstance(frame, int):
                    await self.socket.close(code=frame, drain=False)
                else:
                    await self.socket.send_str(frame)
            except ConnectionError:
                pass
            finally:
                self.outgoing.task_done()


@dataclass(eq=False)
class Session:
    """What one identify began: its events stay, so that a client that was away gets what it missed."""

    id: str
    intents: int
    shard: tuple[int, int]
    connection: Connection | None
    frames: list[str] = field(default_factory=list)

    def wants(self, guild_id: int, intent: int) -> bool:
        return (guild_id >> 22) % self.shard[1] == self.shard[0] and self.intents & intent == intent

    def dispatch(self, event: str, data: JSON) -> None:
        frame = json.dumps({"op": DISPATCH, "s": len(self.frames) + 1, "t": event, "d": data})
        self.frames.append(frame)
        if self.connection:
            self.connection.send(frame)


class Gateway:
    def __init__(self, world: "World") -> None:
        self.world = world
        self.sessions: dict[str, Session] = {}
        self.identifies: list[JSON] = []
        self.resumes: list[JSON] = []
        self.heartbeats = 0
        self.connections: set[Connection] = set()

    @property
    def connected(self) -> bool:
        return any(session.connection for session in self.sessions.values())

    def dispatch(self, event: str, data: JSON, *, guild_id: int = 0, intent: int = 0) -> None:
        """Give an event to every session whose shard and intents it concerns."""
        for session in self.sessions.values():
            if session.wants(guild_id, intent):
                session.dispatch(event, data)
        self.world.changed()

    async def flush(self) -> None:
        for connection in tuple(self.connections):
            await connection.outgoing.join()

    async def drop(self, frame: JSON | int, *, forget: bool = False) -> None:
        """Send a last frame, or close with a code, and take the client as gone until it comes back."""
        for session in tuple(self.sessions.values()):
            if connection := session.connection:
                session.connection = None
                connection.close(frame) if isinstance(frame, int) else connection.send(frame)
            if forget:
                self.sessions.pop(session.id, None)
        await self.flush()

    def abort(self) -> None:
        for connection in tuple(self.connections):
            if connection.transport:
                connection.transport.abort()  # type: ignore[attr-defined]
        for session in self.sessions.values():
            session.connection = None

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(max_msg_size=0, timeout=0.1, compress=False)
        await socket.prepare(request)
        connection = Connection(socket, request.transport)
        self.connections.add(connection)
        writer = asyncio.create_task(connection.write())
        connection.send({"op": HELLO, "s": None, "t": None, "d": {"heartbeat_interval": 41250}})
        try:
            async for message in socket:
                self._receive(connection, json.loads(message.data))
        finally:
            self._gone(connection)
            writer.cancel()
        return socket

    def _gone(self, connection: Connection) -> None:
        self.connections.discard(connection)
        while not connection.outgoing.empty():
            connection.outgoing.get_nowait()
            connection.outgoing.task_done()
        for session in self.sessions.values():
            if session.connection is connection:
                session.connection = None
        self.world.changed()

    def _receive(self, connection: Connection, frame: JSON) -> None:
        match frame["op"]:
            case 1:
                self.heartbeats += 1
                connection.send({"op": HEARTBEAT_ACK, "s": None, "t": None, "d": None})
            case 2:
                self._identify(connection, frame["d"])
            case 6:
                self._resume(connection, frame["d"])

    def _identify(self, connection: Connection, identify: JSON) -> None:
        self.identifies.append(identify)
        if not self.world.accepts(identify["token"]):
            connection.close(4004)
        elif identify["intents"] & PRIVILEGED & ~self.world.privileged_intents:
            connection.close(4014)
        else:
            shard = tuple(identify.get("shard", (0, 1)))
            self.sessions = {key: known for key, known in self.sessions.items() if known.connection}
            session = Session(secrets.token_hex(16), identify["intents"], (shard[0], shard[1]), connection)
            self.sessions[session.id] = session
            self._greet(session)

    def _greet(self, session: Session) -> None:
        guilds = [guild for guild in self.world.guilds.values() if guild.joined and session.wants(guild.id, 0)]
        ready: JSON = {
            "v": 10,
            "user": self.world.bot.payload | {"verified": True, "mfa_enabled": False, "email": None},
            "guilds": [{"id": str(guild.id), "unavailable": True} for guild in guilds],
            "session_id": session.id,
            "session_type": "normal",
            "resume_gateway_url": self.world.gateway,
            "application": {"id": str(self.world.application_id), "flags": 0},
            "shard": list(session.shard),
            "private_channels": [],
            "presences": [],
            "relationships": [],
        }
        session.dispatch("READY", ready)
        for guild in guilds:
            if session.wants(guild.id, GUILDS):
                session.dispatch("GUILD_CREATE", guild.created)
        self.world.changed()

    def _resume(self, connection: Connection, resume: JSON) -> None:
        self.resumes.append(resume)
        session = self.sessions.get(resume["session_id"])
        if not self.world.accepts(resume["token"]):
            connection.close(4004)
        elif session is None or resume["seq"] > len(session.frames):
            connection.send({"op": INVALID_SESSION, "s": None, "t": None, "d": False})
        else:
            session.connection = connection
            for frame in session.frames[resume["seq"] :]:
                connection.send(frame)
            session.dispatch("RESUMED", {"_trace": []})
            self.world.changed()

    async def again(self) -> None:
        """Send READY and the guilds once more in every session, so that the client is ready a second time."""
        for session in self.sessions.values():
            self._greet(session)
        await self.flush()


def plain(value: Any) -> Any:
    """Give a deep copy of a JSON value."""
    return json.loads(json.dumps(value))
