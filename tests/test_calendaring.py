"""Calendars kept in step with the facts: the files, and the events of a server on the local Discord."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar

from bot import calendaring
from bot.calendaring import Calendars, Server, calendars
from bot.core import Bot
from bot.store.database import Store
from tests.fakes.discord import FakeDiscord, FakeGuild
from tests.platforms.on_discord import running
from tests.waiting import until

pytestmark = pytest.mark.anyio
NOW = datetime(2027, 5, 1, 12, tzinfo=UTC)
DINNER = "2027-06-21 18:30-22:00 Europe/Vienna"
BEES = """\
name: Bees 2027
title: Workshop on the Dance of Bees
source: https://bees.example/2027
year: 2027
when: 2027-06-21
sessions:
  dance: {title: Dance, at: 2027-06-21 09:00-10:00 Europe/Vienna, kind: talk}
"""
SOCIALS = """\
socials:
  dinner: {title: Dinner, at: %s%s}
  late: {title: Until late, at: 2027-06-21 22:00-late Europe/Vienna}
"""
Facts = Callable[..., Bot]


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def facts(bot_on: Callable[..., Bot]) -> Facts:
    """Make a bot that knows a dinner at a time, cancelled where it says so."""

    def make(at: str = DINNER, more: str = "") -> Bot:
        return bot_on(bees_2027=BEES + SOCIALS % (at, more))

    return make


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let what failed be tried again at once."""
    monkeypatch.setattr(calendaring, "SOON", 0.01)


@pytest.fixture
async def discord(facts: Facts) -> AsyncIterator[FakeDiscord]:
    async with FakeDiscord() as discord:
        discord.set_time(NOW)
        with discord.pointed():
            yield discord


@pytest.fixture
def guild(discord: FakeDiscord) -> FakeGuild:
    return discord.guild("Bees", channels={"general": 0})


def kept(bot: Bot, store: Store | None = None, servers: Sequence[Server] = (), now: datetime = NOW) -> Calendars:
    return Calendars(bot, lambda: now, store, servers, settle=0.01)


@asynccontextmanager
async def mirrored(bot: Bot, folder: Path, discord: FakeDiscord, guild: FakeGuild) -> AsyncIterator[Callable[[], None]]:
    """Run the bot on a server whose events are kept in step."""
    async with running(bot, folder, discord, guild, settings={}) as place:
        there = Server("Bees", guild.id, place.platform.calendar, place.platform.health)
        async with calendars(kept(bot, None, [there])) as told:
            yield told


@asynccontextmanager
async def published(kept: Calendars) -> AsyncIterator[Callable[[], None]]:
    """Keep calendars, from when their files are made."""
    async with calendars(kept) as told:
        await until(lambda: kept.bot.calendars is not None)
        yield told


def shown(guild: FakeGuild) -> list[tuple[str, str, int]]:
    """Give name, start and status of every event."""
    return sorted((each["name"], each["scheduled_start_time"][:16], each["status"]) for each in guild.events.values())


DAY = ("Workshop on the Dance of Bees", "2027-06-21T07:00", 1)
DINNER_SHOWN = ("Dinner · Bees 2027", "2027-06-21T16:30", 1)


def events(bot: Bot) -> dict[str, Any]:
    found = Calendar.from_ical((bot.calendars or {})[""])
    return {str(each["uid"]).partition("@")[0]: each for each in found.walk("vevent")}


async def test_events_stand_there_once_over_restarts(
    facts: Facts, discord: FakeDiscord, guild: FakeGuild, tmp_path: Path
) -> None:
    for _ in range(3):
        async with mirrored(facts(), tmp_path, discord, guild):
            seen = len(discord.requests)
            await until(lambda seen=seen: any("scheduled-events" in each.path for each in discord.requests[seen:]))
            await until(lambda: shown(guild) == [DINNER_SHOWN, DAY])
    assert [each.path for each in discord.requests if each.method == "POST" and "events" in each.path] == [
        f"/guilds/{guild.id}/scheduled-events"
    ] * 2
    assert discord.violations == []


async def test_what_moves_is_moved_and_what_is_cancelled_goes(
    facts: Facts, discord: FakeDiscord, guild: FakeGuild, tmp_path: Path
) -> None:
    bot = facts()
    async with mirrored(bot, tmp_path, discord, guild) as told:
        await until(lambda: shown(guild) == [DINNER_SHOWN, DAY])
        [number] = [key for key, each in guild.events.items() if each["name"].startswith("Dinner")]
        bot.adopt(facts("2027-06-21 19:00-22:00 Europe/Vienna").catalog)
        told()
        await until(lambda: guild.events[number]["scheduled_start_time"][:16] == "2027-06-21T17:00")
        bot.adopt(facts(more=", cancelled: The cook is ill.").catalog)
        told()
        await until(
            lambda: not any(each["name"].startswith("Dinner") and each["status"] == 1 for each in guild.events.values())
        )
    assert DAY in shown(guild)


async def test_what_discord_refuses_is_tried_again(
    facts: Facts, discord: FakeDiscord, guild: FakeGuild, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    discord.fault("POST", "scheduled-events", status=400, times=6)
    async with mirrored(facts(), tmp_path, discord, guild):
        await until(lambda: shown(guild) == [DINNER_SHOWN, DAY])
    told = [each.getMessage() for each in caplog.records if each.name == "bot.calendars"]
    assert len(told) == 1
    assert told[0].startswith("the event “Workshop on the Dance of Bees” of Bees is not as it should be: ")


async def test_changes_close_together_are_one_visit(
    facts: Facts, discord: FakeDiscord, guild: FakeGuild, tmp_path: Path
) -> None:
    async with mirrored(facts(), tmp_path, discord, guild) as told:
        await until(lambda: len(guild.events) == 2)
        await asyncio.sleep(0.05)
        seen = len(discord.requests)
        for _ in range(20):
            told()
        await asyncio.sleep(0.2)
        visits = [each for each in discord.requests[seen:] if "scheduled-events" in each.path]
    assert len(visits) == 1


async def test_the_files_follow_the_facts(facts: Facts, tmp_path: Path) -> None:
    bot, store = facts(), Store(tmp_path / "bot.db")
    async with published(kept(bot, store)) as told:
        before = bot.calendars
        bot.adopt(facts("2027-06-21 19:00-22:00 Europe/Vienna").catalog)
        told()
        await until(lambda: bot.calendars != before)
        after = events(bot)
    await store.close()
    assert [(key.partition("/")[2], int(each["sequence"])) for key, each in after.items()] == [
        ("", 0),
        ("dance", 0),
        ("dinner", 1),
        ("late", 0),
    ]


async def test_two_builds_at_different_times_are_the_same_bytes(facts: Facts, tmp_path: Path) -> None:
    files = []
    for day in range(2):
        bot, store = facts(), Store(tmp_path / "bot.db")
        async with published(kept(bot, store, now=NOW + timedelta(days=day))):
            files.append(bot.calendars)
        await store.close()
    assert files[0] == files[1]
    assert b"DTSTAMP:20270501T120000Z" in (files[0] or {})[""]


async def test_a_cancelled_social_keeps_its_uid(facts: Facts, tmp_path: Path) -> None:
    store = Store(tmp_path / "bot.db")
    for more in ("", ", cancelled: The cook is ill."):
        bot = facts(more=more)
        async with published(kept(bot, store)):
            said = events(bot)["bees-2027/dinner"]
    await store.close()
    assert (said["status"], said["sequence"], said["uid"]) == ("CANCELLED", 1, "bees-2027/dinner@workshop-bot")


async def test_without_a_store_nothing_is_counted(facts: Facts) -> None:
    bot = facts()
    async with published(kept(bot)):
        assert {int(each["sequence"]) for each in events(bot).values()} == {0}


async def test_a_file_that_cannot_be_written_leaves_calendars_as_they_were(
    facts: Facts, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    bot, store = facts(), Store(tmp_path / "bot.db")
    async with published(kept(bot, store)) as told:
        before = bot.calendars
        await store.write(lambda connection: connection.execute("alter table calendar rename to away"))
        bot.adopt(facts("2027-06-21 19:00-22:00 Europe/Vienna").catalog)
        told()
        await until(lambda: "the calendars stay as they were" in caplog.text)
        assert bot.calendars == before
        await store.write(lambda connection: connection.execute("alter table away rename to calendar"))
        await until(lambda: bot.calendars != before)
    await store.close()
    assert caplog.records[0].levelno == logging.ERROR
