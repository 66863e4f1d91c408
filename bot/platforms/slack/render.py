"""Messages as Slack shows them: blocks, and the same content as text for notifications and screen readers."""

import re
from dataclasses import dataclass
from typing import Any

from bot.markup import Span
from bot.message import Button, Message, bold, plain
from bot.message import escape as escape_markup
from bot.platforms import parts
from bot.told import beside, told, told_utc_clock

TEXT = 3900  # Slack: chat.postMessage advises 4,000; above about 4,040 it splits a text itself
HEADER = 150  # Slack: block-kit/blocks/header-block
SECTION = 3000  # Slack: block-kit/blocks/section-block, composition-objects/text-object
BLOCKS = 40  # Slack: reference/block-kit/blocks allows 50 a message; the others hold buttons
ROW = 5  # Slack: block-kit/blocks/actions-block allows 25; more than five wrap on a phone
BUTTONS = 25  # five rows, so that blocks stay below 50
BUTTON_CHARACTERS = 7500  # with the texts below 12,000 a message; Slack refuses about 13,200
LABEL = 75  # Slack: block-kit/block-elements/button-element
VALUE = 2000  # Slack: block-kit/block-elements/button-element
URL = 3000  # Slack: block-kit/block-elements/button-element

GROUP = re.compile(r"S[A-Z0-9]{2,20}")  # Slack: reference/objects, user group
# Slack has no escape for its marks, and a character without width beside a mark makes it work rather than not;
# so a mark that people typed becomes a character that looks alike, where Slack would take it for a mark.
_ALIKE = str.maketrans({
    "*": "\u2217", "_": "\u02cd", "~": "\u223c", "`": "\u02cb",
    "\uff0a": "\ufe61", "\uff3f": "\u02cd", "\uff5e": "\u223c", "\uff40": "\u02cb",
})  # fmt: skip
_MARK = "[*_~\uff0a\uff3f\uff5e]"
_MENTION = re.compile("<[!@#]")  # escaped in a section, while a header takes no escapes
_TICKS = re.compile("[`\uff40]")
_OPENS = re.compile(rf"(?<![^\W_]){_MARK}+(?=[^\s*_~])")
_BORDERS = re.compile(rf"(?<![^\W_]){_MARK}+(?=\S)|(?<=\S){_MARK}+(?![^\W_])")
_QUOTE = re.compile("^(\\s*)(?=[>\uff1e])")
_SOFT_HYPHEN = "\u00ad"

Entry = tuple[str, dict[str, Any]]  # a text, and the block that shows it


@dataclass(frozen=True, slots=True)
class SlackDialect:
    """Slack's mrkdwn."""

    def span(self, span: Span) -> str:
        """Write one span, its text escaped for the platform."""
        if span.moment:
            return _time(span)
        text = parts.clean(span.text)
        marks = "*" * span.bold + "_" * span.italic
        if span.fenced:
            return parts.block(_controls(text))
        if span.url:
            return parts.emphasised(_link(text, span.url), marks)
        if span.code and "`" not in text:
            return parts.emphasised(_controls(parts.harmless(text)), f"{marks}`")
        return parts.emphasised(_text(text, emphasis=bool(marks)), marks)


def render(message: Message) -> list[dict[str, Any]]:
    """Make the bodies of `chat.postMessage`, without channel, that show one page: one, or more where it is too long.

    A button that Slack cannot hold (a command over 2,000 characters, an address over 3,000) is left out.
    """
    said = plain(message.notice) if message.command else ""  # a post's own title is what its notification shows
    notice = [_context(text) for text in _written(escape_markup(said))]
    if GROUP.fullmatch(message.mention):
        notice = [_section(f"<!subteam^{message.mention}>"), *notice]
    entries = [*notice, *_title(message.title), *_entries(message)] or [_section(parts.EMPTY)]
    bodies = parts.grouped(entries, lambda entry: parts.units(entry[0]) + len(parts.GAP), TEXT + len(parts.GAP), BLOCKS)
    more = [_section(parts.MORE)]
    return [_payload(*both) for both in parts.with_buttons(bodies, _buttons(message), more)]


def escape(text: str, *, emphasis: bool = False) -> str:
    """Make mrkdwn that shows a text as it is, wherever on a line it stands, also inside emphasis."""
    text = _TICKS.sub(_alike, parts.harmless(text))
    if emphasis or _OPENS.search(text):
        text = _BORDERS.sub(_alike, text)
    return _controls(_QUOTE.sub(rf"\1{_SOFT_HYPHEN}", text))


def _alike(found: re.Match[str]) -> str:
    return found[0].translate(_ALIKE)


def _controls(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _title(title: str) -> list[Entry]:
    words = parts.clean(plain(title))
    if not parts.visible(words):
        return []
    texts = _written(bold(title))
    if len(texts) > 1 or parts.units(words) > HEADER or _MENTION.search(words):
        return [_section(text) for text in texts]
    return [(texts[0], {"type": "header", "text": {"type": "plain_text", "text": words, "emoji": True}})]


def _entries(message: Message) -> list[Entry]:
    texts = _written(message.text)
    for section in message.sections:
        texts += parts.under(_written(bold(section.title)), _written(section.text), SECTION)
    return [*map(_section, texts), *map(_context, _written(message.note))]


def _written(markup: str) -> list[str]:
    return [*parts.written(markup, SlackDialect(), SECTION)]


def _mrkdwn(text: str) -> dict[str, Any]:
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def _section(text: str) -> Entry:
    return text, {"type": "section", "text": _mrkdwn(text)}


def _context(text: str) -> Entry:
    return text, {"type": "context", "elements": [_mrkdwn(text)]}


def _payload(entries: list[Entry], buttons: list[dict[str, Any]]) -> dict[str, Any]:
    rows = [buttons[start : start + ROW] for start in range(0, len(buttons), ROW)]
    actions = [{"type": "actions", "elements": row} for row in rows]
    text = parts.GAP.join(text for text, _ in entries)
    blocks = [*(block for _, block in entries), *actions]
    return {"text": text, "blocks": blocks, "unfurl_links": False, "unfurl_media": False}


def _buttons(message: Message) -> list[list[dict[str, Any]]]:
    made = (_button(number, button) for number, button in enumerate(message.buttons, start=1))
    return parts.grouped(filter(None, made), _button_size, BUTTON_CHARACTERS, BUTTONS)


def _button_size(button: dict[str, Any]) -> int:
    return sum(map(parts.units, (button["text"]["text"], button.get("value", ""), button.get("url", ""))))


def _button(number: int, button: Button) -> dict[str, Any] | None:
    label, command, url = parts.pressable(button)
    text = {"type": "plain_text", "text": parts.shortened(label, LABEL), "emoji": True}
    if url and parts.units(url) <= URL:
        return {"type": "button", "text": text, "action_id": f"link-{number}", "url": url}
    if parts.visible(command) and parts.units(command) <= VALUE:
        return {"type": "button", "text": text, "action_id": f"command-{number}", "value": command}
    return None


def _text(text: str, *, emphasis: bool) -> str:
    """Escape a text and make its addresses links, which Slack leaves alone in verbatim text."""
    pieces = parts.BARE_URL.split(text)
    return "".join(
        _link("", piece) if number % 2 else escape(piece, emphasis=emphasis) for number, piece in enumerate(pieces)
    )


def _link(text: str, url: str) -> str:
    """Write a link; a bar would end its address or its label."""
    address = parts.web_address(url) or parts.mail_address(url)
    if not address:
        return escape(text or url, emphasis=True)
    if parts.shows_address(text, address):
        return f"<{_controls(address)}>"
    label = escape(text, emphasis=True).replace("|", "\u2223")
    return f"<{_controls(address)}|{label}>"


def _time(span: Span) -> str:
    """Write a time that shows in the reader's own zone; Slack knows none before 1970."""
    assert span.moment
    seconds = int(span.moment.at.timestamp())
    clock = span.style == "clock"
    utc = told_utc_clock(span.moment) if clock else told(span.moment, "UTC")
    shape = "{time}" if clock else "{date_short_pretty} at {time}"
    token = f"<!date^{seconds}^{shape}|{utc}>" if seconds >= 0 else utc
    return f"{token} ({beside(span.moment)})" if span.style == "full" else token
