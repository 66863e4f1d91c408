"""How each community is arranged, changed while the bot runs: in force at once, and kept over a restart."""

import json
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from bot.config import CommunitySettings
from bot.lead import told_lead
from bot.message import Message
from bot.organizing import ChangedMeanwhileError, Logged
from bot.overview import Arranged, Muted
from bot.ports import Border, Mark, Place, Platform, SendError, token_of
from bot.posts.places import Community, Mention
from bot.settled import Kept, muted, settled
from bot.store.settings import Settings, SettingsStore

TRIAL = Message(title="This is a test by an organizer", text="It is removed again at once.")
NOT_HERE = "There is no such channel in this community any more. Choose another one."
_NOT_REMOVED = "It could be posted there, but the test could not be removed: {} Please remove it by hand."


@dataclass
class Arrangements:
    """Does what `bot.organizing.Arranging` says.

    `of_file` are the settings of config.toml, `platform_of` the platform of each community by its name; `changed` is
    called with the communities as they are from now on.
    """

    of_file: Sequence[CommunitySettings]
    platform_of: Mapping[str, Platform]
    kept: SettingsStore
    changed: Callable[[Mapping[str, Community]], object] = lambda _: None
    _set: Settings = field(default_factory=dict)

    async def begin(self) -> None:
        """Take up what was set before."""
        self._set = await self.kept.all()
        for community in self._settled():
            self.platform_of[community.name].arrange(community.name, community.organizers, community.channels)

    def _settled(self) -> list[CommunitySettings]:
        here = (each for each in self.of_file if each.name in self.platform_of)
        return [settled(each, self._set.get(each.name, {})) for each in here]

    def communities(self) -> dict[str, Community]:
        """Give the communities as posts are delivered to them."""
        return {each.name: self._community(each) for each in self._settled()}

    def _community(self, settings: CommunitySettings) -> Community:
        platform = self.platform_of[settings.name]
        made = community_of(settings, self._set.get(settings.name, {}), platform.border)
        return replace(made, ahead=platform.ahead)

    def all(self) -> Sequence[Arranged]:
        """Give how each community is arranged."""
        return [self._arranged(each) for each in self._settled()]

    def _arranged(self, settings: CommunitySettings) -> Arranged:
        as_posted = self._community(settings)
        return Arranged(
            settings.name,
            settings.platform,
            as_posted.channels,
            settings.organizers,
            {kind: (each.group, tuple(map(told_lead, each.rungs))) for kind, each in as_posted.mentions.items()},
            as_posted.muted,
            _seen(self._set.get(settings.name, {})),
        )

    def who_organizes(self, community: str) -> str:
        """Tell who organizes, as far as that is known without asking."""
        platform = self.platform_of.get(community)
        return platform.who_organizes(community) if platform else ""

    async def called(self, community: str, key: str) -> str:
        """Give what people call a channel, a group or a person there."""
        platform = self.platform_of.get(community)
        return await platform.called(community, key) if platform else key

    async def attempt(self, community: str, channel: str) -> str:
        """Post in a channel and remove it again; gives why that cannot be and what to do, empty where it can."""
        platform, place = self.platform_of[community], Place(community, channel)
        if not platform.holds(community, channel):
            return NOT_HERE
        try:
            posted = await platform.border.post(place, TRIAL, Mark(f"trial/{secrets.token_hex(8)}"))
        except SendError as error:
            return error.text
        try:
            await platform.border.delete(place, posted)
        except SendError as error:
            return "" if error.kind == "removed" else _NOT_REMOVED.format(error.text)
        return ""

    async def arrange(self, seen: Arranged, settings: Mapping[str, object], entries: Sequence[Logged]) -> None:
        """Keep settings by key, all or none, in force at once; raises ChangedMeanwhileError."""
        may = await self.kept.put(seen.community, settings, entries, lambda now: _seen(now) == seen.seen)
        if not may:
            raise ChangedMeanwhileError
        await self.begin()
        self.changed(self.communities())


def community_of(settings: CommunitySettings, kept: Kept, border: Border) -> Community:
    """Give a community as posts are delivered to it, of the settings that hold and what organizers set over them."""
    return Community(
        border,
        {kind: channel for kind, channel in settings.channels.items() if kind not in settings.off},
        {kind: Mention(said.group, said.rungs) for kind, said in settings.mentions.items()},
        muted={kind: Muted(until, by) for kind, until, by in muted(kept)},
        platform=settings.platform,
    )


def _seen(kept: Kept) -> str:
    """Give a token of what is set; what is muted comes and goes by itself, and disturbs nobody's form."""
    said: dict[str, Any] = {key: value for key, value in kept.items() if not key.startswith("mute/")}
    return token_of(json.dumps(said, sort_keys=True), 12)
