import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, timezone
from time import tzset

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.moment import Moment, read_moment, read_when
from bot.zones import AOE, read_zone, zone_name

DAYS = st.dates(date(1900, 1, 1), date(2199, 12, 31))
ZONES = ["AoE", "UTC", "UTC+9", "UTC-3:30", "UTC+14", "Europe/Vienna", "America/New_York", "Australia/Lord_Howe"]


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


# ── Anywhere on Earth ──


@pytest.mark.parametrize(
    ("written", "instant"),
    [
        ("2024-05-29 AoE", "2024-05-30T11:59"),
        ("2024-07-14 AoE", "2024-07-15T11:59"),
        ("2025-08-22 AoE", "2025-08-23T11:59"),
        ("2026-05-08 AoE", "2026-05-09T11:59"),
        ("2026-06-12 AoE", "2026-06-13T11:59"),
        ("2024-02-28 AoE", "2024-02-29T11:59"),
        ("2024-02-29 AoE", "2024-03-01T11:59"),
        ("2025-02-28 AoE", "2025-03-01T11:59"),
        ("2024-12-31 AoE", "2025-01-01T11:59"),
        ("1900-01-01 AoE", "1900-01-02T11:59"),
        ("2199-12-31 AoE", "2200-01-01T11:59"),
        ("2024-05-29 23:59 AoE", "2024-05-30T11:59"),
        ("2024-05-29 11:59 AoE", "2024-05-29T23:59"),
        ("2024-05-29 00:00 aoe", "2024-05-29T12:00"),
    ],
)
def test_aoe_is_the_end_of_the_day_twelve_hours_behind_utc(written: str, instant: str) -> None:
    assert read_when(written) == Moment(utc(instant), "AoE")


@given(DAYS)
def test_aoe_is_utc_minus_12_on_every_day(day: date) -> None:
    moment = read_moment(f"{day} AoE")
    assert moment.at == read_moment(f"{day} 23:59 UTC-12").at
    assert moment.at == datetime.combine(day + timedelta(days=1), time(11, 59), UTC)


@given(DAYS)
def test_aoe_ends_the_day_last_of_all_zones(day: date) -> None:
    aoe = read_moment(f"{day} AoE").at
    assert all(read_moment(f"{day} {zone}").at <= aoe for zone in ("UTC", "UTC+9", "UTC-11", "Pacific/Honolulu"))


# ── Zones ──


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2024-07-27 09:00 Europe/Vienna", Moment(utc("2024-07-27T07:00"), "Europe/Vienna")),
        ("2024-01-27 09:00 europe/vienna", Moment(utc("2024-01-27T08:00"), "Europe/Vienna")),
        ("2024-07-27 9:00 america/new york", Moment(utc("2024-07-27T13:00"), "America/New_York")),
        ("2024-07-27 Europe/Vienna", Moment(utc("2024-07-27T21:59"), "Europe/Vienna")),
        ("2024-05-20T12:00Z", Moment(utc("2024-05-20T12:00"), "UTC")),
        ("2024-05-20 12:00 utc", Moment(utc("2024-05-20T12:00"), "UTC")),
        ("2024-05-20 12:00 UTC+0", Moment(utc("2024-05-20T12:00"), "UTC")),
        ("2024-05-20 12:00 UTC+9", Moment(utc("2024-05-20T03:00"), "UTC+9")),
        ("2024-05-20 12:00 UTC-08", Moment(utc("2024-05-20T20:00"), "UTC-8")),
        ("2024-05-20 12:00 UTC+5:45", Moment(utc("2024-05-20T06:15"), "UTC+5:45")),
        ("2024-05-20 12:00 UTC-03:30", Moment(utc("2024-05-20T15:30"), "UTC-3:30")),
        ("2024-05-20 12:00 UTC+14", Moment(utc("2024-05-19T22:00"), "UTC+14")),
        ("2024-05-20 12:00 UTC-12", Moment(utc("2024-05-21T00:00"), "UTC-12")),
    ],
)
def test_a_zone_makes_an_instant_of_a_time(written: str, moment: Moment) -> None:
    assert read_when(written) == moment


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("PST", "'PST' is an abbreviation, not a zone; write America/Los_Angeles"),
        ("pdt", "'pdt' is an abbreviation, not a zone; write America/Los_Angeles"),
        ("CET", "'CET' is an abbreviation, not a zone; write Europe/Vienna"),
        ("GMT", "'GMT' is an abbreviation, not a zone; write UTC"),
        ("EST", "'EST' is an abbreviation, not a zone; write America/New_York"),
        ("GMT+02", "'GMT+02' is not a zone; write AoE, UTC, UTC+9 or a place such as Europe/Vienna"),
        ("Etc/GMT+5", "'Etc/GMT+5' has its sign turned round; write UTC-5"),
        ("etc/gmt-14", "'etc/gmt-14' has its sign turned round; write UTC+14"),
        ("Etc/GMT+12", "'Etc/GMT+12' has its sign turned round; write UTC-12"),
        ("Etc/GMT+0", "'Etc/GMT+0' has its sign turned round; write UTC"),
        ("Etc/GMT-99", "there is no zone UTC+99; offsets run from UTC-12 to UTC+14"),
        ("Etc/UTC", "'Etc/UTC' is no place; write UTC, UTC+9 or a place such as Europe/Vienna"),
        ("UTC+15", "there is no zone UTC+15; offsets run from UTC-12 to UTC+14"),
        ("UTC-12:30", "there is no zone UTC-12:30; offsets run from UTC-12 to UTC+14"),
        ("UTC+5:75", "there is no zone UTC+5:75; offsets run from UTC-12 to UTC+14"),
        *(
            (text, f"'{text}' is not a zone; write AoE, UTC, UTC+9 or a place such as Europe/Vienna")
            for text in ("", "Vienna", "Europe/Wien", "America/Argentina", "../etc", "right/Europe/Vienna", "a/\0")
        ),
        ("UTC9", "'UTC9' is not a zone; write UTC+9, UTC-3:30 or a place such as Europe/Vienna"),
    ],
)
def test_refuses_a_zone_with_the_right_spelling(written: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(sentence)}$"):
        zone_name(written)


@pytest.mark.parametrize("zone", ZONES)
def test_gives_a_zone_its_one_spelling(zone: str) -> None:
    assert [zone_name(zone), zone_name(zone.lower()), zone_name(f" {zone.upper()} ")] == [zone] * 3


def test_reads_the_zones_it_names() -> None:
    assert [read_zone("AoE"), read_zone("UTC"), read_zone("UTC-3:30")] == [AOE, UTC, timezone(-timedelta(hours=3.5))]


# ── Hours that a clock change skips or repeats ──

SKIPPED = [
    *(f"{day} 02:30 Europe/Vienna" for day in ("2024-03-31", "2025-03-30", "2026-03-29")),
    *(f"{day} 02:30 America/New_York" for day in ("2024-03-10", "2025-03-09", "2026-03-08")),
    *(f"{day} 01:30 Europe/London" for day in ("2024-03-31", "2025-03-30", "2026-03-29")),
    *(f"{day} 02:15 Australia/Lord_Howe" for day in ("2024-10-06", "2025-10-05", "2026-10-04")),
    "2011-12-30 12:00 Pacific/Apia",  # a whole day
]
REPEATED = [
    *(f"{day} 02:30 Europe/Vienna" for day in ("2024-10-27", "2025-10-26", "2026-10-25")),
    *(f"{day} 01:30 America/New_York" for day in ("2024-11-03", "2025-11-02", "2026-11-01")),
    *(f"{day} 01:30 Europe/London" for day in ("2024-10-27", "2025-10-26", "2026-10-25")),
    *(f"{day} 01:45 Australia/Lord_Howe" for day in ("2024-04-07", "2025-04-06", "2026-04-05")),
]


@pytest.mark.parametrize("written", SKIPPED)
def test_refuses_a_time_that_the_clocks_skip(written: str) -> None:
    time_alone, _, zone = written.rpartition(" ")
    sentence = f"{time_alone} does not exist in {zone}: the clocks go forward over it; write it in UTC"
    with pytest.raises(ValueError, match=f"^{re.escape(sentence)}$"):
        read_when(written)


@pytest.mark.parametrize("written", REPEATED)
def test_refuses_a_time_that_comes_twice(written: str) -> None:
    time_alone, _, zone = written.rpartition(" ")
    sentence = f"{time_alone} comes twice in {zone}: the clocks go back over it; write it in UTC"
    with pytest.raises(ValueError, match=f"^{re.escape(sentence)}$"):
        read_when(written)


@pytest.mark.parametrize(
    ("written", "instant"),
    [
        ("2024-03-31 01:59 Europe/Vienna", "2024-03-31T00:59"),
        ("2024-03-31 03:00 Europe/Vienna", "2024-03-31T01:00"),
        ("2024-10-27 01:59 Europe/Vienna", "2024-10-26T23:59"),
        ("2024-10-27 03:00 Europe/Vienna", "2024-10-27T02:00"),
        ("2024-10-06 02:30 Australia/Lord_Howe", "2024-10-05T15:30"),
        ("2024-04-07 02:00 Australia/Lord_Howe", "2024-04-06T15:30"),
    ],
)
def test_reads_the_minutes_around_a_clock_change(written: str, instant: str) -> None:
    assert read_moment(written).at == utc(instant)


# ── The machine's own zone ──


@pytest.fixture(params=["Asia/Tokyo", "America/Los_Angeles", "Pacific/Kiritimati", "nonsense"])
def machine_zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    with monkeypatch.context() as patch:
        patch.setenv("TZ", request.param)
        tzset()
        yield request.param
    tzset()


@pytest.mark.usefixtures("machine_zone")
def test_no_reading_depends_on_the_machines_zone() -> None:
    written = ["2024-05-29 AoE", "2024-07-27 09:00 Europe/Vienna", "2024-05-20T12:00Z", "2024-05-20 12:00 UTC+9"]
    instants = ["2024-05-30T11:59", "2024-07-27T07:00", "2024-05-20T12:00", "2024-05-20T03:00"]
    assert [read_moment(text).at for text in written] == [utc(text) for text in instants]
    assert [str(read_moment(text)) for text in written[:2]] == ["2024-05-29 23:59 AoE", written[1]]
