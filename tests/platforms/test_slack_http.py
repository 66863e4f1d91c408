"""Slack by HTTP: what is signed and fresh is served, everything else is turned away."""

import json
import time
from collections.abc import AsyncIterator
from io import BytesIO
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from aiohttp import ClientSession

from bot.core import Bot
from bot.organizing import Pointed
from bot.platforms.slack.errors import REFUSED
from bot.ports import StoppedError
from bot.relayed import Source
from tests.fakes.slack import Envelope
from tests.platforms.on_slack import OnSlack, on_slack

pytestmark = pytest.mark.anyio

ASKED = "/workshop deadlines icml-2024"
FORM = "application/x-www-form-urlencoded"
MANY = "x" * (1024 * 1024)


@pytest.fixture
async def slack(bot: Bot) -> AsyncIterator[OnSlack]:
    async with on_slack(bot, mode="http") as place:
        yield place


async def send(slack: OnSlack, body: str, headers: dict[str, str], path: str = "") -> tuple[int, str]:
    """Send something to the listener; give the status and the text of its answer."""
    url = urlsplit(slack.server.http_target)._replace(path=path).geturl() if path else slack.server.http_target
    async with (
        ClientSession() as session,
        session.post(url, data=BytesIO(body.encode(errors="surrogateescape")), headers=headers) as response,
    ):
        return response.status, await response.text()


def command(slack: OnSlack, **more: str) -> str:
    """Give the body of a command, as Slack sends it."""
    ada = slack.member()
    typed = {"command": "/workshop", "text": "help", "team_id": slack.team.id, "user_id": ada.id, "user_name": "ada"}
    channel = slack.team.channel("general").id
    url = f"{slack.server.url}/response/none"
    return urlencode({**typed, "channel_id": channel, "trigger_id": "1.a", "response_url": url, **more})


def signed(slack: OnSlack, body: str, **how: Any) -> dict[str, str]:
    kind = "application/json" if body.startswith("{") else FORM
    return {"Content-Type": kind, **slack.server.sign(body, slack.team, **how)}


async def test_a_signed_command_is_answered(slack: OnSlack) -> None:
    answer = await slack.member().types(ASKED)
    assert (answer.acked, answer.private, answer.text[:24]) == (True, True, "*Deadlines · ICML 2024*\n")


async def test_forms_and_buttons_work_by_http(slack: OnSlack) -> None:
    ada = slack.member()
    asked = await ada.types("/workshop ask")
    await ada.fills(asked, question="how long may my paper be?", answered=False)
    await asked.grows_to(1)
    shown = await ada.presses(asked.messages[0], "Show to everyone")
    assert asked.text.startswith("*How long may a paper be?*")
    assert shown.text.startswith("Ada shows: /workshop ask how long may my paper be?\n\n*How long may a paper be?*")


async def test_events_are_answered_by_http(slack: OnSlack) -> None:
    reply = await slack.server.reply_to(await slack.member().says("general", "<@BOT> how long may my paper be?"))
    assert reply.text.startswith("*How long may a paper be?*")


@pytest.mark.parametrize(
    "how", [{"secret": "another"}, {"at": 301}, {"at": -301}], ids=["another secret", "too old", "too early"]
)
async def test_what_is_not_signed_now_does_nothing(slack: OnSlack, how: dict[str, Any]) -> None:
    if "at" in how:
        how = {"at": time.time() - how["at"]}
    before = list(slack.server.calls)
    body = command(slack)
    assert (await send(slack, body, signed(slack, body, **how)))[0] == 401
    assert (slack.server.calls, slack.server.unacknowledged) == (before, [])


@pytest.mark.parametrize("left_out", ["X-Slack-Signature", "X-Slack-Request-Timestamp"])
async def test_what_is_not_signed_at_all_does_nothing(slack: OnSlack, left_out: str) -> None:
    before, body = list(slack.server.calls), command(slack)
    headers = {name: value for name, value in signed(slack, body).items() if name != left_out}
    assert (await send(slack, body, headers))[0] == 401
    assert slack.server.calls == before


async def test_a_signature_holds_for_its_body_alone(slack: OnSlack) -> None:
    headers = signed(slack, command(slack))
    assert (await send(slack, command(slack, text="deadlines"), headers))[0] == 401


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Slack-Request-Timestamp": "yesterday"},
        {"X-Slack-Request-Timestamp": "9" * 5000},
        {"X-Slack-Signature": "v0=\u00e9"},
        {"X-Slack-Signature": ""},
    ],
    ids=["words", "digits", "letters", "nothing"],
)
async def test_nonsense_for_a_signature_does_nothing(slack: OnSlack, headers: dict[str, str]) -> None:
    before, body = list(slack.server.calls), command(slack)
    assert (await send(slack, body, signed(slack, body) | headers))[0] == 401
    assert slack.server.calls == before


@pytest.mark.parametrize("body", ["{", "[]", "ssl_check=1", "payload=%7B", "\x00", "\udcff"])
async def test_unsigned_nonsense_is_turned_away(slack: OnSlack, body: str) -> None:
    for headers in ({"Content-Type": "application/json"}, {"Content-Type": FORM}):
        assert (await send(slack, body, headers | {"X-Slack-Signature": "v0=" + "0" * 64}))[0] == 401


async def test_what_slack_sends_again_is_answered_once(slack: OnSlack) -> None:
    message = await slack.member().says("general", "<@BOT> how long may my paper be?")
    answer = await slack.server.reply_to(message)
    assert isinstance(answer.envelope, Envelope)
    for answer.envelope.attempt in (1, 2):
        answer.envelope.reason = "http_timeout"
        await slack.server.deliver(answer.envelope)
    assert (len(answer.messages), answer.envelope.acks) == (1, 3)


async def test_a_command_sent_again_is_answered_once(slack: OnSlack) -> None:
    answer = await slack.member().types(ASKED)
    assert answer.envelope
    await slack.server.deliver(answer.envelope, times=2)
    assert len(answer.messages) == 1


async def test_slack_may_verify_the_address(slack: OnSlack) -> None:
    body = json.dumps({"type": "url_verification", "token": "old", "challenge": "3eZbrw1aB"})
    status, text = await send(slack, body, signed(slack, body))
    assert (status, "3eZbrw1aB" in text) == (200, True)
    assert (await send(slack, body, signed(slack, body, secret="another")))[0] == 401


@pytest.mark.parametrize("path", ["/slack/T0000000", "/slack", "/slack/events", "/", "/api"])
async def test_other_addresses_are_not_there(slack: OnSlack, path: str) -> None:
    body = command(slack)
    assert (await send(slack, body, signed(slack, body), path))[0] == 404


async def test_more_than_a_megabyte_is_refused(slack: OnSlack) -> None:
    body = command(slack, text=MANY)
    assert (await send(slack, body, signed(slack, body)))[0] == 413


@pytest.mark.parametrize("body", ["", "{", "{}", "[]", "payload=%7B", "\x00"])
async def test_signed_nonsense_is_survived(slack: OnSlack, body: str) -> None:
    status, _ = await send(slack, body, signed(slack, body))
    answer = await slack.member().types(ASKED)
    assert (status < 600, answer.acked) == (True, True)


async def test_an_uninstalled_app_stops_by_http_too(slack: OnSlack) -> None:
    body = json.dumps(
        {"type": "event_callback", "event_id": "E1", "team_id": slack.team.id, "event": {"type": "app_uninstalled"}}
    )
    assert (await send(slack, body, signed(slack, body)))[0] == 200
    async with ClientSession() as session:
        url = urlsplit(slack.server.http_target)._replace(path="/healthz").geturl()
        async with session.get(url) as response:
            told = await response.json()
    sentence = f"{REFUSED} (Slack says: app_uninstalled.)"
    assert (response.status, told["platforms"]) == (503, {"Slack (Bees)": {"ok": False, "text": sentence}})
    assert [(type(each), str(each)) for each in slack.ended] == [(StoppedError, sentence)]


async def test_a_start_is_the_one_connection_before_which_something_may_be_missed(slack: OnSlack) -> None:
    assert slack.platform.connections == 1
    said = await slack.member().says("general", "One")
    origin = Pointed("Bees", slack.team.channel("general").id, said["ts"], slack.now)
    assert await slack.platform.source(origin) == Source(edited="", text="One")
