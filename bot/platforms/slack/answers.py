"""Sending answers to where they were asked for: a conversation, a thread, or a view."""

import asyncio
import logging
from collections.abc import Awaitable
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from typing import Any

import aiohttp
from slack_bolt.async_app import AsyncAck
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.core import mistaken
from bot.message import Message
from bot.platforms.pacer import Pacer
from bot.platforms.replies import SHOW, SORRY
from bot.platforms.slack.errors import code_of, to_send_error
from bot.platforms.slack.forms import Origin, answer_view
from bot.platforms.slack.render import render
from bot.slash import UserError

IN_TIME = 1.5  # seconds until a view must be opened; its trigger ends after 3: Slack, handling-user-interaction
ACKNOWLEDGED = 0.3  # seconds until an acknowledgement has surely been sent: bolt sends it by itself, a little later
MOST_BLOCKS = 100  # Slack: surfaces/modals, view object
TRIED = 5  # times, where Slack says "too fast"
WAIT = "One moment, please …"
FAILED = (SlackClientError, aiohttp.ClientError, OSError)
_LOG = logging.getLogger("bot.slack")

Json = dict[str, Any]


class UnsentError(SlackClientError):
    """An answer that Slack did not take; holds what it said."""


class GoneError(UnsentError):
    """An answer to an address that was given too long ago."""


@dataclass
class Answers:
    """Sends answers; `client` must not repeat calls by itself."""

    client: AsyncWebClient
    pacer: Pacer = field(default_factory=lambda: Pacer(0, 0))

    async def respond(self, to: Origin, message: Message, *, public: bool = False, in_place: bool = False) -> None:
        """Answer where a command was typed or a button pressed: to everyone or to who asked alone.

        `in_place` puts the answer in the place of the message whose button was pressed.
        """
        thread = {"thread_ts": to.thread} if to.thread and not in_place else {}
        for number, payload in enumerate(render(message)):
            body = {**payload, **thread, "response_type": "in_channel" if public else "ephemeral"}
            await self._send(to.respond, {**body, "replace_original": in_place and number == 0})

    async def in_thread(self, channel: str, thread: str | None, message: Message) -> None:
        """Answer a message in its thread; without one, below it."""
        for payload in render(message):
            await self._post(channel, {"thread_ts": thread, **payload})

    async def _post(self, channel: str, body: Json) -> None:
        """Post at the channel's turn, which posts wait for too; what Slack holds back is tried again."""
        for tried in range(TRIED):
            await self.pacer.turn(channel)
            try:
                await self.client.chat_postMessage(channel=channel, **body)
            except SlackApiError as error:
                wait = to_send_error(error).wait
                if wait is None or tried == TRIED - 1:
                    raise
                await asyncio.sleep(wait)
            else:
                return

    async def to_form(self, to: Origin, user: str, message: Message, *, public: bool = False) -> None:
        """Answer a form where it was opened; directly, where it was filled in so slowly that Slack forgot that."""
        try:
            await self.respond(to, message, public=public)
        except GoneError:
            await self.in_thread(user, None, message)

    async def open(self, trigger: str, view: Json) -> None:
        """Open a view."""
        await self.client.views_open(trigger_id=trigger, view=view)

    async def in_new_view(self, trigger: str, work: Awaitable[Message]) -> None:
        """Answer in a view of its own, which is opened while the answer may still be on its way."""
        task = asyncio.ensure_future(work)
        done, _ = await asyncio.wait({task}, timeout=IN_TIME)
        opened = await self.client.views_open(trigger_id=trigger, view=_view(await task) if done else waiting_view())
        if not done:
            await self.client.views_update(view_id=opened["view"]["id"], view=_view(await task))

    async def in_place_of(self, form: str, ack: AsyncAck, work: Awaitable[Message]) -> None:
        """Answer in the view of a form that was filled in, at once or after a while."""
        task = asyncio.ensure_future(work)
        done, _ = await asyncio.wait({task}, timeout=IN_TIME)
        await ack(response_action="update", view=_view(await task) if done else waiting_view())
        if not done:
            message, _ = await asyncio.gather(task, asyncio.sleep(ACKNOWLEDGED))
            await self.in_view(form, message)

    async def publish(self, user: str, view: Json) -> None:
        """Show a view as somebody's App Home."""
        await self.client.views_publish(user_id=user, view=view)

    async def in_view(self, view: str, message: Message) -> None:
        """Answer in the place of what a view shows."""
        await self.client.views_update(view_id=view, view=_view(message))

    async def failed(self, error: Exception, url: str = "") -> None:
        """Log why an answer did not arrive, and tell who waits for it where that is still possible."""
        _LOG.error("an answer could not be sent: %s", code_of(error) or error)
        if not url:
            return
        try:
            await self._send(url, {"text": SORRY, "response_type": "ephemeral", "replace_original": False})
        except FAILED as again:
            _LOG.error("nor could that be told: %s", again)

    async def _send(self, url: str, body: Json) -> None:
        answer = await AsyncWebhookClient(url, session=self.client.session, retry_handlers=[]).send_dict(body)
        if answer.status_code != HTTPStatus.OK:
            kind = GoneError if answer.status_code == HTTPStatus.NOT_FOUND else UnsentError
            raise kind(f"{answer.status_code} {answer.body[:200]}")


def _view(message: Message) -> Json:
    """Draw an answer as a view; there is nobody to show it to, so it does not offer that."""
    message = replace(message, buttons=tuple(each for each in message.buttons if not each.command.startswith(SHOW)))
    blocks = [block for payload in render(message) for block in payload["blocks"]]
    return answer_view(message.title, blocks[:MOST_BLOCKS])


def waiting_view() -> Json:
    """Draw the view that stands until an answer comes."""
    return _view(Message(text=WAIT))


def mistaken_view(words: str) -> Json:
    """Draw the view that tells a mistake."""
    return _view(mistaken(UserError(words), ""))
