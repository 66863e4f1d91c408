"""The bot as it runs for long: its platforms and its page served, its facts kept in step with their files."""

import asyncio
import logging
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bot import app
from bot.app import Served
from bot.calendaring import Calendars, Server, calendars
from bot.clock import real
from bot.config import Config
from bot.core import Bot
from bot.happenings import HasCalendar
from bot.message import escape
from bot.platforms.health import health_of
from bot.platforms.public import serve_public
from bot.platforms.web.border import on_the_page
from bot.platforms.web.key import load_key
from bot.platforms.web.server import Page, Posts, serve
from bot.ports import Platform, StoppedError, token_of
from bot.posting import posting
from bot.posts.deliver import Delivery
from bot.posts.ladders import planning_of
from bot.store.database import Store
from bot.store.feeds import Feeds
from bot.store.links import Links
from bot.store.outbox import Outbox
from bot.watch.alongside import alongside
from bot.watch.calendars import EVERY, Reach
from bot.watch.calendars import Calendars as FedCalendars
from bot.watch.daily import back_up_each_day
from bot.watch.fetching import client_of
from bot.watch.heartbeat import beat
from bot.watch.links.fetch import Fetcher
from bot.watch.links.judging import Every
from bot.watch.links.outward import Outward
from bot.watch.links.watch import LinkWatch, Means, watching
from bot.work import Settings, work_of

CLOSING = 4.5  # seconds for all platforms together: who stops us may wait for no more than five
_LOG = logging.getLogger("bot")


@dataclass(frozen=True)
class Running:
    """What is to run: the page is served where it has a port."""

    bot: Bot
    config: Config
    data: Path
    state: Path
    served: Served = Served()  # noqa: RUF009 - it is frozen
    port: int | None = None


async def run_for_long(running: Running) -> None:
    """Run until SIGTERM or Ctrl-C.

    Raises PortError or ListenError where a port is not free, StoppedError where nothing is left to run.
    """
    platforms = running.served.platforms
    async with AsyncExitStack() as stack:
        stop = stack.enter_context(stopped())
        told = [each.told for each in platforms]
        if running.port is not None:
            page = await stack.enter_async_context(_page(running, running.port))
            told.append(page.told)
        told.append(await stack.enter_async_context(calendars(_calendars(running))))
        if running.config.public:
            await stack.enter_async_context(serve_public(running.bot, running.config.public, platforms))
        store = running.served.store
        delivery = _delivery(running.served, store) if store else None
        feeds, every = _feeds(running, delivery), running.config.watch.calendars
        if every:
            await feeds.begin()
        if store and delivery:
            told.append(await stack.enter_async_context(_working(running, store, delivery)))
        if url := running.config.bot.heartbeat_url:
            await stack.enter_async_context(alongside(beat(url, lambda: health_of(running.bot, platforms)[0])))

        running.bot.heard += told
        stack.callback(running.bot.heard.clear)
        await stack.enter_async_context(app.reloading(running.bot, running.data, partial(_reread, running.bot, feeds)))
        if every:
            await stack.enter_async_context(alongside(feeds.run()))
        await _serve(running, stop, delivery)


def _reread(bot: Bot, feeds: FedCalendars) -> None:
    """Do what the data files that were read anew call for; who reads the log learns of mistakes in them."""
    if bot.problems:
        _LOG.error("the facts stay as they were: %s (mistakes: %d)", bot.problems[0], len(bot.problems))
    feeds.wake()


@asynccontextmanager
async def _working(running: Running, store: Store, delivery: Delivery) -> AsyncIterator[Callable[[], None]]:
    """Do what needs a store while the context lasts; gives what is to be called when facts changed."""
    work = work_of(running.bot, store, delivery, Settings(running.config, running.served.platform_of))
    async with AsyncExitStack() as stack:
        changed = await stack.enter_async_context(posting(work))
        await stack.enter_async_context(alongside(back_up_each_day(store.file, real)))
        if running.config.watch.links and running.served.platforms:
            await stack.enter_async_context(watching(_link_watch(running, store, delivery)))
        yield changed


def _feeds(running: Running, delivery: Delivery | None) -> FedCalendars:
    """Make what reads the calendars that the data names; where nothing is stored, it begins anew at each start."""
    store = running.served.store
    tell = _telling(delivery) if delivery else None
    reach = Reach(running.data, Feeds(store) if store else None, lambda: client_of(Outward()), tell=tell)
    return FedCalendars(running.bot, reach, running.config.watch.calendars or EVERY)


def _calendars(running: Running) -> Calendars:
    """Make what keeps the calendar files, and the events of the servers whose settings want that."""
    platforms = ((each, running.served.platform_of.get(each.name)) for each in running.config.communities)
    servers = [
        Server(each.name, int(each.server), platform.calendar, platform.health)
        for each, platform in platforms
        if each.events and each.server and platform and isinstance(platform, HasCalendar)
    ]
    return Calendars(running.bot, real, running.served.store, servers)


def _delivery(served: Served, store: Store) -> Delivery:
    """Make what delivers posts; where nothing is connected, they stand on the page."""
    return Delivery(Outbox(store), {} if served.platform_of else on_the_page(), real)


def _link_watch(running: Running, store: Store, delivery: Delivery) -> LinkWatch:
    """Make what watches the links that are printed; organizers are told of those that do not work."""
    means = Means(Fetcher(Outward()), _telling(delivery), real, Every(running.config.watch.every))
    return LinkWatch(running.bot, Links(store), means)


def _telling(delivery: Delivery) -> Callable[[str, str, str], Awaitable[None]]:
    """Give what tells organizers something of a watch, once for a key; the text is plain."""

    async def tell(key: str, title: str, text: str) -> None:
        _LOG.warning("%s: %s", title, text)
        await delivery.tell(key, title, escape(text))

    return tell


@asynccontextmanager
async def _page(running: Running, port: int) -> AsyncIterator[Page]:
    store, key = running.served.store, load_key(running.state)
    posts = Posts(planning_of(running.config), Outbox(store) if store else None)
    async with serve(running.bot, key, port, running.served.platforms, posts) as page:
        tell_of(page, port, running.bot)
        yield page


def tell_of(page: Page, port: int, bot: Bot) -> None:
    """Print where the page is, and that it is on another port than the one that was asked for."""
    if page.port != port and port:
        sys.stdout.write(f"Port {port} is in use, so the page is on port {page.port}.\n")
    sys.stdout.write(f"{bot.catalog.about.name}: {page.address}\nOpen it in a browser. Ctrl-C stops.\n")
    sys.stdout.flush()


async def _serve(running: Running, stop: asyncio.Event, delivery: Delivery | None) -> None:
    """Keep the platforms going; of one that cannot go on organizers are told."""
    stopping = asyncio.create_task(_until(stop))
    serving = {asyncio.create_task(each.run()): each for each in running.served.platforms}
    try:
        while not stop.is_set():
            ended, _ = await asyncio.wait({stopping, *serving}, return_when=asyncio.FIRST_COMPLETED)
            for task in ended - {stopping}:
                gone = serving.pop(task)
                reason = await _reason(task)
                _LOG.error("%s has stopped: %s", gone.name, reason)
                if not serving and running.port is None:
                    raise StoppedError(f"{gone.name} has stopped, and nothing is left to run. {reason}")
                if delivery:
                    await _tell(delivery, f"{gone.name} has stopped", reason)
    finally:
        stopping.cancel()
        await asyncio.wait({asyncio.create_task(_close(each)) for each in running.served.platforms} or {stopping})
        for task in serving:
            task.cancel()
        await asyncio.gather(*serving, return_exceptions=True)


async def _tell(delivery: Delivery, title: str, reason: str) -> None:
    """Tell organizers what keeps a platform from going on; of the same once a day, however often it is started."""
    try:
        await delivery.tell(f"{title}/{token_of(reason)}/{delivery.clock():%Y-%m-%d}", title, escape(reason))
    except OSError as error:
        _LOG.error("organizers could not be told: %s", error)


async def _until(stop: asyncio.Event) -> None:
    await stop.wait()


async def _reason(task: asyncio.Task[None]) -> str:
    try:
        await task
    except StoppedError as error:
        return str(error)
    return "It ended by itself."


async def _close(platform: Platform) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(CLOSING):
            await platform.close()


@contextmanager
def stopped() -> Iterator[asyncio.Event]:
    """Give an event that is set when the process is asked to stop."""
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    taken = []
    with suppress(NotImplementedError):  # Windows: there Ctrl-C raises KeyboardInterrupt
        for each in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(each, stop.set)
            taken.append(each)
    try:
        yield stop
    finally:
        for each in taken:
            loop.remove_signal_handler(each)
