"""What goes wrong with requests: cut, refused, held up; of posts and of edits, on both platforms at once."""

import asyncio
from typing import Any

from tests.chaos import season
from tests.chaos.machine import Machine
from tests.chaos.outcome import Outcome, outcome
from tests.chaos.season import CLOSED, DAY, EARLY, LAST, MINUTE, RUNG

LATE = 2.0  # seconds: beyond the patience of tests.chaos.launch
MIDDLE = LAST - 2 * DAY
WITHOUT_ONE = season.UNMOVED_END[1:]
HOW: dict[str, dict[str, Any]] = {
    "cut before it was done": {"cut": "before"},
    "done, then cut": {"cut": "after"},
    "answered 429": {"status": 429, "headers": {"Retry-After": "2"}},
    "answered 500": {"status": 500},
    "done, then answered 500": {"status": 500, "after": True},
    "held up, then lost": {"delay": LATE, "cut": "before"},
    "done, its answer held up": {"delay": LATE, "after": True},
    "held up, done before the look": {"delay": LATE},
    "held up, done after the look": {"delay": LATE},
}
REFUSED: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "refused: 403": ({"status": 403, "code": 50013}, {"error": "restricted_action"}),
    "refused: 404": ({"status": 404, "code": 10003}, {"error": "channel_not_found"}),
}


def posts_fail(machine: Machine, discord: dict[str, Any], slack: dict[str, Any]) -> None:
    room = machine.guild.channel("general").id
    machine.discord.fault("POST", f"/{room}/messages$", **discord)
    machine.slack.fault("chat.postMessage", **slack)


def edits_fail(machine: Machine, discord: dict[str, Any], slack: dict[str, Any]) -> None:
    machine.discord.fault("PATCH", "/messages/", **discord)
    machine.slack.fault("chat.update", **slack)


async def post(machine: Machine, name: str) -> Outcome:
    """Let the first rung's post go wrong."""
    how = HOW[name]
    await machine.lives(EARLY)
    posts_fail(machine, how, how)
    if name == "held up, done before the look":
        await machine.lives(RUNG, soon=MINUTE)
        await asyncio.sleep(LATE)
    elif name == "held up, done after the look":
        await machine.lives(RUNG, soon=2 * MINUTE)
        await asyncio.sleep(LATE)
    await _rest(machine, RUNG + 3 * MINUTE)
    return outcome(machine)


async def edit(machine: Machine, name: str) -> Outcome:
    """Let the last edit go wrong, by which a rung says that it is closed."""
    how = HOW[name]
    for now in (EARLY, RUNG, MIDDLE, LAST):
        await machine.lives(now)
    edits_fail(machine, how, how)
    await machine.lives(CLOSED)
    await machine.lives(CLOSED + DAY)
    return outcome(machine)


async def refused(machine: Machine, name: str) -> Outcome:
    """Let the first rung be refused for good."""
    await machine.lives(EARLY)
    posts_fail(machine, *REFUSED[name])
    await _rest(machine, RUNG)
    return outcome(machine, WITHOUT_ONE, told=2)


async def removed(machine: Machine, _: str) -> Outcome:
    """Take a copy away before its last edit: it stays away."""
    for now in (EARLY, RUNG, MIDDLE, LAST):
        await machine.lives(now)
    for message in (machine.guild.channel("general").messages, machine.team.channel("general").messages):
        message.pop()  # by a moderator
    await machine.lives(CLOSED)
    await machine.lives(CLOSED + DAY)
    return outcome(machine, season.UNMOVED_END[:2])


async def _rest(machine: Machine, first: Any) -> None:
    for now in (first, MIDDLE, LAST, CLOSED, CLOSED + DAY):
        await machine.lives(now)


SCENARIOS = [
    *((f"a post is {name}", post, name) for name in HOW),
    *((f"an edit is {name}", edit, name) for name in HOW if "look" not in name),
    *((f"a post is {name}", refused, name) for name in REFUSED),
    ("a copy removed by a moderator", removed, ""),
]
