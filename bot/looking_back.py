"""What nobody told the bot of messages that were carried elsewhere: looked at after each connection."""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from bot.ports import SendError
from bot.relayed import HasSources, Relayed
from bot.relaying import Relaying

BACK = timedelta(days=7)  # docs/organize.md
MOST = 200  # messages of a community
PACE = 1.25  # seconds between two. Slack: rate-limits, conversations.history, 50 a minute
AGAIN = 30.0  # seconds until a platform that did not answer is asked again
TRIES = 5  # in a row
_LOG = logging.getLogger("bot.relay")


@dataclass
class LookingBack:
    """Looks at what was carried lately, the newest first; `sources` are the platforms by the community's name."""

    relaying: Relaying
    sources: Mapping[str, HasSources]
    pace: float = PACE
    again: float = AGAIN
    _connection: dict[str, int] = field(default_factory=dict)
    _told: set[str] = field(default_factory=set)
    _looking: dict[str, asyncio.Task[None]] = field(default_factory=dict)

    def tick(self) -> None:
        """Begin to look where a connection is new; one look after the other."""
        for community, platform in self.sources.items():
            begun = self._looking.get(community)
            if platform.connections > self._connection.get(community, 0) and (begun is None or begun.done()):
                self._connection[community] = platform.connections
                self._looking[community] = asyncio.create_task(self._look(community, platform))

    async def settle(self) -> None:
        """Wait until all that is begun is looked at."""
        await asyncio.gather(*self._looking.values())

    async def end(self) -> None:
        """Look no more."""
        for task in self._looking.values():
            task.cancel()
        await asyncio.gather(*self._looking.values(), return_exceptions=True)

    async def _look(self, community: str, platform: HasSources) -> None:
        try:
            since = self.relaying.clock() - BACK
            for relayed in await self.relaying.kept.since(community, since, MOST):
                if not await self._looked_at(relayed, platform):
                    return
                await asyncio.sleep(self.pace)
        except OSError as error:
            _LOG.error("%s: what was sent on could not be looked at: %s", community, error)

    async def _looked_at(self, relayed: Relayed, platform: HasSources) -> bool:
        """Look at one message; says whether the platform answered at all."""
        for _ in range(TRIES):
            try:
                await self._follow(relayed, platform)
            except SendError as error:
                self._tell(relayed, error)
                if error.kind == "permanent":
                    return True
                await asyncio.sleep(error.wait or self.again)
            else:
                return True
        return False

    def _tell(self, relayed: Relayed, error: SendError) -> None:
        """Log why something could not be looked at, once for a place."""
        why = f"{relayed.origin.community}, {relayed.origin.where}: {error.text}"
        if why not in self._told:
            self._told.add(why)
            _LOG.warning("what was sent on could not be looked at in %s", why)

    async def _follow(self, relayed: Relayed, platform: HasSources) -> None:
        """Do what the platform would have told; raises SendError where it is not known how the message stands."""
        origin = relayed.origin
        try:
            source = await platform.source(origin)
        except SendError as error:
            if error.kind != "removed":
                raise
            await self.relaying.deleted(origin.community, origin.channel, [origin.id])
            return
        if source.edited:
            await self.relaying.edited(origin.community, origin.channel, origin.id, (source.edited, source.text))
