"""What an open page is told without asking: that the facts have changed, or are wrong, or the bot is a new one."""

import asyncio
import json
import secrets
from contextlib import suppress
from typing import Any

from aiohttp import web

from bot.core import Bot
from bot.platforms.web.guard import RefusedError

HEARTBEAT = 15.0  # seconds
MOST_PAGES = 1000


class Feed:
    """Tells every open page the newest state; one that missed a state gets the next."""

    def __init__(self, bot: Bot, version: str) -> None:
        """Begin with the facts that the bot has now."""
        self.bot, self.version = bot, version
        self.start = secrets.token_hex(4)
        self.revision = 0
        self.pages = 0
        self._catalog = bot.catalog
        self._changed = asyncio.Event()
        self._closed = False

    def state(self) -> dict[str, Any]:
        """Give what a page must know to notice a change."""
        problems = self.bot.problems
        return {
            "start": self.start,
            "version": self.version,
            "revision": self.revision,
            "problems": len(problems),
            "problem": str(problems[0]) if problems else "",
        }

    def tell(self) -> None:
        """Tell the pages that the facts were read anew."""
        old, new = self._catalog, self.bot.catalog
        if (old.workshops, old.all) != (new.workshops, new.all):
            self.revision += 1
        self._catalog = new
        self._wake()

    def close(self) -> None:
        """End every stream."""
        self._closed = True
        self._wake()

    def _wake(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()

    async def stream(self, request: web.Request) -> web.StreamResponse:
        """Serve server-sent events until the page or the bot goes."""
        if self.pages >= MOST_PAGES:
            raise RefusedError(503, f"{MOST_PAGES} pages are open already. Please close some.")
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "X-Accel-Buffering": "no"})
        self.pages += 1
        try:
            with suppress(ConnectionError):
                await response.prepare(request)
                await self._send(response)
        finally:
            self.pages -= 1
        return response

    async def _send(self, response: web.StreamResponse) -> None:
        told = ""
        while not self._closed:
            changed = self._changed
            now = f"data: {json.dumps(self.state())}\n\n"
            await response.write((now if now != told else ": still here\n\n").encode())
            told = now
            with suppress(TimeoutError):
                async with asyncio.timeout(HEARTBEAT):
                    await changed.wait()
