"""A Slack on loopback: its Web API, Socket Mode and signed requests, for the real client libraries."""

from __future__ import annotations

import asyncio
import contextlib
import time
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, Literal, Self

from aiohttp import web

from tests.fakes.slack import response_urls, web_api
from tests.fakes.slack.answers import Answer, Answers, Envelope
from tests.fakes.slack.delivery import Delivery, signed
from tests.fakes.slack.limits import Call, Fault, Limits
from tests.fakes.slack.socket_mode import SocketMode
from tests.fakes.slack.state import App, FakeWorkspace

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

Json = dict[str, Any]

PATIENCE = 60.0
DEADLINE = 3.0  # Slack: interactivity/handling-user-interaction
PINGS = 5.0
SHUTDOWN = 0.001  # seconds; aiohttp takes 0 for no limit


class FakeSlack:
    """The server; use it as an asynchronous context, which raises AssertionError where the bot broke the contract."""

    def __init__(self, *, limits: bool = False, clock: Callable[[], float] = time.time) -> None:
        self.clock = clock
        self.patience, self.deadline, self.trigger_lifetime, self.ping_interval = PATIENCE, DEADLINE, DEADLINE, PINGS
        self.url = self.http_target = ""
        self.mentions_allowed = self.refusing = False
        self.violations: list[str] = []
        self.calls: list[Call] = []
        self.envelopes: list[Envelope] = []
        self.limits = Limits(limits)
        self.answers, self.delivery, self.socket_mode = Answers(), Delivery(self), SocketMode(self)
        self.changed = asyncio.Event()
        self._teams: dict[str, FakeWorkspace] = {}
        self._faults: list[Fault] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._runner: web.AppRunner | None = None
        self._last_ts = 0

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=16 * 1024 * 1024)
        app.router.add_route("*", "/api/{method}", partial(web_api.call, self))
        app.router.add_post("/response/{name}", partial(response_urls.use, self))
        app.router.add_get("/link", self.socket_mode.serve)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=SHUTDOWN)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, kind: type[BaseException] | None, raised: BaseException | None, trace: object) -> None:
        await self._close()
        if not self.violations:
            return
        found = "the bot broke Slack's contract:\n" + "\n".join(dict.fromkeys(self.violations))
        if raised is None:
            raise AssertionError(found)
        raised.add_note(found)

    async def _close(self) -> None:
        for connection in self.socket_mode.all:
            await connection.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.delivery.close()
        if self._runner is not None:
            await self._runner.cleanup()

    @property
    def api(self) -> str:
        return f"{self.url}/api/"

    @property
    def unacknowledged(self) -> list[Envelope]:
        """The envelopes that were not acknowledged within three seconds, in order."""
        return self.delivery.late

    @property
    def too_many(self) -> int:
        return self.limits.too_many

    def workspace(
        self,
        name: str,
        channels: dict[str, Literal["public", "private"]] | None = None,
        same_app_as: FakeWorkspace | None = None,
    ) -> FakeWorkspace:
        """Add a workspace in which the bot is installed, as an app of its own or as one it shares."""
        team = FakeWorkspace(self, name, same_app_as.app if same_app_as else App())
        self._teams[team.bot_token] = team
        for channel, kind in (channels or {"general": "public"}).items():
            team.add_channel(channel, kind)
        return team

    def fault(self, method: str, **how: Any) -> Fault:
        """Make calls of a method ("response_url" and "*" too) fail: see Fault; a team may be given as `team`."""
        team = how.pop("team", None)
        made = Fault(method, team=team.id if team else None, **how)
        made.headers = made.headers or {}
        self._faults.append(made)
        return made

    def last(self, method: str) -> Call:
        """Give the last call of a method."""
        for call in reversed(self.calls):
            if call.method == method:
                return call
        raise AssertionError(f"{method} was never called, only {sorted({call.method for call in self.calls})}")

    async def reply_to(self, message: Json) -> Answer:
        """Wait for what the bot answers to a message: in its thread, directly, or for its author alone."""
        answer = self.answers.to_message.get(message["ts"])
        assert answer is not None, f"the bot was not told of this message: {message}"
        await answer.until(lambda: answer.acked, "an acknowledgement")
        await answer.until(lambda: answer.messages, f"a reply to {message['text']!r}")
        answer.expecting = False
        return answer

    async def deliver(self, envelope: Envelope, times: int = 1) -> None:
        """Deliver the very same envelope again, and wait until the bot has acknowledged each."""
        before = envelope.acks
        for _ in range(times):
            await self.delivery.send(envelope)
        await envelope.answer.until(lambda: envelope.acks >= before + times, f"{times} acknowledgements")

    async def redeliver(self, team: FakeWorkspace, reason: str = "timeout") -> list[Envelope]:
        """Deliver what was not acknowledged again, as a retry."""
        return await self.delivery.redeliver(team.app_id, reason)

    def connections(self, team: FakeWorkspace) -> int:
        """Count the open connections of the workspace's app, also the deaf ones."""
        return len(self.socket_mode.of(team.app_id))

    async def connected(self, team: FakeWorkspace, count: int = 1) -> None:
        """Wait until the app has so many connections that are not deaf."""

        def ready() -> bool:
            return sum(not each.deaf for each in self.socket_mode.of(team.app_id)) >= count

        await self._until(ready, f"{count} connections")

    async def refresh(self, team: FakeWorkspace) -> None:
        """Ask for fresh connections, and wait until they are open."""
        wanted = self.socket_mode.opened + max(1, self.connections(team))
        await self.disconnect(team, "refresh_requested")
        await self._until(lambda: self.socket_mode.opened >= wanted, "fresh connections")

    async def disconnect(self, team: FakeWorkspace, reason: str = "warning") -> None:
        """Say that the connections end: warning, refresh_requested, link_disabled or too_many_websockets."""
        await self.socket_mode.disconnect(team.app_id, reason)

    def go_deaf(self, team: FakeWorkspace) -> None:
        """Let the open connections stay open, with nothing read, sent or ponged any more."""
        for connection in self.socket_mode.of(team.app_id):
            connection.deaf = True

    def refuse_connections(self, refused: bool = True) -> None:
        """Refuse new connections, until told otherwise; open ones stay."""
        self.refusing = refused

    def sign(self, body: str | bytes, team: FakeWorkspace, at: float | None = None, secret: str = "") -> dict[str, str]:
        """Give the headers of a signed request; a time or a secret may be given to make it wrong."""
        return signed(body, secret or team.signing_secret, self.clock() if at is None else at)

    async def _until(self, ready: Callable[[], bool], what: str) -> None:
        try:
            async with asyncio.timeout(self.patience):
                while not ready():
                    self.changed.clear()
                    with contextlib.suppress(TimeoutError):
                        await asyncio.wait_for(self.changed.wait(), 0.05)
        except TimeoutError:
            raise AssertionError(f"waited {self.patience:g} s for {what}") from None

    def start(self, job: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Run something beside, until it is done or the server closes."""
        task = asyncio.get_running_loop().create_task(job)
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (raised := task.exception()):
            self.violate(f"the fake server failed: {raised!r}")

    def violate(self, sentence: str) -> None:
        self.violations.append(sentence)

    def hold(self, where: str, payload: Json, check: Callable[..., list[str]], **how: Any) -> None:
        """Hold a payload against the contract, and note what breaks it."""
        try:
            found = check(payload, **how)
        except (KeyError, TypeError, AttributeError) as malformed:
            found = [f"is malformed ({malformed!r}): {payload}"]
        for sentence in found:
            self.violate(f"{where} {sentence}")

    def record_call(self, made: Call, given: Json, status: int) -> None:
        self.calls.append(replace(made, ok=given["ok"], error=given.get("error", ""), status=status))

    def take_fault(self, method: str, team: str) -> Fault | None:
        return next((fault for fault in self._faults if fault.takes(method, team)), None)

    def team_of(self, token: str) -> FakeWorkspace | None:
        return self._teams.get(token)

    def app_of(self, token: str) -> App | None:
        return next((team.app for team in self._teams.values() if team.app_token == token), None)

    def uninstalled(self, app: App) -> bool:
        return all(team.revoked for team in self._teams.values() if team.app is app)

    def forget(self, team: FakeWorkspace) -> None:
        """End the connections of an app that no workspace has any more."""
        if self.uninstalled(team.app):
            self.start(self.socket_mode.disconnect(team.app_id, "link_disabled"))

    def next_ts(self) -> str:
        """Give the time of a message, which is its name: no two are the same."""
        self._last_ts = max(self._last_ts + 1, int(self.clock() * 1_000_000))
        return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"
