import asyncio
import logging
from datetime import UTC, datetime, timedelta

import pytest

from bot import Message, Request, command
from bot.core import Bot, Person
from bot.facts.catalog import Catalog
from bot.moment import read_moment
from bot.slash import find_commands
from tests.conftest import Answer, Ask

NOW = read_moment("2026-11-20T12:00Z").at


@command()
async def broken(request: object) -> Message:
    """Fail."""
    raise RuntimeError("a fault of ours")


def test_bare_workshop_is_the_home_card(answer: Answer) -> None:
    assert answer("/workshop").title == "Mechanistic Interpretability Workshop"


def test_a_slip_of_a_command_is_asked_back(answer: Answer) -> None:
    message = answer("/workshop deadlins")
    assert message.text == "There is no command “deadlins”. Did you mean deadlines?"
    assert [button.command for button in message.buttons] == ["/workshop deadlines"]
    assert message.mistake


def test_one_unknown_word_is_a_question(answer: Answer) -> None:
    assert answer("/workshop grokking").command == "/workshop ask grokking"


def test_a_line_without_slash_is_a_command_where_it_is_one(answer: Answer) -> None:
    assert answer("deadlines icml-2024").title == "Deadlines · ICML 2024"


def test_a_line_that_only_begins_like_a_command_is_a_question(answer: Answer) -> None:
    assert answer("join which slack?").command == "/workshop ask join which slack?"


def test_underscores_and_capitals_do_not_matter(answer: Answer) -> None:
    assert answer("/Workshop Open_Problems beginner").title == "Open problems (beginner)"


def test_only_organizers_reach_their_desk(answer: Answer) -> None:
    assert answer("/organize").text == "Only the workshop's organizers can do this."
    assert answer("/organize", organizer=True).title == "Organizers' desk"


def test_an_organizers_command_is_not_a_members(answer: Answer) -> None:
    assert answer("/workshop desk", organizer=True).command == "/workshop ask desk"


def test_a_line_too_long_is_refused_in_a_sentence(answer: Answer) -> None:
    message = answer("/workshop deadlines " + "x" * 100_000)
    assert message.text == "That is 100,010 characters long; 2,000 are the most. Please ask in fewer words."


def test_a_question_too_long_is_answered_on_what_fits(answer: Answer) -> None:
    message = answer("what is superposition? " + "blah " * 20_000)
    assert message.text.startswith("Only the first 300 characters were read.")


def test_a_fault_of_ours_is_logged_and_told_in_a_sentence(caplog: pytest.LogCaptureFixture) -> None:
    bot = Bot({"broken": broken.command})
    with caplog.at_level(logging.ERROR):
        message = asyncio.run(bot.answer("/workshop broken", Person(id="7"), NOW))
    assert message.text == (
        "This is our mistake, not yours, and it has been noted. Please try again, or ask an organizer."
    )
    assert "command failed: /workshop broken (asked by 7)" in caplog.text


def test_the_words_after_the_slash_are_settings(bot: Bot) -> None:
    other = Bot(bot.commands, catalog=bot.catalog, member_word="conf", organizer_word="staff")
    assert asyncio.run(other.answer("/conf deadlines", Person(), NOW)).command == "/conf deadlines"
    assert asyncio.run(other.answer("/staff", Person(organizer=True), NOW)).title == "Organizers' desk"


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "@everyone <@123> <!channel> <#C1>",
        "**bold** [x](javascript:alert(1))",
        "\x00\x1b[31m\x07 bell",
        "\u202eright to left",
        '" OR 1=1 --',
        "C++ \"x o'neil AND NEAR(",
        "\ud800 lone surrogate",
        "page:9999",
        "::::",
        '"',
        "name:",
        "👩‍👩‍👧‍👦" * 50,
        "a" * 2000,
        "x y " * 400,
    ],
)
def test_hostile_text_is_answered_everywhere_without_a_fault(
    bot: Bot, ask: Ask, caplog: pytest.LogCaptureFixture, text: str
) -> None:
    for name in bot.commands:
        assert ask(f"/workshop {name} {text}")
        assert ask(f"/organize {name} {text}", organizer=True)
    assert ask(text)
    assert "command failed" not in caplog.text


def test_commands_are_found_once_each(bot: Bot) -> None:
    import commands

    assert dict(find_commands(commands)).keys() == bot.commands.keys()


def test_a_question_that_begins_like_a_command_is_a_question(ask: Ask) -> None:
    for line in ("/workshop when is the deadline?", "/workshop who is speaking?", "/workshop where is the venue?"):
        assert not ask(line, "2024-05-20T12:00Z").startswith("Not quite"), line
    assert ask("/workshop deadlines icml 1999").startswith("Not quite")


def test_what_many_ask_in_a_minute_is_made_once() -> None:
    made = []

    @command(steady=True)
    async def tides(request: Request) -> Message:
        """Tell the tides."""
        made.append(request.now)
        return Message(text=f"{request.now:%H:%M} {request.person.zone}")

    bot = Bot({"tides": tides.command})  # type: ignore[attr-defined]
    start = datetime(2024, 5, 20, 12, 0, 30, tzinfo=UTC)
    asked = [(0, "UTC"), (20, "UTC"), (20, "Asia/Tokyo"), (40, "UTC")]
    said = [
        asyncio.run(bot.answer("/workshop tides", Person(zone=zone), start + timedelta(seconds=after))).text
        for after, zone in asked
    ]
    assert said == ["12:00 UTC", "12:00 UTC", "12:00 Asia/Tokyo", "12:01 UTC"]
    bot.adopt(Catalog())
    asyncio.run(bot.answer("/workshop tides", Person(zone="UTC"), start + timedelta(seconds=40)))
    assert len(made) == 4


def test_help_offers_no_reminders_where_nobody_can_be_written_to(answer: Answer, ask: Ask) -> None:
    assert "My reminders" not in [each.label for each in answer("/workshop help").buttons]
    assert "I can write to nobody from here." in ask("/workshop remind")


def test_help_begins_with_the_commands(ask: Ask) -> None:
    assert "/workshop deadlines" in ask("/workshop help").partition("Page 2")[0]
