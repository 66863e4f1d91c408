"""What is cancelled, or has no fixed time any more: its copies say so, and nothing more comes of it."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from bot.core import Bot
from bot.posts.merge import CANCELLED, MOVED, UNFIXED, Changes
from tests.posts.test_merge import FIRST, LATER, File, due, moved

IS_OFF = "cancelled: The hall is flooded."
WAS = "<time:full/2027-03-01T12:00Z/UTC>"
UNKNOWN, EITHER = due("unknown"), due("2027-03-08 or 2027-03-09")
OFF = f"deadlines: {{submission: {{title: Paper, due: 2027-03-01 12:00 UTC, {IS_OFF}}}}}"


@pytest.fixture
def file(bot_on: Callable[..., Bot]) -> File:
    return File(bot_on)


@pytest.mark.parametrize(
    ("facts", "title", "text", "why"),
    [
        (UNKNOWN, "Not fixed any more", f"**Not fixed any more.** It was {WAS}; now: not known.", UNFIXED),
        (
            EITHER,
            "Not fixed any more",
            f"**Not fixed any more.** It was {WAS}; now: undecided: Mon 8 Mar 2027 or Tue 9 Mar 2027.",
            UNFIXED,
        ),
        (OFF, "Cancelled", "**Cancelled.** The hall is flooded.", CANCELLED),
    ],
)
def test_a_deadline_that_lapses_says_so(file: File, facts: str, title: str, text: str, why: str) -> None:
    file.takes(FIRST)
    file.shows("/14d")
    file.now = datetime(2027, 2, 20, tzinfo=UTC)
    file.takes(facts)
    assert moved(file, "/14d") == f"{title}: Paper · Bees 2027: {text}"
    assert list(file.states().values()) == ["shown 02-20 00:00", f"skipped {why}", f"skipped {why}"]
    assert file.takes(facts) == Changes()


@pytest.mark.parametrize("facts", [UNKNOWN, EITHER, OFF])
def test_what_lapsed_can_come_back(file: File, facts: str) -> None:
    file.takes(FIRST)
    before = file.stored
    file.takes(facts)
    file.takes(FIRST)
    assert file.stored == before


def test_a_new_time_is_told_after_none(file: File) -> None:
    file.takes(FIRST)
    file.shows("/14d")
    file.takes(UNKNOWN)
    file.takes(LATER)
    assert moved(file, "03-01T12:00Z/14d").endswith(f"**Moved** from {WAS} to {WAS.replace('03-01', '03-08')}.")
    assert file.states()["submission@03-01T12:00Z/3d"] == f"skipped {UNFIXED}"
    assert file.states()["submission@03-08T12:00Z/3d"] == "coming 03-05 12:00"


def test_cancelling_tells_of_no_reminder(file: File) -> None:
    file.takes(FIRST)
    file.shows("/14d")
    file.takes(OFF)
    (post,) = (each for key, each in file.stored.posts.items() if key.endswith("/14d"))
    labels = [[button.label for button in each.message.buttons] for each in post.versions]
    assert labels == [["Remind me too", "All deadlines", "What to submit"], ["All deadlines", "What to submit"]]


ALL = (
    "deadlines:\n"
    "  submission: {title: Paper, due: 2027-03-01%s, opens: 2027-02-10,"
    " steps: {account: {title: Account, takes: 3, text: Make it.}}}\n"
    "dates: {decisions: {title: Decisions, on: 2027-04-01%s}}\n"
    "socials: {dinner: {title: Dinner, at: 2027-06-20 19:00-22:00 UTC, closes: 2027-06-10, signup: https://bees.org%s}}\n"
    "sessions: {panel: {title: Panel, at: 2027-06-20 10:00-11:00 UTC, kind: panel%s}}\n"
)


def test_nothing_comes_of_what_is_cancelled(file: File) -> None:
    file.takes(ALL % (("",) * 4))
    assert len(file.states()) == 12
    file.takes(ALL % ((f", {IS_OFF}",) * 4))
    assert set(file.states().values()) == {f"skipped {CANCELLED}"}


def test_what_is_cancelled_from_the_first_is_never_planned(file: File) -> None:
    file.takes(ALL % ((f", {IS_OFF}",) * 4))
    assert file.states() == {}


@pytest.mark.parametrize("when", ["unknown", "2027-08-01 or 2027-08-02"])
def test_nothing_comes_of_what_has_no_time(file: File, when: str) -> None:
    file.takes(ALL % (("",) * 4))
    file.takes(
        f"deadlines: {{submission: {{title: Paper, due: {when}, opens: 2027-02-10}}}}\n"
        f"dates: {{decisions: {{title: Decisions, on: {when}}}}}\n"
        f"socials: {{dinner: {{title: Dinner, at: {when}, closes: {when}}}}}\n"
        f"sessions: {{panel: {{title: Panel, at: {when}, kind: panel}}}}\n"
    )
    assert set(file.states().values()) == {f"skipped {UNFIXED}"}
    opens = moved(file, "/opens")
    assert opens.startswith("Not fixed any more: Opening: Paper · Bees 2027: ")
    assert ", and when it is due is " in opens


def test_an_opening_alone_can_lapse(file: File) -> None:
    opens = "deadlines: {{submission: {{title: Paper, due: 2027-03-01 12:00 UTC, opens: {}}}}}"
    file.takes(opens.format("2027-02-10"))
    file.takes(opens.format("unknown"))
    lapsed = [key for key, state in file.states().items() if state == f"skipped {UNFIXED}"]
    assert lapsed == ["submission@02-09T10:00Z/opens"]


def test_a_session_without_its_hours_does_not_start(file: File) -> None:
    file.takes("sessions: {panel: {title: Panel, at: 2027-06-20 10:00-11:00 UTC, kind: panel}}")
    file.takes("sessions: {panel: {title: Panel, at: 2027-06-20, kind: panel}}")
    assert set(file.states().values()) == {f"skipped {UNFIXED}"}
    assert moved(file, "/starts").endswith("now: Sun 20 Jun 2027, its hours are not known.")


DAYS = (
    "sessions:\n"
    "  welcome: {title: Welcome, at: 2027-06-20 09:00-10:00 UTC, kind: talk%s}\n"
    "  panel: {title: Panel, at: 2027-06-20 10:00-11:00 UTC, kind: panel%s}\n"
    "  end: {title: End, at: 2027-06-21 10:00-11:00 UTC, kind: talk}\n"
)


def test_the_briefing_says_what_is_cancelled(file: File) -> None:
    file.takes(DAYS % ("", ""))
    file.takes(DAYS % ("", f", {IS_OFF}"))
    text = moved(file, "day/1@2027-06-20")
    assert ("**Welcome**" in text, "**Cancelled:** Panel. The hall is flooded." in text) == (True, True)
    assert file.states()["panel@06-20T10:00Z/starts"] == f"skipped {CANCELLED}"


def test_a_day_of_which_nothing_takes_place_has_no_briefing(file: File) -> None:
    file.takes(DAYS % ("", ""))
    file.shows("day/1@2027-06-20")
    file.takes(DAYS % ((f", {IS_OFF}",) * 2))
    assert moved(file, "day/1@2027-06-20").endswith("**Cancelled.** Nothing of this day takes place.")
    assert file.states()["day/2@06-21"] == "coming 06-21 09:00"


def test_moving_a_day_is_no_lapse(file: File) -> None:
    file.takes(DAYS % ("", ""))
    file.takes((DAYS % ("", "")).replace("06-20", "06-19"))
    assert file.states()["day/1@06-20"] == f"skipped {MOVED}"
