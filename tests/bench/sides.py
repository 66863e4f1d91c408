"""Two bots that take turns, ours and a bare peer, so that what the machine does meanwhile falls on both."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Protocol, TypeVar

from tests.bench.processes import Running

PATIENCE = 60.0  # seconds until a bot is given up
STARTS, TIMES, WARM, BURSTS = 5, 400, 30, 7
TRIED_AGAIN = 0.9  # seconds more, and a connection was refused and tried again after one: no work of a bot's
Times = list[list[float]]


class Side(Protocol):
    """A bot and its place on a local server."""

    async def start(self) -> tuple[Running, float]:
        """Start the bot; gives how long it took until its first answer came."""

    async def gone(self) -> None:
        """Wait until the server has noticed that the bot has ended."""


S = TypeVar("S", bound=Side)


@asynccontextmanager
async def started(sides: Sequence[S], times: int = STARTS) -> AsyncIterator[tuple[list[Running], Times]]:
    """Start each bot so many times; gives those of the last round, which run until the context ends, and the times."""
    took: Times = [[] for _ in sides]
    running: list[Running] = []
    try:
        for _ in range(times):
            await _stop(sides, running)
            for side, mine in zip(sides, took, strict=True):
                one, seconds = await side.start()
                running.append(one)
                mine.append(seconds)
        yield running, took
    finally:
        await _stop(sides, running)


async def _stop(sides: Sequence[S], running: list[Running]) -> None:
    for one in running:
        await one.stop()
    for side, _ in zip(sides, running, strict=False):
        await side.gone()
    running.clear()


async def in_turn(
    sides: Sequence[S], work: Callable[[S], Awaitable[float]], times: int = TIMES, warm: int = WARM
) -> Times:
    """Let each side do some work, one after the other; the first rounds are not counted."""
    took = [[await work(side) for side in sides] for _ in range(warm + times)]
    return [list(mine) for mine in zip(*took[warm:], strict=True)]


async def bursts(
    sides: Sequence[S], running: Sequence[Running], work: Callable[[S], Awaitable[float]]
) -> tuple[Times, str]:
    """Let each side serve many at once, several times; says too how their processor times compare.

    Of the peer's times those are left out where a connection was tried again: they would make our limit too wide.
    """
    before = [each.processor for each in running]
    mine, peers = await in_turn(sides, work, BURSTS, 1)
    used = [each.processor - start for each, start in zip(running, before, strict=True)]
    told = f"in processor time {used[0] / used[1]:.1f} times" if used[1] else ""
    return [mine, [each for each in peers if each < min(peers) + TRIED_AGAIN]], told
