"""The process is killed with SIGKILL: at every step once, and again and again."""

from collections import Counter

from tests.chaos import season
from tests.chaos.inside import random_gaps
from tests.chaos.machine import Machine
from tests.chaos.outcome import Outcome, outcome

SEED = 20240301
STEPS = 130  # of a season
SEASONS = 10
KILLED: Counter[str] = Counter()


async def killed(machine: Machine, gaps: list[int]) -> Outcome:
    """Play a season whose processes die after so many steps each."""
    machine.gaps = list(gaps)
    await machine.lives(season.EARLY)
    await machine.lives(season.RUNG)
    machine.learns(season.MOVED)
    await machine.lives(season.TITLED, wanted="03-09")
    for stop in (*season.STOPS, season.OVER):
        await machine.lives(stop)
    KILLED.update(machine.kills)
    came = outcome(machine, season.END, season.IN_THREAD)
    came.kills = sum(machine.kills.values())
    return came


SCENARIOS = [
    *(("killed at each step, and once more", killed, [n, 4 + n % 9]) for n in range(1, STEPS)),
    *(("killed again and again", killed, random_gaps(SEED + n, 5, 14, 12)) for n in range(SEASONS)),
]
