"""Who is notified: nobody, unless the settings name a group; and our clock against the platforms'."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.core import Bot
from bot.posts.deliver import Mention
from tests.posts.in_both import InBoth, in_both

pytestmark = pytest.mark.anyio
BEES = """
name: Bees 2027
title: Bees
when: 2027-06-20
year: 2027
source: https://bees.org
deadlines:
  submission: {title: Paper, due: 2027-03-01 AoE, source: https://bees.org}
"""
EARLY, AFTER = datetime(2027, 2, 10, tzinfo=UTC), datetime(2027, 3, 4, tzinfo=UTC)


def mentioning(place: InBoth, **rungs: tuple[timedelta, ...]) -> str:
    """Let posts about deadlines notify a role and a user group."""
    role = str(place.discord.guild.role_id("Organizers"))
    for name, group in (("Bees", role), ("Hive", "S0BEES")):
        community = place.delivery.communities[name]
        place.delivery.communities[name] = replace(community, mentions={"deadlines": Mention(group, **rungs)})
    place.discord.server.mentions_allowed = place.slack.server.mentions_allowed = True
    return role


async def test_nobody_is_notified_by_default(bot_on: Callable[..., Bot], tmp_path: Path) -> None:
    async with in_both(bot_on(bees_2027=BEES), tmp_path, EARLY) as place:
        await place.plan()
        await place.passes(AFTER)
        sent = [
            each.body["allowed_mentions"] for each in place.discord.server.requests if each.path.endswith("/messages")
        ]
        texts = [message["text"] for message in place.slack.team.channel("general").messages]
    assert sent == [{"parse": []}] * 3
    assert not any("<!" in text.replace("<!date", "") for text in texts)


async def test_a_role_is_notified_on_its_rung_alone(bot_on: Callable[..., Bot], tmp_path: Path) -> None:
    async with in_both(bot_on(bees_2027=BEES), tmp_path, EARLY) as place:
        role = mentioning(place, rungs=(timedelta(days=1),))
        await place.plan()
        await place.passes(AFTER)
        sent = [each.body for each in place.discord.server.requests if each.path.endswith("/messages")]
        notified = [(each["allowed_mentions"].get("roles"), each["content"].split()[0]) for each in sent]
        slack = [call.body["text"] for call in place.slack.server.calls if call.method == "chat.postMessage"]
    assert notified == [(None, "Bees"), (None, "Bees"), ([int(role)], f"<@&{role}>")]
    assert ["<!subteam^S0BEES>" in text for text in slack] == [False, False, True]


async def test_an_edit_notifies_nobody(bot_on: Callable[..., Bot], tmp_path: Path) -> None:
    async with in_both(bot_on(bees_2027=BEES), tmp_path, EARLY) as place:
        mentioning(place)
        await place.plan()
        await place.passes(AFTER)
        edits = [each.body for each in place.discord.server.requests if each.method == "PATCH"]
        updates = [call.body["text"] for call in place.slack.server.calls if call.method == "chat.update"]
    assert [each["allowed_mentions"].get("roles") for each in edits] == [None]
    assert ["<!subteam" in text for text in updates] == [False]


@pytest.mark.parametrize(
    ("facts", "title"), [("due: unknown", "Not fixed any more"), ("due: 2027-03-01 AoE, cancelled: Rain.", "Cancelled")]
)
async def test_who_is_told_of_a_lapse_is_not_notified(
    bot_on: Callable[..., Bot], tmp_path: Path, facts: str, title: str
) -> None:
    async with in_both(bot_on(bees_2027=BEES), tmp_path, EARLY) as place:
        mentioning(place)
        await place.plan()
        await place.passes(datetime(2027, 2, 16, 13, tzinfo=UTC))
        place.bot = bot_on(bees_2027=BEES.replace("due: 2027-03-01 AoE", facts))
        await place.plan()
        await place.passes(AFTER)
        edits = [each.body for each in place.discord.server.requests if each.method == "PATCH"]
        updates = [call.body["text"] for call in place.slack.server.calls if call.method == "chat.update"]
        assert place.titles() == ([f"{title}: Paper · Bees 2027"],) * 2
    assert [each["allowed_mentions"].get("roles") for each in edits] == [None]
    assert ["<!subteam" in text for text in updates] == [False]


async def test_posting_waits_while_our_clock_is_wrong(bot_on: Callable[..., Bot], tmp_path: Path) -> None:
    async with in_both(bot_on(bees_2027=BEES), tmp_path, EARLY) as place:
        ahead = {"by": timedelta(minutes=3)}
        place.delivery.communities["Bees"] = replace(place.delivery.communities["Bees"], ahead=lambda: ahead["by"])
        await place.plan()
        await place.passes(datetime(2027, 2, 16, 12, tzinfo=UTC))
        await place.passes(datetime(2027, 2, 16, 13, tzinfo=UTC), step=timedelta(minutes=5))
        assert [len(each) for each in place.titles()] == [0, 1]
        assert (
            place.told() == (["Posting waits: this machine's clock differs by 180 s from Bees's; set it right."],) * 2
        )
        ahead["by"] = timedelta(seconds=5)
        await place.at(datetime(2027, 2, 16, 14, tzinfo=UTC))
        assert [len(each) for each in place.titles()] == [1, 1]
