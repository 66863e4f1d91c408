"""Feeds as files name them, and their seminars beside those of the files."""

from collections.abc import Callable

import pytest

from bot.facts.catalog import Catalog
from bot.facts.collection import Seminar
from bot.facts.feeds import with_seminars
from bot.moment import read_span
from tests.facts.conftest import SOURCES, Load, Problems

Found = Callable[[str], list[str]]


def feed(lines: str) -> str:
    return f"source: page\nfeeds:\n  bees:\n    title: Bees\n    {lines}\n"


def talk(key: str, at: str, **more: object) -> Seminar:
    return Seminar.model_validate({"id": f"seminar/{key}", "title": "Hum", "at": read_span(at), **more})


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("https://hive.example/a.ics", "https://hive.example/a.ics"),
        ("webcal://hive.example/a.ics", "https://hive.example/a.ics"),
        ("WEBCAL://hive.example/a.ics", "https://hive.example/a.ics"),
        ("{url: 'webcal://hive.example/a.ics', note: The only one.}", "https://hive.example/a.ics"),
        ("{url: 'http://hive.example/a.ics', note: The only one.}", "http://hive.example/a.ics"),
    ],
)
def test_an_address_is_read(load_from: Load, written: str, read: str) -> None:
    loaded = load_from({"sources.yaml": SOURCES, "a.yaml": feed(f"calendar: {written}")})
    assert loaded.catalog
    calendar = loaded.catalog.all.feeds["bees"].calendar
    assert calendar
    assert calendar.url == read


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        (
            "note: Both are missing.",
            "3:3: a feed is read from one place; write either 'calendar', an address, or 'file'",
        ),
        (
            "calendar: https://hive.example/a.ics\n    file: a.ics",
            "3:3: a feed is read from one place; write either 'calendar', an address, or 'file'",
        ),
        (
            "calendar: http://hive.example/a.ics",
            "5:5: 'http://hive.example/a.ics' is not https; write {url: …, note: why} if there is no other address",
        ),
        (
            "calendar: ftp://hive.example/a.ics",
            "5:5: 'ftp://hive.example/a.ics' is not a web address; write https://…, without blanks",
        ),
        (
            "file: ../a.ics",
            "5:5: '../a.ics' is no file in the data folder; write its name, such as calendars/bees.ics",
        ),
        ("file: /a.ics", "5:5: '/a.ics' is no file in the data folder; write its name, such as calendars/bees.ics"),
        (
            "file: a.ics\n    zone: CET",
            "6:5: 'CET' is an abbreviation, not a zone; write Europe/Vienna",
        ),
        ("calender: https://hive.example/a.ics", "5:5: unknown key 'calender'; did you mean 'calendar'?"),
    ],
)
def test_mistakes_in_a_feed_are_told(collection_problems: Found, lines: str, problem: str) -> None:
    assert problem in collection_problems(feed(lines))


def test_a_file_that_is_missing_is_a_mistake(problems_in: Problems) -> None:
    files = {"sources.yaml": SOURCES, "a.yaml": feed("file: a.ics")}
    assert problems_in(files) == ["a.ics: there is no such file; the feed 'bees' names it"]
    assert problems_in({**files, "a.ics": "BEGIN:VCALENDAR"}) == []


def test_seminars_stand_beside_those_of_the_files() -> None:
    first = with_seminars(Catalog(), [talk("bees-1", "2026-10-12 17:00-18:00 Europe/London")])
    both = with_seminars(first, [talk("bees-2", "2026-10-19 17:00-18:00 Europe/London")])
    assert (list(first.all.seminars), list(both.all.seminars)) == (["bees-1"], ["bees-1", "bees-2"])
    assert both.facts["seminar/bees-2"] is both.all.seminars["bees-2"]


def test_nothing_new_is_the_same_catalog() -> None:
    catalog = Catalog()
    assert with_seminars(catalog, []) is catalog


@pytest.mark.parametrize(
    ("at", "more", "count"),
    [
        ("2026-10-12 16:00-17:30 UTC", {"title": "HUM!"}, 1),
        ("2026-10-12 17:00-18:00 Europe/London", {"title": "Buzz", "link": "https://hive.example/1"}, 1),
        ("2026-10-12 17:00-18:00 Europe/London", {"title": "Buzz", "link": "https://hive.example/2"}, 2),
        ("2026-10-19 17:00-18:00 Europe/London", {"link": "https://hive.example/1"}, 2),
        ("2026-10-12", {}, 2),
    ],
)
def test_a_talk_is_told_once_as_the_file_has_it(at: str, more: dict[str, str], count: int) -> None:
    written = talk("hum", "2026-10-12 17:00-18:00 Europe/London", speaker="Ada", link="https://hive.example/1")
    catalog = with_seminars(with_seminars(Catalog(), [written]), [talk("bees-1", at, **more)])
    assert (len(catalog.all.seminars), catalog.all.seminars["hum"]) == (count, written)
