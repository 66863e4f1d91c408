"""A server's scheduled events: made, changed and cancelled so that they are those which are wanted."""

import asyncio
import re
from collections.abc import Awaitable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import discord

from bot.happenings import Happening, Mirrored, Note
from bot.markup import Span
from bot.message import plain
from bot.platforms import parts
from bot.platforms.discord.errors import FAILED, to_send_error, within
from bot.platforms.discord.render import DiscordDialect
from bot.ports import SendError
from bot.telling import NOT_KNOWN

NAME = LOCATION = 100  # Discord: resources/guild-scheduled-event
DESCRIPTION = 1000  # Discord: resources/guild-scheduled-event
MOST = 100  # scheduled and active ones of a server. Discord: resources/guild-scheduled-event
URL = 500  # a longer address leaves no room for words
EXTERNAL: dict[str, Any] = {  # discord.py sends neither where it is not given, and Discord demands both
    "entity_type": discord.EntityType.external,
    "privacy_level": discord.PrivacyLevel.guild_only,
}
OPEN = {discord.EventStatus.scheduled, discord.EventStatus.active}
PATIENCE = 30.0  # seconds for one request, with what discord.py waits and tries again
BEGUN = "it has begun already"
SAME = "nothing has changed"
FULL = f"the server has {MOST} events, which is as many as Discord allows"
REFUSED = {  # Discord: topics/opcodes-and-status-codes, JSON error codes
    30038: f"The server has {MOST} events, which is as many as Discord allows. Remove some.",
    50001: "The bot may not see the events. Give it “View Channels” and “Create Events” (Server Settings › Roles).",
    50013: "The bot may not make events here. Give it “Create Events” (Server Settings › Roles).",
}
OWN = "Kept up to date by the bot · "
_WORD = re.compile(r"\s*\S+")


@dataclass
class DiscordEvents:
    """Does what `bot.happenings.Calendar` says; the bot's events are those it created whose last line says so."""

    client: discord.Client
    patience: float = PATIENCE
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)  # two at once would make everything twice

    async def mirror(self, server: int, wanted: Sequence[Happening], now: datetime) -> Mirrored:
        """Make the bot's events of a server those that are wanted; raises SendError where it cannot be read."""
        async with self._turn:
            guild, events = await self._read(server)
            own, spare = self._own(events, {each.key for each in wanted})
            work = _Work(self.client, guild, now, self.patience, MOST - len(events))
            for event in spare:
                await work.cancel(event)
            for happening in wanted:
                await work.show(happening, own.get(happening.key))
            return work.done

    async def _read(self, server: int) -> tuple[discord.Guild, list[discord.ScheduledEvent]]:
        try:
            async with within(self.client, self.patience):
                guild = self.client.get_guild(server) or await self.client.fetch_guild(server, with_counts=False)
                events = await guild.fetch_scheduled_events(with_counts=False)
        except FAILED as error:
            failure = to_send_error(error)
            raise SendError(failure.kind, _why(error), failure.wait) from error
        return guild, [each for each in events if each.status in OPEN]

    def _own(
        self, events: Iterable[discord.ScheduledEvent], keys: set[str]
    ) -> tuple[dict[str, discord.ScheduledEvent], list[discord.ScheduledEvent]]:
        """Give the bot's events that are wanted, by key, and those that are not, second copies among them."""
        assert self.client.user, "logged in"
        own: dict[str, discord.ScheduledEvent] = {}
        spare = []
        for event in sorted(events, key=lambda each: each.id):
            key = _key_of(event) if event.creator_id == self.client.user.id else ""
            if key in keys and key not in own:
                own[key] = event
            elif key:
                spare.append(event)
        return own, spare


@dataclass
class _Work:
    """One pass over a server's events; `room` is how many more Discord allows."""

    client: discord.Client
    guild: discord.Guild
    now: datetime
    patience: float
    room: int
    created: list[Note] = field(default_factory=list)
    changed: list[Note] = field(default_factory=list)
    cancelled: list[Note] = field(default_factory=list)
    left: list[Note] = field(default_factory=list)
    failed: list[Note] = field(default_factory=list)

    @property
    def done(self) -> Mirrored:
        """Give what was done up to now."""
        lists = (self.created, self.changed, self.cancelled, self.left, self.failed)
        return Mirrored(*map(tuple, lists))

    async def cancel(self, event: discord.ScheduledEvent) -> None:
        """Cancel an event that has not begun."""
        key = _key_of(event)
        if self._has_begun(event):
            self.left.append(Note(key, event.name, BEGUN))
        elif await self._tried(Note(key, event.name), event.cancel(), self.cancelled):
            self.room += 1

    async def show(self, happening: Happening, event: discord.ScheduledEvent | None) -> None:
        """Make an event show a happening, or make the event."""
        key, title, shown = happening.key, happening.title, _shown(happening)
        if happening.starts_at <= self.now or (event and self._has_begun(event)):
            self.left.append(Note(key, title, BEGUN))
        elif event and _is_same(event, shown):
            self.left.append(Note(key, title, SAME))
        elif event:
            await self._tried(Note(key, title), event.edit(**EXTERNAL, **shown), self.changed)
        elif self.room <= 0:
            self.left.append(Note(key, title, FULL))
        elif await self._tried(Note(key, title), self.guild.create_scheduled_event(**EXTERNAL, **shown), self.created):
            self.room -= 1

    def _has_begun(self, event: discord.ScheduledEvent) -> bool:
        return event.status is discord.EventStatus.active or event.start_time <= self.now

    async def _tried(self, note: Note, request: Awaitable[object], done: list[Note]) -> bool:
        try:
            async with within(self.client, self.patience):
                await request
        except FAILED as error:
            self.failed.append(Note(note.key, note.title, _why(error)))
            return False
        done.append(note)
        return True


def _why(error: Exception) -> str:
    known = REFUSED.get(error.code) if isinstance(error, discord.HTTPException) else None
    return known or to_send_error(error).text


def _key_of(event: discord.ScheduledEvent) -> str:
    """Give the key in the last line of an event; empty where it has none."""
    last = (event.description or "").rpartition("\n")[2].strip()
    return last.removeprefix(OWN) if last.startswith(OWN) else ""


def _shown(happening: Happening) -> dict[str, Any]:
    """Give what an event shows of a happening, by the names that discord.py uses for it."""
    return {
        "name": _line(happening.title, happening.key, NAME),
        "description": _description(happening),
        "start_time": happening.starts_at,
        "end_time": happening.ends_at,
        "location": _line(happening.place, f"Place: {NOT_KNOWN}", LOCATION),
    }


def _is_same(event: discord.ScheduledEvent, shown: dict[str, Any]) -> bool:
    return all(_bare(getattr(event, name)) == _bare(value) for name, value in shown.items())


def _bare(value: object) -> object:
    """Give a text without the blanks that Discord may take away."""
    return " ".join(value.replace(parts.ZERO_WIDTH, "").split()) if isinstance(value, str) else value


def _line(text: str, instead: str, most: int) -> str:
    return parts.shortened(parts.harmless(plain(text)) if parts.visible(text) else instead, most)


def _description(happening: Happening) -> str:
    """Write the description, which Discord reads as Markdown, cut so that address and last line stay whole."""
    address = parts.web_address(happening.url)
    tail = [*([address] if address and parts.units(address) <= URL else []), OWN + happening.key]
    room = DESCRIPTION - sum(parts.units(parts.GAP + each) for each in tail)
    return parts.GAP.join((_cut(happening.description, room), *tail)).strip()


def _cut(text: str, most: int) -> str:
    """Escape a text and leave away words at its end until it fits; the cut shows."""
    whole = _escaped(text)
    if parts.units(whole) <= most:
        return whole
    words = _WORD.findall(text[:most])  # a word cut here is too long with what follows it
    shorter = (_escaped("".join(words[:count]) + " …") for count in range(len(words), -1, -1))
    return next((each for each in shorter if parts.units(each) <= most), "")


def _escaped(text: str) -> str:
    """Make Markdown that shows a plain text; addresses stay what can be clicked."""
    return "\n".join(DiscordDialect().span(Span(line)) for line in text.split("\n"))
