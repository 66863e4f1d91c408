"""The watch itself: checks what is due, keeps how it stands, and tells organizers what they have not heard."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.core import Bot
from bot.store.checks import StoreError
from bot.store.links import Links
from bot.watch.alongside import alongside
from bot.watch.links.fetch import Fetcher
from bot.watch.links.judging import SILENCES, Every, heard, judged, news
from bot.watch.links.kinds import DISCORD_API, is_read, seen, through
from bot.watch.links.places import watched
from bot.watch.links.words import telling
from bot.watched import Answer, Link, Printed, Watched

LOOK = 60.0  # seconds between two looks at what is due, and before the first, so that platforms are there to tell
JUST_NOW = timedelta(minutes=1)
AGAIN = timedelta(minutes=10)  # until a check that our own network may have spoilt is made again
ORDER: Sequence[Answer] = ("dead", "closed", "unknown", "working")
_LOG = logging.getLogger("bot.watch")


@dataclass(frozen=True)
class Means:
    """What the watch works with; `tell` tells organizers something once, by a key, a title and a plain text."""

    fetcher: Fetcher
    tell: Callable[[str, str, str], Awaitable[None]]
    clock: Clock
    every: Every = Every()  # noqa: RUF009 - it is frozen
    discord_api: str = DISCORD_API


class LinkWatch:
    """Does what `bot.watched.Links` says."""

    def __init__(self, bot: Bot, kept: Links, means: Means) -> None:
        """Take the facts, and what the watch works with."""
        self.bot, self.kept, self.means = bot, kept, means
        self._heard_at: datetime | None = None
        self._answers: dict[str, Answer] = {}
        self._woken = asyncio.Event()

    async def begin(self) -> None:
        """Learn how the links stood when the process ended."""
        self._answers = {url: link.answer for url, link in (await self.kept.all()).items()}

    async def run(self, look: float = LOOK) -> None:
        """Check what is due, for ever."""
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(look):
                    await self._woken.wait()
            self._woken.clear()
            try:
                await self.tick()
            except StoreError as error:
                _LOG.error("the links could not be watched: %s", error)

    async def tick(self) -> None:
        """Check what is due now, each link by itself, and tell what is new."""
        now, places = self.means.clock(), self._places()
        if (await self.kept.all()).keys() - places.keys():
            await self.kept.keep(places)
        links = await self._links(places)
        due = [each for each in links if each.next_at is None or each.next_at <= now]
        ended = await asyncio.gather(*(self._check(each, places[each.url]) for each in due), return_exceptions=True)
        self.means.fetcher.forget()
        for link, fault in zip(due, ended, strict=True):
            if isinstance(fault, Exception):  # of this link alone: the others are done
                _LOG.error("%s could not be checked", link.url, exc_info=fault)
                await self.kept.put(replace((await self.kept.all()).get(link.url, link), next_at=now + AGAIN))

    async def all(self) -> Sequence[Watched]:
        """Give every link that is watched, those that do not work first."""
        places = self._places()
        found = [Watched(each, places[each.url]) for each in await self._links(places)]
        return sorted(found, key=lambda each: ORDER.index(each.link.answer))

    async def check(self) -> int:
        """Begin to check every link that was not checked just now; says how many that are."""
        now = self.means.clock()
        links = await self._links(self._places())
        old = [each for each in links if each.checked_at is None or now - each.checked_at >= JUST_NOW]
        await self.kept.put(*(replace(each, next_at=now) for each in old))
        self._woken.set()
        return len(old)

    def answer(self, url: str) -> Answer:
        """Give how a link stands, `unknown` where it is not watched."""
        return self._answers.get(url, "unknown")

    def _places(self) -> Mapping[str, tuple[Printed, ...]]:
        return watched(self.bot.catalog, self.means.clock(), self.bot.member_word)

    async def _links(self, places: Mapping[str, object]) -> list[Link]:
        kept = await self.kept.all()
        return [kept.get(url, Link(url)) for url in places]

    async def _check(self, link: Link, printed: Sequence[Printed]) -> None:
        after = await self._judged(link)
        await self.kept.put(after)
        self._answers[link.url] = after.answer
        await self._tell(after, printed)

    async def _judged(self, link: Link) -> Link:
        """Fetch the link; where nothing at all answers it is our own network, which says nothing of the link."""
        asked = {"If-None-Match": link.etag, "If-Modified-Since": link.modified}
        page = await self.means.fetcher.fetch(
            link.url,
            lambda url: through(url, self.means.discord_api),
            lambda url: is_read(url, self.means.discord_api),
            {name: value for name, value in asked.items() if value},
        )
        now = self.means.clock()
        if page.status:
            self._heard_at = now
        alone = self._heard_at is None or now - self._heard_at > self.means.every.usual
        if page.why in SILENCES and alone:
            return replace(link, next_at=now + AGAIN)
        after = judged(link, seen(page, link.url, self.means.discord_api), now)
        return replace(after, next_at=self.means.every.after(after, now))

    async def _tell(self, link: Link, printed: Sequence[Printed]) -> None:
        """Tell what is new and note it after: what is told again after a crash has the same key."""
        for what in news(link, self.means.clock()):
            said = telling(link, what, printed, self.means.clock())
            await self.means.tell(said.key, said.title, said.text)
            link = heard(link, what, self.means.clock())
            await self.kept.put(link)


@asynccontextmanager
async def watching(watch: LinkWatch) -> AsyncIterator[None]:
    """Watch links while the context lasts."""
    await watch.begin()
    watch.bot.links = watch
    try:
        async with alongside(watch.run()):
            yield
    finally:
        watch.bot.links = None
        await watch.means.fetcher.close()
