"""Announcements as they run for long: kept with what is posted of them, and series written down as time goes on."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from bot.announcing import Announcement, Standing
from bot.clock import Clock
from bot.config import Config
from bot.kinds import Kind
from bot.message import Message
from bot.organizing import Logged
from bot.platforms import parts
from bot.platforms.discord import render as discord
from bot.platforms.slack import render as slack
from bot.posts.announced import Given, direct, rewritten
from bot.posts.merge import Changes, Stored
from bot.posts.places import Community, takers
from bot.store.announcements import Announcements

A_DAY = timedelta(days=1)
CHANNELS: tuple[Kind, ...] = ("announcements", "deadlines", "socials", "schedule")
"""The kinds whose channels an announcement may go to."""


@dataclass(frozen=True)
class Organizers:
    """Who organizes, by the settings: the accounts of each, and the community through which each account is reached."""

    people: tuple[frozenset[str], ...] = ()
    reached: Mapping[str, str] = field(default_factory=dict)
    second_click: bool = True

    def accounts(self, one: str) -> frozenset[str]:
        """Give all accounts of the person whose account is this one."""
        return next((each for each in self.people if one in each), frozenset({one}))


def organizers_of(config: Config) -> Organizers:
    """Read who organizes from the settings; an account is reached through the place it belongs to."""
    people = tuple(frozenset(each.accounts) for each in config.organizers)
    servers = [each.name for each in config.communities if each.server]
    workspaces = {f"slack:{each.workspace}": each.name for each in config.communities if each.workspace}
    reached = {
        account: name
        for each in config.organizers
        for account in each.accounts
        if (
            name := workspaces.get(account.rpartition(":")[0])
            or (servers[0] if servers and "discord" in account else "")
        )
    }
    return Organizers(people, reached, config.desk.second_click)


@dataclass
class Announcer:
    """Does what `bot.organizing.Announcing` says; `wake` asks for a tick of delivery."""

    kept: Announcements
    communities: Mapping[str, Community]
    clock: Clock
    organizers: Organizers = Organizers()
    organizer_word: str = "organize"
    wake: Callable[[], None] = lambda: None
    _extended_at: datetime | None = None

    @property
    def groups(self) -> Mapping[str, Mapping[str, str]]:
        """Give the group that each kind may notify, by community; a kind that has none stands there too."""
        return {
            kind: {
                name: each.mentions[kind].group if kind in each.mentions else ""
                for name, each in self.communities.items()
                if kind in each.channels
            }
            for kind in CHANNELS
        }

    @property
    def asks_twice(self) -> bool:
        """Say whether one organizer alone decides about mentions, and is asked twice instead."""
        return not self.organizers.second_click or len(self.organizers.people) == 1

    def same_person(self, one: str, other: str) -> bool:
        """Say whether two accounts are the same person's."""
        return other in self.organizers.accounts(one)

    def excess(self, message: Message) -> Mapping[str, int]:
        """Give by how many characters a message is too long, by the name of the platform."""
        found = {
            "Discord": _over(
                [each["embeds"][0].get("description", "") for each in discord.render(message)], discord.DESCRIPTION
            ),
            "Slack": _over([each["text"] for each in slack.render(message)], slack.TEXT),
        }
        return {name: over for name, over in found.items() if over}

    async def get(self, number: int) -> Announcement | None:
        """Give an announcement."""
        return await self.kept.get(number)

    async def listed(self, which: Standing | None, before: int, most: int, now: datetime) -> Sequence[Announcement]:
        """List announcements with numbers below one, the newest first."""
        return await self.kept.listed(which, before, most, now)

    async def standing(self, each: Announcement) -> tuple[int, int]:
        """Give in how many places it is shown, and in how many it failed."""
        return await self.kept.standing(each.key)

    async def of_message(self, token: str, now: datetime) -> Announcement | None:
        """Give the announcement that a message shows, by the token of what a message's menu keeps."""
        return await self.kept.of_message(token, now)

    async def put(self, each: Announcement, entry: Logged) -> Announcement:
        """Keep an announcement, new or in its next version, and all that is to be posted of it.

        What goes out "now" is due when it was asked for: by the clock, which has gone on since, it would be past.
        """
        new = await self.kept.put(each, entry, partial(self._decide, entry.at))
        self.wake()
        return new

    async def tick(self) -> None:
        """Write down once a day what series have grown by."""
        now = self.clock()
        if self._extended_at and now - self._extended_at < A_DAY:
            return
        for each in await self.kept.series():
            await self.kept.repost(each, partial(self._decide, now))
        self._extended_at = now

    def _decide(self, now: datetime, each: Announcement, stored: Stored) -> Changes:
        """Give what is to be written of an announcement; whoever asks for a mention needs no message of it."""
        given = Given(self.organizers.reached, self.organizer_word)
        changes = rewritten(each, given, stored, takers(self.communities), now)
        if each.asked_at != now or each.approved_at:
            return changes
        asked = direct(each, given, self.organizers.accounts(each.asked_by))
        return Changes(changes.posts + asked.posts, changes.copies + asked.copies)


def _over(texts: Sequence[str], most: int) -> int:
    """Give by how many characters texts are more than one message holds."""
    size = sum(map(parts.units, texts)) + len(parts.GAP) * (len(texts) - 1)
    return max(size - most, 1) if len(texts) > 1 else 0
