from datetime import UTC, datetime, timedelta

from bot.clock import pretended, real


def test_the_real_clock_is_aware() -> None:
    assert real().tzinfo is UTC
    assert abs(real() - datetime.now(UTC)) < timedelta(minutes=1)


def test_a_pretended_clock_begins_where_told_and_goes_on() -> None:
    start = datetime(2024, 5, 20, 12, tzinfo=UTC)
    now = pretended(start)
    readings = [now(), now(), now()]
    assert readings == sorted(readings)
    assert start <= readings[0] < start + timedelta(minutes=1)
