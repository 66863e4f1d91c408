"""Delivery: brings each copy up to date, one step at a time, each step on disk before and after it is taken."""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.message import Button, Message, escape
from bot.ports import SendError
from bot.posts import copies
from bot.posts.copies import FIRST_PAUSE, LONGEST_PAUSE, LOOK_AFTER, LOOK_AGAIN, LOOK_BACK
from bot.posts.merge import NOTHING, PAST, merge, next_step
from bot.posts.one_of import one_of
from bot.posts.organizers import failing, is_told, told
from bot.posts.outbox_told import AT_ONCE
from bot.posts.places import Community, Mention, Outbox, takers
from bot.posts.post import DELETED, Copy, Plan, Post, State
from bot.posts.words import worded

__all__ = ["LOOK_AFTER", "LOOK_AGAIN", "Community", "Delivery", "Mention", "Outbox"]

MOST_AT_ONCE = 1000  # copies under way
MOST_SKEW = timedelta(minutes=2)
STORE_PAUSE = 5.0  # seconds until the store is tried again
_LOG = logging.getLogger("bot.posts")


@dataclass
class Delivery:
    """Brings copies up to date; `wake` asks for a tick at once."""

    outbox: Outbox
    communities: Mapping[str, Community]
    clock: Clock
    wake: Callable[[], None] = lambda: None
    _under_way: dict[tuple[str, str], asyncio.Task[None]] = field(default_factory=dict)
    _began: datetime | None = None
    _seen: datetime | None = None

    async def adopt(self, planned: Plan) -> None:
        """Take a new plan into what is stored."""
        kinds, now = takers(self.communities), self.clock()
        await self.outbox.change(lambda stored: copies.with_doubts(merge(planned, stored, kinds, now), stored, now))

    async def tell(self, key: str, title: str, text: str, buttons: Sequence[Button] = ()) -> None:
        """Tell organizers something (`text` is markup) in every community that has a place for them, once for a key."""
        message = Message(title=title, text=text, buttons=tuple(buttons))
        await self.outbox.add(told(key, message, self.communities, self.clock()))
        self.wake()

    async def recover(self) -> None:
        """Begin: what was being sent when the last process ended may have arrived, and is looked for.

        So is what was due by now, before it is sent: where this store is an old one, a newer may have had it sent.
        """
        self._began = self._seen = now = self.clock()
        await self.outbox.change(lambda stored: copies.brought_forward(stored, now))
        for copy in await self.outbox.cut_off():
            await self.outbox.put(copies.to_be_looked_for(copy, now))

    async def tick(self) -> None:
        """Begin whatever is due; comes back at once, so that a slow place delays no other."""
        before, self._seen = self._seen, self.clock()
        if before and self._seen < before - MOST_SKEW:
            await self.outbox.change(lambda stored: copies.brought_forward(stored, self.clock()))
        for copy in await self.outbox.due(self.clock(), MOST_AT_ONCE):
            place = (copy.post, copy.community)
            if place not in self._under_way and len(self._under_way) < MOST_AT_ONCE:
                task = asyncio.create_task(self._bring_up_to_date(copy))
                self._under_way[place] = task
                task.add_done_callback(lambda _, place=place: self._under_way.pop(place, None))  # type: ignore[misc]

    async def settle(self) -> None:
        """Wait for what is under way."""
        while self._under_way:
            await asyncio.wait(self._under_way.values())

    async def stop(self, seconds: float) -> None:
        """Wait so long for what is under way, and leave the rest: the next process looks for it."""
        if under_way := list(self._under_way.values()):
            _, left = await asyncio.wait(under_way, timeout=seconds)
            for task in left:
                task.cancel()
            await asyncio.gather(*left, return_exceptions=True)

    async def _bring_up_to_date(self, copy: Copy) -> None:
        try:
            post, community = await self.outbox.post(copy.post), self.communities.get(copy.community)
            if post is None or community is None:
                await self._end(copy, "failed", "this community is not among the settings any more")
                return
            if first := copies.that_come_first(post, copy, self._under_way):
                await asyncio.wait(first)
            if copy.state == "looking":
                await self._look(post, copy, community)
            elif copy.state == "shown":
                await self._edit(post, copy, community)
            else:
                await self._post(post, copy, community)
        except SendError as error:
            await self._failed(copy, error)
        except OSError as error:  # the store's; a platform's would be a SendError
            _LOG.error("delivery of %s to %s waits: %s", copy.post, copy.community, error)
            await self._resume(copy, FIRST_PAUSE, "")
        except Exception:  # noqa: BLE001 - the one place where a copy's fault ends, so that it stops no other
            _LOG.exception("delivery of %s to %s failed", copy.post, copy.community)
            await self._resume(copy, LONGEST_PAUSE, copies.MISTAKE)

    async def _post(self, post: Post, copy: Copy, community: Community) -> None:
        now = self.clock()
        if abs(community.ahead()) > MOST_SKEW and not is_told(post):
            await self._wait_for_clock(copy, community.ahead())
            return
        newer = await self.outbox.has_newer(post, copy.community, now)
        silent = "" if copy.why == AT_ONCE else copies.silence(post, community, now)
        why = copies.NOT_IN_TIME if now >= post.not_after else copies.NEWER if newer else silent
        placed = await self._placed(post, copy, community)
        unsure = copies.may_be_there(post, copy, self._began)
        if placed and unsure and await self._ended_by_a_look(post, placed, community, why):
            return
        if why:
            await self._end(copy, "skipped", why)
        elif placed is None:
            await self._end(copy, "failed", copies.NO_CHANNEL)
        else:
            await self._send(post, placed, community)

    async def _wait_for_clock(self, copy: Copy, ahead: timedelta) -> None:
        """Post nothing while our clock is wrong, and tell organizers."""
        now = self.clock()
        waiting = copies.waiting_for_clock(copy, ahead, now)
        if copies.waits_for_clock(copy):
            await self.outbox.put(waiting)
            return
        key = f"clock/{copy.community}/{now:%Y-%m-%dT%H}"
        await self._put_and_tell(waiting, key, f"Posting waits: {waiting.why}.")

    async def _placed(self, post: Post, copy: Copy, community: Community) -> Copy | None:
        """Give a copy with its channel, and its thread where the copy under which it stands is there."""
        channel = "" if post.kind == "personal" else copy.elsewhere or community.channels.get(post.kind)
        if channel is None:
            return None
        parent = await self.outbox.copy(post.under, copy.community) if post.under else None
        return replace(copy, channel=channel, thread=parent.id if parent and parent.state == "shown" else "")

    async def _send(self, post: Post, copy: Copy, community: Community) -> None:
        """Post a copy: what is meant is on disk before the call, what came of it after."""
        version = post.version(now := self.clock())
        sending = copies.sending(copy, community.border, now)
        await self.outbox.put(sending)
        try:
            said = replace(worded(post, version, now), mention=copies.mention_of(post, community))
            sent = await community.border.post(copies.place_of(sending), said, copies.mark_of(sending, version))
        except SendError as error:
            if error.kind == "removed" and sending.thread:
                await self._send_without_thread(post, sending, error)
            else:
                await self._failed(sending, error)
            return
        await self._shown(post, sending, sent, version.revision)

    async def _send_without_thread(self, post: Post, copy: Copy, error: SendError) -> None:
        """Send again where the copy under which this one was to stand is gone."""
        if parent := await self.outbox.copy(post.under, copy.community):
            await self._end(parent, "removed", error.text)
        await self.outbox.put(replace(copy, state="coming", next_at=self.clock()))

    async def _shown(self, post: Post, copy: Copy, sent: str, revision: str) -> None:
        shown = replace(copy, state="shown", id=sent, shown=revision, attempts=0, why="")
        now = self.clock()
        await self.outbox.put_by(post.key, lambda latest: replace(shown, next_at=next_step(latest, shown, now)))

    async def _edit(self, post: Post, copy: Copy, community: Community) -> None:
        version = post.version(now := self.clock())
        if copy.again_at and copy.again_at <= now:
            copy = await one_of(post, copy, community.border, now)
        if version.revision == DELETED:
            await community.border.delete(copies.place_of(copy), copy.id)
            await self._end(copy, "removed", copies.BY_ORGANIZERS)
            return
        if version.revision != copy.shown:
            await community.border.edit(copies.place_of(copy), copy.id, version.message, copies.mark_of(copy, version))
        await self._shown(post, copy, copy.id, version.revision)

    async def _look(self, post: Post, copy: Copy, community: Community) -> None:
        """Look for a copy that may have arrived, and adopt it; where it did not, it is sent anew."""
        doubt = copy.attempted_at is None  # it is none of this store's, and only looked for
        placed = await self._placed(post, copy, community) if doubt else copy
        if placed and await self._ended_by_a_look(post, placed, community, PAST if doubt else ""):
            return
        if doubt:
            await self._end(copy, "skipped", PAST)
            return
        now, anew = self.clock(), copy.generation + 1
        await self.outbox.put(replace(copy, state="coming", generation=anew, next_at=now, again_at=now + LOOK_AGAIN))

    async def _ended_by_a_look(self, post: Post, copy: Copy, community: Community, why: str) -> bool:
        """Adopt a copy that is there; say whether nothing else is to be done. `why` it would not be posted anyway."""
        mark = copies.mark_of(copy, post.version(self.clock()))
        try:
            found = await community.border.find(copies.place_of(copy), mark, post.due - LOOK_BACK)
        except SendError as error:
            if error.kind != "permanent":
                raise
            if not why:
                copy = replace(copy, attempted_at=copy.attempted_at or self.clock())  # who tries again means to post it
                await self._end(copy, "unclear", f"it may have been posted, and cannot be looked for: {error.text}")
            return not why
        if found:
            again = self.clock() + LOOK_AGAIN if len(found) > 1 else copy.again_at
            await self._shown(post, replace(copy, again_at=again), found[0].id, found[0].revision)
        return bool(found)

    async def _failed(self, copy: Copy, error: SendError) -> None:
        if error.kind in {"removed", "permanent"}:
            await self._end(copy, "removed" if error.kind == "removed" else "failed", error.text)
        elif error.kind == "ambiguous" and copy.state == "sending":
            await self.outbox.put(copies.to_be_looked_for(replace(copy, why=error.text), self.clock()))
        else:
            await self.outbox.put(copies.put_off(copy, error, self.clock()))

    async def _resume(self, copy: Copy, pause: timedelta, why: str) -> None:
        """Try again after a fault of ours, as soon as the store takes it; what was being sent may have arrived."""
        while True:
            try:
                stored = await self.outbox.copy(copy.post, copy.community) or copy
                await self.outbox.put(copies.resumed(replace(stored, why=why or stored.why), pause, self.clock()))
            except OSError:
                await asyncio.sleep(STORE_PAUSE)
            else:
                return

    async def _end(self, copy: Copy, state: State, why: str) -> None:
        ended = replace(copy, state=state, next_at=None, why=why)
        if state not in {"failed", "unclear"} or copy.person:
            await self.outbox.put(ended)
            return
        key = f"{copy.post}/{copy.community}/{state}/{copy.attempted_at or 'never'}"
        await self._put_and_tell(ended, key)

    async def _put_and_tell(self, copy: Copy, key: str, text: str = "") -> None:
        """Write how a copy stands, and with it that organizers are to be told; not of what was for themselves."""
        post = await self.outbox.post(copy.post)
        message = Message(title="A post needs you", text=escape(text or failing(post, copy)))
        is_theirs = post is None or post.kind == "organizers"
        await self.outbox.put(copy, NOTHING if is_theirs else told(key, message, self.communities, self.clock()))
        _LOG.error("%s in %s: %s", copy.post, copy.community, copy.why)
        self.wake()
