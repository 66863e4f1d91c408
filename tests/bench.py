"""`make bench`: how long things take, beside their limits. A table, never a test: the exit code is always 0.

Times depend on the machine, so beside each stands how many times as long it took as a plain peer doing like work in
the same run; that ratio is what two machines can be compared by. Everything is measured warm (after one unmeasured
round, caches filled, with the garbage collector on). Answers and searches wait for nothing, so they are measured
in processor time: on a machine that others use at the same time, a clock on the wall would measure those. The page is
measured in a browser, by the browser's own clock; where there is none, its rows say so.
"""

import asyncio
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter, thread_time
from typing import Any

import yaml
from markdown_it import MarkdownIt

from bot import app
from bot.config import Config
from bot.core import Bot, Person
from bot.facts.base import Fact
from bot.facts.files import load
from bot.markup import parse
from bot.message import Message, pages
from bot.platforms.discord.render import render as discord
from bot.platforms.slack.render import render as slack
from bot.platforms.terminal.render import render as terminal
from bot.titles import name_of
from tests.big_data import PAPERS, SHIPPED, WORKSHOPS, write_big
from tests.platforms.web.measure import OPEN_PAGES, measure
from tests.questions import TABLE, questions

ROOT = Path(__file__).parent.parent
NOW = datetime(2024, 5, 20, 12, tzinfo=UTC)
PERSON = Person(id="bench", zone="Europe/Vienna")
RENDERERS: dict[str, Callable[[Message], Any]] = {"discord": discord, "slack": slack, "terminal": terminal}
ANSWER, ANSWER_BIG, SEARCH_BIG, QUESTION = (1e-3, 5e-3), (None, 10e-3), (None, 25e-3), (None, 10e-3)
START, LOAD, LOAD_BIG, MEMORY = (0.15, None), (0.3, None), (4.0, None), 70.0
PAGE, SHOWN, PAGE_MEMORY, MORE_PAGES = (1.0, None), (0.1, None), (100.0, None), (40.0, None)
ROUNDS = 12
GAP = 0.005  # seconds between two answers during a reload
Limits = tuple[float | None, float | None]


def words(text: str) -> list[str]:
    return text.split()


# Beside every member command without arguments: what people add to them, and what is none.
TYPICAL = """
/workshop help deadlines
/workshop deadlines icml-2024
/workshop deadlines icml 2024 Asia/Tokyo
/workshop now icml-2024
/workshop schedule icml-2024
/workshop schedule chris olah
/workshop schedule icml-2024 posters
/workshop schedule icml-2024 zone:tokyo
/workshop speakers icml-2024 organizer
/workshop speakers neel nanda
/workshop cfp icml-2024
/workshop cfp icml-2024 rules
/workshop topics superposition
/workshop topics model
/workshop attend neurips-2025
/workshop papers olsson
/workshop papers sparse autoencoders
/workshop papers 2023
/workshop reading circuits beginner
/workshop tools activation patching
/workshop glossary superposition
/workshop glossary how models store features
/workshop open-problems beginner
/workshop open-problems circuits advanced
/workshop socials icml-2024
/workshop ask where do I begin with sparse autoencoders?
/workshop prizes icml-2024
/workshop venue icml-2024
/workshop sources submission deadline
/workshop deadlins
/workshop schedule nobody known
/workshop speakers n
when is the camera-ready version due?
hello
""".strip().splitlines()

# For the generated folder: {w} a word, {c} a common one, {p} the beginning of one, {n} a name, {s} an edition.
PATTERNS = """
/workshop papers {w}
/workshop papers {c}
/workshop papers {n} {w}
/workshop papers {p}
/workshop topics {w} {c}
/workshop topics {c} {s}
/workshop reading {w} {w}
/workshop sources {w} {w} {w}
/workshop ask what is known about the {w} of a {w} {c}?
{w} {p}
/workshop schedule {s}
/workshop schedule {n}
/workshop speakers {s}
/workshop speakers {n}
/workshop deadlines {s} tokyo
/workshop cfp {s}
/workshop prizes {s}
/workshop attend {s}
/workshop now {s}
/workshop glossary {w} {c}
""".strip().splitlines()
RARE = words("bottleneck curvature chess deception grokking privacy prototype pruning reward symmetry topology world")
COMMON = words("model network features the data and circuit attention what")
BEGINNINGS = words("s c m in mo re tra mod fea")
NAMES = words("Kim Ada Rossi Okafor Weber Olga Hansen Garcia Zhang Tanaka")
SEARCHES = {
    "common words": ["model", "features", "network circuit", "paper", "university"],
    "prefixes of 1 to 3 letters": ["s", "c", "m", "mo", "in", "tra", "fea", "s c", "a b c d e f", "mod fea cir"],
    "many words": [
        "how does the geometry of features in a sparse model change with scaling and training data",
        "model network neuron layer attention head feature circuit sparse autoencoder dictionary probe steering",
        "who wrote the paper on superposition, on toy models of it, and on features of language models, and when?",
    ],
    "nonsense": ["zzqx", "qwertyuiop asdfghjkl", "()*\"'; drop table docs", "žluťoučký kůň", "xylophone model"],
}


@dataclass(frozen=True)
class Row:
    """A line of the table: what was measured (seconds, or MiB), its limits for median and p99, and its peer."""

    what: str
    measured: Sequence[float]
    limits: Limits
    peer: str = ""
    peers: Sequence[float] = ()
    form: Callable[[float], str] = lambda seconds: f"{seconds * 1000:,.2f} ms"
    slowest: str = ""

    @property
    def median(self) -> float | None:
        """The middle time; None where nothing could be measured."""
        return median(self.measured) if self.measured else None

    @property
    def p99(self) -> float | None:
        """The time that one in a hundred exceeds; None for so few that there is none."""
        ranked = sorted(self.measured)
        return ranked[-(-99 * len(ranked) // 100) - 1] if len(ranked) >= 100 else None

    @property
    def is_over(self) -> bool:
        values = (self.median, self.p99)
        return any(limit and value and value > limit for value, limit in zip(values, self.limits, strict=True))

    def __str__(self) -> str:
        values = (self.median, self.p99)
        shown = ["" if value is None else self.form(value) for value in values]
        limits = ", ".join(
            f"{name} ≤ {self.form(limit)}" for name, limit in zip(("median", "p99"), self.limits, strict=True) if limit
        )
        state = "**over**" if self.is_over else "skipped" if not self.measured else "ok" if limits else ""
        ratio = f"{self.median / median(self.peers):.1f} times {self.peer}" if self.median and self.peers else ""
        return f"| {' | '.join((self.what, *shown, limits or 'none', state, ratio, self.slowest))} |"


def seconds(value: float) -> str:
    return f"{value:.3f} s"


def mebibytes(value: float) -> str:
    return f"{value:.1f} MiB"


def timed(work: Callable[[], object], times: int, clock: Callable[[], float] = perf_counter) -> list[float]:
    """Do some work once unmeasured, then so many times measured."""
    work()
    return [_time(work, clock) for _ in range(times)]


def _time(work: Callable[[], object], clock: Callable[[], float]) -> float:
    start = clock()
    work()
    return clock() - start


def bot_of(folder: Path) -> Bot:
    loaded = load(folder)
    assert loaded.catalog, "\n".join(map(str, loaded.problems[:10]))
    return app.build(Config(), loaded)


def usual_lines(bot: Bot) -> list[str]:
    """Give every member command, bare, and the typical lines."""
    bare = [f"/workshop {each.name}" for each in bot.commands.values() if not each.organizer]
    return ["/workshop", *bare, *TYPICAL]


def big_lines(bot: Bot) -> list[str]:
    """Give the usual lines, and many more of which most are asked once, so that no cache holds their answers."""
    random, shops = Random(7), list(bot.catalog.workshops)
    more = [
        pattern.replace("{w}", random.choice(RARE), 1)
        .replace("{w}", random.choice(RARE))
        .format(c=random.choice(COMMON), p=random.choice(BEGINNINGS), n=random.choice(NAMES), s=random.choice(shops))
        for pattern in PATTERNS * 15
    ]
    return usual_lines(bot) + more


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
            found.append((name, line, took, _time(partial(plain.render, text), thread_time)))
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


def slowest(timed_words: Iterable[tuple[str, float]]) -> str:
    """Name what took longest, by its median."""
    times: dict[str, list[float]] = {}
    for each, took in timed_words:
        times.setdefault(each, []).append(took)
    worst = max(times, key=lambda each: median(times[each]))
    return f"`{worst}` ({median(times[worst]) * 1000:.2f} ms)"


def question_rows(bot: Bot) -> Iterator[Row]:
    """Answer each question of the table once, so that no cache holds its answer."""
    lines = [bot.line(f"ask {asked['ask']}") for _, asked in questions(TABLE)]
    yield from answer_rows(bot, list(dict.fromkeys(lines)), 1, "questions of tests/questions.yaml", QUESTION)


def page_rows() -> Iterator[Row]:
    """Run the bot as a user would and open its page; what a browser is needed for is skipped where there is none."""
    if not Path("/proc/self/status").exists():
        return
    found = measure()
    no = "" if "answer_ms" in found else "there is no Chromium here (apt-get install chromium)"
    ready = [(found["ready_ms"] + found.get("opened_ms", 0)) / 1000]
    yield Row(f"page {'served' if no else 'ready'} after `workshop-bot run`", ready, PAGE, form=seconds, slowest=no)
    for what, key in (("Enter", "answer_ms"), ("Enter, the slowest", "answer_worst_ms")):
        shown = [found[key] / 1000] if key in found else []
        yield Row(f"answer shown in the page after {what}", shown, SHOWN, slowest=no)
    yield Row("memory of `run` with the page up", [found["memory_mib"]], PAGE_MEMORY, form=mebibytes)
    more = found[f"memory_of_{OPEN_PAGES}_pages_mib"]
    yield Row(f"memory of {OPEN_PAGES} open pages", [more], MORE_PAGES, form=mebibytes)


def search_rows(bot: Bot) -> Iterator[Row]:
    scan = sqlite3.connect(":memory:")
    scan.execute("create table facts (text text)")
    texts = [(_searched(fact),) for fact in bot.catalog.facts.values()]
    scan.executemany("insert into facts values (?)", texts)
    for what, queries in SEARCHES.items():
        asked = [(query, kinds) for query in queries for kinds in ((), ("paper",), ("topic", "item"))]
        found = [
            (query, took)
            for query, kinds in asked
            for took in timed(partial(_find, bot, query, kinds), 20, thread_time)
        ]
        peers = [took for query in queries for took in timed(partial(_scan, scan, query), 3, thread_time)]
        yield Row(
            f"search of {len(texts):,} facts, {what}",
            [took for _, took in found],
            SEARCH_BIG,
            "counting by LIKE in as many rows",
            peers,
            slowest=slowest(found),
        )


def _find(bot: Bot, query: str, kinds: Sequence[str]) -> list[str]:
    return bot.index.find(query, kinds, most=60)


def _searched(fact: Fact) -> str:
    fields = ("text", "answer", "note", "affiliation", "authors", "asks", "cited")
    texts = (getattr(fact, name, None) for name in fields)
    return " ".join((name_of(fact), *fact.also, *(str(text) for text in texts if text)))


def _scan(scan: sqlite3.Connection, query: str) -> list[Any]:
    likes = [f"%{word}%" for word in query.split()]
    where = " and ".join("text like ?" for _ in likes)
    return scan.execute(f"select count(*) from facts where {where}", likes).fetchall()


def load_row(folder: Path, what: str, limits: Limits, times: int) -> Row:
    texts = [file.read_text(encoding="utf-8") for file in folder.rglob("*.yaml")]
    found = timed(lambda: bot_of(folder), times)
    peers = timed(lambda: [yaml.load(text, yaml.CSafeLoader) for text in texts], times)
    return Row(f"load, check and index {what}", found, limits, "yaml.CSafeLoader alone", peers, seconds)


async def pause(bot: Bot, folder: Path) -> float:
    """Give the longest time that an answer had to wait while a folder was reloaded."""
    longest, reloading = 0.0, asyncio.create_task(app.reload(bot, folder))
    while not reloading.done():
        due = perf_counter() + GAP
        await asyncio.sleep(GAP)
        await bot.answer("/workshop deadlines icml-2024", PERSON, NOW)
        longest = max(longest, perf_counter() - due)
    return longest


def start_rows() -> Iterator[Row]:
    nothing = timed(lambda: _run("-c", "pass"), 11)
    for typed, limits in ((["--help"], START), (["ask", "/workshop deadlines"], (None, None))):
        found = timed(partial(_run, "-m", "bot", *typed), 11)
        yield Row(f"process: `workshop-bot {' '.join(typed)}`", found, limits, "`python -c pass`", nothing, seconds)


def _run(*typed: str) -> None:
    subprocess.run([sys.executable, *typed], check=True, cwd=ROOT, stdout=subprocess.DEVNULL)


def memory_row() -> Row | None:
    """Read the resident memory of a conversation after some answers, where the system tells it."""
    if not Path("/proc/self/status").exists():
        return None
    asked = "\n".join((*TYPICAL, "/workshop about", ""))
    chat = _resident(["-m", "bot", "chat"], asked, "About ·")
    return Row(
        f"memory of `chat` after {len(TYPICAL)} answers",
        [chat],
        (MEMORY, None),
        "`python` that waits for input",
        [_resident(["-c", "import sys; print('x', flush=True); sys.stdin.read()"], "", "x")],
        mebibytes,
    )


def _resident(command: list[str], typed: str, last: str) -> float:
    """Start a process, type something, wait for a line that begins with `last` and read the memory it has then."""
    with subprocess.Popen(
        [sys.executable, *command], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    ) as process:
        assert process.stdin
        assert process.stdout
        process.stdin.write(typed)
        process.stdin.flush()
        next((line for line in process.stdout if line.startswith(last)), None)
        status = Path(f"/proc/{process.pid}/status").read_text(encoding="utf-8")
        process.stdin.close()
        process.stdout.read()
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


def rows(folder: Path) -> Iterator[Row]:
    shipped = bot_of(SHIPPED)
    papers, big = write_big(folder / "papers", workshops=0), write_big(folder / "big")
    large = f"{WORKSHOPS} workshops and {PAPERS:,} papers"
    yield from start_rows()
    if memory := memory_row():
        yield memory
    yield from page_rows()
    yield load_row(SHIPPED, "the shipped data", LOAD, 9)
    yield load_row(papers, f"{PAPERS:,} papers", LOAD_BIG, 2)
    yield load_row(big, large, LOAD_BIG, 2)
    yield from answer_rows(shipped, usual_lines(shipped), ROUNDS, "shipped data", ANSWER)
    yield from question_rows(shipped)
    bot = bot_of(big)
    yield from answer_rows(bot, big_lines(bot), 1, large, ANSWER_BIG)
    yield from search_rows(bot)
    yield Row("longest wait for an answer while these are reloaded", [asyncio.run(pause(bot, big))], (None, None))


def main() -> None:
    """Print the table as it is measured, and how much of it is over its limits."""
    sys.stdout.write(
        "| what | median | p99 | limit | | median, to a peer's | slowest |\n|---|---|---|---|---|---|---|\n"
    )
    over = 0
    with TemporaryDirectory() as folder:
        for row in rows(Path(folder)):
            sys.stdout.write(f"{row}\n")
            sys.stdout.flush()
            over += row.is_over
    python = sys.version.split()[0]
    sys.stdout.write(
        f"\n{over} over the limit. Measured warm, with the garbage collector on, Python {python}; "
        "answers and searches in processor time, the others by the clock.\n"
    )


if __name__ == "__main__":
    main()
