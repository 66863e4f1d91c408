"""Fetching a calendar: little at a time, never more than asked for, and nothing again that has not changed."""

import asyncio
from dataclasses import dataclass

import httpx

from bot.watch.found import MOST_BYTES, TOO_LARGE, CalendarError

AGENT = "workshop-bot (reads calendars of seminars)"
PATIENCE = 20.0  # seconds for a whole calendar
MOST_TURNS = 3  # redirections
_ASKED = {"Accept": "text/calendar, text/plain;q=0.5", "Accept-Encoding": "identity", "User-Agent": AGENT}


@dataclass(frozen=True)
class Fetched:
    """A calendar as it came, with what to ask by whether it has changed since."""

    text: str
    etag: str = ""
    modified: str = ""


def client_of(guard: httpx.AsyncBaseTransport | None = None) -> httpx.AsyncClient:
    """Make what calendars are fetched with; each address that it turns to, redirections too, goes through `guard`."""
    return httpx.AsyncClient(
        transport=guard,
        headers=_ASKED,
        timeout=PATIENCE / 2,
        follow_redirects=True,
        max_redirects=MOST_TURNS,
        limits=httpx.Limits(max_connections=2, max_keepalive_connections=0),
    )


async def fetch(client: httpx.AsyncClient, url: str, known: Fetched | None) -> Fetched | None:
    """Fetch a calendar; None says that it is still the one that is known. Raises CalendarError."""
    try:
        async with asyncio.timeout(PATIENCE), client.stream("GET", url, headers=_conditions(known)) as answer:
            return await _read(answer, url, known)
    except (TimeoutError, httpx.TimeoutException):
        raise CalendarError("it does not answer in time") from None
    except httpx.TooManyRedirects:
        raise CalendarError("it redirects again and again") from None
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise CalendarError(f"it cannot be reached: {str(error) or type(error).__name__}") from None


def _conditions(known: Fetched | None) -> dict[str, str]:
    if known is None:
        return {}
    asked = {"If-None-Match": known.etag, "If-Modified-Since": known.modified}
    return {name: value for name, value in asked.items() if value}


async def _read(answer: httpx.Response, url: str, known: Fetched | None) -> Fetched | None:
    if url.startswith("https:") and any(each.url.scheme != "https" for each in (answer, *answer.history)):
        raise CalendarError("it redirects to an address that is not https")
    if answer.status_code == httpx.codes.NOT_MODIFIED and _conditions(known):
        return None
    if answer.status_code != httpx.codes.OK:
        raise CalendarError(f"it answers {answer.status_code}")
    body = bytearray()
    async for piece in answer.aiter_bytes():
        body += piece
        if len(body) > MOST_BYTES:
            raise CalendarError(TOO_LARGE)
    return Fetched(body.decode("utf-8-sig", "replace"), _mark(answer, "ETag"), _mark(answer, "Last-Modified"))


def _mark(answer: httpx.Response, name: str) -> str:
    """Give a header that is to be sent back; one that is too long to be honest is left out."""
    value = answer.headers.get(name, "")
    return value if len(value) <= 200 and value.isascii() else ""  # noqa: PLR2004 - marks are short
