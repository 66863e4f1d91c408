from collections.abc import Callable

import pytest

from bot.core import Bot
from bot.moment import read_moment
from bot.watch.links.places import watched

HIVE = "https://hive.org/join"
FACTS = f"""
source: https://bees.org
communities:
  hive: {{name: Hive, platform: Slack, invite: {HIVE}}}
"""
BEES = """
name: Bees 2026
title: Bees
when: 2026-07-10
year: 2026
source: https://bees.org
website: https://bees.org
submit: https://open.org/bees
venue: {city: Rome, link: https://rome.org}
deadlines:
  paper:
    title: Paper
    due: 2026-05-01 AoE
    link: https://open.org/bees
    steps: {form: {title: Form, takes: 3, text: Do it., link: https://form.org}}
  poster: {title: Poster, due: 2026-06-01 AoE, link: https://poster.org, cancelled: No room.}
dates:
  news: {title: Notification, on: 2026-06-01 AoE, link: https://news.org}
sessions:
  talk: {title: Talk, kind: talk, at: 2026-07-10 09:00-10:00 Europe/Rome, link: https://talk.org}
  tea: {title: Tea, kind: break, at: 2026-07-10 10:00-10:30 Europe/Rome, link: https://tea.org, cancelled: No water.}
socials:
  dinner: {title: Dinner, at: 2026-07-09 19:00-22:00 Europe/Rome, signup: https://dinner.org, waiting: https://wait.org}
attend:
  tickets: {title: Tickets, link: https://tickets.org}
"""


def told(bot: Bot, at: str) -> dict[str, list[str]]:
    found = watched(bot.catalog, read_moment(at).at)
    return {url.removeprefix("https://"): [each.words for each in printed] for url, printed in found.items()}


def test_every_link_of_use_is_watched_with_its_places(bot_on: Callable[..., Bot]) -> None:
    assert told(bot_on(facts=FACTS, bees_2026=BEES), "2026-04-01T12:00Z") == {
        "hive.org/join": ["/workshop join: Hive"],
        "bees.org": ["Bees 2026, its website"],
        "open.org/bees": ["Bees 2026, where papers are handed in", "Bees 2026, Paper"],
        "rome.org": ["Bees 2026, its venue"],
        "dinner.org": ["Bees 2026, sign-up of: Dinner"],
        "form.org": ["Bees 2026, Form"],
        "news.org": ["Bees 2026, Notification"],
        "talk.org": ["Bees 2026, programme: Talk"],
        "tickets.org": ["Bees 2026, Tickets"],
    }


def test_what_is_over_is_watched_no_more(bot_on: Callable[..., Bot]) -> None:
    bot = bot_on(facts=FACTS, bees_2026=BEES)
    assert list(told(bot, "2026-07-10T09:00Z")) == [
        "hive.org/join",
        "bees.org",
        "open.org/bees",
        "rome.org",
        "talk.org",
        "tickets.org",
    ]
    assert list(told(bot, "2026-07-12T09:00Z")) == ["hive.org/join"]


@pytest.mark.parametrize(
    ("state", "link"),
    [
        ("full: true", ["wait.org"]),
        ("cancelled: Rain.", []),
        ("closes: 2026-03-01 AoE", []),
        ("capacity: 9", ["dinner.org"]),
    ],
)
def test_the_form_that_is_shown_is_watched(bot_on: Callable[..., Bot], state: str, link: list[str]) -> None:
    bot = bot_on(facts=FACTS, bees_2026=BEES.replace("title: Dinner", f"title: Dinner, {state}"))
    assert [each for each in told(bot, "2026-04-01T12:00Z") if each in {"wait.org", "dinner.org"}] == link


def test_the_organizers_word_for_members_is_used(bot_on: Callable[..., Bot]) -> None:
    catalog = bot_on(facts=FACTS).catalog
    assert watched(catalog, read_moment("2026-04-01T12:00Z").at, "bees")[HIVE][0].words == "/bees join: Hive"
