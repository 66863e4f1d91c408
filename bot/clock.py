"""The real clock, and one that pretends another time."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from time import monotonic

Clock = Callable[[], datetime]


def real() -> datetime:
    """Give the time now (aware UTC)."""
    return datetime.now(UTC)


def pretended(start: datetime) -> Clock:
    """Give a clock that reads `start` (aware UTC) now and goes on from there."""
    began = monotonic()
    return lambda: start + timedelta(seconds=monotonic() - began)
