"""How the bot gets to Discord, stays there and leaves: connections lost and found, and the end."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import yarl
from discord.gateway import DiscordWebSocket
from pydantic import SecretStr

from bot.core import Bot, Request
from bot.message import Message
from bot.platforms.discord.platform import REFUSED, DiscordPlatform, Wanted
from bot.ports import Health, StoppedError
from bot.slash import Command
from bot.store.database import Store
from tests.fakes.discord import FakeDiscord
from tests.platforms.on_discord import NOW, OnDiscord, on_discord
from tests.waiting import until

pytestmark = pytest.mark.anyio
JOIN = "/workshop join"


@pytest.fixture
async def place(bot: Bot, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> AsyncIterator[OnDiscord]:
    caplog.set_level(logging.INFO, "bot")
    async with on_discord(bot, tmp_path) as place:
        yield place


def slow(bot: Bot) -> Bot:
    """Make a bot whose command `slow` takes a second."""

    async def answer(_: Request) -> Message:
        await asyncio.sleep(1)
        return Message(title="At last")

    late = Bot({**bot.commands, "slow": Command("slow", "Take a second.", answer, ())})
    late.adopt(bot.catalog)
    return late


@asynccontextmanager
async def alone(bot: Bot, folder: Path, server: FakeDiscord, token: str = "") -> AsyncIterator[DiscordPlatform]:
    """Give a platform that does not run yet."""
    store = Store(folder / "bot.db")
    platform = DiscordPlatform(bot, Wanted((), SecretStr(token or server.token)), store, lambda: NOW)
    try:
        yield platform
    finally:
        await platform.close()
        await store.close()


@asynccontextmanager
async def serving(platform: DiscordPlatform) -> AsyncIterator[None]:
    run = asyncio.create_task(platform.run())
    yield
    await platform.close()
    await run


async def test_what_was_asked_meanwhile_is_answered_once(place: OnDiscord) -> None:
    await place.server.close_gateway(4000)
    answer = await place.member().types(JOIN)
    await place.server.settled()
    calls = [each for each in place.server.requests if each.path.endswith("/callback")]
    assert (len(answer.messages), len(calls)) == (1, 1)
    assert (len(place.server.identifies), len(place.server.resumes)) == (1, 1)


async def test_it_reconnects_when_asked_to(place: OnDiscord) -> None:
    await place.server.ask_to_reconnect()
    assert (await place.member().types(JOIN)).text
    assert (len(place.server.identifies), len(place.server.resumes)) == (1, 1)


async def test_an_invalid_session_begins_anew(place: OnDiscord) -> None:
    place.platform.client.before_identify_hook = no_wait  # type: ignore[method-assign]
    await place.server.invalidate()
    await until(lambda: len(place.server.identifies) == 2)
    await place.server.connected()
    assert (await place.member().types(JOIN)).text


async def no_wait(shard_id: int | None, *, initial: bool = False) -> None:
    """Identify without the five seconds that discord.py waits."""


async def test_being_ready_again_doubles_nothing(place: OnDiscord, caplog: pytest.LogCaptureFixture) -> None:
    for times in (1, 2, 3):
        await until(lambda times=times: caplog.text.count("on Discord as") == times)
        await place.server.ready_again()
    fetched = [each.path for each in place.server.requests if each.path.endswith("/commands")]
    application, guild = place.server.application_id, place.guild.id
    assert fetched == [
        f"/applications/{application}/commands",  # fetched
        f"/applications/{application}/commands",  # and told
        f"/applications/{application}/guilds/{guild}/commands",
    ]
    assert len((await place.member().types(JOIN)).messages) == 1


async def test_a_revoked_token_stops_it(place: OnDiscord) -> None:
    place.server.revoke()
    await until(lambda: place.ended)
    assert [type(place.ended[0]), str(place.ended[0])] == [StoppedError, REFUSED]
    assert place.platform.health() == Health(ok=False, text="not connected; trying again")


@pytest.mark.parametrize("token", ["wrong", "two\nlines", "tökén"])
async def test_a_wrong_token_stops_it(bot: Bot, tmp_path: Path, token: str) -> None:
    async with FakeDiscord() as server:
        with server.pointed():
            async with alone(bot, tmp_path, server, token) as platform:
                with pytest.raises(StoppedError, match="Discord does not accept the token") as error:
                    await platform.run()
    assert token not in str(error.value)


async def test_refused_intents_stop_it(place: OnDiscord) -> None:
    await place.server.close_gateway(4014)
    await until(lambda: place.ended)
    assert str(place.ended[0]).startswith("Discord refuses the intents.")


async def test_another_close_for_good_is_told(place: OnDiscord) -> None:
    await place.server.close_gateway(4011)
    await until(lambda: place.ended)
    assert str(place.ended[0]).startswith("Discord closed the connection for good: ")


async def test_it_keeps_trying_until_discord_is_there(
    bot: Bot, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with FakeDiscord() as server:
        guild = server.guild("Bees")
        with server.pointed():
            server.refuse_connections(0.2)
            async with alone(bot, tmp_path, server) as platform, serving(platform):
                platform.told()
                before = platform.health()
                await server.connected()
                answer = await guild.member("Ada").types(JOIN)
                assert (before.ok, platform.health()) == (False, Health(ok=True, text="connected, 1 server"))
    assert answer.text
    assert "Discord cannot be reached, trying again in 1 s" in caplog.text


async def test_it_keeps_trying_until_the_gateway_is_there(bot: Bot, tmp_path: Path) -> None:
    async with FakeDiscord() as server:
        guild = server.guild("Bees")
        with server.pointed():
            DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL("ws://127.0.0.1:9/")
            async with alone(bot, tmp_path, server) as platform, serving(platform):
                await asyncio.sleep(0.2)
                DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(server.gateway)
                assert (await guild.member("Ada").types(JOIN)).text


async def test_it_can_be_closed_before_it_got_there(bot: Bot, tmp_path: Path) -> None:
    async with FakeDiscord() as server:
        with server.pointed():
            server.refuse_connections()
            async with alone(bot, tmp_path, server) as platform:
                run = asyncio.create_task(platform.run())
                await asyncio.sleep(0.2)
                await platform.close()
                await asyncio.wait_for(run, 0.5)


async def test_health_follows_the_connection(place: OnDiscord) -> None:
    health = place.platform.health
    assert health() == Health(ok=True, text="connected, 1 server")
    place.platform.client.before_identify_hook = no_wait  # type: ignore[method-assign]
    place.server.refuse_connections(0.2)
    await until(lambda: not health().ok)
    assert health() == Health(ok=False, text="not connected; trying again")
    await until(lambda: health().ok)
    await place.platform.close()
    await until(lambda: not health().ok)


async def test_closing_finishes_an_answer_under_way(bot: Bot, tmp_path: Path) -> None:
    async with on_discord(slow(bot), tmp_path) as place:
        asking = asyncio.create_task(place.member().types("/workshop slow"))
        await until(lambda: place.platform.client.under_way)
        await place.platform.close()
        assert (await asking).text == "At last"


async def test_closing_waits_for_no_answer_that_hangs(
    bot: Bot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.platforms.discord.platform.FINISH", 0.2)
    async with on_discord(bot, tmp_path) as place:
        place.server.fault("POST", "/callback$", delay=3)
        asking = asyncio.create_task(place.member().types(JOIN))
        await until(lambda: place.platform.client.under_way)
        await place.platform.close()
        assert not asking.done()
        asking.cancel()
