"""The campaign: whatever happens, exactly one copy in every place: `python -m tests.chaos [part of a row]`.

Whatever is wrong is told as the row by which just that can be repeated.
"""

import asyncio
import logging
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.chaos import desks, kills, machines, requests
from tests.chaos.machine import machine
from tests.chaos.outcome import Outcome

AT_ONCE = 3
SCENARIOS = [*requests.SCENARIOS, *machines.SCENARIOS, *kills.SCENARIOS, *desks.SCENARIOS]


async def tried(folder: Path, name: str, scenario: Any, what: Any) -> Outcome:
    """Try a scenario on a machine of its own."""
    try:
        async with machine(folder) as made:
            came: Outcome = await scenario(made, what)
    except AssertionError as error:
        came = Outcome(1, [str(error)])
    came.wrong = [f"{row(name, what)}: {each}" for each in came.wrong]
    return came


def row(name: str, what: Any) -> str:
    """Give how one try is called."""
    return f"{name} {what}".rstrip()


async def campaign(folder: Path, part: str) -> dict[str, Outcome]:
    """Try everything; gives what came of it by the fault's name."""
    turns, found = asyncio.Semaphore(AT_ONCE), dict[str, Outcome]()

    async def one(number: int, name: str, scenario: Any, what: Any) -> None:
        async with turns:
            came = await tried(folder / str(number), name, scenario, what)
            found[name] = found.get(name, Outcome()) + came

    wanted = [each for each in SCENARIOS if part in row(each[0], each[2])]
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
    for whose, killed in (("killed at", kills.KILLED), ("desk: killed at", desks.KILLED)):
        for name, count in sorted(killed.items()):
            print(f"{f'{whose} {name}':58}{count:6}")
    print(f"{'desk: pressed again, since no answer came':58}{desks.AGAIN.total():6}")
    return 1 if any(came.wrong for came in found.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
