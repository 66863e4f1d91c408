"""What all methods of the Web API share: how they refuse, find a channel and turn pages."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.fakes.slack.state import HISTORY, READ

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tests.fakes.slack.state import FakeChannel, FakeWorkspace

Json = dict[str, Any]

ANY_CHANNEL = ""
"""The scope depends on the kind of channel that the call names."""


class RefusedError(Exception):
    """A call that Slack answers with an error."""

    def __init__(self, error: str, **more: Any) -> None:
        super().__init__(error)
        self.error = error
        self.more = more


@dataclass(frozen=True, slots=True)
class Method:
    """One method of the Web API: what it does, and the scopes without which it does not."""

    run: Callable[[FakeWorkspace, Json], Json]
    scopes: tuple[str, ...] = ()


def yes(value: Any) -> bool:
    return str(value).lower() in {"1", "true"}


def channel_of(team: FakeWorkspace, body: Json) -> FakeChannel:
    """Find the channel that a call names, of those that the bot may know of."""
    name = str(body.get("channel", ""))
    if name in team.members:
        return team.direct(name)
    for channel in team.channels.values():
        if name == channel.id or name.removeprefix("#") == channel.name:
            if channel.kind == "private" and not channel.bot_in:
                break
            return channel
    raise RefusedError("channel_not_found")


def needs_channel_scope(team: FakeWorkspace, channel: FakeChannel, *, history: bool = False) -> None:
    scope = (HISTORY if history else READ)[channel.kind]
    if scope not in team.scopes:
        raise RefusedError("missing_scope", needed=scope, provided=",".join(sorted(team.scopes)))


def page(things: Sequence[Any], body: Json, default: int = 100) -> tuple[list[Any], Json]:
    """Give one page of a list, and where the next one starts."""
    try:
        start = int(base64.urlsafe_b64decode(body["cursor"]).removeprefix(b"next:")) if body.get("cursor") else 0
        limit = int(body.get("limit") or default)
    except (ValueError, binascii.Error):
        raise RefusedError("invalid_cursor") from None
    if not 1 <= limit <= 1000:
        raise RefusedError("invalid_limit")
    end = start + limit
    cursor = base64.urlsafe_b64encode(f"next:{end}".encode()).decode() if end < len(things) else ""
    return list(things[start:end]), {"response_metadata": {"next_cursor": cursor}}
