"""Posting as it runs for long: it keeps in step with the facts and the clock, and posts once."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import anyio
import pytest

from bot.config import Config
from bot.core import Bot
from bot.posting import posting
from bot.posts.post import Plan
from bot.store.database import StoreError
from bot.work import Settings, work_of
from tests.posts.in_both import BEES, ONE, RUNG, InBoth, in_both
from tests.waiting import until

pytestmark = pytest.mark.anyio
END = datetime(2024, 3, 2, 11, 59, tzinfo=UTC)
Told = Callable[[], None]


@pytest.fixture
async def place(bot_on: Callable[..., Bot], tmp_path: Path) -> AsyncIterator[InBoth]:
    async with in_both(bot_on(bees_2024=BEES), tmp_path, RUNG - timedelta(days=1)) as place:
        yield place


def runs(place: InBoth) -> AbstractAsyncContextManager[Told]:
    """Let it run, by the pretended clock."""
    return posting(work_of(place.bot, place.store, place.delivery, Settings(Config())))


async def shows(place: InBoth, titles: tuple[list[str], list[str]]) -> None:
    """Wait until these titles stand in both places."""
    with anyio.move_on_after(10):
        while place.titles() != titles:  # noqa: ASYNC110
            await anyio.sleep(0.001)
    assert place.titles() == titles


async def test_what_is_due_is_posted_by_itself(place: InBoth) -> None:
    async with runs(place) as told:
        place.now = RUNG
        told()
        await shows(place, ONE)


async def test_it_is_called_when_something_is_due(place: InBoth) -> None:
    began = datetime.now(UTC)
    place.delivery.clock = lambda: RUNG - timedelta(milliseconds=50) + (datetime.now(UTC) - began)
    async with runs(place):
        await shows(place, ONE)


async def test_changed_facts_are_shown(place: InBoth, bot_on: Callable[..., Bot]) -> None:
    async with runs(place) as told:
        place.now = RUNG
        told()
        await shows(place, ONE)
        place.bot.catalog = bot_on(bees_2024=BEES.replace("Paper", "Essay")).catalog
        told()
        await shows(place, (["Essay · Bees 2024"],) * 2)


async def test_nothing_is_posted_while_new_facts_are_taken(
    place: InBoth, bot_on: Callable[..., Bot], monkeypatch: pytest.MonkeyPatch
) -> None:
    adopt, begun = place.delivery.adopt, anyio.Event()

    async def slowly(planned: Plan) -> None:
        begun.set()
        await anyio.sleep(0.05)
        await adopt(planned)

    async with runs(place) as told:
        monkeypatch.setattr(place.delivery, "adopt", slowly)
        place.bot.catalog = bot_on(bees_2024=BEES.replace("2024-03-01", "2024-03-08")).catalog
        told()
        await begun.wait()
        place.now = RUNG
        place.bot.personal.wake()  # type: ignore[union-attr]
        await shows(place, (["Extended: Paper · Bees 2024"],) * 2)
        await anyio.sleep(0.1)
    assert place.titles() == (["Extended: Paper · Bees 2024"],) * 2


async def test_facts_that_could_not_be_taken_are_tried_again(
    place: InBoth, bot_on: Callable[..., Bot], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def fails(_: object) -> None:
        raise StoreError("bot.db: this could not be written")

    place.now = RUNG - timedelta(seconds=1)
    async with runs(place) as told:
        place.now = RUNG
        told()
        await shows(place, ONE)
        place.bot.catalog = bot_on(bees_2024=BEES.replace("Paper", "Essay")).catalog
        with monkeypatch.context() as broken:
            broken.setattr(place.delivery, "adopt", fails)
            told()
            await until(lambda: "bot.db: this could not be written" in caplog.text)
        place.bot.personal.wake()  # type: ignore[union-attr]
        await shows(place, (["Essay · Bees 2024"],) * 2)


async def test_ready_three_times_posts_once(place: InBoth) -> None:
    async with runs(place) as told:
        place.now = RUNG
        for _ in range(3):
            await place.discord.server.ready_again()
            told()
        await shows(place, ONE)
    assert place.titles() == ONE


async def test_a_platform_that_comes_later_gets_its_post(place: InBoth) -> None:
    place.discord.server.refuse_connections(True)
    async with runs(place) as told:
        place.now = RUNG
        told()
        await shows(place, ([], ONE[1]))
        place.discord.server.refuse_connections(False)
        with anyio.fail_after(2):
            while place.titles() != ONE:
                place.now += timedelta(seconds=30)
                told()
                await anyio.sleep(0.01)


@pytest.mark.parametrize("step", [timedelta(hours=-1), timedelta(days=-400), timedelta(days=2)])
async def test_a_step_of_the_clock_repeats_nothing(place: InBoth, step: timedelta) -> None:
    async with runs(place) as told:
        for now in (RUNG, RUNG + step, RUNG + timedelta(minutes=1)):
            place.now = now
            told()
            await anyio.sleep(0.03)
        await shows(place, ONE)
    states = {state for *_, state in await place.states()}
    assert (place.titles(), states) == (ONE, {"shown", "coming"})


async def test_it_ends_when_what_is_under_way_has(place: InBoth) -> None:
    place.slack.server.fault("chat.postMessage", delay=0.05)
    async with runs(place) as told:
        place.now = RUNG
        told()
        await shows(place, (ONE[0], []))
    assert place.titles() == ONE
    assert [state for *_, state in await place.states()].count("shown") == 2


async def test_nothing_is_asked_for_while_nothing_is_due(place: InBoth) -> None:
    asked = 0
    next_at = place.delivery.outbox.next_at

    async def counted() -> datetime | None:
        nonlocal asked
        asked += 1
        return await next_at()

    place.delivery.outbox.next_at = counted  # type: ignore[method-assign]
    async with runs(place):
        await anyio.sleep(0.15)
    assert asked == 1


async def test_five_runs_post_once_and_close(place: InBoth) -> None:
    paper, hour = ONE[0], timedelta(hours=1)
    steps = {RUNG: paper, RUNG + hour: paper, END - hour: paper * 2, END: [*paper, f"Closed: {paper[0]}"]}
    for now, titles in steps.items():
        async with runs(place) as told:
            place.now = now
            told()
            await shows(place, (titles, titles))
        await place.store.close()
        place.begin()
