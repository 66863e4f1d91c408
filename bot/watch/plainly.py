"""Text of a calendar, which strangers wrote, made fit to be shown: no HTML, no passcodes, nothing but words."""

import re
from html.parser import HTMLParser
from urllib.parse import unquote

from bot.message import escape, plain

LEFT_OUT = "(a link with a passcode, not repeated here)"
MOST_NAME = 200  # characters of a title or a place
MOST_TEXT = 1500  # of a description; escaped it stays within what a text of the facts may hold
_TAG = re.compile(r"</?(?:a|b|br|div|em|i|li|ol|p|span|strong|u|ul)\b[^<>]{0,2000}>", re.IGNORECASE)
_BLOCKS = frozenset(("br", "div", "li", "p"))
_URL = re.compile(r"[a-z][a-z0-9+.-]{1,20}:(?://)?[^\s<>\"]{1,2000}", re.IGNORECASE)
_SECRET = re.compile(r"[?&#;/](?:pwd|passcode|passwd|password)=", re.IGNORECASE)
_SAID = re.compile(r"\b((?:pass ?code|passwort|password|pwd)\b[^\S\n]{0,5}(?:is|[:=])[^\S\n]{0,5})\S+", re.IGNORECASE)


def without_passcodes(text: str) -> str:
    """Leave out links that carry a passcode, however they are wrapped, and passcodes that are told in words."""
    return _SAID.sub(r"\g<1>(not repeated here)", _URL.sub(_shown, text))


def has_passcode(text: str) -> bool:
    """Say whether there is a passcode in a text."""
    return without_passcodes(text) != text


def name_from(text: str) -> str:
    """Give a title or a place as one plain line; it may be empty."""
    return _cut(plain(without_passcodes(text)), MOST_NAME)


def markup_from(text: str) -> str:
    """Give a description as markup that shows its words and nothing else; it may be empty."""
    words = _cut(without_passcodes(_unmarked(text)), MOST_TEXT)
    paragraphs = re.split(r"\n[^\S\n]*\n", words.replace("\r", ""))
    shown = ("\\\n".join(filter(None, map(escape, each.split("\n")))) for each in paragraphs)
    return "\n\n".join(filter(None, shown))


def _shown(found: re.Match[str]) -> str:
    return LEFT_OUT if _SECRET.search(unquote(unquote(found[0]))) else found[0]


def _cut(text: str, most: int) -> str:
    """Shorten a text between words, where it has any so near its end."""
    if len(text) <= most:
        return text
    cut = text[: most - 1]
    return f"{cut[: cut.rfind(' ', most - 40)] if ' ' in cut[most - 40 :] else cut}…"


def _unmarked(text: str) -> str:
    """Take tags out of a description that is HTML, as some programs write it."""
    if not _TAG.search(text):
        return text
    words = _Words()
    words.feed(text)
    words.close()
    return "".join(words.found)


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, _: object) -> None:
        self.found += ["\n"] * (tag in _BLOCKS)

    def handle_data(self, data: str) -> None:
        if self.cdata_elem is None:  # not within a script or a style
            self.found.append(data)
