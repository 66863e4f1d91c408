"""Each delivery served once, though Slack repeats what it takes for lost."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt import BoltResponse

MOST_SEEN = 5000  # deliveries remembered


class Once:
    """Remembers deliveries; `through` is a middleware of bolt."""

    def __init__(self) -> None:
        """Begin with nothing seen."""
        self._seen: OrderedDict[str, None] = OrderedDict()

    async def through(self, body: dict[str, Any], next: Callable[[], Awaitable[None]]) -> BoltResponse | None:  # noqa: A002 - bolt's
        """Let a delivery through that is new; acknowledge any other."""
        key = body.get("event_id") or body.get("trigger_id")
        if key and key in self._seen:
            return BoltResponse(status=200, body="")
        if key:
            self._seen[key] = None
            if len(self._seen) > MOST_SEEN:
                self._seen.popitem(last=False)
        await next()
        return None
