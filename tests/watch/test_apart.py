"""Calendars read in a process of its own."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.watch import apart
from bot.watch.apart import read_apart
from bot.watch.found import CalendarError
from bot.watch.ics import read_calendar
from tests.watch.written import WEEKLY, calendar

pytestmark = pytest.mark.anyio
NOW = datetime(2026, 10, 1, 12, tzinfo=UTC)


async def test_the_other_process_finds_the_same() -> None:
    days = "UID:1\nSUMMARY:Ünï 🐝\nDTSTART;VALUE=DATE:20261012\nDTEND;VALUE=DATE:20261015"
    text = calendar(WEEKLY, days, "UID:2\nSUMMARY:x\nDTSTART:20261012T170000", "UID:3\nSUMMARY:Bad")
    assert await read_apart(text, None, NOW) == read_calendar(text, None, NOW)


async def test_what_is_wrong_is_told_here() -> None:
    with pytest.raises(CalendarError, match=r"^it is empty$"):
        await read_apart("", None, NOW)


async def test_a_million_repetitions_end() -> None:
    """Each of these repeats 430 times within what is read."""
    rule = "SUMMARY:Flood\nDTSTART:20000101T000000Z\nRRULE:FREQ=DAILY"
    text = calendar(*(f"UID:{number}\n{rule}" for number in range(2500)))
    with pytest.raises(
        CalendarError, match=r"^it takes too long to read; it may hold too many entries or repetitions$"
    ):
        await read_apart(text, None, NOW, patience=0.5)


async def test_a_process_that_dies_is_a_calendar_that_cannot_be_understood(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart.sys, "executable", "/bin/false")
    with pytest.raises(CalendarError, match=r"^it cannot be understood$"):
        await read_apart(calendar(WEEKLY), None, NOW)


async def test_a_process_that_the_system_stops_had_too_much_to_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    stopped = tmp_path / "stopped"
    stopped.write_text("#!/bin/sh\nkill -XCPU $$\n")
    stopped.chmod(0o700)
    monkeypatch.setattr(apart.sys, "executable", str(stopped))
    with pytest.raises(CalendarError, match=r"^it takes too long to read"):
        await read_apart(calendar(WEEKLY), None, NOW)


async def test_no_secret_is_handed_on(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    told = tmp_path / "told"
    (tmp_path / "tell").write_text(f"#!/bin/sh\nenv > {told}\n")
    (tmp_path / "tell").chmod(0o700)
    monkeypatch.setenv("DISCORD_TOKEN", "a-secret")
    monkeypatch.setattr(apart.sys, "executable", str(tmp_path / "tell"))
    with pytest.raises(CalendarError):
        await read_apart(calendar(WEEKLY), None, NOW)
    assert "a-secret" not in told.read_text()
