"""The same story with a restart or a kill between any two steps: the same facts in every place in the end, once."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.core import Bot
from bot.facts.changes import Change
from tests.bees import PAPER
from tests.desk.at_desk import AtDesk, at_desk

pytestmark = pytest.mark.anyio
BEES = (
    PAPER
    + """dates:
  decisions: {title: Decisions, on: 2027-04-01 or 2027-04-02}
sessions:
  waggle: {title: The waggle dance, at: 2027-06-20 09:00-10:00 Europe/Vienna, kind: talk, room: Hive A}
  smoke: {title: On smoke, at: 2027-06-20 10:00-11:00 Europe/Vienna, kind: talk, room: Hive B}
"""
)
NOW = datetime(2027, 2, 1, tzinfo=UTC)
QUIET = timedelta(minutes=16)
Step = Callable[[AtDesk], Awaitable[None]]


@pytest.fixture
async def desk(bot_on: Callable[..., Bot], tmp_path: Path) -> AsyncIterator[AtDesk]:
    async with at_desk(bot_on(bees_2027=BEES), tmp_path, NOW) as desk:
        yield desk


def by_ada(line: str) -> Step:
    async def step(desk: AtDesk) -> None:
        await desk.ada.presses(await desk.ada.types(f"/organize {line}"), "Do it")

    return step


def by_bo(line: str) -> Step:
    async def step(desk: AtDesk) -> None:
        await desk.bo.presses(await desk.bo.types(f"/organize {line}"), "Do it")

    return step


async def announced(desk: AtDesk) -> None:
    await desk.turns()
    await desk.passes(QUIET, timedelta(minutes=8))


async def undone(desk: AtDesk) -> None:
    older = await desk.bo.presses(await desk.bo.types("/organize changes"), "1 older")
    await desk.bo.presses(older, "Undo 1")


STORY: tuple[Step, ...] = (
    by_ada("extend what:bees-2027/submission to:+3d why:Many asked"),
    by_bo("change what:waggle part:room to:Hive C"),
    announced,
    by_bo("swap one:waggle other:smoke"),
    by_ada("cancel what:smoke why:The speaker is ill."),
    announced,
    undone,
    announced,
)
TITLES = ["Changes · Bees 2027", "Changes · Bees 2027", "Moved: Paper · Bees 2027"]


async def shown(desk: AtDesk) -> tuple[str, str]:
    """Give what both platforms answer on the schedule and the deadlines."""
    lines = [await desk.bo.types(f"/workshop {line} bees-2027") for line in ("schedule", "deadlines")]
    return lines[0].text, lines[1].text


@pytest.mark.parametrize("killed", [None, *range(len(STORY))])
async def test_it_ends_the_same_wherever_it_is_cut(desk: AtDesk, killed: int | None) -> None:
    for number, step in enumerate(STORY):
        await step(desk)
        if number == killed:  # nothing is told of it yet: a kill comes between the commit and the news
            await desk.restarts()
        await desk.turns()
    assert desk.place.titles() == (TITLES, TITLES)
    schedule, deadlines = await shown(desk)
    assert "Mon 1 Mar 2027, 23:59 AoE" in deadlines
    assert [line for line in schedule.splitlines() if "Hive" in line and "09:00" in line]
    first, second, third = (desk.told(number) for number in range(3))
    assert ("is extended to" in first, "**Changed again since:**" in first) == (True, True)
    assert "**On smoke** is **cancelled**: The speaker is ill." in second
    assert "**Paper** is moved to" in third


async def test_a_bare_time_is_refused_and_the_instant_is_echoed_first(desk: AtDesk) -> None:
    bare = await desk.bo.types('/organize extend what:bees-2027/submission to:"2027-03-04 18:00"')
    assert "has no zone; add AoE, UTC, UTC+9 or a place such as Europe/Vienna" in bare.text
    echoed = await desk.bo.types('/organize extend what:bees-2027/submission to:"2027-03-04 18:00 Europe/Vienna"')
    assert (
        "Now: Thu 4 Mar 2027, 18:00 Vienna time (Thu 4 Mar 2027, 05:00 AoE; Thu 4 Mar 2027, 17:00 UTC)" in echoed.text
    )
    assert desk.place.bot.catalog is desk.place.bot.files


async def test_what_moved_is_announced_once_and_not_as_new(desk: AtDesk) -> None:
    await by_bo("extend what:waggle to:+30m")(desk)
    await announced(desk)
    assert desk.place.titles() == (["Moved: The waggle dance · Bees 2027"],) * 2
    await desk.restarts()
    await announced(desk)
    assert desk.place.titles() == (["Moved: The waggle dance · Bees 2027"],) * 2
    assert "Vienna time" in desk.told()  # every time that is told names its zone


NINE = datetime(2027, 6, 20, 7, tzinfo=UTC)  # in Vienna
MINUTE = timedelta(minutes=1)


def started(desk: AtDesk) -> list[str]:
    """Give what the posts say that tell, in the day's thread on Discord, of a session's start."""
    server, room = desk.place.discord.server, desk.place.discord.guild.channel("general")
    inside = [message for each in server.channels.values() if each.parent is room for message in each.messages]
    return [f"{each['title']}: {each['description']}" for message in inside for each in message["embeds"]]


@pytest.mark.parametrize(
    ("by", "told"),
    [
        (
            "-1m",
            "The waggle dance: 08:59–09:59 Vienna time (<t:1813474740:t> your time): **The waggle dance** (Hive A)",
        ),
        (
            "+26m",
            "The waggle dance: 09:26–10:26 Vienna time (<t:1813476360:t> your time): **The waggle dance** (Hive A)",
        ),
    ],
)
async def test_a_start_that_is_near_is_told_as_it_is_by_then(desk: AtDesk, by: str, told: str) -> None:
    await desk.at(NINE - timedelta(hours=1))
    await desk.at(NINE - 14 * MINUTE)  # four minutes before it is told
    await by_bo(f"extend what:waggle to:{by}")(desk)
    await desk.passes(40 * MINUTE, MINUTE)
    assert [each for each in started(desk) if "waggle" in each] == [told]


async def test_a_start_that_was_told_is_corrected_and_told_anew_once(desk: AtDesk) -> None:
    await desk.at(NINE - timedelta(hours=1))
    await desk.at(NINE - 10 * MINUTE)
    await by_bo("extend what:waggle to:+30m")(desk)
    await desk.restarts()
    await desk.passes(40 * MINUTE, MINUTE)
    first, *later = [each for each in started(desk) if "waggle" in each]
    assert first.startswith("Moved: The waggle dance: **Moved** from Sun 20 Jun 2027, 09:00–10:00 Vienna time")
    assert [each.partition(" Vienna")[0] for each in later] == ["The waggle dance: 09:30–10:30"]
    assert desk.place.titles()[0] == ["Sun 20 Jun 2027 · Bees 2027", "Moved: The waggle dance · Bees 2027"]


async def test_what_is_undecided_is_announced_when_it_is_decided(desk: AtDesk) -> None:
    await by_bo("change what:decisions part:time to:2027-04-02 AoE")(desk)
    await announced(desk)
    assert desk.place.titles() == (["Now known: Decisions · Bees 2027"],) * 2
    assert "**Decisions**: now known, " in desk.told()


async def test_the_quiet_begins_anew_while_somebody_still_edits(desk: AtDesk) -> None:
    for room in ("Hive C", "Hive D", "Hive E"):
        await by_bo(f"change what:waggle part:room to:{room}")(desk)
        await desk.passes(timedelta(minutes=10))
    assert desk.place.titles() == ([], [])
    await announced(desk)
    assert desk.place.titles() == (["Changed: The waggle dance · Bees 2027"],) * 2
    assert "room: Hive E. It was: Hive A." in desk.told()


async def test_nothing_is_changed_but_by_who_confirms_it(desk: AtDesk) -> None:
    shown = await desk.bo.types("/organize extend what:bees-2027/submission to:+3d")
    refused = await desk.place.slack.member("Cy").types("/organize extend bees-2027/submission +3d sure:~made-up")
    guessed = await desk.bo.types("/organize extend what:bees-2027/submission to:+3d sure:~made-up")
    assert "Was: Mon 1 Mar 2027, 23:59 AoE" in shown.text
    assert "Only the workshop's organizers can do this." in refused.text
    assert "Nothing is changed yet." in guessed.text
    assert desk.place.bot.catalog is desk.place.bot.files


async def test_organizers_are_asked_once_which_value_holds(desk: AtDesk) -> None:
    await by_ada("extend what:bees-2027/submission to:+3d")(desk)
    await desk.writes("bees-2027", BEES.replace("2027-03-01", "2027-03-09"))
    await desk.restarts()
    await desk.turns()
    room = desk.place.discord.guild.channel("organizers").messages
    assert [each["embeds"][0]["title"] for each in room] == ["The data file says something else"]
    assert "The data file: Tue 9 Mar 2027, 23:59 AoE" in room[0]["embeds"][0]["description"]
    await desk.bo.presses(await desk.bo.types("/organize changes"), "Keep the change: 1")
    assert "which holds" not in (await desk.bo.types("/organize changes")).text.lower()
    assert "Thu 4 Mar 2027, 23:59 AoE" in (await shown(desk))[1]


async def test_a_change_whose_fact_is_gone_is_listed_all_the_same(desk: AtDesk) -> None:
    await by_ada("change what:smoke part:room to:Hive C")(desk)
    await desk.writes("bees-2027", BEES[: BEES.index("  smoke:")])
    listed = await desk.bo.types("/organize changes")
    assert "*The data files do not hold this any more,* so this has no effect." in listed.text


async def test_many_changes_are_listed_in_parts(desk: AtDesk) -> None:
    made = [
        Change("bees-2027/waggle", "room", f"Room {number}", f"Room {number - 1}" if number else "Hive A")
        for number in range(200)
    ]
    await desk.work.changes.make(made, "change")
    newest = await desk.bo.types("/organize changes")
    assert ("Room 199" in newest.text, "Now: Room 193" in newest.text) == (True, False)
    older = await desk.bo.presses(newest, "194 older")
    assert ("Now: Room 194" in older.text, "Now: Room 193" in older.text) == (False, True)


async def test_what_is_said_in_quotes_and_lines_is_done_as_shown(desk: AtDesk) -> None:
    shown = await desk.bo.types("/organize change what:waggle part:room to:Hive 'B' <@U1> @here why:a *b* <!channel>")
    await desk.bo.presses(shown, "Do it")
    await desk.turns()
    await announced(desk)
    slack = desk.place.slack.team.channel("general").messages[-1]
    assert "<!channel>" not in str(slack)
    assert "<@U1>" not in str(slack)


async def test_a_long_reason_is_refused(desk: AtDesk) -> None:
    refused = await desk.bo.types(f"/organize extend what:bees-2027/submission to:+3d why:{'x' * 501}")
    assert refused.text == "*Not quite*\n\nThe reason has 501 characters; 500 are the most."
