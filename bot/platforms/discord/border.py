"""Posts on Discord: made, edited, removed, and found again."""

import logging
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, ClassVar, Final

import aiohttp
import discord

from bot.core import Bot
from bot.message import Message, plain
from bot.platforms import parts
from bot.platforms.discord.errors import FINAL, NO_HISTORY, holds_everybody, to_send_error, within
from bot.platforms.discord.render import STAMP, as_posted, kept_lines, render, stamp_of
from bot.platforms.discord.sent import edited, new
from bot.platforms.pacer import Pacer
from bot.ports import MOST_LOOKED_AT, TOO_MUCH, Found, Kept, Mark, Place, SendError

PATIENCE = 30.0  # seconds for one post or edit, waiting for its turn aside
CHANNEL_GAP = 1.02  # seconds: five messages in five, and a little for the way there
GAP = 1 / 47  # seconds. Discord: topics/rate-limits, 50 requests a second
SKEW = timedelta(minutes=2)  # that our clock may be ahead of Discord's
THREAD = 100  # characters of a thread's name. Discord: resources/channel
WEEK: Final = 10080  # minutes until a thread without messages is archived, the longest. Discord: resources/channel
NO_THREAD = 10003  # Discord: topics/opcodes-and-status-codes, Unknown Channel
IS_OPEN = 160004  # Discord: topics/opcodes-and-status-codes, A thread has already been created for this message
_LOG = logging.getLogger("bot.discord")


@dataclass
class DiscordBorder:
    """Does what `bot.ports.Border` says; of two posts with the same nonce Discord makes one."""

    refuses_twice: ClassVar[bool] = True
    bot: Bot
    client: discord.Client
    kept: Kept
    pacer: Pacer = field(default_factory=lambda: Pacer(CHANNEL_GAP, GAP))
    patience: float = PATIENCE
    _direct: dict[str, int] = field(default_factory=dict)

    async def post(self, place: Place, message: Message, mark: Mark) -> str:
        """Post a copy and give its id; the same mark never makes a second one within Discord's few minutes."""
        payload = await self._payload(place, message, mark)
        async with self._asking(place) as channel:
            sent = await self._send(channel, place, message, {**new(payload), "nonce": mark.digest(place)})
        await self._publish(place, sent)
        return str(sent.id)

    async def edit(self, place: Place, copy: str, message: Message, mark: Mark) -> None:
        """Make a copy show something else."""
        payload = await self._payload(place, message, mark)
        async with self._asking(place) as channel:
            await channel.get_partial_message(int(copy)).edit(**edited(payload))

    async def delete(self, place: Place, copy: str) -> None:
        """Remove a copy."""
        async with self._asking(place) as channel:
            await channel.get_partial_message(int(copy)).delete()

    async def read(self, place: Place, message: str) -> Mapping[str, Any]:
        """Give a message as Discord holds it; of others' its text is missing, without the intent for it."""
        async with self._asking(place) as channel:
            await self._check_history(place)
            return await self.client.http.get_message(channel.id, int(message))

    async def find(self, place: Place, mark: Mark, since: datetime) -> Sequence[Found]:
        """Give the bot's own copies by what their first button carries; the oldest is published if it was not yet."""
        wanted = STAMP.match(stamp_of(mark, place))
        assert wanted, "a stamp is what is looked for"
        async with self._asking(place) as channel:
            await self._check_history(place)
            try:
                there = await self._among(channel, wanted["copy"], since - SKEW)
            except discord.NotFound as error:
                if not place.thread or error.code != NO_THREAD:
                    raise
                there = []  # the thread was never opened, so nothing stands in it
        if there:
            await self._publish(place, there[0])
        return [Found(str(each.id), _stamp_on(each)["revision"]) for each in there]

    async def _among(
        self, channel: discord.PartialMessageable, wanted: str, since: datetime
    ) -> Sequence[discord.Message]:
        """Give the messages that carry a copy, the oldest first."""
        found, seen = list[discord.Message](), 0
        async for message in channel.history(limit=MOST_LOOKED_AT + 1, after=since, oldest_first=False):
            seen += 1
            stamp = _stamp_on(message) if self._is_own(message) else None
            if stamp and stamp["copy"] == wanted:
                found.append(message)
        if not found and seen > MOST_LOOKED_AT:
            raise SendError("permanent", TOO_MUCH)
        return found[::-1]

    async def _check_history(self, place: Place) -> None:
        """Raise SendError where the bot may not read what stands in a channel: Discord then shows it as empty."""
        if place.person:
            return
        channel = self.client.get_channel(int(place.channel))
        if channel is None:
            await self.client.wait_until_ready()  # until then not all channels are known
            channel = self.client.get_channel(int(place.channel))
        if isinstance(channel, discord.abc.GuildChannel | discord.Thread):
            may = channel.permissions_for(channel.guild.me)
            if not may.read_message_history:
                raise SendError("permanent", NO_HISTORY)

    def _is_own(self, message: discord.Message) -> bool:
        return self.client.user is not None and message.author.id == self.client.user.id

    async def _payload(self, place: Place, message: Message, mark: Mark) -> dict[str, Any]:
        """Render the one message that a copy is, with the button that carries its mark."""
        page = as_posted(message, self.bot.line("help"))
        stamp = stamp_of(mark, place)
        payloads = render(page, stamp)
        if len(payloads) > 1:
            raise SendError("permanent", "This is too long for one message on Discord. Please shorten it.")
        for line in kept_lines(page, stamp):
            await self.kept.keep(line)
        return payloads[0]

    async def _send(
        self, channel: discord.PartialMessageable, place: Place, message: Message, arguments: Mapping[str, Any]
    ) -> discord.Message:
        """Send into a place; a thread that is not there yet is opened under its post."""
        try:
            return await channel.send(**arguments)
        except discord.NotFound as error:
            if not place.thread or error.code != NO_THREAD:
                raise
        await self._open_thread(place, message)
        await self.pacer.any_turn()
        return await channel.send(**arguments)

    async def _open_thread(self, place: Place, message: Message) -> None:
        """Open the thread under a post, unless somebody else just did."""
        await self.pacer.any_turn()
        name = parts.shortened(plain(message.title) or self.bot.catalog.about.name, THREAD)
        try:
            await self.client.http.start_thread_with_message(
                int(place.channel), int(place.thread), name=name, auto_archive_duration=WEEK
            )
        except discord.HTTPException as error:
            if error.code != IS_OPEN:
                raise

    async def _channel(self, place: Place) -> discord.PartialMessageable:
        if place.person:
            return self.client.get_partial_messageable(await self._direct_channel(place.person))
        return self.client.get_partial_messageable(int(place.thread or place.channel))

    async def _direct_channel(self, person: str) -> int:
        """Give the channel of a person's direct messages, opened once."""
        user = person.removeprefix("discord:")
        if user not in self._direct:
            await self.pacer.any_turn()
            async with within(self.client, self.patience):
                channel = await self.client.create_dm(discord.Object(int(user)))
            self._direct[user] = channel.id
        return self._direct[user]

    async def _publish(self, place: Place, message: discord.Message) -> None:
        """Publish what stands in an announcement channel, so that servers that follow it get it too."""
        channel = self.client.get_channel(int(place.channel)) if place.channel and not place.thread else None
        if not isinstance(channel, discord.TextChannel) or not channel.is_news() or message.flags.crossposted:
            return
        await self.pacer.any_turn()
        try:
            async with within(self.client, self.patience):
                await message.publish()
        except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
            _LOG.warning("message %s in channel %s is posted but not published: %s", message.id, channel.id, error)

    @asynccontextmanager
    async def _asking(self, place: Place) -> AsyncIterator[discord.PartialMessageable]:
        """Give the place's channel at its turn, and what happens then so much time; raises SendError for what fails."""
        if not (place.person or place.channel).removeprefix("discord:").isdecimal():
            raise SendError("permanent", FINAL[NO_THREAD])
        try:
            self._check_connected()
            channel = await self._channel(place)
            await self.pacer.turn(place.person or place.thread or place.channel)
            self._check_connected()
            async with within(self.client, self.patience):
                yield channel
        except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
            failure = to_send_error(error)
            if failure.wait and holds_everybody(error):
                self.pacer.hold(failure.wait)
            raise failure from error

    def _check_connected(self) -> None:
        if self.client.application is None or self.client.is_closed():
            raise SendError("retry", "The bot is not logged in to Discord.")


def _stamp_on(message: discord.Message) -> Any:  # noqa: ANN401 - a match, or None
    buttons = (button for row in message.components for button in getattr(row, "children", ()))
    return next((found for each in buttons if (found := STAMP.match(each.custom_id or ""))), None)
