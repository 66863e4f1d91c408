"""A web of our own on loopback: every name leads to it, and its pages are slow, endless, circling or lying."""

import asyncio
import json
import ssl
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.watch.links.fetch import Fetcher, Pace
from bot.watch.links.outward import Outward

NO_TRUST = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # made at once; the real one takes a while to read
QUICK = Pace(connect=0.3, read=0.2, total=0.4, pause=0.0)  # for what never comes
ROOMY = Pace(connect=20.0, read=20.0, total=20.0, pause=0.0)  # for what comes, on a busy machine too
NO_INVITE = {"message": "Unknown Invite", "code": 10006}
SLACK = "<html>{&quot;isSharedInviteError&quot;:%s,&quot;InviteExpirationTs&quot;:1790550000}</html>"


@dataclass
class Web:
    """The web: `pages` are told by path, and what was asked is remembered."""

    port: int = 0
    pages: dict[str, tuple[int, str]] = field(default_factory=dict)
    invites: dict[str, dict[str, Any]] = field(default_factory=dict)
    asked: list[web.Request] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    leads_to: dict[str, Sequence[str]] = field(default_factory=dict)
    location: str = ""
    at_once: int = 0
    most_at_once: int = 0
    hosts: Counter[str] = field(default_factory=Counter)
    most_of_a_host: int = 0
    ended: asyncio.Event = field(default_factory=asyncio.Event)

    def url(self, path: str, host: str = "bees.test") -> str:
        return f"http://{host}:{self.port}{path}"

    @property
    def api(self) -> str:
        return self.url("/api/v10", "discord.test")

    async def resolve(self, host: str, _: int) -> Sequence[str]:
        """Every name leads here, unless the test says otherwise."""
        self.names.append(host)
        with suppress(ValueError):
            return [str(ip_address(host))]
        return self.leads_to.get(host, ["127.0.0.1"])

    def fetcher(self, pace: Pace = ROOMY) -> Fetcher:
        return Fetcher(Outward(is_here, self.resolve, NO_TRUST), pace)

    def paths(self) -> list[str]:
        return [each.path for each in self.asked]

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Answer, and count who asks at the same time."""
        host = request.host.partition(":")[0]
        self.asked.append(request)
        self.at_once += 1
        self.hosts[host] += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        self.most_of_a_host = max(self.most_of_a_host, self.hosts[host])
        try:
            return await self._page(request)
        finally:
            self.at_once -= 1
            self.hosts[host] -= 1

    async def _page(self, request: web.Request) -> web.StreamResponse:
        first, _, rest = request.path.strip("/").partition("/")
        if hasattr(self, f"_{first}"):
            answered: web.StreamResponse = await getattr(self, f"_{first}")(request, rest)
            return answered
        status, text = self.pages.get(request.path, (200, "Welcome"))
        return web.Response(status=status, text=text, content_type="text/html")

    async def _api(self, _: web.Request, path: str) -> web.Response:
        invite = self.invites.get(path.rpartition("/")[2])
        return web.json_response(invite or NO_INVITE, status=200 if invite else 404)

    async def _slow(self, _: web.Request, seconds: str) -> web.Response:
        await asyncio.wait({asyncio.create_task(self.ended.wait())}, timeout=float(seconds.partition("/")[0] or 60))
        return web.Response(text="Sorry to be late")

    async def _endless(self, request: web.Request, _: str) -> web.StreamResponse:
        answer = web.StreamResponse()
        await answer.prepare(request)
        while not self.ended.is_set():
            await answer.write(b"more " * 4000)
            await asyncio.sleep(0)
        return answer

    async def _to(self, request: web.Request, _: str) -> web.Response:
        return web.Response(status=302, headers={"Location": request.query["at"]})

    async def _steady(self, request: web.Request, _: str) -> web.Response:
        same = request.headers.get("If-None-Match") == '"7"'
        return web.Response(status=304 if same else 200, headers={"ETag": '"7"', "Set-Cookie": "who=you"})

    async def _astray(self, _: web.Request, __: str) -> web.Response:
        return web.Response(status=302, headers={"Location": self.location})

    async def _raw(self, request: web.Request, kind: str) -> web.StreamResponse:
        """Answer with bytes as they are, then hang up."""
        assert request.transport
        request.transport.write(RAW[kind])  # type: ignore[attr-defined]
        await asyncio.sleep(0)
        request.transport.close()
        raise web.HTTPOk


RAW = {
    "nothing": b"",
    "half": b"HTTP/1.1 200 OK\r\nContent-Le",
    "short": b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\nnearly",
    "no-http": b"\x16\x03\x01 what?\r\n\r\n",
    "image": b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: 5\r\n\r\n<html",
    "packed": b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nnever",
    "marked": b'HTTP/1.1 200 OK\r\nETag: "\xe2\x98\x83"\r\nContent-Length: 0\r\n\r\n',
    "lost": b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n",
}


def is_here(address: IPv4Address | IPv6Address) -> bool:
    """Allow this machine alone: the rule of these tests, turned round."""
    return address.is_loopback


@asynccontextmanager
async def on_web(tls: ssl.SSLContext | None = None) -> AsyncIterator[Web]:
    """Serve the web while the context lasts."""
    made, app = Web(), web.Application()
    app.router.add_route("*", "/{path:.*}", made.answer)
    server = TestServer(app, scheme="https" if tls else "http")
    await server.start_server(ssl=tls)
    assert server.port
    made.port = server.port
    try:
        yield made
    finally:
        made.ended.set()
        await server.close()


def invite(code: str, **more: object) -> dict[str, Any]:
    """Give what Discord tells of an invitation. Discord: reference, invite resource."""
    return json.loads(json.dumps({"code": code, "type": 0, "guild": {"id": "1"}, "expires_at": None, **more}))
