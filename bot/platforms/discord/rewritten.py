"""What was written on Discord, in our markup; pure."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime

from bot.message import at, escape
from bot.moment import Moment
from bot.platforms.parts import BARE_URL
from bot.platforms.rewritten import Marks, coded, cut, linked, rewritten

_URL = r"https?://(?:\([^\s()<>]*\)|[^\s()<>])+"
_PIECES = re.compile(
    r"(?P<tick>``?)(?P<code>[^`\n]+)(?P=tick)"
    r"|\\(?P<literal>[^\w\s]|_)"
    rf"|\[(?P<label>[^\[\]\n]+)\]\(<?(?P<target>{_URL})>?\)"
    rf"|<(?P<angle>[^<>\n]+)>|(?P<bare>{BARE_URL.pattern})"
)


def _doubled(mark: str) -> re.Pattern[str]:
    double = re.escape(mark * 2)
    return re.compile(rf"{double}(?=\S)(?P<text>[^\n]{{1,1000}}?)(?<=\S){double}(?!{re.escape(mark)})")


MARKS = Marks(
    _PIECES,
    (
        (re.compile(r"^-#[^\S\n]+(?P<text>\S.*)$", re.MULTILINE), ""),
        (re.compile(r"^#{1,3}[^\S\n]+(?P<text>\S.*)$", re.MULTILINE), "**"),
        (_doubled("*"), "**"),
        (_doubled("_"), ""),
        (_doubled("~"), ""),
        (re.compile(r"(?<!\*)\*(?=[^\s*])(?P<text>[^*\n]*[^\s*])\*(?!\*)"), "*"),
        (re.compile(r"(?<!\w)_(?=[^\s_])(?P<text>[^_\n]*[^\s_])_(?!\w)"), "*"),
    ),
    block=re.compile(r"```(?:[\w+-]*\n)?(?P<code>.*?)```", re.DOTALL),
)


def read(names: Mapping[str, str], text: str, *, ours: bool = False) -> str:
    """Give what somebody wrote as markup; `names` are what mentions show, such as `@Ada` by `@1`.

    What the bot wrote (`ours`) is never cut, and its times show what Discord makes of them.
    """

    def piece(found: re.Match[str]) -> str:
        if found["code"]:
            return coded(found["code"])
        if found["target"]:
            return linked(found["label"], found["target"])
        if found["angle"]:
            return _angle(found["angle"], names, ours=ours)
        return linked("", found["bare"]) if found["bare"] else escape(f"x{found['literal']}").removeprefix("x")

    return rewritten(text if ours else cut(text), MARKS, piece)


def _angle(inside: str, names: Mapping[str, str], *, ours: bool) -> str:
    """Read what stands in angle brackets. Discord: reference, message formatting."""
    if inside.startswith(("https://", "http://", "mailto:")):
        return linked("", inside)
    if found := re.fullmatch(r"t:(-?\d{1,11})(?::([a-zA-Z]))?", inside):
        return _time(int(found[1]), ("clock" if found[2] == "t" else "local") if ours else "full")
    if found := re.fullmatch(r"a?:(\w+):\d+", inside):
        return escape(f":{found[1]}:")
    if found := re.fullmatch(r"/([^:]+):\d+", inside):
        return escape(f"/{found[1]}")
    if found := re.fullmatch(r"(@&|@!?|#)(\d+)", inside):
        sign = found[1].replace("!", "")
        unnamed = {"@": "@somebody", "@&": "@a-group", "#": "#a-channel"}
        return escape(names.get(f"{sign}{found[2]}") or unnamed[sign])
    return escape(f"<{inside}>")


def _time(seconds: int, style: str) -> str:
    try:
        return at(Moment(datetime.fromtimestamp(seconds, UTC), "UTC"), style)
    except (ValueError, OverflowError, OSError):  # of no year that there is
        return escape(f"<t:{seconds}>")
