"""Discord, with all its servers: how the bot gets there, stays and leaves."""

import asyncio
import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

import aiohttp
import discord
from pydantic import SecretStr

from bot.clock import Clock
from bot.config import CommunitySettings
from bot.core import Bot
from bot.kinds import Kind
from bot.organizing import Pointed
from bot.platforms.discord.answers import Answers
from bot.platforms.discord.border import DiscordBorder
from bot.platforms.discord.client import Client
from bot.platforms.discord.declare import Json, declared
from bot.platforms.discord.events import DiscordEvents
from bot.platforms.discord.interactions import Interactions
from bot.platforms.discord.mentions import Mentions
from bot.ports import Health, Kept, Place, StoppedError
from bot.relayed import Source
from bot.words import counted

FINISH = 3.0  # seconds for the answers under way
GOODBYE = 1.0  # seconds for closing the connection
LONGEST_PAUSE = 60.0  # seconds between two attempts to log in
REFUSED = (
    "Discord does not accept the token. Make a new one in the developer portal (your application, Bot, Reset Token) "
    "and put it into DISCORD_TOKEN."
)
NO_INTENTS = (
    "Discord refuses the intents. The bot asks for no privileged one, so the application may have been disabled: see "
    "the developer portal."
)
CLOSED = {4004: REFUSED, 4013: NO_INTENTS, 4014: NO_INTENTS}  # Discord: gateway close event codes
_LOG = logging.getLogger("bot.discord")


@dataclass(frozen=True)
class Wanted:
    """What Discord is to be: the communities there, the token, and whether mentions are answered."""

    communities: Sequence[CommunitySettings]
    token: SecretStr
    mentions: bool = True


class DiscordPlatform:
    """Does what `bot.ports.Platform` says."""

    name = "Discord"

    def __init__(self, bot: Bot, wanted: Wanted, kept: Kept, clock: Clock) -> None:
        """Make everything, connect to nothing."""
        answers = Answers(kept)
        self._servers = servers = {int(each.server): each for each in wanted.communities if each.server}
        interactions = Interactions(bot, servers, kept, clock, answers)
        reached = next((each.name for each in servers.values()), "")
        mentions = Mentions(bot, clock, answers, reached) if wanted.mentions else None
        self.bot, self.wanted = bot, wanted
        self.client = Client(interactions, mentions, lambda: declared(bot))
        self.border = DiscordBorder(bot, self.client, kept)
        self.calendar = DiscordEvents(self.client)
        self._commands: list[Json] = declared(bot)
        self._telling: asyncio.Task[None] | None = None
        self._closing = asyncio.Event()

    async def run(self) -> None:
        """Serve until closed; connection losses are mended by trying again."""
        try:
            if await self._log_in():
                await self._connect()
        except discord.LoginFailure:
            raise StoppedError(REFUSED) from None
        except discord.PrivilegedIntentsRequired:
            raise StoppedError(NO_INTENTS) from None
        except discord.ConnectionClosed as error:
            raise StoppedError(CLOSED.get(error.code, f"Discord closed the connection for good: {error}")) from None
        finally:
            self.client.online = False

    async def _log_in(self) -> bool:
        """Log in, trying again for as long as it takes; gives False where the platform was closed before."""
        token = self.wanted.token.get_secret_value()
        if not (token.isascii() and token.isprintable()):
            raise StoppedError(REFUSED)  # it cannot even be sent
        for pause in _pauses():
            try:
                await self.client.login(token)
            except (aiohttp.ClientError, OSError, discord.HTTPException, discord.RateLimited) as error:
                _LOG.warning("Discord cannot be reached, trying again in %d s: %s", pause, error)
            else:
                return True
            await self.client.http.close()
            self.client.http.connector = discord.utils.MISSING  # discord.py would take the closed one
            if await self._closed_within(pause):
                break
        return False

    async def _connect(self) -> None:
        for pause in _pauses():
            try:
                await self.client.connect(reconnect=True)
            except AttributeError:  # discord.py asks the connection before, though there was none
                if self.client.ws is not None:
                    raise
            else:
                return
            if await self._closed_within(pause):
                return

    async def _closed_within(self, seconds: float) -> bool:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._closing.wait(), seconds)
        return self._closing.is_set()

    async def close(self) -> None:
        """Finish the answers under way, then disconnect."""
        self._closing.set()
        if self.client.under_way:
            await asyncio.wait(set(self.client.under_way), timeout=FINISH)
        try:
            async with asyncio.timeout(GOODBYE):
                await self.client.close()
        except TimeoutError:
            _LOG.info("Discord did not say goodbye in time")

    def health(self) -> Health:
        """Say whether the gateway is connected."""
        if not self.client.online:
            return Health(ok=False, text="not connected; trying again")
        return Health(ok=True, text=f"connected, {counted(len(self.client.guilds), 'server')}")

    def ahead(self) -> timedelta:
        """Give how far our clock is ahead of Discord's."""
        return self.client.skew.ahead

    def told(self) -> None:
        """Tell Discord of commands that came or went with the facts."""
        commands = declared(self.bot)
        if commands == self._commands:
            return
        self._commands = commands
        if self.client.application:  # else they are told at the log-in
            self._telling = asyncio.get_running_loop().create_task(self.client.tell_commands())

    @property
    def connections(self) -> int:
        """Count the sessions that began anew, before which something may have been missed."""
        return self.client.connections

    async def source(self, origin: Pointed) -> Source:
        """Give when a message was last edited; its text is not seen."""
        place = Place(origin.community, origin.channel, origin.thread)
        return Source(str((await self.border.read(place, origin.id)).get("edited_timestamp") or ""))

    def organizers(self) -> tuple[Place, ...]:
        """Give the organizers' channels."""
        named = ((each.name, each.channels.get("organizers")) for each in self._servers.values())
        return tuple(Place(name, channel) for name, channel in named if channel)

    def arrange(self, community: str, organizers: Sequence[str], channels: Mapping[Kind, str]) -> None:
        """Take up who organizes a community from now on, and the channel of each kind of post."""
        new = {"organizers": tuple(organizers), "channels": channels}
        for server, settings in self._servers.items():
            if settings.name == community:
                self._servers[server] = settings.model_copy(update=new)

    def holds(self, community: str, channel: str) -> bool:
        """Say whether a channel is one of the community's server."""
        found = self.client.get_channel(int(channel)) if channel.isdecimal() else None
        server = getattr(getattr(found, "guild", None), "id", 0)
        return server in self._servers and self._servers[server].name == community

    def who_organizes(self, community: str) -> str:
        """Tell who organizes a community: the roles that are known, and who may manage events."""
        named = next((each.organizers for each in self._servers.values() if each.name == community), ())
        called = (self._called(community, each) for each in named)
        return ", ".join((*(each for each in called if each), "who may manage the server's events"))

    async def called(self, community: str, key: str) -> str:
        """Give what people call a channel or a role; the id of what is not known."""
        return self._called(community, key) or key

    def _called(self, community: str, key: str) -> str:
        server = next((number for number, each in self._servers.items() if each.name == community), 0)
        guild = self.client.get_guild(server)
        if guild is None or not key.isdecimal():
            return ""
        channel, role = guild.get_channel(int(key)), guild.get_role(int(key))
        return f"#{channel.name}" if channel else f"@{role.name.removeprefix('@')}" if role else ""


def _pauses() -> Iterator[float]:
    """Give the seconds to wait between attempts: ever longer, and never too long."""
    pause = 1.0
    while True:
        yield pause
        pause = min(pause * 2, LONGEST_PAUSE)
