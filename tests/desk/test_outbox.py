"""The outbox in the organizers' hands: what failed is retried, skipped, sent, or posted elsewhere."""

from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core import Bot
from tests.desk.at_desk import AtDesk, at_desk
from tests.desk.test_change import BEES
from tests.desk.test_setup import NOW, RUNG, SOON, news, titles

pytestmark = pytest.mark.anyio


@pytest.fixture
async def desk(bot_on: Callable[..., Bot], tmp_path: Path) -> AsyncIterator[AtDesk]:
    async with at_desk(bot_on(bees_2027=BEES), tmp_path, NOW) as desk:
        yield desk


def told_to_members(desk: AtDesk) -> tuple[list[str], ...]:
    """Give what stands in both channels but what organizers are told, who share them here."""
    return tuple([each for each in place if each != "A post needs you"] for place in desk.place.titles())


async def failed(desk: AtDesk) -> None:
    desk.place.discord.guild.channel("general").forbid()
    await desk.at(RUNG)


async def test_what_failed_is_shown_first_with_the_reason(desk: AtDesk) -> None:
    await failed(desk)
    told = (await desk.ada.types("/organize outbox")).text
    assert told.startswith("Outbox: failed\n")
    assert f"**1 · {SOON}**\n• <t:{int(RUNG.timestamp())}:f>" in told
    assert "• Bees, #general\n• The bot may not write there. Give it “Send Messages”" in told
    card = (await desk.ada.types("/organize desk")).text
    assert f"• **1 post failed**, last {SOON}: The bot may not write there." in card


async def test_what_failed_is_retried_once_it_can_be(desk: AtDesk) -> None:
    await failed(desk)
    desk.place.discord.guild.channel("general").permit()
    done = await desk.bo.presses(await desk.bo.types("/organize outbox failed"), "Retry 1")
    assert done.text.startswith("*Done*\n\nIt is tried again within half a minute")
    await desk.at(RUNG + timedelta(minutes=1))
    assert told_to_members(desk) == ([SOON], [SOON])


async def test_what_failed_is_posted_in_another_place(desk: AtDesk) -> None:
    await failed(desk)
    form = await desk.ada.presses(await desk.ada.types("/organize outbox"), "Another place 1")
    done = await desk.ada.fills(form, channel=str(news(desk).id))
    assert done.text == f"Done\nIt is posted in #news now: {SOON}, Bees."
    await desk.restarts()
    await desk.at(RUNG + timedelta(minutes=1))
    assert (titles(news(desk)), told_to_members(desk)) == ([SOON], ([], [SOON]))
    await desk.at(RUNG + timedelta(days=11))  # the next one is not moved with it
    assert titles(news(desk)) == [SOON]


async def test_another_place_is_tried_first(desk: AtDesk) -> None:
    await failed(desk)
    news(desk).forbid()
    form = await desk.ada.presses(await desk.ada.types("/organize outbox"), "Another place 1")
    refused = await desk.ada.fills(form, channel=str(news(desk).id))
    assert refused.text.startswith("Not quite\nNothing can be posted there. The bot may not write there.")


async def test_what_is_posted_elsewhere_is_chosen_first(desk: AtDesk) -> None:
    general = desk.place.slack.team.channel("general").id
    refused = await desk.bo.types(f"/organize another-place <#{general}>")
    assert refused.text == "*Not quite*\n\nChoose first what failed."


async def test_what_comes_is_skipped_and_logged(desk: AtDesk) -> None:
    listed = await desk.bo.types("/organize outbox coming")
    await desk.bo.presses(listed, "Skip 2")
    again = await desk.bo.presses(listed, "Skip 2")
    assert "is skipped; it can be sent now." in again.text
    await desk.at(RUNG)
    assert desk.place.titles() == ([SOON], [])
    entry = "*Skip: Paper · Bees 2027 in Hive*\n• coming → skipped\n• Bo, "
    assert entry in (await desk.bo.types("/organize log")).text


async def test_the_list_goes_on(desk: AtDesk) -> None:
    first = await desk.bo.types("/organize outbox coming")
    second = await desk.bo.presses(first, "More")
    third = await desk.bo.presses(second, "More")
    assert [each.text.count("Hive, #general") for each in (first, second, third)] == [2, 2, 2]
    with pytest.raises(AssertionError):
        await desk.bo.presses(third, "More")


async def test_members_may_not_act(desk: AtDesk) -> None:
    refused = await desk.place.slack.member("Cy").types("/organize outbox")
    assert refused.text.startswith("*Not quite*\n\nOnly the workshop's organizers can do this. They are: ")
