"""What was written in a platform's own marks, in ours: names stay, and nothing that people wrote is obeyed."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass

from bot.message import escape, link, plain
from bot.platforms import parts

ROOM = 3000  # characters as the other platform may have to write them, so that one message holds them
MORE = " …"
_OPEN, _CLOSE = "\ue000", "\ue001"  # around the number of a piece that is ours already; people's text cannot hold them
_FENCE = "```"
_KEPT = re.compile(f"{_OPEN}(\\d+){_CLOSE}")
_BLOCK = re.compile(r"```(?P<code>.*?)```", re.DOTALL)
_ITEM = re.compile(r"(?P<indent>\s*)[-*•◦▪]\s+(?=\S)")
_WIDE = {"&": 5, "<": 5, ">": 5}  # as entities


@dataclass(frozen=True)
class Marks:
    """A platform's marks: pieces that stand for themselves, emphasis (its `text`) by what is ours, and text as read."""

    pieces: re.Pattern[str]
    emphasis: tuple[tuple[re.Pattern[str], str], ...]
    unescaped: Callable[[str], str] = str
    block: re.Pattern[str] = _BLOCK


def rewritten(text: str, marks: Marks, piece: Callable[[re.Match[str]], str]) -> str:
    """Give the markup that shows what was written; `piece` gives it for one of the platform's pieces."""
    kept: list[str] = []

    def keep(markup: str) -> str:
        kept.append(markup)
        return f"{_OPEN}{len(kept) - 1}{_CLOSE}"

    text = text.replace(_OPEN, " ").replace(_CLOSE, " ")
    text = marks.block.sub(lambda found: f"\n{keep(_block(marks.unescaped(found['code'])))}\n", text)
    text = marks.pieces.sub(lambda found: keep(piece(found)), text)
    for pattern, mark in marks.emphasis:
        text = pattern.sub(lambda found, mark=mark: f"{keep(mark)}{found['text']}{keep(mark)}", text)  # type: ignore[misc]
    blocks = {f"{_OPEN}{number}{_CLOSE}" for number, markup in enumerate(kept) if markup.startswith(_FENCE)}
    lines = "".join(_lines((marks.unescaped(line) for line in text.splitlines()), blocks))
    return _KEPT.sub(lambda found: kept[int(found[1])], lines)


def cut(text: str) -> str:
    """Shorten what one message of the other platform could not hold; the cut shows, and is never within < >."""
    room = ROOM
    for at, letter in enumerate(text):
        room -= _WIDE.get(letter) or (1 if letter.isascii() and letter.isalnum() else 2)
        if room < 0:
            kept = text[:at]
            opened = kept.rfind("<")
            return (kept[:opened] if opened > kept.rfind(">") else kept).rstrip() + MORE
    return text


def linked(label: str, url: str) -> str:
    """Give markup for a link of people's own; what is no address stays text."""
    address = parts.web_address(url) or parts.mail_address(url)
    if not address:
        return escape(label or url)
    if "://" in label and not parts.shows_address(label, address):
        return f"{escape(label)} ({linked('', url)})"  # a label that is another address would mislead
    shown = label if parts.visible(label) else url.removeprefix("mailto:")
    return f"[{escape(shown)}](<{address.replace('&', '&amp;')}>)"


def coded(text: str) -> str:
    """Give markup for code."""
    return f"`{plain(text)}`" if plain(text) and "`" not in text else escape(text)


def buttons_told(buttons: Iterable[tuple[str, str]]) -> str:
    """Tell the buttons under a message, each a label and the address that it opens, if any; nothing where none are."""
    told = [link(label, url) if url else escape(label) for label, url in buttons]
    return f"*Buttons:* {' · '.join(told)}" if told else ""


def _block(code: str) -> str:
    lines = code.strip("\n")
    return f"{_FENCE}\n{lines}\n{_FENCE}" if code.strip() else ""


def _lines(lines: Iterator[str], blocks: Collection[str]) -> Iterator[str]:
    """Give lines with what joins them: items of a list, paragraphs, blocks of code, and breaks within them."""
    before, depth = "", 0
    for line in lines:
        item = _ITEM.match(line)
        text = escape(line[item.end() :] if item else line)
        if not text:
            before = before and "blank"
            continue
        kind = "block" if line in blocks else "item" if item else "text"
        join = {"": "", "itemitem": "\n", "texttext": "\\\n"}.get(before and before + kind, "\n\n")
        depth = min(len(item["indent"]) // 2, depth + 1) if item and before == "item" else 0
        yield f"{join}{'  ' * depth}{'- ' if item else ''}{text}"
        before = kind
