"""The bot on the local Discord, as tests run it: the real client, a real database file."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import anyio
from pydantic import SecretStr

from bot.config import CommunitySettings
from bot.core import Bot
from bot.platforms.discord.platform import DiscordPlatform, Wanted
from bot.ports import Place
from bot.store.database import Store
from tests.fakes.discord import FakeDiscord, FakeGuild

NOW = datetime(2024, 5, 20, 12, tzinfo=UTC)


@dataclass
class OnDiscord:
    """A bot that is connected to a server with the channels general, news (announcements) and organizers."""

    server: FakeDiscord
    guild: FakeGuild
    platform: DiscordPlatform
    store: Store
    now: datetime = NOW
    ended: list[BaseException | None] = field(default_factory=list)

    def member(self, name: str = "Ada", **what: Any) -> Any:
        """Give a member of the server."""
        return self.guild.member(name, **what)


def where(place: OnDiscord, channel: str) -> Place:
    """Give a channel of the server as a place."""
    return Place("Bees", str(place.guild.channel(channel).id))


@asynccontextmanager
async def on_discord(
    bot: Bot,
    folder: Path,
    *,
    settings: Callable[[FakeGuild], dict[str, Any]] = lambda _: {},
    mentions: bool = True,
    **server: Any,
) -> AsyncIterator[OnDiscord]:
    """Run a bot on a local Discord of its own; `settings` gives more of the community's settings."""
    async with FakeDiscord(**server) as discord:
        guild = discord.guild("Bees", roles={"Organizers": 0}, channels={"general": 0, "news": 5, "organizers": 0})
        with discord.pointed():
            async with running(bot, folder, discord, guild, settings=settings(guild), mentions=mentions) as place:
                yield place


@asynccontextmanager
async def running(  # noqa: PLR0913 - what a start of the process is given
    bot: Bot, folder: Path, discord: FakeDiscord, guild: FakeGuild, *, settings: dict[str, Any], mentions: bool = True
) -> AsyncIterator[OnDiscord]:
    """Run a bot on a local Discord that is there already, so that it can be started twice."""
    community = CommunitySettings(name="Bees", platform="discord", server=str(guild.id), **settings)
    store = Store(folder / "bot.db")
    place: OnDiscord
    platform = DiscordPlatform(bot, Wanted((community,), SecretStr(discord.token), mentions), store, lambda: place.now)
    place = OnDiscord(discord, guild, platform, store)

    async def run() -> None:
        try:
            await platform.run()
        except Exception as error:  # noqa: BLE001 - kept for the test
            place.ended.append(error)

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(run)
        try:
            await discord.connected()
            yield place
        finally:
            await platform.close()
    await store.close()
