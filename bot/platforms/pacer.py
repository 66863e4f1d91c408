"""Keeps under a platform's limits without being told: so far apart in one channel, so far apart in all."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from time import monotonic

MANY = 1000  # channels, after which those long free are forgotten


@dataclass
class _Line:
    """Those who wait for one channel, in order, and when it is free."""

    free: float = 0.0
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


@dataclass
class Pacer:
    """Gives turns: at most one in `channel_gap` seconds to a channel, and one in `gap` seconds to all of them."""

    channel_gap: float
    gap: float
    clock: Callable[[], float] = monotonic
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    _channels: dict[str, _Line] = field(default_factory=dict)
    _all: _Line = field(default_factory=_Line)

    async def turn(self, channel: str) -> None:
        """Wait for the channel's turn."""
        line = self._channels.setdefault(channel, _Line())
        async with line.lock:
            await self._until_free(line)
            await self.any_turn()
            line.free = self.clock() + self.channel_gap
        self._forget()

    async def any_turn(self) -> None:
        """Wait for a turn that belongs to no channel."""
        async with self._all.lock:
            asked = self.clock()
            await self._until_free(self._all)
            self._all.free = max(self._all.free, asked) + self.gap

    def hold(self, seconds: float) -> None:
        """Give no turn to anybody for a while, as the platform asked."""
        self._all.free = max(self._all.free, self.clock() + seconds)

    async def _until_free(self, line: _Line) -> None:
        while (wait := line.free - self.clock()) > 0:
            await self.sleep(wait)

    def _forget(self) -> None:
        if len(self._channels) > MANY:
            now = self.clock()
            waited_for = {name: line for name, line in self._channels.items() if line.lock.locked() or line.free > now}
            self._channels = waited_for
