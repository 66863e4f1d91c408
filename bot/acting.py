"""The outbox as organizers work with it: listed in parts, with what can be done about each copy."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.organizing import Arranging, Logged
from bot.overview import Action, Listing, OutboxRow, Standing
from bot.posts.outbox_told import (
    Listed,
    NotPossibleError,
    done_told,
    possible,
    reason,
    standing,
    where_told,
)
from bot.slash import UserError
from bot.store.listing import Wanted
from bot.store.outbox import Outbox
from bot.store.transactions import Transactions

KEPT = timedelta(days=30)
TOO_OLD = "What this button stood for is not kept any more. Please open the outbox again."


@dataclass
class Copies:
    """Does what `bot.organizing.Acting` says; `wake` is called when something is due at once."""

    outbox: Outbox
    kept: Transactions
    settings: Arranging
    clock: Clock
    wake: Callable[[], object] = lambda: None

    async def needing(self) -> Mapping[Standing, int]:
        """Count the copies that failed or are unclear, where there are any."""
        return await self.outbox.needing()

    async def listed(self, standing: Standing, most: int, now: datetime, after: str = "") -> Listing:
        """List copies: those to come soonest first, others newest first."""
        begins = tuple(await self._read(after)) if after else None
        page = await self.outbox.listed(
            Wanted(standing, after=begins, newest_first=standing != "coming", most=most)  # type: ignore[arg-type]
        )
        until = now + KEPT
        rows = [await self._row(each, now) for each in page.rows]
        texts = [json.dumps([each.post.key, each.copy.community]) for each in page.rows]
        texts += [json.dumps(page.next)] if page.next else []
        tokens = await self.kept.keep_all(texts, until)
        copies = tuple(replace(row, token=token) for row, token in zip(rows, tokens, strict=False))
        return Listing(copies, tokens[-1] if page.next else "")

    async def _row(self, listed: Listed, now: datetime) -> OutboxRow:
        copy, post = listed.copy, listed.post
        return OutboxRow(
            "",
            listed.title,
            post.due,
            copy.community,
            await self._where(listed),
            standing(copy),
            reason(listed),
            possible(listed, now),
            copy.state == "failed" and not copy.id and now < post.not_after,
        )

    async def _where(self, listed: Listed) -> str:
        community, kind = listed.copy.community, listed.post.kind
        arranged = next((each for each in self.settings.all() if each.community == community), None)
        if arranged is None:
            return where_told(listed)
        usual = arranged.channels.get(kind) if kind != "personal" else None
        channel = (
            listed.copy.elsewhere or (usual if standing(listed.copy) == "coming" else listed.copy.channel) or usual
        )
        return f"{community}, {await self.settings.called(community, channel) if channel else 'no channel'}"

    async def act(self, token: str, act: Action, entry: Logged) -> str:
        """Do something about a copy and tell what was done; raises UserError."""
        key, community = await self._read(token)
        try:
            found = await self.outbox.act(key, community, act, entry)
        except NotPossibleError as error:
            raise UserError(str(error)) from None
        self.wake()
        return done_told(found, act)

    async def move(self, token: str, channel: str, entry: Logged) -> str:
        """Post a copy that failed in another channel, and tell so; raises UserError."""
        key, community = await self._read(token)
        if refused := await self.settings.attempt(community, channel):
            raise UserError(f"Nothing can be posted there. {refused}")
        try:
            found = await self.outbox.move(key, community, channel, entry)
        except NotPossibleError as error:
            raise UserError(str(error)) from None
        self.wake()
        where = await self.settings.called(community, channel)
        return f"It is posted in {where} now: {found.title}, {community}."

    async def _read(self, token: str) -> list[str]:
        text = await self.kept.kept(token, self.clock())
        if text is None:
            raise UserError(TOO_OLD)
        return list(json.loads(text))
