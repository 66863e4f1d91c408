"""A member of each platform with reminders, while the facts change and the process is started anew."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot.core import Bot
from bot.facts.files import load
from bot.reminding import Reminding
from bot.store.reminders import Reminders
from tests.posts.in_both import InBoth, in_both

PLATFORMS = ("discord", "slack")


@dataclass
class Reminded:
    """Both platforms, with reminders of the edition bees-2027."""

    place: InBoth
    folder: Path

    def begin(self) -> None:
        """Start what reminds, on the file as it is."""
        borders = {name: each.border for name, each in self.place.delivery.communities.items()}
        reminding = Reminding(self.place.bot, Reminders(self.place.store), borders, lambda: self.place.now)
        self.place.bot.personal = self.reminding = reminding

    async def restarts(self) -> None:
        """Close the file and begin anew, as a process that is started again."""
        await self.place.delivery.settle()
        await self.place.store.close()
        self.place.begin()
        self.begin()
        await self.reminding.begin()
        await self.adopts()

    async def adopts(self) -> None:
        """Take in the facts, and send what comes of them."""
        await self.reminding.adopt()
        await self.passes(self.place.now + timedelta(minutes=1), timedelta(minutes=1))

    def writes(self, edition: str) -> None:
        """Let the file say something else; nobody has read it yet."""
        (self.folder / "workshops" / "bees-2027.yaml").write_text(edition, encoding="utf-8")
        loaded = load(self.folder)
        assert loaded.problems == ()
        self.place.bot.adopt(loaded.catalog)

    async def changes(self, edition: str) -> None:
        """Let the file say something else, and be read."""
        self.writes(edition)
        await self.adopts()

    async def passes(self, until: datetime, step: timedelta = timedelta(hours=3)) -> None:
        """Let time pass in steps."""
        while self.place.now < until:
            self.place.now = min(self.place.now + step, until)
            self.place.discord.now = self.place.slack.now = self.place.now
            await self.reminding.tick()
            await self.place.at(self.place.now)

    def member(self, on: str) -> Any:
        """Give a member of a platform."""
        return getattr(self.place, on).member()

    def heard(self, on: str, member: Any) -> list[str]:
        """Give the titles of the direct messages that a member got."""
        if on == "discord":
            return [message["embeds"][0]["title"] for message in self._direct(on, member)]
        return [message["blocks"][0]["text"]["text"] for message in self._direct(on, member)]

    def said(self, on: str, member: Any) -> str:
        """Give the words of the last direct message that a member got."""
        last = self._direct(on, member)[-1]
        return str(last["embeds"][0]["description"] if on == "discord" else last["text"])

    def _direct(self, on: str, member: Any) -> list[dict[str, Any]]:
        return list(member.in_direct_messages().channel.messages if on == "discord" else member.direct.messages)


@asynccontextmanager
async def reminded(bot_on: Callable[..., Bot], folder: Path, edition: str, now: datetime) -> AsyncIterator[Reminded]:
    """Run both platforms with reminders."""
    bot = bot_on(bees_2027=edition)
    async with in_both(bot, folder, now) as place:
        place.discord.now = place.slack.now = now
        at = Reminded(place, folder)
        at.begin()
        await at.reminding.begin()
        yield at
        bot.personal = None
