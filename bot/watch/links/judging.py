"""What a check means for a link, and what organizers are to be told of it; decided without looking at anything."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from bot.ports import token_of
from bot.watch.links.kinds import Seen
from bot.watched import Answer, Link, Why

News = Literal["dead", "closed", "unknown", "mended", "ending"]
TRIES, LASTS = 3, timedelta(days=1)
"""A fault counts once it was met so often in a row, over so long: servers have bad hours."""
SOON, NEAR, HOURLY = timedelta(days=7), timedelta(days=8), timedelta(hours=1)
USED_UP = 0.8
SILENCES: frozenset[Why] = frozenset({"silent", "nameless", "broken"})
"""What our own network being down looks like too."""
FAULTS: frozenset[Why] = SILENCES | {"failing", "expired", "untrusted", "circling", "inward"}
"""What a reader would meet too; where the bot alone is refused, the link stays unknown."""


@dataclass(frozen=True)
class Every:
    """How often links are checked."""

    usual: timedelta = timedelta(hours=6)

    def after(self, link: Link, now: datetime) -> datetime:
        """Give when to check a link again: a little apart from others, and hourly where its end is near."""
        near = link.expires_at is not None and link.expires_at - now < NEAR
        gap = min(self.usual, HOURLY) if near else self.usual
        part = int.from_bytes(token_of(link.url, 4).encode()) % 1000 / 1000
        return now + gap * (0.9 + 0.1 * part)


def judged(link: Link, found: Seen | None, now: datetime) -> Link:
    """Give how a link stands after a check; `found` is None where nothing has changed since the last one."""
    if found is None:
        found = Seen(link.answer, link.why, link.etag, link.modified, link.leads_to, link.expires_at)
    if found.answer == "unknown":
        return _unclear(link, found, now)
    since = link.since if link.answer == found.answer else now
    clear = replace(link, answer=found.answer, why=found.why, since=since, checked_at=now, unclear_since=None, tries=0)
    return replace(clear, **{each: getattr(found, each) for each in _TAKEN})


_TAKEN = ("etag", "modified", "leads_to", "expires_at", "uses", "most_uses")


def _unclear(link: Link, found: Seen, now: datetime) -> Link:
    """Count a check that told nothing; a fault that has lasted makes the link a dead one."""
    begun = link.unclear_since or now
    unclear = replace(
        link, why=found.why, checked_at=now, unclear_since=begun, tries=link.tries + 1, etag="", modified=""
    )
    answer: Answer = "dead" if has_lasted(unclear) and found.why in FAULTS else "unknown"
    return replace(unclear, answer=answer, since=link.since if link.answer == answer else now)


def has_lasted(link: Link) -> bool:
    """Say whether checks have told nothing for so often and so long that it counts."""
    if link.unclear_since is None or link.checked_at is None:
        return False
    return link.tries >= TRIES and link.checked_at - link.unclear_since >= LASTS


def ending(link: Link, now: datetime) -> str:
    """Name the end of an invitation that is near, empty where none is: its instant, or that it is nearly used up."""
    if link.answer != "working":
        return ""
    if link.expires_at and now < link.expires_at <= now + SOON:
        return f"{link.expires_at:%Y-%m-%dT%H:%MZ}"
    if link.most_uses and link.uses is not None and link.uses >= USED_UP * link.most_uses:
        return f"of {link.most_uses} uses"
    return ""


def news(link: Link, now: datetime) -> tuple[News, ...]:
    """Give what organizers have not heard of a link yet."""
    found: list[News] = []
    if link.answer in {"dead", "closed"} and link.told != link.answer:
        found.append("dead" if link.answer == "dead" else "closed")
    if link.answer == "unknown" and has_lasted(link) and not link.told:
        found.append("unknown")
    if link.answer == "working" and link.told:
        found.append("mended")
    if (end := ending(link, now)) and end != link.warned:
        found.append("ending")
    return tuple(found)


def heard(link: Link, what: News, now: datetime) -> Link:
    """Give a link of which organizers have heard something."""
    if what == "ending":
        return replace(link, warned=ending(link, now))
    return replace(link, told="" if what == "mended" else what)
