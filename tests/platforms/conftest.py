"""The bot on the local Discord, for tests of what it posts there."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.core import Bot
from bot.platforms.pacer import Pacer
from bot.ports import Border, Place
from tests.platforms.on_discord import OnDiscord, on_discord, where


@pytest.fixture
async def place(bot: Bot, tmp_path: Path) -> AsyncIterator[OnDiscord]:
    """Give a bot on a server, which need not wait for its turn."""
    async with on_discord(bot, tmp_path) as place:
        place.platform.border.pacer = Pacer(0.0, 0.0)
        yield place


@pytest.fixture
def border(place: OnDiscord) -> Border:
    """Give what posts there."""
    return place.platform.border


@pytest.fixture
def general(place: OnDiscord) -> Place:
    """Give its channel for everything."""
    return where(place, "general")
