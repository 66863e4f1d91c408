"""Times as organizers type them; it is Friday 26 March 2027, 10:30 UTC, two days before the clocks go forward."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.moment import Moment
from bot.when_typed import read_typed

NOW = datetime(2027, 3, 26, 10, 30, 20, tzinfo=UTC)
VIENNA = "Europe/Vienna"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("now", None),
        ("at once", None),
        ("2027-05-20 18:00 AoE", "2027-05-20 18:00 AoE"),
        ("2027-05-20 AoE", "2027-05-20 23:59 AoE"),
        ("2027-05-20T18:00Z", "2027-05-20 18:00 UTC"),
        ("2027-05-20 18:00", "2027-05-20 18:00 Europe/Vienna"),
        ("tomorrow 9:00 Vienna", "2027-03-27 09:00 Europe/Vienna"),
        ("9:00 tomorrow New York", "2027-03-27 09:00 America/New_York"),
        ("tomorrow 9:00 CET", "2027-03-27 09:00 Europe/Vienna"),
        ("Friday 17:00 UTC", "2027-03-26 17:00 UTC"),
        ("friday 9:00", "2027-04-02 09:00 Europe/Vienna"),
        ("Mon at noon Tokyo", "2027-03-29 12:00 Asia/Tokyo"),
        ("monday 9am", "2027-03-29 09:00 Europe/Vienna"),
        ("May 20th 2028 6pm London", "2028-05-20 18:00 Europe/London"),
        ("Sun 28 Mar 2027 17:00 Europe/London", "2027-03-28 17:00 Europe/London"),
        ("17:00", "2027-03-26 17:00 Europe/Vienna"),
        ("09:00", "2027-03-27 09:00 Europe/Vienna"),
        ("in 2 hours", "2027-03-26 13:30 Europe/Vienna"),
        ("in 3 days", "2027-03-29 11:30 Europe/Vienna"),
        ("today 13:00 New York time", "2027-03-26 13:00 America/New_York"),
    ],
)
def test_a_time_in_plain_words_is_read(typed: str, meant: str | None) -> None:
    found = read_typed(typed, NOW, VIENNA)
    assert (str(found) if found else None) == meant


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("2024-05-20 18:00 AoE", "That time has passed: it was Mon 20 May 2024, 18:00 AoE"),
        ("today 9:00", "That time has passed: it was Fri 26 Mar 2027, 09:00 Vienna time"),
        ("5", "“5” names no hour I can read."),
        ("a las 5", "“a las 5” names no hour I can read."),
        ("2027-05-20", "“2027-05-20” names no hour I can read."),
        ("tomorrow", "“tomorrow” names no hour I can read."),
        ("5/6 17:00", "I do not understand “5/6”."),
        ("tomorrow 9:00 Foo", "I do not understand “tomorrow Foo”."),
        ("tomorrow 9:00; drop table", "I do not understand “tomorrow ; drop table”."),
        ("tomorrow 25:00", "there is no hour '25:00'"),
        ("tomorrow 14pm", "There is no hour “14pm”."),
        ("32 May 9:00", "There is no day “32 May”."),
        ("30 Feb 10:00", "There is no day “30 Feb”."),
        ("Mon 20 May 2027 10:00", "There is no day “Mon 20 May 2027”."),
        ("2027-13-01 10:00", "There is no day “2027-13-01”."),
        ("2027-02-30 10:00 UTC", "There is no day “2027-02-30”."),
        ("2027-03-28 02:30 Europe/Vienna", "2027-03-28 02:30 does not exist in Europe/Vienna"),
        ("Sunday 2:30", "2027-03-28 02:30 does not exist in Europe/Vienna"),
        ("1 Jan 2050 9:00", "Sat 1 Jan 2050, 09:00 Vienna time is more than two years ahead."),
        ("in 9999 weeks", "Fri 13 Nov 2218, 11:30 Vienna time is more than two years ahead."),
        ("\u202etomorrow 9:00", "I do not understand"),
        ("9:00 " * 40, "That is not a time."),
        ("", "That is not a time."),
    ],
)
def test_what_is_no_time_to_come_is_refused(typed: str, why: str) -> None:
    with pytest.raises(ValueError, match=r".") as refused:
        read_typed(typed, NOW, VIENNA)
    assert str(refused.value).startswith(why.rstrip("."))


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=30) | st.text("0123456789:-/ apmTZ+UCFrimontwk", max_size=24))
def test_anything_typed_is_a_time_ahead_or_refused(typed: str) -> None:
    try:
        found = read_typed(typed, NOW, VIENNA)
    except ValueError:
        return
    assert found is None or (isinstance(found, Moment) and found.at > NOW)
