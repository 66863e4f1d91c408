"""Posts on Slack: made, edited, removed, and found again."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, ClassVar

import aiohttp
from slack_sdk.errors import SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.message import Message, page_of
from bot.platforms.pacer import Pacer
from bot.platforms.slack.errors import FINAL, REMOVED, to_send_error
from bot.platforms.slack.render import render
from bot.ports import MOST_LOOKED_AT, TOO_MUCH, Found, Mark, Place, SendError

PATIENCE = 30.0  # seconds for one post or edit, waiting for its turn aside
CHANNEL_GAP = 1.05  # seconds. Slack: rate-limits, one message a second and channel
GAP = 0.21  # seconds: several hundred a minute and workspace
SKEW = timedelta(minutes=2)  # that our clock may be ahead of Slack's
PAGE = 200  # messages asked for at once
EVENT = "workshop_post"  # Slack: metadata, event_type

Json = dict[str, Any]


@dataclass
class SlackBorder:
    """Does what `bot.ports.Border` says, in one workspace; `client` must not repeat calls by itself."""

    refuses_twice: ClassVar[bool] = False
    client: AsyncWebClient
    pacer: Pacer = field(default_factory=lambda: Pacer(CHANNEL_GAP, GAP))
    patience: float = PATIENCE
    _direct: dict[str, str] = field(default_factory=dict)

    async def post(self, place: Place, message: Message, mark: Mark) -> str:
        """Post a copy and give its id."""
        payload = _payload(place, message, mark)
        async with self._asking(place):
            channel = await self._channel(place)
            sent = await self.client.chat_postMessage(channel=channel, thread_ts=place.thread or None, **payload)
        return str(sent["ts"])

    async def edit(self, place: Place, copy: str, message: Message, mark: Mark) -> None:
        """Make a copy show something else; its blocks are always sent, since Slack removes them else."""
        payload = _payload(place, message, mark)
        changed = {key: payload[key] for key in ("text", "blocks", "metadata")}
        async with self._asking(place):
            await self.client.chat_update(channel=await self._channel(place), ts=copy, **changed)

    async def delete(self, place: Place, copy: str) -> None:
        """Remove a copy."""
        async with self._asking(place):
            await self.client.chat_delete(channel=await self._channel(place), ts=copy)

    async def read(self, place: Place, message: str) -> Json:
        """Give a message as Slack holds it."""
        asked: Json = {"oldest": message, "latest": message, "inclusive": True, "limit": PAGE}
        async with self._asking(place):
            if place.thread:  # Slack: conversations.replies gives the thread's root too
                answer = await self.client.conversations_replies(channel=place.channel, ts=place.thread, **asked)
            else:
                answer = await self.client.conversations_history(channel=place.channel, **asked)
        found: Sequence[Json] = [each for each in answer["messages"] if each["ts"] == message]
        if not found:
            raise SendError("removed", REMOVED["message_not_found"])
        return found[0]

    async def find(self, place: Place, mark: Mark, since: datetime) -> Sequence[Found]:
        """Give the bot's own copies by their metadata, the oldest first."""
        wanted, found, seen = mark.digest(place), list[Found](), 0
        async with self._asking(place):
            async for message in self._history(place, (since - SKEW).timestamp()):
                seen += 1
                carried = message.get("metadata") or {}
                said = carried.get("event_payload") or {}
                if carried.get("event_type") == EVENT and said.get("copy") == wanted:
                    found.append(Found(str(message["ts"]), str(said.get("revision", ""))))
        if not found and seen > MOST_LOOKED_AT:
            raise SendError("permanent", TOO_MUCH)
        return sorted(found, key=lambda each: float(each.id))  # threads are told oldest first, channels newest

    async def _history(self, place: Place, oldest: float) -> AsyncIterator[Json]:
        """Give messages, and one more than are looked at where there are as many."""
        channel, cursor, seen = await self._channel(place), "", 0
        while seen <= MOST_LOOKED_AT:
            asked: Json = {"channel": channel, "oldest": f"{oldest:.6f}", "limit": PAGE, "include_all_metadata": True}
            asked |= {"cursor": cursor} if cursor else {}
            if place.thread:
                answer = await self.client.conversations_replies(ts=place.thread, **asked)
            else:
                answer = await self.client.conversations_history(**asked)
            for message in answer["messages"]:
                yield message
            seen += len(answer["messages"])
            cursor = (answer.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return

    async def _channel(self, place: Place) -> str:
        """Give the channel, for a person that of their direct messages, opened once."""
        if not place.person:
            return place.channel
        user = place.person.removeprefix("slack:").rpartition(":")[2]
        if user not in self._direct:
            opened = await self.client.conversations_open(users=user)
            self._direct[user] = opened["channel"]["id"]
        return self._direct[user]

    @asynccontextmanager
    async def _asking(self, place: Place) -> AsyncIterator[None]:
        """Wait for the place's turn, then give what happens within so much time; raises SendError for what fails."""
        if not (place.person or place.channel):
            raise SendError("permanent", FINAL["channel_not_found"])
        await self.pacer.turn(place.person or place.channel)
        try:
            async with asyncio.timeout(self.patience):
                yield
        except (SlackClientError, aiohttp.ClientError, OSError) as error:
            failure = to_send_error(error)
            if failure.wait:
                self.pacer.hold(failure.wait)
            raise failure from error


def _payload(place: Place, message: Message, mark: Mark) -> Json:
    payloads = render(page_of(message))
    if len(payloads) > 1:
        raise SendError("permanent", FINAL["msg_too_long"])
    said = {"copy": mark.digest(place), "revision": mark.revision}
    return payloads[0] | {"metadata": {"event_type": EVENT, "event_payload": said}}
