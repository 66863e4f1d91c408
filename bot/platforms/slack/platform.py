"""Slack, one workspace of it: how the bot gets there, stays and leaves."""

import asyncio
import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

import aiohttp
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient

from bot.clock import Clock
from bot.config import CommunitySettings
from bot.core import Bot
from bot.kinds import Kind
from bot.organizing import Pointed
from bot.platforms.public import Door
from bot.platforms.skew import Skew
from bot.platforms.slack.answers import Answers
from bot.platforms.slack.border import SlackBorder
from bot.platforms.slack.errors import REFUSED, code_of, final
from bot.platforms.slack.following import source
from bot.platforms.slack.listeners import Listeners
from bot.platforms.slack.people import People
from bot.platforms.slack.socket import PING, Line, Socket, library_logger
from bot.ports import Health, Place, StoppedError
from bot.relayed import Source
from bot.secrets import SlackSecrets

API = "https://slack.com/api/"
FINISH = 3.0  # seconds for the answers under way
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0  # seconds between two attempts to begin
STAMP, SIGNATURE = "X-Slack-Request-Timestamp", "X-Slack-Signature"  # Slack: verifying-requests-from-slack
_STAMP, _SIGNATURE = re.compile("[0-9]{1,12}"), re.compile("v0=[0-9a-f]{64}")
_LOG = logging.getLogger("bot.slack")


@dataclass(frozen=True)
class Wanted:
    """What a workspace is to be: its settings, its secrets, where Slack's interface is, and how soon things are seen.

    `ping` is in seconds between two pings, `pause` in seconds before the second attempt to begin.
    """

    community: CommunitySettings
    secrets: SlackSecrets
    mentions: bool = True
    api: str = API
    ping: float = PING
    pause: float = FIRST_PAUSE


class SlackPlatform:
    """Does what `bot.ports.Platform` says, for one workspace."""

    def __init__(self, bot: Bot, wanted: Wanted, clock: Clock) -> None:
        """Make everything that needs no running loop, connect to nothing."""
        self.bot, self.wanted, self.clock = bot, wanted, clock
        self.name = f"Slack ({wanted.community.name})"
        token = wanted.secrets.bot_token.get_secret_value()
        self._skew = Skew()
        self.client = AsyncWebClient(token, base_url=wanted.api, retry_handlers=[])
        self.border = SlackBorder(self.client)
        community = wanted.community
        answers = Answers(self.client, self.border.pacer)
        people = People(self.client, community.workspace or "", community.name, community.organizers)
        self._channels = community.channels
        self.listeners = Listeners(bot, people, answers, clock, self._removed, mentions=wanted.mentions)
        self.app = self._app()
        self.socket: Socket | None = None
        self._ended = asyncio.Event()
        self._reason = ""

    async def run(self) -> None:
        """Serve until closed; connection losses are mended by trying again."""
        async with aiohttp.ClientSession(trace_configs=[self._skew.trace()]) as session:
            self.client.session = session
            beginning, ended = asyncio.create_task(self._begin()), asyncio.create_task(self._ended.wait())
            try:
                await asyncio.wait({beginning, ended}, return_when=asyncio.FIRST_COMPLETED)
                if beginning.done():
                    await beginning
                await ended
            finally:
                for task in (beginning, ended):
                    task.cancel()
                await self._disconnect()
        if self._reason:
            raise StoppedError(self._reason)

    async def _begin(self) -> None:
        """Find out who we are, then connect; what only time mends is tried again."""
        pause = self.wanted.pause
        while not await self._begun(pause):
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    async def _begun(self, pause: float) -> bool:
        app_token = self.wanted.secrets.app_token
        try:
            who = await self.client.auth_test()
            self._look_at({key: who.get(key) or "" for key in ("team", "team_id", "user_id")})
            if app_token:
                await self._connect(app_token.get_secret_value())
        except (SlackClientError, aiohttp.ClientError, OSError) as error:
            if isinstance(error, SlackApiError) and (reason := final(error, self.wanted.community.secrets)):
                raise StoppedError(reason) from None
            why = code_of(error) or error
            _LOG.warning("%s cannot be reached, trying again in %.0f s: %s", self.name, pause, why)
            return False
        _LOG.info("%s: connected", self.name)
        return True

    def _look_at(self, who: Mapping[str, str]) -> None:
        """Check that the token belongs to the workspace of the settings."""
        if who["team_id"] != self.wanted.community.workspace:
            raise StoppedError(
                f"The token belongs to the workspace {who['team']} ({who['team_id']}), not to "
                f"{self.wanted.community.workspace} of the settings. Are the tokens of two workspaces swapped?"
            )
        self.listeners.me = who["user_id"]

    async def _connect(self, app_token: str) -> None:
        opened = await self.client.apps_connections_open(app_token=app_token)  # slack_sdk would try for ever
        self.socket = Socket(self.app, Line(app_token, self.name, self.wanted.ping), self._refused)
        await self.socket.connect(str(opened["url"]))

    async def close(self) -> None:
        """Finish the answers under way, then disconnect."""
        if self.listeners.under_way:
            await asyncio.wait(set(self.listeners.under_way), timeout=FINISH)
        await self._disconnect()
        self._ended.set()

    async def _disconnect(self) -> None:
        socket, self.socket = self.socket, None
        if socket:
            await socket.close()

    def health(self) -> Health:
        """Say whether Slack reaches us."""
        if self._ended.is_set() or not self.listeners.me:
            return Health(ok=False, text=self._reason or "not connected")
        if self.socket:
            return self.socket.health()
        if self.wanted.secrets.app_token:
            return Health(ok=False, text="not connected yet")
        return Health(ok=True, text="served at the public address")

    def ahead(self) -> timedelta:
        """Give how far our clock is ahead of Slack's."""
        return self._skew.ahead

    def told(self) -> None:
        """Do nothing: what Slack knows of the commands does not depend on the facts."""

    @property
    def connections(self) -> int:
        """Count the connections; where Slack calls by HTTP, there is the one that began with the process."""
        return self.socket.greetings if self.socket else int(bool(self.listeners.me and self.door))

    async def source(self, origin: Pointed) -> Source:
        """Give how a message stands."""
        return await source(self.border, origin, self.listeners.people)

    def organizers(self) -> tuple[Place, ...]:
        """Give the organizers' channel."""
        channel = self._channels.get("organizers")
        return (Place(self.wanted.community.name, channel),) if channel else ()

    def arrange(self, community: str, organizers: Sequence[str], channels: Mapping[Kind, str]) -> None:  # noqa: ARG002 - there is one
        """Take up who organizes from now on, and the channel of each kind of post."""
        self.listeners.people.organizers, self._channels = tuple(organizers), channels

    def holds(self, community: str, channel: str) -> bool:  # noqa: ARG002 - the same
        """Say yes to every channel: the token reaches those of this workspace alone."""
        return channel.startswith(("C", "G"))

    def who_organizes(self, community: str) -> str:  # noqa: ARG002 - the same
        """Tell who organizes."""
        return self.listeners.people.who()

    async def called(self, community: str, key: str) -> str:  # noqa: ARG002 - the same
        """Give what people call a channel, a user group or a person."""
        return await self.listeners.people.called(key)

    @property
    def door(self) -> Door | None:
        """Give the address at which Slack calls, where it is served by HTTP."""
        if self.wanted.secrets.signing_secret is None:
            return None
        return Door(f"/slack/{self.wanted.community.workspace}", self._called)

    async def _called(self, request: web.Request) -> web.Response:
        """Serve what Slack sends by HTTP; nothing of anything else is read."""
        if not self._signed(await request.read(), request.headers):
            return web.Response(status=401)
        return await to_aiohttp_response(await self.app.async_dispatch(await to_bolt_request(request)))

    def _signed(self, body: bytes, headers: Mapping[str, str]) -> bool:
        """Say whether Slack sent this within five minutes; slack_sdk raises errors at headers of another form."""
        secret, stamp, signature = (
            self.wanted.secrets.signing_secret,
            headers.get(STAMP, ""),
            headers.get(SIGNATURE, ""),
        )
        if secret is None or not (_STAMP.fullmatch(stamp) and _SIGNATURE.fullmatch(signature)):
            return False
        try:
            return SignatureVerifier(secret.get_secret_value()).is_valid(body, stamp, signature)
        except UnicodeDecodeError:
            return False

    def _app(self) -> AsyncApp:
        async def who() -> AuthorizeResult:  # else bolt looks among the environment's variables
            workspace, me = self.wanted.community.workspace, self.listeners.me
            return AuthorizeResult(enterprise_id=None, team_id=workspace, bot_user_id=me, bot_token=self.client.token)

        secret = self.wanted.secrets.signing_secret
        app = AsyncApp(
            name="workshop-bot",  # else it reads every file on the stack to make one
            client=self.client,
            signing_secret=secret.get_secret_value() if secret else "",
            authorize=who,
            logger=library_logger(),
        )
        self.listeners.register(app)
        return app

    def _removed(self, event: str) -> None:
        self._stop(f"{REFUSED} (Slack says: {event}.)")

    def _refused(self, error: SlackApiError) -> None:
        if reason := final(error, self.wanted.community.secrets):
            self._stop(reason)

    def _stop(self, reason: str) -> None:
        self._reason = reason
        self._ended.set()
