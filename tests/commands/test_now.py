import pytest

from tests.conftest import Ask

SOURCE = "Source: Page of the ICML 2024 Mechanistic Interpretability Workshop, read 20 Nov 2026"
APPLY = "apply <https://docs.google.com/forms/d/e/1FAIpQLSf6EHr8JQu8NHNG1XNYoxfqyjeg89qSVYtpkg_gYbXQ8nSYJg/viewform>"
ROWS = [
    ("09:00", "09:30", "Welcome + Talk 1: David Bau"),
    ("09:30", "10:30", "Oral Presentation"),
    ("10:30", "11:00", "Spotlights 1"),
    ("11:00", "12:00", "Poster Session 1"),
    ("12:00", "13:00", "Panel Discussion"),
    ("13:00", "14:00", "Lunch"),
    ("14:00", "14:30", "Spotlights 2"),
    ("14:30", "15:30", "Poster Session 2"),
    ("15:30", "16:00", "Coffee Break"),
    ("16:00", "16:30", "Talk 2: Asma Ghandeharioun"),
    ("16:30", "17:00", "Talk 3: Chris Olah (remote)"),
]


def at_vienna(clock: str) -> str:
    """Give an hour of the workshop's day (Vienna is two hours ahead of UTC in July) in UTC."""
    hour, minute = clock.split(":")
    return f"2024-07-27T{int(hour) - 2:02}:{minute}Z"


@pytest.mark.parametrize(("start", "end", "title"), ROWS)
def test_a_slot_is_on_from_its_first_minute(ask: Ask, start: str, end: str, title: str) -> None:
    text = ask("/workshop now", at_vienna(start), zone="Europe/Vienna")
    assert f"Now: {start}–{end} Vienna time ({start} your time): {title}.\n" in text


@pytest.mark.parametrize(("end", "title"), [(end, title) for _, end, title in ROWS])
def test_a_slot_is_over_at_its_end(ask: Ask, end: str, title: str) -> None:
    assert title not in ask("/workshop now", at_vienna(end))


def test_the_evening_before_it_has_not_begun(ask: Ask) -> None:
    assert ask("/workshop now", "2024-07-26T20:00Z", zone="Europe/Vienna").startswith(
        "Now · ICML 2024\n\nICML 2024 has not begun. It starts on Sat 27 Jul 2024, "
        "09:00–09:30 Vienna time (09:00 your time): Welcome + Talk 1: David Bau.\n\n" + SOURCE
    )


def test_one_minute_before_the_first_slot_it_has_not_begun(ask: Ask) -> None:
    assert "ICML 2024 has not begun." in ask("/workshop now", "2024-07-27T06:59Z")


def test_the_next_slots_follow(ask: Ask) -> None:
    assert ask("/workshop now", "2024-07-27T09:15Z", zone="Europe/Vienna").startswith(
        "Now · ICML 2024\n\n"
        "Now: 11:00–12:00 Vienna time (11:00 your time): Poster Session 1.\n\n"
        "Next: 12:00–13:00 Vienna time (12:00 your time): Panel Discussion.\n\n"
        "Later\n"
        "• 13:00–14:00 Vienna time (13:00 your time): Lunch\n"
        "• 14:00–14:30 Vienna time (14:00 your time): Spotlights 2\n"
        "• 14:30–15:30 Vienna time (14:30 your time): Poster Session 2\n\n" + SOURCE
    )


@pytest.mark.parametrize("at", ["2024-07-27T15:00Z", "2024-07-27T16:29Z"])
def test_the_gap_before_the_social_is_told(ask: Ask, at: str) -> None:
    assert (
        "Now: nothing is on the schedule until 18:30.\n\n"
        f"Next: from 18:30 Vienna time until late (18:30 your time): Evening social (by invitation) — {APPLY}."
    ) in ask("/workshop now", at, zone="Europe/Vienna")


@pytest.mark.parametrize("at", ["2024-07-27T16:30Z", "2024-07-27T22:00Z", "2024-07-28T01:59Z"])
def test_the_social_is_on_until_late(ask: Ask, at: str) -> None:
    assert (
        f"Now: from 18:30 Vienna time until late (18:30 your time): Evening social (by invitation) — {APPLY}.\n\n"
        "Next: nothing more is on the schedule."
    ) in ask("/workshop now", at, zone="Europe/Vienna")


def test_early_in_the_morning_it_is_over(ask: Ask) -> None:
    assert ask("/workshop now icml-2024", "2024-07-28T02:00Z").startswith(
        "Now · ICML 2024\n\nICML 2024 is over. Its last slot was on Sat 27 Jul 2024, "
        "from 18:30 Vienna time until late: Evening social.\n\n"
    )


@pytest.mark.parametrize(
    ("zone", "mine"),
    [
        ("Asia/Tokyo", "Sun 01:30"),
        ("America/Los_Angeles", "09:30"),
        ("Asia/Kolkata", "22:00"),
        ("Pacific/Auckland", "Sun 04:30"),
        ("Pacific/Honolulu", "06:30"),
    ],
)
def test_the_readers_hour_and_day_stand_beside(ask: Ask, zone: str, mine: str) -> None:
    assert f"from 18:30 Vienna time until late ({mine} your time): Evening social" in ask(
        "/workshop now", "2024-07-27T18:00Z", zone=zone
    )


def test_an_edition_without_a_schedule_says_so_and_names_its_day(ask: Ask) -> None:
    assert ask("/workshop now neurips-2025").startswith(
        "Now · NeurIPS 2025\n\nThe schedule of NeurIPS 2025: not in our sources. See the workshop's site "
        "<https://mechinterpworkshop.com> and its call for papers <https://mechinterpworkshop.com/cfp/>.\n\n"
        "The day of NeurIPS 2025: Sun 7 Dec 2025.\n\nSources: "
    )


def test_on_the_day_of_an_edition_without_a_schedule_no_other_edition_is_mistaken_for_it(ask: Ask) -> None:
    text = ask("/workshop now", "2025-12-07T18:00Z")
    assert "The schedule of NeurIPS 2025: not in our sources." in text
    assert "The day of NeurIPS 2025: Sun 7 Dec 2025." in text
    assert "ICML 2024 is over." in text


def test_long_after_the_current_edition_is_told_unknown_first(ask: Ask) -> None:
    assert ask("/workshop now").startswith(
        "Now · ICML 2024\n\nThe schedule of ICML 2026: not in our sources. The newest edition that has it is "
        "ICML 2024.\n\nThe day of ICML 2026: not in our sources.\n\nICML 2024 is over."
    )


def test_an_unknown_workshop_is_a_clear_sentence(ask: Ask) -> None:
    assert ask("/workshop now tomorrow") == "Not quite\n\nI know no workshop “tomorrow”."


def test_next_is_another_word_for_it(ask: Ask) -> None:
    assert ask("/workshop next", "2024-07-27T09:15Z") == ask("/workshop now", "2024-07-27T09:15Z")
