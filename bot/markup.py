"""The small markup of messages, parsed once; each platform says in a Dialect how it writes the pieces.

The markup is the part of CommonMark that every chat platform can show (bold, italic, code and blocks of it, links,
lists), and times as links of the scheme `time:`, made by `bot.message.at`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Protocol

from markdown_it import MarkdownIt
from markdown_it.token import Token

from bot.moment import Moment, read_moment
from bot.zones import zone_name

_PLAIN = re.compile(r"[^\\`*_\[\]<>&\n]*")
_BLOCK_START = re.compile(r"\s|[-+*#>=~]|\d+[.)]")
_TIME = re.compile(r"time:(?P<style>full|local|clock)/(?P<at>[0-9TZ:-]+)/(?P<zone>.+)")


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text in one style; where `moment` is set, the run is a time and `text` is empty.

    `fenced` is code that has lines of its own, with their breaks and indentation.
    """

    text: str
    bold: bool = False
    italic: bool = False
    code: bool = False
    url: str = ""
    moment: Moment | None = None
    style: str = "full"
    fenced: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, or an item of a list: then `marker` is its bullet or number and `depth` counts from 1."""

    spans: tuple[Span, ...]
    marker: str = ""
    depth: int = 0


class Dialect(Protocol):
    """How a platform writes a span; what it returns is ready to send."""

    def span(self, span: Span) -> str:
        """Write one span, its text escaped for the platform."""
        ...


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    rules = ("list", "emphasis", "link", "autolink", "backticks", "escape", "newline", "fence")
    return MarkdownIt("zero", {"html": False}).enable(list(rules))


@lru_cache(maxsize=4096)
def parse(markup: str) -> tuple[Block, ...]:
    """Read markup into blocks; whatever the text, something readable comes out."""
    if _PLAIN.fullmatch(markup) and not _BLOCK_START.match(markup):
        return (Block((Span(markup),)),) if markup else ()
    return tuple(_blocks(_parser().parse(markup)))


def _blocks(tokens: list[Token]) -> Iterator[Block]:
    lists: list[int | None] = []  # the next number of each open list, None for one with bullets
    fresh = ""
    for token in tokens:
        match token.type:
            case "bullet_list_open":
                lists.append(None)
            case "ordered_list_open":
                lists.append(int(token.attrGet("start") or 1))
            case "bullet_list_close" | "ordered_list_close":
                lists.pop()
            case "list_item_open":
                fresh = _marker(lists)
            case "fence" if token.content.strip():
                yield Block((Span(token.content.rstrip(), code=True, fenced=True),), fresh, len(lists))
                fresh = ""
            case "inline":
                spans = tuple(_spans(token.children or []))
                if spans:
                    yield Block(spans, fresh, len(lists))
                fresh = ""


def _marker(lists: list[int | None]) -> str:
    number = lists[-1]
    if number is None:
        return "•"
    lists[-1] = number + 1
    return f"{number}."


def _spans(tokens: list[Token]) -> Iterator[Span]:
    bold = italic = 0
    url = ""
    for token in tokens:
        match token.type:
            case "strong_open" | "strong_close":
                bold += token.nesting
            case "em_open" | "em_close":
                italic += token.nesting
            case "link_open":
                url = str(token.attrGet("href") or "")
            case "link_close":
                url = ""
            case "code_inline":
                yield Span(token.content, bold > 0, italic > 0, code=True, url=_web(url))
            case "softbreak":
                yield Span(" ")
            case "hardbreak":
                yield Span("\n")
            case _ if token.content:
                yield (
                    _time(token.content) or Span(token.content, bold > 0, italic > 0, url=_web(url))
                    if url
                    else Span(token.content, bold > 0, italic > 0)
                )


def _web(url: str) -> str:
    return url if url.startswith(("https://", "http://", "mailto:")) else ""


def _time(text: str) -> Span | None:
    match = _TIME.fullmatch(text)
    if not match:
        return None
    try:
        moment = Moment(read_moment(match["at"]).at, zone_name(match["zone"]))
    except ValueError:
        return None
    return Span("", moment=moment, style=match["style"])


def atoms(block: Block, dialect: Dialect, most: int) -> Iterator[str]:
    """Write a block as pieces of at most `most` characters, each whole: a link, a time, or words of one style."""
    for span in block.spans:
        yield from _whole(span, dialect, most)


def _whole(span: Span, dialect: Dialect, most: int) -> Iterator[str]:
    written = dialect.span(span)
    if len(written) <= most:
        yield written
    elif span.url:
        yield from _whole(replace(span, url=""), dialect, most)
    elif len(span.text) > 1:
        middle = _break(span.text)
        for part in (span.text[:middle], span.text[middle:]):
            yield from _whole(replace(span, text=part), dialect, most)


def _break(text: str) -> int:
    """Find where to part a text: after the line or at the blank nearest before its middle, else in its middle."""
    middle = len(text) // 2
    if line := text.rfind("\n", 0, middle) + 1:
        return line
    blank = text.rfind(" ", 1, middle)
    return blank if blank > 0 else middle


def chunks(markup: str, dialect: Dialect, most: int) -> list[str]:
    """Write markup as texts of at most `most` characters, parted between blocks where possible, never in a link."""
    written: list[str] = []
    now = ""
    for number, block in enumerate(parse(markup)):
        lead = _lead(block, first=number == 0)
        text = lead + "".join(pieces := list(atoms(block, dialect, most - len(lead))))
        if len(now) + len(text) <= most:
            now += text
            continue
        if now:
            written.append(now)
        now = ""
        for piece in [lead.lstrip("\n"), *pieces]:
            if len(now) + len(piece) > most:
                written.append(now)
                now = ""
            now += piece
    return [text for text in (*written, now) if text.strip()]


def _lead(block: Block, *, first: bool) -> str:
    if not block.depth:
        return "" if first else "\n\n"
    indent = "  " * (min(block.depth, 9) - 1)
    return ("" if first else "\n") + indent + (f"{block.marker} " if block.marker else "  ")
