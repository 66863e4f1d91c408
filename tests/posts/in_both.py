"""Delivery to both platforms at once, as tests run it: real clients, local servers, a real database file."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.config import CommunitySettings
from bot.core import Bot
from bot.kinds import Kind
from bot.platforms.pacer import Pacer
from bot.ports import Platform
from bot.posts.deliver import Community, Delivery
from bot.posts.ladders import Planning
from bot.posts.plan import plan
from bot.store.database import Store
from bot.store.outbox import Outbox
from tests.platforms.on_discord import OnDiscord, on_discord
from tests.platforms.on_slack import OnSlack, on_slack

BEES = """
name: Bees 2024
title: Bees
when: 2024-06-20
year: 2024
source: https://bees.org
deadlines:
  submission: {title: Paper, due: 2024-03-01 AoE}
"""
KEY = "bees-2024/submission@2024-03-02T11:59Z/14d"
RUNG = datetime(2024, 2, 17, 11, 59, tzinfo=UTC)
ONE = (["Paper · Bees 2024"],) * 2
KINDS = ("deadlines", "announcements", "socials", "schedule", "organizers")


@dataclass
class InBoth:
    """Delivery to a Discord server and a Slack workspace; `now` is set by the test."""

    bot: Bot
    discord: OnDiscord
    slack: OnSlack
    folder: Path
    now: datetime
    planning: Planning = field(default_factory=Planning)
    delivery: Delivery = field(init=False)
    store: Store = field(init=False)

    @property
    def channels(self) -> tuple[dict[Kind, str], dict[Kind, str]]:
        """Give the channel of each kind on Discord and on Slack; what organizers are told has one of its own."""
        guild, team = self.discord.guild, self.slack.team
        channels = dict.fromkeys(KINDS, str(guild.channel("general").id))
        rooms = dict.fromkeys(KINDS, team.channel("general").id)
        own = {"organizers": str(guild.channel("organizers").id)}, {"organizers": team.channel("organizers").id}
        return {**channels, **own[0]}, {**rooms, **own[1]}  # type: ignore[dict-item]

    @property
    def settings(self) -> tuple[CommunitySettings, ...]:
        """Give the settings of both communities, as config.toml would hold them."""
        channels, rooms = self.channels
        server, team = str(self.discord.guild.id), self.slack.team.id
        return (
            CommunitySettings(name="Bees", platform="discord", server=server, channels=channels),
            CommunitySettings(name="Hive", platform="slack", workspace=team, channels=rooms),
        )

    @property
    def platform_of(self) -> dict[str, Platform]:
        """Give the platform of each community."""
        return {"Bees": self.discord.platform, "Hive": self.slack.platform}

    def begin(self) -> None:
        """Open the store and make what delivers, as a start of the process does."""
        self.store = Store(self.folder / "bot.db")
        channels, rooms = self.channels
        communities = {
            "Bees": Community(self.discord.platform.border, channels, platform="discord"),
            "Hive": Community(self.slack.platform.border, rooms, platform="slack"),
        }
        self.delivery = Delivery(Outbox(self.store), communities, lambda: self.now)

    async def plan(self) -> None:
        """Take the plan for the facts that the bot has now."""
        await self.delivery.adopt(plan(self.bot.catalog, self.planning))

    async def at(self, now: datetime) -> None:
        """Let it be a time, and deliver what is due then."""
        self.now = now
        await self.delivery.tick()
        await self.delivery.settle()

    async def passes(self, until: datetime, step: timedelta = timedelta(hours=1)) -> None:
        """Let time pass in steps."""
        while self.now < until:
            await self.at(min(self.now + step, until))

    def titles(self) -> tuple[list[str], list[str]]:
        """Give the titles that stand in both channels, oldest first."""
        discord = [message["embeds"][0]["title"] for message in self.discord.guild.channel("general").messages]
        slack = [_title(message) for message in self.slack.team.channel("general").messages]
        return discord, slack

    def told(self) -> tuple[list[str], list[str]]:
        """Give what organizers were told in both places, as markup of the platform without its title."""
        discord = [each["embeds"][0]["description"] for each in self.discord.guild.channel("organizers").messages]
        slack = [each["blocks"][1]["text"]["text"] for each in self.slack.team.channel("organizers").messages]
        return discord, slack

    async def states(self) -> list[tuple[str, str, str]]:
        """Give how every copy stands."""
        stored = await self.delivery.outbox.stored()
        return [(each.post, each.community, each.state) for copies in stored.copies.values() for each in copies]


def _title(message: dict[str, Any]) -> str:
    headers = (block["text"]["text"] for block in message["blocks"] if block["type"] == "header")
    return next(headers, message["text"])


@asynccontextmanager
async def in_both(bot: Bot, folder: Path, now: datetime) -> AsyncIterator[InBoth]:
    """Run delivery to both platforms without their pauses between messages."""
    async with on_discord(bot, folder / "discord") as discord, on_slack(bot, settings={"name": "Hive"}) as slack:
        discord.platform.border.pacer = slack.platform.border.pacer = Pacer(0, 0)
        place = InBoth(bot, discord, slack, folder, now)
        place.begin()
        yield place
        await place.delivery.settle()
        await place.store.close()
