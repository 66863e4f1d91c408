"""What people see of a post on Slack, in our markup: read back from what is sent there; pure."""

from collections.abc import Iterator, Mapping
from typing import Any

from bot.message import Message, bold, page_of, paragraphs
from bot.platforms.rewritten import buttons_told
from bot.platforms.slack.render import render
from bot.platforms.slack.rewritten import read

Json = dict[str, Any]


def seen(message: Message, group: str = "") -> str:
    """Give what is seen of a post; `group` is what the user group that it notifies is called."""
    names = {message.mention: group} if group else {}
    payloads = render(page_of(message))
    return paragraphs(*(part for payload in payloads for block in payload["blocks"] for part in _parts(block, names)))


def _parts(block: Json, names: Mapping[str, str]) -> Iterator[str]:
    """Give what a block shows. Slack: block-kit/blocks; here are all that `render` makes."""
    match block["type"]:
        case "header":
            yield bold(block["text"]["text"])
        case "section":
            yield read(names, block["text"]["text"], ours=True)
        case "context":
            yield from (read(names, each["text"], ours=True) for each in block["elements"])
        case _:
            yield buttons_told((each["text"]["text"], each.get("url", "")) for each in block["elements"])
