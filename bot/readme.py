"""The table of commands that README.md holds between two marks."""

from collections.abc import Iterator

from bot.core import Bot

BEGIN = "<!-- commands -->"
END = "<!-- /commands -->"


def with_table(text: str, bot: Bot) -> str:
    """Give Markdown with the table between its marks made anew; raises ValueError where the marks are missing."""
    before, begun, rest = text.partition(BEGIN)
    _, ended, after = rest.partition(END)
    if not begun or not ended:
        raise ValueError(f"the marks {BEGIN} and {END} are missing; the table of commands goes between them")
    return "".join((before, BEGIN, "\n", *_rows(bot), END, after))


def _rows(bot: Bot) -> Iterator[str]:
    yield "| Command | What it does |\n|---|---|\n"
    for organizer in (False, True):
        for each in bot.listed(organizer=organizer):
            line = bot.line(each.usage, organizer=organizer)
            yield f"| `{_cell(line)}` | {_cell(each.help)} |\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
