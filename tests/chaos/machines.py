"""What goes wrong with the machine: stops, the clock, the disk, the file, the settings, a second bot."""

import asyncio
import resource
import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from tests.chaos import season
from tests.chaos.machine import Machine
from tests.chaos.outcome import Outcome, outcome
from tests.chaos.season import CLOSED, DAY, EARLY, LAST, MINUTE, RUNG, STOPS

HOUR = 60 * MINUTE
MIDDLE = LAST - 2 * DAY
ONE, TWO, THREE = season.UNMOVED_END
WORKSHOP = STOPS[4:]
HELD = 1.2  # seconds: beyond the patience for a lock in tests.chaos.launch


async def _through(machine: Machine, *times: object) -> None:
    for now in times:
        await machine.lives(now)  # type: ignore[arg-type]


async def stopped(machine: Machine, down: timedelta) -> Outcome:
    """Stop the process before each due time, and start it so long after."""
    await _through(machine, EARLY)
    for due in (RUNG, MIDDLE, LAST, CLOSED):
        await machine.stop()
        machine.process = None
        await machine.lives(due + down)
    return outcome(machine)


async def stepped(machine: Machine, step: timedelta) -> Outcome:
    """Let the machine's clock alone be wrong over a due time, and right again."""
    await _through(machine, EARLY, RUNG - HOUR)
    machine.sets(RUNG - HOUR + step, servers=False)
    await asyncio.sleep(0.5)
    await _through(machine, RUNG, MIDDLE)
    machine.sets(MIDDLE + step, servers=False)
    await asyncio.sleep(0.5)
    await _through(machine, MIDDLE + HOUR, LAST, CLOSED, CLOSED + DAY)
    return outcome(machine)


async def locked(machine: Machine, under_way: str) -> Outcome:
    """Let another program hold the database when something is due, or while that is under way."""
    await machine.lives(EARLY)
    await machine.connected()
    if under_way:
        machine.discord.fault("POST", "/messages$", delay=0.4, after=True)
        machine.slack.fault("chat.postMessage", delay=0.4, after=True)
        machine.sets(RUNG)
        await asyncio.sleep(0.3)
    with closing(sqlite3.connect(machine.file, isolation_level=None, timeout=5)) as other:
        other.execute("begin immediate")
        machine.sets(RUNG)
        await asyncio.sleep(HELD)
        other.execute("rollback")
    await _through(machine, RUNG + MINUTE, MIDDLE, LAST, CLOSED, CLOSED + DAY)
    return outcome(machine)


async def full(machine: Machine, under_way: str) -> Outcome:
    """Let the disk be full when something is due, or while that is under way; then there is room again."""
    await machine.lives(EARLY)
    await machine.connected()
    assert machine.process
    if under_way:
        machine.discord.fault("POST", "/messages$", delay=0.4, after=True)
        machine.slack.fault("chat.postMessage", delay=0.4, after=True)
        machine.sets(RUNG)
        await asyncio.sleep(0.3)
    unlimited = resource.prlimit(machine.process.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(machine.process.pid, resource.RLIMIT_FSIZE, (1024, unlimited[1]))
    machine.sets(RUNG)
    await asyncio.sleep(HELD)
    resource.prlimit(machine.process.pid, resource.RLIMIT_FSIZE, unlimited)
    await _through(machine, RUNG + MINUTE, MIDDLE, LAST, CLOSED, CLOSED + DAY)
    return outcome(machine)


async def deleted(machine: Machine, over: str) -> Outcome:
    """Delete the folder of what is kept while stopped, over a due time too: that post was not known beforehand."""
    await _through(machine, EARLY, RUNG, MIDDLE)
    await machine.stop()
    machine.process = None
    shutil.rmtree(machine.file.parent)
    await _through(machine, LAST + HOUR if over else MIDDLE + HOUR, LAST + 2 * HOUR, CLOSED, CLOSED + DAY)
    if not over:
        return outcome(machine)
    came = outcome(machine, [ONE, TWO])
    return replace(came, known=["what fell due while the folder was gone is skipped: it was past when first known"])


async def restored(machine: Machine, how: str) -> Outcome:
    """Put the file of a day ago in its place: what was posted since is coming in it."""
    await _through(machine, EARLY, RUNG, MIDDLE, LAST - DAY)
    await _kept(machine)
    await machine.lives(LAST)
    if how == "while closed":
        await machine.lives(CLOSED)
    await _put_back(machine)
    await _through(machine, CLOSED + HOUR if how else LAST + HOUR, CLOSED + 2 * HOUR, CLOSED + DAY)
    return outcome(machine)


async def restored_on_the_day(machine: Machine, _: str) -> Outcome:
    """The same in the course of the workshop's day, where sessions stand in the thread of the briefing."""
    await _through(machine, EARLY, RUNG, MIDDLE, LAST, CLOSED, WORKSHOP[0] - HOUR)
    await _kept(machine)
    await _through(machine, *WORKSHOP[:2])
    await _put_back(machine)
    await _through(machine, WORKSHOP[1] + MINUTE, WORKSHOP[2], season.OVER)
    return outcome(machine, [*season.UNMOVED_END, season.BRIEFING], season.IN_THREAD)


async def _kept(machine: Machine) -> None:
    with closing(sqlite3.connect(machine.file)) as now, closing(sqlite3.connect(machine.folder / "old.db")) as old:
        now.backup(old)


async def _put_back(machine: Machine) -> None:
    await machine.stop()
    machine.process = None
    for file in machine.file.parent.glob("bot.db*"):
        file.unlink()
    shutil.copy(machine.folder / "old.db", machine.file)


async def routed(machine: Machine, _: str) -> Outcome:
    """Name other channels in the settings: what is shown stays and is kept right, what comes stands in the new one."""
    await _through(machine, EARLY, RUNG)
    await machine.stop()
    machine.process, machine.channels = None, dict.fromkeys(machine.channels, "other")
    machine.learns(season.FACTS.replace("Paper", "Essay"))
    await _through(machine, MIDDLE, LAST, CLOSED, CLOSED + DAY)
    old = season.discord_place(machine.discord, machine.guild.channel("general")).titles[0]
    old += season.slack_place(machine.team.channel("general")).titles[0]
    new = [place.titles[0] for place in machine.places().values()]
    right = old == ["Essay · Bees 2024"] * 2 and new == [["Essay · Bees 2024", "Closed: Essay · Bees 2024"]] * 2
    waiting = len(season.told_of(machine.file))
    return Outcome(1, [] if right else [f"general: {old}, other: {new}"], waiting)


async def second(machine: Machine, both: str) -> Outcome:
    """Start a second bot with the same tokens on a folder of its own; `both`: it runs beside the first, over rungs."""
    await _through(machine, EARLY, RUNG)
    first, file = machine.process, machine.file
    if both:
        machine.discord.nonce_window = 300.0  # as Discord has it
    else:
        await machine.stop()
    machine.process, machine.state = None, "second"
    await _through(machine, RUNG + HOUR, MIDDLE, LAST, CLOSED, CLOSED + DAY)
    assert file != machine.file
    came = outcome(machine)
    if both:
        await _agree(machine, file, came)
        assert first
        first.kill()
        await first.wait()
    return came


async def _agree(machine: Machine, file: Path, came: Outcome) -> None:
    """Find what the first bot's file says otherwise than what stands, after a moment to note the last."""
    await asyncio.sleep(1)
    wrong = season.faults_of(machine.places(), file, lambda _: (season.UNMOVED_END, []))
    came.wrong += [f"the first bot: {each}" for each in wrong]


SCENARIOS = [
    *(("stopped over each due time", stopped, minutes * MINUTE) for minutes in (0, 1, 9, 11, 300)),
    *(("the clock steps forward, and back", stepped, hours * HOUR) for hours in (1, 2, 20)),
    *(("the clock steps back, and forward", stepped, -hours * HOUR) for hours in (1, 2, 20)),
    ("the database is locked when something is due", locked, ""),
    ("the database is locked while it is posted", locked, "under way"),
    ("the disk is full when something is due", full, ""),
    ("the disk is full while it is posted", full, "under way"),
    ("the state is deleted", deleted, ""),
    ("the state is deleted over a due time", deleted, "over"),
    ("the state of a day ago is put back", restored, ""),
    ("the state of a day ago is put back after the deadline", restored, "while closed"),
    ("the state of an hour ago is put back on the day", restored_on_the_day, ""),
    ("a channel is routed anew", routed, ""),
    ("a second bot takes over with an empty state", second, ""),
    ("a second bot runs at the same time", second, "both"),
]
