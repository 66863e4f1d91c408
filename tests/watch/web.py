"""A web server of our own that gives calendars, well or badly."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web
from aiohttp.test_utils import TestServer


@dataclass
class Site:
    """What it gives at /bees.ics; `asked` are the headers of every request."""

    text: str = ""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)
    slow: bool = False
    address: str = ""

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(dict(request.headers))
        if self.slow:
            await asyncio.sleep(60)
        if self.status == 200 and self.headers.get("ETag", "-") == request.headers.get("If-None-Match"):
            return web.Response(status=304)
        return web.Response(text=self.text, status=self.status, headers=self.headers)

    async def endless(self, request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse()
        await answer.prepare(request)
        while True:
            await answer.write(b"X" * 65536)

    async def cut(self, request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse(headers={"Content-Length": "1000"})
        await answer.prepare(request)
        await answer.write(b"BEGIN:VCALENDAR")
        assert request.transport
        request.transport.close()
        return answer

    async def around(self, _: web.Request) -> web.StreamResponse:
        raise web.HTTPFound("/around")

    async def moved(self, _: web.Request) -> web.StreamResponse:
        raise web.HTTPMovedPermanently("/bees.ics")


@asynccontextmanager
async def site() -> AsyncIterator[Site]:
    place, app = Site(), web.Application()
    paths = {"bees.ics": place.answer, "endless": place.endless, "cut": place.cut, "around": place.around}
    app.add_routes([web.get(f"/{path}", answer) for path, answer in {**paths, "moved": place.moved}.items()])
    async with TestServer(app) as server:
        place.address = str(server.make_url("/")).rstrip("/")
        yield place
