"""What people wrote on Slack, in our markup; pure but for the names, which are asked for before."""

import asyncio
import re
from collections.abc import Mapping

from bot.message import escape
from bot.platforms.rewritten import Marks, coded, linked, rewritten
from bot.platforms.slack.people import People

MOST_NAMES = 20  # people named in a message whose names are looked up
_PERSON = re.compile(r"<@([UW][A-Z0-9]+)")
_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))  # Slack: formatting-message-text, escaping


def _emphasis(mark: str) -> re.Pattern[str]:
    sign = re.escape(mark)
    return re.compile(rf"(?<![\w{sign}]){sign}(?=\S)(?P<text>[^{sign}\n]*[^\s{sign}]){sign}(?!\w)")


def unescaped(text: str) -> str:
    """Read Slack's three entities."""
    for entity, sign in _ENTITIES:
        text = text.replace(entity, sign)
    return text


MARKS = Marks(
    re.compile(r"`(?P<code>[^`\n]+)`|<(?P<angle>[^<>\n]+)>"),
    ((_emphasis("*"), "**"), (_emphasis("_"), "*"), (_emphasis("~"), "")),
    unescaped,
)


async def markup_of(text: str, people: People) -> str:
    """Give what somebody wrote as markup, those whom they name by their names."""
    users = list(dict.fromkeys(_PERSON.findall(text)))[:MOST_NAMES]
    found = await asyncio.gather(*map(people.person, users))
    return read({user: person.name for user, person in zip(users, found, strict=True)}, text)


def read(names: Mapping[str, str], text: str) -> str:
    """Give what somebody wrote as markup; `names` are those of people by their ids."""

    def piece(found: re.Match[str]) -> str:
        return coded(unescaped(found["code"])) if found["code"] else _angle(unescaped(found["angle"]), names)

    return rewritten(text, MARKS, piece)


def _angle(inside: str, names: Mapping[str, str]) -> str:
    """Read what stands in angle brackets. Slack: formatting-message-text, retrieving messages."""
    said, _, label = inside.partition("|")
    match said[:1]:
        case "@":
            return escape(f"@{names.get(said[1:]) or label.removeprefix('@') or 'somebody'}")
        case "#":
            return escape(f"#{label or 'a-channel'}")
        case "!":
            word = said[1:].partition("^")[0]
            return escape(label or (f"@{word}" if word != "subteam" else "@a-group"))
        case _:
            return linked(label, said)
