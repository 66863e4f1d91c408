"""Questions as they run for long: counted or sent, answered by direct message, and forgotten in time."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.core import Bot
from bot.facts.names import fold
from bot.organizing import Logged
from bot.posts.deliver import Delivery
from bot.posts.places import takers
from bot.posts.post import Copy, Post
from bot.posts.questions import not_delivered, organizers_post, reply
from bot.questions import Asked, State
from bot.slash import Token, UserError
from bot.store.questions import Questions as Kept
from bot.store.questions import Written

KEPT_FOR = timedelta(days=30)  # after it was answered; docs/privacy.md
SWEPT_EACH = timedelta(hours=1)
MOST_WRITING = 100  # counts under way; what comes beyond is not counted
_LOG = logging.getLogger("bot.questions")


@dataclass
class Questions:
    """Does what `bot.questions` says, in the communities that `delivery` posts to.

    What was not found is kept for `missed_for`, None: not at all.
    """

    bot: Bot
    kept: Kept
    delivery: Delivery
    clock: Clock
    missed_for: timedelta | None = KEPT_FOR
    wake: Callable[[], object] = lambda: None
    _writing: set[asyncio.Task[None]] = field(default_factory=set)
    _swept: datetime | None = None

    def place_for(self, community: str) -> str:
        """Give the community whose organizers' place takes a question from there: its own, else the first."""
        places = takers(self.delivery.communities).get("organizers", ())
        return community if community in places else next(iter(places), "")

    def missed(self, text: str) -> None:
        """Count a question that was not found; comes back at once."""
        folded = fold(text)
        if self.missed_for is None or not folded or len(self._writing) >= MOST_WRITING:
            return
        task = asyncio.create_task(self._miss(folded))
        self._writing.add(task)
        task.add_done_callback(self._writing.discard)

    async def _miss(self, text: str) -> None:
        try:
            await self.kept.miss(text, self.clock())
        except OSError as error:
            _LOG.warning("a question was not counted: %s", error)

    async def settle(self) -> None:
        """Wait until all is counted."""
        while self._writing:
            await asyncio.wait(self._writing)

    async def send(self, asked: Asked) -> bool:
        """Send a question to the organizers; says whether it is new. Raises UserError where it is too many."""
        is_new = await self.kept.add(replace(asked, state="open"), self._first)
        self.wake()
        return is_new

    def _first(self, asked: Asked) -> Written:
        post = self._post(asked)
        return [(post, Copy(post.key, asked.place, "coming", post.due))]

    async def open(self) -> Sequence[Asked]:
        """Give what waits for an answer, the oldest first."""
        return await self.kept.of_state("open")

    async def not_found(self, most: int) -> Sequence[Asked]:
        """Give what was asked and not found, the newest first."""
        await self.settle()
        return await self.kept.missed(most)

    async def question(self, number: int) -> Asked | None:
        """Give a question."""
        return await self.kept.question(number)

    async def end(self, asked: Asked) -> bool:
        """Answer or drop a question, with who does; False where it was ended meanwhile, and then nothing is done."""
        now = self.clock()
        asked = replace(asked, ended_at=now)
        entry = Logged(now, asked.by, asked.by_name, asked.state, f"question {asked.number}")
        posts: list[tuple[Post, Copy | None]] = [(self._post(asked), None)] if asked.person else []
        if asked.state == "answered":
            posts.append(reply(asked, self.bot.catalog.about.name, self.bot.line("ask-organizers"), now))
        was: State = "open" if asked.person else "missed"
        done = await self.kept.turn(asked, was, posts, entry, now)
        self.wake()
        return done

    async def draft(self, text: str) -> Token:
        """Keep for a day what is to be seen before it is done; gives its token."""
        return Token(f"~{await self.kept.draft(text, self.clock())}")

    async def drafted(self, draft: Token) -> str:
        """Give what was kept; raises UserError where it is too old."""
        text = await self.kept.drafted(draft.removeprefix("~"), self.clock())
        if text is None:
            raise UserError("What you wrote is over a day old and is not kept any more. Please write it again.")
        return text

    async def tick(self) -> None:
        """See what became of the answers that are on their way, and forget what is past its time."""
        now = self.clock()
        for asked in await self.kept.of_state("answered"):
            await self._follow(asked, now)
        if self._swept is None or not timedelta(0) <= now - self._swept < SWEPT_EACH:
            self._swept = now
            await self.kept.forget(now - self.missed_for if self.missed_for else now, now - KEPT_FOR)

    async def _follow(self, asked: Asked, now: datetime) -> None:
        copy = await self.kept.reply_copy(asked)
        if copy is None or copy.state in {"coming", "sending", "looking"}:
            return
        if copy.state == "shown":
            await self.kept.turn(replace(asked, state="delivered"), "answered", [], None, now)
            return
        asked = replace(asked, state="undelivered", why=copy.why)
        posts: list[tuple[Post, Copy | None]] = [(self._post(asked), None)]
        if asked.by_community:
            posts.append(not_delivered(asked, self._line, now))
        await self.kept.turn(asked, "answered", posts, None, now)

    def _post(self, asked: Asked) -> Post:
        return organizers_post(asked, self._line)

    def _line(self, what: str) -> str:
        return self.bot.line(what, organizer=True)
