"""How many questions of the tables beside this file are answered right, by kind: `make questions`."""

import asyncio
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from bot.app import build, default_data
from bot.config import Config
from bot.core import Bot, Person
from bot.facts.files import load
from bot.facts.yaml12 import read_yaml
from bot.moment import read_moment
from bot.platforms.terminal.render import render

TABLE = Path(__file__).parent / "questions.yaml"
IN_CHAT = Path(__file__).parent / "questions_in_chat.yaml"
IN_SENTENCES = Path(__file__).parent / "questions_in_sentences.yaml"
TODAY = "2026-11-20T12:00Z"
Asked = dict[str, Any]


def questions(file: Path) -> list[tuple[str, Asked]]:
    """Give every question of a table with its kind."""
    groups = read_yaml(file.read_text(encoding="utf-8"), file.name).value
    return [(group["kind"], asked) for group in groups for asked in group["questions"]]


def wrong(bot: Bot, asked: Asked) -> list[str]:
    """Give what is wrong with the answer to a question."""
    zone = asked.get("zone", "UTC")
    line = bot.line(f"ask {asked['ask']}")
    message = asyncio.run(bot.answer(line, Person(zone=zone), read_moment(asked.get("at", TODAY)).at))
    text = render(message, zone).lower()
    first = "\n\n".join(text.split("\n\n")[:2])
    return [
        *(f"lacks {each}" for each in asked.get("has", ()) if not _in(text, each)),
        *(f"does not begin with {each}" for each in asked.get("first", ()) if not _in(first, each)),
        *(f"says {each}" for each in asked.get("not", ()) if each.lower() in text),
    ]


def _begins(bot: Bot, asked: Asked) -> str:
    """Give the beginning of an answer."""
    line = bot.line(f"ask {asked['ask']}")
    message = asyncio.run(bot.answer(line, Person(zone="UTC"), read_moment(asked.get("at", TODAY)).at))
    return f"{message.title} | {message.text[:150]}".replace("\n", " ")


def _in(text: str, wanted: str | list[str]) -> bool:
    if isinstance(wanted, list):
        return any(_in(text, each) for each in wanted)
    return wanted.lower() in text


def main() -> None:
    """Print the misses and the share right by kind, of every table or of the files named."""
    bot = build(Config(), load(default_data()))
    files = [Path(each) for each in sys.argv[1:] if not each.startswith("-")]
    for file in files or [TABLE, IN_CHAT, IN_SENTENCES]:
        sys.stdout.write(f"{file.name}\n")
        _report(bot, file)


def _report(bot: Bot, file: Path) -> None:
    right: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    for kind, question in questions(file):
        asked[kind] += 1
        found = wrong(bot, question)
        right[kind] += not found
        if found:
            sys.stdout.write(f"{kind}: {question['ask']}  [{question.get('at', '')}]\n    {'; '.join(found)}\n")
            if "-v" in sys.argv:
                sys.stdout.write(f"    > {_begins(bot, question)}\n")
    for kind, number in asked.items():
        sys.stdout.write(f"{right[kind] / number:6.0%}  {kind} ({right[kind]} of {number})\n")
    sys.stdout.write(f"{right.total() / asked.total():6.1%}  of {asked.total()} questions\n")


if __name__ == "__main__":
    main()
