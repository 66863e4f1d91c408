from datetime import timedelta

import pytest

from bot.lead import read_lead, told_lead


@pytest.mark.parametrize(
    ("written", "minutes", "told"),
    [
        ("14d", 14 * 24 * 60, "14d"),
        ("3 days", 3 * 24 * 60, "3d"),
        ("24h", 24 * 60, "1d"),
        ("12 hours before", 12 * 60, "12h"),
        ("90m", 90, "90m"),
        ("10m before", 10, "10m"),
        ("366d", 366 * 24 * 60, "366d"),
    ],
)
def test_a_lead_is_read_and_told(written: str, minutes: int, told: str) -> None:
    lead = read_lead(written)
    assert (lead, told_lead(lead), read_lead(told)) == (timedelta(minutes=minutes), told, lead)


@pytest.mark.parametrize("written", ["", "0d", "-3d", "three days", "3", "d", "1.5d", "3w", "٣d", "9999999d"])
def test_nonsense_is_refused_with_an_example(written: str) -> None:
    with pytest.raises(ValueError, match=rf"^'{written}' is no time before something; write 3d, 12h or 30m$"):
        read_lead(written)


@pytest.mark.parametrize("written", ["367d", "8785h", "999999d"])
def test_more_than_a_year_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match=rf"^'{written}' is more than a year; write less$"):
        read_lead(written)
