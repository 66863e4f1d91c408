"""The heartbeat, against a watching service of our own."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.config import BotSettings, Config
from bot.watch.alongside import alongside
from bot.watch.heartbeat import beat
from tests.waiting import until

pytestmark = pytest.mark.anyio
EVERY = 0.02


@dataclass
class Service:
    """What watches: it counts beats, and answers as it is told."""

    beats: int = 0
    status: int = 200
    answered: asyncio.Event = field(default_factory=asyncio.Event)

    async def answer(self, _: web.Request) -> web.Response:
        self.beats += 1
        return web.Response(status=self.status)


@asynccontextmanager
async def watched(well: Callable[[], bool] = lambda: True) -> AsyncIterator[tuple[Service, TestServer]]:
    """Let a heart beat, quickly, while the context lasts."""
    service, app = Service(), web.Application()
    app.add_routes([web.get("/bees", service.answer)])
    async with TestServer(app) as server, alongside(beat(str(server.make_url("/bees")), well, EVERY, EVERY)):
        yield service, server


async def test_it_beats_again_and_again() -> None:
    async with watched() as (service, _):
        await until(lambda: service.beats >= 3)


async def test_it_beats_no_more_after_the_end() -> None:
    async with watched() as (service, _):
        await until(lambda: service.beats)
    before = service.beats
    await asyncio.sleep(EVERY * 3)
    assert service.beats == before


async def test_a_bot_that_is_ill_is_silent() -> None:
    states = [True]
    async with watched(lambda: states[-1]) as (service, _):
        await until(lambda: service.beats)
        states.append(False)
        await asyncio.sleep(EVERY * 2)
        before = service.beats
        await asyncio.sleep(EVERY * 5)
        assert service.beats == before
        states.append(True)
        await until(lambda: service.beats > before)


async def test_an_outage_is_told_once_and_its_end(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "bot.watch")
    async with watched() as (service, _):
        for status in (503, 404, 200, 503, 200):
            service.status, seen = status, service.beats
            await until(lambda seen=seen: service.beats > seen + 3)  # type: ignore[misc]
    told = [(each.levelname, each.getMessage()) for each in caplog.records if each.name == "bot.watch"]
    away = ("WARNING", "the heartbeat does not reach 127.0.0.1: it answers 503")
    back = ("INFO", "the heartbeat reaches 127.0.0.1 again")
    assert told == [away, back, away, back]


async def test_a_service_that_is_gone_stops_nothing(caplog: pytest.LogCaptureFixture) -> None:
    async with watched() as (service, server):
        await until(lambda: service.beats)
        await server.close()
        await until(lambda: "does not reach" in caplog.text)
        await asyncio.sleep(EVERY * 3)
    told = [each.getMessage() for each in caplog.records if each.name == "bot.watch"]
    cut_off, refused = "ReadError", "All connection attempts failed"  # by whether a beat was under way
    assert told in [[f"the heartbeat does not reach 127.0.0.1: {why}"] for why in (cut_off, refused)]


@pytest.mark.parametrize(
    "url",
    ["https://hc.example/ping/1", "http://127.0.0.1:9000/bees", "http://localhost/bees", "http://[::1]:9000/bees"],
)
def test_addresses_that_are_safe_are_taken(url: str) -> None:
    assert Config(bot=BotSettings(heartbeat_url=url)).bot.heartbeat_url == url


@pytest.mark.parametrize("url", ["http://hc.example/ping/1", "ftp://hc.example", "hc.example/ping", "https://", ""])
def test_other_addresses_are_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r"is no address that begins with https:// \(http:// only for this machine\)"):
        BotSettings(heartbeat_url=url)
