"""Starts the bot as a process that lives at a pretended time and dies where it is told to.

`python -m tests.chaos.launch API BASE GATEWAY -- run …`; CHAOS names a folder with the files `offset` (seconds that the
pretended time is ahead), `steps` (written: what was reached), `ticks` (written) and, in CHAOS_KILL, the number of the
step to die at.
"""

import os
import signal
import sys
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from bot import app, posting, run, ticker, work
from bot.platforms import pacer
from bot.platforms.discord import platform as discord
from bot.platforms.slack import platform as slack
from bot.posts import deliver
from bot.store import database, opening
from tests.chaos.steps import stepping_border, stepping_store
from tests.fakes import launch

PATIENCE = 1.0  # seconds
BEAT = timedelta(milliseconds=50)
FOLDER = Path(os.environ["CHAOS"])
KILL = int(os.environ.get("CHAOS_KILL", "0"))


def pretended() -> datetime:
    """Give the pretended time (aware UTC); it is read anew each time, so that it can be set from outside."""
    return datetime.now(UTC) + timedelta(seconds=float((FOLDER / "offset").read_text() or 0))


class Steps:
    """Counts the steps, and dies."""

    def __init__(self) -> None:
        self._count = 0
        self._log = os.open(FOLDER / "steps", os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def reached(self, step: str) -> None:
        self._count += 1
        os.write(self._log, f"{step}\n".encode())
        if self._count == KILL:
            os.kill(os.getpid(), signal.SIGKILL)


class Ticker(ticker.Ticker):
    """Tells in the file `ticks` how many ticks have begun, and below which number all have ended."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments, every=BEAT)
        self._begun, self._running = 0, set[int]()
        self._told = os.open(FOLDER / "ticks", os.O_WRONLY | os.O_CREAT)

    async def _run(self) -> None:
        number, self._begun = self._begun, self._begun + 1
        self._running.add(number)
        self._tell()
        await super()._run()
        self._running.discard(number)
        self._tell()

    def _tell(self) -> None:
        os.pwrite(self._told, f"{self._begun:9} {min(self._running, default=self._begun):9}".encode(), 0)


def replaced() -> None:
    """Put the pretended time, a short patience and the steps into the parts, before they are joined."""
    steps = Steps()

    def border(kind: Any, name: str, *arguments: Any) -> Any:
        return stepping_border(kind(*arguments, pacer=pacer.Pacer(0, 0), patience=PATIENCE), name, steps.reached)

    def store(kind: Any, *arguments: Any) -> Any:
        return stepping_store(kind(*arguments), steps.reached)

    discord.DiscordBorder = partial(border, discord.DiscordBorder, "Discord")
    slack.SlackBorder = partial(border, slack.SlackBorder, "Slack")
    slack.Wanted = partial(slack.Wanted, api=sys.argv.pop(1), pause=0.1)
    database.Store = partial(store, database.Store)
    app.real = run.real = pretended
    posting.Ticker = Ticker
    deliver.STORE_PAUSE = opening.PATIENCE = 0.3
    posting.FINISH = 0.5
    work.LookingBack = partial(work.LookingBack, pace=0.05, again=0.3)


if __name__ == "__main__":
    replaced()
    launch.launch()
