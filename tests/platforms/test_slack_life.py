"""How the bot gets to Slack, stays there whatever happens to its connection, and leaves."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import monotonic
from typing import Any

import pytest
from pydantic import SecretStr

from bot.config import CommunitySettings
from bot.core import Bot
from bot.message import Message
from bot.platforms.slack.errors import APP_REFUSED, NOT_ACCEPTED, REFUSED
from bot.platforms.slack.platform import SlackPlatform, Wanted
from bot.ports import Health, Mark, Place, StoppedError
from bot.secrets import SlackSecrets
from tests.fakes.slack import Answer, Envelope, FakeSlack, FakeWorkspace, payloads
from tests.platforms.on_slack import NOW, on_slack
from tests.waiting import until

pytestmark = pytest.mark.anyio

Task = asyncio.Task[None]
PING = 0.1
ASKED = "/workshop deadlines icml-2024"
TOLD = "*Deadlines · ICML 2024*"
MIXED = "An app token stands where the bot token belongs, or the other way round: xoxb- is the bot's, xapp- is not."


@asynccontextmanager
async def serving(bot: Bot, team: FakeWorkspace, **wrong: str) -> AsyncIterator[tuple[SlackPlatform, Task]]:
    """Run a bot that notices things soon; its tokens and its `workspace` may be given wrong."""
    has = {"workspace": team.id, "bot_token": team.bot_token, "app_token": team.app_token} | wrong
    community = CommunitySettings(name=team.name, platform="slack", workspace=has["workspace"])
    secrets = SlackSecrets(SecretStr(has["bot_token"]), SecretStr(has["app_token"]))
    wanted = Wanted(community, secrets, api=team.server.api, ping=PING, pause=0.02)
    platform = SlackPlatform(bot, wanted, lambda: NOW)
    task = asyncio.create_task(platform.run())
    try:
        yield platform, task
    finally:
        await platform.close()
        await asyncio.gather(task, return_exceptions=True)


async def stopped(task: Task) -> str:
    """Give the sentence with which a platform stops by itself."""
    with pytest.raises(StoppedError) as caught:
        async with asyncio.timeout(3):
            await task
    return str(caught.value)


async def asks(team: FakeWorkspace, name: str = "Ada") -> str:
    """Give the titles of all that answers a command, after a while in which more could come."""
    answer = await team.member(name).types(ASKED)
    await asyncio.sleep(0.02)
    return " ".join(message["text"].partition("\n")[0] for message in answer.messages)


def trouble(log: pytest.LogCaptureFixture) -> list[str]:
    return [each.getMessage() for each in log.records if each.levelno >= logging.WARNING]


@pytest.mark.parametrize("reason", ["refresh_requested", "warning", "too_many_websockets", "link_disabled"])
async def test_what_is_typed_while_reconnecting_is_answered_once(bot: Bot, reason: str) -> None:
    async with on_slack(bot) as place:
        people = [place.member(f"Member {number}") for number in range(5)]
        await place.server.disconnect(place.team, reason)
        answers = await asyncio.gather(*(each.types(ASKED) for each in people))
        await asyncio.sleep(0.3)
        assert [[text["text"].partition("\n")[0] for text in each.messages] for each in answers] == [[TOLD]] * 5
        assert (place.server.unacknowledged, place.platform.health().ok) == ([], True)


async def test_a_deaf_connection_is_replaced(bot: Bot) -> None:
    async with FakeSlack() as slack, serving(bot, team := slack.workspace("Bees")) as (platform, _):
        await slack.connected(team)
        slack.go_deaf(team)
        await until(lambda: not platform.health().ok)
        await slack.connected(team)
        assert (await asks(team), platform.health().ok) == (TOLD, True)


async def test_slack_may_be_away_at_the_start(bot: Bot, caplog: pytest.LogCaptureFixture) -> None:
    async with FakeSlack() as slack:
        slack.refuse_connections()
        async with serving(bot, team := slack.workspace("Bees")) as (platform, _):
            await until(lambda: len(trouble(caplog)) > 1)
            assert platform.health().text == "not connected yet"
            slack.refuse_connections(False)
            await slack.connected(team)
            assert await asks(team) == TOLD
    assert trouble(caplog)[0] == "Slack (Bees) cannot be reached, trying again in 0 s: internal_error"


async def test_an_address_that_was_used_up_is_asked_for_anew(bot: Bot, caplog: pytest.LogCaptureFixture) -> None:
    async with FakeSlack() as slack:
        slack.fault("apps.connections.open", delay=0.05, after=True)
        async with serving(bot, team := slack.workspace("Bees")):
            await until(lambda: slack.socket_mode.tickets)
            slack.socket_mode.tickets.clear()
            await slack.connected(team)
            assert await asks(team) == TOLD
    assert [each.exc_info for each in caplog.records] == [None] * len(caplog.records)


async def test_slack_may_be_away_for_long(bot: Bot, caplog: pytest.LogCaptureFixture) -> None:
    async with FakeSlack() as slack, serving(bot, team := slack.workspace("Bees")) as (platform, _):
        await slack.connected(team)
        slack.refuse_connections()
        await slack.disconnect(team, "refresh_requested")
        await until(lambda: not platform.health().ok)
        await asyncio.sleep(PING * 8)
        assert platform.health().text == "not connected; trying again"
        slack.refuse_connections(False)
        await slack.connected(team)
        await asyncio.sleep(PING * 2)
        assert (await asks(team), slack.connections(team)) == (TOLD, 1)
    said = trouble(caplog)
    assert (said.count("Slack (Bees): connected again"), len(said) < 10) == (1, True)


async def test_a_second_connection_is_told(bot: Bot, caplog: pytest.LogCaptureFixture) -> None:
    async with FakeSlack() as slack, serving(bot, team := slack.workspace("Bees")):
        await slack.connected(team)
        async with serving(bot, team) as (second, _):
            await slack.connected(team, 2)
            await until(lambda: trouble(caplog))
            assert second.health().text == (
                "connected, but 2 connections of this app are open, so each misses what another gets: stop the others"
            )
    assert trouble(caplog) == [
        "Slack (Bees): 2 connections of this app are open, so each gets a part of what is typed; stop the other program"
    ]


async def test_one_workspace_revokes_while_another_goes_on(bot: Bot, caplog: pytest.LogCaptureFixture) -> None:
    async with FakeSlack() as slack:
        bees, ants = slack.workspace("Bees"), slack.workspace("Ants")
        async with serving(bot, bees) as (gone, task), serving(bot, ants):
            await asyncio.gather(slack.connected(bees), slack.connected(ants))
            bees.revoke()
            assert await stopped(task) == APP_REFUSED
            assert (gone.health().ok, gone.health().text) == (False, APP_REFUSED)
            calls = len(slack.calls)
            await asyncio.sleep(PING * 3)
            assert (await asks(ants), len(slack.calls) - calls) == (TOLD, 2)
    assert (len(trouble(caplog)) < 3, [each for each in caplog.records if each.exc_info]) == (True, [])


def event(team: FakeWorkspace, kind: str, **more: Any) -> Any:
    inner = {"type": kind, "event_ts": team.server.next_ts(), **more}
    return Envelope("events_api", payloads.event(team, inner), team, Answer(team, ""))


@pytest.mark.parametrize(("kind", "more"), [("tokens_revoked", {"tokens": {"bot": ["U1"]}}), ("app_uninstalled", {})])
async def test_being_uninstalled_stops_the_workspace(bot: Bot, kind: str, more: dict[str, Any]) -> None:
    async with FakeSlack() as slack, serving(bot, team := slack.workspace("Bees")) as (_, task):
        await slack.connected(team)
        await slack.deliver(event(team, kind, **more))
        assert await stopped(task) == f"{REFUSED} (Slack says: {kind}.)"


async def test_a_person_who_revokes_stops_nothing(bot: Bot) -> None:
    async with FakeSlack() as slack, serving(bot, team := slack.workspace("Bees")):
        await slack.connected(team)
        await slack.deliver(event(team, "tokens_revoked", tokens={"oauth": ["U1"]}))
        assert await asks(team) == TOLD


@pytest.mark.parametrize(
    ("tokens", "sentence"),
    [
        ({"bot_token": "xoxb-wrong"}, NOT_ACCEPTED.format("SLACK")),
        ({"app_token": "xapp-wrong"}, APP_REFUSED),
        ({"bot_token": "their app's"}, MIXED),
        ({"app_token": "their bot's"}, MIXED),
        (
            {"workspace": "T0000000"},
            "The token belongs to the workspace Bees ({id}), not to T0000000 of the settings. ",
        ),
    ],
)
async def test_wrong_tokens_stop_it_with_a_sentence(bot: Bot, tokens: dict[str, str], sentence: str) -> None:
    async with FakeSlack() as slack:
        team = slack.workspace("Bees")
        swapped = {"their app's": team.app_token, "their bot's": team.bot_token}
        async with serving(bot, team, **{k: swapped.get(v, v) for k, v in tokens.items()}) as (platform, task):
            assert (await stopped(task)).startswith(sentence.format(id=team.id))
            assert not platform.health().ok


async def test_leaving_finishes_answers_under_way(bot: Bot) -> None:
    async with FakeSlack() as slack, serving(bot, team := slack.workspace("Bees")) as (platform, _):
        await slack.connected(team)
        slack.fault("users.info", delay=0.5)
        answer = await team.member("Ada").types(ASKED, answered=False)
        began = monotonic()
        await platform.close()
        assert (answer.text.startswith(TOLD), 0.3 < monotonic() - began < 10) == (True, True)


async def test_leaving_a_deaf_connection_ends_in_time(bot: Bot) -> None:
    async with on_slack(bot) as place:
        place.server.go_deaf(place.team)
        began = monotonic()
        await place.platform.close()
        assert monotonic() - began < 5


async def test_leaving_needs_no_connection(bot: Bot) -> None:
    async with FakeSlack() as slack:
        slack.refuse_connections()
        async with serving(bot, slack.workspace("Bees")) as (platform, task):
            await until(lambda: slack.calls)
            await platform.close()
            async with asyncio.timeout(0.5):
                await task


async def test_health_is_told_before_and_after(bot: Bot) -> None:
    async with FakeSlack() as slack, serving(bot, team := slack.workspace("Bees")) as (platform, _):
        before = platform.health()
        await slack.connected(team)
        await until(lambda: platform.health().ok)
        during = platform.health()
        await platform.close()
    gone, there = Health(ok=False, text="not connected"), "connected, last answer to a ping 0 s ago"
    assert [before, during, platform.health()] == [gone, Health(ok=True, text=there), gone]


async def test_two_workspaces_stay_apart(bot: Bot) -> None:
    async with FakeSlack() as slack:
        bees, ants = slack.workspace("Bees"), slack.workspace("Ants")
        async with serving(bot, bees) as (_, _), serving(bot, ants) as (platform, _):
            await asyncio.gather(slack.connected(bees), slack.connected(ants))
            assert await asyncio.gather(asks(bees), asks(ants)) == [TOLD, TOLD]
            place = Place("Ants", ants.channel("general").id)
            await platform.border.post(place, Message(text="For ants."), Mark("news"))
        posted = [[each["text"] for each in team.channel("general").messages] for team in (bees, ants)]
        assert posted == [[], ["For ants."]]
