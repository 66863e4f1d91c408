"""Socket Mode, watched: slack_sdk connects again by itself, and this notices where that does not help."""

import asyncio
import logging
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from time import time
from typing import Any

from slack_bolt.adapter.socket_mode.async_internals import run_async_bolt_app, send_async_response
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

from bot.ports import Health

PING = 5.0  # seconds between two pings
DEAF = 4  # pings without an answer, after which nothing more is expected of a connection
GOODBYE = 1.0  # seconds for closing the connection
_ADDRESS = re.compile(r"\?[^'\s]*")  # what makes an address for one connection
_LOG = logging.getLogger("bot.slack")


@dataclass(frozen=True)
class Line:
    """Whose connection it is: the app's token, the community's name for the log, and seconds between two pings."""

    app_token: str
    name: str
    ping: float = PING


class _Client(SocketModeClient):
    """Tells of it where Slack refuses a new connection."""

    refused: Callable[[SlackApiError], None]

    async def issue_new_wss_url(self) -> str:
        """Ask for an address to connect to."""
        try:
            return await super().issue_new_wss_url()
        except SlackApiError as error:
            self.refused(error)
            raise


class Socket:
    """The connection of one workspace's app; `refused` is told when Slack refuses to connect it again."""

    def __init__(self, app: AsyncApp, line: Line, refused: Callable[[SlackApiError], None]) -> None:
        """Make everything, connect to nothing."""
        self.app, self.line = app, line
        logger = library_logger()
        logger.addFilter(self._worth_telling)
        self.client = _Client(line.app_token, logger, app.client, ping_interval=line.ping)
        self.client.refused = refused
        self.connections, self.greetings, self.trouble = 0, 0, ""
        self.client.message_listeners.append(self._heard)
        self.client.socket_mode_request_listeners.append(self._asked)
        self._watching: asyncio.Task[None] | None = None

    async def connect(self, address: str) -> None:
        """Connect, at first to an address that Slack gave; watch over the connection from then on."""
        self._watching = asyncio.create_task(self._watch())
        self.client.wss_uri = address
        await self.client.connect()  # type: ignore[no-untyped-call]

    async def close(self) -> None:
        """Disconnect, without waiting long for who does not hear."""
        if self._watching:
            self._watching.cancel()
            with suppress(asyncio.CancelledError):
                await self._watching
        client = self.client
        try:
            async with asyncio.timeout(GOODBYE):
                await client.close()  # type: ignore[no-untyped-call]
        except TimeoutError:
            _LOG.info("%s did not say goodbye in time", self.line.name)
        for task in (client.message_processor, client.current_session_monitor, client.message_receiver):
            if task:
                task.cancel()
        await client.aiohttp_client_session.close()

    @property
    def connected(self) -> bool:
        """Say whether the connection is open, though perhaps deaf."""
        session = self.client.current_session
        return session is not None and not session.closed

    @property
    def silence(self) -> float:
        """Give the seconds since Slack last answered a ping, 0 where nothing was asked yet."""
        last = self.client.last_ping_pong_time
        return 0.0 if last is None else max(time() - last, 0.0)

    def health(self) -> Health:
        """Say whether Slack hears us, and whether anybody else hears with us."""
        if not self.connected:
            return Health(ok=False, text="not connected; trying again")
        if self.silence > DEAF * self.line.ping:
            return Health(
                ok=False, text=f"connected, but Slack has not answered for {self.silence:.0f} s; connecting anew"
            )
        if self.connections > 1:
            more = f"{self.connections} connections of this app are open, so each misses what another gets"
            return Health(ok=False, text=f"connected, but {more}: stop the others")
        return Health(ok=True, text=f"connected, last answer to a ping {self.silence:.0f} s ago")

    async def _heard(self, _: AsyncBaseSocketModeClient, message: dict[str, Any], __: str | None = None) -> None:
        """Learn from Slack's hello how many connections the app has; each is the first on one of them."""
        if message.get("type") != "hello":
            return
        self.greetings += 1
        self.connections = int(message.get("num_connections") or 1)
        if self.connections > 1:
            _LOG.error(
                "%s: %d connections of this app are open, so each gets a part of what is typed; stop the other program",
                self.line.name,
                self.connections,
            )

    async def _asked(self, client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        """Hand over what Slack sends."""
        began = time()
        await send_async_response(client, request, await run_async_bolt_app(self.app, request), began)

    async def _watch(self) -> None:
        """Tell of losses, and get over what slack_sdk does not."""
        was = True
        while True:
            await asyncio.sleep(self.line.ping)
            if self.connected != was:
                was = self.connected
                how = "connected again" if was else f"not connected; trying again. {self.trouble}"
                _LOG.warning("%s: %s", self.line.name, how)
            if not was:
                self.client.wss_uri = None  # it opens one connection, and slack_sdk would try it again for ever
            elif self.silence > (DEAF + 1) * self.line.ping:
                await self._connect_anew()

    def _worth_telling(self, record: logging.LogRecord) -> bool:
        """Keep what slack_sdk says of a loss, at each attempt and with a trace, for the one line that tells of it."""
        record.exc_info, said = None, record.getMessage().partition("\n")[0]
        record.msg, record.args = _ADDRESS.sub("", said), None
        self.trouble = str(record.msg)
        return self.connected

    async def _connect_anew(self) -> None:
        """Leave a connection that is open but deaf, where slack_sdk has not noticed."""
        _LOG.warning("%s: Slack has not answered for %.0f s; connecting anew", self.line.name, self.silence)
        self.client.last_ping_pong_time = None
        try:
            await self.client.connect_to_new_endpoint(force=True)
        except (SlackApiError, OSError) as error:
            _LOG.warning("%s: that did not work, trying again: %s", self.line.name, error)


def library_logger() -> logging.Logger:
    """Make a logger for Slack's libraries, which tells errors only."""
    logger = logging.Logger(_LOG.name, logging.ERROR)  # noqa: LOG001 - each connection adds a filter of its own
    logger.parent = _LOG
    return logger
