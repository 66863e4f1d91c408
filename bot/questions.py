"""Questions that the sources do not answer: counted without who asked, or sent to the organizers by who wants that."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, Protocol

from bot.facts.names import fold
from bot.slash import Token, UserError

MOST_OPEN = 3  # questions of one person that wait for an answer
MOST_A_DAY = 10  # questions that one person may send
A_DAY = timedelta(days=1)

State = Literal["missed", "open", "answered", "delivered", "undelivered", "dropped"]
"""How a question stands.

`missed`: asked and not found. `open`: sent, waits for an answer. `answered`: the reply is on its way; then `delivered`
or `undelivered`. `dropped`: it gets no answer.
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question; times are aware UTC, texts plain.

    A `missed` one is folded and holds nobody; `times` is how often it was asked, `asked_at` when last. One that was
    sent holds who asked (id, name, community) and the community of the organizers' `place` that it stands in; once
    ended, who did that. `why` tells what hindered the reply.
    """

    text: str
    asked_at: datetime
    state: State = "missed"
    number: int = 0
    times: int = 1
    community: str = ""
    place: str = ""
    person: str = ""
    name: str = ""
    reply: str = ""
    by: str = ""
    by_name: str = ""
    by_community: str = ""
    ended_at: datetime | None = None
    why: str = ""


class Asking(Protocol):
    """What members can do."""

    def place_for(self, community: str) -> str:
        """Give the community whose organizers' place takes a question from there, empty where none does."""

    def missed(self, text: str) -> None:
        """Count a question that was not found; comes back at once."""

    async def send(self, asked: Asked) -> bool:
        """Send a question to the organizers; says whether it is new. Raises UserError where it is too many."""


class Questioning(Protocol):
    """What organizers can do."""

    async def open(self) -> Sequence[Asked]:
        """Give what waits for an answer, the oldest first."""

    async def not_found(self, most: int) -> Sequence[Asked]:
        """Give what was asked and not found, the newest first."""

    async def question(self, number: int) -> Asked | None:
        """Give a question."""

    async def end(self, asked: Asked) -> bool:
        """Answer or drop a question, with who does; False where it was ended meanwhile, and then nothing is done."""

    async def draft(self, text: str) -> Token:
        """Keep for a day what is to be seen before it is done; gives its token."""

    async def drafted(self, draft: Token) -> str:
        """Give what was kept; raises UserError where it is too old."""


def twin_of(asked: Asked, mine: Sequence[Asked]) -> Asked | None:
    """Give the same question of the same person where it waits already; raises UserError where it is one too many."""
    waiting = [each for each in mine if each.state == "open"]
    if twin := next((each for each in waiting if fold(each.text) == fold(asked.text)), None):
        return twin
    if len(waiting) >= MOST_OPEN:
        raise UserError(f"{MOST_OPEN} of your questions wait for an answer already. Please wait for one of them.")
    if sum(each.asked_at > asked.asked_at - A_DAY for each in mine) >= MOST_A_DAY:
        raise UserError(f"You have sent {MOST_A_DAY} questions since yesterday. Please ask again tomorrow.")
    return None


def reached(asking: Asking | None, community: str) -> Asking:
    """Give what takes questions of a community to the organizers; raises UserError where they cannot be reached."""
    if not community:
        raise UserError("From here nobody could answer you. Ask me on Slack or Discord: there I take it to organizers.")
    if asking is None or not asking.place_for(community):
        raise UserError("I cannot reach the organizers from here: no place of theirs has been named to me.")
    return asking
