"""The outbox on the page: what was and will be posted in the real places, and what an organizer does about it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal, Protocol

from bot.clock import Clock
from bot.organizing import Logged
from bot.overview import Action, Standing
from bot.platforms.web.asked import Asker
from bot.platforms.web.guard import RefusedError
from bot.posts.outbox_told import (
    STANDINGS,
    Listed,
    NotPossibleError,
    done_told,
    possible,
    reason,
    standing,
    standing_told,
    when_told,
    where_told,
)
from bot.posts.post import Post
from bot.store.listing import Page, Wanted

Json = dict[str, Any]
MOST = 20  # rows at once
ORGANIZERS_ONLY = "Only organizers see the outbox. Please choose “Organizer” above."
COMING_FIRST: Standing = "coming"


class Kept(Protocol):
    """The copies that are stored."""

    async def listed(self, wanted: Wanted) -> Page:
        """List copies."""

    async def posts_since(self, since: datetime) -> Sequence[Post]:
        """Give the posts that are due after an instant and stand somewhere, or will."""

    async def counted(self) -> dict[Standing, int]:
        """Count them by how they stand."""

    async def act(self, key: str, community: str, action: Action, entry: Logged) -> Listed:
        """Do something about one, logged, and give it as it was; raises NotPossibleError."""


class Looking(Asker):
    """Which copies are to be shown, and after which; without a standing, those that need somebody, else the coming."""

    state: Standing | None = None
    after: tuple[str, str] | None = None


class Acting(Asker):
    """What is to be done about which copy."""

    key: str
    community: str
    action: Literal["retry", "skip", "send-now"]


async def shown(kept: Kept, asked: Looking, clock: Clock) -> Json:
    """Give a part of the list, with how many copies stand how; the coming ones soonest first, others newest first."""
    _let_in(asked)
    counted = await kept.counted()
    state = asked.state or next((each for each in _NEEDING if counted[each]), COMING_FIRST)
    page = await kept.listed(Wanted(state, "", asked.after, newest_first=state != COMING_FIRST, most=MOST))
    now = clock()
    return {
        "state": state,
        "states": [{"name": each, "label": standing_told(each), "number": counted[each]} for each in STANDINGS],
        "rows": [_row(each, now) for each in page.rows],
        "next": page.next,
    }


_NEEDING: tuple[Standing, ...] = ("failed", "unclear")


async def act(kept: Kept, asked: Acting, clock: Clock) -> Json:
    """Do it, and tell what was done; raises RefusedError with the reason why not."""
    _let_in(asked)
    person = asked.person
    try:
        done = await kept.act(
            asked.key, asked.community, asked.action, Logged(clock(), person.id, person.name, asked.action)
        )
    except NotPossibleError as error:
        raise RefusedError(409, str(error)) from None
    return {"text": done_told(done, asked.action)}


def _let_in(asker: Asker) -> None:
    if asker.role != "organizer":
        raise RefusedError(403, ORGANIZERS_ONLY)


def _row(listed: Listed, now: datetime) -> Json:
    return {
        "key": listed.post.key,
        "community": listed.copy.community,
        "state": standing_told(standing(listed.copy)),
        "title": listed.title,
        "when": when_told(listed.post.due),
        "at": f"{listed.post.due:%Y-%m-%dT%H:%M:%SZ}",
        "where": where_told(listed),
        "why": reason(listed),
        "actions": possible(listed, now),
    }
