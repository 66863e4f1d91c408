"""What a platform refuses, or delays: it is told once, tried again with patience, and holds up no other."""

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.core import Bot
from bot.platforms.pacer import Pacer
from bot.ports import Border, Found
from bot.posts.copies import MISTAKE
from tests.fakes.discord.messages import new_message
from tests.fakes.discord.permissions import READ_MESSAGE_HISTORY, SEND_MESSAGES
from tests.posts.in_both import BEES, KEY, ONE, RUNG, InBoth, in_both
from tests.posts.test_faults import both, posts_fail, the_copy
from tests.waiting import until

pytestmark = pytest.mark.anyio


@pytest.fixture
async def place(bot_on: Callable[..., Bot], tmp_path: Path) -> AsyncIterator[InBoth]:
    async with in_both(bot_on(bees_2024=BEES), tmp_path, RUNG - timedelta(minutes=1)) as place:
        await place.plan()
        yield place


@pytest.mark.parametrize("seconds", ["60", "900"])
async def test_a_platform_says_how_long_to_wait(place: InBoth, seconds: str) -> None:
    posts_fail(place, status=429, headers={"Retry-After": seconds})
    await place.at(RUNG)
    place.discord.platform.border.pacer = place.slack.platform.border.pacer = Pacer(0, 0)
    waits = [(await the_copy(place, community)).next_at for community in ("Bees", "Hive")]
    assert waits == [RUNG + timedelta(seconds=int(seconds))] * 2
    await place.at(RUNG + timedelta(seconds=int(seconds)))
    assert place.titles()[1] == ONE[1]


async def test_pauses_double_up_to_an_hour(place: InBoth) -> None:
    place.slack.server.fault("chat.postMessage", error="service_unavailable", times=12)
    pauses, now = [], RUNG
    for _ in range(12):
        await place.at(now)
        later = (await the_copy(place)).next_at
        assert later
        pauses.append(int((later - now).total_seconds()))
        now = later
    assert pauses == [5, 10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600]


async def test_what_cannot_be_posted_is_told_once(place: InBoth) -> None:
    place.discord.guild.channel("general").forbid(SEND_MESSAGES)
    place.slack.team.channel("general").archive()
    for now in (RUNG, RUNG, RUNG + timedelta(days=2)):
        await place.at(now)
    assert [state for state, _ in await both(place)] == ["failed", "failed"]
    said = sorted(
        f"Paper · Bees 2024 in {where}: {why}"[:40]
        for where, why in (("Bees", "The bot may not"), ("Hive", "The channel is"))
    )
    assert [sorted(line[:40] for line in told) for told in place.told()] == [said, said]


async def test_what_was_removed_there_stays_away(place: InBoth, bot_on: Callable[..., Bot]) -> None:
    await place.at(RUNG)
    place.discord.guild.channel("general").messages.clear()
    place.slack.team.channel("general").messages.clear()
    place.bot = bot_on(bees_2024=BEES.replace("Paper", "Essay"))
    await place.plan()
    await place.passes(RUNG + timedelta(days=2))
    assert (place.titles(), await both(place)) == (([], []), [("removed", "The message is not there any more.")] * 2)


async def test_what_cannot_be_looked_for_is_unclear(place: InBoth) -> None:
    posts_fail(place, cut="after")
    await place.at(RUNG)
    place.discord.guild.channel("general").forbid(READ_MESSAGE_HISTORY)
    place.slack.team.scopes.discard("channels:history")
    await place.discord.member().types("/workshop help")  # after which the bot has heard of it
    await place.passes(RUNG + timedelta(minutes=5), timedelta(minutes=1))
    await place.passes(RUNG + timedelta(days=2))
    assert (place.titles(), [state for state, _ in await both(place)]) == (ONE, ["unclear", "unclear"])
    assert [line.partition(": ")[2][:51] for line in place.told()[1]] == [
        "it may have been posted, and cannot be looked for: "
    ] * 2


async def test_too_much_to_look_through_is_unclear(place: InBoth, monkeypatch: pytest.MonkeyPatch) -> None:
    posts_fail(place, cut="before")
    await place.at(RUNG)
    ada, eve = place.slack.member("Ada"), place.discord.member("Eve").user
    room = place.discord.guild.channel("general")
    for platform in ("discord", "slack"):
        monkeypatch.setattr(f"bot.platforms.{platform}.border.MOST_LOOKED_AT", 3)
    room.messages += [new_message(room, eve, {"content": f"{number}"}) for number in range(4)]
    for number in range(4):
        await ada.says("general", f"{number}")
    await place.at(RUNG + timedelta(minutes=2))
    assert [state for state, _ in await both(place)] == ["unclear", "unclear"]


async def test_a_slow_place_delays_no_other(place: InBoth) -> None:
    place.slack.platform.border.patience = 1.0
    place.slack.server.fault("chat.postMessage", delay=60)
    place.now = RUNG
    await place.delivery.tick()
    await until(lambda: place.discord.guild.channel("general").messages)
    assert place.titles() == (ONE[0], [])


@dataclass
class Broken:
    """A border with a mistake of ours in it, before or after it has posted."""

    border: Border
    after: bool

    async def post(self, *what: Any) -> str:
        if self.after:
            await self.border.post(*what)
        raise KeyError("bees")

    @property
    def refuses_twice(self) -> bool:
        return self.border.refuses_twice

    async def find(self, *what: Any) -> Sequence[Found]:
        return await self.border.find(*what)


@pytest.mark.parametrize("after", [False, True])
async def test_a_mistake_of_ours_stops_no_other(place: InBoth, caplog: pytest.LogCaptureFixture, after: bool) -> None:
    communities = dict(place.delivery.communities)
    broken = Broken(place.slack.platform.border, after)
    place.delivery.communities = communities | {"Hive": replace(communities["Hive"], border=broken)}
    await place.at(RUNG)
    assert await both(place) == [("shown", ""), ("looking", MISTAKE)]
    assert f"delivery of {KEY} to Hive failed" in caplog.text
    place.delivery.communities = communities
    await place.passes(RUNG + timedelta(hours=2))
    assert place.titles() == ONE
