"""Who may talk to the page: only this machine's own browser, through the address that was printed, and not too fast."""

import hmac
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from html import escape
from time import monotonic, time

from aiohttp import web

from bot.platforms.web.key import is_signed, sign

A_SECOND = 20  # requests of one page
BURST = 40  # of them at once
MOST_PAGES = 1000  # whose speed is remembered
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
OPEN = "/healthz"
STALE = "This is not the key of the bot that runs now. Please open the address that the bot printed when it started."

Next = Callable[[web.Request], Awaitable[web.StreamResponse]]


class RefusedError(Exception):
    """A request that is not served; holds the status and the sentence that says why."""

    def __init__(self, status: int, text: str) -> None:
        """Keep both."""
        super().__init__(text)
        self.status, self.text = status, text


@dataclass
class Guard:
    """Checks each request; `token` is of this start, `key` signs the cookies that outlive it."""

    token: str
    key: bytes
    port: int = 0
    _rooms: OrderedDict[str, tuple[float, float]] = field(default_factory=OrderedDict)

    @property
    def address(self) -> str:
        """Give the address to open."""
        return f"http://127.0.0.1:{self.port}/?token={self.token}"

    @property
    def _hosts(self) -> set[str]:
        return {f"127.0.0.1:{self.port}", f"localhost:{self.port}"}

    @property
    def _cookie(self) -> str:
        return f"workshop-bot-{self.port}"  # browsers share the cookies of all ports

    def check(self, request: web.Request) -> None:
        """Raise RefusedError unless the request comes from our own page and is not one of a flood."""
        if request.headers.get("Host", "").lower() not in self._hosts:
            raise RefusedError(403, "The bot answers only under the address that it printed when it started.")
        origin = request.headers.get("Origin")
        if origin is not None and origin.lower() not in {f"http://{host}" for host in self._hosts}:
            raise RefusedError(403, "The bot answers its own page only, no other one.")
        if request.path == OPEN:
            return
        if not (self._has_token(request) or is_signed(self.key, request.cookies.get(self._cookie, ""), time())):
            raise RefusedError(403, STALE)
        if request.path.startswith("/api/") and not self._has_room(request.headers.get("X-Page", "")[:64]):
            raise RefusedError(429, f"That was too fast: at most {A_SECOND} requests a second. Please wait a moment.")

    def _has_token(self, request: web.Request) -> bool:
        given = request.query.get("token", "")
        return hmac.compare_digest(given.encode(errors="replace"), self.token.encode())

    def _has_room(self, page: str) -> bool:
        """Take one from a page's room, which fills up again with time."""
        now = monotonic()
        room, before = self._rooms.pop(page, (float(BURST), now))
        room = min(BURST, room + (now - before) * A_SECOND)
        self._rooms[page] = (max(room - 1, 0), now)
        if len(self._rooms) > MOST_PAGES:
            self._rooms.popitem(last=False)
        return room >= 1

    def let_in(self, response: web.StreamResponse) -> None:
        """Give the browser the cookie that lets it in."""
        response.set_cookie(self._cookie, sign(self.key, time()), httponly=True, samesite="Strict", path="/")

    @web.middleware
    async def watch(self, request: web.Request, handler: Next) -> web.StreamResponse:
        """Serve a request, or say in one sentence why not."""
        try:
            self.check(request)
            return await handler(request)
        except RefusedError as error:
            return said(request, error.status, error.text)
        except web.HTTPRequestEntityTooLarge:
            return said(request, 413, "That is too much for one request. Please write less.")
        except web.HTTPNotFound:
            return said(request, 404, "There is nothing at this address.")
        except web.HTTPMethodNotAllowed:
            return said(request, 405, "This address does not take such a request.")


async def add_headers(_: web.Request, response: web.StreamResponse) -> None:
    """Put what keeps a browser safe on every response."""
    response.headers.update(HEADERS)
    response.headers["Server"] = "workshop-bot"


def said(request: web.Request, status: int, text: str) -> web.Response:
    """Answer with one sentence: as JSON where the page asks, else as a small page."""
    if request.path.startswith(("/api/", "/events", OPEN)):
        return web.json_response({"error": text}, status=status)
    return web.Response(text=_PAGE.format(text=escape(text)), content_type="text/html", status=status)


_PAGE = (
    '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    "<title>Not here</title><h1>Not here</h1><p>{text}</p></html>"
)
