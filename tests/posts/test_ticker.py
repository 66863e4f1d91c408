"""The ticker: it goes on whatever happens, and is never later than it says."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import aiohttp
import anyio
import anyio.lowlevel
import pytest
from pydantic import BaseModel, ValidationError

from bot.store.database import StoreError
from bot.ticker import EVERY, Ticker

pytestmark = pytest.mark.anyio
A_MOMENT = timedelta(milliseconds=10)
HOUR = timedelta(hours=1)
NOW = datetime(2024, 5, 1, tzinfo=UTC)


def _invalid() -> ValidationError:
    class Bee(BaseModel):
        name: str

    with pytest.raises(ValidationError) as caught:
        Bee.model_validate({})
    return caught.value


@dataclass
class Calls:
    """What is called: it counts, fails where told to, and says when it wants to be called next."""

    failing: list[BaseException] = field(default_factory=list)
    wanted: list[datetime | None] = field(default_factory=list)
    count: int = 0
    lasts: float = 0.0

    async def __call__(self) -> datetime | None:
        self.count += 1
        if self.failing:
            raise self.failing.pop()
        await anyio.sleep(self.lasts)
        return self.wanted.pop() if self.wanted else None

    async def reaches(self, count: int) -> None:
        """Wait until there were so many calls."""
        with anyio.fail_after(1):
            while self.count < count:  # noqa: ASYNC110
                await anyio.sleep(0.001)


@asynccontextmanager
async def ticking(
    calls: Calls, every: timedelta = EVERY, clock: Callable[[], datetime] = lambda: NOW
) -> AsyncIterator[Ticker]:
    ticker = Ticker(calls, clock, every)
    ticker.start()
    try:
        yield ticker
    finally:
        ticker.stop()
        await anyio.lowlevel.checkpoint()


async def test_it_begins_at_once_and_goes_on() -> None:
    calls = Calls()
    async with ticking(calls, A_MOMENT):
        await calls.reaches(4)
    assert timedelta(seconds=30) == EVERY


@pytest.mark.parametrize(
    "error",
    [
        ValueError("bees"),
        KeyError("bees"),
        _invalid(),
        aiohttp.ClientError(),
        TimeoutError(),
        OSError("the disk is full"),
        StoreError("bot.db: this could not be written"),
        AssertionError(),
        asyncio.CancelledError(),
    ],
    ids=lambda error: type(error).__name__,
)
async def test_the_next_call_comes_after_an_error(error: BaseException) -> None:
    calls = Calls(failing=[error, error])
    async with ticking(calls, A_MOMENT):
        await calls.reaches(4)
    assert calls.failing == []


async def test_what_went_wrong_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    calls = Calls(failing=[ValueError("a swarm of bees")])
    async with ticking(calls, A_MOMENT):
        await calls.reaches(2)
    assert ("Ticker._run" in caplog.text, "a swarm of bees" in caplog.text) == (True, True)


async def test_it_calls_when_it_is_wanted() -> None:
    calls = Calls(wanted=[NOW + A_MOMENT, NOW + A_MOMENT])
    async with ticking(calls):
        await calls.reaches(3)
        await anyio.sleep(0.03)
    assert calls.count == 3


@pytest.mark.parametrize("ago", [timedelta(0), timedelta(seconds=90), timedelta(days=30)])
async def test_what_is_late_is_not_dropped(ago: timedelta) -> None:
    calls = Calls(wanted=[NOW - ago])
    async with ticking(calls):
        await calls.reaches(2)


async def test_a_blocked_loop_drops_nothing() -> None:
    calls = Calls(wanted=[NOW + A_MOMENT])
    async with ticking(calls):
        await calls.reaches(1)
        threading_sleep(3 * A_MOMENT)
        await calls.reaches(2)


def threading_sleep(gap: timedelta) -> None:
    """Let nothing run for a while, as on a machine that sleeps."""
    end = datetime.now(UTC) + gap
    while datetime.now(UTC) < end:
        pass


async def test_waking_calls_at_once() -> None:
    calls = Calls()
    async with ticking(calls) as ticker:
        for count in range(1, 6):
            await calls.reaches(count)
            ticker.wake()
        await calls.reaches(6)


async def test_waking_during_a_call_is_not_lost() -> None:
    calls = Calls(lasts=0.02)
    async with ticking(calls) as ticker:
        await calls.reaches(1)
        ticker.wake()
        await anyio.sleep(0.005)
        ticker.wake()
        await calls.reaches(3)


async def test_several_starts_begin_once() -> None:
    calls = Calls()
    async with ticking(calls, HOUR) as ticker:
        for _ in range(4):
            ticker.start()
        await anyio.sleep(0.02)
    assert calls.count == 1


async def test_it_can_be_stopped_and_started_again() -> None:
    calls = Calls()
    ticker = Ticker(calls, lambda: NOW, HOUR)
    for count in range(1, 6):
        ticker.start()
        await calls.reaches(count)
        ticker.stop()
        ticker.stop()
        await anyio.lowlevel.checkpoint()
    await anyio.sleep(0.01)
    assert calls.count == 5


async def test_stopping_does_not_wait_for_a_call() -> None:
    calls = Calls(lasts=60)
    async with ticking(calls) as ticker:
        await calls.reaches(1)
    ticker.wake()
    await anyio.sleep(0.01)
    assert calls.count == 1


@pytest.mark.parametrize("step", [-HOUR, HOUR, timedelta(days=-400)])
async def test_a_step_of_our_clock_is_survived(step: timedelta) -> None:
    clock = [NOW]
    calls = Calls()
    async with ticking(calls, A_MOMENT, lambda: clock[0]):
        await calls.reaches(2)
        clock[0] += step
        calls.wanted = [NOW] * 3
        await calls.reaches(8)
    assert calls.count < 20


@pytest.mark.parametrize("step", [-HOUR, HOUR])
async def test_a_step_of_the_machines_clock_is_survived(monkeypatch: pytest.MonkeyPatch, step: timedelta) -> None:
    class Stepped(datetime):
        """The time, after somebody set the clock."""

        @classmethod
        def now(cls, tz: object = None) -> datetime:
            return datetime.now(UTC) + step

    calls = Calls()
    async with ticking(calls, A_MOMENT):
        await calls.reaches(2)
        monkeypatch.setattr("apscheduler.schedulers.base.datetime", Stepped)
        monkeypatch.setattr("bot.clock.datetime", Stepped)
        await calls.reaches(8)
