"""Reading a calendar in a process of its own, with limits: whatever strangers wrote, the bot answers on meanwhile."""

import asyncio
import json
import os
import sys
from contextlib import suppress
from datetime import datetime
from functools import lru_cache

from pydantic import TypeAdapter

from bot.watch.found import CalendarError, Found

PATIENCE = 20.0  # seconds by the clock, where others use the machine too
MOST_WORK = 10  # seconds of its own
MOST_MEMORY = 1_000_000_000  # bytes of address space
_NEEDED = ("PATH", "PYTHONPATH", "LD_LIBRARY_PATH", "SYSTEMROOT", "TZDIR")
TOO_LONG = "it takes too long to read; it may hold too many entries or repetitions"


async def read_apart(text: str, zone: str | None, now: datetime, patience: float = PATIENCE) -> Found:
    """Read a calendar as `bot.watch.ics.read_calendar` does, but nowhere near the bot; raises CalendarError."""
    asked = json.dumps([text, zone, now.isoformat()]).encode()
    try:
        async with asyncio.timeout(patience):
            found = _found().validate_json(await _said(asked))
    except TimeoutError:
        raise CalendarError(TOO_LONG) from None
    except (OSError, ValueError):  # no process could be begun, or it came to its limits
        raise CalendarError("it cannot be understood") from None
    if isinstance(found, str):
        raise CalendarError(found)
    return found


async def _said(asked: bytes) -> bytes:
    """Ask the other process, which is gone afterwards whatever happens."""
    pipe, nowhere = asyncio.subprocess.PIPE, asyncio.subprocess.DEVNULL
    line = (sys.executable, "-m", __name__)
    known = {name: os.environ[name] for name in _NEEDED if name in os.environ}  # no secrets, which are not its business
    process = await asyncio.create_subprocess_exec(*line, stdin=pipe, stdout=pipe, stderr=nowhere, env=known)
    try:
        said, _ = await process.communicate(asked)
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        ended = await process.wait()
    if ended < 0 and not said:  # stopped by the system, at its limit
        raise TimeoutError
    return said


def main() -> None:
    """Read what is asked on standard input, and say on standard output what was found or why nothing could be."""
    from bot.watch.ics import read_calendar  # noqa: PLC0415 - the bot itself loads none of it

    _limit()
    text, zone, now = json.load(sys.stdin.buffer)
    found: Found | str
    try:
        found = read_calendar(text, zone, datetime.fromisoformat(now))
    except CalendarError as error:
        found = str(error)
    sys.stdout.buffer.write(_found().dump_json(found))


def _limit() -> None:
    try:
        import resource  # noqa: PLC0415 - Windows has none
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_WORK, MOST_WORK))


@lru_cache(maxsize=1)
def _found() -> TypeAdapter[Found | str]:
    return TypeAdapter(Found | str)


if __name__ == "__main__":
    main()
