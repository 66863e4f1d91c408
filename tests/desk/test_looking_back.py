"""What happens to messages that were sent on, while the bot does not run or its connection is away."""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.core import Bot
from tests.desk.at_desk import AtDesk, at_desk
from tests.desk.relaying import FACTS, direct, from_discord, from_slack, on_discord, on_slack, until
from tests.fakes.discord.permissions import READ_MESSAGE_HISTORY

pytestmark = pytest.mark.anyio
NOW = datetime(2027, 2, 1, tzinfo=UTC)
DELETED = "*A message stood here; it was deleted where it was written.*"
LATER = "2027-02-01T00:0{}:00.000000+00:00"


@pytest.fixture
async def desk(bot_on: Callable[..., Bot], tmp_path: Path) -> AsyncIterator[AtDesk]:
    async with at_desk(bot_on(facts=FACTS), tmp_path, NOW) as desk:
        desk.place.discord.server.set_time(NOW)
        yield desk


def edits_unseen(desk: AtDesk, said: dict[str, Any], text: str) -> None:
    """Edit a message of Slack while nobody is told."""
    said |= {"text": text, "edited": {"user": said["user"], "ts": desk.place.slack.server.next_ts()}}


def deletes_unseen(channel: Any, said: dict[str, Any]) -> None:
    """Delete a message while nobody is told."""
    channel.messages.remove(said)


def first_lines(texts: list[str]) -> list[str]:
    return [each.partition("\n")[0] for each in texts]


async def from_thread(desk: AtDesk, text: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Send an answer in a thread of Slack on; gives the thread's root and the answer."""
    cy = desk.place.slack.member("Cy")
    root = await cy.says("general", "Root")
    said = await cy.says("general", text, thread_ts=root["ts"])
    await from_slack(desk, said)
    return root, said


async def test_what_happened_on_slack_meanwhile_is_followed(desk: AtDesk) -> None:
    cy, room = desk.place.slack.member("Cy"), desk.place.slack.team.channel("general")
    one, two, three = [await cy.says("general", text) for text in ("One", "Two", "Three")]
    for each in (one, two, three):
        await from_slack(desk, each)
    deletes_unseen(room, one)
    edits_unseen(desk, two, "*Two* and a half")
    await desk.restarts()
    assert first_lines(on_discord(desk)) == [DELETED, "**Two** and a half", "Three"]
    edits_unseen(desk, two, "Two and three quarters")
    await desk.restarts()
    assert first_lines(on_discord(desk)) == [DELETED, "Two and three quarters", "Three"]


async def test_an_answer_in_a_thread_is_found_there(desk: AtDesk) -> None:
    room = desk.place.slack.team.channel("general")
    root, said = await from_thread(desk, "One")
    await desk.restarts()
    assert first_lines(on_discord(desk)) == ["One"]
    edits_unseen(desk, said, "Two")
    await desk.restarts()
    assert first_lines(on_discord(desk)) == ["Two"]
    deletes_unseen(room, said)
    await from_slack(desk, root)
    root |= {"subtype": "tombstone", "text": "This message was deleted."}
    await desk.restarts()
    assert on_discord(desk) == [DELETED, DELETED]


async def test_what_happened_on_discord_meanwhile_is_followed(desk: AtDesk) -> None:
    channel, cy = desk.place.discord.guild.channel("general"), desk.place.discord.member("Cy")
    one, two, three = [await cy.says("general", text) for text in ("One", "Two", "Three")]
    for each in (one, two, three):
        await from_discord(desk, each)
    deletes_unseen(channel, one)
    two |= {"content": "Two and a half", "edited_timestamp": LATER.format(1)}
    await desk.restarts()
    two |= {"content": "Two and three quarters", "edited_timestamp": LATER.format(2)}
    await desk.restarts()
    assert on_slack(desk)[0] == "*From Bees*\n\n_A message stood here; it was deleted where it was written._"
    assert [each["embeds"][0]["title"] for each in direct(desk.ada)] == ["A message that you sent on was edited"]
    await from_discord(desk, two)
    await desk.restarts()
    assert [each.partition("\n\n")[2].partition("\n")[0] for each in on_slack(desk)[1:]] == [
        "Two and three quarters",
        "Three",
    ]


@pytest.mark.parametrize(
    "fault",
    [
        {"error": "not_in_channel"},
        {"error": "channel_not_found"},
        {"error": "missing_scope"},
        {"status": 503, "times": 9},
    ],
)
async def test_what_cannot_be_looked_at_on_slack_stands(desk: AtDesk, fault: dict[str, Any]) -> None:
    said = await desk.place.slack.member("Cy").says("general", "One")
    await from_slack(desk, said)
    desk.place.slack.server.fault("conversations.history", **fault)
    await desk.restarts()
    assert first_lines(on_discord(desk)) == ["One"]


async def test_a_moment_without_an_answer_is_got_over(desk: AtDesk) -> None:
    said = await desk.place.slack.member("Cy").says("general", "One")
    await from_slack(desk, said)
    deletes_unseen(desk.place.slack.team.channel("general"), said)
    desk.place.slack.server.fault("conversations.history", cut="before", times=2)
    await desk.restarts()
    assert on_discord(desk) == [DELETED]


async def test_what_may_not_be_read_on_discord_stands(desk: AtDesk) -> None:
    channel, cy = desk.place.discord.guild.channel("general"), desk.place.discord.member("Cy")
    one = await cy.says("general", "One")
    await from_discord(desk, one)
    desk.place.discord.server.fault("GET", f"/messages/{one['id']}", status=404, code=10003)
    await desk.restarts()
    desk.place.discord.server.fault("GET", f"/messages/{one['id']}", cut="before", times=9)
    await desk.restarts()
    deletes_unseen(channel, one)
    channel.forbid(READ_MESSAGE_HISTORY)
    await desk.place.discord.server.link.flush()
    await desk.restarts()
    assert first_lines(on_slack(desk)) == ["*Cy, from Bees*"]
    channel.permit()
    await desk.place.discord.server.link.flush()
    await desk.restarts()
    assert first_lines(on_slack(desk)) == ["*From Bees*"]


async def test_a_session_that_begins_anew_is_a_reason_to_look(desk: AtDesk) -> None:
    one = await desk.place.discord.member("Cy").says("general", "One")
    await from_discord(desk, one)
    deletes_unseen(desk.place.discord.guild.channel("general"), one)
    await desk.turns()
    assert first_lines(on_slack(desk)) == ["*Cy, from Bees*"]
    await desk.place.discord.server.ready_again()
    await until(desk, lambda: first_lines(on_slack(desk)) == ["*From Bees*"])


async def test_slacks_connection_come_back_is_a_reason_to_look(desk: AtDesk) -> None:
    said = await desk.place.slack.member("Cy").says("general", "One")
    await from_slack(desk, said)
    deletes_unseen(desk.place.slack.team.channel("general"), said)
    await desk.turns()
    assert first_lines(on_discord(desk)) == ["One"]
    await desk.place.slack.server.disconnect(desk.place.slack.team)
    await until(desk, lambda: on_discord(desk) == [DELETED])


async def test_only_what_is_of_the_last_week_is_looked_at(desk: AtDesk) -> None:
    said = [await desk.place.slack.member("Cy").says("general", text) for text in ("Old", "New")]
    await from_slack(desk, said[0])
    await desk.at(NOW + timedelta(days=6))
    await from_slack(desk, said[1])
    await desk.at(NOW + timedelta(days=8))
    for each in said:
        deletes_unseen(desk.place.slack.team.channel("general"), each)
    before = len(desk.place.slack.server.calls)
    await desk.restarts()
    looked = [each for each in desk.place.slack.server.calls[before:] if each.method == "conversations.history"]
    assert (first_lines(on_discord(desk)), len(looked)) == (["Old", DELETED], 1)


async def test_what_cannot_be_looked_at_is_logged_once_a_place(desk: AtDesk, caplog: pytest.LogCaptureFixture) -> None:
    for text in ("One", "Two"):
        await from_slack(desk, await desk.place.slack.member("Cy").says("general", text))
    desk.place.slack.server.fault("conversations.history", error="not_in_channel", times=9)
    await desk.restarts()
    [said] = [each.getMessage() for each in caplog.records if each.name == "bot.relay"]
    assert said.startswith("what was sent on could not be looked at in Hive, #general: The bot is not in the channel.")
