"""A day that runs late: what follows moves after one confirmation, and answers and posts follow."""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.core import Bot
from tests.bees import HEAD
from tests.desk.at_desk import AtDesk, at_desk, filled

pytestmark = pytest.mark.anyio
BEES = (
    HEAD
    + """sessions:
  waggle: {title: The waggle dance, at: 2027-06-20 09:00-10:00 Europe/Vienna, kind: talk}
  smoke: {title: On smoke, at: 2027-06-20 10:00-11:00 Europe/Vienna, kind: talk}
  honey: {title: Honey, at: 2027-06-20 11:00-12:00 Europe/Vienna, kind: talk}
socials:
  mead: {title: Mead, at: 2027-06-20 18:00-late Europe/Vienna}
  walk: {title: Walk, at: unknown}
"""
)
NOW = datetime(2027, 6, 20, 7, 30, tzinfo=UTC)  # 09:30 in Vienna


@pytest.fixture
async def desk(bot_on: Callable[..., Bot], tmp_path: Path) -> AsyncIterator[AtDesk]:
    async with at_desk(bot_on(bees_2027=BEES), tmp_path, NOW - timedelta(hours=2)) as desk:
        await desk.at(NOW)
        yield desk


async def hours(desk: AtDesk) -> list[str]:
    """Give the lines of the schedule."""
    answer = await desk.place.slack.member("Cy").types("/workshop schedule bees-2027")
    return [line.partition(" (")[0] for line in answer.text.splitlines() if "your time" in line]


async def test_what_follows_moves(desk: AtDesk) -> None:
    shown = await desk.bo.types("/organize late 15m")
    assert "Now: Sun 20 Jun 2027, 10:15 Vienna time until 11:15" in shown.text
    await desk.bo.presses(shown, "Do it")
    assert await hours(desk) == ["• 09:00–10:00", "• 10:15–11:15", "• 11:15–12:15", "• from 18:15 until late"]
    await desk.at(NOW + timedelta(minutes=35))
    now = await desk.place.slack.member("Cy").types("/workshop now")
    assert "*Now*: nothing is on the schedule until 10:15." in now.text


async def test_a_form_takes_any_minutes(desk: AtDesk) -> None:
    for who in (desk.ada, desk.bo):
        shown = await filled(who, await who.types("/organize late"), by="15m")
        assert "Now: Sun 20 Jun 2027, 10:15 Vienna time until 11:15" in shown.text


async def test_only_up_to_a_session(desk: AtDesk) -> None:
    await desk.bo.presses(await desk.bo.types("/organize late 15m since:smoke until:honey"), "Do it")
    assert await hours(desk) == ["• 09:00–10:00", "• 10:15–11:15", "• 11:15–12:15", "• from 18:00 until late"]


async def test_on_the_day_it_is_told_within_two_minutes(desk: AtDesk) -> None:
    await desk.bo.presses(await desk.bo.types("/organize late 15m until:honey why:The projector is broken."), "Do it")
    await desk.turns()
    await desk.passes(timedelta(minutes=1), timedelta(seconds=30))
    assert not [titles for titles in desk.place.titles() if "Changes · Bees 2027" in titles]
    await desk.passes(timedelta(minutes=2), timedelta(seconds=30))
    assert [titles.count("Changes · Bees 2027") for titles in desk.place.titles()] == [1, 1]
    assert "Reason: The projector is broken." in desk.told()


async def test_starts_follow(desk: AtDesk) -> None:
    await desk.bo.presses(await desk.bo.types("/organize late 15m until:honey"), "Do it")
    await desk.passes(timedelta(minutes=60))
    room = desk.place.slack.team.channel("general")
    starts = [message["ts"] for message in room.messages if "On smoke" in message["text"].partition("\n")[0]]
    assert len(starts) == 1


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("late 15m since:honey until:smoke", "“On smoke” comes before “Honey”."),
        (
            "late 15m since:bees-2027",
            (
                "I do not know “bees-2027”, but need the first session that moves; did you mean 'The waggle dance · "
                "Bees 2027' or 'On smoke · Bees 2027' or 'Honey · Bees 2027'?"
            ),
        ),
        ("late 15m since:walk", "That is no session whose hours are known."),
    ],
)
async def test_what_makes_no_sense_is_refused(desk: AtDesk, line: str, said: str) -> None:
    assert (await desk.bo.types(f"/organize {line}")).text == f"*Not quite*\n\n{said}"


async def test_on_another_day_nothing_follows(desk: AtDesk) -> None:
    await desk.at(NOW + timedelta(days=3))
    said = (await desk.bo.types("/organize late 15m")).text
    assert said == "*Not quite*\n\nNo workshop takes place today. Name the session."
