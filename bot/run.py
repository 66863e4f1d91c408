"""The bot as it runs for long: its platforms and its page served, its facts kept in step with their files."""

import asyncio
import logging
import signal
import sys
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from bot import app
from bot.app import Served
from bot.clock import real
from bot.config import Config
from bot.core import Bot
from bot.desk import Changes
from bot.message import Message, escape
from bot.platforms.health import health_of
from bot.platforms.public import serve_public
from bot.platforms.web.key import load_key
from bot.platforms.web.server import Page, Posts, serve
from bot.ports import Mark, Platform, SendError, StoppedError
from bot.posting import Work, planning_of, posting
from bot.posts.deliver import Community, Delivery, Mention
from bot.relaying import Relaying
from bot.reminding import Reminding
from bot.store.database import Store
from bot.store.desk import DeskStore
from bot.store.outbox import Outbox
from bot.store.pointing import Pointings
from bot.store.relays import Relays
from bot.store.reminders import Reminders
from bot.watch.alongside import alongside
from bot.watch.daily import back_up_each_day
from bot.watch.heartbeat import beat

CLOSING = 4.5  # seconds for all platforms together: who stops us may wait for no more than five
TOLD = "told"
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
        if running.config.public:
            await stack.enter_async_context(serve_public(running.bot, running.config.public, platforms))
        if running.served.store:
            delivery = _delivery(running, running.served.store)
            borders = {name: platform.border for name, platform in running.served.platform_of.items()}
            reminding = Reminding(running.bot, Reminders(running.served.store), borders, real)
            changes = Changes(running.bot, DeskStore(running.served.store), real)
            invitations = {each.name: (each.invitation, each.platform) for each in running.config.communities}
            relays = Relays(running.served.store)
            relaying = Relaying(running.bot, relays, delivery.communities, real, invitations)
            work = Work(delivery, reminding, changes, Pointings(running.served.store, real), relaying)
            told.append(await stack.enter_async_context(posting(running.bot, planning_of(running.config), work)))
            await stack.enter_async_context(alongside(back_up_each_day(running.served.store.file, real)))
        if url := running.config.bot.heartbeat_url:
            await stack.enter_async_context(alongside(beat(url, lambda: health_of(running.bot, platforms)[0])))

        def reloaded() -> None:
            for each in told:
                each()

        await stack.enter_async_context(app.reloading(running.bot, running.data, reloaded))
        await _serve(running, stop)


def _delivery(running: Running, store: Store) -> Delivery:
    """Make what delivers posts to the communities that are connected; organizers are told of what fails."""
    communities = {
        each.name: Community(
            running.served.platform_of[each.name].border,
            {kind: channel for kind, channel in each.channels.items() if kind not in each.off},
            {kind: Mention(said.group, said.rungs) for kind, said in each.mentions.items()},
            running.served.platform_of[each.name].ahead,
        )
        for each in running.config.communities
        if each.name in running.served.platform_of
    }

    async def tell(key: str, text: str) -> None:
        _LOG.error("%s", text)
        await _tell(running.served.platforms, f"A post needs you ({key})", text)

    return Delivery(Outbox(store), communities, real, tell)


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


async def _serve(running: Running, stop: asyncio.Event) -> None:
    """Keep the platforms going; one that cannot go on is told to the organizers of the others."""
    stopping = asyncio.create_task(_until(stop))
    serving = {asyncio.create_task(each.run()): each for each in running.served.platforms}
    telling: set[asyncio.Task[None]] = set()
    try:
        while not stop.is_set():
            ended, _ = await asyncio.wait({stopping, *serving}, return_when=asyncio.FIRST_COMPLETED)
            for task in ended - {stopping}:
                gone = serving.pop(task)
                reason = await _reason(task)
                _LOG.error("%s has stopped: %s", gone.name, reason)
                if not serving and running.port is None:
                    raise StoppedError(f"{gone.name} has stopped, and nothing is left to run. {reason}")
                told = _tell(list(serving.values()), f"{gone.name} has stopped", reason)
                telling.add(asyncio.create_task(told))  # so that it delays neither the end nor other news
    finally:
        stopping.cancel()
        await asyncio.wait({asyncio.create_task(_close(each)) for each in running.served.platforms} or {stopping})
        for task in {*serving, *telling}:
            task.cancel()
        await asyncio.gather(*serving, *telling, return_exceptions=True)


async def _until(stop: asyncio.Event) -> None:
    await stop.wait()


async def _reason(task: asyncio.Task[None]) -> str:
    try:
        await task
    except StoppedError as error:
        return str(error)
    return "It ended by itself."


async def _tell(platforms: Sequence[Platform], title: str, text: str) -> None:
    """Post something in every organizers' place that can still be reached."""
    message = Message(title=title, text=escape(text))
    for platform in platforms:
        for place in platform.organizers():
            try:
                await platform.border.post(place, message, Mark(f"{TOLD}/{title}"))
            except SendError as error:
                _LOG.error("the organizers of %s could not be told: %s", place.community, error.text)


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
