"""Personal reminders, as conversations with what keeps them in a real file."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.core import Bot, Person
from bot.message import Message
from bot.platforms.terminal.render import render
from bot.reminding import Reminding
from bot.store.database import Store
from bot.store.reminders import Reminders

BEES = """
name: Bees 2027
title: Bees
when: 2027-06-20
zone: Europe/Vienna
year: 2027
source: https://bees.org
deadlines:
  submission: {title: Paper, due: 2027-03-01 AoE}
  camera-ready: {title: Camera-ready, due: unknown}
"""
NOW = datetime(2027, 2, 1, tzinfo=UTC)
ADA = Person(id="discord:1", name="Ada", zone="UTC", community="Bees")
Talk = Callable[..., str]


@pytest.fixture
def talk(bot_on: Callable[..., Bot], tmp_path: Path) -> Talk:
    """Give the answers to several lines, one after the other; the last one's text."""

    def said(*lines: str, now: datetime = NOW, person: Person = ADA) -> str:
        async def conversation() -> Message:
            bot = bot_on(bees_2027=BEES)
            store = Store(tmp_path / "bot.db")
            bot.personal = Reminding(bot, Reminders(store), {}, lambda: now)
            await bot.personal.begin()
            answers = [await bot.answer(line, person, now) for line in lines]
            await store.close()
            return answers[-1]

        return render(asyncio.run(conversation()), person.zone or "UTC")

    return said


def test_the_usual_ladder_is_echoed_as_instants(talk: Talk) -> None:
    assert talk("/workshop remind paper").startswith(
        "Reminder\n\nPaper · Bees 2027. Due Tue 2 Mar 2027, 11:59 UTC (Mon 1 Mar 2027, 23:59 AoE). I write to you:\n"
        "• Tue 16 Feb 2027, 11:59 UTC\n• Sat 27 Feb 2027, 11:59 UTC\n• Mon 1 Mar 2027, 11:59 UTC\n"
        "• Tue 2 Mar 2027, 08:59 UTC\n\n"
        "I could not write to you: I am not connected there. To let me write to you: on Discord,"
    )


def test_one_time_of_ones_own(talk: Talk) -> None:
    assert "I write to you:\n• Tue 2 Mar 2027, 11:49 UTC\n" in talk("/workshop remind paper 10m before")


def test_what_is_not_known_yet_is_told_when_it_is(talk: Talk) -> None:
    said = talk("/workshop remind camera-ready")
    assert "Camera-ready · Bees 2027: not in our sources. I write to you as soon as it is known." in said


def test_all_deadlines_of_an_edition_at_once(talk: Talk) -> None:
    said = talk("/workshop remind bees-2027", "/workshop remind")
    assert said.startswith("Your reminders\n\nYou have 2.\n\nPaper · Bees 2027\nDue")


def test_a_reminder_is_stopped(talk: Talk) -> None:
    lines = ("/workshop remind paper", "/workshop stop what:bees-2027/submission")
    assert talk(*lines).startswith("Reminders\n\nStopped: 1 reminder for Paper · Bees 2027.")
    assert talk("/workshop stop").startswith("Reminders\n\nThere was none to stop.")


def test_what_is_over_is_refused_with_the_reason(talk: Talk) -> None:
    said = talk("/workshop remind paper", now=datetime(2027, 3, 3, tzinfo=UTC))
    assert said.startswith(
        "Not quite\n\nIt is too late for a reminder: Paper · Bees 2027: it was 2027-03-01 23:59 AoE."
    )


def test_an_instant_that_has_passed_is_refused(talk: Talk) -> None:
    said = talk("/workshop remind paper 3d", now=datetime(2027, 3, 1, tzinfo=UTC))
    assert said.startswith("Not quite\n\nPaper · Bees 2027 is less than 3d away. Choose a shorter time, such as 10m.")


def test_a_chosen_zone_is_used_from_then_on(talk: Talk) -> None:
    talk("/workshop me tokyo")
    assert talk("/workshop me").startswith("You\n\nYour time zone is Tokyo time.\n\nYou have 0 reminders.")


def test_everything_is_erased_after_one_question(talk: Talk) -> None:
    talk("/workshop remind paper", "/workshop me tokyo")
    assert talk("/workshop erase").startswith("Erase everything?\n\n")
    assert talk("/workshop erase sure:yes").startswith("Erased\n\nNothing is kept of you any more.")
    assert talk("/workshop remind").startswith("Your reminders\n\nYou have none.")


def test_a_reminder_is_snoozed(talk: Talk) -> None:
    at = datetime(2027, 3, 1, 12, tzinfo=UTC)
    said = talk("/workshop remind paper", "/workshop snooze what:bees-2027/submission when:1h", now=at)
    assert said.startswith("Snoozed\n\nI write to you again Mon 1 Mar 2027, 13:00 UTC.")
    late = at + timedelta(hours=23, minutes=30)
    assert talk("/workshop snooze what:bees-2027/submission when:1h", now=late).startswith(
        "Not quite\n\nIt would be too late then."
    )


def test_the_home_card_tells_of_ones_own(talk: Talk) -> None:
    said = talk("/workshop remind paper", "/workshop")
    assert "Yours\n1 reminder; the next comes Tue 16 Feb 2027, 11:59 UTC." in said
    assert "→ My reminders: /workshop remind" in said
    stranger = Person(id="discord:1", zone="UTC")
    assert "Yours" not in talk("/workshop", person=stranger)


def test_fifty_reminders_are_the_most(bot_on: Callable[..., Bot], tmp_path: Path) -> None:
    many = "".join(f"  d{n}: {{title: Step {n}, due: 2027-03-01 AoE}}\n" for n in range(51))

    async def conversation() -> list[Message]:
        bot = bot_on(bees_2027=BEES.partition("deadlines:")[0] + "deadlines:\n" + many)
        store = Store(tmp_path / "bot.db")
        bot.personal = Reminding(bot, Reminders(store), {}, lambda: NOW)
        await bot.personal.begin()
        answers = [await bot.answer(f"/workshop remind what:bees-2027/d{n} when:1d", ADA, NOW) for n in range(51)]
        await store.close()
        return answers

    answers = asyncio.run(conversation())
    assert [each.mistake for each in answers] == [False] * 50 + [True]
    assert answers[-1].text == "You have 50 reminders; 50 are the most. Stop one first."
