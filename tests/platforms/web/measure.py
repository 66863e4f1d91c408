"""How fast the page is and what it weighs; `measure()` gives numbers for the bench.

`run_bot` starts the bot as a user would, in a process of its own, for the tests in a browser too.
"""

import asyncio
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any
from urllib.parse import urlsplit

from aiohttp import ClientSession, CookieJar, TCPConnector

ROOT = Path(__file__).parents[3]
OPEN_PAGES = 200
# This machine's closed network refuses what Chromium asks of its maker in the background.
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
ENTER_TO_ANSWER = """
(line) => new Promise((resolve) => {
  const before = document.querySelectorAll("article").length;
  let began = 0;
  const watch = () => {
    if (document.querySelectorAll("article").length < before + 2) return requestAnimationFrame(watch);
    requestAnimationFrame(() => resolve(performance.now() - began));
  };
  const input = document.getElementById("line");
  input.value = line;
  input.focus();
  began = performance.now();
  input.form.requestSubmit();
  watch();
})
"""


@dataclass(frozen=True)
class Running:
    """A bot that runs in its own process; `said` is what it printed until its page was ready."""

    process: subprocess.Popen[str]
    address: str
    said: str

    @property
    def base(self) -> str:
        return self.address.partition("/?")[0]

    @property
    def port(self) -> int:
        return urlsplit(self.address).port or 0

    @property
    def kibibytes(self) -> int:
        """Give the resident memory."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="utf-8")
        found = re.search(r"VmRSS:\s+(\d+)", status)
        assert found
        return int(found[1])


@contextmanager
def run_bot(folder: Path, state: Path, port: int = 0, *more: str) -> Iterator[Running]:
    """Run the bot on the facts of a folder, with what it keeps in `state`, until the context ends."""
    line = [sys.executable, "-m", "bot", "run", "--page", "--port", str(port), "--data", str(folder), *more]
    settings = {**os.environ, "XDG_STATE_HOME": str(state), "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(line, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=settings)
    assert process.stdout
    said = ""
    while "Ctrl-C" not in said:
        read = process.stdout.readline()
        if not read:
            raise AssertionError(said + process.communicate()[1])
        said += read
    found = re.search(r"http\S+", said)
    assert found
    try:
        yield Running(process, found[0], said)
    finally:
        process.terminate()
        process.communicate(timeout=10)


def chromium() -> str | None:
    """Give the system's browser, None where there is none."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


async def _ready(address: str) -> None:
    async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as session, session.get(address) as response:
        assert response.status == 200
        await response.read()


async def _with_open_pages(running: Running) -> float:
    """Give how many KiB more the bot holds while many pages listen."""
    jar = CookieJar(unsafe=True)
    async with ClientSession(cookie_jar=jar, connector=TCPConnector(limit=0)) as session:
        async with session.get(running.address) as response:
            await response.read()
        before = running.kibibytes
        streams = [await session.get(f"{running.base}/events") for _ in range(OPEN_PAGES)]
        for stream in streams:
            assert (await stream.content.readline()).startswith(b"data: ")
        more = running.kibibytes - before
        for stream in streams:
            stream.close()
        return more


def _in_browser(address: str) -> dict[str, float]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        page = browser.new_page()
        page.goto(address)
        page.wait_for_selector("body[data-ready]")
        shown: float = page.evaluate("performance.now()")
        lines = ["/workshop deadlines", "/workshop schedule", "/workshop glossary", "how long may my paper be?"] * 4
        times = [page.evaluate(ENTER_TO_ANSWER, line) for line in lines]
        browser.close()
    return {"opened_ms": shown, "answer_ms": median(times), "answer_worst_ms": max(times)}


def measure(folder: Path = ROOT / "data") -> dict[str, Any]:
    """Measure the page with the shipped facts: milliseconds, and MiB; without a browser, less of it."""
    with tempfile.TemporaryDirectory() as state:
        began = perf_counter()
        with run_bot(folder, Path(state)) as running:
            asyncio.run(_ready(running.address))
            found: dict[str, Any] = {"ready_ms": (perf_counter() - began) * 1000}
            found |= _in_browser(running.address) if chromium() else {}
            found["memory_mib"] = running.kibibytes / 1024
            found[f"memory_of_{OPEN_PAGES}_pages_mib"] = asyncio.run(_with_open_pages(running)) / 1024
            return found


if __name__ == "__main__":
    for name, value in measure().items():
        sys.stdout.write(f"{name:24} {value:8.1f}\n")
