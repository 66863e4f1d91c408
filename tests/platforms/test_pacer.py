"""Turns, by a pretended clock; and what Discord, which counts, makes of them."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.core import Bot
from bot.message import Message
from bot.platforms.discord.border import GAP
from bot.platforms.pacer import MANY, Pacer
from bot.ports import Mark, Place
from tests.platforms.on_discord import OnDiscord, on_discord

pytestmark = pytest.mark.anyio


@dataclass
class Pretended:
    """A clock that whoever sleeps moves on: the earliest sleeper wakes first."""

    now: float = 100.0
    sleepers: list[tuple[float, asyncio.Future[None]]] = field(default_factory=list)

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.sleepers.append((self.now + max(0.0, seconds), asyncio.get_running_loop().create_future()))
        await self.sleepers[-1][1]

    async def run(self) -> None:
        """Wake sleepers in order until nobody sleeps any more."""
        while True:
            for _ in range(5):  # so that whoever woke comes to its next sleep
                await asyncio.sleep(0)
            if not self.sleepers:
                return
            first = min(self.sleepers, key=lambda each: each[0])
            self.sleepers.remove(first)
            self.now = max(self.now, first[0])
            if not first[1].cancelled():
                first[1].set_result(None)


@dataclass
class Turns:
    """Asks for turns, and tells who had one, and how many seconds after the start."""

    channel_gap: float = 1.0
    gap: float = 0.25
    given: list[tuple[str, float]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.clock = Pretended()
        self.pacer = Pacer(self.channel_gap, self.gap, self.clock, self.clock.sleep)

    async def ask(self, name: str) -> None:
        await self.pacer.turn(name.rstrip("0123456789"))
        self.given.append((name, self.clock.now - 100.0))

    async def all(self, *names: str) -> list[tuple[str, float]]:
        asking = [asyncio.create_task(self.ask(name)) for name in names]
        await self.clock.run()
        await asyncio.gather(*asking)
        return self.given


async def test_one_channel_has_its_turns_in_order() -> None:
    assert await Turns().all("a1", "a2", "a3") == [("a1", 0.0), ("a2", 1.0), ("a3", 2.0)]


async def test_all_channels_share_the_smaller_gap() -> None:
    given = await Turns().all("a1", "a2", "b1", "c1")
    assert given == [("a1", 0.0), ("b1", 0.25), ("c1", 0.5), ("a2", 1.0)]


async def test_a_free_channel_waits_for_nobody() -> None:
    turns = Turns()
    await turns.all("a1")
    turns.clock.now += 10
    assert await turns.all("a2") == [("a1", 0.0), ("a2", 10.0)]


async def test_a_channel_keeps_its_gap_where_all_wait_long() -> None:
    names = [f"{channel}{number}" for number in range(1, 4) for channel in "abcdefgh"]
    given = dict(await Turns().all(*names))
    between = [given[f"{each}{later}"] - given[f"{each}{later - 1}"] for each in "abcdefgh" for later in (2, 3)]
    assert min(between) >= 1.0
    assert max(given.values()) == (len(names) - 1) * 0.25


async def test_being_asked_to_wait_holds_everybody() -> None:
    turns = Turns()
    await turns.all("a1")
    turns.pacer.hold(7.0)
    assert await turns.all("a2", "b1") == [("a1", 0.0), ("b1", 7.0), ("a2", 7.25)]


async def test_who_waits_already_is_held_too() -> None:
    turns = Turns()
    asking = [asyncio.create_task(turns.ask(name)) for name in ("a1", "b1", "c1")]
    await asyncio.sleep(0)
    turns.pacer.hold(7.0)
    await turns.clock.run()
    await asyncio.gather(*asking)
    assert turns.given[1:] == [("b1", 7.0), ("c1", 7.25)]


async def test_a_turn_given_up_costs_nobody_time() -> None:
    turns = Turns()
    await turns.all("a1")
    given_up = asyncio.create_task(turns.ask("a2"))
    await asyncio.sleep(0)
    given_up.cancel()
    assert await turns.all("a3") == [("a1", 0.0), ("a3", 1.0)]


async def test_channels_long_free_are_forgotten() -> None:
    clock = Pretended()
    pacer = Pacer(1.0, 0.0, clock)
    for number in range(MANY):
        await pacer.turn(str(number))
    clock.now += 2.0
    await pacer.turn("last")
    await pacer.turn("late")
    assert len(pacer._channels) == 2  # noqa: SLF001 - memory shows nowhere else


@pytest.fixture
async def place(bot: Bot, tmp_path: Path) -> AsyncIterator[OnDiscord]:
    async with on_discord(bot, tmp_path, limits=True) as place:
        # Twice as slow as at work: a busy machine delivers in bursts. How near the limit one may go is for the bench.
        place.platform.border.pacer.gap = GAP * 2
        yield place


async def post(place: OnDiscord, *names: str) -> None:
    """Post into channels, named `general 1`, all at once."""
    wheres = [Place("Bees", str(place.guild.channel(name.partition(" ")[0]).id)) for name in names]
    await asyncio.gather(
        *(
            place.platform.border.post(where, Message(title=name), Mark(name))
            for where, name in zip(wheres, names, strict=True)
        )
    )


def titles(place: OnDiscord, channel: str) -> list[str]:
    return [message["embeds"][0]["title"] for message in place.guild.channel(channel).messages]


async def test_seven_posts_in_a_channel_break_no_limit(place: OnDiscord) -> None:
    names = [f"general {number}" for number in range(7)]
    await post(place, *names)
    assert (titles(place, "general"), place.server.too_many) == (names, 0)


async def test_sixty_posts_in_thirty_channels_break_no_limit(place: OnDiscord) -> None:
    channels = [place.guild.add_channel(f"c{number}").name for number in range(30)]
    names = [f"{channel} {number}" for number in (1, 2) for channel in channels]
    await place.server.link.flush()
    await post(place, *names)
    assert [titles(place, each) for each in channels] == [[f"{each} 1", f"{each} 2"] for each in channels]
    assert place.server.too_many == 0


async def test_publishing_keeps_under_the_limit_of_all(place: OnDiscord) -> None:
    channels = [place.guild.add_channel(f"n{number}", 5).name for number in range(30)]
    await place.server.link.flush()
    await post(place, *(f"{channel} 1" for channel in channels))
    published = [message["flags"] & 1 for each in channels for message in place.guild.channel(each).messages]
    assert (published, place.server.too_many) == ([1] * 30, 0)


async def test_opening_direct_messages_keeps_under_the_limit_of_all(place: OnDiscord) -> None:
    people = [place.member(f"Bee {number}") for number in range(30)]
    posts = (
        place.platform.border.post(Place("Bees", person=f"discord:{each.id}"), Message(title="Hello"), Mark("hello"))
        for each in people
    )
    await asyncio.gather(*posts)
    told = [len(each.in_direct_messages().channel.messages) for each in people]
    assert (told, place.server.too_many) == ([1] * 30, 0)
