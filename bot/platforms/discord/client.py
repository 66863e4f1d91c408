"""The bot's end of Discord's gateway: what happens there, and whose work it is."""

import asyncio
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import discord

from bot.config import CommunitySettings
from bot.platforms.discord.declare import Json
from bot.platforms.discord.errors import FAILED
from bot.platforms.discord.interactions import Interactions
from bot.platforms.discord.mentions import Mentions
from bot.platforms.discord.sync import clear, sync
from bot.platforms.skew import Skew
from bot.relayed import Relaying
from bot.words import counted

LONGEST_WAIT = 30.0  # seconds that a request waits for Discord's limits before it is given back
READY_AFTER = 0.5  # seconds without another server until all are taken to be known; nothing waits for it
_LOG = logging.getLogger("bot.discord")


class Client(discord.Client):
    """Serves what comes through the gateway; keeps no members and no messages."""

    def __init__(
        self, interactions: Interactions, mentions: Mentions | None, declared: Callable[[], list[Json]]
    ) -> None:
        """Ask for what is needed: servers, what happens to messages, and direct ones where mentions are answered."""
        discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # nothing is ever said aloud
        self.skew = Skew()
        super().__init__(
            http_trace=self.skew.trace(),
            intents=discord.Intents(guilds=True, guild_messages=True, dm_messages=bool(mentions)),
            max_messages=None,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            allowed_mentions=discord.AllowedMentions.none(),
            max_ratelimit_timeout=LONGEST_WAIT,
            guild_ready_timeout=READY_AFTER,
        )
        self.interactions, self.mentions, self.declared = interactions, mentions, declared
        self.under_way: set[asyncio.Task[Any]] = set()
        self.online, self.connections = False, 0
        self._cleared: set[int] = set()
        self._knows_commands = False

    @property
    def servers(self) -> Mapping[int, CommunitySettings]:
        """Give the settings by server."""
        return self.interactions.servers

    async def setup_hook(self) -> None:
        """Tell Discord the commands, before the first one can come."""
        await self.tell_commands()

    async def tell_commands(self) -> None:
        """Make Discord's commands those that are declared; a failure is logged and leaves them as they were."""
        self._knows_commands = False
        try:
            if await sync(self, self.declared()):
                _LOG.info("Discord was told of new commands")
            self._knows_commands = True
        except FAILED as error:
            _LOG.error("Discord could not be told of the commands: %s", error)

    def dispatch(self, event: str, /, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - whatever the event brings
        """Pass an event on, unless the client is closed: discord.py may call itself ready even then, and fail."""
        if not self.is_closed():
            super().dispatch(event, *args, **kwargs)

    async def on_ready(self) -> None:
        """Look at the servers; comes at the start and whenever a session could not be resumed."""
        _LOG.info("on Discord as %s, in %s", self.user, counted(len(self.guilds), "server"))
        if not self._knows_commands:
            await self.tell_commands()
        for server, settings in self.servers.items():
            if self.get_guild(server) is None:
                _LOG.error("%s: the bot is not in the server %d. Invite it: %s", settings.name, server, self.invitation)
        for guild in self.guilds:
            self._look_at(guild)
            await self._clear(guild)

    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Serve a server that the bot was invited to."""
        _LOG.info("joined the server %s (%d)", guild.name, guild.id)
        self._look_at(guild)
        await self._clear(guild)

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Log that the bot was removed from a server."""
        tell = _LOG.error if guild.id in self.servers else _LOG.info
        tell("the bot is no longer in the server %s (%d)", guild.name, guild.id)

    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        """Log that a channel of the settings is gone."""
        settings = self.servers.get(channel.guild.id)
        for kind, number in (settings.channels if settings else {}).items():
            if number == str(channel.id) and settings:
                _LOG.error("%s: the channel for %s, #%s, was deleted. Name another", settings.name, kind, channel.name)

    async def on_guild_role_delete(self, role: discord.Role) -> None:
        """Log that a role of the settings is gone."""
        settings = self.servers.get(role.guild.id)
        if settings and str(role.id) in settings.organizers:
            _LOG.error("%s: the organizers' role %s was deleted. Name another", settings.name, role.name)

    async def on_connect(self) -> None:
        """Note that the gateway is there, with a session that begins anew."""
        self.online = True
        self.connections += 1

    async def on_resumed(self) -> None:
        """Note that the gateway is back, and nothing was missed."""
        self.online = True

    async def on_disconnect(self) -> None:
        """Note that the gateway is away; discord.py connects again by itself."""
        self.online = False

    async def on_interaction(self, interaction: discord.Interaction[discord.Client]) -> None:
        """Answer whatever was typed, pressed or filled in."""
        with self._under_way():
            await self.interactions.serve(interaction)

    async def on_message(self, message: discord.Message) -> None:
        """Answer who mentions the bot."""
        if self.mentions and self.user:
            with self._under_way():
                await self.mentions.serve(message, self.user.id)

    async def on_raw_message_edit(self, event: discord.RawMessageUpdateEvent) -> None:
        """Follow an edit of what was carried elsewhere; without the message-content intent its text is not seen."""
        at = str(event.data.get("edited_timestamp") or "")
        if at and event.guild_id and (following := self._following(event.guild_id)):
            relays, name = following
            await relays.edited(name, str(event.channel_id), str(event.message_id), (at, None))

    async def on_raw_message_delete(self, event: discord.RawMessageDeleteEvent) -> None:
        """Follow the deletion of what was carried elsewhere."""
        await self._deleted(event.guild_id, event.channel_id, [event.message_id])

    async def on_raw_bulk_message_delete(self, event: discord.RawBulkMessageDeleteEvent) -> None:
        """Follow the deletion of many messages at once."""
        await self._deleted(event.guild_id, event.channel_id, sorted(event.message_ids))

    async def _deleted(self, server: int | None, channel: int, messages: Sequence[int]) -> None:
        if server and (following := self._following(server)):
            relays, name = following
            await relays.deleted(name, str(channel), list(map(str, messages)))

    def _following(self, server: int) -> tuple[Relaying, str] | None:
        """Give what follows messages that were carried elsewhere, and what the settings call a server."""
        desk, settings = self.interactions.bot.desk, self.servers.get(server)
        return (desk.relays, settings.name) if desk and settings else None

    @property
    def invitation(self) -> str:
        """Give the address that invites the bot to a server, with what it needs there."""
        return discord.utils.oauth_url(self.application_id or 0, permissions=PERMISSIONS)

    @contextmanager
    def _under_way(self) -> Iterator[None]:
        task = asyncio.current_task()
        assert task, "events are served in tasks"
        self.under_way.add(task)
        try:
            yield
        finally:
            self.under_way.discard(task)

    def _look_at(self, guild: discord.Guild) -> None:
        settings = self.servers.get(guild.id)
        if settings is None:
            _LOG.info(
                "the server %s (%d) has no settings: members are answered, nothing is posted", guild.name, guild.id
            )
            return
        for role in settings.organizers:
            if not role.isdecimal() or guild.get_role(int(role)) is None:
                _LOG.error(
                    "%s: there is no role %s, named under organizers (unless it is a person)", settings.name, role
                )
        for kind, channel in settings.channels.items():
            self._look_at_channel(guild, settings.name, kind, channel)

    def _look_at_channel(self, guild: discord.Guild, name: str, kind: str, channel: str) -> None:
        found = guild.get_channel_or_thread(int(channel)) if channel.isdecimal() else None
        if found is None:
            _LOG.error("%s: there is no channel %s, named for %s", name, channel, kind)

    async def _clear(self, guild: discord.Guild) -> None:
        """Take away commands of the server alone, once."""
        if guild.id in self._cleared:
            return
        self._cleared.add(guild.id)
        try:
            await clear(self, guild.id)
        except FAILED as error:
            _LOG.warning("the commands of %s alone could not be looked at: %s", guild.name, error)


PERMISSIONS = discord.Permissions(
    view_channel=True,
    send_messages=True,
    send_messages_in_threads=True,
    create_public_threads=True,
    embed_links=True,
    read_message_history=True,
    create_events=True,
)
"""What the bot needs on a server. Discord: topics/permissions."""
