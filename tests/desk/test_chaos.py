"""The bot as a process, killed while organizers press: each fact once, everywhere. `make chaos` does far more."""

from pathlib import Path

import pytest

from tests.chaos.chapters import extended, from_slack, sent
from tests.chaos.desks import desk, plays
from tests.chaos.machine import machine

pytestmark = pytest.mark.anyio


async def test_killed_while_organizers_press_all_is_right(tmp_path: Path) -> None:
    async with machine(tmp_path / "machine") as made:
        people = desk(made)
        made.gaps = [27]  # steps: as an announcement is sent
        assert await plays(people, (sent, extended, from_slack)) == []
        assert made.kills.total() == 2
