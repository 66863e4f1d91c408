"""What people typed, as Slack hands it over, made plain; pure."""

import re

from bot.message import plain

_MARKED = re.compile(
    r"<(?P<sign>[@#!])(?P<id>[^|<>]*)(?:\|(?P<name>[^<>]*))?>|<(?P<url>[^|<>]+)(?:\|(?P<label>[^<>]*))?>"
)  # none of them holds another, so that reading takes no longer than the text is
_DOUBLE, _SINGLE = (0x201C, 0x201D, 0x201E, 0x201F, 0xAB, 0xBB), (0x2018, 0x2019, 0x201A, 0x201B)
_STRAIGHT = dict.fromkeys(_DOUBLE, '"') | dict.fromkeys(_SINGLE, "'")
_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))  # Slack: formatting-message-text, escaping


def words_of(text: str, me: str = "") -> str:
    """Give one clean line: people and channels by name, addresses as typed, straight quotes.

    `me` is the bot's own user id, whose mention tells nothing and goes.
    """
    named = _MARKED.sub(lambda found: _named(found, me), text)
    for entity, sign in _ENTITIES:
        named = named.replace(entity, sign)
    return plain(named.translate(_STRAIGHT))


def _named(found: re.Match[str], me: str) -> str:
    if found["url"]:
        label = found["label"] or found["url"].removeprefix("mailto:")
        return label if label in found["url"] else found["url"]
    if found["sign"] == "@" and found["id"] == me:
        return " "
    return found["name"] or ("" if found["sign"] == "!" else found["id"])
