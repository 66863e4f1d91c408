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
from tests.bees import PAPER

BEES = (
    PAPER
    + """  camera-ready: {title: Camera-ready, due: unknown}
"""
)
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
    assert "Camera-ready · Bees 2027. Its time is not in our sources. I write to you as soon as it is known." in said


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
        "Not quite\n\nIt is too late for a reminder: Paper · Bees 2027 was due Mon 1 Mar 2027, 23:59 AoE."
    )


def test_an_instant_that_has_passed_is_refused(talk: Talk) -> None:
    said = talk("/workshop remind paper 3d", now=datetime(2027, 3, 1, tzinfo=UTC))
    assert said.startswith("Not quite\n\nPaper · Bees 2027 is less than 3d away. Choose a shorter time, such as 10m.")


def test_a_chosen_zone_is_used_from_then_on(talk: Talk) -> None:
    talk("/workshop me tokyo")
    assert talk("/workshop me").startswith(
        "You\n\nYour time zone is Tokyo time, as you chose.\n\nYou have 0 reminders."
    )


def test_a_zone_is_chosen_by_its_city(talk: Talk) -> None:
    talk("/workshop my-zone tokyo")
    assert talk("/workshop me").startswith("You\n\nYour time zone is Tokyo time, as you chose.")


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


def many(number: int, due: str = "2027-03-01 AoE") -> str:
    deadlines = "".join(f"  d{n}: {{title: Step {n}, due: {due}}}\n" for n in range(number))
    return BEES.partition("deadlines:")[0] + "deadlines:\n" + deadlines


async def flooded(bot: Bot, folder: Path, lines: list[str], *, at_once: bool = False) -> tuple[list[Message], int]:
    """Ask all of it; gives the answers, and how many reminders are kept."""
    store = Store(folder / "bot.db")
    bot.personal = Reminding(bot, Reminders(store), {}, lambda: NOW)
    await bot.personal.begin()
    asked = [bot.answer(line, ADA, NOW) for line in lines]
    answers = await asyncio.gather(*asked) if at_once else [await each for each in asked]
    kept = len(await bot.personal.reminders(ADA.id))
    await store.close()
    return list(answers), kept


def test_fifty_reminders_are_the_most(bot_on: Callable[..., Bot], tmp_path: Path) -> None:
    lines = [f"/workshop remind what:bees-2027/d{n} when:1d" for n in range(51)]
    again = "/workshop remind what:bees-2027/d7 when:2d"  # one that is there already can be changed
    answers, kept = asyncio.run(flooded(bot_on(bees_2027=many(51)), tmp_path, [*lines, again]))
    assert ([each.mistake for each in answers], kept) == ([False] * 50 + [True, False], 50)
    assert answers[-2].text == "You have 50 reminders; 50 are the most. Stop one first."


def test_a_flood_of_reminders_at_once_stops_at_fifty(bot_on: Callable[..., Bot], tmp_path: Path) -> None:
    lines = [f"/workshop remind what:bees-2027/d{n} when:{lead}" for n in range(100) for lead in ("1d", "3h")]
    answers, kept = asyncio.run(flooded(bot_on(bees_2027=many(100)), tmp_path, lines, at_once=True))
    assert (kept, sum(each.mistake for each in answers)) == (50, 100)


def test_all_deadlines_at_once_are_refused_whole(bot_on: Callable[..., Bot], tmp_path: Path) -> None:
    lines = ["/workshop remind what:bees-2027/d1", "/workshop remind bees-2027"]
    answers, kept = asyncio.run(flooded(bot_on(bees_2027=many(60)), tmp_path, lines))
    assert kept == 1
    assert answers[1].text == "You have 1 reminder, and these are 60; 50 are the most. Stop one or choose fewer."


def test_what_is_over_makes_room(bot_on: Callable[..., Bot], tmp_path: Path) -> None:
    new = "/workshop remind what:bees-2027/d50"

    async def conversation() -> list[Message]:
        bot = bot_on(bees_2027=many(50) + "  d50: {title: Later, due: 2027-05-01 AoE}\n")
        store, now = Store(tmp_path / "bot.db"), NOW
        bot.personal = Reminding(bot, Reminders(store), {}, lambda: now)
        first = [await bot.answer(f"/workshop remind what:bees-2027/d{n}", ADA, now) for n in range(50)]
        full = await bot.answer(new, ADA, now)
        now = datetime(2027, 4, 1, tzinfo=UTC)
        later = await bot.answer(new, ADA, now)
        await store.close()
        return [first[-1], full, later]

    assert [each.mistake for each in asyncio.run(conversation())] == [False, True, False]


def test_snoozing_ends_after_a_while(talk: Talk) -> None:
    lines = [f"/workshop snooze what:bees-2027/submission when:{n}h" for n in range(1, 20)]
    said = talk("/workshop remind paper", *lines)
    assert said.startswith("Not quite\n\nYou have snoozed this often enough: choose its times anew.")
