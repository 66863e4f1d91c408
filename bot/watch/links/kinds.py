"""What a page tells of a link: invitations and forms say more than whether there is a page."""

import json
import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import httpx

from bot.watch.links.fetch import Page
from bot.watched import Answer, Why

DISCORD_API = "https://discord.com/api/v10"
MOST_HEADER = 200
UNKNOWN_INVITE = 10006
"""Discord: reference, opcodes and status codes, JSON error codes."""
_DISCORD = re.compile(r"(?:www\.)?(?:discord\.gg|(?:discord|discordapp)\.com/invite)/([A-Za-z0-9-]{2,100})/?")
_SLACK = re.compile(r"(?:join\.slack\.com/t/[^/]+|[\w.-]+\.slack\.com/join)/shared_invite/.+")
_FORM = re.compile(r"docs\.google\.com/forms/.+")
_ERROR = re.compile(r"""isSharedInviteError(?:&quot;|")\s*:\s*(true|false)""")
_EXPIRES = re.compile(r"""InviteExpirationTs(?:&quot;|")\s*:\s*(?:&quot;|")?(\d{9,11})\b""")
"""What Slack's page of an invitation holds for its own script; nobody promises it, so without it nothing is known."""
_GONE = {404, 410}
_REFUSED = {400, 401, 403, 405, 406, 407, 418, 421, 425, 428, 429, 451}


@dataclass(frozen=True, slots=True)
class Seen:
    """What one check found; the rest is as in `bot.watched.Link`."""

    answer: Answer
    why: Why = ""
    etag: str = ""
    modified: str = ""
    leads_to: str = ""
    expires_at: datetime | None = None
    uses: int | None = None
    most_uses: int | None = None


def through(url: httpx.URL, discord_api: str = DISCORD_API) -> httpx.URL:
    """Give the address that tells of another: Discord's public one for invitations, else the same."""
    invitation = _DISCORD.fullmatch(_bare(url))
    if invitation is None:
        return url
    return httpx.URL(f"{discord_api}/invites/{quote(invitation[1])}?with_counts=true&with_expiration=true")


def is_read(url: httpx.URL, discord_api: str = DISCORD_API) -> bool:
    """Say whether the text of a page tells more than its being there."""
    return _is_invite_of_discord(url, discord_api) or any(each.fullmatch(_bare(url)) for each in (_SLACK, _FORM))


def seen(page: Page, first: str, discord_api: str = DISCORD_API) -> Seen | None:
    """Give what a page tells of the link that was fetched first; None where nothing is new since the last time."""
    if page.why:
        return Seen("unknown", page.why)
    if page.status == httpx.codes.NOT_MODIFIED:
        return None
    if _is_invite_of_discord(page.url, discord_api):
        return _of_discord(page)
    host = httpx.URL(first).host
    leads_to = page.url.host if page.url.host != host else ""
    etag, modified = ("" if leads_to else _kept(page.headers.get(each, "")) for each in ("etag", "last-modified"))
    answer, why, expires_at = _told(page)
    return Seen(answer, why, etag, modified, leads_to, expires_at)


def _kept(header: str) -> str:
    """Give what a server wants to hear the next time, nothing where it cannot be said again."""
    return header if len(header) <= MOST_HEADER and header.isascii() and header.isprintable() else ""


def _told(page: Page) -> tuple[Answer, Why, datetime | None]:
    bare = _bare(page.url)
    if page.status in _GONE:
        return "dead", "gone", None
    if page.status in _REFUSED:
        return "unknown", "refused", None
    if not httpx.codes.is_success(page.status):
        return "unknown", "failing", None
    if _SLACK.fullmatch(bare):
        return _of_slack(page.text)
    if _FORM.fullmatch(bare) and (bare.endswith("/closedform") or "no longer accepting responses" in page.text):
        return "closed", "closed", None
    if page.url.host == "accounts.google.com":
        return "unknown", "sign-in", None
    return "working", "", None


def _of_slack(text: str) -> tuple[Answer, Why, datetime | None]:
    error, expires = _ERROR.search(text), _EXPIRES.search(text)
    if error is None:
        return "unknown", "unread", None
    if error[1] == "true":
        return "dead", "revoked", None
    return "working", "", datetime.fromtimestamp(int(expires[1]), UTC) if expires else None


def _of_discord(page: Page) -> Seen:
    """Read what the API says; how often an invitation was used is said only to some, and taken where it is."""
    said: Any = None
    with suppress(ValueError):
        said = json.loads(page.text)
    said = said if isinstance(said, dict) else {}
    if page.status == httpx.codes.NOT_FOUND and said.get("code") == UNKNOWN_INVITE:
        return Seen("dead", "revoked")
    if page.status != httpx.codes.OK:
        return Seen("unknown", "refused" if page.status in _REFUSED else "failing")
    if not isinstance(said.get("code"), str):
        return Seen("unknown", "unread")
    uses, most = (value if isinstance(value := said.get(name), int) else None for name in ("uses", "max_uses"))
    return Seen("working", expires_at=_instant(said.get("expires_at")), uses=uses, most_uses=most or None)


def _instant(said: object) -> datetime | None:
    with suppress(ValueError):
        found = datetime.fromisoformat(said) if isinstance(said, str) else None
        return found.astimezone(UTC) if found and found.tzinfo else None
    return None


def _is_invite_of_discord(url: httpx.URL, discord_api: str) -> bool:
    return str(url).startswith(f"{discord_api}/invites/")


def _bare(url: httpx.URL) -> str:
    return f"{url.host}{url.path}"
