"""Announcements of changes: what they say, when they are due, and what becomes of them when facts change again."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.core import Bot
from bot.facts.differences import THERE, Difference, tellable
from bot.message import Button
from bot.platforms.terminal.render import render
from bot.posts.news import News, due_of, news
from bot.posts.telling_changes import Retelling, Retold, Row, retold
from tests.bees import HEAD

BEES = (
    HEAD
    + """venue: {city: Graz}
people: {ada: {name: Ada}}
deadlines:
  submission: {title: Paper, due: 2027-03-01 AoE}
sessions:
  waggle: {title: Waggle, at: 2027-06-20 09:00-10:00 Europe/Vienna, kind: talk}
socials:
  mead: {title: Mead, at: 2027-06-20 18:00-late Europe/Vienna}
"""
)
NOW = datetime(2027, 2, 1, tzinfo=UTC)
DAY = datetime(2027, 6, 20, 6, 0, tzinfo=UTC)
QUIET, MINUTE = timedelta(minutes=15), timedelta(minutes=1)
DUE, LATER = "2027-03-01 23:59 AoE", "2027-03-04 23:59 AoE"
WAGGLE, MEAD = "bees-2027/waggle", "bees-2027/mead"
EXTENDED = BEES.replace("2027-03-01", "2027-03-04")
NO_MEAD = BEES.replace("socials:\n  mead: {title: Mead, at: 2027-06-20 18:00-late Europe/Vienna}\n", "")
CHANGE = Difference("bees-2027/submission", "due", DUE, LATER)
KEY = "bees-2027/news@2027-02-01T00:00:00Z"
WAITING = Row(KEY, "bees-2027", NOW + QUIET, (CHANGE,), (), {CHANGE.target: ""})


def said(bot: Bot, *found: Difference, why: str = "") -> str:
    """Give what an announcement says, as the terminal shows it."""
    told = News(bot.catalog.workshops["bees-2027"], bot.catalog, found, {each.target: why for each in found})
    post = news(told, KEY, NOW)
    assert len(post.versions) == 1
    return render(post.versions[0].message, "UTC").partition("\n\nTold by")[0]


def of(subject: str, field: str, before: Any, after: Any) -> Difference:
    return Difference(f"bees-2027{subject}", field, before, after)


@pytest.mark.parametrize(
    ("found", "title", "line"),
    [
        (of("/waggle", "room", None, "Hive"), "Changed: Waggle · Bees 2027", "Waggle, room: Hive."),
        (
            of("/waggle", "room", "Hive", None),
            "Changed: Waggle · Bees 2027",
            "Waggle, room: not known any more. It was: Hive.",
        ),
        (of("/waggle", "people", [], ["ada"]), "Changed: Waggle · Bees 2027", "Waggle: with Ada"),
        (
            of("/waggle", "people", ["ada", "gone"], []),
            "Changed: Waggle · Bees 2027",
            "Waggle: with nobody named yet, not Ada.",
        ),
        (of("/mead", "cancelled", "Rain.", None), "Changed: Mead · Bees 2027", "Mead takes place after all."),
        (
            of("/mead", THERE, None, "Mead"),
            "New: Mead · Bees 2027",
            "New: Mead. Sun 20 Jun 2027, from 18:00 Vienna time",
        ),
        (
            of("/mead", "signup", None, "https://a.org"),
            "Changed: Mead · Bees 2027",
            "Mead, sign-up link: https://a.org",
        ),
        (
            of("/mead", "signup", {"url": "http://a.org", "note": "x"}, None),
            "Changed: Mead · Bees 2027",
            "It was: http://a.org",
        ),
        (
            of("", "venue.city", "Graz", "Linz"),
            "News of the workshop · Bees 2027",
            "Bees 2027, city: Linz. It was: Graz.",
        ),
        (of("", "when", "2027-06-20", "unknown"), "News of the workshop · Bees 2027", "is not fixed any more. It was"),
        (
            of("/submission", "due", "unknown", DUE),
            "Now known: Paper · Bees 2027",
            "Paper: now known, Tue 2 Mar 2027, 11:59 UTC (Mon",
        ),
        (
            of("/submission", "due", LATER, DUE),
            "Moved: Paper · Bees 2027",
            "Paper is moved to Tue 2 Mar 2027, 11:59 UTC",
        ),
        (
            of("/submission", "due", DUE, LATER),
            "Extended: Paper · Bees 2027",
            "Paper is extended to Fri 5 Mar 2027, 11:59 UTC",
        ),
    ],
)
def test_a_change_is_told_in_words(bot_on: Callable[..., Bot], found: Difference, title: str, line: str) -> None:
    text = said(bot_on(bees_2027=BEES), found)
    assert text.startswith(f"{title}\n")
    assert line in text


def test_text_of_people_stays_in_its_place(bot_on: Callable[..., Bot]) -> None:
    text = said(bot_on(bees_2027=BEES), of("/waggle", "room", None, "@everyone **x** <@1>"), why="a\n\n# b\n- [c](d)")
    assert text == "Changed: Waggle · Bees 2027\n\nWaggle, room: @everyone **x** <@1>. Reason: a # b - [c](d)."
    sad = BEES.replace("title: Mead,", 'title: Mead, cancelled: "Rain.\\n\\n# Ha",')
    text = said(bot_on(bees_2027=sad), of("/mead", "cancelled", None, "Rain.\n\n# Ha"))
    assert text == "Cancelled: Mead · Bees 2027\n\nMead is cancelled: Rain. # Ha"


def test_one_announcement_tells_several_and_leads_on(bot_on: Callable[..., Bot]) -> None:
    bot = bot_on(bees_2027=EXTENDED)
    told = News(bot.catalog.workshops["bees-2027"], bot.catalog, [CHANGE, of("/waggle", "room", None, "Hive")])
    message = news(told, KEY, NOW).versions[0].message
    assert (message.title, message.buttons) == (
        "Changes · Bees 2027",
        (
            Button("Schedule", "/workshop schedule bees-2027"),
            Button("All deadlines", "/workshop deadlines bees-2027"),
        ),
    )


@pytest.mark.parametrize(
    ("now", "after", "waiting", "due"),
    [
        (NOW, "2027-06-20 09:30-10:00 Europe/Vienna", None, NOW + QUIET),
        (NOW, "2027-06-20 09:30-10:00 Europe/Vienna", NOW + MINUTE, NOW + QUIET),
        (NOW, "unknown", None, NOW + QUIET),
        (DAY, "2027-06-20 09:30-10:00 Europe/Vienna", None, DAY + 2 * MINUTE),
        (DAY, "2027-06-20 09:30-10:00 Europe/Vienna", DAY + MINUTE, DAY + MINUTE),
        (DAY + 49 * MINUTE, "2027-06-20 09:30-10:00 Europe/Vienna", None, DAY + 50 * MINUTE),
        (DAY + 55 * MINUTE, "2027-06-20 09:30-10:00 Europe/Vienna", None, DAY + 55 * MINUTE + timedelta(seconds=1)),
        (NOW, "2027-02-01 00:12 UTC", None, NOW + 2 * MINUTE),
    ],
)
def test_it_waits_for_more_but_not_too_long(
    bot_on: Callable[..., Bot], now: datetime, after: str, waiting: datetime | None, due: datetime
) -> None:
    moved = of("/waggle", "at", "2027-06-20 09:00-10:00 Europe/Vienna", after)
    assert due_of(bot_on(bees_2027=BEES).catalog.workshops["bees-2027"], [moved], now, waiting) == due


def test_a_first_start_announces_nothing(bot_on: Callable[..., Bot]) -> None:
    catalog = bot_on(bees_2027=BEES).catalog
    assert retold({}, [], Retelling(catalog), NOW) == Retold(tellable(catalog))


def test_changes_of_several_editions_are_told_apart(bot_on: Callable[..., Bot]) -> None:
    told = tellable(bot_on(bees_2027=BEES, bees_2028=BEES.replace("2027", "2028")).catalog)
    both = bot_on(bees_2027=EXTENDED, bees_2028=EXTENDED.replace("2027", "2028"))
    new = retold(told, [], Retelling(both.catalog), NOW)
    assert [(row.edition, row.due) for row in new.rows] == [("bees-2027", NOW + QUIET), ("bees-2028", NOW + QUIET)]
    assert [post.versions[0].message.title for post in new.posts] == [
        "Extended: Paper · Bees 2027",
        "Extended: Paper · Bees 2028",
    ]


def test_what_is_taken_back_while_it_waits_is_told_nowhere(bot_on: Callable[..., Bot]) -> None:
    told = tellable(bot_on(bees_2027=EXTENDED).catalog)
    new = retold(told, [WAITING], Retelling(bot_on(bees_2027=BEES).catalog), NOW + MINUTE)
    assert (new.rows, new.posts, new.taken_back) == ((), (), (KEY,))


def test_what_was_added_and_taken_back_while_it_waits_is_forgotten(bot_on: Callable[..., Bot]) -> None:
    told = tellable(bot_on(bees_2027=BEES).catalog)
    waiting = Row(KEY, "bees-2027", NOW + QUIET, (of("/mead", THERE, None, "Mead"),))
    new = retold(told, [waiting], Retelling(bot_on(bees_2027=NO_MEAD).catalog), NOW + MINUTE)
    assert (new.rows, new.taken_back) == ((), (KEY,))
    again = retold(new.told, [], Retelling(bot_on(bees_2027=BEES).catalog), NOW + MINUTE)
    assert [row.found for row in again.rows] == [(of("/mead", THERE, None, "Mead"),)]


def test_what_was_announced_says_that_it_is_gone_and_back(bot_on: Callable[..., Bot]) -> None:
    told = tellable(bot_on(bees_2027=BEES).catalog)
    posted = Row(KEY, "bees-2027", NOW, (of("/mead", THERE, None, "Mead"),))
    gone = retold(told, [posted], Retelling(bot_on(bees_2027=NO_MEAD).catalog), NOW + MINUTE)
    assert [row.key for row in gone.rows] == [KEY]
    text = render(gone.posts[0].versions[-1].message, "UTC")
    assert text.startswith("Changes · Bees 2027\n\n• New: Mead.\n\nChanged again since:\n• Mead is taken off the list.")
    back = retold(gone.told, gone.rows, Retelling(bot_on(bees_2027=BEES).catalog), NOW + 2 * MINUTE)
    assert [(row.key, row.since) for row in back.rows] == [(KEY, ())]
    assert len(back.posts[0].versions) == 1


def test_reasons_stay_though_the_change_is_closed(bot_on: Callable[..., Bot]) -> None:
    told = tellable(bot_on(bees_2027=EXTENDED).catalog)
    kept = Row(KEY, "bees-2027", NOW + QUIET, (CHANGE,), (), {CHANGE.target: "Many asked"})
    more = EXTENDED.replace("kind: talk", "kind: talk, room: Hive")
    new = retold(told, [kept], Retelling(bot_on(bees_2027=more).catalog), NOW + MINUTE)
    assert [(row.due, row.why) for row in new.rows] == [
        (NOW + MINUTE + QUIET, {CHANGE.target: "Many asked", (WAGGLE, "room"): ""})
    ]
