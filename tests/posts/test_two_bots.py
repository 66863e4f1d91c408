"""Two bots with the same tokens, each on a file of its own: they come to agree on one copy of everything."""

from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path

import anyio
import pytest

from bot.core import Bot
from bot.message import Message
from bot.posts.deliver import LOOK_AGAIN
from bot.posts.merge import Changes
from bot.posts.post import Copy, Post, Version
from tests.posts.in_both import BEES, KEY, ONE, RUNG, InBoth, in_both

pytestmark = pytest.mark.anyio
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
Two = tuple[InBoth, InBoth]


@pytest.fixture
async def two(bot_on: Callable[..., Bot], tmp_path: Path) -> AsyncIterator[Two]:
    async with in_both(bot_on(bees_2024=BEES), tmp_path, RUNG - MINUTE) as one:
        folder = tmp_path / "other"
        folder.mkdir()
        other = InBoth(one.bot, one.discord, one.slack, folder, one.now)
        other.begin()
        for each in (one, other):
            await each.plan()
        yield one, other
        await other.delivery.settle()
        await other.store.close()


async def at_once(two: Two, now: object) -> None:
    """Let it be a time for both at the same instant."""
    async with anyio.create_task_group() as tasks:
        for each in two:
            tasks.start_soon(each.at, now)


async def ids(two: Two) -> list[set[str]]:
    """Give which messages both say is their copy, on Discord and on Slack."""
    found = [[await each.delivery.outbox.copy(KEY, name) for each in two] for name in ("Bees", "Hive")]
    return [{copy.id for copy in copies if copy} for copies in found]


async def test_both_keep_the_same_copy(two: Two) -> None:
    await at_once(two, RUNG)
    assert two[0].titles() == (ONE[0], ONE[1] * 2)
    first = two[0].slack.team.channel("general").messages[0]["ts"]
    await at_once(two, RUNG + LOOK_AGAIN)
    assert (two[0].titles(), (await ids(two))[1]) == (ONE, {first})
    assert [len(each) for each in await ids(two)] == [1, 1]


async def test_both_go_on_with_it(two: Two) -> None:
    now = RUNG
    while now < RUNG + timedelta(days=15):
        await at_once(two, now)
        await at_once(two, now + LOOK_AGAIN)
        now += 12 * HOUR
    paper = ONE[0] * 2
    assert two[0].titles() == ([*paper, f"Closed: {paper[0]}"],) * 2
    assert {state for each in two for *_, state in await each.states()} == {"shown"}


async def test_one_alone_looks_once_more(two: Two) -> None:
    one = two[0]
    await one.passes(RUNG + HOUR, MINUTE)
    assert [call.method for call in one.slack.server.calls].count("conversations.history") == 1
    assert not any(each.method == "GET" and "/messages" in each.path for each in one.discord.server.requests)
    assert one.titles() == ONE


async def test_a_look_that_fails_is_tried_again(two: Two) -> None:
    await at_once(two, RUNG)
    two[0].slack.server.fault("conversations.history", status=503, times=2)
    for minutes in range(11):
        await at_once(two, RUNG + LOOK_AGAIN + minutes * MINUTE)
    assert two[0].titles() == ONE


async def test_a_direct_message_is_not_looked_for(two: Two) -> None:
    one = two[0]
    ada = f"slack:{one.slack.team.id}:{one.slack.member('Ada').id}"
    post = Post("personal/1", "personal", "personal/1", RUNG, RUNG + HOUR, (Version(RUNG, Message(text="Hi"), "r"),))
    await one.delivery.outbox.change(lambda _: Changes((post,), (Copy(post.key, "Hive", "coming", RUNG, person=ada),)))
    await one.passes(RUNG + HOUR, MINUTE)
    assert [call.method for call in one.slack.server.calls].count("conversations.history") == 1  # of the rung
