"""What people see of a post on Discord, in our markup: read back from what is sent there; pure."""

from collections.abc import Iterator, Mapping
from typing import Any

from bot.message import Message, paragraphs
from bot.platforms.discord.render import as_posted, render
from bot.platforms.discord.rewritten import read
from bot.platforms.rewritten import buttons_told

Json = dict[str, Any]


def seen(message: Message, more: str, group: str = "") -> str:
    """Give what is seen of a post; `more` as for `as_posted`, `group` is what the role that it notifies is called."""
    names = {f"@&{message.mention}": group} if group else {}
    payloads = render(as_posted(message, more))
    return paragraphs(*(part for payload in payloads for part in _parts(payload, names)))


def _parts(payload: Json, names: Mapping[str, str]) -> Iterator[str]:
    yield read(names, payload.get("content", ""), ours=True)
    for embed in payload["embeds"]:
        title = read(names, embed.get("title", ""), ours=True)
        yield f"**{title}**" if title else ""
        yield read(names, embed.get("description", ""), ours=True)
    rows = (button for row in payload["components"] for button in row["components"])
    yield buttons_told((each["label"], each.get("url", "")) for each in rows)
