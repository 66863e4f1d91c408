from collections.abc import Callable

from bot.core import Bot
from tests.conftest import Ask, answer_with

WHOLE = """
name: Bees 2027
title: Bees
source: https://bees.example
year: 2027
when: 2027-06-12 AoE
zone: Europe/Vienna
contact: Write to us.
submit: https://bees.example/submit
venue: {city: Vienna}
deadlines: {submission: {title: Submission, due: 2027-03-01 AoE}}
sessions: {talk: {title: Bees, kind: talk, at: "2027-06-12 09:00-09:30 Europe/Vienna"}}
people: {ada-field: {name: Ada Field, roles: [speaker]}}
socials: {dinner: {title: Dinner, at: "2027-06-12 18:30-late Europe/Vienna"}}
prizes: {best: {title: Best paper}}
topics: {hives: {title: Hives}}
formats: {short: {title: Short paper, pages: 4}}
attend: {badge: {title: Badge}}
"""


def test_members_are_turned_away(ask: Ask) -> None:
    assert ask("/organize") == "Not quite\n\nOnly the workshop's organizers can do this."


def test_organizers_hear_what_is_not_known(ask: Ask) -> None:
    assert ask("/organize", organizer=True) == (
        "Organizers' desk\n\nThe data files are in order.\n\n"
        "Not known of ICML 2026\n"
        "• Camera-ready version: the day\n"
        "• The workshop itself: the day\n"
        "• Nothing on: venue, programme, people, socials, prizes, topics, how to attend, contact, where to submit, "
        "time zone"
    )


def test_a_day_without_a_zone_is_told(ask: Ask) -> None:
    assert "• Paper submission: the zone\n" in ask("/organize desk", "2025-08-01T12:00Z", organizer=True)


def test_the_word_of_members_does_not_open_it(ask: Ask) -> None:
    assert "Organizers' desk" not in ask("/workshop desk", organizer=True)


def test_an_edition_that_lacks_nothing_has_no_list(bot_on: Callable[..., Bot]) -> None:
    message = answer_with(bot_on(bees_2027=WHOLE), "/organize", organizer=True)
    assert (message.text, message.sections) == ("The data files are in order.", ())
