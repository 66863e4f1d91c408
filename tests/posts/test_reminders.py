"""Personal reminders, as their people meet them on both platforms."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.core import Bot
from bot.facts.files import load
from bot.reminding import Reminding
from bot.store.reminders import Reminders
from tests.posts.in_both import InBoth, in_both

pytestmark = pytest.mark.anyio
BEES = """
name: Bees 2027
title: Bees
when: 2027-06-20
year: 2027
source: https://bees.org
deadlines:
  submission: {{title: Paper, due: {due}}}
  camera-ready: {{title: Camera-ready, due: {ready}}}
"""
NOW = datetime(2027, 2, 1, tzinfo=UTC)


@dataclass
class Asked:
    """Both platforms, with reminders."""

    place: InBoth
    reminding: Reminding
    folder: Path

    async def passes(self, until: datetime) -> None:
        """Let time pass, three hours at a time."""
        while self.place.now < until:
            self.place.now = min(self.place.now + timedelta(hours=3), until)
            self.place.discord.now = self.place.slack.now = self.place.now
            await self.reminding.tick()
            await self.place.at(self.place.now)

    async def changes(self, due: str, ready: str = "unknown") -> None:
        """Let the file say other times."""
        (self.folder / "workshops" / "bees-2027.yaml").write_text(BEES.format(due=due, ready=ready), encoding="utf-8")
        self.place.bot.adopt(load(self.folder).catalog)
        await self.place.plan()
        await self.reminding.adopt()


@asynccontextmanager
async def asked(bot_on: Callable[..., Bot], folder: Path) -> AsyncIterator[Asked]:
    bot = bot_on(bees_2027=BEES.format(due="2027-03-01 AoE", ready="unknown"))
    async with in_both(bot, folder, NOW) as place:
        place.discord.now = place.slack.now = NOW
        borders = {name: each.border for name, each in place.delivery.communities.items()}
        bot.personal = reminding = Reminding(bot, Reminders(place.store), borders, lambda: place.now)
        await reminding.begin()
        yield Asked(place, reminding, folder)
        bot.personal = None


def direct(ada: Any) -> list[str]:
    """Give the titles of the direct messages that a member of the Discord server got."""
    return [message["embeds"][0]["title"] for message in ada.in_direct_messages().channel.messages]


async def test_the_first_reminder_is_confirmed_by_direct_message(bot_on: Callable[..., Bot], tmp_path: Path) -> None:
    async with asked(bot_on, tmp_path) as at:
        ada = at.place.discord.member()
        answer = await ada.types("/workshop remind what:bees-2027/submission when:1d")
        assert answer.text.endswith("I have just written to you.")
        await at.passes(datetime(2027, 3, 3, tzinfo=UTC))
        assert direct(ada) == ["Your first reminder", "Paper · Bees 2027"]


async def test_who_takes_no_direct_messages_hears_it_at_once(bot_on: Callable[..., Bot], tmp_path: Path) -> None:
    async with asked(bot_on, tmp_path) as at:
        ada = at.place.discord.member()
        ada.closes_direct_messages()
        answer = await ada.types("/workshop remind what:bees-2027/submission when:1d")
    assert "**I could not write to you:** This person takes no direct messages from the bot." in answer.text
    assert "To let me write to you: on Discord, right-click the server" in answer.text


async def test_a_reminder_on_slack_comes_once(bot_on: Callable[..., Bot], tmp_path: Path) -> None:
    async with asked(bot_on, tmp_path) as at:
        ada = at.place.slack.member()
        await ada.types("/workshop remind bees-2027/submission 1d")
        await at.passes(datetime(2027, 3, 3, tzinfo=UTC))
        titles = [message["blocks"][0]["text"]["text"] for message in ada.direct.messages[1:]]
    assert titles == ["Paper · Bees 2027"]


async def test_who_asked_is_told_once_that_it_moved(bot_on: Callable[..., Bot], tmp_path: Path) -> None:
    async with asked(bot_on, tmp_path) as at:
        ada = at.place.discord.member()
        await ada.types("/workshop remind what:bees-2027/submission when:1d")
        await at.changes(due="2027-03-04 AoE")
        await at.passes(datetime(2027, 3, 8, tzinfo=UTC))
        assert direct(ada) == ["Your first reminder", "Moved: Paper · Bees 2027", "Paper · Bees 2027"]
        moved = ada.in_direct_messages().channel.messages[1]["embeds"][0]["description"]
    assert "It moved from <t:1803988740:f> (Mon 1 Mar 2027, 23:59 AoE; Tue 2 Mar 2027, 11:59 UTC) to <t:" in moved


async def test_what_was_not_known_is_told_when_it_is(bot_on: Callable[..., Bot], tmp_path: Path) -> None:
    async with asked(bot_on, tmp_path) as at:
        ada = at.place.discord.member()
        await ada.types("/workshop remind what:bees-2027/camera-ready")
        await at.changes(due="2027-03-01 AoE", ready="2027-04-01 AoE")
        await at.passes(datetime(2027, 2, 2, tzinfo=UTC))
        assert direct(ada) == ["Your first reminder", "Known now: Camera-ready · Bees 2027"]
        await at.passes(datetime(2027, 4, 3, tzinfo=UTC))
        assert direct(ada)[2:] == ["Camera-ready · Bees 2027"] * 4


async def test_a_reminder_is_stopped_from_its_own_message(bot_on: Callable[..., Bot], tmp_path: Path) -> None:
    async with asked(bot_on, tmp_path) as at:
        ada = at.place.discord.member()
        await ada.types("/workshop remind what:bees-2027/submission")
        await at.passes(datetime(2027, 2, 17, tzinfo=UTC))
        stopped = await ada.in_direct_messages().presses(ada.in_direct_messages().channel.messages[-1], "Stop")
        await at.passes(datetime(2027, 3, 3, tzinfo=UTC))
        assert "Stopped: 1 reminder for **Paper · Bees 2027**." in stopped.text
        assert direct(ada) == ["Your first reminder", "Paper · Bees 2027"]


async def test_nobodys_reminders_are_told_in_a_channel(bot_on: Callable[..., Bot], tmp_path: Path) -> None:
    async with asked(bot_on, tmp_path) as at:
        discord, slack = at.place.discord, at.place.slack
        general = discord.guild.channel("general")
        said = await discord.member().says(general, f"<@{discord.server.bot_id}> remind")
        heard = await slack.member().says("general", f"<@{slack.team.bot_user_id}> remind")
        answers = [await discord.server.reply_to(said), await slack.server.reply_to(heard)]
    assert ["This is between you and me: type /workshop remind" in each.text for each in answers] == [True, True]


async def test_reminders_can_be_asked_for_in_direct_messages(bot_on: Callable[..., Bot], tmp_path: Path) -> None:
    async with asked(bot_on, tmp_path) as at:
        ada = at.place.discord.member().in_direct_messages()
        said = await ada.says(ada.channel, "remind paper 1d")
        answer = await at.place.discord.server.reply_to(said)
    assert "I have just written to you." in answer.text
