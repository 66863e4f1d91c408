from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from icalendar import Calendar

from bot.app import build
from bot.config import Config, PublicSettings
from bot.core import Bot
from bot.entries import all_entries
from bot.facts.files import Loaded
from bot.message import Message
from commands.calendar import google_link
from tests.conftest import Answer, Ask, answer_with

BEFORE = "2024-05-20T12:00Z"
BEES = """\
name: Bees 2027
title: Workshop on the Dance of Bees
source: https://bees.example/2027
year: 2027
when: unknown
"""


@pytest.fixture
def reached(bot: Bot) -> Bot:
    """Give the bot as it is where its listener is reached from outside."""
    config = Config(public=PublicSettings(address="https://bot.example.org/"))
    return build(config, Loaded(bot.catalog, ()))


def links(message: Message) -> list[str]:
    return [each.partition(">)")[0] for each in message.text.split("](<")[1:]]


def test_without_an_address_google_gets_the_next_ones(ask: Ask) -> None:
    text = ask("/workshop calendar icml-2024", at=BEFORE)
    assert (
        "• Thu 30 May 2024, 11:59 UTC: Due: Submission · ICML 2024 <https://calendar.google.com/calendar/render?"
        in text
    )
    assert "more follow later." in text
    assert "↓ icml-2024.ics: the page and Discord give this file" in text


def test_a_link_fills_in_googles_form(answer: Answer) -> None:
    address = urlsplit(links(answer("/workshop calendar icml-2024", at=BEFORE))[0])
    assert (address.scheme, address.netloc, address.path) == ("https", "calendar.google.com", "/calendar/render")
    assert parse_qs(address.query) == {
        "action": ["TEMPLATE"],
        "text": ["Due: Submission · ICML 2024"],
        "dates": ["20240530T115900Z/20240530T115900Z"],
        "details": [
            (
                "Due Wed 29 May 2024, 23:59 AoE; Thu 30 May 2024, 11:59 UTC.\n\n"
                "https://openreview.net/group?id=ICML.cc/2024/Workshop/MI"
            ),
        ],
    }


def test_every_link_is_well_formed(bot: Bot) -> None:
    for entry in all_entries(bot.catalog):
        address = google_link(entry)
        dates = parse_qs(urlsplit(address).query, strict_parsing=True)["dates"][0]
        assert address.isascii()
        assert [len(each) for each in dates.split("/")] in ([16, 16], [8, 8])


def test_the_file_holds_all_that_is_to_save(bot: Bot, answer: Answer) -> None:
    (file,) = answer("/workshop calendar", at=BEFORE).files
    assert (file.name, file.kind) == ("calendar.ics", "text/calendar")
    assert len(Calendar.from_ical(file.content).walk("vevent")) == len(all_entries(bot.catalog))


def test_an_address_is_given_to_subscribe_to(reached: Bot) -> None:
    message = answer_with(reached, "/workshop calendar icml-2024")
    assert links(message) == ["https://bot.example.org/calendar/icml-2024.ics"]
    assert "- *Google Calendar*, in a browser: **Other calendars**, **+**, **From URL**." in message.text
    assert (message.files, [each.label for each in message.buttons]) == ((), ["Everything"])


def test_the_address_of_everything_offers_the_current_edition(reached: Bot) -> None:
    message = answer_with(reached, "/workshop calendar", at=BEFORE)
    assert links(message) == ["https://bot.example.org/calendar.ics"]
    assert [(each.label, each.command) for each in message.buttons] == [
        ("Only ICML 2024", "/workshop calendar icml-2024")
    ]


def test_when_nothing_is_to_come_it_says_so(ask: Ask) -> None:
    text = ask("/workshop calendar icml-2024")
    assert "Nothing is to come on a day that our sources give." in text
    assert "↓ icml-2024.ics" in text


def test_an_edition_without_a_day_has_no_calendar(bot_on: Callable[..., Bot]) -> None:
    bees = bot_on(bees_2027=BEES + "deadlines: {paper: {title: Paper, due: unknown}}\n")
    message = answer_with(bees, "/workshop calendar bees-2027")
    assert (message.text, message.files) == ("The dates of Bees 2027: not in our sources.", ())


def test_what_is_cancelled_is_not_offered(bot_on: Callable[..., Bot]) -> None:
    due = "deadlines: {paper: {title: Paper, due: 2027-05-01 AoE, cancelled: No papers this year.}}\n"
    message = answer_with(bot_on(bees_2027=BEES + due), "/workshop calendar")
    assert message.text == "**Nothing is to come** on a day that our sources give."
    assert "STATUS:CANCELLED" in message.files[0].content


@pytest.mark.parametrize("line", ["/workshop deadlines", "/workshop deadlines icml-2024"])
def test_deadlines_lead_to_the_calendar(answer: Answer, line: str) -> None:
    (command,) = [each.command for each in answer(line).buttons if each.label == "Calendar"]
    assert answer(command).title.startswith("Calendar")
