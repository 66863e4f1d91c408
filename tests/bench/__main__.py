"""`make bench`: how long things take, beside their limits. A table, never a test: the exit code is always 0.

Times depend on the machine, so beside each stands how many times as long it took as a plain peer doing like work in
the same run; that ratio is what two machines can be compared by. Everything is measured warm (after one unmeasured
round, caches filled, with the garbage collector on). Answers and searches wait for nothing, so they are measured
in processor time: on a machine that others use at the same time, a clock on the wall would measure those. The page is
measured in a browser, by the browser's own clock; where there is none, its rows say so. Discord and Slack are local
servers in this process; each bot on them, ours and its peer, runs in a process of its own, and they take turns. Where
a limit is so much more than the peer needs, or so many times as much, it is that of this run.
"""

import asyncio
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.announcing import announcement_rows
from tests.bench.answers import ANSWER, ANSWER_BIG, ROUNDS, answer_rows, question_rows
from tests.bench.calendars import calendar_rows
from tests.bench.desk import desk_rows
from tests.bench.lines import big_lines, usual_lines
from tests.bench.links import link_rows
from tests.bench.page import page_rows
from tests.bench.platforms import platform_rows
from tests.bench.reminders import planning_rows, reminder_rows
from tests.bench.search import search_rows
from tests.bench.start import LOAD, LOAD_BIG, bot_of, load_row, memory_row, pause, start_rows
from tests.bench.table import HEAD, Row
from tests.big_data import PAPERS, SHIPPED, WORKSHOPS, write_big


def rows(folder: Path) -> Iterator[Row]:
    yield from start_rows()
    if memory := memory_row():
        yield memory
    yield from page_rows()
    yield from platform_rows(folder)  # before this process holds the large folder, which its own collector would walk
    yield from reminder_rows(folder)
    yield from announcement_rows(folder)
    yield from calendar_rows()
    yield from link_rows(folder)
    shipped = bot_of(SHIPPED)
    papers, big = write_big(folder / "papers", workshops=0), write_big(folder / "big")
    large = f"{WORKSHOPS} workshops and {PAPERS:,} papers"
    yield load_row(SHIPPED, "the shipped data", LOAD, 9)
    yield load_row(papers, f"{PAPERS:,} papers", LOAD_BIG, 2)
    yield load_row(big, large, LOAD_BIG, 2)
    yield from answer_rows(shipped, usual_lines(shipped), ROUNDS, "shipped data", ANSWER)
    yield from question_rows(shipped)
    yield from desk_rows(folder, shipped)
    bot = bot_of(big)
    yield from planning_rows(shipped, bot)
    yield from answer_rows(bot, big_lines(bot), 1, large, ANSWER_BIG)
    yield from search_rows(bot)
    yield Row("longest wait for an answer while these are reloaded", [asyncio.run(pause(bot, big))], (None, None))


def main() -> None:
    """Print the table as it is measured, and how much of it is over its limits."""
    sys.stdout.write(HEAD)
    over = 0
    with TemporaryDirectory() as folder:
        os.environ["XDG_STATE_HOME"] = str(Path(folder) / "state")  # apart from what a bot of this machine keeps
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
