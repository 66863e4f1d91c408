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
from bot.core import Bot
from bot.message import Message, escape
from bot.platforms.web.key import load_key
from bot.platforms.web.server import Page, serve
from bot.ports import Mark, Platform, SendError, StoppedError

CLOSING = 4.5  # seconds for all platforms together: who stops us may wait for no more than five
TOLD = "told"
_LOG = logging.getLogger("bot")


@dataclass(frozen=True)
class Running:
    """What is to run: the page is served where it has a port."""

    bot: Bot
    data: Path
    state: Path
    platforms: Sequence[Platform] = ()
    port: int | None = None


async def run(running: Running) -> None:
    """Run until SIGTERM or Ctrl-C; raises PortError where no port is free, StoppedError where nothing is left."""
    async with AsyncExitStack() as stack:
        stop = stack.enter_context(_stopped())
        told = [each.told for each in running.platforms]
        if running.port is not None:
            page = await stack.enter_async_context(_page(running, running.port))
            told.append(page.told)

        def reloaded() -> None:
            for each in told:
                each()

        await stack.enter_async_context(app.reloading(running.bot, running.data, reloaded))
        await _serve(running, stop)


@asynccontextmanager
async def _page(running: Running, port: int) -> AsyncIterator[Page]:
    async with serve(running.bot, load_key(running.state), port) as page:
        if page.port != port and port:
            sys.stdout.write(f"Port {port} is in use, so the page is on port {page.port}.\n")
        sys.stdout.write(f"{running.bot.catalog.about.name}: {page.address}\nOpen it in a browser. Ctrl-C stops.\n")
        sys.stdout.flush()
        yield page


async def _serve(running: Running, stop: asyncio.Event) -> None:
    """Keep the platforms going; one that cannot go on is told to the organizers of the others."""
    stopping = asyncio.create_task(_until(stop))
    serving = {asyncio.create_task(each.run()): each for each in running.platforms}
    try:
        while not stop.is_set():
            ended, _ = await asyncio.wait({stopping, *serving}, return_when=asyncio.FIRST_COMPLETED)
            for task in ended - {stopping}:
                gone = serving.pop(task)
                reason = await _reason(task)
                _LOG.error("%s has stopped: %s", gone.name, reason)
                if not serving and running.port is None:
                    raise StoppedError(f"{gone.name} has stopped, and nothing is left to run. {reason}")
                await _tell(list(serving.values()), f"{gone.name} has stopped", reason)
    finally:
        stopping.cancel()
        await asyncio.wait({asyncio.create_task(_close(each)) for each in running.platforms} or {stopping})
        for task in serving:
            task.cancel()
        await asyncio.gather(*serving, return_exceptions=True)


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
def _stopped() -> Iterator[asyncio.Event]:
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
