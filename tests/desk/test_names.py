"""How long it is kept which organizer did something; what was done, when and with which values stays."""

import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core import Bot
from tests.desk.at_desk import AtDesk, at_desk
from tests.desk.test_announce import sent
from tests.desk.test_change import BEES, NOW, extended

pytestmark = pytest.mark.anyio
KEPT = timedelta(days=365)
TABLES = ("log", "changes", "announcements", "copies", "posts", "settings")


@pytest.fixture
async def desk(bot_on: Callable[..., Bot], tmp_path: Path) -> AsyncIterator[AtDesk]:
    async with at_desk(bot_on(bees_2027=BEES), tmp_path, NOW) as desk:
        yield desk


async def acts(desk: AtDesk) -> None:
    """Let Ada do one of each."""
    await desk.ada.types("/organize mute kind:deadlines span:30d")
    await extended(desk)
    await sent(desk)
    await desk.at(NOW + timedelta(days=19))
    await desk.at(NOW + timedelta(days=31))


def named(desk: AtDesk) -> list[str]:
    """Give the tables that hold Ada's name or id."""
    with closing(sqlite3.connect(desk.place.store.file)) as connection:
        rows = {table: connection.execute(f"select * from {table}").fetchall() for table in TABLES}
    ids = ("Ada", f"discord:{desk.ada.user.id}")
    return [table for table, found in rows.items() if any(each in str(found) for each in ids)]


async def test_names_go_after_a_year_and_the_rest_stays(desk: AtDesk) -> None:
    await acts(desk)
    assert named(desk) == ["log", "changes", "announcements", "copies", "settings"]
    await desk.at(NOW + KEPT + timedelta(days=31))
    assert named(desk) == []
    await desk.turns()
    log = (await desk.bo.types("/organize log")).text
    assert "• 2027-03-01 23:59 AoE → 2027-03-04 23:59 AoE\n• somebody, <!date^" in log
    changes = (await desk.bo.types("/organize changes")).text
    assert "somebody, 2027-02-01 00:00 UTC" in changes
    assert "By somebody." in (await desk.bo.types("/organize announcements")).text


async def test_names_younger_than_that_stay(desk: AtDesk) -> None:
    await acts(desk)
    await desk.at(NOW + KEPT - timedelta(hours=2))
    assert named(desk) == ["log", "changes", "announcements", "copies", "settings"]
    await desk.restarts()
    await desk.at(NOW + KEPT + timedelta(hours=2))
    assert "changes" not in named(desk)


async def test_names_are_kept_for_ever_where_the_settings_say_so(desk: AtDesk) -> None:
    desk.work.changes.names_for = None
    await acts(desk)
    await desk.at(NOW + 3 * KEPT)
    assert named(desk) == ["log", "changes", "announcements", "copies", "settings"]
