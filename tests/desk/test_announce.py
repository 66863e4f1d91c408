"""Announcements on both platforms at once: previewed, posted, corrected, withdrawn, deleted; over restarts."""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.core import Bot
from tests.desk.at_desk import AtDesk, at_desk, filled
from tests.desk.test_change import BEES

pytestmark = pytest.mark.anyio
NOW = datetime(2027, 2, 1, 8, tzinfo=UTC)
TEXT = "Doors open at 09:00.\nBring a [map](https://bees.org/map).\n\n- Hive A\n- Hive B"


@pytest.fixture
async def desk(bot_on: Callable[..., Bot], tmp_path: Path) -> AsyncIterator[AtDesk]:
    async with at_desk(bot_on(bees_2027=BEES), tmp_path, NOW) as desk:
        yield desk


async def drafted(who: Any, **values: str) -> Any:
    """Write an announcement in its form."""
    form = await who.types("/organize announce")
    return await filled(who, form, **{"title": "Welcome", "text": TEXT, **values})


async def sent(desk: AtDesk, **values: str) -> Any:
    """Send one at once; gives the answer to the click."""
    answer = await desk.ada.presses(await drafted(desk.ada, **values), "Send now")
    await desk.turns()
    return answer


async def card(desk: AtDesk, number: int = 1) -> Any:
    """Look at one on Slack."""
    return await desk.bo.types(f"/organize announcements do:~show of:~{number}")


def standing(desk: AtDesk) -> list[str]:
    """Give all that stands in both channels."""
    discord = desk.place.discord.guild.channel("general").messages
    slack = desk.place.slack.team.channel("general").messages
    shown = [f"{each.get('title', '')}\n{each['description']}" for message in discord for each in message["embeds"]]
    return [*shown, *(message["text"] for message in slack)]


async def test_a_preview_shows_it_and_nothing_goes_out(desk: AtDesk) -> None:
    shown = await drafted(desk.ada, when="tomorrow 9:00 Vienna")
    await desk.passes(timedelta(days=2), timedelta(hours=6))
    assert shown.text == (
        "Preview · 1\n——— *On Discord* ———\n\nWelcome\n\n**Welcome**\n\nDoors open at 09:00.\n"
        "Bring a [map](https://bees.org/map).\n• Hive A\n• Hive B\n\n*Buttons:* More\n\n"
        "——— *On Slack* ———\n\n**Welcome**\n\nDoors open at 09:00.\n"
        "Bring a [map](https://bees.org/map).\n• Hive A\n• Hive B\n\n"
        "———\n\n**When**: Tue 2 Feb 2027, 09:00 Vienna time (Mon 1 Feb 2027, 20:00 AoE; Tue 2 Feb 2027, 08:00 UTC).\n\n"
        "Nothing has gone out yet.\n\n**Where**: the channel for announcements in Bees and Hive.\n\n"
        "**Who is notified**: nobody."
    )
    assert standing(desk) == []


async def test_it_is_shown_at_once_on_both(desk: AtDesk) -> None:
    await sent(desk)
    assert standing(desk) == [
        "Welcome\nDoors open at 09:00.\nBring a [map](https://bees.org/map).\n• Hive A\n• Hive B",
        "*Welcome*\n\nDoors open at 09:00.\nBring a <https://bees.org/map|map>.\n• Hive A\n• Hive B",
    ]


async def test_what_is_sent_goes_out_however_long_writing_takes(desk: AtDesk) -> None:
    shown = await drafted(desk.ada)
    desk.place.now += timedelta(milliseconds=20)  # while who pressed has an earlier instant
    await desk.ada.presses(shown, "Send now")
    await desk.turns()
    assert desk.place.titles() == (["Welcome"], ["Welcome"])


async def test_it_is_shown_at_its_time_over_a_restart(desk: AtDesk) -> None:
    await drafted(desk.bo, when="in 2 hours")
    await desk.bo.presses(await card(desk), "Schedule")
    await desk.passes(timedelta(minutes=115))
    await desk.restarts()
    assert desk.place.titles() == ([], [])
    await desk.passes(timedelta(minutes=10))
    await desk.restarts()
    await desk.passes(timedelta(minutes=10))
    assert desk.place.titles() == (["Welcome"], ["Welcome"])


async def test_a_kill_between_click_and_posting_loses_nothing(desk: AtDesk) -> None:
    await desk.ada.presses(await drafted(desk.ada), "Send now")
    await desk.restarts()
    await desk.passes(timedelta(minutes=15))
    assert desk.place.titles() == (["Welcome"], ["Welcome"])


async def test_a_scheduled_one_is_edited_and_moved(desk: AtDesk) -> None:
    shown = await desk.ada.presses(await drafted(desk.ada, when="in 2 hours"), "Schedule")
    form = await desk.ada.presses(shown, "Edit")
    await filled(desk.ada, form, title="Welcome all", when="in 3 hours")
    await desk.passes(timedelta(minutes=150))
    assert desk.place.titles() == ([], [])
    await desk.passes(timedelta(minutes=35))
    assert desk.place.titles() == (["Welcome all"], ["Welcome all"])


async def test_a_correction_follows_everywhere_and_says_what_was(desk: AtDesk) -> None:
    await sent(desk)
    await desk.restarts()
    form = await desk.bo.presses(await card(desk), "Correct")
    new = TEXT.replace("09:00", "10:00").replace("org/map", "org/plan")
    done = await filled(desk.bo, form, text=new)
    await desk.turns()
    was = ("**Corrected:** was 09:00, <https://bees.org/map>.", "*Corrected:* was 09:00, <https://bees.org/map>.")
    assert done.text.startswith("*Shown · 1*\n\n*Corrected* in every place.")
    assert [text.split("\n\n")[-1] for text in standing(desk)] == list(was)
    assert ["10:00" in text and "org/plan" in text for text in standing(desk)] == [True, True]


async def test_a_correction_follows_to_what_was_posted_last_week(desk: AtDesk) -> None:
    await sent(desk)
    await desk.restarts()
    await desk.at(NOW + timedelta(days=8))
    await filled(desk.bo, await desk.bo.presses(await card(desk), "Correct"), text="Doors open at 10:00.")
    await desk.restarts()
    assert ["10:00" in text and "was 09:00" in text for text in standing(desk)] == [True, True]


async def test_a_correction_taken_back_tells_nothing_of_it(desk: AtDesk) -> None:
    await sent(desk)
    before = standing(desk)
    for text in (TEXT.replace("09:00", "10:00"), TEXT.replace("09:00", "11:00"), TEXT):
        await filled(desk.bo, await desk.bo.presses(await card(desk), "Correct"), text=text)
        await desk.turns()
    assert [text.replace("10:00, 11:00", "…") for text in standing(desk)] == [
        f"{before[0]}\n\n**Corrected:** was ….",
        f"{before[1]}\n\n*Corrected:* was ….",
    ]


async def test_withdrawing_leaves_one_line(desk: AtDesk) -> None:
    await sent(desk)
    form = await desk.bo.presses(await card(desk), "Withdraw")
    await desk.restarts()
    await filled(desk.bo, form, reason="It was *wrong*.")
    await desk.turns()
    assert standing(desk) == ["\n**Withdrawn.** It was \\*wrong\\*.", "*Withdrawn.* It was \u2217wrong\u2217."]


async def test_deleting_asks_once_more_and_removes_all(desk: AtDesk) -> None:
    await sent(desk)
    asked = await desk.bo.presses(await card(desk), "Delete")
    await desk.turns()
    assert len(standing(desk)) == 2
    await desk.bo.presses(asked, "Delete everywhere")
    await desk.restarts()
    await desk.passes(timedelta(minutes=15))
    assert standing(desk) == []
    assert {state for post, _, state in await desk.place.states() if post == "announcement/1"} == {"removed"}


async def test_what_is_withdrawn_before_its_time_never_goes_out(desk: AtDesk) -> None:
    shown = await desk.ada.presses(await drafted(desk.ada, when="in 2 hours"), "Schedule")
    back = await desk.ada.presses(shown, "Take back")
    await desk.passes(timedelta(hours=3))
    assert standing(desk) == []
    await desk.ada.presses(back, "Send now")
    await desk.turns()
    assert desk.place.titles() == (["Welcome"], ["Welcome"])


async def test_it_goes_to_one_community_alone(desk: AtDesk) -> None:
    await sent(desk, where="socials in Hive")
    assert desk.place.titles() == ([], ["Welcome"])


async def test_the_second_editor_sees_what_changed(desk: AtDesk) -> None:
    shown = await drafted(desk.ada)
    mine, theirs = await desk.ada.presses(shown, "Edit"), await desk.bo.presses(await card(desk), "Edit")
    await filled(desk.bo, theirs, title="Bo's")
    late = await filled(desk.ada, mine, title="Ada's")
    assert late.text.startswith(
        "Preview · 2\n**Bo changed this meanwhile.**\n\nannouncement 1 says now:\n\n**Bo's**\n\nDoors open"
    )
    assert "Yours is kept as announcement 2:\n\n——— *On Discord* ———\n\nAda's\n\n**Ada's**" in late.text


async def test_what_was_seen_is_what_goes_out(desk: AtDesk) -> None:
    shown = await drafted(desk.ada)
    await filled(desk.bo, await desk.bo.presses(await card(desk), "Edit"), title="Bo's")
    late = await desk.ada.presses(shown, "Send now")
    await desk.turns()
    assert late.text.startswith(
        "Preview · 1\n**This has changed since it was shown**, by you or by somebody else. "
        "Please look at it again:\n\n——— *On Discord* ———\n\nBo's"
    )
    assert standing(desk) == []


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"when": "yesterday 9:00"}, "I do not understand “yesterday”."),
        ({"when": "2024-05-20 18:00 AoE"}, "That time has passed: it was Mon 20 May 2024, 18:00 AoE."),
        ({"where": "Mars"}, "I know no place “Mars”. There are: both, Bees, Hive."),
        ({"text": "See [this](javascript:alert(1))"}, "“javascript:alert(1” is no link that I can post."),
        ({"text": "word " * 790}, "This is too long for one message. Please cut"),
        ({"title": "x" * 151}, "The title has 151 characters; 150 are the most."),
    ],
)
async def test_a_mistake_is_told_in_a_sentence(desk: AtDesk, values: dict[str, str], why: str) -> None:
    refused = await drafted(desk.ada, **values)
    assert why in refused.text.replace("\\", "")
    kept = shown_in((await desk.ada.presses(refused, "Correct it")).modal)
    assert (kept["title"], kept["text"]) == (values.get("title", "Welcome"), values.get("text", TEXT))


async def test_the_desk_leads_to_what_organizers_do_most(desk: AtDesk) -> None:
    for who, card in ((desk.ada, "/organize desk"), (desk.bo, "/organize")):
        form = await who.presses(await who.types(card), "Write an announcement …")
        assert "Preview · " in (await filled(who, form, title="Welcome", text=TEXT)).text
    form = await desk.ada.presses(await desk.ada.types("/organize desk"), "Move a deadline …")
    assert [each["label"] for each in form.modal["components"]] == ["What", "To", "Why"]


def shown_in(modal: dict[str, Any]) -> dict[str, Any]:
    """Give what a form on Discord shows filled in."""
    return {each["component"]["custom_id"]: each["component"].get("value") for each in modal["components"]}


async def test_what_is_mended_after_a_mistake_is_the_same_draft(desk: AtDesk) -> None:
    edited = await desk.ada.presses(await drafted(desk.ada), "Edit")
    form = await desk.ada.presses(await filled(desk.ada, edited, when="yesterday"), "Correct it")
    form = await desk.ada.presses(await filled(desk.ada, form, when="", where="Mars"), "Correct it")
    assert (await filled(desk.ada, form, where="both", when="now")).text.startswith(
        "Preview · 1\n——— *On Discord* ———\n\nWelcome\n\n**Welcome**\n\nDoors open at 09:00."
    )


async def test_a_correction_with_a_mistake_is_not_lost(desk: AtDesk) -> None:
    await sent(desk)
    before = standing(desk)
    form = await desk.ada.asks_about(desk.place.discord.guild.channel("general").messages[0], "Correct")
    refused = await desk.ada.fills(form, text=f"{TEXT}\n[here](no-link)")
    assert ("no link that I can post" in refused.text, standing(desk) == before) == (True, True)
    await desk.restarts()
    again = await desk.ada.presses(refused, "Correct it")
    assert shown_in(again.modal) == {"title": "Welcome", "text": f"{TEXT}\n[here](no-link)"}
    assert (await desk.ada.fills(again, text="All is well.")).text.startswith(
        "Shown · 1\n**Corrected** in every place."
    )


async def test_a_correction_with_a_mistake_is_not_lost_on_slack(desk: AtDesk) -> None:
    await sent(desk)
    form = await desk.bo.presses(await card(desk), "Correct")
    refused = await filled(desk.bo, form, text=f"{TEXT}\n[here](no-link)")
    again = await desk.bo.presses(refused.messages[-1], "Correct it")
    assert again.view["blocks"][1]["element"]["initial_value"] == f"{TEXT}\n[here](no-link)"
    assert (await filled(desk.bo, again, text="All is well.")).text.startswith("*Shown · 1*\n\n*Corrected* in every")


async def test_what_was_typed_in_a_line_is_not_lost_either(desk: AtDesk) -> None:
    refused = await desk.bo.types('/organize announce title:"Welcome all" text:"Doors open." when:yesterday')
    form = await desk.bo.presses(refused, "Correct it")
    elements = [each["element"] for each in form.view["blocks"]]
    assert [each.get("initial_value") for each in elements[:3]] == ["Welcome all", "Doors open.", "yesterday"]


async def test_a_reason_that_is_too_long_is_not_cut(desk: AtDesk) -> None:
    await sent(desk)
    refused = await filled(desk.bo, await desk.bo.presses(await card(desk), "Withdraw"), reason="x" * 501)
    assert refused.text == "*Not quite*\n\nThe reason has 501 characters; 500 are the most."


SHELL = "pip install hive\n    --quiet  # 2027-02-20 18:00 AoE <b> `x` @here\n\nhive"
CODE = f"Install:\n```sh\n{SHELL}\n```\n1. Run it\n2. Rest"
BLOCK = "pip install hive\n    --quiet  # 2027-02-20 18:00 AoE {} `x` @\u200bhere\n\nhive"


async def test_lines_lists_and_code_arrive_whole(desk: AtDesk) -> None:
    await sent(desk, text=CODE)
    await filled(desk.bo, await desk.bo.presses(await card(desk), "Correct"), text=f"{CODE}\n```\nopen")
    await desk.turns()
    assert standing(desk) == [
        f"{title}\nInstall:\n\n```\n{BLOCK.format(tag)}\n```\n1. Run it\n2. Rest\n\n```\nopen\n```"
        for title, tag in (("Welcome", "<b>"), ("*Welcome*\n", "&lt;b&gt;"))
    ]


HOSTILE = "@everyone @here <@&1> <!channel> <!here> <@U1> <b>x</b> ```x\n|| *a <https://x.org|y> </time> ~~"


async def test_text_cannot_break_out_or_notify(desk: AtDesk) -> None:
    await sent(desk, title=HOSTILE.splitlines()[0], text=HOSTILE)
    sent_to = [each.body for each in desk.place.discord.server.requests if each.path.endswith("/messages")]
    discord, slack = sent_to[-1], desk.place.slack.team.channel("general").messages[-1]
    assert discord["allowed_mentions"] == {"parse": []}
    assert "<!" not in slack["text"]
    assert "<@" not in slack["text"]


async def test_a_usual_one_is_filled_from_the_facts(desk: AtDesk) -> None:
    shown = await filled(desk.ada, await desk.ada.types("/organize announce"), usual="two weeks left", when="")
    said = "**Two weeks left: Paper · Bees 2027**\n\n**Paper** is due <t:1803988740:f> (Mon 1 Mar 2027, 23:59 AoE; "
    assert shown.text.count(said + "Tue 2 Mar 2027, 11:59 UTC).") == 2
    assert "**When**: Tue 16 Feb 2027, 11:59 UTC" in shown.text


async def test_a_usual_one_says_what_is_missing(desk: AtDesk) -> None:
    refused = await filled(desk.ada, await desk.ada.types("/organize announce"), usual="camera-ready")
    assert "since the day of the camera-ready version is not known" in refused.text


async def test_all_are_listed_with_what_can_be_done(desk: AtDesk) -> None:
    await sent(desk)
    await drafted(desk.ada, title="Later", when="in 2 hours")
    listed = await desk.bo.types("/organize announcements")
    assert listed.text == (
        "*Announcements*\n\n• 2 · *Later*: draft, Mon 1 Feb 2027, 11:00 Vienna time (Sun 31 Jan 2027, 22:00 AoE; "
        "Mon 1 Feb 2027, 10:00 UTC). By Ada.\n• 1 · *Welcome*: shown, Mon 1 Feb 2027, 09:00 Vienna time "
        "(Sun 31 Jan 2027, 20:00 AoE; Mon 1 Feb 2027, 08:00 UTC). By Ada."
    )
    only = await desk.bo.types("/organize announcements drafts")
    assert ("Later" in only.text, "Welcome" in only.text) == (True, False)


async def test_a_message_itself_is_corrected_and_withdrawn(desk: AtDesk) -> None:
    await sent(desk)
    own = desk.place.slack.team.channel("general").from_bot()[0]
    form = await desk.bo.uses_message_shortcut("menu_correct", own)
    await desk.bo.fills(form, text="Doors are open.", answered=False)
    done = await form.grows_to(1)
    await desk.turns()
    assert done.text.startswith(
        "*Shown · 1*\n\n*Corrected* in every place.\n\nIt said before: Welcome\n\nDoors open at 09:00.\nBring a"
    )
    assert standing(desk)[0].splitlines()[-1].startswith("**Corrected:** was 09:00")
    own = desk.place.discord.guild.channel("general").messages[0]
    await desk.ada.fills(await desk.ada.asks_about(own, "Withdraw"), reason="It rains\n@everyone")
    await desk.turns()
    assert standing(desk) == ["\n**Withdrawn.** It rains @\u200beveryone", "*Withdrawn.* It rains @\u200beveryone"]


@pytest.mark.parametrize("menu", ["Correct", "Withdraw"])
async def test_what_is_withdrawn_opens_no_form(desk: AtDesk, menu: str) -> None:
    await sent(desk)
    own = desk.place.discord.guild.channel("general").messages[0]
    await desk.ada.fills(await desk.ada.asks_about(own, "Withdraw"), reason="It rains")
    refused = await desk.ada.asks_about(own, menu)
    assert (refused.modal, refused.text.startswith("Not quite\nOnly what ")) == (None, True)


@pytest.mark.parametrize("menu", ["Correct", "Withdraw"])
async def test_a_message_that_is_none_opens_no_form(desk: AtDesk, menu: str) -> None:
    told = (
        "Not quite\nThis message is no announcement that organizers wrote here, or you chose it more than a day ago. "
    )
    refused = await desk.ada.asks_about(await desk.ada.says("general", "Hello"), menu)
    assert (refused.modal, refused.text) == (None, f"{told}Choose one from the list.")
    listed = await desk.ada.presses(refused, "Announcements")
    assert listed.text == "Announcements\nThere are none."


@pytest.mark.parametrize("line", ["/organize correct", "/organize withdraw", "/organize withdraw which:~nothing"])
async def test_without_a_message_the_list_is_offered(desk: AtDesk, line: str) -> None:
    refused = await desk.bo.types(line)
    assert (await desk.bo.presses(refused, "Announcements")).text == "*Announcements*\n\nThere are none."


async def test_everything_done_is_in_the_log(desk: AtDesk) -> None:
    await sent(desk)
    await filled(desk.bo, await desk.bo.presses(await card(desk), "Withdraw"), reason="Wrong day")
    logged = [(each.name, each.what, each.subject) for each in await desk.work.changes.kept.logged(9)]
    assert logged == [
        ("Bo", "withdraw (Wrong day)", "announcement 1"),
        ("Ada", "send", "announcement 1"),
        ("Ada", "draft", "announcement 1"),
    ]
