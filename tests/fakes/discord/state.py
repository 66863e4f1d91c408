"""Everything that the server knows: guilds, channels, commands, interactions, and its knobs."""

import asyncio
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeVar

from .channels import FakeChannel
from .errors import JSON
from .gateway import GUILDS, MESSAGE_CONTENT, Gateway
from .guilds import FakeGuild
from .permissions import INVITED
from .users import User

if TYPE_CHECKING:
    from .interactions import Interaction

EPOCH = 1_420_070_400_000
Found = TypeVar("Found")


@dataclass
class Recorded:
    """One request; its status is 0 until it is answered, and stays so where the connection was cut.

    The name of a file is that of its field, such as `files[0]`, and its own.
    """

    method: str
    path: str
    query: dict[str, str]
    body: Any
    at: float
    files: dict[str, bytes] = field(default_factory=dict)
    status: int = 0


@dataclass
class Known:
    """What is held apart from the guilds, by id."""

    users: dict[int, User] = field(default_factory=dict)
    direct: dict[int, FakeChannel] = field(default_factory=dict)
    closed: set[int] = field(default_factory=set)
    commands: dict[int, list[JSON]] = field(default_factory=dict)
    nonces: dict[str, tuple[float, int, JSON]] = field(default_factory=dict)
    readers: dict[int, int] = field(default_factory=dict)


class World:
    """The state and the knobs; `clock` is added to the time that the server goes by."""

    def __init__(self, *, name: str = "Workshop Bot") -> None:
        self.clock = 0.0
        self.lateness = 0.0
        self.patience = 60.0
        self.interaction_extra: JSON = {}
        self.mentions_allowed = False
        self.offer_everything = False
        self.privileged_intents = 0
        self.nonce_window = 300.0
        self.violations: list[str] = []
        self.requests: list[Recorded] = []
        self.token = f"fake.{secrets.token_hex(16)}"
        self.revoked = False
        self.commands_refused = ""
        self.base = self.gateway = ""
        self.guilds: dict[int, FakeGuild] = {}
        self.channels: dict[int, FakeChannel] = {}
        self.interactions: dict[str, Interaction] = {}
        self.known = Known()
        self.link = Gateway(self)
        self._change = asyncio.Event()
        self._last_id = 0
        self.bot_id = self.application_id = self.snowflake()
        self.bot = User(self.bot_id, name, bot=True)
        self.known.users[self.bot_id] = self.bot

    @property
    def mention(self) -> str:
        return self.bot.mention

    @property
    def reads_content(self) -> bool:
        return bool(self.privileged_intents & MESSAGE_CONTENT)

    @property
    def identifies(self) -> list[JSON]:
        return self.link.identifies

    @property
    def resumes(self) -> list[JSON]:
        return self.link.resumes

    def accepts(self, token: str) -> bool:
        return token == self.token and not self.revoked

    def time(self) -> float:
        return time.time() + self.clock

    def timestamp(self) -> str:
        return datetime.fromtimestamp(self.time(), UTC).isoformat(timespec="microseconds")

    def set_time(self, at: datetime) -> None:
        """Go by another time from now on."""
        self.clock = at.timestamp() - time.time()

    def snowflake(self) -> int:
        self._last_id = max((int(self.time() * 1000) - EPOCH) << 22, self._last_id + 1)
        return self._last_id

    def guild(
        self,
        name: str,
        *,
        roles: dict[str, int] | None = None,
        channels: dict[str, int] | None = None,
        joined: bool = True,
        bot_permissions: int = INVITED,
    ) -> FakeGuild:
        """Make a guild; the bot is in it unless said otherwise."""
        guild = FakeGuild(self, self.snowflake(), name, bot_permissions, joined=joined)
        for role, permissions in (roles or {}).items():
            guild.add_role(role, permissions)
        for channel, kind in (channels or {"general": 0}).items():
            guild.add_channel(channel, kind)
        self.guilds[guild.id] = guild
        return guild

    def depart(self, guild: FakeGuild, *, unavailable: bool = False) -> None:
        """Take the bot out of a guild, or the guild away for a while."""
        guild.joined = unavailable
        data: JSON = {"id": str(guild.id)} | ({"unavailable": True} if unavailable else {})
        self.link.dispatch("GUILD_DELETE", data, guild_id=guild.id, intent=GUILDS)

    def direct_channel(self, user: User) -> FakeChannel:
        """Give the channel of direct messages between the bot and a user."""
        if user.id not in self.known.direct:
            channel = FakeChannel(self, self.snowflake(), "", 1, recipient=user)
            self.known.direct[user.id] = self.channels[channel.id] = channel
        return self.known.direct[user.id]

    def changed(self) -> None:
        """Wake whoever waits for something to become true."""
        change, self._change = self._change, asyncio.Event()
        change.set()

    async def until(self, found: Callable[[], Found | None], what: str) -> Found:
        """Wait until a function finds something; AssertionError tells what did not come, and what did."""
        try:
            async with asyncio.timeout(self.patience):
                while not (value := found()):
                    await self._change.wait()
        except TimeoutError:
            last = [f"{done.method} {done.path} -> {done.status}" for done in self.requests[-5:]]
            told = (
                f"{what} did not come within {self.patience:g} s; last requests: {last}; violations: {self.violations}"
            )
            raise AssertionError(told) from None
        return value
