"""The table of REST operations: a method and a path lead to a function."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .channels import FakeChannel
from .errors import JSON, refusal

if TYPE_CHECKING:
    from .guilds import FakeGuild
    from .state import World


@dataclass(frozen=True)
class Call:
    """One request as an operation sees it."""

    world: "World"
    params: dict[str, str]
    query: dict[str, str]
    body: Any

    def id(self, name: str) -> int:
        return int(self.params[name])

    @property
    def channel(self) -> FakeChannel:
        """The channel of the path; the bot must be able to see it."""
        channel = self.world.channels.get(self.id("c"))
        if channel is None:
            raise refusal(10003)
        if channel.guild and not channel.guild.joined:
            raise refusal(50001)
        channel.require(0)
        return channel

    @property
    def message(self) -> JSON:
        return self.channel.message(self.id("m"))

    @property
    def guild(self) -> "FakeGuild":
        """The guild of the path; the bot must be in it."""
        guild = self.world.guilds.get(self.id("g"))
        if guild is None or not guild.joined:
            raise refusal(10004)
        return guild


Operation = Callable[[Call], Any]


@dataclass(frozen=True)
class Route:
    method: str
    template: str
    pattern: re.Pattern[str]
    operation: Operation


ROUTES: list[Route] = []


def route(method: str, template: str) -> Callable[[Operation], Operation]:
    """Enter a function into the table."""

    def enter(operation: Operation) -> Operation:
        pattern = re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", template) + "$")
        ROUTES.append(Route(method, template, pattern, operation))
        ROUTES.sort(key=lambda known: known.template.count("{"))
        return operation

    return enter


def find(method: str, path: str) -> tuple[Route, dict[str, str]] | None:
    """Find the operation of a request, and the parts of its path."""
    for known in ROUTES:
        if known.method == method and (match := known.pattern.match(path)):
            return known, match.groupdict()
    return None
