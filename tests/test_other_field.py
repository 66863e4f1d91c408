"""The bot knows no field: another workshop takes it by writing one file."""

import asyncio
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.core import Bot, Person
from bot.message import pages
from bot.platforms.discord.render import render as to_discord
from bot.platforms.slack.render import render as to_slack
from bot.platforms.terminal.render import render

NOW = datetime(2027, 3, 1, tzinfo=UTC)
BEES = """\
name: Bees 2027
title: Workshop on the Dance of Bees
source: https://bees.example/2027
year: 2027
when: 2027-06-21
zone: Pacific/Auckland
venue: {name: The Old Hive, city: Dunedin, country: New Zealand}
deadlines:
  abstract: {title: Abstract, due: 2027-03-15 AoE, link: https://bees.example/submit}
sessions:
  opening: {title: Opening dance, at: 2027-06-21 09:00-10:00 Pacific/Auckland, kind: talk, people: [ada-drone]}
people:
  ada-drone: {name: Ada Drone, roles: [keynote], affiliation: University of Nectar}
formats:
  abstract: {title: Abstract, pages: 1}
"""


@pytest.fixture
def bees(bot_on: Callable[..., Bot]) -> Bot:
    assert len(BEES.splitlines()) == 15
    return bot_on(bees_2027=BEES)


def say(bot: Bot, line: str) -> str:
    return render(asyncio.run(bot.answer(line, Person(), NOW)))


def test_commands_without_data_are_not_listed(bees: Bot) -> None:
    assert [each.name for each in bees.listed()] == [
        "ask",
        "attend",
        "calendar",
        "cfp",
        "deadlines",
        "help",
        "me",
        "now",
        "remind",
        "schedule",
        "speakers",
    ]
    assert "glossary" not in say(bees, "/workshop help")


def test_deadlines_are_told(bees: Bot) -> None:
    assert say(bees, "/workshop deadlines").startswith(
        "Deadlines\n\nNext: Abstract (Bees 2027), Tue 16 Mar 2027, 11:59 UTC (Mon 15 Mar 2027, 23:59 AoE). "
        "Still ahead: 15 days left."
    )


def test_the_schedule_is_told_at_the_place_and_for_the_reader(bees: Bot) -> None:
    assert "Mon 21 Jun 2027, Auckland time\n• 09:00–10:00 (Sun 21:00 your time): Opening dance." in say(
        bees, "/workshop schedule"
    )


def test_a_question_finds_its_fact(bees: Bot) -> None:
    assert say(bees, "who is Ada?").startswith("Bees 2027: Ada Drone\n\nAda Drone: keynote, University of Nectar.")


def test_the_home_card_greets_with_the_title(bees: Bot) -> None:
    assert say(bees, "").startswith("Workshop on the Dance of Bees\n\nNext: Abstract (Bees 2027)")


def test_every_command_answers_on_every_platform(bees: Bot) -> None:
    for name in bees.commands:
        for line in (f"/workshop {name}", f"/workshop {name} bees-2027", f"/workshop {name} nothing like it"):
            message = asyncio.run(bees.answer(line, Person(organizer=True), NOW))
            assert message.title != "Something went wrong", line
            for page in pages(message):
                assert json.dumps([to_discord(page), to_slack(page), render(page)])


def test_no_word_of_this_field_is_in_the_code(root: Path, bot: Bot) -> None:
    catalog = bot.catalog
    words = {
        part
        for shop in catalog.workshops.values()
        for part in (*shop.name.split(), *(p.name for p in shop.people.values()))
    }
    words |= {tool.name for tool in catalog.all.tools.values()} | {
        each.name for each in catalog.all.communities.values()
    }
    words |= {
        "interpretability",
        "mech interp",
        "OSMI",
        "mechanistic",
        "OpenReview",
        "superposition",
        "autoencoder",
        "neuron",
    }
    pattern = re.compile(
        "|".join(rf"\b{re.escape(word)}\b" for word in sorted(words) if not word.isdigit()), re.IGNORECASE
    )
    found = [
        f"{file.relative_to(root)}:{number}: {match[0]}"
        for folder in ("bot", "commands")
        for file in sorted((root / folder).rglob("*.py"))
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        for match in pattern.finditer(line)
    ]
    assert found == []
