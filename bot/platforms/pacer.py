"""Keeps under a platform's limits without being told: so far apart in one channel, so far apart in all."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic

MANY = 1000  # channels, after which those long free are forgotten


@dataclass
class Pacer:
    """Gives turns: at most one in `channel_gap` seconds to a channel, and one in `gap` seconds to all of them."""

    channel_gap: float
    gap: float
    clock: Callable[[], float] = monotonic
    _free: dict[str, float] = field(default_factory=dict)
    _all_free: float = 0.0

    async def turn(self, channel: str) -> None:
        """Wait for the channel's turn."""
        now = self.clock()
        at = max(now, self._free.get(channel, now))
        self._free[channel] = at + self.channel_gap
        await asyncio.sleep(at - now)
        now = self.clock()
        at = max(now, self._all_free)
        self._all_free = at + self.gap
        await asyncio.sleep(at - now)
        if len(self._free) > MANY:
            self._free = {name: free for name, free in self._free.items() if free > at}

    def hold(self, seconds: float) -> None:
        """Give no turn to anybody for a while, as the platform asked."""
        self._all_free = max(self._all_free, self.clock() + seconds)
