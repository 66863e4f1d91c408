from tests.conftest import Ask


def test_members_are_turned_away(ask: Ask) -> None:
    assert ask("/organize") == "Not quite\n\nOnly the workshop's organizers can do this."


def test_organizers_hear_what_is_not_known(ask: Ask) -> None:
    assert ask("/organize", organizer=True) == (
        "Organizers' desk\n\nThe data files are in order.\n\n"
        "Not known of ICML 2026\n"
        "• Camera-ready version: the day\n"
        "• The workshop itself: the day\n"
        "• Nothing on: venue, sessions, people, socials, prizes, topics, attend, contact, submit, zone"
    )


def test_a_day_without_a_zone_is_told(ask: Ask) -> None:
    assert "• Paper submission: the zone\n" in ask("/organize desk", "2025-08-01T12:00Z", organizer=True)


def test_the_word_of_members_does_not_open_it(ask: Ask) -> None:
    assert "Organizers' desk" not in ask("/workshop desk", organizer=True)
