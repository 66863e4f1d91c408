"""What each refusal of Discord means for a post, as the real discord.py meets it."""

import asyncio
from time import monotonic
from typing import Any

import discord
import pytest
from pydantic import SecretStr

from bot.core import Bot
from bot.message import Message
from bot.platforms.discord.errors import FINAL, LATER, REFUSED_TOKEN, to_send_error
from bot.platforms.discord.platform import DiscordPlatform, Wanted
from bot.ports import Border, Mark, Place, SendError
from tests.platforms.on_discord import NOW, OnDiscord, where

pytestmark = pytest.mark.anyio
HELLO, MARK = Message(title="Hello"), Mark("hello")


async def failure(border: Border, where: Place) -> tuple[str, str, float | None]:
    with pytest.raises(SendError) as error:
        await border.post(where, HELLO, MARK)
    return error.value.kind, error.value.text, error.value.wait


@pytest.mark.parametrize(
    ("status", "code", "text"),
    [
        (400, 20016, "this channel takes one message at a time; later"),
        (400, 20022, "announcements can be edited a few times an hour only; later"),
        (400, 20028, "this channel takes no more writes for now; later"),
        (400, 20029, "this server takes no more writes for now; later"),
        (400, 30046, "old messages can be edited a few times an hour only; later"),
        (400, 40003, "direct messages were opened too fast; later"),
        (400, 40062, "Discord is overloaded; later"),
        (503, 130000, "Discord is overloaded; later"),
    ],
)
async def test_some_refusals_pass(place: OnDiscord, general: Place, status: int, code: int, text: str) -> None:
    border = place.platform.border
    place.server.fault("POST", "/messages$", status=status, code=code)
    place.server.fault("POST", "/messages$", status=status, code=code, headers={"Retry-After": "7"})
    assert await failure(border, general) == ("retry", f"Discord says: {text}.", None)
    assert await failure(border, general) == ("retry", f"Discord says: {text}.", 7.0)
    assert code in LATER


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (404, 10003), (404, 10004), (400, 40058), (403, 50001), (403, 50007), (403, 50013), (403, 50278),
        (400, 160005), (400, 200000),
    ],
)  # fmt: skip
async def test_some_refusals_need_a_person(
    place: OnDiscord, border: Border, general: Place, status: int, code: int
) -> None:
    place.server.fault("POST", "/messages$", status=status, code=code)
    assert await failure(border, general) == ("permanent", FINAL[code], None)


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        ({"status": 404, "code": 10008}, ("removed", "The message is not there any more.", None)),
        (
            {"status": 400, "code": 50035, "message": "Invalid Form Body"},
            ("permanent", "Discord refuses this: Invalid Form Body", None),
        ),
        ({"status": 401, "message": "401: Unauthorized"}, ("permanent", REFUSED_TOKEN, None)),
        ({"status": 503}, ("ambiguous", "Discord had an error of its own (503).", None)),
        ({"status": 500, "times": 5}, ("ambiguous", "Discord did not answer in time.", None)),
        ({"delay": 1.0}, ("ambiguous", "Discord did not answer in time.", None)),
        ({"status": 429, "headers": {"Retry-After": "31"}}, ("retry", "Discord asks to wait.", 31.0)),
        ({"status": 429, "headers": {"Retry-After": "9", "Via": ""}}, ("retry", "Discord asks to wait.", 9.0)),
    ],
)
async def test_other_failures_are_told_apart(
    place: OnDiscord, border: Border, general: Place, fault: dict[str, Any], told: tuple[str, str, float | None]
) -> None:
    place.platform.border.patience = 0.3 if "in time" in told[1] else 30.0
    place.server.fault("POST", "/messages$", **fault)
    assert await failure(border, general) == told


@pytest.mark.parametrize("everywhere", [False, True])
async def test_a_short_wait_is_waited(place: OnDiscord, border: Border, general: Place, everywhere: bool) -> None:
    wait = place.server.fault("POST", "/messages$", status=429, headers={"Retry-After": "0.2"})
    wait.body["global"] = everywhere
    await border.post(general, HELLO, MARK)
    assert (len(place.guild.channel("general").messages), place.server.too_many) == (1, 1)


async def test_a_wait_for_all_given_up_ends_all_the_same(place: OnDiscord, border: Border, general: Place) -> None:
    """discord.py keeps every request back until whoever met the limit has slept through it."""
    wait = place.server.fault("POST", "/messages$", status=429, headers={"Retry-After": "1"})
    wait.body["global"] = True
    place.platform.border.patience = 0.3
    assert await failure(border, general) == ("ambiguous", "Discord did not answer in time.", None)
    place.platform.border.patience = 5.0
    assert await border.post(general, HELLO, MARK)


async def test_one_channel_that_waits_holds_no_other(place: OnDiscord, border: Border, general: Place) -> None:
    path = f"/channels/{general.channel}/messages$"
    place.server.fault("POST", path, status=429, headers={"Retry-After": "60"})
    place.server.fault("POST", path, status=400, code=20028, headers={"Retry-After": "600"})
    waits = [(await failure(border, general))[2] for _ in range(2)]
    began = monotonic()
    await border.post(where(place, "organizers"), HELLO, MARK)
    assert (waits, monotonic() - began < 30) == ([60.0, 600.0], True)


async def test_a_ban_of_the_address_holds_everybody(place: OnDiscord, border: Border, general: Place) -> None:
    place.server.fault("POST", "/messages$", status=429, headers={"Retry-After": "1", "Via": ""})
    assert (await failure(border, general))[2] == 1.0
    began = monotonic()
    await border.post(where(place, "organizers"), HELLO, MARK)
    assert monotonic() - began > 0.9


async def test_nobody_there_is_for_later(place: OnDiscord, border: Border, general: Place) -> None:
    base, discord.http.Route.BASE = discord.http.Route.BASE, "http://127.0.0.1:9/api/v10"
    kind, text, _ = await failure(border, general)
    discord.http.Route.BASE = base
    assert (kind, text.partition(":")[0]) == ("retry", "Discord cannot be reached")


async def test_before_and_after_a_connection_it_is_for_later(
    bot: Bot, place: OnDiscord, border: Border, general: Place
) -> None:
    unconnected = DiscordPlatform(bot, Wanted((), SecretStr("token")), place.store, lambda: NOW)
    told = ("retry", "The bot is not logged in to Discord.", None)
    assert await failure(unconnected.border, general) == told
    await place.platform.close()
    assert await failure(border, general) == told


def test_a_connection_lost_may_have_carried_it() -> None:
    error = to_send_error(ConnectionResetError("by peer"))
    assert (error.kind, error.text) == ("ambiguous", "The connection to Discord was lost: by peer")


async def test_a_failure_names_what_caused_it(place: OnDiscord, border: Border, general: Place) -> None:
    place.guild.channel("general").remove()
    with pytest.raises(SendError) as error:
        await asyncio.wait_for(border.post(general, HELLO, MARK), 5)
    assert isinstance(error.value.__cause__, discord.NotFound)
