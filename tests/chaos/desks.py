"""Organizers press on a bot that dies: at every step once, again and again, and at any instant."""

from collections import Counter
from collections.abc import Sequence
from random import Random

from tests.chaos import season
from tests.chaos.chapters import CHAPTERS, FACTS, GROUP, Scene
from tests.chaos.machine import LONGEST, Machine
from tests.chaos.outcome import Outcome
from tests.chaos.people import People
from tests.chaos.season import rows

SEED = 20240201
SEASONS = 10
LIVES = 12
START = 14  # steps until a bot serves
STEPS = {"announcements": 80, "a deadline": 78, "a social": 140, "messages sent on": 76, "a mention": 82}
KILLED: Counter[str] = Counter()
AGAIN: Counter[str] = Counter()


def desk(machine: Machine) -> People:
    """Give people before a machine, with the settings and the facts of a desk."""
    people = People(machine)
    discord, slack = machine.discord, machine.slack
    discord.mentions_allowed = slack.mentions_allowed = True
    discord.patience = slack.patience = slack.deadline = slack.trigger_lifetime = LONGEST
    accounts = {"Ada": f"discord:{people.ada.user.id}", "Bo": f"slack:{machine.team.id}:{people.bo.id}"}
    groups = {"Bees": str(machine.guild.role_id("Bees")), "Hive": GROUP}
    machine.settings = {name: f'mentions.announcements = {{ group = "{group}" }}' for name, group in groups.items()}
    named = (f'[[organizers]]\nname = "{name}"\naccounts = ["{account}"]' for name, account in accounts.items())
    machine.settings[""] = "\n".join([*named, "[watch]", "links = false"])
    machine.learns(FACTS)
    return people


async def plays(people: People, scenes: Sequence[Scene]) -> list[str]:
    """Play scenes, then once more a start and a look; gives what was wrong."""
    place = "the end"
    try:
        for number, scene in enumerate(scenes, 1):
            place = f"scene {number}, {getattr(scene, '__name__', scene)}"
            await scene(people)
        place = "the end"
        await people.ends()
        await people.machine.kill()
        await people.shown()
        await people.shown(season.DAY / 8)
    except AssertionError as error:
        done = [
            f"{each['at']} {each['name']}: {each['what']}" for each in rows(people.machine.file, "select * from log")
        ]
        copies = [
            f"{each['post']} {each['community']}: {each['state']} {each['why']}" for each in rows(people.machine.file)
        ]
        log = (people.machine.folder / "log").read_text()[-1500:]
        return ["\n".join([f"{place}: {error}", *done, *copies, log])]
    return []


async def _came(people: People, scenes: Sequence[Scene]) -> Outcome:
    wrong, kills = await plays(people, scenes), people.machine.kills
    KILLED.update(kills)
    AGAIN["pressed"] += people.again
    return Outcome(1, wrong, kills=kills.total())


async def at_a_step(machine: Machine, what: tuple[str, int]) -> Outcome:
    """Play one chapter on a bot that dies after so many steps, and once more soon after."""
    name, step = what
    machine.gaps = [step, START + step % 23]
    return await _came(desk(machine), CHAPTERS[name])


async def again_and_again(machine: Machine, seed: int) -> Outcome:
    """Play all chapters among each other on a bot that dies again and again."""
    random = Random(seed)
    machine.gaps = [random.randint(START + 2, START + 45) for _ in range(LIVES)]
    return await _came(desk(machine), mixed(random))


async def at_any_instant(machine: Machine, seed: int) -> Outcome:
    """Play all chapters among each other on a bot that dies at any instant, while it starts too."""
    people = desk(machine)
    people.random = Random(seed)
    return await _came(people, mixed(people.random))


def mixed(random: Random) -> list[Scene]:
    """Give the scenes of all chapters among each other, those of each in their order."""
    left = {name: list(scenes) for name, scenes in CHAPTERS.items()}
    order = [name for name, scenes in left.items() for _ in scenes]
    random.shuffle(order)
    return [left[name].pop(0) for name in order]


SCENARIOS = [
    *(("desk: killed at each step, and once more", at_a_step, (name, step))
      for name, steps in STEPS.items() for step in range(1, steps + 1)),
    *(("desk: killed again and again", again_and_again, SEED + n) for n in range(SEASONS)),
    *(("desk: killed at any instant", at_any_instant, SEED + n) for n in range(SEASONS)),
]  # fmt: skip
