"""What was written on Slack, in our markup; pure but for the names, which are asked for before."""

import asyncio
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.message import at, escape
from bot.moment import Moment
from bot.platforms.rewritten import Marks, coded, cut, linked, rewritten

if TYPE_CHECKING:
    from bot.platforms.slack.people import People

MOST_NAMES = 20  # people named in a message whose names are looked up
_PERSON = re.compile(r"<@([UW][A-Z0-9]+)")
_DATE = re.compile(r"!date\^(?P<seconds>\d{1,11})\^(?P<shape>[^|^]*)")
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


async def markup_of(text: str, people: "People") -> str:
    """Give what somebody wrote as markup, those whom they name by their names."""
    users = list(dict.fromkeys(_PERSON.findall(text)))[:MOST_NAMES]
    found = await asyncio.gather(*map(people.person, users))
    return read({user: person.name for user, person in zip(users, found, strict=True)}, text)


def read(names: Mapping[str, str], text: str, *, ours: bool = False) -> str:
    """Give what somebody wrote as markup; `names` are those of people and groups by their ids.

    What the bot wrote (`ours`) is never cut, and its times show what Slack makes of them.
    """

    def piece(found: re.Match[str]) -> str:
        if found["code"]:
            return coded(unescaped(found["code"]))
        date = _DATE.match(found["angle"]) if ours else None
        return _time(date) if date else _angle(unescaped(found["angle"]), names)

    return rewritten(text if ours else cut(text), MARKS, piece)


def _time(date: re.Match[str]) -> str:
    moment = Moment(datetime.fromtimestamp(int(date["seconds"]), UTC), "UTC")
    return at(moment, "local" if "date" in date["shape"] else "clock")


def _angle(inside: str, names: Mapping[str, str]) -> str:
    """Read what stands in angle brackets. Slack: formatting-message-text, retrieving messages."""
    said, _, label = inside.partition("|")
    match said[:1]:
        case "@":
            return escape(f"@{names.get(said[1:]) or label.removeprefix('@') or 'somebody'}")
        case "#":
            return escape(f"#{label or 'a-channel'}")
        case "!":
            word, _, key = said[1:].partition("^")
            return escape(label or (f"@{word}" if word != "subteam" else names.get(key, "@a-group")))
        case _:
            return linked(label, said)
