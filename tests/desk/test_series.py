"""Announcements that are repeated: the same hour in their zone over both changes of the clock; skipped, stopped."""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.announcing import Announcement, Repeat, occurrences
from bot.core import Bot
from tests.desk.at_desk import AtDesk, at_desk
from tests.desk.test_announce import BEES, card, drafted

pytestmark = pytest.mark.anyio
NOW = datetime(2027, 3, 15, 8, tzinfo=UTC)
A_DAY = timedelta(days=1)


@pytest.fixture
async def desk(bot_on: Callable[..., Bot], tmp_path: Path) -> AsyncIterator[AtDesk]:
    async with at_desk(bot_on(bees_2027=BEES), tmp_path, NOW) as desk:
        yield desk


async def weekly(desk: AtDesk) -> None:
    """Schedule a weekly one, from Tuesday 16 March."""
    shown = await drafted(desk.ada, title="Reading group", when="tomorrow 17:00 London")
    shown = await desk.ada.presses(await desk.ada.presses(shown, "Repeat…"), "Every week")
    await desk.ada.presses(shown, "Schedule")


async def dues(desk: AtDesk) -> list[str]:
    """Give when its posts are due that are shown or to come."""
    stored = await desk.place.delivery.outbox.stored()
    posts = [post for key, post in stored.posts.items() if key.startswith("announcement/")]
    live = [post for post in posts if any(copy.state != "skipped" for copy in stored.copies[post.key])]
    return [f"{post.due:%m-%d %H:%M}" for post in sorted(live, key=lambda post: post.due)]


@pytest.mark.parametrize(
    ("repeat", "zone", "first", "meant"),
    [
        ("weekly", "Europe/London", "2027-03-16 17:00", ["03-16 17:00", "03-23 17:00", "03-30 16:00", "04-06 16:00"]),
        ("weekly", "Europe/London", "2027-10-19 16:00", ["10-19 16:00", "10-26 16:00", "11-02 17:00", "11-09 17:00"]),
        ("every two weeks", "UTC", "2027-03-16 17:00", ["03-16 17:00", "03-30 17:00", "04-13 17:00", "04-27 17:00"]),
        ("monthly", "Europe/London", "2027-01-29 17:00", ["01-29 17:00", "02-26 17:00", "03-26 17:00", "04-30 16:00"]),
    ],
)
async def test_the_hour_stays_over_clock_changes(repeat: Repeat, zone: str, first: str, meant: list[str]) -> None:
    due = datetime.fromisoformat(f"{first}+00:00").astimezone(UTC)
    each = Announcement("Reading group", "See you.", due=due, zone=zone, repeat=repeat)
    found = [f"{at:%m-%d %H:%M}" for _, at in occurrences(each, due + timedelta(days=400))]
    assert found[:4] == meant


async def test_each_is_posted_once_and_the_series_grows(desk: AtDesk) -> None:
    await weekly(desk)
    before = await dues(desk)
    await desk.passes(timedelta(days=22), A_DAY)
    await desk.restarts()
    await desk.turns()
    after = await dues(desk)
    assert (before[0], before[-1], len(before)) == ("03-16 17:00", "06-01 16:00", 12)
    assert after[-1] == "06-22 16:00"
    assert desk.place.titles()[1].count("Reading group") == 3


async def test_one_is_skipped_and_the_series_stopped(desk: AtDesk) -> None:
    await weekly(desk)
    await desk.bo.presses(await card(desk), "Skip the next one")
    await desk.passes(timedelta(days=9), A_DAY)
    assert (await dues(desk))[0] == "03-23 17:00"
    await desk.bo.presses(await card(desk), "Stop the series")
    await desk.passes(timedelta(days=30), A_DAY)
    assert desk.place.titles()[0].count("Reading group") == 1
    assert await dues(desk) == ["03-23 17:00"]
