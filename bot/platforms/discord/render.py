"""Messages as Discord shows them: an embed with buttons under it."""

import re
from dataclasses import dataclass, replace
from typing import Any

from bot.markup import Span
from bot.message import Button, Message, bold, page_of, plain
from bot.platforms import parts
from bot.ports import Mark, Place, token_of
from bot.told import beside

CONTENT = 2000  # Discord: resources/message
TITLE = 256  # Discord: resources/message, embed limits
DESCRIPTION = 4096  # Discord: resources/message, embed limits; with the title, below 6,000 for a message
LABEL = 80  # Discord: components/reference, button
CUSTOM_ID = 100  # Discord: components/reference, button
URL = 512  # Discord: components/reference, button
ROW = 5  # Discord: components/reference, action row
BUTTONS = 25  # Discord: components/reference, five action rows
NOTE = 1000  # half a screen; room for a `-# ` before each of its lines
ACTION_ROW, BUTTON = 1, 2  # Discord: components/reference, component types
SECONDARY, LINK = 2, 5  # Discord: components/reference, button styles

STAMP = re.compile(r"#(?P<copy>[\w-]{16})\.(?P<revision>[\w-]{0,8}) ")
KEPT = "~"

_SPECIAL = re.compile(r"[\\*_~|`\[\]<]")
_LINE_START = re.compile(r"^(\s*)(?=[-+](?:[\s#]|$)|#+(?:\s|$)|>)")
_NUMBER = re.compile(r"^(\s*\d+)(?=[.)])")


@dataclass(frozen=True, slots=True)
class DiscordDialect:
    """Discord's Markdown, as embeds show it; in `small` print, a block of code is written as lines of code."""

    small: bool = False

    def span(self, span: Span) -> str:
        """Write one span, its text escaped for the platform."""
        if span.moment:
            return _time(span)
        text = parts.clean(span.text)
        if span.fenced:
            return "\n".join(map(_code, text.splitlines())) if self.small else parts.block(text)
        written = _link(text, span.url) if span.url else _code(text) if span.code else _text(text)
        return parts.emphasised(written, "**" * span.bold + "*" * span.italic)


def render(message: Message, stamp: str = "") -> list[dict[str, Any]]:
    """Make the bodies of `POST /channels/{id}/messages` that show one page: one, or more where it is too long.

    A `stamp` is put on the first button that carries a command. A command too long for a button stands there as the
    token of its text, to be kept where `kept_lines` says so. An address over 512 characters is left out.
    """
    title = escape(plain(message.title))
    fits = parts.units(title) <= TITLE
    texts = [*([] if fits else _written(bold(message.title))), *_texts(message)]
    cost = DESCRIPTION + len(parts.GAP)
    groups = parts.grouped(texts, lambda text: parts.units(text) + len(parts.GAP), cost, len(texts))
    embeds: list[dict[str, Any]] = [{"description": parts.GAP.join(group)} for group in groups]
    if fits and parts.visible(title):
        embeds[:1] = [{"title": title, **(embeds[0] if embeds else {})}]
    bodies = embeds or [{"description": parts.EMPTY}]
    both = parts.with_buttons(bodies, _buttons(message, stamp), {"description": parts.MORE})
    payloads = [_payload(*each) for each in both]
    if parts.visible(message.notice):
        payloads[0]["content"] = parts.shortened(escape(plain(message.notice)), CONTENT)
    if message.mention.isdecimal():
        payloads[0]["content"] = f"<@&{message.mention}> {payloads[0].get('content', '')}"[:CONTENT].rstrip()
        payloads[0]["allowed_mentions"] = {"parse": [], "roles": [message.mention]}
    return payloads


def as_posted(message: Message, more: str) -> Message:
    """Give the page that is posted of a message, with a button that can carry its mark: `more` is a command line."""
    page = page_of(message)
    if any(each.command for each in page.buttons):
        return page
    return replace(page, buttons=(*page.buttons, Button("More", more)))


def stamp_of(mark: Mark, place: Place) -> str:
    """Make what a copy carries unseen, by which `STAMP` knows it again."""
    return f"#{mark.digest(place)[:16]}.{mark.revision[:8]} "


def custom_id(line: str, stamp: str = "") -> str:
    """Give what a button carries for a command line: the line itself, or its token where it is too long."""
    whole = stamp + line
    return whole if parts.units(whole) <= CUSTOM_ID else f"{stamp}{KEPT}{token_of(line)}"


def kept_lines(message: Message, stamp: str = "") -> list[str]:
    """Give the command lines that must be kept, since a button of the message carries but their token."""
    lines = [parts.pressable(button)[1] for button in message.buttons]
    return [line for line in lines if parts.units(stamp + line) > CUSTOM_ID]


def escape(text: str) -> str:
    """Make Discord's Markdown that shows a text as it is, wherever on a line it stands."""
    safe = _SPECIAL.sub(r"\\\g<0>", parts.harmless(text))
    return _NUMBER.sub(r"\1\\", _LINE_START.sub(r"\1\\", safe))


def _texts(message: Message) -> list[str]:
    texts = _written(message.text)
    for section in message.sections:
        texts += parts.under(_written(bold(section.title)), _written(section.text), DESCRIPTION)
    return [*texts, *map(_small, parts.written(message.note, DiscordDialect(small=True), NOTE))]


def _written(markup: str) -> list[str]:
    return [*parts.written(markup, DiscordDialect(), DESCRIPTION)]


def _small(text: str) -> str:
    return "\n".join(f"-# {line.strip()}" for line in text.splitlines() if parts.visible(line))


def _payload(embed: dict[str, Any], buttons: list[dict[str, Any]]) -> dict[str, Any]:
    rows = [buttons[start : start + ROW] for start in range(0, len(buttons), ROW)]
    components = [{"type": ACTION_ROW, "components": row} for row in rows]
    return {"embeds": [embed], "components": components, "allowed_mentions": {"parse": []}}


def _buttons(message: Message, stamp: str) -> list[list[dict[str, Any]]]:
    buttons: list[dict[str, Any]] = []
    for each in message.buttons:
        if made := _button(each, stamp):
            buttons.append(made)
            stamp = "" if "custom_id" in made else stamp
    unlike = {button.get("custom_id") or button["url"]: button for button in reversed(buttons)}
    return parts.grouped(reversed(unlike.values()), lambda _: 0, 0, BUTTONS)


def _button(button: Button, stamp: str) -> dict[str, Any] | None:
    label, command, url = parts.pressable(button)
    base = {"type": BUTTON, "label": parts.shortened(label, LABEL)}
    if url and parts.units(url) <= URL:
        return {**base, "style": LINK, "url": url}
    if parts.visible(command):
        return {**base, "style": SECONDARY, "custom_id": custom_id(command, stamp)}
    return None


def _text(text: str) -> str:
    """Escape a text except its addresses, which stay what can be clicked."""
    pieces = parts.BARE_URL.split(text)
    return "".join(_bare(piece) if number % 2 else escape(piece) for number, piece in enumerate(pieces))


def _bare(url: str) -> str:
    address = parts.web_address(url)
    return f"<{address}>" if address else escape(url)


def _code(text: str) -> str:
    """Write code; code that holds a backtick as text, since Discord reads three of them as a block."""
    return escape(text) if "`" in text or not parts.visible(text) else f"`{parts.harmless(text)}`"


def _link(text: str, url: str) -> str:
    """Write a link; Discord masks no address behind a label that is one itself, nor any but a web address."""
    address = parts.web_address(url)
    if not address:
        mail = parts.mail_address(url).removeprefix("mailto:")
        return f"{escape(text)} ({escape(mail)})" if mail and mail not in text else escape(text)
    if parts.shows_address(text, address):
        return f"<{address}>"
    if "://" in text:
        return f"{escape(text)} (<{address}>)"
    return f"[{escape(text)}]({address.replace('(', '%28').replace(')', '%29')})"


def _time(span: Span) -> str:
    assert span.moment
    seconds = int(span.moment.at.timestamp())
    token = f"<t:{seconds}:{'t' if span.style == 'clock' else 'f'}>"
    return f"{token} ({beside(span.moment)})" if span.style == "full" else token
