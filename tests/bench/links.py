"""How long it takes to check many links, over how many connections, and whether memory stays as it was."""

import asyncio
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from bot.clock import real
from bot.store.database import Store
from bot.store.links import Links
from bot.watch.links.fetch import Fetcher, Pace
from bot.watch.links.outward import CONNECTIONS, Outward
from bot.watch.links.watch import LinkWatch, Means
from tests.bench.start import bot_of
from tests.bench.table import HEAD, NO_STATUS, STATUS, Row, mebibytes, resident, seconds
from tests.watch.links.web import NO_TRUST, Web, is_here, on_web

LINKS, OF_A_HOST, SLOW, ROUNDS = 500, 5, 4, 3
TAKES = 1.5  # seconds that each page of a slow host takes
TIMES, MORE_MEMORY = 1.2, 5.0
PACE = Pace()
WHAT = f"{LINKS} links of {LINKS // OF_A_HOST} hosts, {SLOW} of them slow"


def link_rows(folder: Path) -> Iterator[Row]:
    """Check the links as the watch does, with its real pauses, several times over."""
    (folder / "links").mkdir()
    took, most, memory = asyncio.run(_checked(folder / "links"))
    path = max(OF_A_HOST * TAKES + (OF_A_HOST - 1) * PACE.pause, SLOW * OF_A_HOST * TAKES / CONNECTIONS)
    yield Row(f"check {WHAT}", took, (TIMES * path, None), "the slowest path that is allowed", [path], seconds)
    yield Row("the same: connections at once", [most], (CONNECTIONS, None), form=lambda number: f"{number:.0f}")
    what = f"the same: memory after {ROUNDS} times, beyond that after the first"
    yield Row(what, memory, (MORE_MEMORY, None), form=mebibytes, slowest="" if memory else NO_STATUS)


async def _checked(folder: Path) -> tuple[list[float], int, list[float]]:
    """Give how long each time took, the most connections at once, and how much memory grew after the first."""
    async with on_web() as site:
        (folder / "facts.yaml").write_text(_facts(site), encoding="utf-8")
        store, took, held = Store(folder / "bot.db"), [], []
        fetcher = Fetcher(Outward(is_here, site.resolve, NO_TRUST), PACE)
        watch = LinkWatch(bot_of(folder), Links(store), Means(fetcher, _nobody, real))
        for _ in range(ROUNDS):
            began = perf_counter()
            await watch.tick()
            took.append(perf_counter() - began)
            held.append(resident(os.getpid()) if STATUS.exists() else 0.0)
            assert len(site.asked) == LINKS, f"{len(site.asked)} of {LINKS} links were checked"
            site.asked.clear()  # what the server remembers is not the watch's
            site.names.clear()
            await store.write(lambda connection: connection.execute("update links set next_at = null"))
        await fetcher.close()
        await store.close()
        return took, site.most_at_once, [held[-1] - held[0]] if STATUS.exists() else []


def _facts(site: Web) -> str:
    lines = [
        f"  c{number}: {{name: C{number}, platform: Web, invite: {{url: '{_url(site, number)}', note: Local.}}}}"
        for number in range(LINKS)
    ]
    return "\n".join(["source: https://bees.org", "communities:", *lines])


def _url(site: Web, number: int) -> str:
    host = number % (LINKS // OF_A_HOST)
    return site.url(f"/slow/{TAKES}/{number}" if host < SLOW else f"/ok/{number}", f"h{host}.test")


async def _nobody(_: str, __: str, text: str) -> None:
    raise AssertionError(text)


if __name__ == "__main__":
    with TemporaryDirectory() as made:
        sys.stdout.write(HEAD + "".join(f"{row}\n" for row in link_rows(Path(made))))
