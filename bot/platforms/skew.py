"""How far this machine's clock is from a platform's, read from the Date of its answers."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from types import SimpleNamespace

import aiohttp

from bot.clock import Clock, real


@dataclass
class Skew:
    """Watches the answers of one platform; `ahead` is how far our clock is ahead of it, negative where behind."""

    clock: Clock = real
    ahead: timedelta = timedelta(0)

    def trace(self) -> aiohttp.TraceConfig:
        """Give what a client's session must be made with."""
        config = aiohttp.TraceConfig()
        config.on_request_end.append(self._answered)
        return config

    async def _answered(
        self, _: aiohttp.ClientSession, __: SimpleNamespace, answer: aiohttp.TraceRequestEndParams
    ) -> None:
        """Compare; an answer without a date tells nothing."""
        try:
            sent: datetime = parsedate_to_datetime(answer.response.headers["Date"])
        except (KeyError, ValueError):
            return
        self.ahead = self.clock() - sent
