"""How long it takes until there is an answer: processes, loading, reloading; and the memory of a conversation."""

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from time import perf_counter

import yaml

from bot import app
from bot.config import Config
from bot.core import Bot
from bot.facts.files import load
from tests.bench.answers import NOW, PERSON
from tests.bench.lines import TYPICAL
from tests.bench.table import ROOT, STATUS, Limits, Row, mebibytes, resident, seconds, timed

START, LOAD, LOAD_BIG, MEMORY = (0.15, None), (0.3, None), (4.0, None), 70.0
GAP = 0.005  # seconds between two answers during a reload


def bot_of(folder: Path) -> Bot:
    loaded = load(folder)
    assert loaded.catalog, "\n".join(map(str, loaded.problems[:10]))
    return app.build(Config(), loaded)


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
    if not STATUS.exists():
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
        memory = resident(process.pid)
        process.stdin.close()
        process.stdout.read()
    return memory
