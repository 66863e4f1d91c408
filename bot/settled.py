"""The settings that hold: what organizers set at run time, over config.toml; pure."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from bot.config import CommunitySettings, MentionSettings
from bot.kinds import KINDS, Kind

Kept = Mapping[str, Any]
"""What was set in a community, by key; see `bot.organizing.Arranging.arrange`."""


def settled(community: CommunitySettings, kept: Kept) -> CommunitySettings:
    """Give a community's settings with what was set over them; what is no kind any more is left out."""
    channels = {kind: kept.get(f"channel/{kind}", community.channels.get(kind, "")) for kind in KINDS}
    mentions = {kind: _mention(kind, community, kept) for kind in KINDS}
    return community.model_copy(
        update={
            "channels": {kind: channel for kind, channel in channels.items() if channel},
            "off": tuple(kind for kind in community.off if f"channel/{kind}" not in kept),
            "organizers": tuple(kept.get("organizers", community.organizers)),
            "mentions": {kind: mention for kind, mention in mentions.items() if mention},
        }
    )


def _mention(kind: Kind, community: CommunitySettings, kept: Kept) -> MentionSettings | None:
    if f"mention/{kind}" not in kept:
        return community.mentions.get(kind)
    group, *rungs = kept[f"mention/{kind}"]
    return MentionSettings(group=group, rungs=tuple(rungs)) if group else None


def muted(kept: Kept) -> Iterator[tuple[Kind, datetime | None, str]]:
    """Give what is muted, until when (aware UTC; None for until somebody ends it), and the name of who wanted it."""
    for kind in KINDS:
        if said := kept.get(f"mute/{kind}"):
            until, name = said
            yield kind, datetime.fromisoformat(until) if until else None, name
