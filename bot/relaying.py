"""Messages carried from one community to another, once each: what they become, and how their copies stay right."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.core import Bot
from bot.message import Message
from bot.organizing import Logged, Pointed
from bot.ports import token_of
from bot.posts.places import Community
from bot.posts.relays import Made, asked_relayer, copy_of, invitation, told_author, told_relayer
from bot.relayed import Relayed, TakenBack, Where
from bot.store.relays import Relays

FOLLOWED = timedelta(days=180)  # docs/privacy.md


@dataclass
class Relaying:
    """Does what `bot.relayed.Relaying` says; `invitations` are the keys and platforms of communities by name."""

    bot: Bot
    kept: Relays
    communities: Mapping[str, Community]
    clock: Clock
    invitations: Mapping[str, tuple[str | None, str]]
    wake: Callable[[], None] = lambda: None

    async def begin(self) -> None:
        """Forget what was carried long ago."""
        await self.kept.forget_before(self.clock() - FOLLOWED)

    def channels(self) -> Mapping[str, Mapping[Where, str]]:
        """Give the channel for each kind of post by community."""
        return {name: each.channels for name, each in self.communities.items()}

    async def of(self, pointed: Pointed, target: str) -> Relayed | None:
        """Give how a message was carried to a community, None where it was not."""
        return await self.kept.of(pointed, target)

    async def numbered(self, number: int) -> Relayed | None:
        """Give a message that was carried, by its number."""
        return await self.kept.numbered(number)

    async def send(self, relayed: Relayed, was: str) -> Relayed:
        """Carry a message, or what it says by now; raises ChangedMeanwhileError."""
        now, before = self.clock(), await self.kept.of(relayed.origin, relayed.target)

        def posts(sent: Relayed) -> Sequence[Made]:
            is_new = before is None or bool(before.gone)
            told = is_new and sent.origin.author not in {"", sent.by}
            return [copy_of(sent, now), *([told_author(sent, self.bot.member_word, now)] if told else [])]

        sent = await self.kept.send(relayed, was, posts, _entry(relayed, "relay", (relayed.by, relayed.name), now))
        await self.kept.forget_before(now - FOLLOWED)
        self.wake()
        return sent

    async def take_back(self, number: int, why: TakenBack, by: tuple[str, str]) -> bool:
        """Take the copy back, by somebody (id and name); says whether it still showed the message."""
        now, before = self.clock(), await self.kept.numbered(number)
        if before is None:
            return False

        def gone(relayed: Relayed) -> Relayed | None:
            emptied = replace(relayed.origin, text="", name="")
            final = relayed.gone and not (relayed.may_return and why != "organizer")
            return None if final else replace(relayed, origin=emptied, gone=why)

        return await self._change(before, gone, _entry(before, "take back", by, now))

    async def allow(self, number: int, by: tuple[str, str]) -> bool:
        """Let be sent again what its author took back, and tell who sent it; says whether it was taken back so."""
        now, before = self.clock(), await self.kept.numbered(number)

        def allowed(relayed: Relayed) -> Relayed | None:
            return replace(relayed, gone="allowed") if relayed.gone == "author" else None

        return before is not None and await self._change(
            before, allowed, _entry(before, "allow again", by, now), told_relayer
        )

    async def _change(
        self,
        before: Relayed,
        decide: Callable[[Relayed], Relayed | None],
        entry: Logged,
        posts: Callable[[Relayed, datetime], Made | None] = copy_of,
    ) -> bool:
        done = await self.kept.change(
            before.number, decide, lambda each: list(filter(None, [posts(each, entry.at)])), entry
        )
        if done:
            self.wake()
        return done

    async def follows(self, community: str, channel: str, message: str) -> bool:
        """Say whether a message was carried somewhere."""
        return bool(await self.kept.at(community, channel, message))

    async def edited(self, community: str, channel: str, message: str, edit: tuple[str, str | None]) -> None:
        """Follow an edit; of several that come out of order, the last one holds. What is not seen is asked for once."""
        at, text = edit

        def changed(relayed: Relayed) -> Relayed | None:
            if relayed.gone or at <= relayed.origin.edited:
                return None
            if text is None:
                asked = replace(relayed, origin=replace(relayed.origin, edited=at), asked=True)
                return None if relayed.asked else asked
            if text == relayed.origin.text:
                return None
            return replace(relayed, origin=replace(relayed.origin, edited=at, text=text))

        for each in await self.kept.at(community, channel, message):
            entry = _entry(each, "asked to relay again" if text is None else "edited", ("", "the author"), self.clock())
            await self._change(each, changed, entry, asked_relayer if text is None else copy_of)

    async def deleted(self, community: str, channel: str, messages: Sequence[str]) -> None:
        """Follow deletions."""
        for message in messages:
            for each in await self.kept.at(community, channel, message):
                await self.take_back(each.number, "deleted", ("", "who deleted it"))

    def is_of(self, community: str, key: str, platform: str) -> bool:
        """Say whether an invitation (its key and platform in the facts) leads to a community."""
        own, where = self.invitations.get(community, (None, ""))
        return own == key if own else where.lower() == platform.lower()

    async def invite(self, key: str, message: Message, targets: Sequence[str], by: tuple[str, str]) -> bool:
        """Post an invitation among the announcements of communities, once; says whether it was not there before."""
        now = self.clock()
        post, copies = invitation(f"invite/{token_of(key)}", message, tuple(targets), now)
        done = await self.kept.post_once(post, copies, Logged(now, *by, "invite", key, "", ", ".join(targets)))
        self.wake()
        return done


def _entry(relayed: Relayed, what: str, by: tuple[str, str], now: datetime) -> Logged:
    return Logged(now, *by, what, relayed.origin.link, relayed.origin.community, relayed.target)
