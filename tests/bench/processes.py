"""Bots in processes of their own: starting them, waiting until they are there, ending them."""

import asyncio
import os
import sys
from collections.abc import Coroutine, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any

from tests.bench.table import ROOT, resident

LAST_WORDS = 2000


@dataclass(frozen=True)
class Program:
    """What to start: what python is told, variables of its environment, and the file that it logs into."""

    typed: Sequence[str]
    log: Path
    environment: Mapping[str, str]

    async def start(self) -> "Running":
        with self.log.open("wb") as log:
            began = monotonic()
            environment = {**os.environ, **self.environment}
            process = await asyncio.create_subprocess_exec(
                sys.executable, *self.typed, cwd=ROOT, env=environment, stdin=asyncio.subprocess.DEVNULL,
                stdout=log, stderr=log,
            )  # fmt: skip
        return Running(process, began, self.log)


@dataclass(frozen=True)
class Running:
    """A process; `began` is when it was started, in seconds of the loop's clock."""

    process: asyncio.subprocess.Process
    began: float
    log: Path

    @property
    def mebibytes(self) -> float:
        return resident(self.process.pid)

    @property
    def processor(self) -> float:
        """Give the processor time in seconds, 0 where this system does not tell it."""
        stat = Path(f"/proc/{self.process.pid}/stat")
        if not stat.exists():
            return 0.0
        ticks = stat.read_text(encoding="utf-8").rpartition(")")[2].split()[11:13]  # utime and stime: man proc(5)
        return sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")

    async def until(self, there: Coroutine[Any, Any, Any]) -> None:
        """Wait for what the bot is to do; AssertionError gives its last words if it ends instead."""
        coming, ended = asyncio.ensure_future(there), asyncio.ensure_future(self.process.wait())
        await asyncio.wait({coming, ended}, return_when=asyncio.FIRST_COMPLETED)
        ended.cancel()
        if not coming.done():
            coming.cancel()
            raise AssertionError(f"the bot ended: {self.log.read_text(encoding='utf-8')[-LAST_WORDS:]}")
        await coming

    async def stop(self) -> None:
        if self.process.returncode is None:
            self.process.terminate()
        await self.process.wait()


def ours(folder: Path, config: str, launch: Sequence[str], environment: Mapping[str, str]) -> Program:
    """Give our bot with settings of its own, by a module that points it to local servers.

    What it keeps and logs goes into a new folder.
    """
    folder.mkdir()
    file = folder / "config.toml"
    file.write_text(f"[bot]\nstate = '{folder}'\n{config}", encoding="utf-8")
    typed = ["-m", *launch, "--", "run", "--config", str(file)]
    return Program(typed, folder / "log", environment)
