"""Whom announcements notify: nobody, until a second organizer approves exactly that text; held, stopped, lapsed."""

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.announcer import Organizers
from bot.core import Bot
from bot.posts.places import Mention
from tests.desk.at_desk import AtDesk, at_desk, filled
from tests.desk.test_announce import BEES, NOW, card, drafted

pytestmark = pytest.mark.anyio
HELD = timedelta(seconds=61)


@pytest.fixture
async def desk(bot_on: Callable[..., Bot], tmp_path: Path) -> AsyncIterator[AtDesk]:
    async with at_desk(bot_on(bees_2027=BEES), tmp_path, NOW) as desk:
        place = desk.place
        role = str(place.discord.guild.role_id("Organizers"))
        for name, group in (("Bees", role), ("Hive", "S0BEES")):
            known = place.delivery.communities[name]
            place.delivery.communities[name] = replace(known, mentions={"announcements": Mention(group)})
        place.discord.server.mentions_allowed = place.slack.server.mentions_allowed = True
        yield desk


def notified(desk: AtDesk) -> tuple[list[Any], list[bool]]:
    """Give whom each message in both channels, and in their threads, notified as it was sent."""
    channel, room = desk.place.discord.guild.channel("general"), desk.place.slack.team.channel("general").id
    here = {str(channel.id), *(message["id"] for message in channel.messages)}
    discord = [each.body for each in sent(desk, "POST") if each.path.split("/")[-2] in here]
    calls = [each for each in desk.place.slack.server.calls if each.method == "chat.postMessage" and each.ok]
    slack = ["<!subteam^S0BEES>" in each.body["text"] for each in calls if each.body["channel"] == room]
    return [each["allowed_mentions"].get("roles", []) for each in discord], slack


def sent(desk: AtDesk, method: str) -> list[Any]:
    """Give the requests that Discord took which show something in a channel."""
    taken = [each for each in desk.place.discord.server.requests if each.method == method and each.status == 200]
    return [each for each in taken if "/messages" in each.path and (each.body or {}).get("embeds")]


def role(desk: AtDesk) -> list[int]:
    return [int(desk.place.discord.guild.role_id("Organizers"))]


async def asked(desk: AtDesk, **values: str) -> Any:
    """Write one and ask for a mention."""
    shown = await desk.ada.presses(await drafted(desk.ada, **values), "Mention…")
    await desk.turns()
    return shown


async def approved(desk: AtDesk, number: int = 1) -> Any:
    return await desk.bo.presses(await card(desk, number), "Approve the mention")


async def test_nobody_is_notified_without_a_second_click(desk: AtDesk) -> None:
    shown = await asked(desk)
    await desk.ada.presses(shown, "Send now")
    await desk.turns()
    assert notified(desk) == ([[]], [False])


async def test_a_change_that_is_announced_says_beforehand_whom_that_notifies(desk: AtDesk) -> None:
    shown = await desk.ada.types("/organize extend what:bees-2027/submission to:+3d")
    told = "It is announced, which notifies the group that the settings name in Bees and Hive."
    assert told in shown.text
    await desk.ada.presses(shown, "Do it")
    await desk.turns()
    await desk.passes(timedelta(minutes=16))
    assert notified(desk) == ([role(desk)], [True])


async def test_what_is_approved_notifies_after_a_minute(desk: AtDesk) -> None:
    await asked(desk)
    await approved(desk)
    await desk.bo.presses(await card(desk), "Send now")
    await desk.turns()
    assert notified(desk) == ([], [])
    await desk.restarts()
    mentions(desk)
    await desk.passes(HELD, HELD)
    assert notified(desk) == ([role(desk)], [True])


def mentions(desk: AtDesk) -> None:
    """Say again whom a kind may notify, as the settings do at each start."""
    group = str(desk.place.discord.guild.role_id("Organizers"))
    for name, each in (("Bees", group), ("Hive", "S0BEES")):
        known = desk.place.delivery.communities[name]
        desk.place.delivery.communities[name] = replace(known, mentions={"announcements": Mention(each)})


async def test_a_mention_is_asked_for_once_however_often_one_presses(desk: AtDesk) -> None:
    preview = await drafted(desk.ada)
    for _ in range(2):
        again = await desk.ada.presses(preview, "Mention…")
        await desk.passes(timedelta(minutes=1))
    assert "Ada asked for it already." in again.text
    assert len(desk.place.discord.guild.channel("organizers").messages) == 1


async def test_who_asked_cannot_approve(desk: AtDesk) -> None:
    shown = await asked(desk)
    refused = await desk.ada.presses(shown, "Approve the mention")
    assert refused.text == "Not quite\nYou asked for this yourself, so another organizer has to approve it."


async def test_another_account_of_who_asked_cannot_approve(desk: AtDesk) -> None:
    ada, bo = f"discord:{desk.ada.user.id}", f"slack:{desk.place.slack.team.id}:{desk.bo.id}"
    both = frozenset({ada, bo})
    desk.work.announcer.organizers = Organizers((both, frozenset({"discord:200000000000000001"})))
    await asked(desk)
    assert "You asked for this yourself" in (await approved(desk)).text


async def test_an_edit_voids_an_approval(desk: AtDesk) -> None:
    shown = await asked(desk, when="in 2 hours")
    await approved(desk)
    await desk.bo.presses(await card(desk), "Schedule")
    form = await desk.bo.presses(await card(desk), "Edit")
    await filled(desk.bo, form, text="Something else.", when="in 2 hours")
    await desk.passes(timedelta(hours=3), timedelta(minutes=30))
    assert notified(desk) == ([[]], [False])
    assert "Mention…" not in shown.buttons


async def test_an_old_button_approves_no_new_text(desk: AtDesk) -> None:
    shown = await asked(desk)
    theirs = await card(desk)
    form = await desk.ada.presses(shown, "Edit")
    await filled(desk.ada, form, text="Something else.")
    refused = await desk.bo.presses(theirs, "Approve the mention")
    assert refused.text.startswith("*Preview · 1*\n\n*This has changed since it was shown*")


async def test_what_is_approved_late_is_said_in_a_reply(desk: AtDesk) -> None:
    shown = await asked(desk)
    await desk.ada.presses(shown, "Send now")
    await desk.passes(timedelta(hours=1), timedelta(minutes=30))
    await approved(desk)
    await desk.restarts()
    mentions(desk)
    await desk.passes(HELD, HELD)
    assert notified(desk) == ([[], role(desk)], [False, True])
    replies = [each for each in desk.place.slack.team.channel("general").messages if each.get("thread_ts")]
    assert [each["text"] for each in replies] == ["<!subteam^S0BEES>\n\nPlease see above."]


async def test_what_was_asked_lapses(desk: AtDesk) -> None:
    await asked(desk)
    await desk.passes(timedelta(hours=12), timedelta(hours=6))
    refused = await approved(desk)
    assert "This has lapsed: it was asked more than 12 hours ago." in refused.text


async def test_it_can_be_stopped_while_it_is_held(desk: AtDesk) -> None:
    await asked(desk)
    await approved(desk)
    await desk.bo.presses(await card(desk), "Send now")
    await desk.turns()
    told = desk.place.discord.guild.channel("organizers").messages[-1]
    stopped = await desk.ada.presses(told, "Stop")
    await desk.passes(timedelta(minutes=10))
    assert "**Taken back.** It is a draft again" in stopped.text
    assert notified(desk) == ([], [])
    assert own(desk) == ["Stopped: Welcome\nNobody is notified."] * 2


def own(desk: AtDesk) -> list[str]:
    """Give the last that organizers were told in both of their channels."""
    told = desk.place.discord.guild.channel("organizers").messages[-1]["embeds"][0]
    slack = desk.place.slack.team.channel("organizers").messages[-1]["text"]
    return [f"{told['title']}\n{told['description']}", slack.replace("*", "").replace("\n\n", "\n")]


async def test_a_reply_that_was_stopped_is_not_told_as_sent(desk: AtDesk) -> None:
    shown = await asked(desk)
    await desk.ada.presses(shown, "Send now")
    await desk.passes(timedelta(minutes=10))
    await approved(desk)
    await desk.passes(timedelta(seconds=20))
    told = desk.place.discord.guild.channel("organizers").messages[-1]
    assert "**Stopped.** Nobody is notified." in (await desk.ada.presses(told, "Stop")).text
    await desk.passes(HELD, HELD)
    assert own(desk) == ["Stopped: Welcome\nNobody is notified."] * 2
    assert notified(desk) == ([[]], [False])


async def test_what_organizers_were_told_counts_as_no_place(desk: AtDesk) -> None:
    shown = await asked(desk)
    await desk.ada.presses(shown, "Send now")
    await desk.passes(timedelta(minutes=10))
    assert "It stands in 2 places." in (await card(desk)).text


async def test_what_went_out_is_told_as_sent_also_after_a_correction(desk: AtDesk) -> None:
    await asked(desk)
    await approved(desk)
    await desk.bo.presses(await card(desk), "Send now")
    await desk.turns()
    await desk.passes(HELD, HELD)
    await filled(desk.bo, await desk.bo.presses(await card(desk), "Correct"), text="Other.")
    await desk.turns()
    assert own(desk) == ["Sent: Welcome\nIt has gone out, with its mention."] * 2


async def test_all_other_organizers_are_asked_directly(desk: AtDesk) -> None:
    cy = desk.place.discord.member("Cy")
    account = f"discord:{cy.user.id}"
    desk.place.bot.organizers = frozenset({account})
    people = (frozenset({f"discord:{desk.ada.user.id}"}), frozenset({account}))
    desk.work.announcer.organizers = Organizers(people, {each: "Bees" for group in people for each in group})
    shown = await drafted(desk.ada)
    desk.place.now += timedelta(milliseconds=20)  # while it is being written
    await desk.ada.presses(shown, "Mention…")
    await desk.turns()
    direct = cy.in_direct_messages()
    (message,) = direct.where.messages
    await direct.presses(message, "Approve the mention")
    assert "approved by Cy" in (await card(desk)).text
    assert "asks that this announcement notifies" in str(desk.place.discord.guild.channel("organizers").messages[-1])


async def test_one_organizer_alone_is_asked_twice(desk: AtDesk) -> None:
    desk.work.announcer.organizers = Organizers((frozenset({f"discord:{desk.ada.user.id}"}),))
    really = await desk.ada.presses(await drafted(desk.ada), "Mention…")
    assert really.text == (
        "Really notify people?\nThe group that the settings name in Bees and Hive would be notified."
    )
    await desk.ada.presses(really, "Yes, notify them")
    await desk.bo.presses(await card(desk), "Send now")
    await desk.passes(HELD, HELD)
    assert notified(desk) == ([role(desk)], [True])


async def test_a_correction_notifies_nobody(desk: AtDesk) -> None:
    await asked(desk)
    await approved(desk)
    await desk.bo.presses(await card(desk), "Send now")
    await desk.passes(HELD, HELD)
    await filled(desk.bo, await desk.bo.presses(await card(desk), "Correct"), text="Other.")
    await desk.turns()
    general = str(desk.place.discord.guild.channel("general").id)
    edits = [each.body for each in sent(desk, "PATCH") if f"/channels/{general}/" in each.path]
    updates = [call.body["text"] for call in desk.place.slack.server.calls if call.method == "chat.update"]
    assert [each["allowed_mentions"] for each in edits] == [{"parse": []}]
    assert not any("<!subteam" in text for text in updates)
