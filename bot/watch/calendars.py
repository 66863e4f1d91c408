"""The calendars that the data names: read on a schedule, kept as they were last good, and their seminars told."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

import httpx

from bot.clock import Clock, real
from bot.core import Bot
from bot.facts.base import Link
from bot.facts.catalog import Catalog
from bot.facts.collection import Feed, Seminar
from bot.facts.feeds import Reading, with_seminars
from bot.store.checks import StoreError
from bot.store.feeds import FeedRow, Feeds
from bot.watch.apart import read_apart
from bot.watch.broken import telling
from bot.watch.fetching import Fetched, client_of, fetch
from bot.watch.found import MOST_BYTES, TOO_LARGE, CalendarError, Entry, Found

EVERY = timedelta(hours=1)
NOT_HTTPS = "The calendar gives this address without https."
Read = Callable[[str, str | None, datetime], Awaitable[Found]]
_LOG = logging.getLogger("bot.watch")


@dataclass(frozen=True)
class Reach:
    """With what calendars are reached and read: `folder` is that of the data, `kept` what outlives a restart.

    `tell` tells organizers something once, by a key, a title and a plain text.
    """

    folder: Path
    kept: Feeds | None = None
    client: Callable[[], httpx.AsyncClient] = client_of
    read: Read = read_apart
    clock: Clock = real
    tell: Callable[[str, str, str], Awaitable[None]] | None = None


@dataclass
class Calendars:
    """Keeps the bot's readings in step with the calendars, and a layer of their seminars over its facts."""

    bot: Bot
    reach: Reach
    every: timedelta = EVERY
    _rows: dict[str, FeedRow] = field(default_factory=dict)
    _read_as: dict[str, Feed] = field(default_factory=dict)
    _again: asyncio.Event = field(default_factory=asyncio.Event)

    def joined(self, catalog: Catalog) -> Catalog:
        """Give a catalog with the seminars of the feeds that it names, as they were last read."""
        readings = self.bot.readings
        return with_seminars(catalog, (each for key in catalog.all.feeds for each in _seminars(readings.get(key))))

    async def begin(self) -> None:
        """Take up what was kept, and tell of it at once."""
        self._rows = dict(await self.reach.kept.all()) if self.reach.kept else {}
        for key, feed in self.bot.catalog.all.feeds.items():
            row = self._row(key, feed)
            if row.body:
                self._read_as[key] = feed
                try:
                    await self._take(key, feed, row)
                except CalendarError as error:
                    _LOG.warning("%s: what was kept of it cannot be read: %s", feed.title, error)
        self.bot.lay(self.joined)

    async def run(self) -> None:
        """Look at the calendars for ever: every so often, and at new ones at once."""
        while True:
            self._again.clear()
            await self.look()
            try:
                async with asyncio.timeout(self.every.total_seconds()):
                    await self._again.wait()
            except TimeoutError:
                continue

    def wake(self) -> None:
        """Look soon at what is new: the facts were read anew."""
        self._again.set()

    async def look(self) -> None:
        """Look at every calendar whose time it is."""
        before = {key: reading.seminars for key, reading in self.bot.readings.items()}
        feeds = self.bot.catalog.all.feeds
        for key, feed in feeds.items():
            if self._is_time(key, feed):
                await self._look_at(key, feed)
        self.bot.readings = {key: each for key, each in self.bot.readings.items() if key in feeds}
        if before != {key: reading.seminars for key, reading in self.bot.readings.items()}:
            self.bot.lay_anew()

    def _is_time(self, key: str, feed: Feed) -> bool:
        row = self._row(key, feed)
        if self._read_as.get(key) != feed or (feed.file and _written_at(self.reach.folder / feed.file) != row.modified):
            return True
        return abs(self.reach.clock() - row.fetched_at) >= self.every

    async def _look_at(self, key: str, feed: Feed) -> None:
        """Read one calendar; only what was read well takes the place of what is kept."""
        row, now = self._row(key, feed), self.reach.clock()
        self._read_as[key] = feed
        try:
            known = Fetched(row.body, row.etag, row.modified) if row.body else None
            came = await self._fetched(feed, known) or Fetched(row.body, row.etag, row.modified)
            fresh = FeedRow(row.id, row.address, now, came.text, came.etag, came.modified, now, told=row.told)
            await self._take(key, feed, fresh)
            if row.why:
                _LOG.info("%s can be read again", feed.title)
        except CalendarError as error:
            began = row.failing_since or now
            fresh = replace(row, fetched_at=now, failing_since=began, why=str(error), tries=row.tries + 1)
            if not row.why:
                _LOG.warning("%s cannot be read: %s", feed.title, error)
            last = self.bot.readings.get(key, Reading())
            self._tell(key, replace(last, why=fresh.why, failing_since=fresh.failing_since))
        await self._keep(key, fresh)
        await self._tell_organizers(key, feed)

    async def _tell_organizers(self, key: str, feed: Feed) -> None:
        """Tell what they have not heard and note it after: what is told again after a crash has the same key."""
        row = self._rows[key]
        said = telling(feed, row, self.reach.clock())
        if said is None or self.reach.tell is None:
            return
        try:
            await self.reach.tell(said.key, said.title, said.text)
        except StoreError as error:
            _LOG.error("organizers could not be told of a calendar: %s", error)
        else:
            await self._keep(key, replace(row, told=said.heard))

    async def _take(self, key: str, feed: Feed, row: FeedRow) -> None:
        """Tell what a row holds; raises CalendarError where it cannot be read."""
        found = await self.reach.read(row.body, feed.zone, self.reach.clock())
        seminars = tuple(seminar_of(each, key, feed) for each in found.entries)
        self._tell(key, Reading(seminars, row.good_at, row.failing_since, row.why, found.left_out))

    def _tell(self, key: str, reading: Reading) -> None:
        self.bot.readings = {**self.bot.readings, key: reading}

    async def _keep(self, key: str, row: FeedRow) -> None:
        self._rows[key] = row
        try:
            if self.reach.kept:
                await self.reach.kept.put(row)
        except StoreError as error:
            _LOG.error("a calendar was read and could not be kept: %s", error)

    async def _fetched(self, feed: Feed, known: Fetched | None) -> Fetched | None:
        if feed.file:
            return await asyncio.to_thread(_from_file, self.reach.folder, feed.file)
        async with self.reach.client() as client:
            return await fetch(client, _address(feed), known)

    def _row(self, key: str, feed: Feed) -> FeedRow:
        """Give what is kept of a feed; of one that is at another address now, only what organizers heard of it."""
        row = self._rows.get(key)
        address = _address(feed)
        if row and row.address == address:
            return row
        return FeedRow(key, address, self.reach.clock(), told=row.told if row else "")


def seminar_of(entry: Entry, key: str, feed: Feed) -> Seminar:
    """Give an entry of a feed as the fact that it is."""
    return Seminar(
        id=f"seminar/{key}-{entry.key}",
        source=(feed.calendar.url,) if feed.calendar and feed.calendar.url.startswith("https:") else feed.source,
        note=entry.note or None,
        title=entry.title,
        series=feed.title,
        at=entry.at,
        until=entry.until,
        place=entry.place or None,
        online=entry.online or None,
        contact=entry.contact or None,
        text=entry.text or None,
        link=_link(entry.url),
        cancelled=entry.cancelled or None,
    )


def _link(url: str) -> Link | None:
    """Give an address that may be shown; any other than http and https is none."""
    try:
        return Link.model_validate({"url": url, "note": NOT_HTTPS if url.startswith("http:") else None})
    except ValueError:
        return None


def _seminars(reading: Reading | None) -> tuple[Seminar, ...]:
    return reading.seminars if reading else ()


def _address(feed: Feed) -> str:
    return feed.calendar.url if feed.calendar else f"file:{feed.file}"


def _from_file(folder: Path, name: str) -> Fetched:
    """Read a calendar from a file of the data folder, wherever links in it lead; raises CalendarError."""
    file = folder / name
    try:
        if not file.resolve().is_relative_to(folder.resolve()):
            raise CalendarError("it lies outside the data folder")
        if file.stat().st_size > MOST_BYTES:
            raise CalendarError(TOO_LARGE)
        return Fetched(file.read_text("utf-8-sig", "replace"), modified=_written_at(file))
    except OSError as error:
        raise CalendarError(f"the file {name} cannot be read: {error.strerror}") from None


def _written_at(file: Path) -> str:
    try:
        return str(file.stat().st_mtime_ns)
    except OSError:
        return ""
