"""Posts on Discord: made, edited, removed, and found again."""

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import aiohttp
import discord

from bot.core import Bot
from bot.message import Button, Message, page_of
from bot.platforms.discord.errors import FINAL, to_send_error
from bot.platforms.discord.render import STAMP, kept_lines, render, stamp_of
from bot.platforms.discord.sent import edited, new
from bot.platforms.pacer import Pacer
from bot.ports import Found, Kept, Mark, Place, SendError

PATIENCE = 30.0  # seconds for one post or edit, waiting for its turn aside
CHANNEL_GAP = 1.02  # seconds: five messages in five, and a little for the way there
GAP = 1 / 45  # seconds. Discord: topics/rate-limits, 50 requests a second
SKEW = timedelta(minutes=2)  # that our clock may be ahead of Discord's
MOST_LOOKED_AT = 1000  # messages
THREAD = 100  # characters of a thread's name. Discord: resources/channel
NO_THREAD = 10003  # Discord: topics/opcodes-and-status-codes, Unknown Channel
_LOG = logging.getLogger("bot.discord")


@dataclass
class DiscordBorder:
    """Does what `bot.ports.Border` says."""

    bot: Bot
    client: discord.Client
    kept: Kept
    pacer: Pacer = field(default_factory=lambda: Pacer(CHANNEL_GAP, GAP))
    patience: float = PATIENCE
    _direct: dict[str, int] = field(default_factory=dict)

    async def post(self, place: Place, message: Message, mark: Mark) -> str:
        """Post a copy and give its id; the same mark never makes a second one within Discord's few minutes."""
        payload = await self._payload(place, message, mark)
        async with self._asking(place):
            sent = await self._send(place, message, {**new(payload), "nonce": mark.digest(place)})
        await self._publish(place, sent)
        return str(sent.id)

    async def edit(self, place: Place, copy: str, message: Message, mark: Mark) -> None:
        """Make a copy show something else."""
        payload = await self._payload(place, message, mark)
        async with self._asking(place):
            channel = await self._channel(place)
            await channel.get_partial_message(int(copy)).edit(**edited(payload))

    async def delete(self, place: Place, copy: str) -> None:
        """Remove a copy."""
        async with self._asking(place):
            channel = await self._channel(place)
            await channel.get_partial_message(int(copy)).delete()

    async def find(self, place: Place, mark: Mark, since: datetime) -> Found | None:
        """Look for the bot's own copy, newest first, by what its first button carries."""
        wanted = STAMP.match(stamp_of(mark, place))
        assert wanted, "a stamp is what is looked for"
        async with self._asking(place):
            channel = await self._channel(place)
            history = channel.history(limit=MOST_LOOKED_AT, after=since - SKEW, oldest_first=False)
            async for message in history:
                found = _stamp_on(message) if self._is_own(message) else None
                if found and found["copy"] == wanted["copy"]:
                    return Found(str(message.id), found["revision"])
        return None

    def _is_own(self, message: discord.Message) -> bool:
        return self.client.user is not None and message.author.id == self.client.user.id

    async def _payload(self, place: Place, message: Message, mark: Mark) -> dict[str, Any]:
        """Render the one message that a copy is, with the button that carries its mark."""
        page = page_of(message)
        if not any(each.command for each in page.buttons):
            page = replace(page, buttons=(*page.buttons, Button("More", self.bot.line("help"))))
        stamp = stamp_of(mark, place)
        payloads = render(page, stamp)
        if len(payloads) > 1:
            raise SendError("permanent", "This is too long for one message on Discord. Please shorten it.")
        for line in kept_lines(page, stamp):
            await self.kept.keep(line)
        return payloads[0]

    async def _send(self, place: Place, message: Message, arguments: Mapping[str, Any]) -> discord.Message:
        """Send into a place; a thread that is not there yet is opened under its post."""
        channel = await self._channel(place)
        try:
            return await channel.send(**arguments)
        except discord.NotFound as error:
            if not place.thread or error.code != NO_THREAD:
                raise
        post = self.client.get_partial_messageable(int(place.channel)).get_partial_message(int(place.thread))
        await post.create_thread(name=(message.title or self.bot.catalog.about.name)[:THREAD])
        return await channel.send(**arguments)

    async def _channel(self, place: Place) -> discord.PartialMessageable:
        if place.person:
            return self.client.get_partial_messageable(await self._direct_channel(place.person))
        return self.client.get_partial_messageable(int(place.thread or place.channel))

    async def _direct_channel(self, person: str) -> int:
        """Give the channel of a person's direct messages, opened once."""
        user = person.removeprefix("discord:")
        if user not in self._direct:
            channel = await self.client.create_dm(discord.Object(int(user)))
            self._direct[user] = channel.id
        return self._direct[user]

    async def _publish(self, place: Place, message: discord.Message) -> None:
        """Publish what stands in an announcement channel, so that servers that follow it get it too."""
        channel = self.client.get_channel(int(place.channel)) if place.channel and not place.thread else None
        if not isinstance(channel, discord.TextChannel) or not channel.is_news():
            return
        try:
            await message.publish()
        except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
            _LOG.warning("message %s in channel %s is posted but not published: %s", message.id, channel.id, error)

    @asynccontextmanager
    async def _asking(self, place: Place) -> AsyncIterator[None]:
        """Wait for the place's turn, then give what happens within so much time; raises SendError for what fails."""
        if not (place.person or place.channel).removeprefix("discord:").isdecimal():
            raise SendError("permanent", FINAL[NO_THREAD])
        await self.pacer.turn(place.person or place.thread or place.channel)
        try:
            async with asyncio.timeout(self.patience):
                yield
        except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
            failure = to_send_error(error)
            if failure.wait:
                self.pacer.hold(failure.wait)
            raise failure from error


def _stamp_on(message: discord.Message) -> Any:  # noqa: ANN401 - a match, or None
    buttons = (button for row in message.components for button in getattr(row, "children", ()))
    return next((found for each in buttons if (found := STAMP.match(each.custom_id or ""))), None)
