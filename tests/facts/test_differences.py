"""What was told against what the facts say: what is news, and what is none."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from bot.core import Bot
from bot.facts.differences import THERE, Difference, differences, joined, tellable

BEES = """
name: Bees 2027
title: Bees
when: 2027-06-20
year: 2027
source: https://bees.org
deadlines:
  submission: {title: Paper, due: 2027-03-01 AoE}
sessions:
  waggle: {title: Waggle, at: 2027-06-20 09:00-10:00 Europe/Vienna, kind: talk}
"""
NOW = datetime(2027, 2, 1, tzinfo=UTC)
DUE, LATER = "2027-03-01 23:59 AoE", "2027-03-04 23:59 AoE"
EXTENDED = BEES.replace("2027-03-01", "2027-03-04")
RENAMED = BEES.replace("submission:", "paper:")
GONE = BEES.replace("  submission: {title: Paper, due: 2027-03-01 AoE}\n", "").replace("deadlines:\n", "")
CHANGE = Difference("bees-2027/submission", "due", DUE, LATER)


def test_everything_that_people_must_hear_of_is_told(bot_on: Callable[..., Bot]) -> None:
    assert tellable(bot_on(bees_2027=BEES).catalog) == {
        ("bees-2027", THERE): "Bees 2027",
        ("bees-2027", "when"): "2027-06-20",
        ("bees-2027/submission", THERE): "Paper",
        ("bees-2027/submission", "due"): DUE,
        ("bees-2027/waggle", THERE): "Waggle",
        ("bees-2027/waggle", "title"): "Waggle",
        ("bees-2027/waggle", "at"): "2027-06-20 09:00-10:00 Europe/Vienna",
    }


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        (BEES, BEES, []),
        (BEES, EXTENDED, [CHANGE]),
        (BEES, RENAMED, []),
        (BEES, GONE, [Difference("bees-2027/submission", THERE, "Paper", None)]),
        (GONE, BEES, [Difference("bees-2027/submission", THERE, None, "Paper")]),
        (
            BEES,
            RENAMED.replace("2027-03-01", "2027-03-04"),
            [
                Difference("bees-2027/paper", THERE, None, "Paper"),
                Difference("bees-2027/submission", THERE, "Paper", None),
            ],
        ),
    ],
)
def test_what_differs_is_news(bot_on: Callable[..., Bot], before: str, after: str, found: list[Difference]) -> None:
    told = tellable(bot_on(bees_2027=before).catalog)
    assert differences(told, bot_on(bees_2027=after).catalog, NOW) == found


def test_an_edition_that_is_over_makes_no_news(bot_on: Callable[..., Bot]) -> None:
    told, catalog = tellable(bot_on(bees_2027=BEES).catalog), bot_on(bees_2027=EXTENDED).catalog
    assert differences(told, catalog, datetime(2027, 6, 22, tzinfo=UTC)) == []


def test_a_new_edition_makes_no_news(bot_on: Callable[..., Bot]) -> None:
    told = tellable(bot_on(bees_2027=BEES).catalog)
    assert differences(told, bot_on(bees_2028=BEES.replace("2027", "2028")).catalog, NOW) == []


def test_what_comes_back_is_told_only_where_it_differs(bot_on: Callable[..., Bot]) -> None:
    told = {**tellable(bot_on(bees_2027=BEES).catalog), ("bees-2027/submission", THERE): None}
    back = Difference("bees-2027/submission", THERE, "", "Paper")
    assert differences(told, bot_on(bees_2027=BEES).catalog, NOW) == [back]
    assert differences(told, bot_on(bees_2027=EXTENDED).catalog, NOW) == [back, CHANGE]


def test_what_changed_back_is_no_difference() -> None:
    room = Difference("bees-2027/waggle", "room", None, "Hive")
    assert joined([CHANGE], [room, Difference(*CHANGE.target, LATER, DUE)]) == [room]
    assert joined([CHANGE], [Difference(*CHANGE.target, LATER, "unknown")]) == [
        Difference(*CHANGE.target, DUE, "unknown")
    ]
