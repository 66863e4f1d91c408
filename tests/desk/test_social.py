"""Socials from the organizers' desk, on both platforms at once: opened, counted, full, reopened, closed, cancelled."""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.core import Bot
from tests.bees import HEAD
from tests.desk.at_desk import AtDesk, at_desk

pytestmark = pytest.mark.anyio
REFUSED = "*Not quite*\n\nOnly the workshop's organizers can do this. They are: the workspace's administrators."
BEES = (
    HEAD
    + """sessions:
  waggle: {title: The waggle dance, at: 2027-06-20 09:00-10:00 Europe/Vienna, kind: talk}
"""
)
DINNER = """
socials:
  dinner:
    title: Dinner
    at: 2027-06-20 19:00-22:00 Europe/Vienna
    place: The Hive
    signup: https://bees.org/dinner
    capacity: 120
    closes: 2027-06-10 18:00 Europe/Vienna
"""
NOW = datetime(2027, 6, 1, 9, 30, 20, tzinfo=UTC)
CLOSES = datetime(2027, 6, 10, 16, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
LINK = "https://bees.org/dinner"
ONE = (["Dinner · Bees 2027"],) * 2


@pytest.fixture
async def empty(bot_on: Callable[..., Bot], tmp_path: Path) -> AsyncIterator[AtDesk]:
    async with at_desk(bot_on(bees_2027=BEES), tmp_path, NOW) as desk:
        yield desk


@pytest.fixture
async def desk(bot_on: Callable[..., Bot], tmp_path: Path) -> AsyncIterator[AtDesk]:
    async with at_desk(bot_on(bees_2027=BEES + DINNER), tmp_path, NOW) as desk:
        yield desk


async def does(desk: AtDesk, who: Any, line: str) -> Any:
    """Let an organizer type a line, and do what it shows."""
    do, what, *value = line.split(" ", 2)
    named = f"do:{do} what:{what}" + (f" value:{value[0]}" if value else "")
    done = await who.presses(await who.types(f"/organize social {named}"), "Do it")
    await desk.turns()
    return done


def stands(desk: AtDesk, number: int = -1) -> tuple[str, str]:
    """Give what a post says in both channels."""
    slack = desk.place.slack.team.channel("general").messages[number]
    return desk.told(number), "\n".join(each["text"]["text"] for each in slack["blocks"] if each.get("text"))


def asked(desk: AtDesk) -> tuple[int, int]:
    """Count what stands in the organizers' places."""
    discord = desk.place.discord.guild.channel("organizers").messages
    return len([each for each in discord if each["embeds"]]), len(desk.place.slack.team.channel("organizers").messages)


async def test_a_social_is_added_by_a_form_and_opened(empty: AtDesk) -> None:
    desk = empty
    form = await desk.ada.presses(await desk.ada.types("/organize social"), "Add a social …")
    shown = await desk.ada.fills(
        form,
        title="Dinner",
        when="2027-06-20 19:00-22:00 Europe/Vienna",
        link=LINK,
        where="The Hive",
        whom="authors",
    )
    assert shown.text.startswith("Add?\nNothing is changed yet.")
    added = await desk.ada.presses(shown, "Do it")
    await desk.turns()
    assert desk.place.titles() == ([], [])
    opening = await desk.ada.presses(added, "Open now")
    await desk.ada.presses(opening, "Do it")
    await desk.turns()
    assert desk.place.titles() == ONE
    assert all("The Hive" in each and LINK in each and "authors" in each for each in stands(desk))
    await desk.passes(timedelta(minutes=30))
    assert desk.place.titles() == ONE


async def test_opening_is_previewed_as_each_platform_shows_it(desk: AtDesk) -> None:
    shown = await desk.bo.types("/organize social open dinner")
    on_discord, on_slack = (shown.text.partition(f"*On {where}*\n")[2] for where in ("Discord", "Slack"))
    assert on_discord.startswith("Bees 2027: sign up for “Dinner”\n\n*Dinner · Bees 2027*\n\nSign up until")
    await desk.bo.presses(shown, "Do it")
    await desk.turns()
    posted = desk.place.slack.team.channel("general").messages[-1]["text"]
    assert on_slack == f"{posted}\n\n_Buttons:_ Remind me too · Before it closes · Socials"


async def test_whether_one_applies_can_be_said_afterwards(desk: AtDesk) -> None:
    await does(desk, desk.ada, "open dinner")
    shown = await desk.bo.presses(await desk.bo.types("/organize social what:dinner"), "Apply instead")
    assert "How one joins" not in shown.text
    assert "Was: by signing up" in shown.text
    await desk.bo.presses(shown, "Do it")
    await desk.turns()
    assert all("Apply until" in each for each in stands(desk))
    await does(desk, desk.ada, "sign-up dinner")
    assert all("Sign up until" in each for each in stands(desk))


async def test_what_is_only_added_is_news(empty: AtDesk) -> None:
    shown = await empty.bo.types('/organize social-add title:"Dinner" when:"2027-06-20 19:00-22:00 Vienna"')
    done = await empty.bo.presses(shown, "Do it")
    assert "It is in every list now, and is announced in a while, unless you open its sign-up before" in done.text
    await empty.turns()
    await empty.passes(timedelta(minutes=20))
    assert empty.place.titles() == (["New: Dinner · Bees 2027"],) * 2


async def test_it_is_said_what_of_a_social_is_announced(desk: AtDesk) -> None:
    await does(desk, desk.ada, "open dinner")
    counted = await does(desk, desk.ada, "count dinner 85")
    assert "is being edited. It is not announced." in counted.text
    cancelled = await does(desk, desk.ada, "cancel dinner The venue is closed.")
    assert "is being edited. It is announced in a while," in cancelled.text
    assert cancelled.buttons == ["Dinner", "Announce now", "All changes, undo"]
    await desk.ada.presses(cancelled, "Announce now")
    await desk.turns()
    assert desk.place.titles() == (["Cancelled: Dinner · Bees 2027"] * 2,) * 2


async def test_what_waited_over_an_outage_is_told_once_all_the_same(empty: AtDesk) -> None:
    line = f'social-add title:"Dinner" when:"2027-06-20 19:00-22:00 Europe/Vienna" link:"{LINK}"'
    await empty.bo.presses(await empty.bo.types(f"/organize {line}"), "Do it")
    await empty.turns()
    await empty.bo.presses(await empty.bo.types("/organize social open bees-2027/dinner"), "Do it")
    empty.place.now += timedelta(minutes=20)  # killed at once, and down beyond the time of the announcement
    await empty.restarts()
    assert empty.place.titles() == ONE


async def test_what_is_opened_while_facts_are_taken_is_posted(desk: AtDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = await desk.bo.types("/organize social open dinner")
    retell = desk.work.changes.kept.retell

    async def meanwhile(*given: Any) -> None:
        await retell(*given)
        monkeypatch.undo()
        await desk.bo.presses(shown, "Do it")

    monkeypatch.setattr(desk.work.changes.kept, "retell", meanwhile)
    await desk.work.adopt()
    await desk.turns()
    assert desk.place.titles() == ONE


async def test_an_opened_social_stands_once_over_restarts(desk: AtDesk) -> None:
    await does(desk, desk.ada, "open dinner")
    await desk.restarts()
    await desk.passes(timedelta(minutes=30))
    assert desk.place.titles() == ONE
    assert all("Sign up until" in each for each in stands(desk))


async def test_a_kill_between_click_and_post_loses_nothing(desk: AtDesk) -> None:
    shown = await desk.bo.types("/organize social open dinner")
    await desk.bo.presses(shown, "Do it")  # and killed before the next tick
    assert desk.place.titles() == ([], [])
    desk.place.now += timedelta(hours=2)
    await desk.restarts()
    assert desk.place.titles() == ONE


async def test_every_change_edits_the_copies(desk: AtDesk) -> None:
    await does(desk, desk.ada, "open dinner")
    await does(desk, desk.bo, "count dinner 85")
    assert all("85 of 120 places taken." in each for each in stands(desk))
    await does(desk, desk.ada, "full dinner")
    assert all("Full" in each and LINK not in each for each in stands(desk))
    await does(desk, desk.bo, "reopen dinner")
    assert all("Full" not in each and LINK in each for each in stands(desk))
    await desk.passes(timedelta(minutes=30))
    assert desk.place.titles() == ONE


async def test_full_takes_the_link_out_of_every_answer(desk: AtDesk) -> None:
    await does(desk, desk.ada, "open dinner")
    await does(desk, desk.ada, "full dinner")
    member = desk.place.slack.member("Cy")
    for line in ("socials bees-2027", "schedule bees-2027", "now", "calendar bees-2027"):
        assert LINK not in (await member.types(f"/workshop {line}")).text, line


async def test_who_waits_for_a_place_is_told_once(desk: AtDesk) -> None:
    await does(desk, desk.ada, "open dinner")
    await does(desk, desk.ada, "full dinner")
    member = desk.place.slack.member("Cy")
    promised = await member.presses(await member.types("/workshop socials bees-2027"), "Tell me if a place frees")
    assert "I write to you as soon as a place frees." in promised.text
    dy = desk.place.discord.member("Dy")
    await dy.presses(await dy.types("/workshop socials workshop:bees-2027"), "Tell me if a place frees")
    before = len(member.direct.messages)
    await does(desk, desk.bo, "reopen dinner")
    await desk.passes(timedelta(minutes=5))
    await does(desk, desk.bo, "full dinner")
    await does(desk, desk.bo, "reopen dinner")
    told = member.direct.messages[before:]
    assert [each["blocks"][0]["text"]["text"] for each in told] == ["Not full any more: Dinner · Bees 2027"]
    assert LINK in told[0]["text"]
    assert [each["content"] for each in dy.in_direct_messages().where.messages][1:] == [
        "Not full any more: Dinner · Bees 2027"
    ]


async def test_sign_up_closes_and_organizers_are_asked(desk: AtDesk) -> None:
    await does(desk, desk.ada, "open dinner")
    await desk.passes(CLOSES - NOW + MINUTE, timedelta(hours=6))
    assert all("Sign-up is closed." in each and LINK not in each for each in stands(desk))
    assert asked(desk) == (1, 1)
    question = desk.place.slack.team.channel("organizers").messages[-1]
    shown = await desk.bo.presses(question, "Extend by a day")
    await desk.bo.presses(shown, "Do it")
    await desk.turns()
    assert LINK in stands(desk, 0)[1]


async def test_a_cancelled_social_says_so_everywhere(desk: AtDesk) -> None:
    await does(desk, desk.ada, "open dinner")
    await does(desk, desk.bo, "cancel dinner The river rose.")
    assert all("Cancelled" in each and "The river rose." in each and LINK not in each for each in stands(desk))


async def test_what_organizers_were_asked_at_the_end_follows(desk: AtDesk) -> None:
    await does(desk, desk.ada, "open dinner")
    await desk.passes(CLOSES - NOW + MINUTE, timedelta(hours=6))
    await does(desk, desk.bo, "extend dinner +1d")
    asked = desk.place.slack.team.channel("organizers").messages[-1]
    assert asked["blocks"][0]["text"]["text"] == "Moved: End of sign-up: Dinner · Bees 2027"
    await does(desk, desk.bo, "cancel dinner It rains.")
    assert asked["text"] == "*Cancelled: End of sign-up: Dinner · Bees 2027*\n\n*Cancelled.* It rains."
    assert [each["type"] for each in asked["blocks"]] == ["header", "section"]


async def test_a_reason_is_told_as_it_was_typed(desk: AtDesk) -> None:
    await does(desk, desk.ada, "open dinner")
    shown = await desk.ada.types("/organize cancel what:dinner why:It is *very* wet, [really](https://e.org).")
    assert "It is *very* wet, [really](https://e.org)." in str(shown).replace("\\", "")
    await desk.ada.presses(shown, "Do it")
    await desk.turns()
    assert "It is \u2217very\u2217 wet, [really](<https://e.org>)." in stands(desk)[1]


async def test_a_cancelled_social_offers_nothing_of_its_sign_up(desk: AtDesk) -> None:
    for line in ("open dinner", "full dinner", "cancel dinner The river rose."):
        await does(desk, desk.bo, line)
    [post] = [each for each in desk.place.discord.guild.channel("general").messages if "sign-up" not in str(each)]
    labels = [each["label"] for row in post["components"] for each in row.get("components", [])]
    assert labels == ["Socials"]
    refused = await desk.bo.types("/organize social open dinner")
    assert "Dinner is cancelled. To take that back:" in refused.text


async def test_a_file_that_opens_a_social_does_the_same(empty: AtDesk) -> None:
    opened = BEES + DINNER + "    opens: 2027-06-01 08:00 Europe/Vienna\n"
    await empty.writes("bees-2027", opened)
    await empty.restarts()
    assert empty.place.titles() == ONE
    await empty.writes("bees-2027", opened + "    full: true\n    waiting: https://bees.org/wait\n")
    assert all("Full" in each and LINK not in each and "https://bees.org/wait" in each for each in stands(empty))
    await empty.passes(timedelta(minutes=30))
    assert empty.place.titles()[0] == ["Full: Dinner · Bees 2027"]


async def test_a_social_opens_at_its_time(empty: AtDesk) -> None:
    await empty.writes("bees-2027", BEES + DINNER + "    opens: 2027-06-02 09:00 Europe/Vienna\n")
    await empty.passes(timedelta(days=2), timedelta(hours=3))
    assert [titles.count("Dinner · Bees 2027") for titles in empty.place.titles()] == [1, 1]


async def test_what_was_open_at_a_first_start_is_not_posted(bot_on: Callable[..., Bot], tmp_path: Path) -> None:
    opened = BEES + DINNER + "    opens: 2027-06-01 08:00 Europe/Vienna\n"
    async with at_desk(bot_on(bees_2027=opened), tmp_path, NOW) as desk:
        await desk.passes(timedelta(minutes=30))
        assert desk.place.titles() == ([], [])


async def test_of_two_organizers_the_second_sees_what_changed(desk: AtDesk) -> None:
    mine, theirs = [await who.types("/organize social do:count what:dinner value:85") for who in (desk.ada, desk.bo)]
    await desk.bo.presses(theirs, "Do it")
    late = await desk.ada.presses(mine, "Do it")
    assert "nothing changes" in late.text or "Somebody else changed this meanwhile" in late.text


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("count dinner 121", "There are 120 places, so 121 cannot be taken. Change the places first."),
        ("count dinner many", "Write how many signed up, as a number, such as 85."),
        ("reopen dinner", "Dinner is not full."),
        ("extend dinner 2027-05-01 18:00 Europe/Vienna", "That has passed already."),
        ("extend dinner 2027-06-25 18:00 Europe/Vienna", "Sign-up would close after the social is over."),
        ("cancel dinner", "Members are told the reason. Write it behind the name."),
    ],
)
async def test_what_makes_no_sense_is_refused(desk: AtDesk, line: str, said: str) -> None:
    assert said in (await desk.bo.types(f"/organize social {line}")).text


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            'closes:"2027-06-05 18:00 Europe/Vienna" opens:"2027-06-06 18:00 Europe/Vienna"',
            "it closes 2027-06-05 18:00 Europe/Vienna, before it opens 2027-06-06 18:00 Europe/Vienna.",
        ),
        ('waiting:"nowhere"', "That cannot be: 'nowhere' is not a web address"),
        ('places:"few"', "Write places as a number, such as 120."),
    ],
)
async def test_places_and_times_are_checked(desk: AtDesk, line: str, said: str) -> None:
    assert said in (await desk.bo.types(f"/organize social-places {line} which:~bees-2027--dinner")).text


@pytest.mark.parametrize(
    ("when", "link", "said"),
    [
        ("2027-06-20 19:00-18:00 Europe/Vienna", LINK, "is its end before its start?"),
        ("2027-05-20 19:00-22:00 Europe/Vienna", LINK, "That has passed already: write a time to come."),
        ("2027-06-20 19:00-22:00", LINK, "has no zone"),
        ("2027-06-20 19:00-22:00 Europe/Vienna", "javascript:alert(1)", "is not a web address"),
    ],
)
async def test_what_is_added_is_checked(empty: AtDesk, when: str, link: str, said: str) -> None:
    answer = await empty.bo.types(f'/organize social-add title:"Dinner" when:"{when}" link:"{link}"')
    assert said in answer.text


async def test_a_social_that_is_over_is_left_alone(desk: AtDesk) -> None:
    desk.place.now = desk.place.discord.now = desk.place.slack.now = datetime(2027, 6, 20, 21, 0, tzinfo=UTC)
    assert "Dinner is over." in (await desk.bo.types("/organize social full dinner")).text


async def test_an_edit_shows_before_it_is_done(desk: AtDesk) -> None:
    shown = await desk.bo.types('/organize social-edit where:"The Meadow" which:~bees-2027--dinner')
    assert "Was: The Hive" in shown.text
    assert "Now: The Meadow" in shown.text


async def test_what_was_added_is_taken_back_with_all_of_it(empty: AtDesk) -> None:
    added = await empty.bo.types(
        f'/organize social-add title:"Dinner" when:"2027-06-20 19:00-22:00 Europe/Vienna" link:"{LINK}"'
    )
    await empty.bo.presses(added, "Do it")
    await empty.bo.presses(await empty.bo.types("/organize social-places places:9 which:~bees-2027--dinner"), "Do it")
    await empty.bo.presses(await empty.bo.types("/organize changes"), "Undo 1")
    assert (await empty.bo.types("/organize changes")).text == "*Changes*\n\nNothing was changed."
    assert "No social is planned yet." in (await empty.bo.types("/organize social")).text


async def test_editing_shows_what_is_there(desk: AtDesk) -> None:
    shown = await desk.ada.types("/organize social what:dinner")
    form = await desk.ada.presses(shown, "Edit …")
    edited = await desk.ada.fills(form, where="The Meadow")
    await desk.ada.presses(edited, "Do it")
    assert "The Meadow" in (await desk.bo.types("/workshop socials bees-2027")).text


async def test_members_may_not_arrange_socials(desk: AtDesk) -> None:
    refused = await desk.place.slack.member("Cy").types("/organize social open dinner")
    assert refused.text == REFUSED


async def test_a_form_with_a_mistake_is_opened_again_as_it_was(desk: AtDesk) -> None:
    form = await desk.ada.presses(await desk.ada.types("/organize social what:dinner"), "Edit …")
    refused = await desk.ada.fills(form, when="in the evening", where="The Meadow")
    again = await desk.ada.presses(refused, "Correct it")
    inputs = [each["component"] for each in again.modal["components"]]
    assert [each["value"] for each in inputs if "value" in each] == ["Dinner", "in the evening", LINK, "The Meadow"]
    shown = await desk.ada.fills(again, when="2027-06-20 20:00-22:00 Europe/Vienna")
    assert "Now: The Meadow" in shown.text


@pytest.mark.parametrize(
    "question", ["how do I sign up for the dinner?", "is the social full?", "where's the sign-up link"]
)
async def test_whoever_asks_hears_how_a_sign_up_stands(desk: AtDesk, question: str) -> None:
    await does(desk, desk.ada, "open dinner")
    asked = await desk.bo.types(f"/workshop ask {question}")
    assert asked.text.startswith("*Socials · Bees 2027*\n\n*Dinner*\n")
    assert LINK in asked.text
    await does(desk, desk.bo, "full dinner")
    assert "*Full*: all places are taken." in (await desk.bo.types(f"/workshop ask {question}")).text


async def test_what_is_cancelled_is_not_full_any_more_and_the_log_is_in_words(desk: AtDesk) -> None:
    for line in ("open dinner", "full dinner", "extend dinner +1d", "cancel dinner No cooks."):
        await does(desk, desk.bo, line)
    assert desk.place.titles() == (["Cancelled: Dinner · Bees 2027"],) * 2
    lines = [line for line in (await desk.bo.types("/organize log")).text.splitlines() if " UTC> " not in line]
    assert [line for line in lines[2:] if line] == [
        "*Cancel: Dinner · Bees 2027, cancelled*",
        "• nothing → No cooks.",
        "*Extend sign-up: Dinner · Bees 2027, end of sign-up*",
        "• 2027-06-10 18:00 Europe/Vienna → 2027-06-11 18:00 Europe/Vienna",
        "*Mark as full: Dinner · Bees 2027, full*",
        "• no → yes",
        "*Open sign-up: Dinner · Bees 2027, opening*",
        "• nothing → 2027-06-01 09:30 UTC",
    ]


async def test_the_list_of_commands_is_there_for_organizers_too(desk: AtDesk) -> None:
    assert (await desk.bo.types("/organize help")).text.startswith("*What I can do (1 of 2)*")
