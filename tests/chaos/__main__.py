"""The campaign: whatever happens, exactly one copy in every place: `python -m tests.chaos [part of a fault's name]`."""

import asyncio
import logging
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.chaos import kills, machines, requests
from tests.chaos.machine import machine
from tests.chaos.outcome import Outcome

AT_ONCE = 3
SCENARIOS = [*requests.SCENARIOS, *machines.SCENARIOS]


async def tried(folder: Path, scenario: Any, what: str) -> Outcome:
    """Try a scenario on a machine of its own."""
    try:
        async with machine(folder) as made:
            return await scenario(made, what)
    except AssertionError as error:
        return Outcome(1, [str(error)])


async def campaign(folder: Path, part: str) -> dict[str, Outcome]:
    """Try everything; gives what came of it by the fault's name."""
    turns, found = asyncio.Semaphore(AT_ONCE), dict[str, Outcome]()

    async def one(number: int, name: str, scenario: Any, what: Any) -> None:
        async with turns:
            came = await tried(folder / str(number), scenario, what)
            found[name] = found.get(name, Outcome()) + came

    wanted = [each for each in (*SCENARIOS, *kills.SCENARIOS) if part in each[0]]
    for name, *_ in wanted:
        found[name] = Outcome()
    await asyncio.gather(*(one(number, *each) for number, each in enumerate(wanted)))
    return found


def main() -> int:
    """Print a row for each fault; 1 where something was not as promised."""
    logging.getLogger("aiohttp.server").setLevel(logging.CRITICAL)  # of connections that died
    with tempfile.TemporaryDirectory() as folder:
        found = asyncio.run(campaign(Path(folder), " ".join(sys.argv[1:])))
    print(f"{'fault':58}{'tries':>6}{'kills':>6}{'wrong':>6}{'told':>6}")
    for name, came in found.items():
        print(f"{name:58}{came.tries:6}{came.kills:6}{len(came.wrong):6}{came.told:6}")
        for each in (*dict.fromkeys(came.known), *came.wrong):
            print(f"    {each}")
    for name, count in sorted(kills.KILLED.items()):
        print(f"killed at {name:48}{count:6}")
    return 1 if any(came.wrong for came in found.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
