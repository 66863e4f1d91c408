"""Calendars in the bot as it runs for long: a data file changes, and who subscribed and the server's members see it."""

import asyncio
import os
import signal
import socket
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from aiohttp import ClientSession
from icalendar import Calendar
from pydantic import SecretStr

from bot import run
from bot.app import Served
from bot.calendaring import Calendars
from bot.clock import real
from bot.config import CommunitySettings, Config, PublicSettings
from bot.core import Bot
from bot.platforms.discord.platform import DiscordPlatform, Wanted
from bot.run import Running, run_for_long
from bot.store.database import Store
from bot.store.feeds import FeedRow, Feeds
from tests.fakes.discord import FakeDiscord, FakeGuild
from tests.waiting import until, until_async

pytestmark = pytest.mark.anyio
BEES = """\
name: Bees 2099
title: Workshop on the Dance of Bees
source: https://bees.example/2099
year: 2099
when: 2099-06-21
socials:
  dinner: {title: Dinner, at: 2099-06-21 18:30-22:00 UTC}
"""


async def fetched(port: int) -> tuple[int, int, str]:
    """Give sequence, hour and status of the dinner, as a calendar fetches it; -1 before there is anything."""
    async with ClientSession() as session, session.get(f"http://127.0.0.1:{port}/calendar/bees-2099.ics") as answer:
        events = Calendar.from_ical(await answer.read()).walk("vevent") if answer.status == 200 else []
    dinner = next((each for each in events if each["uid"] == "bees-2099/dinner@workshop-bot"), None)
    return (int(dinner["sequence"]), dinner["dtstart"].dt.hour, str(dinner["status"])) if dinner else (-1, 0, "")


async def shows(guild: FakeGuild, port: int, dinner: tuple[int, int, str]) -> bool:
    """Say whether a subscriber sees this dinner, and the server's members the same."""
    open_ones = [each["scheduled_start_time"][11:13] for each in guild.events.values() if each["status"] == 1]
    return await fetched(port) == dinner and open_ones == ([] if dinner[2] == "CANCELLED" else [str(dinner[1])])


async def test_a_changed_file_reaches_every_calendar(
    bot_on: Callable[..., Bot],
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(run, "Calendars", partial(Calendars, settle=0.01))
    bot, state, file = bot_on(bees_2099=BEES), tmp_path_factory.mktemp("state"), tmp_path / "workshops/bees-2099.yaml"
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    async with FakeDiscord() as discord:
        guild = discord.guild("Bees")
        settings = CommunitySettings(name="Bees", platform="discord", server=str(guild.id), events=True)
        config = Config(public=PublicSettings(host="127.0.0.1", port=port), communities=(settings,))
        store = Store(state / "bot.db")
        platform = DiscordPlatform(bot, Wanted((settings,), SecretStr(discord.token)), store, real)
        with discord.pointed():
            running = Running(bot, config, tmp_path, state, Served({"Bees": platform}, store))
            task = asyncio.create_task(run_for_long(running))
            await discord.connected()
            await until_async(lambda: shows(guild, port, (0, 18, "CONFIRMED")))
            file.write_text(BEES.replace("18:30", "19:30"))
            await until_async(lambda: shows(guild, port, (1, 19, "CONFIRMED")))
            file.write_text(BEES.replace("18:30-22:00 UTC", "18:30-22:00 UTC, cancelled: The cook is ill."))
            await until_async(lambda: shows(guild, port, (2, 18, "CANCELLED")))
            os.kill(os.getpid(), signal.SIGTERM)
            await task
        await store.close()
    assert discord.violations == []


async def test_organizers_hear_of_a_calendar_that_stays_broken(
    bot_on: Callable[..., Bot], tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    (tmp_path / "bees.ics").write_text("nonsense", encoding="utf-8")
    bot = bot_on(facts="source: https://bees.org\nfeeds:\n  bees: {title: Bee hours, file: bees.ics}\n")
    store = Store((state := tmp_path_factory.mktemp("state")) / "bot.db")
    since = real() - timedelta(days=2)
    await Feeds(store).put(FeedRow("bees", "file:bees.ics", since, failing_since=since, why="it is empty", tries=2))
    async with FakeDiscord() as discord:
        channel = (guild := discord.guild("Bees", channels={"organizers": 0})).channel("organizers")
        settings = CommunitySettings(
            name="Bees", platform="discord", server=str(guild.id), channels={"organizers": str(channel.id)}
        )
        platform = DiscordPlatform(bot, Wanted((settings,), SecretStr(discord.token)), store, real)
        with discord.pointed():
            config = Config(communities=(settings,))
            running = Running(bot, config, tmp_path, state, Served({"Bees": platform}, store))
            task = asyncio.create_task(run_for_long(running))
            await until(lambda: bool(channel.messages))
            os.kill(os.getpid(), signal.SIGTERM)
            await task
        await store.close()
    assert [each["embeds"][0]["title"] for each in channel.messages] == ["A calendar cannot be read"]
