"""What is kept of a person, as they see, set and erase it on both platforms."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.core import Bot, Person
from tests.bees import PAPER
from tests.posts.reminded import PLATFORMS, reminded

pytestmark = pytest.mark.anyio
BEES = PAPER
NOW = datetime(2027, 2, 1, tzinfo=UTC)
BotOn = Callable[..., Bot]


async def test_discord_suggests_cities(bot_on: BotOn, tmp_path: Path) -> None:
    async with reminded(bot_on, tmp_path, BEES, NOW) as at:
        ada = at.member("discord")
        unknown = await ada.types("/workshop me")
        found = await ada.completes("/workshop me", zone="vienna")
        chosen = await ada.types("/workshop me", zone=found[0][1])
        mine = await ada.types("/workshop me")
    assert "I do not know your time zone: choose your city." in unknown.text
    assert found[0][1] == "Europe/Vienna"
    assert ["**Vienna time**, as you chose" in each.text for each in (chosen, mine)] == [True, True]


async def test_discord_asks_for_the_city_in_a_form(bot_on: BotOn, tmp_path: Path) -> None:
    async with reminded(bot_on, tmp_path, BEES, NOW) as at:
        ada = at.member("discord")
        opened = await ada.presses(await ada.types("/workshop me"), "Choose my time zone")
        answer = await ada.fills(opened, zone="vienna")
    assert "Your time zone is **Vienna time**, as you chose." in answer.text


async def test_slack_takes_the_profiles_zone_unless_one_is_chosen(bot_on: BotOn, tmp_path: Path) -> None:
    async with reminded(bot_on, tmp_path, BEES, NOW) as at:
        ada = at.place.slack.member(zone="Asia/Tokyo")
        before = await ada.types("/workshop me")
        opened = await ada.presses(before, "Choose my time zone")
        found = await ada.completes(opened, "zone", "vienna")
        await ada.fills(opened, zone=found[0], answered=False)
        await opened.grows_to(1)
        after = await ada.types("/workshop me")
    assert "Your time zone is *Tokyo time*, from your profile." in before.text
    assert found[0] == ("Europe/Vienna", "Europe/Vienna")
    assert ["Your time zone is *Vienna time*, as you chose." in each.text for each in (opened, after)] == [True, True]


@pytest.mark.parametrize("on", PLATFORMS)
async def test_all_is_stopped_and_erased_by_buttons(bot_on: BotOn, tmp_path: Path, on: str) -> None:
    async with reminded(bot_on, tmp_path, BEES, NOW) as at:
        ada = at.member(on)
        await ada.types("/workshop remind what:bees-2027/submission")
        stopped = await ada.presses(await ada.types("/workshop me"), "Stop all")
        sure = await ada.presses(await ada.types("/workshop me"), "Erase everything")
        erased = await ada.presses(sure, "Yes, erase everything")
    assert "Stopped: 1 reminder." in stopped.text
    assert "Nothing is kept of you any more." in erased.text


@pytest.mark.parametrize("on", PLATFORMS)
async def test_times_are_changed_by_buttons(bot_on: BotOn, tmp_path: Path, on: str) -> None:
    async with reminded(bot_on, tmp_path, BEES, NOW) as at:
        ada = at.member(on)
        asked = await ada.types("/workshop remind what:bees-2027/submission")
        offered = await ada.presses(await ada.types("/workshop remind"), "Change: Paper")
        changed = await ada.presses(offered, "7d before")
        usual = await ada.presses(offered, "The usual: 14d, 3d, 1d, 3h")
        listed = await ada.presses(asked, "My reminders")
    whole = ["Tue 23 Feb 2027, 11:59 UTC" in each.text for each in (changed, usual)]
    assert (whole, "You have 1." in listed.text) == ([True, False], True)


@pytest.mark.parametrize("on", PLATFORMS)
async def test_the_list_is_picked_from(bot_on: BotOn, tmp_path: Path, on: str) -> None:
    async with reminded(bot_on, tmp_path, BEES, NOW) as at:
        ada = at.member(on)
        listed = await ada.presses(await ada.types("/workshop remind"), "Remind me …")
        answer = await ada.presses(listed, "Remind me: Paper")
    assert "What shall I remind you of? I write to you directly." in listed.text
    assert "I have just written to you." in answer.text


async def test_the_page_says_kindly_that_it_cannot_write(bot_on: BotOn, tmp_path: Path) -> None:
    async with reminded(bot_on, tmp_path, BEES, NOW) as at:
        visitor, bot = Person(id="page", zone="UTC"), at.place.bot
        told = [(await bot.answer(f"/workshop {each}", visitor, NOW)).text for each in ("remind", "me", "pick")]
        bot.personal = None
        alone = (await bot.answer("/workshop remind", visitor, NOW)).text
    where = "This is between you and me: type /workshop {} on Slack or Discord, where only you see the answer."
    assert told == [where.format(each) for each in ("remind", "me", "pick")]
    assert alone == "I can write to nobody from here. On Slack and on Discord this works, once I am connected there."
