"""What posts say: whole, in words that do not age, with a revision that follows the facts alone."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core import Bot
from bot.platforms.terminal.render import render
from bot.posts import socials, words
from bot.posts.ladders import Planning
from bot.posts.plan import plan
from bot.posts.post import Post
from bot.posts.words import worded

FACTS = """
name: Bees 2027
title: Bees
when: 2027-06-20
year: 2027
source: https://bees.org
venue: {city: Graz, room: Hive}
deadlines:
  submission:
    title: Paper
    due: 2027-03-01
    opens: 2027-01-10 09:00 UTC
    text: Four pages.
    steps:
      account: {title: Make an account, text: Nobody can submit without one., takes: 14, concerns: newcomers}
dates:
  decisions: {title: Decisions, on: 2027-04-01 AoE, text: By email.}
sessions:
  panel: {title: Panel, at: 2027-06-20 10:00-11:00 Europe/Vienna, kind: panel, room: Comb}
socials:
  dinner:
    title: Dinner
    at: 2027-06-20 19:00-late Europe/Vienna
    access: invitation
    closes: 2027-06-10 18:00 Europe/Vienna
    signup: https://bees.org/dinner
"""
SURELY = (
    "The time zone is not in our sources, so no hour is sure. Surely in time: until Mon 1 Mar 2027, 09:59 UTC, where "
    "the day ends first (UTC+14). Surely over: when the day has ended everywhere."
)
PLEASE = (
    "Members are reminded as if it ended where the day ends first (UTC+14). Please add the zone in the data file, "
    "such as AoE."
)
Says = Callable[..., dict[str, Post]]


@pytest.fixture
def posts_of(bot_on: Callable[..., Bot]) -> Says:
    """Give the posts of an edition's facts by the end of their keys."""

    def posts(facts: str = FACTS) -> dict[str, Post]:
        found = plan(bot_on(bees_2027=facts).catalog, Planning()).posts
        return {re.sub(r"^bees-2027/|@[^/]*", "", post.key): post for post in found}

    return posts


def said(post: Post, version: int = 0) -> list[str]:
    """Give the lines that a post shows, without its buttons and source."""
    message = replace(post.versions[version].message, buttons=(), note="")
    return [message.notice, *filter(None, render(message, "UTC").splitlines())]


def test_a_rung_says_when_it_is_surely_in_time(posts_of: Says) -> None:
    assert said(posts_of()["submission/1d"]) == [
        "Bees 2027: Paper is due Mon 1 Mar 2027",
        "Paper · Bees 2027",
        "Due Mon 1 Mar 2027.",
        SURELY,
        "Four pages.",
        "Before that",
        "• Make an account, for newcomers. It can take up to 14 days.",
    ]


def test_a_closed_deadline_says_when_it_was_due(posts_of: Says) -> None:
    assert said(posts_of()["submission/1d"], 1) == [
        "Bees 2027: Paper is closed",
        "Closed: Paper · Bees 2027",
        "Closed. It was due Mon 1 Mar 2027.",
    ]


def test_an_opening_says_both_ends(posts_of: Says) -> None:
    assert said(posts_of()["submission/opens"]) == [
        "Bees 2027: Paper opens Sun 10 Jan 2027, 09:00 UTC",
        "Opening: Paper · Bees 2027",
        "Opens Sun 10 Jan 2027, 09:00 UTC. Due Mon 1 Mar 2027.",
        "Four pages.",
    ]


def test_a_step_says_whom_it_concerns(posts_of: Says) -> None:
    assert said(posts_of()["submission/step/account"]) == [
        "Bees 2027: Make an account, for Paper",
        "Make an account · Bees 2027",
        "Make an account, for newcomers. It can take up to 14 days. Nobody can submit without one.",
        "Paper is due Mon 1 Mar 2027.",
    ]


def test_organizers_are_asked_for_the_zone(posts_of: Says) -> None:
    assert said(posts_of()["submission/zone"]) == [
        "Bees 2027: which time zone does “Paper” mean?",
        "Which time zone? Paper · Bees 2027",
        "Paper is due Mon 1 Mar 2027, and no source says in which time zone.",
        PLEASE,
    ]


def test_a_date_says_what_was_planned(posts_of: Says) -> None:
    assert said(posts_of()["decisions"]) == [
        "Bees 2027: Decisions, Thu 1 Apr 2027, 23:59 AoE",
        "Decisions · Bees 2027",
        "Planned for Fri 2 Apr 2027, 11:59 UTC (Thu 1 Apr 2027, 23:59 AoE).",
        "By email.",
    ]


def test_a_briefing_tells_the_whole_day(posts_of: Says) -> None:
    assert said(posts_of()["day/1"]) == [
        "Bees 2027: Sun 20 Jun 2027, 10:00 Vienna time",
        "Sun 20 Jun 2027 · Bees 2027",
        "Hive, Graz",
        "• 10:00–11:00 Vienna time (08:00 your time): Panel (Comb)",
        "• from 19:00 Vienna time until late (17:00 your time): Dinner (by invitation)",
    ]


def test_a_start_says_what_begins(posts_of: Says) -> None:
    assert said(posts_of()["panel/starts"]) == [
        "10:00 Vienna time: Panel",
        "Panel",
        "10:00–11:00 Vienna time (08:00 your time): Panel (Comb)",
    ]


def test_who_is_invited_applies_until_an_hour(posts_of: Says) -> None:
    assert said(posts_of()["dinner/closes"]) == [
        "Bees 2027: apply for “Dinner” until Thu 10 Jun 2027, 18:00 Vienna time",
        "Dinner · Bees 2027",
        "Apply until Thu 10 Jun 2027, 16:00 UTC (Thu 10 Jun 2027, 18:00 Vienna time): apply <https://bees.org/dinner>.",
        "Sun 20 Jun 2027, from 19:00 Vienna time until late (17:00 your time)",
    ]


def test_what_comes_late_says_so(posts_of: Says) -> None:
    post = posts_of()["submission/3d"]
    minutes = [worded(post, post.versions[0], post.due + timedelta(minutes=late)).text for late in (10, 11)]
    assert [text.splitlines()[0] for text in minutes] == [
        "Due Mon 1 Mar 2027.",
        "*Late: this was due Fri 26 Feb 2027, 09:59 UTC.*",
    ]


@pytest.mark.parametrize(
    ("old", "new", "changed"),
    [
        ("title: Paper", "title: Article", "submission/opens submission/zone submission/step/account submission/14d "),
        ("Four pages", "Five pages", "submission/opens submission/14d "),
        ("takes: 14", "takes: 15", "submission/step/account submission/14d "),
        ("By email.", "By post.", "decisions "),
        ("room: Comb", "room: Wax", "day/1 panel/starts "),
        ("kind: panel", "kind: panel, remote: true", "day/1 panel/starts "),
        ("access: invitation", "access: open", "dinner/closes day/1 dinner/starts "),
        ("room: Hive", "room: Barn", "day/1 "),
    ],
)
def test_the_revision_follows_the_facts(posts_of: Says, old: str, new: str, changed: str) -> None:
    before, after = posts_of(), posts_of(FACTS.replace(old, new))
    different = [key for key in before if before[key].versions[0].revision != after[key].versions[0].revision]
    assert " ".join(key for key in different if not key.endswith(("/3d", "/1d"))) + " " == changed
    assert before.keys() == after.keys()


def test_other_wording_is_no_other_revision(posts_of: Says, monkeypatch: pytest.MonkeyPatch) -> None:
    before = posts_of()
    for name in ("when_text", "slot_line", "linked", "bounds_of", "plain_when"):
        monkeypatch.setattr(words, name, lambda *_: "Reworded.")
        monkeypatch.setattr(socials, name, lambda *_: "Reworded.", raising=False)
    after = posts_of()
    revisions = [[each.revision for post in posts.values() for each in post.versions] for posts in (before, after)]
    texts = [[each.message.text for post in posts.values() for each in post.versions] for posts in (before, after)]
    assert revisions[0] == revisions[1]
    assert [one for one, other in zip(*texts, strict=True) if one == other] == []


def test_no_text_ages(bot: Bot) -> None:
    aging = re.compile(r"\b(today|tomorrow|tonight|now|left|ago|soon)\b|\bin \d+ (day|hour|minute)s?\b", re.IGNORECASE)
    shown = [each.message for post in plan(bot.catalog, Planning()).posts for each in post.versions]
    texts = [f"{message.notice}\n{message.title}\n{message.text}" for message in shown]
    assert [text for text in texts if aging.search(text)] == []


def test_a_step_whose_day_has_passed_is_to_be_taken_at_once(posts_of: Says) -> None:
    posts = posts_of(FACTS.replace("takes: 14,", "by: 2027-02-20 AoE, takes: 14,"))
    says = {end: render(post.versions[0].message, "UTC") for end, post in posts.items()}
    early, late = (next(text for end, text in says.items() if end.endswith(rung)) for rung in ("/14d", "/1d"))
    assert "Advised by Sun 21 Feb 2027, 11:59 UTC (Sat 20 Feb 2027, 23:59 AoE).\n" in early
    assert (
        "Advised by Sun 21 Feb 2027, 11:59 UTC (Sat 20 Feb 2027, 23:59 AoE), which has passed: do it at once." in late
    )
