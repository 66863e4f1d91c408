from datetime import UTC, datetime, timedelta

import pytest

from bot.clock import LAST, pretended, real


def test_the_real_clock_is_aware() -> None:
    assert real().tzinfo is UTC
    assert abs(real() - datetime.now(UTC)) < timedelta(minutes=1)


def test_a_pretended_clock_begins_where_told_and_goes_on() -> None:
    start = datetime(2024, 5, 20, 12, tzinfo=UTC)
    now = pretended(start)
    readings = [now(), now(), now()]
    assert readings == sorted(readings)
    assert start <= readings[0] < start + timedelta(minutes=1)


def test_a_fast_clock_gains_on_a_slow_one(monkeypatch: pytest.MonkeyPatch) -> None:
    seconds = iter([100.0, 100.0, 102.0, 102.0])
    monkeypatch.setattr("bot.clock.monotonic", lambda: next(seconds))
    start = datetime(2024, 5, 15, tzinfo=UTC)
    slow, fast = pretended(start), pretended(start, 3600)
    assert (slow() - start, fast() - start) == (timedelta(seconds=2), timedelta(hours=2))


def test_a_fast_clock_stops_before_it_leaves_the_calendar(monkeypatch: pytest.MonkeyPatch) -> None:
    seconds = iter([0.0, 1e7])
    monkeypatch.setattr("bot.clock.monotonic", lambda: next(seconds))
    assert pretended(datetime(2024, 5, 15, tzinfo=UTC), 86_400)() == LAST
