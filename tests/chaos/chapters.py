"""What organizers do in a season, by scene: what is pressed, and which facts must stand in every place afterwards."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from tests.chaos.people import People, filled
from tests.chaos.season import rows
from tests.chaos.shown import OWN, Fact
from tests.fakes.slack.edits import deletes, edits

FACTS = """
name: Bees 2024
title: Bees
when: 2024-06-20
zone: Europe/Vienna
year: 2024
source: https://bees.org
deadlines:
  submission: {title: Paper, due: 2024-03-01 AoE}
"""
LINK = "https://bees.org/dinner"
DINNER = "Source: The workshop's organizers"  # what only the social's own post tells
AGAIN = "Changed again since:"
GROUP = "S0BEES"
LATER = timedelta(hours=2, minutes=5)
Scene = Callable[[People], Awaitable[None]]


async def card(who: Any, title: str) -> Any:
    """Look at an announcement as an organizer finds it: in the list."""
    listed = await who.types("/organize announcements")
    named = [label for label in listed.buttons if label.endswith(f"· {title}")]
    return await who.presses(listed, named[0]) if named else None


async def drafted(people: People, who: Any, title: str, **values: str) -> Any:
    """Write an announcement, unless it is among the drafts already; gives its card."""

    async def act() -> Any:
        if found := await card(who, title):
            return found
        await filled(who, await who.types("/organize announce"), title=title, **values)
        return await card(who, title)

    return await people.does(act)


async def changed(people: People, who: Any, title: str, button: str, **values: str) -> None:
    """Fill in the form behind a button of an announcement's card, unless the button is gone since that is done."""

    async def act() -> None:
        shown = await card(who, title)
        if shown is not None and button in shown.buttons:
            await filled(who, await who.presses(shown, button), **values)

    await people.does(act)


async def done(people: People, who: Any, line: str) -> Any:
    """Type a line, and do what it shows; who gets no answer presses it again."""
    shown = await people.types(who, line)
    return await people.presses(who, shown, "Do it") if "Do it" in shown.buttons else shown


async def scheduled(people: People) -> None:
    preview = await drafted(people, people.ada, "Welcome", text="Doors open at 09:00.", when="in 2 hours")
    await people.presses(people.ada, preview, "Schedule")
    await people.shown()
    people.facts["welcome"] = Fact(("Welcome", "Doors open at 09:00."), ("Corrected",))
    await people.shown(LATER)


async def sent(people: People) -> None:
    preview = await drafted(people, people.bo, "Photos", text="Send us your photos.")
    await people.presses(people.bo, preview, "Send now")
    people.facts["photos"] = Fact(("Photos", "Send us your photos."))
    await people.shown()


async def corrected(people: People) -> None:
    await changed(people, people.bo, "Welcome", "Correct", text="Doors open at 10:00.")
    people.facts["welcome"] = Fact(("Welcome", "Doors open at 10:00.", "Corrected", "was 09:00"))
    await people.shown()


async def withdrawn(people: People) -> None:
    await changed(people, people.ada, "Welcome", "Withdraw", reason="It rains.")
    people.facts["welcome"] = Fact(("It rains.", "Withdrawn"), ("Welcome", "Doors"))
    await people.shown()


async def deleted(people: People) -> None:
    async def act() -> None:
        if shown := await card(people.ada, "Photos"):
            await people.ada.presses(await people.ada.presses(shown, "Delete"), "Delete everywhere")

    await people.does(act)
    del people.facts["photos"]
    await people.shown()


async def extended(people: People) -> None:
    await done(people, people.ada, "/organize extend what:bees-2024/submission to:+3d why:Many asked")
    await people.types(people.bo, "/organize announce-now bees-2024")
    people.facts["extended"] = Fact(("Extended: Paper", "Mon 4 Mar 2024, 23:59 AoE", "Many asked"), ("since",))
    await people.shown()


async def undone(people: People) -> None:
    moved = rows(people.machine.file, "select number from changes where field = 'due'")[0]["number"]

    async def act() -> None:
        listed = await people.bo.types("/organize changes")
        while f"Undo {moved}" not in listed.buttons:
            older = next((each for each in listed.buttons if each.endswith("older")), "")
            if not older:
                return
            listed = await people.bo.presses(listed, older)
        await people.bo.presses(listed, f"Undo {moved}")

    await people.does(act)
    people.facts["extended"] = Fact((AGAIN, "Moved: Paper", "Many asked"))
    people.facts["undone"] = Fact(("Moved: Paper", "Fri 1 Mar 2024, 23:59 AoE"), ("Many asked",), unlike=AGAIN)
    await people.shown()


def social(who: str, do: str, *words: str, lacks: Sequence[str] = ()) -> Scene:
    """Give the scene in which somebody does something about the dinner, so that its posts tell these words."""

    async def scene(people: People) -> None:
        await done(people, getattr(people, who), f"/organize social {do}")
        people.facts["dinner"] = Fact((DINNER, "Dinner · Bees 2024", *words), tuple(lacks))
        await people.shown()

    return scene


async def opened(people: People) -> None:
    when = 'when:"2024-06-20 19:00-22:00 Europe/Vienna"'
    await done(people, people.bo, f'/organize social-add title:"Dinner" {when} link:"{LINK}"')
    await done(people, people.bo, '/organize social-places places:"120" which:~bees-2024--dinner')
    await social("ada", "do:open what:bees-2024/dinner", LINK, lacks=["Full"])(people)


async def cancelled(people: People) -> None:
    await done(people, people.ada, "/organize social do:cancel what:bees-2024/dinner value:The river rose.")
    people.facts["dinner"] = Fact((DINNER, "Cancelled: Dinner", "The river rose."), (LINK,))
    people.facts["cancelled"] = Fact(("cancelled*", "Cancelled: Dinner", "The river rose."), (LINK,))
    await people.shown()


async def from_slack(people: People) -> None:
    said = await people.cy.says("general", "Hello from the hive")
    people.facts["hello"] = Fact(("Hello from the hive", "Cy"), where=("Bees",))
    await _relayed(people, lambda: people.bo.uses_message_shortcut("menu_relay", said), people.bo)
    people.facts["told Cy"] = Fact(("Your message was sent to Bees",), where=("Cy",))
    await people.shown()
    await people.does(lambda: _once(edits(people.cy, said, "Hello to all"), said["text"] == "Hello to all"))
    people.facts["hello"] = Fact(("Hello to all", "Cy"), ("from the hive",), ("Bees",))
    await people.shown()
    await people.does(
        lambda: _once(deletes(people.cy, said), said not in people.machine.team.channel("general").messages)
    )
    people.facts["hello"] = Fact(("it was deleted where it was written",), ("Hello",), ("Bees",))
    await people.shown()


async def _once(act: Any, is_done: bool) -> None:
    """Do what nobody can do twice: the platform tells the bot of it again."""
    if is_done:
        act.close()
        return
    await act


async def from_discord(people: People) -> None:
    await people.reached()
    said = await people.dy.says("general", "Hi from the server")
    people.facts["hi"] = Fact(("Hi from the server", "Dy"), where=("Hive",))
    await _relayed(people, lambda: people.ada.asks_about(said, "Send to Slack"), people.ada)
    people.facts["told Dy"] = Fact(("Your message was sent to Hive",), where=("Dy",))
    await people.shown()
    await people.reached()
    people.machine.guild.channel("general").delete(said)
    people.facts["hi"] = Fact(("it was deleted where it was written",), ("Hi from",), ("Hive",))
    await people.shown()


async def _relayed(people: People, shows: Callable[[], Awaitable[Any]], who: Any) -> None:
    shown = await people.does(shows)
    if "Send" in shown.buttons:
        await people.presses(who, shown, "Send")


async def mentioned(people: People) -> None:
    preview = await drafted(people, people.ada, "Buses", text="The last bus leaves at 23:00.")
    if "Mention…" in preview.buttons:
        preview = await people.presses(people.ada, preview, "Mention…")
    asked = "May this notify people? Buses"
    people.facts["asked"] = Fact((asked, "Ada asks"), where=(*OWN, "Bo"))
    await people.shown()
    await people.presses(people.bo, people.bo.direct.from_bot()[-1], "Approve the mention")
    people.facts["asked"] = Fact((asked, "Approved by Bo"), where=OWN)
    people.facts["asked directly"] = Fact((asked,), where=("Bo",))
    await people.shown()
    preview = await people.does(lambda: card(people.ada, "Buses"))
    await people.presses(people.ada, preview, "Send now")
    people.facts["held"] = Fact(("Sent: Buses",), where=OWN, passing=True)
    people.facts["buses"] = Fact(("Buses", "leaves at 23:00", "<@&"), where=("Bees",))
    people.facts["buses there"] = Fact(("Buses", "leaves at 23:00", f"<!subteam^{GROUP}>"), where=("Hive",))
    await people.shown()


CHAPTERS: Mapping[str, Sequence[Scene]] = {
    "announcements": (scheduled, sent, corrected, deleted, withdrawn),
    "a deadline": (extended, undone),
    "a social": (
        opened,
        social("bo", "do:count what:bees-2024/dinner value:85", "85 of 120 places taken.", LINK),
        social("ada", "do:full what:bees-2024/dinner", "Full", lacks=[LINK]),
        social("bo", "do:reopen what:bees-2024/dinner", LINK, lacks=["Full"]),
        cancelled,
    ),
    "messages sent on": (from_slack, from_discord),
    "a mention": (mentioned,),
}
