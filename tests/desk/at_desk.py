"""The organizers' desk on both platforms at once, as tests run it: real clients, local servers, a real file."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

from bot.config import Config
from bot.core import Bot
from bot.facts.files import load
from bot.work import Settings, Work, work_of
from tests.posts.in_both import InBoth, in_both

MANAGE_EVENTS = 1 << 33
MEANWHILE = timedelta(milliseconds=5)  # from when something is asked until it is written: no clock stands still


@dataclass
class AtDesk:
    """A bot at work in a Discord server and a Slack workspace, with an organizer in each; `folder` holds its data."""

    place: InBoth
    folder: Path
    work: Work = field(init=False)

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
        settings = Settings(Config(communities=self.place.settings), self.place.platform_of)
        self.work = work_of(self.place.bot, self.place.store, self.place.delivery, settings)
        self.work.looking_back.pace = self.work.looking_back.again = 0
        self.work.wakes(lambda: None, lambda: None)
        await self.work.begin()
        await self.turns()

    async def restarts(self) -> None:
        """End, as a kill does, and begin again on the same file."""
        await self.work.questions.settle()
        await self.place.store.close()
        self.place.bot._layers.clear()  # noqa: SLF001 - as a new process has none
        self.place.bot.lay_anew()
        self.place.begin()
        await self.begin()

    async def turns(self) -> None:
        """Do what the ticker does when facts may have changed and something may be due."""
        await self.work.changes.refresh()
        await self.work.adopt()
        await self.work.tick()
        await self.work.looking_back.settle()
        await self.work.tick()
        await self.place.delivery.settle()

    async def at(self, now: datetime) -> None:
        """Let it be a time, and what is due then be done."""
        self.place.now, self.place.discord.now, self.place.slack.now = now + MEANWHILE, now, now
        await self.turns()

    async def passes(self, by: timedelta, step: timedelta = timedelta(minutes=5)) -> None:
        """Let time pass in steps, and what is due in each be done."""
        until = self.place.now + by
        while self.place.now < until:
            await self.at(min(self.place.now + step, until) - MEANWHILE)

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
    async with in_both(bot, folder, now + MEANWHILE) as place:
        place.discord.now = place.slack.now = now
        desk = AtDesk(place, folder)
        await desk.begin()
        yield desk
        bot.personal = bot.questions = bot.desk = None


async def filled(who: Any, form: Any, **values: str) -> Any:
    """Fill in a form; on Slack its answer goes where the form was asked for."""
    if who.__class__.__name__ != "Member":
        return await who.fills(form, **values)
    before = form.text
    await who.fills(form, answered=False, **values)
    await form.until(lambda: form.text != before)
    return form
