"""Other channels in the settings: what is shown stays there and is kept right, what comes stands in the new one."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core import Bot
from tests.posts.in_both import BEES, RUNG, InBoth, in_both

pytestmark = pytest.mark.anyio
ESSAY = "Essay · Bees 2024"


def route(place: InBoth, channel: str) -> None:
    """Name another channel for deadlines in both places."""
    rooms = {"Bees": str(place.discord.guild.channel(channel).id), "Hive": place.slack.team.channel(channel).id}
    place.delivery.communities = {
        name: replace(community, channels={**community.channels, "deadlines": rooms[name]})
        for name, community in place.delivery.communities.items()
    }


async def test_a_new_channel_takes_what_comes(bot_on: Callable[..., Bot], tmp_path: Path) -> None:
    async with in_both(bot_on(bees_2024=BEES), tmp_path, RUNG - timedelta(minutes=1)) as place:
        await place.plan()
        await place.at(RUNG)
        route(place, "organizers")
        place.bot = bot_on(bees_2024=BEES.replace("Paper", "Essay"))
        await place.plan()
        await place.passes(RUNG + timedelta(days=16))
        other = [each["embeds"][0]["title"] for each in place.discord.guild.channel("organizers").messages]
        assert (place.titles(), other) == (([ESSAY], [ESSAY]), [ESSAY, f"Closed: {ESSAY}"])
        assert len(place.slack.team.channel("organizers").messages) == 2
