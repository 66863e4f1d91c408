"""A season in one process: what delivers is cut off at any step, and goes on from the same file as a new one would."""

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from bot.core import Bot
from tests.chaos import season
from tests.chaos.steps import Dead, stepping_border, stepping_store
from tests.posts.in_both import InBoth, in_both

NAMES = {"Bees": "Discord", "Hive": "Slack"}
MOST_LIVES = 300
SOON = timedelta(hours=1)  # within which what is waited for is part of what happens now


@dataclass
class Seasons:
    """Plays seasons, one after the other; `ends` counts the steps at which processes were cut off."""

    place: InBoth
    facts: tuple[Bot, Bot]
    ends: Counter[str] = field(default_factory=Counter)
    steps: int = 0
    _left: int = 0
    _gaps: Iterator[int] = field(default_factory=lambda: iter(()))
    _dead: asyncio.Event = field(default_factory=asyncio.Event)

    async def play(self, gaps: Iterable[int] = ()) -> list[str]:
        """Play a season whose processes are cut off after so many steps each; gives what is not exactly once."""
        self.steps, self._gaps, self.place.bot = 0, iter(gaps), self.facts[0]
        self._clear()
        self._begin()
        await self._live(season.EARLY, begins=True)
        await self._live(season.RUNG)
        self.place.bot = self.facts[1]
        await self._live(season.TITLED, begins=True)
        for stop in (*season.STOPS, season.OVER):
            await self._live(stop)
        faults = self._faults()
        await self._close()
        return faults

    def reached(self, step: str) -> None:
        """Count a step; ends everything where it is the one to be cut off at, and whatever comes after."""
        if self._dead.is_set():
            raise Dead
        self.steps += 1
        self._left -= 1
        if self._left == 0:
            self.ends[step] += 1
            self._dead.set()
            raise Dead

    def _clear(self) -> None:
        """Take away what the last season left."""
        server = self.place.discord.server
        room = self.place.discord.guild.channel("general")
        for each in [each for each in server.channels.values() if each.parent is room]:
            each.remove()
        room.messages.clear()
        self.place.slack.team.channel("general").messages.clear()
        for file in self.place.folder.glob("bot.db*"):
            file.unlink()

    def _begin(self) -> None:
        self._left = next(self._gaps, 0)
        self._dead.clear()
        self.place.begin()
        store = self.place.store
        store._thread.submit(store._connection.execute, "pragma synchronous = off")  # noqa: SLF001 - no power is lost
        stepping_store(store, self.reached)

    async def _live(self, now: datetime, *, begins: bool = False) -> None:
        """Let it be a time, and all that follows from it soon happen, in as many processes as it takes."""
        self.place.now = now
        for _ in range(MOST_LIVES):
            if await self._survives(begins=begins):
                return
            await self._close()
            self._begin()
            begins = True
        raise AssertionError(f"nothing settles at {now}")

    async def _survives(self, *, begins: bool) -> bool:
        """Do what is to be done; False where that was cut off."""
        doing = asyncio.create_task(self._do(begins=begins))
        while not doing.done() and not self._dead.is_set():  # noqa: ASYNC110 - it may be set in the store's thread
            await asyncio.sleep(0.0005)
        if not self._dead.is_set():
            await doing
            return True
        doing.cancel()
        await asyncio.gather(doing, return_exceptions=True)
        return False

    async def _do(self, *, begins: bool) -> None:
        place = self.place
        if begins:
            await place.plan()
            await place.delivery.recover()
        await place.at(place.now)
        while not self._dead.is_set() and (due := await place.delivery.outbox.next_at()) and due <= place.now + SOON:
            await place.at(max(due, place.now))

    async def _close(self) -> None:
        """End the process: nothing is written any more."""
        await self.place.delivery.stop(0)
        store = self.place.store
        await store._in_thread(store._connection.close)  # noqa: SLF001 - as its end would
        store._thread.shutdown()  # noqa: SLF001 - the same

    def _faults(self) -> list[str]:
        places = {
            "Bees": season.discord_place(self.place.discord.server, self.place.discord.guild.channel("general")),
            "Hive": season.slack_place(self.place.slack.team.channel("general")),
        }
        return season.faults_of(places, self.place.folder / "bot.db", lambda _: (season.END, season.IN_THREAD))


@asynccontextmanager
async def seasons(facts: tuple[Bot, Bot], folder: Path) -> AsyncIterator[Seasons]:
    """Run local servers for seasons."""
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)  # of tasks that were cut off
    async with in_both(facts[0], folder, season.EARLY) as place:
        await place.store.close()
        place.discord.server.nonce_window = 0.0  # so that nothing but the look keeps copies apart
        made = Seasons(place, facts)
        borders = {"Bees": place.discord.platform.border, "Hive": place.slack.platform.border}
        for name, border in borders.items():
            stepping_border(border, NAMES[name], made.reached)
        yield made
        place.begin()  # for in_both to close


def random_gaps(seed: int, smallest: int, largest: int, lives: int) -> list[int]:
    """Give after how many steps so many processes are cut off."""
    random = Random(seed)
    return [random.randint(smallest, largest) for _ in range(lives)]
