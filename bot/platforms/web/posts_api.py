"""What the page asks about posts: which ones have arrived by its clock, and what stands in the real outbox."""

from dataclasses import dataclass

from aiohttp import web

from bot.clock import real
from bot.platforms.web.asked import read_body
from bot.platforms.web.guard import RefusedError
from bot.platforms.web.outbox import Acting, Kept, Looking, act, shown
from bot.platforms.web.season import Playing, Season, Span

NO_OUTBOX = "This bot posts nowhere, so that there is no outbox."


@dataclass
class PostsApi:
    """Answers the page's requests about posts."""

    season: Season
    outbox: Kept | None = None
    playing: Playing | None = None

    def routes(self) -> list[web.RouteDef]:
        """Give what is served, and where."""
        return [
            web.get("/api/playing", self.play),
            web.post("/api/posts", self.arrived),
            web.post("/api/outbox", self.look),
            web.post("/api/outbox/act", self.act),
        ]

    async def play(self, _: web.Request) -> web.Response:
        """Tell whether there is an outbox, and which season plays."""
        playing = self.playing.to_dict() if self.playing else None
        return web.json_response({"outbox": self.outbox is not None, "playing": playing})

    async def arrived(self, request: web.Request) -> web.Response:
        """Give the posts of a span of time."""
        span = await read_body(request, Span)
        kept = await self.outbox.posts_since(span.since) if self.outbox else ()
        return web.json_response(self.season.between(span, kept))

    async def look(self, request: web.Request) -> web.Response:
        """List what stands in the outbox."""
        return web.json_response(await shown(self._kept(), await read_body(request, Looking), real))

    async def act(self, request: web.Request) -> web.Response:
        """Do something about a copy."""
        return web.json_response(await act(self._kept(), await read_body(request, Acting), real))

    def _kept(self) -> Kept:
        if self.outbox is None:
            raise RefusedError(404, NO_OUTBOX)
        return self.outbox
