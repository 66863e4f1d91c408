"""Changes laid over the facts of the files: what holds, what is closed, what is for organizers, what is refused."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.core import Bot
from bot.facts.catalog import Catalog
from bot.facts.changes import Change, ChangeError, overlaid, value_of, with_change

BEES = """
name: Bees 2027
title: Bees
when: 2027-06-20
until: 2027-06-21
year: 2027
source: https://bees.org
people: {ada: {name: Ada}, bo: {name: Bo}}
deadlines:
  submission:
    title: Paper
    due: 2027-03-01 AoE
    opens: 2027-01-01
    steps: {account: {title: Account, text: Soon., by: 2027-02-01}}
sessions:
  waggle: {title: Waggle, at: 2027-06-20 09:00-10:00 Europe/Vienna, kind: talk, people: [ada]}
"""
MADE = datetime(2027, 2, 1, tzinfo=UTC)
DUE, LATER = "2027-03-01 23:59 AoE", "2027-03-04 23:59 AoE"
EXTENDED = Change("bees-2027/submission", "due", LATER, DUE, DUE, made_at=MADE, number=1)
MEAD = {"title": "Mead", "at": "2027-06-20 18:00-late Europe/Vienna"}
ADDED = Change("bees-2027/mead", "+socials", MEAD, made_at=MADE, number=2)
PLACED = Change("bees-2027/mead", "place", "Hive B", made_at=MADE, number=3)


@pytest.fixture
def files(bot_on: Callable[..., Bot]) -> Catalog:
    return bot_on(bees_2027=BEES).files


def of(subject: str, field: str, value: Any) -> Change:
    return Change(f"bees-2027{subject}", field, value, made_at=MADE)


def test_a_change_holds_over_the_file(files: Catalog) -> None:
    found = overlaid(files, [EXTENDED])
    assert (value_of(found.catalog, *EXTENDED.target), found.closed, found.disputed) == (LATER, (), ())
    assert found.catalog.facts["bees-2027/submission"].source == ("organizers-2027-02-01", "https://bees.org")


def test_the_newest_of_several_holds(files: Catalog) -> None:
    again = replace(EXTENDED, value="2027-03-09 23:59 AoE", was=LATER, number=2)
    assert value_of(overlaid(files, [EXTENDED, again]).catalog, *again.target) == "2027-03-09 23:59 AoE"
    assert overlaid(files, [replace(again, state="undone")]).catalog is files


def test_what_the_file_says_too_is_closed(files: Catalog) -> None:
    said = with_change(files, EXTENDED)
    assert overlaid(said, [EXTENDED]).closed == (EXTENDED,)
    assert overlaid(said, [replace(EXTENDED, value="2027-03-02 23:59 AoE"), EXTENDED]).disputed == ()


def test_a_third_value_is_disputed_and_the_change_holds(files: Catalog) -> None:
    third = with_change(files, replace(EXTENDED, value="2027-03-09 23:59 AoE"))
    found = overlaid(third, [EXTENDED])
    assert (found.disputed, value_of(found.catalog, *EXTENDED.target)) == ((EXTENDED,), LATER)


def test_what_was_added_can_be_altered(files: Catalog) -> None:
    found = overlaid(files, [ADDED, PLACED])
    assert (value_of(found.catalog, *PLACED.target), found.disputed) == ("Hive B", ())
    taken = replace(PLACED, value=None, was="Hive B", number=4)
    gone = overlaid(files, [ADDED, PLACED, taken])
    assert (value_of(gone.catalog, *PLACED.target), gone.closed) == (None, ())


def test_what_was_added_is_closed_when_the_file_holds_it(files: Catalog) -> None:
    found = overlaid(with_change(files, ADDED), [ADDED, PLACED])
    assert (found.closed, value_of(found.catalog, *PLACED.target)) == ((ADDED,), "Hive B")


def test_a_change_of_what_has_gone_is_disputed(files: Catalog) -> None:
    gone = replace(EXTENDED, subject="bees-2027/abstract")
    assert overlaid(files, [gone]).disputed == (gone,)
    assert overlaid(files, [PLACED]).catalog is files


def test_a_person_who_has_gone_from_the_file_is_not_named(files: Catalog) -> None:
    two = Change("bees-2027/waggle", "people", ["ada", "bo"], ["ada"], ["ada"], made_at=MADE)
    shop = files.workshops["bees-2027"]
    lone = replace(files, workshops={shop.id: shop.model_copy(update={"people": {"ada": shop.people["ada"]}})})
    assert value_of(overlaid(files, [two]).catalog, *two.target) == ["ada", "bo"]
    assert (overlaid(lone, [two]).disputed, overlaid(lone, [two]).catalog) == ((two,), lone)


def test_a_nested_fact_is_altered(files: Catalog) -> None:
    change = of("/submission/account", "by", "2027-02-09")
    assert value_of(with_change(files, change), *change.target) == "2027-02-09"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (of("/submission", "due", "tomorrow"), "'tomorrow' is not a time; write"),
        (of("/submission", "due", None), "'due' cannot be left empty"),
        (of("/submission", "due", ["x"]), "write a time as text"),
        (of("/submission", "id", "x"), "there is no 'id' in such a fact"),
        (of("/submission", "due.at", "x"), "there is no 'at' in such a fact"),
        (of("/submission", "__class__", "x"), "there is no '__class__' in such a fact"),
        (of("/nothing", "due", "x"), "there is no fact 'bees-2027/nothing'"),
        (of("/submission", "due", "2026-12-01 AoE"), "it is due 2026-12-01 23:59 AoE, before it opens 2027-01-01"),
        (of("", "when", "2027-07-01"), "it ends 2027-06-21, before it begins 2027-07-01"),
        (of("", "submit", "javascript:alert(1)"), "'javascript:alert(1)' is not a web address"),
        (of("", "submit", "https://bees.org/<@everyone>"), "is not a web address"),
        (of("", "submit", "http://bees.org"), "'http://bees.org' is not https"),
        (of("", "venue.room", "Hive"), "nothing is known of the venue yet; say its city first"),
        (of("/waggle", "room", "x" * 5000), "String should have at most 300 characters"),
        (of("/waggle", "cancelled", "x" * 5000), "String should have at most 4000 characters"),
        (of("/waggle", "people", ["cy"]), "there is no person 'cy'"),
        (of("/mead", "+socials", {"title": "Mead"}), "Field required"),
        (of("/mead", "+socials", "Mead"), "nothing can be added to 'socials'"),
        (of("/mead", "+holds", MEAD), "nothing can be added to 'holds'"),
        (of("/submission", "+socials", MEAD), "'submission' is the id of two things here"),
    ],
)
def test_what_cannot_be_is_refused(files: Catalog, change: Change, said: str) -> None:
    with pytest.raises(ChangeError) as refused:
        with_change(files, change)
    assert said in str(refused.value)
