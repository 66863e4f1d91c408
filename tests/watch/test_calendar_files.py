"""Calendars in files of the data folder, and how all of them are followed while the bot runs."""

from pathlib import Path

import pytest

from bot import app
from bot.watch.alongside import alongside
from tests.waiting import until
from tests.watch.hive import FIRST, MOVED, Hive
from tests.watch.written import WEEKLY, calendar

pytestmark = pytest.mark.anyio


def in_a_file(hive: Hive, name: str = "bees.ics") -> Path:
    facts = f"source: https://bees.example\nfeeds:\n  bees: {{title: Bee hours, file: {name}}}\n"
    (hive.folder / "data" / "seminars.yaml").write_text(facts, encoding="utf-8")
    return hive.folder / "data" / name


async def test_a_file_of_the_data_folder_is_read_and_read_anew(hive: Hive) -> None:
    in_a_file(hive).write_text(calendar(WEEKLY), encoding="utf-8")
    async with hive.runs():
        await hive.looks()
        assert FIRST in await hive.asks()
        in_a_file(hive).write_text(calendar(WEEKLY, MOVED), encoding="utf-8")
        await hive.looks()
        assert "Tue 27 Oct 2026, 16:00–17:00" in await hive.asks()
    assert hive.place.asked == []


async def test_a_file_that_is_not_there_is_told(hive: Hive) -> None:
    in_a_file(hive).write_text(calendar(WEEKLY), encoding="utf-8")
    async with hive.runs():
        (hive.folder / "data" / "bees.ics").unlink()
        await hive.looks()
        assert "cannot be read: the file bees.ics cannot be read: No such file or directory." in await hive.asks()


async def test_no_file_outside_the_folder_is_read(hive: Hive) -> None:
    (hive.folder / "secret.ics").write_text(calendar(WEEKLY), encoding="utf-8")
    in_a_file(hive).symlink_to(hive.folder / "secret.ics")
    async with hive.runs():
        await hive.looks()
        assert "cannot be read: it lies outside the data folder." in await hive.asks()


async def test_while_it_runs_changes_are_told_through_one_path(hive: Hive) -> None:
    """The loop itself: a new seminar makes the bot read its facts anew, and so does a new feed in a file."""
    told: list[int] = []
    async with hive.runs():
        calendars, data = hive.calendars, hive.folder / "data"
        hive.bot.heard.append(lambda: told.append(len(hive.ids())))
        async with app.reloading(hive.bot, data, calendars.wake), alongside(calendars.run()):
            await until(hive.ids)
            assert FIRST in await hive.asks()
            (data / "bees.ics").write_text(calendar("UID:9\nSUMMARY:Wasps\nDTSTART:20261021T160000Z"), encoding="utf-8")
            more = "feeds:\n  wasps: {title: Wasps, file: bees.ics}\n"
            (data / "more.yaml").write_text(f"source: https://wasps.example\n{more}", encoding="utf-8")
            await until(lambda: len(hive.ids()) == 31)
            assert "Next: Wasps, Wed 21 Oct 2026" in await hive.asks()
    assert told[-1] == 31
