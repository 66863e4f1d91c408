"""Facts that organizers move: told everywhere at once, announced once, and taken back."""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.core import Bot
from tests.bees import PAPER
from tests.desk.at_desk import AtDesk, at_desk, filled

pytestmark = pytest.mark.anyio
BEES = (
    PAPER
    + """  camera-ready: {title: Camera-ready, due: unknown}
sessions:
  waggle: {title: The waggle dance, at: 2027-06-20 09:00-10:00 Europe/Vienna, kind: talk, room: Hive A}
  smoke: {title: On smoke, at: 2027-06-20 10:00-11:00 Europe/Vienna, kind: talk, room: Hive B}
"""
)
NOW = datetime(2027, 2, 1, tzinfo=UTC)
QUIET = timedelta(minutes=16)


@pytest.fixture
async def desk(bot_on: Callable[..., Bot], tmp_path: Path) -> AsyncIterator[AtDesk]:
    async with at_desk(bot_on(bees_2027=BEES), tmp_path, NOW) as desk:
        yield desk


WAS = "Was: Mon 1 Mar 2027, 23:59 AoE (Tue 2 Mar 2027, 11:59 UTC; Tue 2 Mar 2027, 12:59 Vienna time)"
NEW = "Now: Thu 4 Mar 2027, 23:59 AoE (Fri 5 Mar 2027, 11:59 UTC; Fri 5 Mar 2027, 12:59 Vienna time)"
EXTENDED, MOVED, CANCELLED = (f"{word}: Paper · Bees 2027" for word in ("Extended", "Moved", "Cancelled"))


async def extended(desk: AtDesk) -> None:
    shown = await desk.ada.types("/organize extend what:bees-2027/submission to:+3d why:Many asked")
    await desk.ada.presses(shown, "Do it")
    await desk.turns()


async def undone(desk: AtDesk) -> None:
    done = await desk.bo.presses(await desk.bo.types("/organize changes"), "Undo 1")
    assert done.text.startswith("*Undone*\n\nTaken back, and told as the change was.\n\n*Paper · Bees 2027, ")
    await desk.turns()


async def test_what_would_change_is_shown_first(desk: AtDesk) -> None:
    shown = await desk.ada.types("/organize extend what:bees-2027/submission to:+3d why:Many asked")
    assert shown.text == (
        "Move?\nNothing is changed yet.\n\n6 posts to come are planned anew.\n\n"
        f"**Paper · Bees 2027, due**\n{WAS}\n\n{NEW}\n\n"
        "**The reason, which members are told**\nMany asked"
    )
    await desk.passes(QUIET)
    assert desk.place.titles() == ([], [])


async def test_a_form_takes_any_new_time(desk: AtDesk) -> None:
    form = await desk.ada.types("/organize extend")
    shown = await filled(desk.ada, form, what="bees-2027/submission", to="2027-03-04 AoE")
    assert NEW in shown.text
    shown = await filled(desk.bo, await desk.bo.types("/organize extend"), what="Paper · Bees 2027", to="+3d")
    assert NEW in shown.text


@pytest.mark.parametrize("what", ["submission", "paper", "bees-2027/submission"])
async def test_a_deadline_is_known_by_its_key_and_by_its_title(desk: AtDesk, what: str) -> None:
    assert NEW in (await desk.bo.types(f"/organize extend what:{what} to:+3d")).text


@pytest.mark.parametrize("city", ["Vienna", "New York"])
async def test_a_new_time_may_end_in_a_city(desk: AtDesk, city: str) -> None:
    shown = await desk.ada.types(f"/organize extend what:submission to:2027-03-04 18:00 {city}")
    assert f"Now: Thu 4 Mar 2027, 18:00 {city} time" in shown.text
    done = await desk.ada.presses(shown, "Do it")
    assert f"Now: Thu 4 Mar 2027, 18:00 {city} time" in done.text


async def test_a_deadline_is_extended_in_one_step(desk: AtDesk) -> None:
    await extended(desk)
    answers = [await desk.ada.types("/workshop deadlines workshop:bees-2027")]
    answers.append(await desk.bo.types("/workshop deadlines bees-2027"))
    assert ["Thu 4 Mar 2027, 23:59 AoE" in each.text for each in answers] == [True, True]
    await desk.passes(QUIET)
    assert desk.place.titles() == ([EXTENDED], [EXTENDED])
    assert desk.told() == (
        f"{EXTENDED}\n**Paper** is extended to <t:1804247940:f> "
        "(Thu 4 Mar 2027, 23:59 AoE; Fri 5 Mar 2027, 11:59 UTC). It was <t:1803988740:f> "
        "(Mon 1 Mar 2027, 23:59 AoE; Tue 2 Mar 2027, 11:59 UTC). Reason: Many asked.\n\n"
        "-# Told by the organizers of Bees 2027."
    )


async def test_what_is_taken_back_in_time_is_never_announced(desk: AtDesk) -> None:
    await extended(desk)
    await undone(desk)
    await desk.passes(QUIET)
    assert desk.place.titles() == ([], [])


async def test_what_is_taken_back_later_is_announced_and_edits_what_stands(desk: AtDesk) -> None:
    await extended(desk)
    await desk.passes(QUIET)
    await undone(desk)
    await desk.passes(QUIET)
    assert desk.place.titles() == ([MOVED, MOVED], [MOVED, MOVED])
    assert "**Changed again since:**\n• **Paper** is moved to <t:1803988740:f>" in desk.told(0)


async def test_what_was_announced_says_that_it_is_cancelled_and_that_it_is_not(desk: AtDesk) -> None:
    await extended(desk)
    await desk.passes(QUIET)
    cancelled = await desk.bo.types("/organize cancel what:bees-2027/submission why:No venue.")
    await desk.restarts()
    await desk.bo.presses(cancelled, "Do it")
    await desk.turns()
    assert desk.place.titles() == ([CANCELLED], [CANCELLED])
    assert "**Changed again since:**\n• **Paper** is **cancelled**: No venue." in desk.told(0)
    await desk.bo.presses(await desk.bo.types("/organize changes"), "Undo 2")
    await desk.turns()
    assert desk.place.titles() == ([EXTENDED], [EXTENDED])
    assert "Changed again" not in desk.told(0)


async def test_changes_close_together_are_one_announcement(desk: AtDesk) -> None:
    await extended(desk)
    await desk.passes(timedelta(minutes=10))
    shown = await desk.bo.types("/organize change what:bees-2027/waggle part:room to:Hive C")
    await desk.bo.presses(shown, "Do it")
    await desk.turns()
    await desk.passes(timedelta(minutes=10))
    assert desk.place.titles() == ([], [])
    await desk.passes(timedelta(minutes=10))
    assert desk.place.titles() == (["Changes · Bees 2027"],) * 2
    assert "• **The waggle dance**, room: Hive C. It was: Hive A." in desk.told()


async def test_an_announcement_can_be_had_at_once(desk: AtDesk) -> None:
    shown = await desk.ada.types("/organize extend what:bees-2027/submission to:+3d")
    done = await desk.ada.presses(shown, "Do it")
    await desk.turns()
    assert (await desk.ada.presses(done, "Announce now")).text.startswith("On its way\n")
    await desk.turns()
    assert desk.place.titles() == ([EXTENDED], [EXTENDED])
    await desk.passes(QUIET)
    assert desk.place.titles() == ([EXTENDED], [EXTENDED])


async def test_what_changed_meanwhile_is_shown_anew(desk: AtDesk) -> None:
    mine = await desk.ada.types("/organize extend what:bees-2027/submission to:+3d")
    theirs = await desk.bo.types("/organize extend what:bees-2027/submission to:+5d")
    await desk.bo.presses(theirs, "Do it")
    late = await desk.ada.presses(mine, "Do it")
    assert late.text.startswith("Move?\n**Somebody else changed this meanwhile.** Please look again: Nothing is")
    assert "Was: Sat 6 Mar 2027, 23:59 AoE" in late.text


async def test_a_time_that_has_passed_is_pointed_out(desk: AtDesk) -> None:
    shown = await desk.bo.types("/organize extend what:bees-2027/submission to:2027-01-04 18:00 Europe/Vienna")
    assert shown.text.startswith("*Move?*\n\nNothing is changed yet.\n\n*The new time has passed already.*\n\n6 posts")


@pytest.mark.parametrize("line", ["extend what:{} to:+3d", "change what:{} part:time to:+3d"])
async def test_what_is_pressed_twice_moves_once(desk: AtDesk, line: str) -> None:
    shown = await desk.ada.types(f"/organize {line.format('bees-2027/submission')}")
    await desk.ada.presses(shown, "Do it")
    again = await desk.ada.presses(shown, "Do it")
    assert again.text == "Not quite\nThat is what it says already, so nothing changes."


@pytest.mark.parametrize("line", ["swap one:waggle other:smoke", "late 15m since:waggle"])
async def test_what_is_relative_is_done_once(desk: AtDesk, line: str) -> None:
    shown = await desk.bo.types(f"/organize {line}")
    await desk.bo.presses(shown, "Do it")
    again = await desk.bo.presses(shown, "Do it")
    assert again.text == (
        "*Not quite*\n\nThis has changed since it was shown, by you or by somebody else. Nothing was done now."
    )
    assert (await desk.bo.presses(again, "Look again")).text.splitlines()[2] == "Nothing is changed yet."


@pytest.mark.parametrize("line", ["extend what:{} to:2027-03-06", "change what:{} part:time to:2027-03-06"])
async def test_a_day_alone_is_no_deadline(desk: AtDesk, line: str) -> None:
    refused = await desk.bo.types(f"/organize {line.format('bees-2027/submission')}")
    assert refused.text == (
        "*Not quite*\n\nWrite the hour and its zone too, such as 2027-03-06 18:00 Europe/Vienna. “2027-03-06 AoE” is "
        "the last minute of that day anywhere on Earth."
    )
    shown = await desk.bo.types(f"/organize {line.format('bees-2027/submission')} AoE")
    assert "Now: Sat 6 Mar 2027, 23:59 AoE (Sun 7 Mar 2027, 11:59 UTC; Sun 7 Mar 2027, 12:59 Vienna time)" in shown.text


async def test_a_day_alone_is_shown_as_one_where_days_are_enough(desk: AtDesk) -> None:
    shown = await desk.bo.types("/organize change what:bees-2027 part:time to:2027-06-21")
    assert "Was: Sun 20 Jun 2027, without an hour\n\nNow: Mon 21 Jun 2027, without an hour" in shown.text


async def test_changes_outlive_a_restart(desk: AtDesk) -> None:
    await extended(desk)
    await desk.restarts()
    assert "Thu 4 Mar 2027, 23:59 AoE" in (await desk.bo.types("/workshop deadlines bees-2027")).text
    await desk.passes(QUIET)
    assert desk.place.titles() == ([EXTENDED], [EXTENDED])


async def test_a_file_that_changed_is_announced_too(desk: AtDesk) -> None:
    await desk.writes("bees-2027", BEES.replace("2027-03-01 AoE", "2027-03-04 AoE"))
    await desk.passes(QUIET)
    assert desk.place.titles() == ([EXTENDED], [EXTENDED])


async def test_a_change_that_the_file_says_too_is_closed(desk: AtDesk) -> None:
    await extended(desk)
    await desk.writes("bees-2027", BEES.replace("2027-03-01 AoE", "2027-03-04 AoE"))
    assert (await desk.bo.types("/organize changes")).text == "*Changes*\n\nNothing was changed."
    await desk.passes(QUIET)
    assert desk.place.titles() == ([EXTENDED], [EXTENDED])


async def test_a_third_value_in_the_file_is_for_organizers_to_decide(desk: AtDesk) -> None:
    await extended(desk)
    await desk.writes("bees-2027", BEES.replace("2027-03-01 AoE", "2027-03-09 AoE"))
    listed = await desk.bo.types("/organize changes")
    assert "*The data file says something else by now.* Which holds?" in listed.text
    assert "Thu 4 Mar 2027, 23:59 AoE" in (await desk.bo.types("/workshop deadlines bees-2027")).text
    await desk.bo.presses(listed, "The file is right: 1")
    assert "Tue 9 Mar 2027, 23:59 AoE" in (await desk.bo.types("/workshop deadlines bees-2027")).text


async def test_members_may_not(desk: AtDesk) -> None:
    refused = await desk.place.slack.member("Cy").types("/organize extend bees-2027/submission +3d")
    assert refused.text == (
        "*Not quite*\n\nOnly the workshop's organizers can do this. They are: the workspace's administrators."
    )


async def test_two_sessions_take_each_others_place(desk: AtDesk) -> None:
    shown = await desk.bo.types("/organize swap one:waggle other:smoke why:a late flight")
    await desk.bo.presses(shown, "Do it")
    schedule = await desk.bo.types("/workshop schedule bees-2027")
    before = schedule.text.partition("On smoke")[0].splitlines()[-1]
    assert before == "• 09:00–10:00 (<!date^1813474800^{time}|07:00 UTC> your time): *"


async def test_sessions_are_swapped_by_a_form_on_discord(desk: AtDesk) -> None:
    form = await desk.ada.types("/organize swap")
    shown = await desk.ada.fills(form, one="bees-2027/waggle", other="bees-2027/smoke")
    assert "**The waggle dance · Bees 2027, room**\nWas: Hive A\n\nNow: Hive B" in shown.text
    done = await desk.ada.presses(shown, "Do it")
    assert done.text.startswith("Done\n")


async def test_a_session_is_cancelled_with_the_reason(desk: AtDesk) -> None:
    shown = await desk.bo.types("/organize cancel what:waggle why:The speaker is ill.")
    await desk.bo.presses(shown, "Do it")
    await desk.turns()
    await desk.bo.presses(await desk.bo.types("/organize changes"), "Undo 1")
    assert (await desk.bo.types("/organize announce-now bees-2027")).text.startswith("*On its way*")
