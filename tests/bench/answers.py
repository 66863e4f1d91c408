"""How long answers take, with all their pages drawn; in processor time."""

import asyncio
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from time import thread_time
from typing import Any

from markdown_it import MarkdownIt

from bot.core import Bot, Person
from bot.markup import parse
from bot.message import Message, pages
from bot.platforms.discord.render import render as discord
from bot.platforms.slack.render import render as slack
from bot.platforms.terminal.render import render as terminal
from tests.bench.lines import usual_lines
from tests.bench.table import Limits, Row, slowest, time_of
from tests.questions import TABLE, questions

NOW = datetime(2024, 5, 20, 12, tzinfo=UTC)
PERSON = Person(id="bench", zone="Europe/Vienna")
RENDERERS: dict[str, Callable[[Message], Any]] = {"discord": discord, "slack": slack, "terminal": terminal}
ANSWER, ANSWER_BIG, QUESTION = (1e-3, 5e-3), (None, 10e-3), (None, 10e-3)
ROUNDS = 12


async def answers(bot: Bot, lines: list[str], rounds: int) -> Iterator[tuple[str, str, float, float]]:
    """Answer each line and render all its pages; gives renderer, line, time, and the time of the peer."""
    found = []
    plain = MarkdownIt("commonmark")
    for name, render in RENDERERS.items():
        parse.cache_clear()  # else the first renderer would do the parsing for the others
        for line in usual_lines(bot):  # the unmeasured round
            [render(page) for page in pages(await bot.answer(line, PERSON, NOW))]
        for line in lines * rounds:
            start = thread_time()
            message = await bot.answer(line, PERSON, NOW)
            [render(page) for page in pages(message)]
            took = thread_time() - start
            text = "\n\n".join((message.text, *(each.text for each in message.sections), message.note))
            found.append((name, line, took, time_of(partial(plain.render, text), thread_time)))
    return iter(found)


def answer_rows(bot: Bot, lines: list[str], rounds: int, data: str, limits: Limits) -> Iterator[Row]:
    found = list(asyncio.run(answers(bot, lines, rounds)))
    for name in RENDERERS:
        mine = [(line, took, peer) for renderer, line, took, peer in found if renderer == name]
        yield Row(
            f"answer with all its pages for {name}; {data}, {len(set(lines))} lines",
            [took for _, took, _ in mine],
            limits,
            "markdown-it with the same text",
            [peer for *_, peer in mine],
            slowest=slowest((line, took) for line, took, _ in mine),
        )


def question_rows(bot: Bot) -> Iterator[Row]:
    """Answer each question of the table once, so that no cache holds its answer."""
    lines = [bot.line(f"ask {asked['ask']}") for _, asked in questions(TABLE)]
    yield from answer_rows(bot, list(dict.fromkeys(lines)), 1, "questions of tests/questions.yaml", QUESTION)
