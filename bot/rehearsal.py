"""What would be posted, when, where and how it would look: read from the facts and the settings, sent nowhere."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from bot.config import CommunitySettings, Config
from bot.core import Bot
from bot.moment import Moment
from bot.platforms.discord.render import render as to_discord
from bot.platforms.slack.render import render as to_slack
from bot.platforms.terminal.render import render as to_text
from bot.posts.ladders import planning_of
from bot.posts.plan import plan
from bot.posts.post import Post, Version
from bot.told import told

Json = dict[str, Any]
_RENDER = {"discord": to_discord, "slack": to_slack}
RULE = "─" * 60


def rehearsed(bot: Bot, config: Config, edition: str, between: tuple[datetime | None, datetime | None]) -> list[Post]:
    """Give the posts of one edition, or of all where it is empty, that fall between two instants (aware UTC)."""
    first, last = between
    posts = plan(bot.catalog, planning_of(config)).posts
    mine = (post for post in posts if not edition or post.key.startswith(f"{edition}/"))
    return [post for post in mine if (first is None or post.due >= first) and (last is None or post.due <= last)]


def as_text(posts: Sequence[Post], config: Config, zone: str) -> str:
    """Write posts for people: when in AoE, UTC and the reader's zone, where, and what each shows."""
    if not posts:
        return "Nothing would be posted.\n"
    count = f"{len(posts)} post{'s' if len(posts) > 1 else ''}.\n"
    return "\n".join(part for post in posts for part in _written(post, config, zone)) + f"\n{count}"


def as_rows(posts: Sequence[Post], config: Config) -> Iterator[Json]:
    """Give posts as plain values, with the payload that each community would get."""
    for post in posts:
        for name, platform, channel in _places(post, config):
            yield {
                "key": post.key,
                "kind": post.kind,
                "due": f"{post.due:%Y-%m-%dT%H:%MZ}",
                "community": name,
                "channel": channel,
                "under": post.under,
                "shows": [_version(each, platform) for each in post.versions],
            }


def _version(version: Version, platform: str) -> Json:
    render = _RENDER.get(platform)
    shown: Json = {"from": f"{version.since:%Y-%m-%dT%H:%MZ}", "text": to_text(version.message)}
    return shown | ({"payloads": render(version.message)} if render else {})


def _written(post: Post, config: Config, zone: str) -> Iterator[str]:
    at = Moment(post.due)
    zones = dict.fromkeys(("AoE", "UTC", zone))
    yield RULE
    yield "  ·  ".join(told(at, each) for each in zones)
    under = ", in the thread of the day's briefing" if post.under else ""
    places = [f"{name} ({channel or 'no channel'})" for name, _, channel in _places(post, config) if name]
    yield f"{post.kind}: {'; '.join(places) or 'no community is in the settings'}{under}"
    yield ""
    yield to_text(post.versions[0].message, zone)
    for later in post.versions[1:]:
        yield f"\nFrom {told(Moment(later.since), zone)} on it shows:\n{to_text(later.message, zone)}"
    yield ""


def _places(post: Post, config: Config) -> list[tuple[str, str, str]]:
    """Give where a post goes: community, platform and channel, which is empty where none is named."""
    served = [each for each in config.communities if post.kind not in each.off]
    return [(each.name, each.platform, _channel(each, post.kind)) for each in served] or [("", "", "")]


def _channel(community: CommunitySettings, kind: str) -> str:
    return next((channel for each, channel in community.channels.items() if each == kind), "")
