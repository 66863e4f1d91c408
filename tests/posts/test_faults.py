"""Whatever goes wrong on the way: exactly one copy in every place, and nobody waits for a broken one."""

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import anyio
import pytest

from bot.core import Bot
from bot.posts.deliver import LOOK_AFTER, LOOK_AGAIN
from bot.posts.post import Copy
from tests.posts.in_both import BEES, KEY, ONE, RUNG, InBoth, in_both

pytestmark = pytest.mark.anyio
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
SOON = 0.05  # seconds after which a platform is given up

LOST: list[dict[str, Any]] = [{"status": 500}, {"delay": 4 * SOON, "cut": "before"}, {"cut": "before"}]
ARRIVED: list[dict[str, Any]] = [{"status": 500, "after": True}, {"delay": 4 * SOON, "after": True}, {"cut": "after"}]
BUSY = {"status": 429, "headers": {"Retry-After": "0"}}


@pytest.fixture
async def place(bot_on: Callable[..., Bot], tmp_path: Path) -> AsyncIterator[InBoth]:
    async with in_both(bot_on(bees_2024=BEES), tmp_path, RUNG - MINUTE) as place:
        await place.plan()
        yield place


async def impatient(place: InBoth, now: datetime) -> None:
    """Let it be a time, and give a platform up soon."""
    borders = (place.discord.platform.border, place.slack.platform.border)
    for border in borders:
        border.patience = SOON
    await place.at(now)
    for border in borders:
        border.patience = 5.0


def posts_fail(place: InBoth, **how: Any) -> None:
    """Let the next post go wrong on both platforms."""
    place.discord.server.fault("POST", "/messages$", **how)
    place.slack.server.fault("chat.postMessage", **how)


def edits_fail(place: InBoth, **how: Any) -> None:
    """Let the next edit go wrong on both platforms."""
    place.discord.server.fault("PATCH", "/messages/", **how)
    place.slack.server.fault("chat.update", **how)


async def the_copy(place: InBoth, community: str = "Hive") -> Copy:
    copy = await place.delivery.outbox.copy(KEY, community)
    assert copy
    return copy


async def both(place: InBoth) -> list[tuple[str, str]]:
    """Give how the copies of the rung stand in both places."""
    copies = [await the_copy(place, community) for community in ("Bees", "Hive")]
    return [(copy.state, copy.why) for copy in copies]


async def dies(place: InBoth) -> None:
    """End the process in the middle of what it does, and start another."""
    for task in list(place.delivery._under_way.values()):  # noqa: SLF001 - the process is ours to kill
        task.cancel()
    await place.store.close()
    place.begin()
    await place.delivery.recover()
    await place.plan()


@pytest.mark.parametrize("how", [*LOST, *ARRIVED, BUSY])
async def test_after_any_fault_one_copy_stands(place: InBoth, how: dict[str, Any]) -> None:
    posts_fail(place, **how)
    await impatient(place, RUNG)
    await place.passes(RUNG + 12 * MINUTE, 15 * SECOND)
    assert (place.titles(), [state for state, _ in await both(place)]) == (ONE, ["shown", "shown"])


async def test_a_wait_that_arrived_is_one_copy_on_discord(place: InBoth) -> None:
    place.discord.server.fault("POST", "/messages$", after=True, **BUSY)
    await place.at(RUNG)
    await place.passes(RUNG + 12 * MINUTE, MINUTE)
    assert place.titles() == ONE


async def test_it_is_looked_for_after_ninety_seconds(place: InBoth) -> None:
    posts_fail(place, cut="after")
    await place.at(RUNG)
    await place.at(RUNG + 89 * SECOND)
    assert [state for state, _ in await both(place)] == ["looking", "looking"]
    await place.at(RUNG + 90 * SECOND)
    assert [state for state, _ in await both(place)] == ["shown", "shown"]


async def test_what_moves_before_it_arrived_is_not_posted(place: InBoth, bot_on: Callable[..., Bot]) -> None:
    posts_fail(place, cut="before")
    await place.at(RUNG)
    place.bot = bot_on(bees_2024=BEES.replace("03-01", "03-08"))
    await place.plan()
    await place.passes(RUNG + 12 * MINUTE, MINUTE)
    assert (place.titles(), [state for state, _ in await both(place)]) == (([], []), ["skipped", "skipped"])


@pytest.mark.parametrize("how", [{"status": 503}, {"cut": "before"}])
async def test_looking_is_tried_again_with_patience(place: InBoth, how: dict[str, Any]) -> None:
    posts_fail(place, cut="after")
    place.discord.server.fault("GET", "/messages$", times=2, **how)
    place.slack.server.fault("conversations.history", times=2, **how)
    await place.at(RUNG)
    await place.at(RUNG + LOOK_AFTER)
    waits = [(await the_copy(place, community)).next_at for community in ("Bees", "Hive")]
    assert min(filter(None, waits)) > RUNG + LOOK_AFTER + SECOND
    await place.passes(RUNG + 12 * MINUTE, 15 * SECOND)
    assert place.titles() == ONE


async def test_an_extra_copy_is_deleted_later(place: InBoth) -> None:
    posts_fail(place, delay=5 * SOON)
    await impatient(place, RUNG)
    await place.passes(RUNG + LOOK_AFTER + SECOND, LOOK_AFTER)
    with anyio.move_on_after(5):
        while place.titles() != (ONE[0] * 2,) * 2:  # noqa: ASYNC110 - until the first attempt has arrived after all
            await anyio.sleep(0.001)
    await place.passes(RUNG + LOOK_AFTER + LOOK_AGAIN + MINUTE, MINUTE)
    kept = [(await the_copy(place, community)).id for community in ("Bees", "Hive")]
    rooms = (place.discord.guild.channel("general"), place.slack.team.channel("general"))
    names = [each.get("id") or each["ts"] for room in rooms for each in room.messages]
    assert (place.titles(), names) == (ONE, kept)


@pytest.mark.parametrize("how", [*LOST, *ARRIVED, BUSY])
async def test_an_edit_arrives_after_any_fault(place: InBoth, bot_on: Callable[..., Bot], how: dict[str, Any]) -> None:
    await place.at(RUNG)
    place.bot = bot_on(bees_2024=BEES.replace("Paper", "Essay"))
    await place.plan()
    edits_fail(place, **how)
    await impatient(place, RUNG + SECOND)
    await place.passes(RUNG + 3 * MINUTE, 15 * SECOND)
    assert place.titles() == (["Essay · Bees 2024"],) * 2


@pytest.mark.parametrize("how", [{"delay": 9 * SOON, "cut": "before"}, {"delay": 9 * SOON, "after": True}])
async def test_what_was_cut_off_is_there_once(place: InBoth, how: dict[str, Any]) -> None:
    posts_fail(place, **how)
    place.now = RUNG
    await place.delivery.tick()
    await anyio.sleep(4 * SOON)  # by when both have been asked
    await dies(place)
    await place.passes(RUNG + LOOK_AFTER + MINUTE, MINUTE)
    assert (place.titles(), [state for state, _ in await both(place)]) == (ONE, ["shown", "shown"])


async def test_what_was_sent_but_not_recorded_is_adopted(place: InBoth) -> None:
    await place.at(RUNG)
    shown = [await the_copy(place, community) for community in ("Bees", "Hive")]
    for copy in shown:
        await place.delivery.outbox.put(replace(copy, state="sending", next_at=None, id="", shown=""))
    await dies(place)
    await place.passes(RUNG + LOOK_AFTER + MINUTE, MINUTE)
    assert (place.titles(), [(await the_copy(place, each.community)).id for each in shown]) == (
        ONE,
        [copy.id for copy in shown],
    )
