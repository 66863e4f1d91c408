"""Fetching a page as anybody could: anonymously, slowly, within bounds, and nowhere inwards."""

import asyncio
import ssl
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from http.cookiejar import CookieJar, DefaultCookiePolicy
from importlib.metadata import version

import httpx

from bot.watch.links.outward import CONNECTIONS, InwardError, NamelessError, Outward
from bot.watched import Why

MOST_HOPS = 5
MOST_BYTES = 256 * 1024
MOST_PORT = 65535
_FAULTS = (httpx.HTTPError, httpx.InvalidURL, ValueError)
"""What httpx raises; the last where it reads a name in Location that is none, followed or not."""
EXPIRED = 10  # OpenSSL: X509_V_ERR_CERT_HAS_EXPIRED


@dataclass(frozen=True)
class Pace:
    """How long things may take, and the pause between two requests to one host (seconds)."""

    connect: float = 10.0
    read: float = 10.0
    total: float = 20.0
    pause: float = 1.0


@dataclass(frozen=True)
class Page:
    """What came of fetching an address: the last one it led to, or why there is none.

    `text` is the beginning of the page where it was asked for.
    """

    url: httpx.URL
    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    text: str = ""
    why: Why = ""


@dataclass
class _Host:
    """One request at a time; `free_at` is when the next one may begin (seconds of the loop's clock)."""

    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    free_at: float = 0.0


class Fetcher:
    """Fetches pages over at most eight connections, one at a time from each host."""

    def __init__(self, transport: Outward, pace: Pace = Pace()) -> None:
        """Take what connects. Without cookies, accounts or proxies from the environment: as a stranger."""
        self.pace = pace
        self._connections = asyncio.Semaphore(CONNECTIONS)
        self._hosts: defaultdict[str, _Host] = defaultdict(_Host)
        self._client = httpx.AsyncClient(
            transport=transport,
            timeout=httpx.Timeout(pace.read, connect=pace.connect, pool=None),
            headers={
                "User-Agent": f"workshop-bot/{version('workshop-bot')} (+link check)",
                "Accept-Language": "en",
                "Accept-Encoding": "identity",  # so that a few bytes cannot stand for more than memory holds
            },
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
            trust_env=False,
        )

    async def close(self) -> None:
        """Close every connection."""
        await self._client.aclose()

    async def fetch(
        self,
        url: str,
        through: Callable[[httpx.URL], httpx.URL] = lambda each: each,
        wanted: Callable[[httpx.URL], bool] = lambda _: False,
        headers: Mapping[str, str] | None = None,
    ) -> Page:
        """Fetch a page and follow where it leads, five times at most; never raises.

        `through` gives the address that tells of another one; `wanted` says of which addresses the text is wanted.
        `headers` go with the first request alone.
        """
        at = _read(httpx.URL(), url)
        for _ in range(MOST_HOPS + 1):
            at = through(at.copy_with(userinfo=b"", fragment=None))
            page = await self._asked(at, headers or {}, wanted=wanted(at))
            headers, onward = None, _onward(page)
            if onward is None:
                return page
            at = onward
        return Page(at, why="circling")

    async def _asked(self, url: httpx.URL, headers: Mapping[str, str], *, wanted: bool) -> Page:
        if url.scheme not in {"http", "https"} or not url.host:
            return Page(url, why="broken")
        async with self._turn(url.host):
            try:
                async with asyncio.timeout(self.pace.total), self._answer(url, headers) as answer:
                    text = await _beginning(answer) if wanted else ""
                    return Page(url, answer.status_code, answer.headers, text)
            except (*_FAULTS, InwardError, NamelessError, TimeoutError) as error:
                return Page(url, why=_reason(error))

    def _answer(self, url: httpx.URL, headers: Mapping[str, str]) -> AbstractAsyncContextManager[httpx.Response]:
        return self._client.stream("GET", url, headers=headers, follow_redirects=False)

    @asynccontextmanager
    async def _turn(self, name: str) -> AsyncIterator[None]:
        """Wait for the turn at a host, then for a connection, so that a host with many links holds up no other."""
        host, loop = self._hosts[name], asyncio.get_running_loop()
        async with host.turn:
            await asyncio.sleep(host.free_at - loop.time())
            try:
                async with self._connections:
                    yield
            finally:
                host.free_at = loop.time() + self.pace.pause

    def forget(self) -> None:
        """Forget the hosts, between two rounds, so that what is kept does not grow."""
        self._hosts.clear()


async def _beginning(answer: httpx.Response) -> str:
    """Read as much as is needed, undecoded but for its letters."""
    read = bytearray()
    async for part in answer.aiter_raw():
        read += part
        if len(read) >= MOST_BYTES:
            break
    return read[:MOST_BYTES].decode("utf-8", errors="replace")


def _onward(page: Page) -> httpx.URL | None:
    """Give where a page leads, None where it is the end."""
    if page.status not in {301, 302, 303, 307, 308} or "location" not in page.headers:
        return None
    return _read(page.url, page.headers["location"])


def _read(base: httpx.URL, url: str) -> httpx.URL:
    """Read an address that stands on a page; what is none is empty, which is found out when it is asked."""
    try:
        read = base.join(url)
        return read if read.host and (read.port or 0) <= MOST_PORT else httpx.URL()
    except (httpx.InvalidURL, ValueError):  # the name may be none in the end
        return httpx.URL()


def _reason(error: BaseException) -> Why:
    match error:
        case InwardError():
            return "inward"
        case NamelessError():
            return "nameless"
        case httpx.ProtocolError() | httpx.InvalidURL() | httpx.UnsupportedProtocol() | ValueError():
            return "broken"
    return _certificate(error) or ("broken" if isinstance(error, httpx.ReadError) else "silent")


def _certificate(error: BaseException | None) -> Why:
    """Give what is wrong with a certificate, where that is at the root of an error."""
    while error:
        if isinstance(error, ssl.SSLCertVerificationError):
            return "expired" if error.verify_code == EXPIRED else "untrusted"
        if isinstance(error, ssl.SSLError):
            return "untrusted"
        error = error.__cause__ or error.__context__
    return ""
