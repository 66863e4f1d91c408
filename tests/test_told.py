import locale
from datetime import UTC, date, datetime

import pytest

from bot.moment import Moment, read_moment
from bot.told import beside, told, told_clock, told_day, told_utc_clock, told_zone


@pytest.mark.parametrize(
    ("written", "zone", "expected"),
    [
        ("2024-05-29 AoE", "AoE", "Wed 29 May 2024, 23:59 AoE"),
        ("2024-05-29 AoE", "UTC", "Thu 30 May 2024, 11:59 UTC"),
        ("2024-07-27 09:00 Europe/Vienna", "Europe/Vienna", "Sat 27 Jul 2024, 09:00 Vienna time"),
        ("2024-01-01 00:05 UTC+9", "UTC+9", "Mon 1 Jan 2024, 00:05 UTC+9"),
        ("2024-01-01 00:05 UTC-3:30", "UTC-3:30", "Mon 1 Jan 2024, 00:05 UTC-3:30"),
        ("2024-12-09 17:00 UTC", "America/Argentina/Buenos_Aires", "Mon 9 Dec 2024, 14:00 Buenos Aires time"),
    ],
)
def test_tells_an_instant_in_a_zone(written: str, zone: str, expected: str) -> None:
    assert told(read_moment(written), zone) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2024-05-29 AoE", "Wed 29 May 2024, 23:59 AoE; Thu 30 May 2024, 11:59 UTC"),
        ("2024-05-29 11:59 UTC", "Wed 29 May 2024, 11:59 UTC"),
        ("2024-01-15 09:00 Europe/London", "Mon 15 Jan 2024, 09:00 London time"),
        ("2024-07-15 09:00 Europe/London", "Mon 15 Jul 2024, 09:00 London time; Mon 15 Jul 2024, 08:00 UTC"),
    ],
)
def test_tells_the_zone_as_written_and_utc(written: str, expected: str) -> None:
    assert beside(read_moment(written)) == expected


@pytest.mark.parametrize(
    ("written", "reader", "expected"),
    [
        ("2024-07-27 09:00 Europe/Vienna", "Europe/Paris", "Sat 27 Jul 2024, 07:00 UTC"),
        ("2024-07-27 09:00 Europe/Vienna", "UTC", "Sat 27 Jul 2024, 09:00 Vienna time"),
        ("2024-01-15 09:00 UTC", "Europe/London", ""),
        ("2024-05-29 AoE", "Asia/Tokyo", "Wed 29 May 2024, 23:59 AoE; Thu 30 May 2024, 11:59 UTC"),
    ],
)
def test_leaves_out_what_the_reader_sees_anyway(written: str, reader: str, expected: str) -> None:
    assert beside(read_moment(written), reader=reader) == expected


@pytest.mark.parametrize(
    ("zone", "expected"),
    [("Europe/Vienna", "16:30"), ("America/New_York", "10:30"), ("Asia/Tokyo", "23:30"), ("Asia/Seoul", "23:30"),
     ("Australia/Sydney", "Sun 00:30"), ("UTC-12", "02:30"), ("UTC+14", "Sun 04:30")],
)  # fmt: skip
def test_tells_the_hour_with_the_day_where_it_is_another(zone: str, expected: str) -> None:
    assert told_clock(read_moment("2024-07-27 16:30 Europe/Vienna"), zone) == expected


def test_tells_a_day_with_or_without_its_name() -> None:
    day = date(2024, 2, 29)
    assert [told_day(day), told_day(day, weekday=False)] == ["Thu 29 Feb 2024", "29 Feb 2024"]


def test_tells_the_hour_alone_in_utc() -> None:
    assert told_utc_clock(read_moment("2024-05-29 AoE")) == "11:59 UTC"


def test_names_a_place_by_its_last_part() -> None:
    assert [told_zone(zone) for zone in ("AoE", "UTC", "Asia/Tokyo")] == ["AoE", "UTC", "Tokyo time"]


def test_speaks_english_under_any_locale() -> None:
    before = locale.setlocale(locale.LC_TIME)
    try:
        for name in ("de_DE.UTF-8", "fr_FR.UTF-8", "C"):
            try:
                locale.setlocale(locale.LC_TIME, name)
            except locale.Error:
                continue
            assert told(Moment(datetime(2024, 5, 29, tzinfo=UTC)), "UTC") == "Wed 29 May 2024, 00:00 UTC"
    finally:
        locale.setlocale(locale.LC_TIME, before)
