"""Organizers who say where things are posted, who organizes and who is notified: tried, kept, in force at once."""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot import watching
from bot.core import NOT_KEPT, Bot, Person
from bot.posts.merge import OFF
from tests.desk.at_desk import AtDesk, at_desk
from tests.desk.test_change import BEES

pytestmark = pytest.mark.anyio
RUNG = datetime(2027, 2, 16, 11, 59, tzinfo=UTC)  # two weeks before the paper is due
NOW = RUNG - timedelta(days=1)
MANAGE_CHANNELS = 1 << 4
SOON = "Paper · Bees 2027"


@pytest.fixture
async def desk(bot_on: Callable[..., Bot], tmp_path: Path) -> AsyncIterator[AtDesk]:
    async with at_desk(bot_on(bees_2027=BEES), tmp_path, NOW) as desk:
        desk.place.slack.team.channel("organizers").bot_in = True
        yield desk


def news(desk: AtDesk) -> Any:
    return desk.place.discord.guild.channel("news")


def titles(channel: Any) -> list[str]:
    return [each["embeds"][0]["title"] for each in channel.messages]


async def routed(desk: AtDesk, **channels: str) -> Any:
    """Fill in the form of the channels on Discord."""
    form = await desk.ada.presses(await desk.ada.types("/organize setup"), "Channels")
    return await desk.ada.fills(form, **channels)


async def filled(who: Any, form: Any, **values: Any) -> Any:
    """Fill in a form on Slack, where the answer comes beside the message whose button opened it."""
    before = len(form.posts)
    await who.fills(form, **values, answered=False)
    return await form.until(lambda: len(form.posts) > before)


async def test_the_card_tells_how_a_community_is_arranged(desk: AtDesk) -> None:
    assert (await desk.ada.types("/organize setup")).text == (
        "Setup · Bees\n**What is posted where**\n• Deadlines: #general\n• Announcements: #general\n"
        "• Socials: #general\n• Schedule: #general\n• Organizers: #organizers\n\n"
        "**Who organizes**\nNobody is named yet, so it is who may manage the server's events.\n\n"
        "-# Settings made here hold over those of the file config.toml."
    )


async def test_the_next_post_stands_in_the_new_channel(desk: AtDesk) -> None:
    done = await routed(desk, deadlines=str(news(desk).id))
    assert done.text.startswith("Done · Bees\nTried and kept, and in force from now on.\n\n")
    assert "• Deadlines: #news\n• Announcements: #general\n" in done.text
    assert news(desk).messages == []  # the test is removed again
    await desk.at(RUNG)
    assert (titles(news(desk)), desk.place.titles()) == ([SOON], ([], [SOON]))


async def test_what_was_set_outlives_a_restart(desk: AtDesk) -> None:
    await routed(desk, deadlines=str(news(desk).id))
    await desk.restarts()
    await desk.at(RUNG)
    assert (titles(news(desk)), desk.place.titles()) == ([SOON], ([], [SOON]))


async def test_what_stands_stays_where_it_is(desk: AtDesk) -> None:
    await desk.at(RUNG)
    await routed(desk, deadlines=str(news(desk).id))
    await desk.at(RUNG + timedelta(days=11))
    assert (desk.place.titles()[0], titles(news(desk))) == ([SOON], [SOON])


async def test_a_kind_that_is_left_out_is_posted_nowhere(desk: AtDesk) -> None:
    form = await desk.ada.presses(await desk.ada.types("/organize setup"), "Channels")
    done = await desk.ada.fills(form, deadlines=[])
    assert "• Deadlines: posted nowhere\n" in done.text
    await desk.at(RUNG)
    assert desk.place.titles() == ([], [SOON])
    stored = await desk.place.delivery.outbox.stored()  # type: ignore[attr-defined]
    why = {each.why for copies in stored.copies.values() for each in copies if each.community == "Bees"}
    assert OFF in why


async def test_a_channel_closed_to_the_bot_is_not_kept(desk: AtDesk) -> None:
    news(desk).forbid()
    done = await routed(desk, deadlines=str(news(desk).id))
    assert done.text.startswith(
        "Not all could be kept · Bees\n• **Deadlines** stays as it was. #news: The bot may not write there. Give it "
        "“Send Messages” and “Embed Links”, for threads also “Create Public Threads” and “Send Messages in Threads” "
        "(Edit Channel › Permissions)."
    )
    assert "• Deadlines: #general\n" in done.text


async def test_a_channel_that_is_gone_is_not_kept(desk: AtDesk) -> None:
    gone = str(news(desk).id)
    form = await desk.ada.presses(await desk.ada.types("/organize setup"), "Channels")
    news(desk).remove()
    done = await desk.ada.fills(form, deadlines=gone)
    assert "There is no such channel in this community any more. Choose another one." in done.text


async def test_a_channel_of_another_server_is_refused(desk: AtDesk) -> None:
    other = desk.place.discord.server.guild("Wasps", channels={"secret": 0}).channel("secret")
    done = await routed(desk, deadlines=str(other.id))
    assert "There is no such channel in this community" in done.text
    assert other.messages == []


async def test_the_second_of_two_organizers_sees_that_it_changed(desk: AtDesk) -> None:
    mine = await desk.ada.presses(await desk.ada.types("/organize setup"), "Channels")
    eve = desk.place.discord.member("Eve", permissions=1 << 33).in_channel("organizers")
    theirs = await eve.presses(await eve.types("/organize setup"), "Channels")
    await eve.fills(theirs, deadlines=str(news(desk).id))
    late = await desk.ada.fills(mine, deadlines=[])
    assert late.text.startswith("Not quite\nSomebody else changed these settings meanwhile, so nothing is changed.")
    assert "• Deadlines: #news\n" in (await desk.ada.types("/organize setup")).text


async def test_on_slack_channels_are_picked_or_mentioned(desk: AtDesk) -> None:
    room = desk.place.slack.team.channel("organizers")
    form = await desk.bo.presses(await desk.bo.types("/organize setup"), "Channels")
    picked = await filled(desk.bo, form, deadlines=room)
    assert "• Deadlines: #organizers\n" in picked.text
    general = desk.place.slack.team.channel("general")
    typed = await desk.bo.types(f"/organize setup-channels deadlines:<#{general.id}|general>")
    await typed.until(lambda: "• Deadlines: #general\n" in typed.text)


async def test_groups_are_mentioned_in_typed_lines_too(desk: AtDesk) -> None:
    group = desk.place.slack.team.group("chairs", desk.bo)
    typed = await desk.bo.types(f"/organize setup-organizers groups:<!subteam^{group.id}|@chairs>")
    assert "*Who organizes*\n@chairs\n" in typed.text
    typed = await desk.bo.types(f"/organize setup-mentions deadlines <!subteam^{group.id}|@chairs> 3d, 1d")
    assert "• Deadlines: #general, notifies @chairs (3d, 1d before)\n" in typed.text
    wrong = await desk.bo.types("/organize setup-organizers groups:chairs")
    assert wrong.text == (
        "*Not quite*\n\nChoose the roles or user groups from the list, mention them, or write their ids."
    )


async def test_on_slack_the_bot_has_to_be_in_a_private_channel(desk: AtDesk) -> None:
    room = desk.place.slack.team.channel("organizers")
    room.remove_bot()
    form = await desk.bo.presses(await desk.bo.types("/organize setup"), "Channels")
    done = await filled(desk.bo, form, deadlines=room)
    assert "type /invite and the bot's name there." in done.text


async def test_organizers_are_named_by_role(desk: AtDesk) -> None:
    guild = desk.place.discord.guild
    cy = desk.place.discord.member("Cy", roles=["Organizers"], permissions=1 << 33)
    form = await desk.ada.presses(await desk.ada.types("/organize setup"), "Organizers")
    done = await desk.ada.fills(form, groups=str(guild.role_id("Organizers")))
    assert "**Who organizes**\n@Organizers, and who may manage the server's events" in done.text
    assert (await cy.types("/organize setup")).text.startswith("Setup · Bees\n")
    again = await desk.ada.presses(await desk.ada.types("/organize setup"), "Organizers")
    assert again.modal["components"][0]["component"]["default_values"] == [
        {"id": str(guild.role_id("Organizers")), "type": "role"}
    ]


async def test_on_slack_groups_and_people_are_named(desk: AtDesk) -> None:
    team = desk.place.slack.team
    cy, dee = team.member("Cy"), team.member("Dee")
    group = team.group("chairs", cy)
    form = await desk.bo.presses(await desk.bo.types("/organize setup"), "Organizers")
    assert await desk.bo.completes(form, "groups", "ch") == [("@chairs (chairs)", group.id)]
    done = await filled(desk.bo, form, groups=[group.id], people=[desk.bo])
    assert "*Who organizes*\n@chairs, Bo" in done.text
    assert (await cy.types("/organize setup")).text.startswith("*Setup · Hive*\n")
    refused = await dee.types("/organize setup")
    assert refused.text == ("*Not quite*\n\nOnly the workshop's organizers can do this. They are: @chairs, Bo.")


async def test_nobody_locks_themselves_out(desk: AtDesk) -> None:
    cy = desk.place.slack.member("Cy")
    form = await desk.bo.presses(await desk.bo.types("/organize setup"), "Organizers")
    refused = await filled(desk.bo, form, people=[cy])
    assert "You would not be an organizer any more." in refused.text


async def test_a_kind_notifies_a_role(desk: AtDesk) -> None:
    role = str(desk.place.discord.guild.role_id("Organizers"))
    form = await desk.ada.presses(await desk.ada.types("/organize setup"), "Who is notified")
    done = await desk.ada.fills(form, kind="deadlines", group=role, rungs="14d")
    assert "• Deadlines: #general, notifies @Organizers (14d before)\n" in done.text
    await desk.at(RUNG)
    (message,) = desk.place.discord.guild.channel("general").messages
    assert message["mention_roles"] == [role]


async def test_what_was_set_is_in_the_log(desk: AtDesk) -> None:
    await routed(desk, deadlines=str(news(desk).id))
    assert (await desk.ada.types("/organize log")).text == (
        "Log\n**Setup: Bees, channel for deadlines**\n• #general → #news\n"
        f"• Ada, <t:{int(NOW.timestamp())}:f> (Mon 15 Feb 2027, 11:59 UTC)"
    )


async def test_the_log_is_turned_page_by_page(desk: AtDesk) -> None:
    for _ in range(5):
        await desk.bo.types("/organize mute socials 3h")
        await desk.bo.types("/organize unmute socials")
    first = await desk.bo.types("/organize log")
    assert first.text.count("Hive, socials") == 8
    older = await desk.bo.presses(first, "Older")
    assert older.text.count("Hive, socials") == 2


async def test_a_muted_kind_is_skipped_and_not_piled_up(desk: AtDesk) -> None:
    muted = await desk.ada.types("/organize mute kind:deadlines span:2d")
    assert muted.text.startswith("Muted: deadlines\nNothing of this kind is posted in Bees until <t:")
    await desk.at(RUNG)
    await desk.at(RUNG + timedelta(days=3))
    assert desk.place.titles() == ([], [SOON])
    skipped = await desk.ada.types("/organize outbox state:skipped")
    assert "deadlines muted until Wed 17 Feb 2027, 23:59 AoE" not in skipped.text
    assert "deadlines muted until " in skipped.text
    assert ", by Ada" in skipped.text


async def test_what_is_muted_is_found_again_on_discord(desk: AtDesk) -> None:
    assert (await desk.ada.types("/organize unmute")).text == "Not quite\nNothing is muted in Bees."
    await desk.ada.types("/organize mute kind:socials span:3h")
    shown = await desk.ada.types("/organize unmute")
    assert shown.buttons == ["Socials"]
    ended = await desk.ada.presses(shown, "Socials")
    assert ended.text == "Not muted any more: socials\nIt is posted in Bees again."
    again = await desk.ada.types("/organize unmute kind:socials")
    assert again.text == "Not quite\n“socials” is not muted in Bees."


async def test_mute_ends_by_itself_or_by_hand(desk: AtDesk) -> None:
    done = await desk.ada.types("/organize mute kind:deadlines")
    ended = await desk.ada.presses(done, "End it now")
    assert ended.text == "Not muted any more: deadlines\nIt is posted in Bees again."
    await desk.bo.types("/organize mute deadlines for 3h")
    await desk.restarts()
    await desk.at(RUNG)
    assert desk.place.titles() == ([SOON], [SOON])


async def test_who_manages_the_channel_may_mute_it_and_no_more(desk: AtDesk) -> None:
    guild = desk.place.discord.guild
    guild.allow("organize", "@everyone")
    cy = desk.place.discord.member("Cy", permissions=MANAGE_CHANNELS)
    muted = await cy.in_channel("general").types("/organize mute kind:deadlines")
    assert muted.text.startswith("Muted: deadlines\n")
    elsewhere = await cy.in_channel("news").types("/organize mute kind:deadlines")
    assert elsewhere.text == (
        "Not quite\nType this in the channel where deadlines are posted, if you manage it; or ask an organizer."
    )
    refused = await cy.in_channel("general").types("/organize setup")
    assert refused.text == (
        "Not quite\nOnly the workshop's organizers can do this. They are: who may manage the server's events."
    )


async def test_the_desk_tells_what_is_missing_and_what_comes(desk: AtDesk) -> None:
    await desk.ada.fills(await desk.ada.presses(await desk.ada.types("/organize setup"), "Channels"), socials=[])
    told = (await desk.ada.types("/organize desk")).text
    assert told.startswith("Organizers' desk\nThe data files are in order.\n\n**Needs you**\n")
    assert "• Bees: no channel for socials; nobody is named as organizer\n" in told
    assert f"**{SOON}** (Bees, #general; Hive, #general)\n" in told
    assert "**Platforms**\nDiscord connected, 1 server · Slack (Hive) connected" in told


async def test_what_waits_to_be_announced_is_on_the_desk(desk: AtDesk) -> None:
    shown = await desk.bo.types("/organize extend what:bees-2027/submission to:+3d")
    await desk.bo.presses(shown, "Do it")
    await desk.turns()
    card = await desk.bo.types("/organize")
    assert "*Waits to be announced*\n• Changes of Bees 2027\n" in card.text
    assert (await desk.bo.presses(card, "Announce now")).text.startswith("*On its way*")


async def test_status_tells_of_every_part(desk: AtDesk) -> None:
    told = (await desk.ada.types("/organize status")).text
    assert told.startswith("Status\n**1 of 6 needs a look.**\n• Discord: connected, 1 server\n• Slack (Hive): ")
    assert "• Posts: 12 coming, 0 failed, 0 unclear\n" in told
    assert "not backed up yet**\n• Bot: version " in told


async def test_what_cannot_be_written_is_told(desk: AtDesk, caplog: pytest.LogCaptureFixture) -> None:
    shown = await desk.ada.types("/organize extend what:bees-2027/submission to:+3d")
    await desk.place.store.read(lambda connection: connection.execute("pragma query_only = on"))
    refused = await desk.ada.presses(shown, "Do it")
    await desk.place.store.read(lambda connection: connection.execute("pragma query_only = off"))
    assert refused.text == f"Not now\n{NOT_KEPT}"
    assert [each.exc_info for each in caplog.records if "could not be written" in each.getMessage()] == [None]
    assert (await desk.ada.presses(shown, "Do it")).text.startswith("Done\n")


async def test_status_tells_of_a_disk_that_is_nearly_full(desk: AtDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "ROOM", 2**70)
    told = (await desk.ada.types("/organize status")).text
    assert " MiB are free on its disk**\n" in told


async def test_on_the_page_a_community_is_chosen_first(desk: AtDesk) -> None:
    bot, you = desk.place.bot, Person("page", "You", organizer=True)
    asked = await bot.answer("/organize setup", you, NOW)
    assert [each.label for each in asked.buttons] == ["Bees", "Hive"]
    card = await bot.answer(asked.buttons[0].command, you, NOW)
    line = next(each.command for each in card.buttons if each.label == "Channels").partition(" seen:")[0]
    done = await bot.answer(f"{line} deadlines:<#{news(desk).id}>", you, NOW)
    assert done.title == "Done · Bees"
    await desk.at(RUNG)
    assert titles(news(desk)) == [SOON]
