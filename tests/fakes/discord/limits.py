"""Rate limits as Discord applies them, and faults that a test injects."""

import hashlib
import re
import time
from collections import deque
from dataclasses import dataclass, field

from .errors import JSON

EXEMPT = re.compile(r"/(interactions|webhooks)/")
SENDS = re.compile(r"/channels/(\d+)/messages$")
WINDOW, SENDS_PER_WINDOW, GLOBAL_PER_SECOND, GENEROUS = 5.0, 5, 50, 1000


@dataclass
class Fault:
    """What goes wrong with the next `left` requests of a method and path."""

    method: str
    path: re.Pattern[str]
    status: int | None
    cut: str | None
    delay: float
    left: int
    after: bool
    body: JSON
    headers: dict[str, str]

    def meets(self, method: str, path: str) -> bool:
        return self.left > 0 and self.method in {method, "*"} and bool(self.path.search(path))


@dataclass(frozen=True)
class TooMany:
    """A 429, or none where `wait` is 0."""

    wait: float = 0.0
    scope: str = "user"

    @property
    def body(self) -> JSON:
        every = self.scope == "global"
        return {"message": "You are being rate limited.", "retry_after": round(self.wait, 3), "global": every}

    @property
    def headers(self) -> dict[str, str]:
        headers = {"Retry-After": str(int(self.wait) + 1), "X-RateLimit-Scope": self.scope, "Via": "1.1 google"}
        return headers | ({"X-RateLimit-Global": "true"} if self.scope == "global" else {})


@dataclass
class Limits:
    """Counts requests; nothing is refused unless limits are on."""

    on: bool
    windows: dict[str, tuple[float, int]] = field(default_factory=dict)
    lately: deque[float] = field(default_factory=deque)

    def count(self, method: str, path: str, template: str, now: float) -> tuple[TooMany, dict[str, str]]:
        """Give the 429 that a request earns, if any, and the headers of its answer."""
        bucket = hashlib.md5(f"{method} {template}".encode()).hexdigest()[:16]
        sends = SENDS.match(path) if method == "POST" else None
        if not self.on:
            return TooMany(), _headers(bucket, GENEROUS, GENEROUS - 1, 1.0)
        if wait := self._global(path, now):
            return TooMany(wait, "global"), _headers(bucket, GENEROUS, 0, wait)
        if not sends:
            return TooMany(), _headers(bucket, GENEROUS, GENEROUS - 1, 1.0)
        end, used = self.windows.get(sends[1], (0.0, 0))
        end, used = (now + WINDOW, 0) if now >= end else (end, used)
        over = used >= SENDS_PER_WINDOW
        self.windows[sends[1]] = (end, used if over else used + 1)
        headers = _headers(bucket, SENDS_PER_WINDOW, max(0, SENDS_PER_WINDOW - used - 1), end - now)
        return TooMany(end - now) if over else TooMany(), headers

    def _global(self, path: str, now: float) -> float:
        if EXEMPT.match(path):
            return 0.0
        while self.lately and self.lately[0] <= now - 1:
            self.lately.popleft()
        if len(self.lately) >= GLOBAL_PER_SECOND:
            return self.lately[0] + 1 - now
        self.lately.append(now)
        return 0.0


def _headers(bucket: str, limit: int, remaining: int, after: float) -> dict[str, str]:
    return {
        "X-RateLimit-Limit": str(limit),
        "X-RateLimit-Remaining": str(remaining),
        "X-RateLimit-Reset": f"{time.time() + after:.3f}",
        "X-RateLimit-Reset-After": f"{after:.3f}",
        "X-RateLimit-Bucket": bucket,
    }
