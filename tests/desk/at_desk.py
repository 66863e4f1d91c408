"""The organizers' desk on both platforms at once, as tests run it: real clients, local servers, a real file."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

from bot.announcer import Announcer, Organizers
from bot.core import Bot
from bot.desk import Changes
from bot.facts.files import load
from bot.organizing import Desk
from bot.posts.places import takers
from bot.questioning import Questions
from bot.reminding import Reminding
from bot.store.announcements import Announcements
from bot.store.desk import DeskStore
from bot.store.questions import Questions as KeptQuestions
from bot.store.reminders import Reminders
from tests.posts.in_both import InBoth, in_both

MANAGE_EVENTS = 1 << 33


@dataclass
class AtDesk:
    """A bot at work in a Discord server and a Slack workspace, with an organizer in each; `folder` holds its data."""

    place: InBoth
    folder: Path
    changes: Changes = field(init=False)
    reminding: Reminding = field(init=False)
    questions: Questions = field(init=False)
    announcer: Announcer = field(init=False)
    organizers: Organizers = field(default_factory=Organizers)

    @cached_property
    def ada(self) -> Any:
        """Give an organizer on Discord."""
        return self.place.discord.member("Ada", permissions=MANAGE_EVENTS).in_channel("organizers")

    @cached_property
    def bo(self) -> Any:
        """Give an organizer on Slack."""
        return self.place.slack.member("Bo", admin=True)

    async def begin(self) -> None:
        """Begin as a process does, on the file as it is."""
        bot, place = self.place.bot, self.place
        borders = {name: each.border for name, each in place.delivery.communities.items()}
        self.reminding = Reminding(bot, Reminders(place.store), borders, lambda: place.now)
        self.changes = Changes(bot, DeskStore(place.store), lambda: place.now)
        self.questions = Questions(bot, KeptQuestions(place.store), place.delivery, lambda: place.now)
        await self.changes.begin()
        await self.reminding.begin()
        kept, communities = Announcements(place.store), place.delivery.communities
        self.announcer = Announcer(kept, communities, lambda: place.now, self.organizers)
        bot.personal, bot.questions = self.reminding, self.questions
        bot.desk = Desk(self.changes, self.changes.kept, self.questions, self.announcer)
        await self.turns()
        await place.delivery.recover()

    async def restarts(self) -> None:
        """End, as a kill does, and begin again on the same file."""
        await self.questions.settle()
        await self.place.store.close()
        self.place.bot._layers.clear()  # noqa: SLF001 - as a new process has none
        self.place.bot.lay_anew()
        self.place.begin()
        await self.begin()

    async def turns(self) -> None:
        """Do what the ticker does when facts may have changed and something may be due."""
        await self.changes.adopt(takers(self.place.delivery.communities))
        await self.place.plan()
        await self.reminding.adopt()
        await self.announcer.tick()
        await self.reminding.tick()
        await self.questions.tick()
        await self.place.at(self.place.now)

    async def at(self, now: datetime) -> None:
        """Let it be a time, and what is due then be done."""
        self.place.now = self.place.discord.now = self.place.slack.now = now
        await self.turns()

    async def passes(self, by: timedelta, step: timedelta = timedelta(minutes=5)) -> None:
        """Let time pass in steps, and what is due in each be done."""
        until = self.place.now + by
        while self.place.now < until:
            await self.at(min(self.place.now + step, until))

    async def writes(self, name: str, text: str) -> None:
        """Let a data file say something else."""
        (self.folder / "workshops" / f"{name}.yaml").write_text(text, encoding="utf-8")
        loaded = load(self.folder)
        assert loaded.problems == ()
        self.place.bot.adopt(loaded.catalog)
        await self.turns()

    def told(self, number: int = -1) -> str:
        """Give what a post in the Discord channel says."""
        message = self.place.discord.guild.channel("general").messages[number]
        return "\n".join(f"{each['title']}\n{each['description']}" for each in message["embeds"])


@asynccontextmanager
async def at_desk(bot: Bot, folder: Path, now: datetime) -> AsyncIterator[AtDesk]:
    """Run it all, by a pretended clock."""
    async with in_both(bot, folder, now) as place:
        place.discord.now = place.slack.now = now
        desk = AtDesk(place, folder)
        await desk.begin()
        yield desk
        bot.personal = bot.questions = bot.desk = None
