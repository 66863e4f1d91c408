"""The links that are watched: how each stands, where it is printed, and what a command may ask of the watch."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

Answer = Literal["working", "dead", "closed", "unknown"]
"""`closed` is a form that takes nothing more; `unknown` is what cannot be told from outside."""
Why = Literal[
    "",
    "gone",
    "revoked",
    "closed",
    "refused",
    "sign-in",
    "failing",
    "silent",
    "nameless",
    "broken",
    "expired",
    "untrusted",
    "inward",
    "circling",
    "unread",
]

WORDS: dict[Why, str] = {
    "": "",
    "gone": "it answers that there is nothing at this address",
    "revoked": "the invitation has expired, was used up or was taken back",
    "closed": "the form takes no more answers",
    "refused": "it does not answer to programs, so only a person can try it",
    "sign-in": "it asks to sign in first, so only a person can try it",
    "failing": "it answers with a fault of its own",
    "silent": "it does not answer",
    "nameless": "the name of its server is not known",
    "broken": "it ends in the middle of its answer, or answers no web page",
    "expired": "its certificate has expired, so browsers warn of it",
    "untrusted": "its certificate is not trusted, so browsers warn of it",
    "inward": "it leads into a private network, where the bot does not look",
    "circling": "it leads on and on and never arrives",
    "unread": "its page does not say in a way that the bot can read",
}
"""What each reason means, as the end of a sentence; no word of a page is ever shown."""


@dataclass(frozen=True, slots=True)
class Link:
    """How a link stands: since when (all times aware UTC), and when it is to be checked again.

    `unclear_since` and `tries` count the checks in a row that told nothing; `etag` and `modified` are what its server
    wants to hear the next time; `expires_at`, `uses` and `most_uses` are those of an invitation, where they are known;
    `told` is what organizers heard last, empty where that all is well; `warned` is the end that they were warned of.
    """

    url: str
    answer: Answer = "unknown"
    why: Why = ""
    since: datetime | None = None
    checked_at: datetime | None = None
    next_at: datetime | None = None
    unclear_since: datetime | None = None
    tries: int = 0
    etag: str = ""
    modified: str = ""
    leads_to: str = ""
    expires_at: datetime | None = None
    uses: int | None = None
    most_uses: int | None = None
    told: str = ""
    warned: str = ""


@dataclass(frozen=True, slots=True)
class Printed:
    """Where a link is printed: the id of the fact, and that place in plain words."""

    fact: str
    words: str


@dataclass(frozen=True, slots=True)
class Watched:
    """A link with every place where it is printed."""

    link: Link
    printed: tuple[Printed, ...]


class Links(Protocol):
    """Watches links."""

    async def all(self) -> Sequence[Watched]:
        """Give every link that is watched, those that do not work first."""

    async def check(self) -> int:
        """Begin to check every link that was not checked just now; says how many that are."""

    def answer(self, url: str) -> Answer:
        """Give how a link stands, `unknown` where it is not watched."""
