"""What is cancelled says so, and why, in every answer that tells it."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from tests.commands.test_pick import BEES, ON_THE_DAY, Said, said

__all__ = ["said"]  # a fixture
EVENING = datetime(2027, 6, 20, 14, tzinfo=UTC)
Lines = Callable[..., str]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("deadlines bees-2027", "**Cancelled**: Too few hives."),
        ("deadlines", "**Cancelled**: Too few hives."),
        ("schedule", "**Panel** — **Cancelled**: The panel is ill. "),
        ("socials", "**Cancelled**: It rains."),
        ("ask demo deadline?", "**Cancelled**: Too few hives."),
        ("ask when is the deadline?", "**Demo**: **Cancelled**: Too few hives."),
        ("ask when is the panel?", "**Panel** — **Cancelled**: The panel is ill."),
        ("ask when is the hike?", "**Cancelled**: It rains."),
        ("cfp bees-2027 dates", "**Cancelled**: Too few hives."),
    ],
    ids=lambda each: each,
)
def test_answers_say_what_is_cancelled_and_why(said: Said, line: str, told: str) -> None:
    message = said(f"/workshop {line}")
    whole = "\n".join([message.text, *(each.text for each in message.sections)])
    assert told.strip() in whole
    assert ".." not in whole


def test_what_is_cancelled_is_never_next(said: Said) -> None:
    assert said("/workshop deadlines").text.startswith("Next: **Paper** (Bees 2027)")
    assert said("/workshop").text.startswith("Next: **Paper** (Bees 2027)")
    assert "Panel" not in said("/workshop now", now=ON_THE_DAY).text
    assert "**Next**: 12:00–13:00" in said("/workshop now", now=ON_THE_DAY).text


def test_a_speakers_session_says_so(said: Said) -> None:
    message = said("/workshop speakers bo", edition=BEES.replace("people: [bo]}", "people: [bo], cancelled: Ill.}"))
    assert "**Keynote** — **Cancelled**: Ill" in message.sections[0].text


def test_a_day_on_which_all_is_cancelled(said: Said) -> None:
    gone = BEES.replace("kind: talk,", "kind: talk, cancelled: Snow.,").replace("Snow.,", '"Snow.",')
    gone = gone.replace("kind: break}", "kind: break, cancelled: Snow}").replace("place: The Comb", "cancelled: Snow")
    assert said("/workshop now", edition=gone, now=EVENING).text == "All that was on the schedule is cancelled."
