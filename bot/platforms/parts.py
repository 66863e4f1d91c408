"""What the renderers share: clean text, safe addresses, and packing into messages of limited size."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import TypeVar
from urllib.parse import quote, unquote

from bot.markup import Dialect, chunks
from bot.message import Button, plain

T = TypeVar("T")
R = TypeVar("R")

EMPTY = "This answer has no text."
MORE = "More to choose from:"
ZERO_WIDTH = "\u200b"
OPEN, CLOSE = "\x01", "\x02"  # a dialect writes them around emphasis; people's text cannot hold them
GAP = "\n\n"

BARE_URL = re.compile(r"(https?://(?:\([^\s()<>]*\)|[^\s()<>|`*])*(?:\([^\s()<>]*\)|[^\s()<>|`*.,;:!?'\"\]}]))")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_EVERYBODY = re.compile(r"@(?=everyone|here|channel)", re.IGNORECASE)
_UNSAFE_IN_URL = re.compile(r"[\s\x00-\x20\x7f-\xa0\"<>\[\]\\^`{|}\ud800-\udfff]")
_WEB = re.compile(r"https?://\w[\w-]*(?:\.[\w-]+)*(?::\d{1,5})?(?:[/?#].*)?", re.IGNORECASE)
_MAIL = re.compile(r"mailto:[^@]+@[^@]+", re.IGNORECASE)
_INVISIBLE = {"Cc", "Cf", "Cs", "Zl", "Zp", "Zs"}
_FILLERS = "\u034f\u115f\u1160\u2800\u3164\uffa0"  # letters and marks that show as nothing
_TOUCHING = re.compile(f"{CLOSE}{OPEN}")
_OPENS_IN_WORD = re.compile(rf"(?<=[^\s(\[\"'{OPEN}{CLOSE}{ZERO_WIDTH}]){OPEN}")
_CLOSES_IN_WORD = re.compile(rf"{CLOSE}(?=[^\s.,;:!?)\]\"'{OPEN}{CLOSE}{ZERO_WIDTH}])")


def units(text: str) -> int:
    """Count as the strictest reading of both APIs does: in UTF-16 code units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def clean(text: str) -> str:
    """Replace what no platform can show or JSON cannot carry by blanks; line breaks stay."""
    return _CONTROL.sub(" ", text)


def harmless(text: str) -> str:
    """Break `@everyone`, `@here` and `@channel` by a character without width."""
    return _EVERYBODY.sub(f"@{ZERO_WIDTH}", text)


def block(text: str) -> str:
    """Write lines of code as the platforms do; marks within that would end it are broken by characters without width.

    The text is escaped for the platform already.
    """
    broken = harmless(text).replace("``", f"`{ZERO_WIDTH}`").strip("\n")
    return f"```\n{broken}\n```"


def visible(text: str) -> bool:
    """Tell whether a text shows anything."""
    return any(unicodedata.category(character) not in _INVISIBLE and character not in _FILLERS for character in text)


def web_address(url: str) -> str:
    """Give a web address in which nothing can end a link early, or nothing where it is none."""
    safe = _EVERYBODY.sub("%40", _safe(url))
    return safe if _WEB.fullmatch(safe) else ""


def mail_address(url: str) -> str:
    """Give the `mailto:` address of a link, or nothing where it is none."""
    safe = _safe(url)
    return safe if _MAIL.fullmatch(safe) else ""


def _safe(url: str) -> str:
    return _UNSAFE_IN_URL.sub(lambda found: quote(found[0], safe="", errors="replace"), url.strip())


def shows_address(label: str, address: str) -> bool:
    """Tell whether a link's label is its address, or nothing."""
    return not visible(label) or unquote(label) == unquote(address)


@lru_cache(maxsize=2048)
def pressable(button: Button) -> tuple[str, str, str]:
    """Give a button's label, never empty where it does something, its command and its web address."""
    command, url = clean(button.command).strip(), web_address(button.url)
    return next(filter(visible, (plain(button.label), url, plain(command))), ""), command, url


def shortened(text: str, most: int) -> str:
    """Cut a label to its room; the cut shows."""
    if units(text) <= most:
        return text
    kept = text[: most - 1]
    while units(kept) > most - 1:
        kept = kept[:-1]
    return kept.rstrip() + "…"


def emphasised(text: str, mark: str) -> str:
    """Put marks around the words of a text; blanks at its borders stay outside, where every platform wants them."""
    words = text.strip()
    if not mark or not visible(words):
        return text
    before, _, after = text.partition(words)
    return f"{before}{OPEN}{mark}{words}{mark[::-1]}{CLOSE}{after}"


@lru_cache(maxsize=2048)
def written(markup: str, dialect: Dialect, most: int) -> tuple[str, ...]:
    """Write markup as texts of at most `most` UTF-16 code units, each of which shows something.

    Remembered, since most of what is asked for is the same text again.
    """
    texts = chunks(markup, dialect, most)
    if any(units(text) > most for text in texts):
        texts = chunks(markup, dialect, most // 2)
    return tuple(_settled(text).strip() for text in texts if visible(text))


def _settled(text: str) -> str:
    """Set a character without width where emphasis touches a word or other emphasis, and nothing elsewhere."""
    if OPEN not in text:
        return text
    for place in (_TOUCHING, _OPENS_IN_WORD, _CLOSES_IN_WORD):
        text = place.sub(ZERO_WIDTH, text)
    return text.replace(OPEN, "").replace(CLOSE, "")


def under(head: Sequence[str], body: Sequence[str], most: int) -> list[str]:
    """Put the body on the line below its head where both fit into one text."""
    if head and body and units(head[-1]) + 1 + units(body[0]) <= most:
        return [*head[:-1], f"{head[-1]}\n{body[0]}", *body[1:]]
    return [*head, *body]


def grouped(items: Iterable[T], cost: Callable[[T], int], most: int, count: int) -> list[list[T]]:
    """Fill groups in order, each of at most `count` items that cost at most `most` together."""
    groups: list[list[T]] = []
    room = 0
    for item in items:
        price = cost(item)
        if not groups or price > room or len(groups[-1]) == count:
            groups.append([])
            room = most
        groups[-1].append(item)
        room -= price
    return groups


def with_buttons(bodies: list[T], buttons: list[list[R]], more: T) -> list[tuple[T, list[R]]]:
    """Pair bodies with groups of buttons: the first goes under the last body, each other one under a body `more`."""
    if not buttons:
        return [(body, []) for body in bodies]
    last = [(more, group) for group in buttons[1:]]
    return [*((body, []) for body in bodies[:-1]), (bodies[-1], buttons[0]), *last]
