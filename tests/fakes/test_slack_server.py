"""The fake Slack against a plain bot of slack_bolt."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlencode

import aiohttp
import pytest
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.fakes.slack import FakeSlack, FakeWorkspace
from tests.fakes.slack.plain_bot import buttons, client_of, modal, plain, plain_bot, section

pytestmark = pytest.mark.anyio

Json = dict[str, Any]


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@asynccontextmanager
async def running(server: FakeSlack, team: FakeWorkspace) -> AsyncIterator[AsyncSocketModeHandler]:
    handler = AsyncSocketModeHandler(plain_bot(server, team), app_token=team.app_token, ping_interval=0.2)
    await handler.connect_async()
    try:
        yield handler
    finally:
        await handler.close_async()


@asynccontextmanager
async def talk(**how: Any) -> AsyncIterator[tuple[FakeSlack, FakeWorkspace]]:
    async with FakeSlack(**how) as server:
        server.patience = 3.0
        team = server.workspace("OSMI", channels={"general": "public", "organizers": "private"})
        async with running(server, team):
            yield server, team


async def test_a_command_is_answered_by_response_url_or_with_the_acknowledgement() -> None:
    async with talk() as (server, team):
        ada = team.member("Ada", zone="Europe/Vienna")
        answer = await ada.types("/workshop  two spaces")
        assert answer.acked
        assert answer.after < 0.5
        assert answer.private
        assert answer.text == "got  two spaces"
        assert answer.shown == "*got*\nMore\nEdit"
        assert answer.buttons == ["More", "Edit"]
        assert (await ada.types("/workshop fast", channel="organizers")).text == "at once"
        assert server.last("response_url").ok
        assert team.channel("general").messages == []


async def test_buttons_of_ephemeral_messages_add_and_replace() -> None:
    async with talk() as (_, team):
        ada = team.member("Ada")
        answer = await ada.types("/workshop x")
        assert (await ada.presses(answer, "More")).text == "more"
        assert answer.text == "got x"
        edited = await ada.presses(answer, "Edit")
        assert edited.text == answer.text == "edited"
        with pytest.raises(AssertionError, match="nothing to act on"):
            await ada.presses(answer, "Edit")


async def test_a_modal_shows_errors_then_closes_and_the_answer_comes_directly() -> None:
    async with talk() as (_, team):
        ada = team.member("Ada")
        opened = await ada.types("/workshop ask")
        refused = await ada.fills(opened, question="no mark")
        assert refused.errors == {"question": "No question mark."}
        assert await ada.completes(refused, "topic", "ic") == [("ICML", "icml"), ("ICLR", "iclr")]
        answer = await ada.fills(refused, question="when?", topic="icml", when=1_800_000_000)
        assert (answer.text, answer.private, answer.errors, answer.view) == ("when? icml 1800000000", True, {}, None)
        with pytest.raises(AssertionError, match="no such view"):
            await ada.fills(refused, question="again?")


async def test_mentions_are_answered_in_threads_and_direct_messages_directly() -> None:
    async with talk() as (server, team):
        ada = team.member("Ada")
        assert team.channel("general") is team.channel(team.channel("general").id)
        await ada.says("general", "no mention")
        message = await ada.says("general", "<@BOT> when?")
        reply = await server.reply_to(message)
        assert reply.text == "in the thread"
        assert reply.messages[0]["thread_ts"] == message["ts"]
        assert not reply.private
        direct = await server.reply_to(await ada.says("direct", "hello"))
        assert direct.text == "you said hello"
        pressed = await ada.presses(direct.messages[0], "Public")
        assert pressed.text == "updated"
        assert "blocks" not in ada.direct.from_bot()[0]


async def test_home_and_shortcuts() -> None:
    async with talk() as (_, team):
        ada = team.member("Ada")
        home = await ada.opens_home()
        assert home.shown == "Welcome\nHome"
        assert (await ada.presses(home, "Home")).shown == "Pressed"
        assert (await ada.uses_shortcut("ask")).shown.startswith("Ask\n")
        message = await ada.says("general", "the venue")
        assert (await ada.uses_message_shortcut("ask_about", message)).text == "about the venue"


async def test_the_same_envelope_comes_again() -> None:
    async with talk() as (server, team):
        answer = await team.member("Ada").types("/workshop x")
        assert answer.envelope
        await server.deliver(answer.envelope, times=3)
        await answer.grows_to(4)
        assert answer.envelope.acks == 4


async def test_connections_are_refreshed_cut_and_refused() -> None:
    async with talk() as (server, team):
        ada = team.member("Ada")
        async with running(server, team):
            assert server.connections(team) == 2
        await server.refresh(team)
        assert (await ada.types("/workshop a")).text == "got a"
        await server.disconnect(team, "warning")
        assert (await ada.types("/workshop b")).text == "got b"


async def test_a_deaf_socket_is_left_and_what_it_missed_comes_again() -> None:
    async with talk() as (server, team):
        server.deadline = 0.05
        ada = team.member("Ada")
        server.go_deaf(team)
        missed = await ada.types("/workshop lost", answered=False)
        assert not missed.acked
        assert server.unacknowledged == [missed.envelope]
        await server.connected(team)
        assert await server.redeliver(team) == [missed.envelope]
        await missed.until(lambda: missed.text, "the answer")
        assert missed.text == "got lost"


async def test_what_is_sent_while_no_connection_is_open_waits() -> None:
    async with FakeSlack() as server:
        server.refuse_connections()
        team = server.workspace("OSMI")
        ada = team.member("Ada")
        message = await ada.says("direct", "early")
        client = client_of(server, team)
        with pytest.raises(SlackApiError, match="internal_error"):
            await client.apps_connections_open(app_token=team.app_token)
        server.refuse_connections(False)
        async with running(server, team):
            assert (await server.reply_to(message)).text == "you said early"


async def test_history_is_paged_with_metadata_and_needs_scope_and_membership() -> None:
    async with FakeSlack() as server:
        team = server.workspace("OSMI", {"general": "public", "organizers": "private"})
        client, general = client_of(server, team), team.channel("general")
        for number in range(5):
            metadata = {"event_type": "delivery", "event_payload": {"delivery_id": str(number)}}
            await client.chat_postMessage(channel=general.id, text=f"m{number}", metadata=metadata)
        found = [
            message["metadata"]["event_payload"]["delivery_id"]
            async for page in await client.conversations_history(channel=general.id, limit=2, include_all_metadata=True)
            for message in page["messages"]
        ]
        assert found == ["4", "3", "2", "1", "0"]
        newer = await client.conversations_history(channel=general.id, oldest=general.messages[2]["ts"])
        assert [message["text"] for message in newer["messages"]] == ["m4", "m3"]
        general.remove_bot()
        assert await error(client.conversations_history(channel=general.id)) == "not_in_channel"
        await client.chat_postMessage(channel="#general", text="uninvited")
        team.scopes -= {"chat:write.public", "channels:history"}
        assert await error(client.chat_postMessage(channel=general.id, text="x")) == "not_in_channel"
        assert await error(client.conversations_history(channel=general.id)) == "missing_scope"
        general.archive()
        assert await error(client.chat_postMessage(channel=general.id, text="x")) == "is_archived"
        general.remove()
        assert await error(client.chat_postMessage(channel=general.id, text="x")) == "channel_not_found"
        team.revoke()
        assert await error(client.auth_test()) == "token_revoked"


async def error(call: Any) -> str:
    with pytest.raises(SlackApiError) as raised:
        await call
    return str(raised.value.response["error"])


async def test_people_groups_and_tokens() -> None:
    async with FakeSlack() as server:
        team = server.workspace("OSMI")
        ada = team.member("Ada", zone="Europe/Vienna", admin=True)
        team.group("organizers", ada)
        client = client_of(server, team)
        shown = (await client.users_info(user=ada.id))["user"]
        assert (shown["tz"], shown["is_admin"], shown["is_owner"]) == ("Europe/Vienna", True, False)
        group = (await client.usergroups_list())["usergroups"][0]
        assert (await client.usergroups_users_list(usergroup=group["id"]))["users"] == [ada.id]
        assert (await client.conversations_open(users=ada.id))["channel"]["id"] == ada.direct.id
        channel = (await client.conversations_list(types="public_channel,private_channel"))["channels"][0]
        assert (await client.conversations_members(channel=channel["id"]))["members"] == [ada.id, team.bot_user_id]
        tested = await client.auth_test()
        assert tested["team_id"] == team.id
        assert "chat:write" in tested.headers["x-oauth-scopes"]
        assert await error(client.apps_connections_open(app_token=team.bot_token)) == "not_allowed_token_type"
        assert await error(client.apps_connections_open(app_token="xapp-no")) == "invalid_auth"
        assert await error(client.auth_test(token="xoxb-no")) == "invalid_auth"


async def test_limits_are_enforced_for_each_channel() -> None:
    async with FakeSlack(limits=True) as server:
        team = server.workspace("OSMI", {"general": "public", "random": "public"})
        client = client_of(server, team)
        await client.chat_postMessage(channel=team.channel("general").id, text="one")
        with pytest.raises(SlackApiError) as raised:
            await client.chat_postMessage(channel=team.channel("general").id, text="two")
        assert raised.value.response.status_code == 429
        assert raised.value.response.headers["Retry-After"] == "1"
        await client.chat_postMessage(channel=team.channel("random").id, text="three")
        assert server.too_many == 1


async def test_faults_come_before_or_after_the_effect() -> None:
    async with FakeSlack() as server:
        team = server.workspace("OSMI")
        client, general = client_of(server, team), team.channel("general")
        for how in (
            {"status": 500},
            {"error": "fatal_error", "after": True},
            {"cut": "before"},
            {"cut": "after"},
            {"status": 429, "headers": {"Retry-After": "7"}},
        ):
            server.fault("chat.postMessage", **how)
            with pytest.raises((SlackApiError, aiohttp.ClientError)):
                await client.chat_postMessage(channel=general.id, text=str(how))
        assert [message["text"][2:7] for message in general.messages] == ["error", "cut':"]
        await client.chat_postMessage(channel=general.id, text="well again")
        assert [call.ok for call in server.calls] == [False] * 5 + [True]


@asynccontextmanager
async def listening(server: FakeSlack, team: FakeWorkspace) -> AsyncIterator[None]:
    app = plain_bot(server, team)

    async def handle(request: web.Request) -> web.Response:
        return await to_aiohttp_response(await app.async_dispatch(await to_bolt_request(request)))

    served = web.Application()
    served.router.add_post("/slack/events", handle)
    runner = web.AppRunner(served, shutdown_timeout=0.001)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    server.http_target = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    try:
        yield
    finally:
        await runner.cleanup()


async def test_a_bot_in_http_mode_takes_signed_requests_only() -> None:
    async with FakeSlack() as server:
        team = server.workspace("OSMI")
        ada = team.member("Ada")
        async with listening(server, team), aiohttp.ClientSession() as session:
            assert (await ada.types("/workshop x & y=z")).text == "got x & y=z"
            assert (await ada.types("/workshop fast")).text == "at once"
            opened = await ada.types("/workshop ask")
            assert (await ada.fills(opened, question="no")).errors == {"question": "No question mark."}
            assert await ada.completes(opened, "topic", "n") == [("NEURIPS", "neurips")]
            reply = await server.reply_to(await ada.says("direct", "hi"))
            assert reply.text == "you said hi"
            body = urlencode({"command": "/workshop", "text": "fast", "team_id": team.id, "user_id": ada.id})
            kind = {"Content-Type": "application/x-www-form-urlencoded"}
            for headers, status in (
                (server.sign(body, team), 200),
                (server.sign(body, team, secret="wrong"), 401),
                (server.sign(body, team, at=time.time() - 301), 401),
            ):
                async with session.post(server.http_target, data=body, headers=kind | headers) as response:
                    assert response.status == status


async def broken(server: FakeSlack) -> None:
    async with server:
        team = server.workspace("OSMI")
        client, general = client_of(server, team), team.channel("general").id
        with pytest.warns(UserWarning, match="text"):
            await client.chat_postMessage(channel=general, blocks=[section("<!here> x")])
        loose = {"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3001}}
        await client.chat_postMessage(channel=general, text="y" * 4001, blocks=[loose, buttons("a", "a")])
        metadata = {"event_type": "e", "event_payload": {"deep": {}}}
        await client.chat_postMessage(channel=general, text="x", link_names=True, metadata=metadata)
        await client.chat_scheduleMessage(channel=general, post_at=1, text="later")


async def test_what_breaks_the_contract_is_told_at_the_end() -> None:
    with pytest.raises(AssertionError) as raised:
        await broken(FakeSlack())
    for part in (
        "has blocks but no text",
        "mentions people: '<!here'",
        "text has 4001 characters, over 4000",
        "section text has 3001 characters, over 3000",
        "mrkdwn is not verbatim",
        "has action_id 'press:a' 2 times",
        "sets link_names",
        "metadata that is not flat",
        "chat.scheduleMessage is used",
        "refused by slack_sdk",
    ):
        assert part in str(raised.value)


async def test_a_response_url_has_five_uses_and_a_trigger_three_seconds() -> None:
    async with talk() as (server, team):
        answer = await team.member("Ada").types("/workshop x")
        assert answer.envelope
        payload = answer.envelope.payload
        async with aiohttp.ClientSession() as session:
            statuses = []
            for _ in range(5):
                async with session.post(payload["response_url"], json={"text": "again"}) as response:
                    statuses.append(response.status)
        assert statuses == [200] * 4 + [404]
        client = client_of(server, team)
        server.trigger_lifetime = 0.0
        assert await error(client.views_open(trigger_id=payload["trigger_id"], view=modal())) == "expired_trigger_id"
        server.trigger_lifetime = 3.0
        await client.views_open(trigger_id=payload["trigger_id"], view=modal())
        assert await error(client.views_open(trigger_id=payload["trigger_id"], view=modal())) == "exchanged_trigger_id"


def listen_to_choices(app: AsyncApp) -> None:
    blocks = [
        {
            "type": "actions",
            "block_id": "kinds",
            "elements": [
                {
                    "type": "static_select",
                    "action_id": "kind",
                    "options": [{"text": plain(each.title()), "value": each} for each in ("talk", "poster")],
                }
            ],
        }
    ]

    @app.command("/choose")
    async def choose(ack: Any, body: Json, client: AsyncWebClient) -> None:
        await ack()
        await client.chat_postEphemeral(
            channel=body["channel_id"], user=body["user_id"], text="Which kind?", blocks=blocks
        )

    @app.action("kind")
    async def kind(ack: Any, body: Json, client: AsyncWebClient) -> None:
        await ack()
        picked = body["actions"][0]["selected_option"]["value"]
        view = modal() | {"private_metadata": picked, "callback_id": "first", "notify_on_close": True}
        await client.views_open(trigger_id=body["trigger_id"], view=view)

    @app.view("first")
    async def first(ack: Any, view: Json) -> None:
        if view["private_metadata"] == "talk":
            await ack(response_action="push", view=modal() | {"callback_id": "second"})
        else:
            await ack(response_action="update", view=modal() | {"title": plain("Changed")})

    @app.view("second")
    async def second(ack: Any) -> None:
        await ack(response_action="clear")

    @app.view_closed("first")
    async def closed(ack: Any) -> None:
        await ack()


async def test_selects_open_modals_which_push_change_clear_and_close() -> None:
    async with FakeSlack() as server:
        team = server.workspace("OSMI")
        ada, ben = team.member("Ada"), team.member("Ben")
        async with running(server, team) as handler:
            listen_to_choices(handler.app)
            answer = await ada.types("/choose")
            assert (answer.text, answer.private) == ("Which kind?", True)
            with pytest.raises(AssertionError, match="does not see"):
                await ben.chooses(answer, "kind", "talk")
            talk_view = await ada.chooses(answer, "kind", "Talk")
            pushed = await ada.fills(talk_view, question="x")
            assert pushed.view
            assert pushed.view["previous_view_id"] == (talk_view.view or {})["id"]
            await ada.fills(pushed, question="x", answered=False)
            assert team.modals[ada.id] == []
            poster = await ada.chooses(answer, "kind", "poster")
            with pytest.raises(AssertionError, match="does not submit without"):
                await ada.fills(poster)
            assert (await ada.fills(poster, question="x")).shown.startswith("Changed\n")
            await ada.closes(await ada.chooses(answer, "kind", "poster"))
            assert server.envelopes[-1].payload["type"] == "view_closed"
            assert server.unacknowledged == []


async def test_two_workspaces_share_an_app_or_not() -> None:
    async with FakeSlack() as server:
        first, other = server.workspace("One"), server.workspace("Two")
        shared = server.workspace("Three", same_app_as=first)
        async with running(server, first):
            assert [server.connections(team) for team in (first, shared, other)] == [1, 1, 0]
            answers = await asyncio.gather(*(first.member("Ada").types(f"/workshop {n}") for n in range(20)))
            assert [answer.text for answer in answers] == [f"got {n}" for n in range(20)]


async def test_closing_waits_for_nothing() -> None:
    async with talk() as (server, team):
        server.fault("chat.postMessage", delay=60.0)
        client = client_of(server, team)
        posting = asyncio.create_task(client.chat_postMessage(channel="general", text="slow"))
        await asyncio.sleep(0.02)
        start = time.monotonic()
    assert time.monotonic() - start < 20
    with pytest.raises(aiohttp.ClientError):
        await posting
