"""A message as plain text, for terminals and logs; pure."""

from dataclasses import dataclass

from bot.markup import Span, chunks
from bot.message import Button, Message, plain
from bot.told import beside, told, told_clock

ENDLESS = 10_000_000  # a terminal takes any length


@dataclass(frozen=True)
class Plain:
    """Writes spans as plain text, times in the reader's zone first."""

    zone: str

    def span(self, span: Span) -> str:
        """Write one span; a link shows its address behind its text."""
        if span.moment is None:
            return _linked(span.text, span.url) if span.url else span.text
        if span.style == "clock":
            return told_clock(span.moment, self.zone)
        more = beside(span.moment, self.zone) if span.style == "full" else ""
        return told(span.moment, self.zone) + (f" ({more})" if more else "")


def _linked(text: str, url: str) -> str:
    """Show a link's address behind its text, or alone where the text only shortens it."""
    return url if is_address(text, url) else f"{text} <{url}>"


def is_address(text: str, url: str) -> bool:
    """Say whether the text of a link is its address, whole or shortened."""
    start = text.removesuffix("…")
    return url.startswith(start) or url.partition("://")[2].removeprefix("www.").startswith(start)


def text_of(markup: str, zone: str) -> str:
    """Give markup as plain text for a reader in a zone."""
    return "".join(chunks(markup, Plain(zone), ENDLESS))


def render(message: Message, zone: str = "UTC") -> str:
    """Give a message as plain text for a reader in a zone, as `bot.zones.zone_name` spells it."""
    sections = (_lines(section.title, text_of(section.text, zone)) for section in message.sections)
    files = _lines(*(f"↓ {plain(each.name)}: the page and Discord give this file" for each in message.files))
    apart = (button for section in message.sections for button in section.buttons)
    buttons = _lines(*map(_button, (*apart, *message.buttons)))
    parts = (message.title, text_of(message.text, zone), *sections, text_of(message.note, zone), files, buttons)
    return "\n\n".join(part for part in parts if part)


def _lines(*lines: str) -> str:
    return "\n".join(line for line in lines if line)


def _button(button: Button) -> str:
    return f"→ {plain(button.label)}: {button.url or button.command}"
