"""How the bot is, for its organizers: one line a part."""

import asyncio
import shutil
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from bot.config import CommunitySettings
from bot.core import Bot
from bot.facts.catalog import over_at
from bot.happenings import programme_of
from bot.moment import Moment
from bot.overview import Line
from bot.ports import Platform
from bot.posts.deliver import MOST_SKEW
from bot.store.backup import newest_backup
from bot.store.outbox import Outbox
from bot.told import told
from bot.words import counted

Part = Callable[[datetime], Awaitable[Sequence[Line]]]
"""Tells of one part of the bot at an instant (aware UTC)."""
LATE = timedelta(days=2)  # that the newest backup may be old
ROOM = 32 * 2**20  # bytes on the disk, below which writing may soon fail


@dataclass
class Status:
    """Does what `bot.organizing.Watching` says; whatever else is watched is one more of the `parts`."""

    reached: Sequence[Platform]
    parts: Sequence[Part]

    def platforms(self) -> Sequence[Line]:
        """Tell of the platforms alone."""
        healths = ((each.name, each.health()) for each in self.reached)
        return [Line(name, health.text, health.ok) for name, health in healths]

    async def all(self, now: datetime) -> Sequence[Line]:
        """Tell of every part."""
        return [*self.platforms(), *self._clock(), *[line for part in self.parts for line in await part(now)]]

    def _clock(self) -> Iterable[Line]:
        ahead = max((each.ahead() for each in self.reached), key=abs, default=timedelta())
        off = f"{abs(ahead).total_seconds():.0f} s {'ahead' if ahead > timedelta() else 'behind'}"
        if abs(ahead) <= MOST_SKEW:
            yield Line("Clock", "right" if abs(ahead) < timedelta(seconds=2) else f"{off}, which does no harm")
        else:
            yield Line("Clock", f"{off}: posting waits until this machine's clock is set right", ok=False)


def posts_of(outbox: Outbox) -> Part:
    """Give the part that counts the posts."""

    async def tell(_: datetime) -> Sequence[Line]:
        numbers = await outbox.counted()
        said = ", ".join(f"{numbers[each]} {each}" for each in ("coming", "failed", "unclear"))
        return [Line("Posts", said, ok=not (numbers["failed"] or numbers["unclear"]))]

    return tell


def store_of(outbox: Outbox) -> Part:
    """Give the part that tells of the file in which all is kept."""

    async def tell(now: datetime) -> Sequence[Line]:
        size, free, kept = await asyncio.to_thread(_looked_at, outbox.file)
        backup = f"backed up {told(Moment(kept), 'UTC')}" if kept else "not backed up yet"
        room = "" if free >= ROOM else f", but only {free / 2**20:.1f} MiB are free on its disk"
        well = kept is not None and now - kept < LATE and not room
        return [Line("Store", f"{size / 2**20:.1f} MiB, {backup}{room}", ok=well)]

    return tell


def _looked_at(file: Path) -> tuple[int, int, datetime | None]:
    """Give the size of a file and what is free on its disk, in bytes, and when it was backed up last."""
    return file.stat().st_size, shutil.disk_usage(file).free, newest_backup(file)


def feeds_of(bot: Bot) -> Part:
    """Give the part that tells of the calendars that are read, where the data names any."""

    async def tell(_: datetime) -> Sequence[Line]:
        readings = bot.readings.values()
        ill = sum(1 for each in readings if each.failing_since)
        text = f"{counted(len(readings), 'calendar')} read" + (f", {ill} cannot be read now" if ill else "")
        return [Line("Calendars", text, ok=not ill)] if readings else []

    return tell


def links_of(bot: Bot) -> Part:
    """Give the part that tells of the links that are watched, where they are."""

    async def tell(_: datetime) -> Sequence[Line]:
        found = [each.link.answer for each in await bot.links.all()] if bot.links else []
        ill = found.count("dead") + found.count("closed")
        text = f"{counted(len(found), 'link')} watched" + (f", {ill} dead or closed" if ill else "")
        return [Line("Links", text, ok=not ill)] if found else []

    return tell


def events_of(bot: Bot, communities: Sequence[CommunitySettings]) -> Part:
    """Give the part that names what stands in no server's events, and why, where the settings want those kept."""

    async def tell(now: datetime) -> Sequence[Line]:
        ahead = (shop for shop in bot.catalog.newest_first if now < over_at(shop))
        left = [f"{each.title}, since {each.why}" for shop in ahead for each in programme_of(shop).left_out]
        text = f"left out: {'; '.join(left)}" if left else "nothing is left out"
        return [Line("Discord's events", text)] if any(each.events for each in communities) else []

    return tell


def process_since(began: datetime) -> Part:
    """Give the part that tells which version runs, and since when (aware UTC)."""

    async def tell(now: datetime) -> Sequence[Line]:
        hours = int((now - began).total_seconds() // 3600)
        up = counted(hours // 24, "day") if hours >= 48 else counted(hours, "hour")  # noqa: PLR2004 - two days
        return [Line("Bot", f"version {_version()}, running for {up}, since {told(Moment(began), 'UTC')}")]

    return tell


def _version() -> str:
    try:
        return version("workshop-bot")
    except PackageNotFoundError:
        return "unknown"
