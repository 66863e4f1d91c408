"""What is to be done about each refusal of Slack, in a sentence where a person has to act."""

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.message import Message
from bot.platforms.pacer import Pacer
from bot.platforms.slack.border import SlackBorder
from bot.platforms.slack.errors import FINAL, REFUSED, REVOKED
from bot.ports import Mark, Place, SendError
from tests.fakes.slack import FakeSlack

pytestmark = pytest.mark.anyio

HELLO = Message(text="Hello.")
MARK = Mark("hello")


@asynccontextmanager
async def border(patience: float = 5.0) -> AsyncIterator[tuple[FakeSlack, SlackBorder, Place]]:
    async with FakeSlack() as server:
        team = server.workspace("Bees")
        client = AsyncWebClient(team.bot_token, base_url=server.api, retry_handlers=[])
        yield server, SlackBorder(client, Pacer(0, 0), patience), Place("Bees", team.channel("general").id)


async def failure(call: Any) -> tuple[str, str, float | None]:
    with pytest.raises(SendError) as caught:
        await call
    return caught.value.kind, caught.value.text, caught.value.wait


async def posting(**how: Any) -> tuple[str, str, float | None]:
    """Give what a post comes to when the call goes wrong so."""
    async with border() as (server, slack, place):
        server.fault("chat.postMessage", **how)
        return await failure(slack.post(place, HELLO, MARK))


@pytest.mark.parametrize("code", sorted(FINAL))
async def test_what_a_person_must_mend_is_a_sentence(code: str) -> None:
    assert await posting(error=code) == ("permanent", FINAL[code], None)


@pytest.mark.parametrize("code", ["invalid_auth", "token_revoked", "account_inactive", *sorted(REVOKED)])
async def test_a_token_that_is_refused_stops_posts(code: str) -> None:
    assert await posting(error=code) == ("permanent", REFUSED, None)


@pytest.mark.parametrize(
    ("code", "begins"),
    [
        ("channel_not_found", "The channel does not exist, or is private and the bot is not in it."),
        ("is_archived", "The channel is archived."),
        ("not_in_channel", "The bot is not in the channel. Type /invite"),
        ("restricted_action", "The workspace does not let the bot write there."),
        ("invalid_auth", "Slack does not accept the bot's token any more. Reinstall the app"),
        ("weird_new_code", "Slack refuses this: weird_new_code."),
    ],
)
async def test_the_sentences_say_what_happened(code: str, begins: str) -> None:
    kind, text, _ = await posting(error=code)
    assert (kind, text[: len(begins)]) == ("permanent", begins)


@pytest.mark.parametrize(
    ("how", "wait"),
    [
        ({"status": 429, "headers": {"Retry-After": "7"}}, 7.0),
        ({"status": 429, "error": "ratelimited", "headers": {"Retry-After": "30"}}, 30.0),
        ({"error": "ratelimited"}, None),
        ({"error": "rate_limited"}, None),
        ({"error": "service_unavailable"}, None),
        ({"status": 503, "error": "service_unavailable"}, None),
        ({"status": 429, "headers": {"Retry-After": "soon"}}, None),
    ],
)
async def test_slack_may_ask_to_wait(how: dict[str, Any], wait: float | None) -> None:
    assert await posting(**how) == ("retry", "Slack asks to wait.", wait)


async def test_after_being_asked_nobody_posts_for_so_long() -> None:
    async with border() as (server, slack, place):
        server.fault("chat.postMessage", status=429, headers={"Retry-After": "1"})
        await failure(slack.post(place, HELLO, MARK))
        await slack.post(place, HELLO, MARK)
        refused, sent = (call.at for call in server.calls)
    assert sent - refused > 0.99


@pytest.mark.parametrize(
    ("how", "text"),
    [
        ({"status": 500}, "Slack had an error of its own (500)."),
        ({"status": 502}, "Slack had an error of its own (502)."),
        ({"error": "fatal_error"}, "Slack had an error of its own (fatal_error)."),
        ({"error": "internal_error"}, "Slack had an error of its own (internal_error)."),
        ({"error": "request_timeout"}, "Slack had an error of its own (request_timeout)."),
        ({"cut": "before"}, "The connection to Slack was lost: Server disconnected"),
    ],
)
async def test_a_fault_of_slack_leaves_it_open(how: dict[str, Any], text: str) -> None:
    assert await posting(**how) == ("ambiguous", text, None)


async def test_a_missing_scope_is_named() -> None:
    async with border() as (server, slack, place):
        team = server.team_of(slack.client.token or "")
        assert team
        team.scopes.discard("chat:write")
        kind, text, _ = await failure(slack.post(place, HELLO, MARK))
    assert (kind, text.partition(".")[0]) == ("permanent", "The app lacks the scope chat:write")


async def test_a_message_that_is_gone_is_removed() -> None:
    async with border() as (_, slack, place):
        gone = ("removed", "The message is not there any more.", None)
        assert await failure(slack.edit(place, "1700000000.000100", HELLO, MARK)) == gone


async def test_a_thread_that_is_gone_is_told() -> None:
    async with border() as (_, slack, place):
        thread = Place("Bees", place.channel, thread="1700000000.000100")
        told = ("removed", "The message under which this was to stand is not there any more.", None)
        assert await failure(slack.post(thread, HELLO, MARK)) == told
        assert await failure(slack.find(thread, MARK, datetime(2024, 1, 1, tzinfo=UTC))) == told


async def test_an_answer_that_takes_too_long_leaves_it_open() -> None:
    async with border(patience=0.05) as (server, slack, place):
        server.fault("chat.postMessage", delay=60.0)
        assert await failure(slack.post(place, HELLO, MARK)) == ("ambiguous", "Slack did not answer in time.", None)


async def test_waiting_for_a_turn_is_not_the_answer_taking_long() -> None:
    async with border(patience=0.1) as (server, slack, place):
        slack.pacer = Pacer(0.2, 0)
        for _ in range(2):
            await slack.post(place, HELLO, MARK)
        assert len(server.calls) == 2


async def test_an_unreachable_slack_is_tried_later() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    client = AsyncWebClient("xoxb-1", base_url=f"http://127.0.0.1:{port}/api/", retry_handlers=[])
    kind, text, _ = await failure(SlackBorder(client, Pacer(0, 0)).post(Place("Bees", "C1"), HELLO, MARK))
    assert (kind, text.partition(":")[0]) == ("retry", "Slack cannot be reached")
