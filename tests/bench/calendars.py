"""How long a calendar takes to be read, beside what a plain parser needs that expands no series."""

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial

import vobject

from bot.watch.ics import read_calendar
from tests.bench.table import Row, timed
from tests.watch.written import calendar

TALKS = 500


def calendar_rows() -> Iterator[Row]:
    lines = "DTSTART;TZID=Europe/London:20261012T170000\nDESCRIPTION:" + "On bees and their hives. " * 20
    text = calendar(*(f"UID:{number}\nSUMMARY:Talk {number}\n{lines}" for number in range(TALKS)))
    read = partial(read_calendar, text, None, datetime(2026, 10, 1, tzinfo=UTC))
    peers = timed(lambda: list(vobject.readComponents(text)), 3)
    yield Row(f"a calendar of {TALKS} talks, read apart from the bot", timed(read, 3), (None, None), "vobject", peers)
