"""The bot as it runs for long: its facts kept in step with their files, its page served until it is told to stop."""

import asyncio
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from bot import app
from bot.core import Bot
from bot.platforms.web.key import load_key, state_folder
from bot.platforms.web.server import serve


async def run(bot: Bot, folder: Path, port: int) -> None:
    """Run until SIGTERM or Ctrl-C; raises PortError where no port is free."""
    with _stopped() as stop:
        async with serve(bot, load_key(state_folder()), port) as page, app.reloading(bot, folder, page.told):
            if page.port != port and port:
                sys.stdout.write(f"Port {port} is in use, so the page is on port {page.port}.\n")
            sys.stdout.write(f"{bot.catalog.about.name}: {page.address}\nOpen it in a browser. Ctrl-C stops.\n")
            sys.stdout.flush()
            await stop.wait()


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
