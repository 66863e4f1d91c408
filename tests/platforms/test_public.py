"""The public listener: what it tells who watches the bot, and how it fails."""

import socket
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from aiohttp import ClientSession, web

from bot.config import PublicSettings
from bot.core import Bot
from bot.platforms.public import Door, ListenError, serve_public
from bot.ports import Border, Health, Place

pytestmark = pytest.mark.anyio

HERE = PublicSettings(host="127.0.0.1", port=0)


@dataclass
class Stub:
    """A platform that says of itself what a test wants."""

    name: str = "Stub"
    ok: bool = True
    door: Door | None = None

    @property
    def border(self) -> Border:
        raise AssertionError("health posts nothing")

    async def run(self) -> None:
        """Do nothing."""

    async def close(self) -> None:
        """Do nothing."""

    def health(self) -> Health:
        return Health(ok=self.ok, text="fine" if self.ok else "not connected")

    def told(self) -> None:
        """Do nothing."""

    def organizers(self) -> Sequence[Place]:
        return ()


async def asked(bot: Bot, *platforms: Any, path: str = "/healthz", method: str = "GET") -> tuple[int, str, Any]:
    """Give the status, the kind and the body of an answer."""
    async with (
        serve_public(bot, HERE, platforms) as port,
        ClientSession() as session,
        session.request(method, f"http://127.0.0.1:{port}{path}") as response,
    ):
        body = await (response.json() if response.content_type == "application/json" else response.text())
        return response.status, response.content_type, body


async def test_a_bot_that_is_well_says_so(bot: Bot) -> None:
    assert await asked(bot, Stub("Discord"), Stub("Slack (Bees)")) == (
        200,
        "application/json",
        {
            "status": "ok",
            "facts": len(bot.catalog.facts),
            "problems": 0,
            "platforms": {"Discord": {"ok": True, "text": "fine"}, "Slack (Bees)": {"ok": True, "text": "fine"}},
        },
    )


async def test_one_platform_that_is_ill_makes_the_bot_ill(bot: Bot) -> None:
    status, _, told = await asked(bot, Stub("Discord", ok=False), Stub("Slack (Bees)"))
    assert (status, told["status"], told["platforms"]["Discord"]) == (
        503,
        "ill",
        {"ok": False, "text": "not connected"},
    )


async def test_without_platforms_there_is_health(bot: Bot) -> None:
    status, _, told = await asked(bot)
    assert (status, told["platforms"]) == (200, {})


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 404),
        ("GET", "/health", 404),
        ("POST", "/healthz", 405),
        ("GET", "/door", 405),
        ("POST", "/door", 200),
    ],
)
async def test_only_its_own_addresses_are_there(bot: Bot, method: str, path: str, status: int) -> None:
    async def open_door(_: web.Request) -> web.Response:
        return web.Response(text="come in")

    door = Stub(door=Door("/door", open_door))
    assert (await asked(bot, door, Stub("Closed"), method=method, path=path))[0] == status


async def test_a_port_in_use_is_a_sentence(bot: Bot) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ListenError) as caught:
            async with serve_public(bot, PublicSettings(host="127.0.0.1", port=port), []):
                raise AssertionError("it listens")
    assert str(caught.value) == f"The public listener cannot be opened at 127.0.0.1:{port}: Address already in use."


@pytest.mark.parametrize("host", ["nowhere.invalid", "203.0.113.1"])
async def test_a_host_that_is_not_here_is_a_sentence(bot: Bot, host: str) -> None:
    with pytest.raises(ListenError, match=rf"The public listener cannot be opened at {host}:0: \w.*\.$"):
        async with serve_public(bot, PublicSettings(host=host, port=0), []):
            raise AssertionError("it listens")
