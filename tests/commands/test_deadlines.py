from tests.conftest import Answer, Ask

SUBMISSION_2024 = "Thu 30 May 2024, 11:59 UTC (Wed 29 May 2024, 23:59 AoE)"


def test_with_nothing_due_it_says_so_and_names_the_last_that_passed(ask: Ask) -> None:
    assert ask("/workshop deadlines").startswith(
        "Deadlines\n\nNothing is due. The last deadline that passed: Paper submission (ICML 2026), "
        "Sat 9 May 2026, 11:59 UTC (Fri 8 May 2026, 23:59 AoE).\n\n"
        "Camera-ready version (ICML 2026): not in our sources.\n\n"
    )


def test_every_edition_answers_when_none_is_named(ask: Ask) -> None:
    lines = ask("/workshop deadlines").splitlines()
    assert [line for line in lines if line.startswith(("ICML", "NeurIPS", "•"))] == [
        "ICML 2026",
        "• Paper submission: Sat 9 May 2026, 11:59 UTC (Fri 8 May 2026, 23:59 AoE). Closed since then.",
        "• Camera-ready version: not in our sources.",
        "NeurIPS 2025",
        "• Paper submission: Fri 22 Aug 2025 (time zone not stated). Closed: the day is over everywhere.",
        "ICML 2024",
        f"• Submission: {SUBMISSION_2024}. Closed since then.",
        "• Camera-ready: Mon 15 Jul 2024, 11:59 UTC (Sun 14 Jul 2024, 23:59 AoE). Closed since then.",
    ]


def test_the_edition_with_the_next_deadline_comes_first(ask: Ask) -> None:
    lines = ask("/workshop deadlines", "2024-05-20T12:00Z").splitlines()
    assert [line for line in lines if line in {"ICML 2024", "NeurIPS 2025", "ICML 2026"}] == [
        "ICML 2024",
        "NeurIPS 2025",
        "ICML 2026",
    ]


def test_the_readers_own_time_comes_first(ask: Ask) -> None:
    assert "Thu 30 May 2024, 20:59 Tokyo time (Wed 29 May 2024, 23:59 AoE; Thu 30 May 2024, 11:59 UTC)" in ask(
        "/workshop deadlines icml-2024", zone="Asia/Tokyo"
    )


def test_times_are_shown_in_a_second_zone_on_request(ask: Ask) -> None:
    assert f"{SUBMISSION_2024} — Thu 30 May 2024, 04:59 Los Angeles time" in ask("/workshop deadlines icml-2024 PST")


def test_it_is_not_open_before_it_opens(ask: Ask) -> None:
    said = "Not open yet: opens Sun 12 May 2024."
    assert said in ask("/workshop deadlines icml-2024", "2024-05-11T09:00Z")
    assert said not in ask("/workshop deadlines icml-2024", "2024-05-13T09:00Z")


def test_it_closes_at_its_instant(ask: Ask) -> None:
    assert "Open: 1 minute left." in ask("/workshop deadlines icml-2024", "2024-05-30T11:58Z")
    assert "Closed since then." in ask("/workshop deadlines icml-2024", "2024-05-30T11:59Z")


def test_a_late_step_says_to_do_it_at_once(ask: Ask) -> None:
    text = ask("/workshop deadlines icml-2024", "2024-05-29T09:00Z")
    assert (
        "First: Create an OpenReview account, for authors without an institutional email (such as a .edu address). "
        "The advised day, Tue 14 May 2024, has passed. It can take up to 14 days: do it at once."
    ) in text


def test_a_step_in_time_names_the_advised_day(ask: Ask) -> None:
    assert "Advised by Tue 14 May 2024. It can take up to 14 days." in ask(
        "/workshop deadlines icml-2024", "2024-05-12T09:00Z"
    )


def test_a_step_is_not_told_once_it_cannot_help(ask: Ask) -> None:
    assert "First:" not in ask("/workshop deadlines icml-2024", "2024-05-31T09:00Z")


def test_a_day_without_a_zone_says_when_one_is_safe(ask: Ask) -> None:
    text = ask("/workshop deadlines neurips-2025", "2025-08-21T12:00Z")
    assert "Still ahead: 21 hours left to be surely in time; the time zone is not stated." in text
    assert (
        "The time zone is not in our sources, so no hour is sure. Surely in time: until Fri 22 Aug 2025, 09:59 UTC, "
        "where the day ends first (UTC+14). Surely over: when the day has ended everywhere."
    ) in text


def test_a_day_without_a_zone_may_be_over(ask: Ask) -> None:
    assert "Perhaps closed already: the time zone is not stated, so ask the organizers at once." in ask(
        "/workshop deadlines neurips-2025", "2025-08-22T20:00Z"
    )


def test_other_dates_stand_below_with_their_notes(ask: Ask) -> None:
    assert (
        "• Notification of acceptance: Sun 23 Jun 2024; past.\n• Workshop: Sat 27 Jul 2024; past. An old remark"
        in ask("/workshop deadlines icml-2024")
    )


def test_the_source_and_its_date_are_named(ask: Ask) -> None:
    assert "\n\nSource: Page of the ICML 2024 Mechanistic Interpretability Workshop, read 20 Nov 2026\n\n" in ask(
        "/workshop deadlines icml-2024"
    )


def test_an_edition_is_found_by_what_people_call_it(ask: Ask) -> None:
    titles = [ask(f"/workshop deadlines {name}").splitlines()[0] for name in ("icml24", "NeurIPS", "icml 2026")]
    assert titles == ["Deadlines · ICML 2024", "Deadlines · NeurIPS 2025", "Deadlines · ICML 2026"]


def test_a_word_with_two_meanings_is_asked_back(answer: Answer) -> None:
    message = answer("/workshop deadlines vienna")
    assert message.text == "“vienna” could be the workshop or the zone. Which do you mean?"
    assert [button.command for button in message.buttons] == [
        '/workshop deadlines workshop:"vienna"',
        '/workshop deadlines zone:"vienna"',
    ]


def test_icml_alone_names_two_editions(answer: Answer) -> None:
    message = answer("/workshop deadlines icml")
    assert message.text == "“icml” could be ICML 2026, ICML 2024. Which one?"
    assert [button.command for button in message.buttons] == [
        "/workshop deadlines workshop:icml-2026",
        "/workshop deadlines workshop:icml-2024",
    ]


def test_dates_is_another_word_for_it(ask: Ask) -> None:
    assert ask("/workshop dates icml-2024") == ask("/workshop deadlines icml-2024")
