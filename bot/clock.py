"""The real clock, and one that pretends another time."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from time import monotonic

Clock = Callable[[], datetime]
LAST = datetime(2199, 1, 1, tzinfo=UTC)
"""Where a clock that goes fast stops."""


def real() -> datetime:
    """Give the time now (aware UTC)."""
    return datetime.now(UTC)


def pretended(start: datetime, speed: float = 1) -> Clock:
    """Give a clock that reads `start` (aware UTC) now and goes on from there, `speed` times as fast as time does."""
    began = monotonic()

    def read() -> datetime:
        gone = timedelta(seconds=(monotonic() - began) * speed)
        return start + gone if gone < LAST - start else max(start, LAST)

    return read
