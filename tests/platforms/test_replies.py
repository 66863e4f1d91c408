"""What the chat platforms share in answering."""

import asyncio
from datetime import UTC, datetime, timedelta

from bot.core import Bot, Person
from bot.platforms.replies import Allowance, command_of, line_of, reply_to, shown_to_everyone, turns_a_page

NOW = datetime(2024, 5, 20, 12, tzinfo=UTC)
ADA = Person(id="discord:1", name="Ada *Lovelace*", organizer=True)


def test_a_private_answer_offers_to_be_shown_to_everyone(bot: Bot) -> None:
    reply = asyncio.run(reply_to(bot, "/workshop schedule icml-2024 page:2", ADA, NOW))
    assert (reply.public, reply.message.buttons[-1].label) == (False, "Show to everyone")
    assert reply.message.buttons[-1].command == "show /workshop schedule icml-2024 page:2"


def test_neither_a_mistake_nor_the_desk_can_be_shown(bot: Bot) -> None:
    for line in ("/workshop deadlines icml-1999", "/organize desk", "/workshop dedlines"):
        reply = asyncio.run(reply_to(bot, line, ADA, NOW))
        assert "Show to everyone" not in [each.label for each in reply.message.buttons]


def test_what_is_of_the_asker_alone_cannot_be_shown(bot: Bot) -> None:
    for line in ("/workshop me", "/workshop remind"):
        reply = asyncio.run(reply_to(bot, line, ADA, NOW))
        assert "Show to everyone" not in [each.label for each in reply.message.buttons]


def test_what_is_shown_names_who_shows_it(bot: Bot) -> None:
    message = asyncio.run(shown_to_everyone(bot, "/workshop join", ADA, NOW))
    assert message.notice == "Ada *Lovelace* shows: /workshop join"


def test_nobody_shows_the_desk_to_everyone(bot: Bot) -> None:
    message = asyncio.run(shown_to_everyone(bot, "/organize desk", ADA, NOW))
    assert message.text == "Only the workshop's organizers can do this."


def test_five_times_an_hour_is_the_most() -> None:
    allowance = Allowance()
    minutes = [0, 1, 2, 3, 4, 5, 59, 60, 61, 62]
    taken = [allowance.take("ada", NOW + timedelta(minutes=each)) for each in minutes]
    assert taken == [True, True, True, True, True, False, False, True, True, True]
    assert allowance.take("bob", NOW)


def test_a_line_knows_its_page_and_command(bot: Bot) -> None:
    message = asyncio.run(reply_to(bot, "/workshop papers page:2", ADA, NOW)).message
    assert (line_of(message), turns_a_page(line_of(message))) == ("/workshop papers page:2", True)
    assert turns_a_page("/workshop ask page:2 of the paper") is False
    assert command_of(bot, "/workshop dedlines") is None
