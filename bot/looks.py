"""How a post will look on each platform, for who stands on another: read back from what is really sent there."""

from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.kinds import Kind
from bot.message import Message
from bot.platforms.discord.seen import seen as seen_on_discord
from bot.platforms.slack.seen import seen as seen_on_slack
from bot.posts.places import Community

NAMES = {"discord": "Discord", "slack": "Slack"}


@dataclass
class Looks:
    """Does what `bot.overview.Looking` says.

    `called` gives what people call a group in a community, `more` is the line of the button that posts have on Discord.
    """

    communities: Mapping[str, Community]
    called: Callable[[str, str], Awaitable[str]]
    more: str

    async def looks(self, message: Message, kind: Kind, places: Sequence[str]) -> Mapping[str, str]:
        """Give what a post will look like, as markup, by a heading in plain text that says where."""
        found = defaultdict[tuple[str, str], list[str]](list)
        for name in places:
            platform = NAMES[self.communities[name].platform]
            found[platform, await self._look(message, kind, name)].append(name)
        several = Counter(platform for platform, _ in found)
        return {
            f"On {platform}" + (f", in {' and '.join(names)}" if several[platform] > 1 else ""): look
            for (platform, look), names in found.items()
        }

    async def _look(self, message: Message, kind: Kind, name: str) -> str:
        community = self.communities[name]
        mention = community.mentions.get(kind) if message.mention else None
        group = mention.group if mention else ""
        called = await self.called(name, group) if group else ""
        shown, known = replace(message, mention=group), "" if called == group else called
        if community.platform == "slack":
            return seen_on_slack(shown, known)
        return seen_on_discord(shown, self.more, known)
