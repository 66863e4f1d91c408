"""The servers that the bot is on: they come and go, and lose what the settings name."""

import asyncio
import logging
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.config import CommunitySettings
from bot.core import Bot
from bot.message import Message
from bot.platforms.discord.client import PERMISSIONS
from bot.platforms.discord.errors import FINAL
from bot.platforms.discord.platform import DiscordPlatform, Wanted
from bot.ports import Mark, Place, SendError
from bot.store.database import Store
from tests.fakes.discord import FakeDiscord, FakeGuild
from tests.platforms.on_discord import NOW, OnDiscord, on_discord, running
from tests.waiting import until

pytestmark = pytest.mark.anyio
JOIN = "/workshop join"
HELLO = Message(title="Hello")


@pytest.fixture(autouse=True)
def told(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "bot")


@pytest.fixture
async def place(bot: Bot, tmp_path: Path) -> AsyncIterator[OnDiscord]:
    async with on_discord(bot, tmp_path) as place:
        yield place


def errors(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [each.getMessage() for each in caplog.records if each.levelname == "ERROR"]


async def test_servers_come_and_go(place: OnDiscord, caplog: pytest.LogCaptureFixture) -> None:
    await until(lambda: "on Discord as" in caplog.text)
    other = place.server.guild("Wasps", joined=False)
    await place.server.joins(other)
    assert (await other.member("Bea").types(JOIN)).text
    await place.server.leaves(other)
    await place.server.leaves(place.guild)
    await until(lambda: "longer in the server Bees" in caplog.text)
    gone = [(each.levelname, each.getMessage()) for each in caplog.records if "no longer" in each.getMessage()]
    assert f"joined the server Wasps ({other.id})" in caplog.text
    assert gone == [
        ("INFO", f"the bot is no longer in the server Wasps ({other.id})"),
        ("ERROR", f"the bot is no longer in the server Bees ({place.guild.id})"),
    ]


async def test_a_server_away_for_a_while_is_not_lost(place: OnDiscord, caplog: pytest.LogCaptureFixture) -> None:
    await place.server.leaves(place.guild, unavailable=True)
    await place.server.joins(place.guild)
    assert (await place.member().types(JOIN)).text
    assert ("no longer" in caplog.text, "joined" in caplog.text) == (False, False)


async def test_what_the_settings_name_is_missed(bot: Bot, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    def settings(guild: FakeGuild) -> dict[str, object]:
        channels = {"deadlines": str(guild.channel("general").id), "organizers": "123"}
        return {"channels": channels, "organizers": (str(guild.role_id("Organizers")), "Chairs")}

    async with on_discord(bot, tmp_path, settings=settings) as place:
        await until(lambda: "no channel" in caplog.text)
        place.guild.channel("general").remove()
        place.guild.remove_role("Organizers")
        await until(lambda: "role Organizers" in caplog.text)
    assert errors(caplog) == [
        "Bees: there is no role Chairs, named under organizers (unless it is a person)",
        "Bees: there is no channel 123, named for organizers",
        "Bees: the channel for deadlines, #general, was deleted. Name another",
        "Bees: the organizers' role Organizers was deleted. Name another",
    ]


async def test_a_server_without_the_bot_is_told_with_the_invitation(
    bot: Bot, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with FakeDiscord() as server:
        guild = server.guild("Bees", roles={"Organizers": 0}, joined=False)
        names = {"channels": {"deadlines": "123"}}
        with server.pointed():
            async with running(bot, tmp_path, server, guild, settings=names):
                await until(lambda: "Invite it" in caplog.text)
                await server.joins(guild)
                await until(lambda: "no channel" in caplog.text)
        asked = f"client_id={server.application_id}&scope=bot+applications.commands&permissions={PERMISSIONS.value}"
        address = f"https://discord.com/oauth2/authorize?{asked}"
        assert errors(caplog) == [
            f"Bees: the bot is not in the server {guild.id}. Invite it: {address}",
            "Bees: there is no channel 123, named for deadlines",
        ]


async def test_several_servers_are_served(bot: Bot, tmp_path: Path) -> None:
    async with FakeDiscord() as server:
        guilds = [server.guild(name, channels={"organizers": 0}) for name in ("Bees", "Wasps", "Ants")]
        store, wanted = Store(tmp_path / "bot.db"), Wanted(tuple(map(settings_of, guilds[:2])), SecretStr(server.token))
        platform = DiscordPlatform(bot, wanted, store, lambda: NOW)
        with server.pointed():
            run = asyncio.create_task(platform.run())
            await server.connected()
            answers = [await guild.member("Ada").types(JOIN) for guild in guilds]
            for each in platform.organizers():
                await platform.border.post(each, Message(title=f"To {each.community}"), Mark("told"))
            await platform.close()
            await run
        await store.close()
        posted = [[each["embeds"][0]["title"] for each in guild.channel("organizers").messages] for guild in guilds]
    assert (len({each.text for each in answers}), posted) == (1, [["To Bees"], ["To Wasps"], []])


def settings_of(guild: FakeGuild) -> CommunitySettings:
    channels = {"organizers": str(guild.channel("organizers").id)}
    return CommunitySettings(name=guild.name, platform="discord", server=str(guild.id), channels=channels)


async def test_a_permission_lost_stops_one_channel(place: OnDiscord) -> None:
    general, news = (place.guild.channel(name) for name in ("general", "news"))
    general.forbid()
    with pytest.raises(SendError) as error:
        await place.platform.border.post(Place("Bees", str(general.id)), HELLO, Mark("hello"))
    copy = await place.platform.border.post(Place("Bees", str(news.id)), HELLO, Mark("hello"))
    assert (error.value.kind, error.value.text) == ("permanent", FINAL[50013])
    assert [each["id"] for each in news.messages] == [copy]


async def test_a_permission_given_back_is_enough(place: OnDiscord) -> None:
    general = place.guild.channel("general")
    general.forbid()
    with pytest.raises(SendError):
        await place.platform.border.post(Place("Bees", str(general.id)), HELLO, Mark("hello"))
    general.permit()
    assert await place.platform.border.post(Place("Bees", str(general.id)), HELLO, Mark("hello"))
