"""Messages sent on from one community to the other: once, with their origin, and right for as long as they stand."""

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import anyio
import pytest

from bot.core import Bot
from bot.posts.places import Mention
from tests.desk.at_desk import AtDesk, at_desk
from tests.desk.relaying import FACTS, direct, from_discord, from_slack, on_discord, on_slack, until
from tests.fakes.discord.messages import announce
from tests.fakes.slack.edits import changes, deletes, edits

pytestmark = pytest.mark.anyio
REFUSED = "*Not quite*\n\nOnly the workshop's organizers can do this. They are: the workspace's administrators."
NOW = datetime(2027, 2, 1, tzinfo=UTC)


@pytest.fixture
async def desk(bot_on: Callable[..., Bot], tmp_path: Path) -> AsyncIterator[AtDesk]:
    async with at_desk(bot_on(facts=FACTS), tmp_path, NOW) as desk:
        desk.place.discord.server.set_time(NOW)
        yield desk


def traffic(desk: AtDesk) -> tuple[int, int]:
    """Count what the bot asked of both platforms to post and to edit."""
    requests, calls = desk.place.discord.server.requests, desk.place.slack.server.calls
    asked = [each for each in requests if "/messages" in each.path and each.method != "GET"]
    return len(asked), len([each for each in calls if each.method.startswith("chat.")])


async def test_a_message_of_slack_is_shown_first_and_sent_with_its_origin(desk: AtDesk) -> None:
    cy = desk.place.slack.member("Cy")
    said = await cy.says("general", "*Dinner* at 8, see <https://a.org/b_(c)?d=1&amp;e=2|the | menu>, <@BOT>")
    shown = await desk.bo.uses_message_shortcut("menu_relay", said)
    assert shown.private
    assert shown.text.startswith(
        "*Send this to Bees?*\n\nNothing is sent yet.\n\nIt will stand among the announcements"
    )
    assert on_discord(desk) == []
    sent = await desk.bo.presses(shown, "Send")
    await desk.turns()
    assert sent.text.endswith("Its author is told, and can take it back.")
    link = (
        f"https://bees.slack.com/archives/{desk.place.slack.team.channel('general').id}/p{said['ts'].replace('.', '')}"
    )
    [told] = on_discord(desk)
    assert told.startswith("**Dinner** at 8, see [the \\| menu](https://a.org/b_%28c%29?d=1&e=2), @")
    assert told.endswith(f"-# Written by Cy in [#general of Hive]({link}), sent here by Bo.")


async def test_a_message_of_discord_is_sent_to_slack(desk: AtDesk) -> None:
    said = await desk.place.discord.member("Cy").says(
        "general", "**Dinner** [there](https://a.org/b|c) @everyone\n- at 8"
    )
    said["attachments"] = [{"id": "1", "filename": "menu.pdf", "size": 1, "url": "https://a.org", "proxy_url": ""}]
    await from_discord(desk, said)
    assert on_slack(desk)[0].startswith(
        "*Cy, from Bees*\n\n*Dinner* <https://a.org/b%7Cc|there> @\u200beveryone\n• at 8\n\n"
        "_With 1 file, which is only there._\n\nWritten by Cy in <https://discord.com/channels/"
    )


@pytest.mark.parametrize("lead", ["Try:\n", "- Try:\n", ""])
async def test_a_block_of_code_is_sent_whole(desk: AtDesk, lead: str) -> None:
    code = "```\nif x:\n    y *z* &lt;a&gt;\n\nz\n```"
    await from_slack(desk, await desk.place.slack.member("Cy").says("general", f"{lead}{code}\nThat is all."))
    await from_discord(
        desk, await desk.place.discord.member("Cy").says("general", f"{lead}{plain_of(code)}\nThat is all.")
    )
    shown = {"Try:\n": "Try:\n\n", "- Try:\n": "• Try:\n\n", "": ""}[lead]
    assert on_discord(desk)[0].startswith(f"{shown}{plain_of(code)}\n\nThat is all.")
    assert f"\n\n{shown}{code}\n\nThat is all." in on_slack(desk)[-1]


def plain_of(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">")


async def test_a_message_is_sent_once(desk: AtDesk) -> None:
    said = await desk.place.slack.member("Cy").says("general", "Hello")
    di = desk.place.slack.member("Di", admin=True)
    mine, theirs = [await each.uses_message_shortcut("menu_relay", said) for each in (desk.bo, di)]
    answers: list[str] = []

    async def press(who: Any, shown: Any) -> None:
        answers.append((await who.presses(shown, "Send")).text.partition("\n")[0])

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(press, desk.bo, mine)
        tasks.start_soon(press, di, theirs)
    await desk.turns()
    assert sorted(answers) == ["*It is there already*", "*Sent*"]
    assert (await di.uses_message_shortcut("menu_relay", said)).text.startswith("*It is there already*")
    assert len(on_discord(desk)) == 1


async def test_edits_and_a_deletion_follow_over_a_restart(desk: AtDesk) -> None:
    cy = desk.place.slack.member("Cy")
    said = await cy.says("general", "One")
    await from_slack(desk, said)
    await edits(cy, said, "Two")
    await until(desk, lambda: on_discord(desk)[0].startswith("Two"))
    await desk.restarts()
    await edits(cy, said, "*Three*")
    await until(desk, lambda: on_discord(desk)[0].startswith("**Three**"))
    await deletes(cy, said)
    await until(desk, lambda: on_discord(desk) == ["*A message stood here; it was deleted where it was written.*"])
    assert "Three" not in str(await desk.place.delivery.outbox.stored())


async def test_an_edit_a_week_later_follows(desk: AtDesk) -> None:
    cy = desk.place.slack.member("Cy")
    said = await cy.says("general", "One")
    await from_slack(desk, said)
    await desk.at(NOW + timedelta(days=7))
    await desk.restarts()
    await edits(cy, said, "Two")
    await until(desk, lambda: on_discord(desk)[0].startswith("Two"))


async def test_what_changes_no_text_changes_nothing(desk: AtDesk) -> None:
    cy = desk.place.slack.member("Cy")
    said = await cy.says("general", "One <https://a.org>")
    await from_slack(desk, said)
    posted = list(desk.place.discord.guild.channel("general").messages)
    edited = [dict(each) for each in posted]
    await changes(cy, said, dict(said))
    last = await cy.says("general", "Last")
    await from_slack(desk, last)
    await edits(cy, last, "The last")
    await until(desk, lambda: on_discord(desk)[1].startswith("The last"))
    assert desk.place.discord.guild.channel("general").messages[: len(edited)] == edited


async def test_a_thread_whose_root_is_deleted_floods_nothing(desk: AtDesk) -> None:
    cy = desk.place.slack.member("Cy")
    root = await cy.says("general", "Root")
    answers = [await cy.says("general", f"Answer {number}", thread_ts=root["ts"]) for number in range(5)]
    await from_slack(desk, root)
    await from_slack(desk, answers[0])
    await deletes(cy, root)
    await until(desk, lambda: on_discord(desk)[0].startswith("*A message stood here; it was deleted"))
    assert [each.partition("\n")[0] for each in on_discord(desk)[1:]] == ["Answer 0"]


async def test_what_slack_tells_again_of_a_deleted_thread_does_nothing(desk: AtDesk) -> None:
    cy, server = desk.place.slack.member("Cy"), desk.place.slack.server
    root = await cy.says("general", "Root")
    answers = [await cy.says("general", f"Answer {number}", thread_ts=root["ts"]) for number in range(5)]
    await from_slack(desk, root)
    await from_slack(desk, answers[0])
    told = len(server.envelopes)
    await deletes(cy, root)
    await until(desk, lambda: on_discord(desk)[0].startswith("*A message stood here; it was deleted"))
    before = traffic(desk)
    await desk.restarts()
    for each in server.envelopes[told:]:
        each.payload["event_id"] += "-again"  # as if it were new
        await server.deliver(each)
    await desk.passes(timedelta(minutes=30))
    assert traffic(desk) == before


async def test_an_edit_on_discord_is_asked_for_once(desk: AtDesk) -> None:
    channel, cy = desk.place.discord.guild.channel("general"), desk.place.discord.member("Cy")
    said = await cy.says("general", "One")
    await from_discord(desk, said)
    for second, text in enumerate(("Two", "Three")):
        said |= {"content": text, "edited_timestamp": f"2027-02-01T00:0{second + 1}:00.000000+00:00"}
        announce(channel, said, "MESSAGE_UPDATE")
        await desk.place.discord.server.link.flush()
        await until(desk, lambda: direct(desk.ada))
    assert [each["embeds"][0]["title"] for each in direct(desk.ada)] == ["A message that you sent on was edited"]
    shown = await desk.ada.asks_about(said, "Send to Slack")
    assert "**It was sent there before, and says something else by now.**" in shown.text
    await desk.ada.presses(shown, "Send")
    await desk.turns()
    assert [each.partition("\n\n")[2].partition("\n")[0] for each in on_slack(desk)] == ["Three"]


async def test_a_deletion_on_discord_follows(desk: AtDesk) -> None:
    said = await desk.place.discord.member("Cy").says("general", "One")
    await from_discord(desk, said)
    desk.place.discord.guild.channel("general").delete(said)
    await until(desk, lambda: "it was deleted where it was written" in on_slack(desk)[0])


async def test_the_bots_own_posts_are_never_sent_on(desk: AtDesk) -> None:
    await from_slack(desk, await desk.place.slack.member("Cy").says("general", "Hello"))
    [own] = [each for each in desk.place.discord.guild.channel("general").messages if each["embeds"]]
    assert (
        await desk.ada.asks_about(own, "Send to Slack")
    ).text == "Not quite\nThis is a post of mine, which is never sent on."
    await from_discord(desk, await desk.place.discord.member("Cy").says("general", "Hi"))
    [own] = desk.place.slack.team.channel("general").from_bot()
    own["blocks"].insert(0, {"type": "rich_text", "elements": []})
    answer = await desk.bo.uses_message_shortcut("menu_relay", own)
    assert answer.text == "*Not quite*\n\nThis is a post of mine, which is never sent on."


async def test_restarts_cause_no_traffic(desk: AtDesk) -> None:
    await from_slack(desk, await desk.place.slack.member("Cy").says("general", "Hello"))
    await from_discord(desk, await desk.place.discord.member("Dy").says("general", "Hi"))
    await desk.passes(timedelta(minutes=30))
    before = traffic(desk)
    for _ in range(10):
        await desk.restarts()
    assert (traffic(desk), len(on_discord(desk)), len(on_slack(desk))) == (before, 1, 1)


async def test_a_burst_arrives_whole_and_in_order(desk: AtDesk) -> None:
    said = [await desk.bo.says("general", f"Number {number}") for number in range(100)]
    for each in said:
        await desk.bo.presses(await desk.bo.uses_message_shortcut("menu_relay", each), "Send")
    await desk.turns()
    assert [each.partition("\n")[0] for each in on_discord(desk)] == [f"Number {number}" for number in range(100)]


async def test_members_send_nothing_on(desk: AtDesk) -> None:
    cy = desk.place.slack.member("Cy")
    refused = await cy.uses_message_shortcut("menu_relay", await cy.says("general", "Hello"))
    assert refused.text == REFUSED


async def test_what_was_sent_on_is_in_the_log(desk: AtDesk) -> None:
    await from_slack(desk, await desk.place.slack.member("Cy").says("general", "Hello"))
    [entry] = await desk.work.changes.kept.logged(5)
    assert (entry.name, entry.what, entry.before, entry.after) == ("Bo", "relay", "Hive", "Bees")


async def test_the_line_alone_says_where_the_menu_is(desk: AtDesk) -> None:
    assert (await desk.bo.types("/organize relay")).text.startswith(
        "*Not quite*\n\nChoose the message first, in its own menu"
    )


async def test_an_invitation_is_posted_in_the_other_community_once(desk: AtDesk) -> None:
    which = await desk.bo.types("/organize share-invite")
    shown = await desk.bo.presses(which, "The Hive")
    assert shown.text.startswith("*Post this in Bees?*\n\nNothing is posted yet.")
    assert (await desk.bo.presses(shown, "Post it")).text.startswith("*Posted*")
    await desk.turns()
    assert (await desk.bo.presses(shown, "Post it")).text.startswith("*It is there already*")
    await desk.turns()
    assert on_slack(desk) == []
    assert [each.partition("\n")[0] for each in on_discord(desk)] == [
        "[The Hive](https://join.slack.com/t/hive/x) is open to you too."
    ]


async def test_the_kind_is_that_of_the_channel_it_came_from(desk: AtDesk) -> None:
    communities: Any = desk.place.delivery.communities
    hive, bees = (communities[name] for name in ("Hive", "Bees"))
    news, social = (str(desk.place.discord.guild.channel(name).id) for name in ("news", "general"))
    here = {"socials": desk.place.slack.team.channel("general").id}
    communities["Hive"] = replace(hive, channels=here)
    communities["Bees"] = replace(bees, channels={"announcements": news, "socials": social})
    shown = await desk.bo.uses_message_shortcut("menu_relay", await desk.bo.says("general", "Dinner"))
    assert "It will stand among the socials" in shown.text
    assert shown.buttons == ["Send", "Among the announcements instead"]
    await desk.bo.presses(await desk.bo.presses(shown, "Among the announcements instead"), "Send")
    await desk.turns()
    assert len(desk.place.discord.guild.channel("news").messages) == 1


async def test_nobody_is_notified_where_announcements_notify(desk: AtDesk) -> None:
    communities: Any = desk.place.delivery.communities
    communities["Bees"] = replace(communities["Bees"], mentions={"announcements": Mention("123456789012345678")})
    await from_slack(desk, await desk.bo.says("general", "Hello @everyone"))
    [sent] = [
        each for each in desk.place.discord.server.requests if each.method == "POST" and "embeds" in str(each.body)
    ]
    assert (sent.body["allowed_mentions"]["parse"], sent.body["allowed_mentions"].get("roles", [])) == ([], [])
    assert not sent.body.get("content")


async def test_what_was_sent_on_long_ago_is_forgotten(desk: AtDesk) -> None:
    await from_slack(desk, await desk.place.slack.member("Cy").says("general", "Hello"))
    later = NOW + timedelta(days=181)
    desk.place.now = desk.place.discord.now = desk.place.slack.now = later
    await desk.restarts()
    assert (await desk.place.states(), await desk.work.relaying.numbered(1)) == ([], None)
    await from_slack(desk, await desk.bo.says("general", "Another"))
    assert [each.partition("\n")[0] for each in on_discord(desk)] == ["Hello", "Another"]


async def test_who_asks_to_be_erased_is_not_kept_as_an_author(desk: AtDesk) -> None:
    cy = desk.place.slack.member("Cy")
    await from_slack(desk, await cy.says("general", "Hello"))
    await desk.work.reminding.erase(f"slack:{desk.place.slack.team.id}:{cy.id}")
    relayed = await desk.work.relaying.numbered(1)
    assert relayed
    assert relayed.origin.author == ""
