"""Where reminders are offered, and the list of what one can be reminded of."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.core import Bot, Person
from bot.message import Message, page_of
from bot.reminding import Reminding
from bot.store.database import Store
from bot.store.reminders import Reminders
from tests.bees import HEAD

BEES = (
    HEAD
    + """venue: {city: Vienna}
formats:
  long: {title: Long paper, pages: 9}
rules:
  one: {title: One paper each}
deadlines:
  submission: {title: Paper, due: 2027-03-01 AoE}
  camera-ready: {title: Camera-ready, due: unknown}
  demo: {title: Demo, due: 2027-02-15 AoE, cancelled: Too few hives.}
sessions:
  keynote: {title: Keynote, at: 2027-06-20 09:00-10:00 Europe/Vienna, kind: talk, people: [bo]}
  panel: {title: Panel, at: 2027-06-20 10:00-11:00 Europe/Vienna, kind: panel, cancelled: The panel is ill.}
  lunch: {title: Lunch, at: 2027-06-20 12:00-13:00 Europe/Vienna, kind: break}
people:
  bo: {name: Bo, roles: [speaker]}
socials:
  dinner: {title: Dinner, at: 2027-06-20 18:00-late Europe/Vienna, place: The Comb, signup: "https://bees.org/in"}
  hike: {title: Hike, at: 2027-06-21, cancelled: It rains.}
"""
)
NEXT = """
name: Bees 2028
title: Bees
when: unknown
year: 2028
source: https://bees.org
sessions:
  keynote: {title: Keynote, at: unknown, kind: talk}
"""
SEMINARS = """
source: https://bees.org
seminars:
  wax: {title: On wax, speaker: Cy, at: 2027-04-01 15:00-16:00 Europe/London, place: Comb 1}
"""
NOW = datetime(2027, 2, 1, tzinfo=UTC)
ON_THE_DAY = datetime(2027, 6, 20, 8, 10, tzinfo=UTC)
ADA = Person(id="discord:1", name="Ada", zone="UTC", community="Bees")
Said = Callable[..., Message]


@pytest.fixture
def said(bot_on: Callable[..., Bot], tmp_path: Path) -> Said:
    """Give the last answer to several lines, as the page of it that is shown."""

    def answer(*lines: str, now: datetime = NOW, personal: bool = True, edition: str = BEES) -> Message:
        async def conversation() -> Message:
            (tmp_path / "seminars.yaml").write_text(SEMINARS, encoding="utf-8")
            later = {"bees_2028": NEXT} if "bees-2028" in lines[-1] else {}
            bot = bot_on(bees_2027=edition, **later)
            store = Store(tmp_path / "bot.db")
            bot.personal = Reminding(bot, Reminders(store), {}, lambda: now) if personal else None
            answers = [await bot.answer(line, ADA, now) for line in lines]
            await store.close()
            return page_of(answers[-1])

        return asyncio.run(conversation())

    return answer


def offers(message: Message) -> dict[str, str]:
    """Give the commands of the buttons about reminders, by label."""
    about = ("remind what", "pick", "times", "stop")
    lines = ((each.label, each.command.removeprefix("/workshop ")) for each in message.buttons)
    return {label: line for label, line in lines if line.startswith(about)}


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("schedule", {"Remind me …": "pick bees-2027"}),
        ("deadlines", {
            "Remind me": "remind what:bees-2027/submission",
            "Tell me when known: Camera-ready": "remind what:bees-2027/camera-ready",
        }),
        ("now", {"Remind me …": "pick bees-2027"}),
        ("socials", {"Remind me": "remind what:bees-2027/dinner"}),
        ("speakers bo", {"Remind me": "remind what:bees-2027/keynote"}),
        ("schedule bo", {"Remind me": "remind what:bees-2027/keynote"}),
        ("seminars", {"Remind me": "remind what:seminar/wax"}),
        ("attend", {"Tell me when known: Room": "remind what:bees-2027#venue.room"}),
        ("venue", {"Tell me when known: Room": "remind what:bees-2027#venue.room"}),
        ("cfp", {"Tell me when known: Link to submit": "remind what:bees-2027#submit"}),
        ("ask when is camera ready?", {"Tell me when known: Camera-ready": "remind what:bees-2027/camera-ready"}),
        ("deadlines bees-2027", {
            "Remind me": "remind what:bees-2027/submission",
            "Tell me when known: Camera-ready": "remind what:bees-2027/camera-ready",
        }),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)  # fmt: skip
def test_answers_offer_reminders_of_what_they_tell(said: Said, line: str, offered: dict[str, str]) -> None:
    assert offers(said(f"/workshop {line}")) == offered
    assert offers(said(f"/workshop {line}", personal=False)) == {}


def test_a_schedule_without_hours_offers_to_tell_them(said: Said) -> None:
    assert offers(said("/workshop schedule bees-2028")) == {
        "Tell me when known: Keynote": "remind what:bees-2028/keynote",
        "Tell me when known: Day": "remind what:bees-2028#when",
    }


def test_what_is_over_is_not_offered(said: Said) -> None:
    assert offers(said("/workshop schedule", now=datetime(2027, 7, 1, tzinfo=UTC))) == {}


def test_the_list_has_a_button_for_each_thing(said: Said) -> None:
    message = said("/workshop pick bees-2027")
    assert message.title == "Remind me · Bees 2027"
    assert offers(message) == {
        "Remind me: Paper": "remind what:bees-2027/submission",
        "Remind me: Day": "remind what:bees-2027#when",
        "Remind me: Keynote": "remind what:bees-2027/keynote",
        "Remind me: Dinner": "remind what:bees-2027/dinner",
        "Tell me when known: Room": "remind what:bees-2027#venue.room",
        "Tell me when known: Link to submit": "remind what:bees-2027#submit",
        "Tell me when known: Camera-ready": "remind what:bees-2027/camera-ready",
        "All deadlines": "remind what:bees-2027",
    }


def test_the_list_knows_what_one_has(said: Said) -> None:
    message = said("/workshop remind dinner", "/workshop pick bees-2027 socials")
    assert offers(message) == {"Change: Dinner": "times what:bees-2027/dinner"}
    assert message.sections[0].text.endswith("You have a reminder.")


@pytest.mark.parametrize("page", [1, 2, 3])
def test_a_long_list_is_paged_with_its_buttons(said: Said, page: int) -> None:
    many = "".join(f"  d{n:02}: {{title: Step {n:02}, due: 2027-03-01 AoE}}\n" for n in range(20))
    edition = BEES.replace("deadlines:\n", f"deadlines:\n{many}")
    message = said(f"/workshop pick bees-2027 deadlines page:{page}", edition=edition)
    shown = [each.title.partition(" ·")[0] for each in message.sections]
    own = [each.label.partition(": ")[2] for each in message.buttons if ": " in each.label]
    assert own == shown
    assert len(message.buttons) <= 12


def test_nothing_to_be_reminded_of_is_said(said: Said) -> None:
    message = said("/workshop pick bees-2027", now=datetime(2028, 7, 1, tzinfo=UTC))
    assert message.text == "There is nothing to be reminded of at Bees 2027."


def test_other_times_are_offered_as_far_as_they_are_ahead(said: Said) -> None:
    message = said("/workshop remind dinner", "/workshop times what:bees-2027/dinner", now=ON_THE_DAY)
    assert offers(message) == {
        "The usual: 1h, 10m": "remind what:bees-2027/dinner",
        "3h before": "remind what:bees-2027/dinner when:3h",
        "1h before": "remind what:bees-2027/dinner when:1h",
        "10m before": "remind what:bees-2027/dinner when:10m",
        "Stop it": "stop what:bees-2027/dinner",
    }


def test_every_reminder_is_listed_with_change_and_stop(said: Said) -> None:
    asked = ("dinner", "keynote", "paper", "wax", "what:bees-2027#when")
    message = said(*(f"/workshop remind {each}" for each in asked), "/workshop remind")
    names = ["Paper", "On wax", "Day", "Keynote", "Dinner"]
    assert [each.label for each in message.buttons] == [
        *(f"{verb}: {name}" for name in names for verb in ("Change", "Stop")), "Stop all", "Remind me …",
    ]  # fmt: skip


def test_a_seminar_is_reminded_of_like_a_session(said: Said) -> None:
    text = said("/workshop remind me of the seminar").text
    assert text.startswith("**On wax**. On Thu 1 Apr 2027, 15:00–16:00 London time")
    assert [each[:26] for each in text.split("\n") if each.startswith("- ")] == [
        "- <time:full/2027-03-31T14", "- <time:full/2027-04-01T13", "- <time:full/2027-04-01T13",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("what", "reason"),
    [
        ("panel", "Panel · Bees 2027 is cancelled: The panel is ill."),
        ("what:bees-2027#venue", "Venue · Bees 2027 is known already: Vienna."),
        ("demo", "Demo · Bees 2027 is cancelled: Too few hives."),
    ],
)
def test_what_makes_no_sense_is_refused_with_the_reason(said: Said, what: str, reason: str) -> None:
    message = said(f"/workshop remind {what}")
    assert (message.mistake, message.text) == (True, reason)


def test_what_is_too_near_is_refused(said: Said) -> None:
    message = said("/workshop remind keynote", now=datetime(2027, 6, 20, 6, 55, tzinfo=UTC))
    assert message.text == "It is too late for a reminder: Keynote · Bees 2027 is only 5 minutes away."


def test_of_all_deadlines_those_too_near_are_named(said: Said) -> None:
    edition = BEES.replace("cancelled: Too few hives.", "text: Soon.")
    message = said("/workshop remind bees-2027", edition=edition, now=datetime(2027, 2, 16, 10, tzinfo=UTC))
    assert message.text.split("\n")[0].startswith("**Paper · Bees 2027**.")
    assert "Too near for that: Demo · Bees 2027." in message.text
