from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.moment import (
    Day,
    Moment,
    Span,
    Undecided,
    Unknown,
    When,
    at_local,
    read_clock,
    read_moment,
    read_span,
    read_when,
)
from bot.zones import zone_name

ZONES = ["AoE", "UTC", "UTC+9", "UTC-3:30", "UTC+14", "Europe/Vienna", "America/New_York", "Australia/Lord_Howe"]
DAYS = st.dates(date(1900, 1, 1), date(2199, 12, 31))
HOURS = st.builds(time, st.integers(0, 23), st.integers(0, 59))
ANY_TEXT = st.text(st.characters(exclude_categories=()))
NEARLY_TIMES = st.lists(
    st.sampled_from(["2024-05-29", "2024-02-30", "09:00", "25:61", "-", " or ", "late", "AoE", "UTC", "+9", "T", "Z"])
    | st.sampled_from(["Europe/Vienna", "Etc/GMT+5", "PST", "/", " ", "\0", "\n", "٣", "unknown", "..", "-99"])
    | st.text(max_size=3),
).map("".join)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def refusal(read: Callable[[str], object], text: str) -> str:
    with pytest.raises(ValueError, match=r"\w") as caught:
        read(text)
    return str(caught.value)


# ── Days, candidates, and what is not known ──


def test_a_day_alone_stays_a_day() -> None:
    assert read_when("2025-08-22") == Day(date(2025, 8, 22))


def test_a_day_is_surely_safe_until_it_ends_first() -> None:
    assert Day(date(2025, 8, 22)).safe_until == utc("2025-08-22T09:59")


def test_a_day_is_over_when_it_is_over_everywhere() -> None:
    assert Day(date(2025, 8, 22)).over_from == utc("2025-08-23T11:59")


def test_candidates_stay_undecided() -> None:
    expected = Undecided((Day(date(2025, 12, 6)), Day(date(2025, 12, 7))))
    assert read_when("2025-12-06 or 2025-12-07") == expected


def test_candidates_may_be_instants() -> None:
    first, second = Moment(utc("2025-12-07T11:59"), "AoE"), Moment(utc("2025-12-07T09:00"), "UTC")
    assert read_when("2025-12-06 AoE or 2025-12-07 09:00 UTC") == Undecided((first, second))


@pytest.mark.parametrize("written", ["unknown", "Unknown", " unknown "])
def test_what_is_not_known_is_unknown(written: str) -> None:
    assert read_when(written) == Unknown()


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("2024-05-29 23:59", "'2024-05-29 23:59' has no zone; add AoE, UTC, UTC+9 or a place such as Europe/Vienna"),
        ("2024-02-30", "there is no day 2024-02-30"),
        ("2023-02-29 AoE", "there is no day 2023-02-29"),
        ("2024-13-01", "there is no day 2024-13-01"),
        ("1899-12-31", "the year 1899 is out of range; write one from 1900 to 2199"),
        ("2200-01-01 AoE", "the year 2200 is out of range; write one from 1900 to 2199"),
        ("2024-05-29 24:00 UTC", "there is no hour '24:00'; write 09:00 or 18:30"),
        ("2024-05-29 12:60 UTC", "there is no hour '12:60'; write 09:00 or 18:30"),
        ("2024-05-29 12:00 PST", "'PST' is an abbreviation, not a zone; write America/Los_Angeles"),
        *(
            (text, f"'{text}' is not a time; write 2024-05-29 AoE, 2024-07-27 09:00 Europe/Vienna, or a day alone")
            for text in (
                "",
                "May 29 2024",
                "29/05/2024",
                "2024-5-29",
                "20240529",
                "2024-05-29T12:00:00Z",
                "soon",
                "2024-05-29 12:00+02:00",
                "2024-05-29 9pm UTC",
                "2024-W22-3",
                "12:00 UTC",
                "0",
            )
        ),
        (
            "2025-12-06 or unknown",
            "'unknown' is not a time; write 2024-05-29 AoE, 2024-07-27 09:00 Europe/Vienna, or a day alone",
        ),
    ],
)
def test_refuses_what_is_no_time_with_a_sentence(written: str, sentence: str) -> None:
    assert refusal(read_when, written) == sentence


def test_a_refusal_stays_short() -> None:
    assert [len(refusal(read_when, "x" * 100_000)), len(refusal(zone_name, "x" * 100_000))] == [166, 152]


@pytest.mark.parametrize("written", ["2024-05-29", "unknown", "2025-12-06 or 2025-12-07"])
def test_one_instant_is_asked_for_where_one_is_needed(written: str) -> None:
    sentence = f"'{written}' is not one instant; write a day, an hour and a zone, such as 2024-05-20T12:00Z"
    assert refusal(read_moment, written) == sentence


@pytest.mark.parametrize("written", ["24:00", "9", "nine", "", ":", "-1:00"])
def test_refuses_what_is_no_hour(written: str) -> None:
    assert refusal(read_clock, written) == f"there is no hour '{written}'; write 09:00 or 18:30"


# ── Slots ──


@pytest.mark.parametrize(
    ("written", "start", "end"),
    [
        ("2024-07-27 09:00-09:30 Europe/Vienna", "2024-07-27T07:00", "2024-07-27T07:30"),
        ("2024-07-27 9:00 – 10:30 Europe/Vienna", "2024-07-27T07:00", "2024-07-27T08:30"),
        ("2024-07-27 23:00-01:00 Europe/Vienna", "2024-07-27T21:00", "2024-07-27T23:00"),
        ("2024-12-31 23:30-00:30 Europe/Vienna", "2024-12-31T22:30", "2024-12-31T23:30"),
        ("2024-07-27 09:00-09:00 Europe/Vienna", "2024-07-27T07:00", "2024-07-28T07:00"),
        ("2024-03-30 23:00-04:00 Europe/Vienna", "2024-03-30T22:00", "2024-03-31T02:00"),
    ],
)
def test_a_slot_runs_from_one_instant_to_the_next(written: str, start: str, end: str) -> None:
    assert read_span(written) == Span(Moment(utc(start), "Europe/Vienna"), Moment(utc(end), "Europe/Vienna"))


def test_a_slot_may_have_no_end() -> None:
    start = Moment(utc("2024-07-27T16:30"), "Europe/Vienna")
    assert read_span("2024-07-27 18:30-late Europe/Vienna") == Span(start, None, "late")


@pytest.mark.parametrize("written", ["2024-07-27", "2024-07-27 AoE", "2025-12-06 or 2025-12-07", "unknown"])
def test_a_slot_may_be_any_single_time(written: str) -> None:
    assert read_span(written) == read_when(written)


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        (
            "2024-07-27 09:00-09:30",
            "'2024-07-27 09:00-09:30' has no zone; add AoE, UTC, UTC+9 or a place such as Europe/Vienna",
        ),
        ("2024-07-27 09:00-25:00 UTC", "there is no hour '25:00'; write 09:00 or 18:30"),
        ("2024-02-30 09:00-10:00 UTC", "there is no day 2024-02-30"),
        ("2024-07-27 09:00-10:00 CEST", "'CEST' is an abbreviation, not a zone; write Europe/Vienna"),
        (
            "2024-03-31 01:30-02:30 Europe/Vienna",
            "2024-03-31 02:30 does not exist in Europe/Vienna: the clocks go forward over it; write it in UTC",
        ),
    ],
)
def test_refuses_an_impossible_slot_with_a_sentence(written: str, sentence: str) -> None:
    assert refusal(read_span, written) == sentence


# ── Whatever is typed ──


@st.composite
def moments(draw: st.DrawFn) -> Moment:
    try:
        return at_local(draw(DAYS), draw(HOURS), draw(st.sampled_from(ZONES)))
    except ValueError:  # the clocks skip or repeat it
        return Moment(utc("2024-05-30T11:59"), "AoE")


SINGLE = moments() | DAYS.map(Day)
TIMES = SINGLE | st.just(Unknown()) | st.lists(SINGLE, min_size=2).map(lambda many: Undecided(tuple(many)))


@given(TIMES)
def test_a_written_time_reads_as_itself(when: When) -> None:
    assert read_when(str(when)) == when


@given(moments(), st.integers(1, 1440), st.booleans())
def test_a_written_slot_reads_as_itself(start: Moment, minutes: int, late: bool) -> None:
    end = (start.local.replace(tzinfo=None) + timedelta(minutes=minutes)).time()
    try:
        span = read_span(f"{start.local:%Y-%m-%d %H:%M}-{'late' if late else f'{end:%H:%M}'} {start.zone}")
    except ValueError:  # the clocks skip or repeat its end
        return
    assert read_span(str(span)) == span


def sentence_of(read: Callable[[str], object], text: str) -> str:
    """Give the sentence of a refusal, nothing where the text is read."""
    try:
        read(text)
    except ValueError as error:
        if type(error) is ValueError:
            return str(error)
        raise  # a UnicodeError, say, is a ValueError that nobody wrote a sentence for
    return ""


@given(ANY_TEXT | NEARLY_TIMES)
def test_whatever_is_typed_is_read_or_refused_in_a_sentence(text: str) -> None:
    for read in (read_when, read_span, read_moment, zone_name):
        sentence = sentence_of(read, text)
        assert sentence == "" or 20 < len(sentence) < 300


@given(st.text("0123456789:", max_size=6) | ANY_TEXT.filter(lambda text: len(text) < 100))
def test_an_hour_is_read_or_refused(text: str) -> None:
    assert sentence_of(read_clock, text) in {"", f"there is no hour '{text.strip()}'; write 09:00 or 18:30"}
