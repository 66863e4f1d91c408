"""What organizers are told: kept with what it tells of, delivered like any other post, once."""

from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core import Bot
from tests.fakes.discord.permissions import SEND_MESSAGES
from tests.posts.in_both import BEES, KEY, ONE, RUNG, InBoth, in_both

pytestmark = pytest.mark.anyio
MINUTE = timedelta(minutes=1)
WHY = "The channel is archived. Unarchive it, or choose another one."
REFUSED = f"Paper · Bees 2024 in Hive: {WHY}"


@pytest.fixture
async def place(bot_on: Callable[..., Bot], tmp_path: Path) -> AsyncIterator[InBoth]:
    async with in_both(bot_on(bees_2024=BEES), tmp_path, RUNG - MINUTE) as place:
        await place.plan()
        yield place


async def keys(place: InBoth) -> list[str]:
    """Give the keys of what organizers were to be told."""
    return [key for key in (await place.delivery.outbox.stored()).posts if key.startswith("told/")]


async def dies(place: InBoth) -> None:
    """End the process, and start another."""
    await place.store.close()
    place.begin()
    await place.delivery.recover()
    await place.plan()


async def test_a_failure_is_told_in_every_community(place: InBoth) -> None:
    place.slack.team.channel("general").archive()
    await place.passes(RUNG + 20 * MINUTE, 5 * MINUTE)
    assert place.told() == ([REFUSED], [REFUSED])


async def test_what_was_to_be_told_outlives_the_process(place: InBoth) -> None:
    place.slack.team.channel("general").archive()
    await place.at(RUNG)
    assert place.told() == ([], [])
    await dies(place)
    await place.at(RUNG + MINUTE)
    await dies(place)
    await place.passes(RUNG + 20 * MINUTE, 5 * MINUTE)
    assert place.told() == ([REFUSED], [REFUSED])


async def test_telling_that_is_cut_off_is_there_once(place: InBoth) -> None:
    place.slack.team.channel("general").archive()
    await place.at(RUNG)
    place.discord.server.fault("POST", "/messages$", cut="after")
    place.slack.server.fault("chat.postMessage", cut="after")
    await place.passes(RUNG + 20 * MINUTE, MINUTE)
    assert place.told() == ([REFUSED], [REFUSED])


async def test_what_cannot_be_told_begets_nothing(place: InBoth, caplog: pytest.LogCaptureFixture) -> None:
    for channel in ("general", "organizers"):
        place.slack.team.channel(channel).archive()
    place.discord.guild.channel("organizers").forbid(SEND_MESSAGES)
    await place.passes(RUNG + 20 * MINUTE, 5 * MINUTE)
    (told,) = await keys(place)
    assert {state for key, _, state in await place.states() if key == told} == {"failed"}
    assert f"{told} in Hive: The channel is archived." in caplog.text


async def test_a_key_is_told_once(place: InBoth) -> None:
    for text in ("Somebody has *joined*.", "Somebody else has."):
        await place.delivery.tell("joined/1", "News", text)
    await place.at(RUNG - MINUTE)
    await place.delivery.tell("joined/1", "News", "Somebody has *joined*.")
    await place.at(RUNG - MINUTE)
    assert place.told() == (["Somebody has *joined*."], ["Somebody has _joined_."])


async def test_telling_asks_for_a_tick(place: InBoth) -> None:
    woken: list[bool] = []
    place.delivery.wake = lambda: woken.append(True)
    await place.delivery.tell("joined/1", "News", "Somebody has joined.")
    assert woken == [True]


async def test_without_a_place_for_organizers_nobody_is_told(place: InBoth, caplog: pytest.LogCaptureFixture) -> None:
    for community in place.delivery.communities.values():
        community.channels.pop("organizers")  # type: ignore[attr-defined]
    place.slack.team.channel("general").archive()
    await place.at(RUNG)
    await place.delivery.tell("joined/1", "News", "Somebody has joined.")
    assert (await keys(place), f"{KEY} in Hive: {WHY}" in caplog.text, place.titles()[0]) == ([], True, ONE[0])
