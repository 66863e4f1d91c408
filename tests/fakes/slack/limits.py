"""How often a bot may call each method, and the failures that a test asks for."""

import math
import time
from collections import defaultdict, deque
from dataclasses import dataclass, field
from typing import Any, Literal

Json = dict[str, Any]

MINUTE = 60.0
A_CHANNEL = 1
A_WORKSPACE = 5
# Slack: apis/web-api/rate-limits gives the least of each tier; bursts are allowed, so twice as many pass here.
TIERS = {1: 2, 2: 40, 3: 100, 4: 200}
TIER = {
    "chat.update": 3,
    "chat.delete": 3,
    "conversations.history": 3,
    "conversations.replies": 3,
    "conversations.open": 3,
    "conversations.info": 3,
    "conversations.join": 3,
    "conversations.list": 2,
    "conversations.members": 4,
    "users.list": 2,
    "usergroups.list": 2,
    "usergroups.users.list": 2,
    "team.info": 3,
    "bots.info": 3,
    "views.open": 4,
    "views.push": 4,
    "views.update": 4,
    "views.publish": 4,
    "users.info": 4,
    "chat.postEphemeral": 4,
}


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the Web API, or one post to a response_url, as the server saw it."""

    method: str
    team: str
    body: Json
    at: float
    ok: bool
    error: str = ""
    status: int = 200


@dataclass(eq=False, slots=True)
class Fault:
    """A failure to inject: of `method`, so many times, before its effect or (`after`) in spite of it."""

    method: str
    status: int | None = None
    error: str = ""
    cut: Literal["before", "after"] | None = None
    delay: float = 0.0
    times: int = 1
    after: bool = False
    headers: dict[str, str] = field(default_factory=dict)
    team: str | None = None

    def takes(self, method: str, team: str) -> bool:
        """Say whether this call fails, and count it if so."""
        if self.times <= 0 or self.method not in {method, "*"} or self.team not in {None, team}:
            return False
        self.times -= 1
        return True


@dataclass(slots=True)
class Limits:
    """The recent calls of each method, channel and workspace."""

    enforced: bool = False
    too_many: int = 0
    recent: dict[tuple[str, ...], deque[float]] = field(default_factory=lambda: defaultdict(deque))

    def wait(self, method: str, team: str, body: Json) -> int:
        """Give the seconds after which a call may be repeated; 0 counts it and lets it pass."""
        if not self.enforced:
            return 0
        now = time.monotonic()
        waits = [self._wait(key, limit, window, now) for key, limit, window in _windows(method, team, body)]
        if (longest := max(waits, default=0.0)) > 0:
            self.too_many += 1
            return math.ceil(longest)
        for key, _, _ in _windows(method, team, body):
            self.recent[key].append(now)
        return 0

    def _wait(self, key: tuple[str, ...], limit: int, window: float, now: float) -> float:
        calls = self.recent[key]
        while calls and calls[0] <= now - window:
            calls.popleft()
        return calls[0] + window - now if len(calls) >= limit else 0.0


def _windows(method: str, team: str, body: Json) -> list[tuple[tuple[str, ...], int, float]]:
    if method == "chat.postMessage":
        channel = str(body.get("channel", ""))
        return [((method, team, channel), A_CHANNEL, 1.0), ((method, team), A_WORKSPACE, 1.0)]
    if method not in TIER:
        return []
    return [((method, team), TIERS[TIER[method]], MINUTE)]
