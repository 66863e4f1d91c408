import pytest

from tests.conftest import Answer, Ask

APPLY = "apply <https://docs.google.com/forms/d/e/1FAIpQLSf6EHr8JQu8NHNG1XNYoxfqyjeg89qSVYtpkg_gYbXQ8nSYJg/viewform>"
VIENNA_DAY = "Sat 27 Jul 2024, Vienna time\n"


def rows(text: str) -> list[str]:
    return [line.removeprefix("• ") for line in text.splitlines() if line.startswith("• ")]


def test_the_whole_day_is_told_with_its_gap(ask: Ask) -> None:
    text = ask("/workshop schedule icml-2024", "2024-07-20T12:00Z", zone="Asia/Tokyo")
    assert text.startswith(f"Schedule · ICML 2024\n\nSat 27 Jul 2024: 12 slots, the first at 09:00.\n\n{VIENNA_DAY}")
    assert rows(text) == [
        "09:00–09:30 (16:00 your time): Welcome + Talk 1: David Bau.",
        "09:30–10:30 (16:30 your time): Oral Presentation.",
        "10:30–11:00 (17:30 your time): Spotlights 1.",
        "11:00–12:00 (18:00 your time): Poster Session 1.",
        "12:00–13:00 (19:00 your time): Panel Discussion.",
        "13:00–14:00 (20:00 your time): Lunch.",
        "14:00–14:30 (21:00 your time): Spotlights 2.",
        "14:30–15:30 (21:30 your time): Poster Session 2.",
        "15:30–16:00 (22:30 your time): Coffee Break.",
        "16:00–16:30 (23:00 your time): Talk 2: Asma Ghandeharioun.",
        "16:30–17:00 (23:30 your time): Talk 3: Chris Olah (remote).",
        "17:00–18:30: nothing is scheduled",
        f"from 18:30 until late (Sun 01:30 your time): Evening social (by invitation) — {APPLY}.",
    ]


@pytest.mark.parametrize(
    ("zone", "first"),
    [
        ("America/Los_Angeles", "00:00"),
        ("Asia/Kolkata", "12:30"),
        ("Pacific/Honolulu", "Fri 21:00"),
        ("Europe/London", "08:00"),
        ("Asia/Kathmandu", "12:45"),
    ],
)
def test_the_readers_hour_names_its_day_where_it_is_another(ask: Ask, zone: str, first: str) -> None:
    assert rows(ask("/workshop schedule icml-2024", zone=zone))[0] == (
        f"09:00–09:30 ({first} your time): Welcome + Talk 1: David Bau."
    )


def test_another_zone_is_shown_on_request(ask: Ask) -> None:
    assert "Talk 3: Chris Olah (remote) — Sat 27 Jul 2024, 20:00 Kolkata time." in ask(
        "/workshop schedule icml-2024 Asia/Kolkata"
    )


def test_it_says_when_the_day_is_over(ask: Ask) -> None:
    said = "12 slots, the first at 09:00. ICML 2024 is over."
    assert said not in ask("/workshop schedule icml-2024", "2024-07-27T20:00Z")
    assert said in ask("/workshop schedule icml-2024", "2024-07-28T02:00Z")


def test_unnamed_it_says_first_that_the_current_edition_has_none(ask: Ask) -> None:
    assert ask("/workshop schedule").startswith(
        "Schedule · ICML 2024\n\n"
        "The schedule of ICML 2026: not in our sources. The newest edition that has it is ICML 2024.\n\n"
    )


@pytest.mark.parametrize(("edition", "name"), [("neurips-2025", "NeurIPS 2025"), ("icml-2026", "ICML 2026")])
def test_no_schedule_leaks_into_another_edition(ask: Ask, edition: str, name: str) -> None:
    text = ask(f"/workshop schedule {edition}")
    assert text.startswith(f"Schedule · {name}\n\nThe schedule of {name}: not in our sources. See the workshop's site")
    assert "Vienna" not in text
    assert "Source" in text


def test_one_person_is_found_by_any_part_of_the_name(ask: Ask) -> None:
    texts = [
        ask(f"/workshop schedule {name}") for name in ("olah", "Chris Olah", '"chris olah"', "person:olah", "colah")
    ]
    assert len(set(texts)) == 1
    assert rows(texts[0]) == [
        (
            "16:30–17:00 (14:30 your time): Talk 3: Chris Olah (remote). "
            "Chris Olah speaks remotely. It is the last item of the daytime schedule."
        )
    ]


def test_a_panelist_is_found_in_the_panel(ask: Ask) -> None:
    assert rows(ask("/workshop schedule geiger")) == [
        "12:00–13:00 (10:00 your time): Panel Discussion. The page names four panelists and no moderator."
    ]


def test_a_person_of_an_edition_without_a_schedule_is_not_looked_for_elsewhere(ask: Ask) -> None:
    assert ask('/workshop schedule "been kim"').startswith(
        "Schedule · NeurIPS 2025\n\nThe schedule of NeurIPS 2025: not in our sources."
    )


def test_who_was_only_announced_has_no_slot(ask: Ask) -> None:
    assert "The schedule of ICML 2024 has no slot with Jacob Steinhardt." in ask("/workshop schedule steinhardt")


@pytest.mark.parametrize(
    ("kind", "titles"),
    [
        ("talks", ["Welcome + Talk 1: David Bau", "Talk 2: Asma Ghandeharioun", "Talk 3: Chris Olah (remote)"]),
        ("posters", ["Poster Session 1", "Poster Session 2"]),
        ("spotlight", ["Spotlights 1", "Spotlights 2"]),
        ("kind:oral", ["Oral Presentation"]),
        ("panel", ["Panel Discussion"]),
        ("break", ["Lunch", "Coffee Break"]),
        ("remote", ["Talk 3: Chris Olah (remote)"]),
        ("social", ["Evening social (by invitation)"]),
    ],
)
def test_a_kind_is_told_alone(ask: Ask, kind: str, titles: list[str]) -> None:
    text = ask(f"/workshop schedule icml-2024 {kind}")
    assert f"{len(titles)} of 12 slots." in text
    assert all(f"your time): {title}" in row for row, title in zip(rows(text), titles, strict=True))


def test_the_planned_tutorial_has_no_slot(ask: Ask) -> None:
    assert "The schedule of ICML 2024 has no slot of the kind “tutorial”." in ask(
        "/workshop schedule icml-2024 tutorial"
    )


def test_a_word_with_two_meanings_is_asked_back(answer: Answer) -> None:
    message = answer("/workshop agenda vienna")
    assert message.text == "“vienna” could be the workshop or the zone. Which do you mean?"
    assert [button.command for button in message.buttons] == [
        '/workshop schedule workshop:"vienna"',
        '/workshop schedule zone:"vienna"',
    ]


def test_a_word_without_meaning_is_told(ask: Ask) -> None:
    assert "I do not know what “foo” means here." in ask("/workshop schedule foo")


@pytest.mark.parametrize("alias", ["agenda", "program", "programme", "timetable"])
def test_it_has_other_names(ask: Ask, alias: str) -> None:
    assert ask(f"/workshop {alias} icml-2024") == ask("/workshop schedule icml-2024")


def test_its_source_is_named(ask: Ask) -> None:
    assert "\n\nSource: Page of the ICML 2024 Mechanistic Interpretability Workshop, read 20 Nov 2026\n\n" in ask(
        "/workshop schedule icml-2024"
    )
