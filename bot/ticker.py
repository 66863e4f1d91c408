"""The ticker: wakes delivery at the next due instant, and at least every half minute."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.date import DateTrigger

from bot.clock import Clock, real

EVERY = timedelta(seconds=30)  # so that a step of the clock, or a sleep of the machine, delays nothing longer
MANY = 100  # calls under way; one more is left out

Tick = Callable[[], Awaitable[datetime | None]]


class Ticker:
    """Calls `tick`, which gives when it wants to be called next (aware UTC, by `clock`).

    What it raises is logged by the scheduler, and the next call comes all the same.
    """

    def __init__(self, tick: Tick, clock: Clock = real, every: timedelta = EVERY) -> None:
        """Take what is to be called."""
        self._tick, self._clock, self._every = tick, clock, every
        self._timer: asyncio.TimerHandle | None = None
        defaults = {"misfire_grace_time": None, "coalesce": True, "max_instances": MANY}
        self._scheduler = AsyncIOScheduler(timezone=UTC, job_defaults=defaults)

    def start(self) -> None:
        """Begin, with a call at once; what has begun is not begun again."""
        if self._timer is None:
            self._scheduler.start()
            self._beat()

    def wake(self) -> None:
        """Call now."""
        self._call_at(real(), "now")

    def stop(self) -> None:
        """End; what is being done is not waited for."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
            self._scheduler.shutdown(wait=False)

    def _beat(self) -> None:
        """Call now and every so often, by the loop's clock: the scheduler goes by the one that can be set back."""
        self.wake()
        self._timer = asyncio.get_running_loop().call_later(self._every.total_seconds(), self._beat)

    def _call_at(self, at: datetime, name: str) -> None:
        self._scheduler.add_job(self._run, DateTrigger(at), id=name, replace_existing=True)

    async def _run(self) -> None:
        try:
            wanted = await self._tick()
        except asyncio.CancelledError:  # stopped in the middle, which the scheduler would log as a fault
            return
        if wanted and (gap := wanted - self._clock()) < self._every:
            self._call_at(real() + gap, "next")
