"""How envelopes reach the bot: over a websocket, or as signed HTTP requests; and which are acknowledged late."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import hmac
import json
import time
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import aiohttp

from tests.fakes.slack.acknowledgements import acknowledge

if TYPE_CHECKING:
    from tests.fakes.slack.answers import Envelope
    from tests.fakes.slack.server import FakeSlack

Json = dict[str, Any]

FORM = "application/x-www-form-urlencoded"


@dataclass(eq=False, slots=True)
class Delivery:
    """The envelopes sent, and those that wait for a connection."""

    server: FakeSlack
    sent: dict[str, Envelope] = field(default_factory=dict)
    waiting: deque[Envelope] = field(default_factory=deque)
    late: list[Envelope] = field(default_factory=list)
    timers: list[asyncio.TimerHandle] = field(default_factory=list)
    session: aiohttp.ClientSession | None = None

    async def send(self, envelope: Envelope) -> None:
        """Send an envelope, now or as soon as a connection opens."""
        self.sent[envelope.id] = envelope
        envelope.answer.envelope = envelope
        if self.server.http_target:
            self._start_the_clock(envelope)
            self.server.start(self._post(envelope))
            return
        connection = self.server.socket_mode.next(envelope.team.app_id)
        if connection is None:
            self.waiting.append(envelope)
            return
        self._start_the_clock(envelope)
        await connection.send(envelope.as_text())

    async def flush(self, app_id: str) -> None:
        """Send what has waited for a connection of an app."""
        for envelope in [each for each in self.waiting if each.team.app_id == app_id]:
            self.waiting.remove(envelope)
            await self.send(envelope)

    async def redeliver(self, app_id: str, reason: str) -> list[Envelope]:
        """Send again what was sent and not acknowledged."""
        missed = [each for each in self.sent.values() if each.team.app_id == app_id and not each.acks]
        for envelope in [each for each in missed if each not in self.waiting]:
            envelope.attempt, envelope.reason = (envelope.attempt or 0) + 1, reason
            await self.send(envelope)
        return missed

    async def acknowledged(self, received: Json) -> None:
        """Take an acknowledgement from a websocket."""
        envelope = self.sent.get(received.get("envelope_id", ""))
        if envelope is None:
            self.server.violate(f"an unknown envelope is acknowledged: {received}")
        else:
            acknowledge(envelope, received.get("payload") or {})

    async def close(self) -> None:
        """Forget the timers and close the client."""
        for timer in self.timers:
            timer.cancel()
        if self.session is not None:
            await self.session.close()

    def _start_the_clock(self, envelope: Envelope) -> None:
        if envelope.answer.sent_at:
            return
        envelope.answer.sent_at = time.monotonic()
        loop = asyncio.get_running_loop()
        self.timers.append(loop.call_later(self.server.deadline, self._overdue, envelope))

    def _overdue(self, envelope: Envelope) -> None:
        if not envelope.acks:
            self.late.append(envelope)
            envelope.answer.changed.set()

    async def _post(self, envelope: Envelope) -> None:
        body, headers = self.request(envelope)
        if self.session is None:
            self.session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=self.server.deadline))
        with contextlib.suppress(aiohttp.ClientError, TimeoutError):
            async with self.session.post(self.server.http_target, data=body, headers=headers) as response:
                if response.status == 200:
                    acknowledge(envelope, _payload(await response.text(), response.content_type))

    def request(self, envelope: Envelope) -> tuple[bytes, dict[str, str]]:
        """Make the HTTP request that carries an envelope: its body, and its signed headers."""
        if envelope.kind == "events_api":
            body, kind = json.dumps(envelope.payload), "application/json"
        elif envelope.kind == "slash_commands":
            body, kind = urlencode(envelope.payload), FORM
        else:
            body, kind = urlencode({"payload": json.dumps(envelope.payload)}), FORM
        headers = {"Content-Type": kind, **signed(body, envelope.team.signing_secret, self.server.clock())}
        if envelope.attempt is not None:
            headers |= {"X-Slack-Retry-Num": str(envelope.attempt), "X-Slack-Retry-Reason": envelope.reason}
        return body.encode(), headers


def _payload(text: str, content_type: str) -> Json:
    if not text.strip():
        return {}
    return dict(json.loads(text)) if content_type == "application/json" else {"text": text}


def signed(body: str | bytes, secret: str, at: float) -> dict[str, str]:
    """Give the headers that show a request to come from Slack."""
    stamp = str(int(at))
    base = b":".join([b"v0", stamp.encode(), body.encode() if isinstance(body, str) else body])
    digest = hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest}"}
