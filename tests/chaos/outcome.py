"""What came of a fault, counted by copies."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from tests.chaos import season
from tests.chaos.machine import Machine


@dataclass
class Outcome:
    """How often a fault was tried, in which tries a place was not as promised, how many copies wait for a person.

    `known` tells what is not promised and came about.
    """

    tries: int = 0
    wrong: list[str] = field(default_factory=list)
    told: int = 0
    known: list[str] = field(default_factory=list)
    kills: int = 0

    def __add__(self, other: "Outcome") -> "Outcome":
        """Count both."""
        lists = self.wrong + other.wrong, self.told + other.told, self.known + other.known
        return Outcome(self.tries + other.tries, *lists, self.kills + other.kills)


def outcome(machine: Machine, channel: list[str] | None = None, threads: Iterable[str] = (), told: int = 0) -> Outcome:
    """Compare with what must stand in the channels; so many copies must wait for a person, who was told of each."""
    wrong = machine.faults(season.UNMOVED_END if channel is None else channel, list(threads))
    waiting = season.told_of(machine.file)
    if len(waiting) != told:
        wrong.append(f"{len(waiting)} copies wait for a person, not {told}: {waiting}")
    if told and len([each for each in machine.tells() if "needs you" in each]) != 2 * told:
        wrong.append(f"not told of each on both platforms: {machine.tells()}")
    return Outcome(1, ["; ".join(wrong)] if wrong else [], len(waiting))
