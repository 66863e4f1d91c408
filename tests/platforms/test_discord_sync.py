"""What Discord is told of the commands, and what is suggested while one types."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Literal

import pytest

from bot import Message, Request, command
from bot.arguments import PersonName
from bot.core import Bot
from bot.facts.catalog import Catalog
from bot.facts.models import Workshop
from tests.fakes.discord import FakeDiscord
from tests.platforms.on_discord import OnDiscord, on_discord
from tests.platforms.test_discord_buttons import restarting
from tests.platforms.test_discord_commands import COMMANDS, HOSTILE, LISTED, ORGANIZING, options_of, warnings

pytestmark = pytest.mark.anyio
BEES = "name: Bees 2027\ntitle: Bees\nsource: https://e.org\nyear: 2027\nwhen: 2027-06-21\n"
OLD = {"type": 1, "name": "old", "id": "1", "description": "Old.", "options": [], "default_member_permissions": None}


@command()
async def meet(
    request: Request,
    why: Annotated[str, "what for"],
    when: Annotated[Literal["today", "later"] | None, "when to meet"] = None,
    whom: Annotated[PersonName | None, "whom to meet"] = None,
) -> Message:
    """Meet somebody."""
    return Message(title=why)


@command(organizer=True)
async def poke(request: Request, workshop: Annotated[Workshop | None, "which edition"] = None) -> Message:
    """Poke an edition."""
    return Message(title=workshop.name if workshop else "none")


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let all servers be taken to be known soon."""
    monkeypatch.setattr("bot.platforms.discord.client.READY_AFTER", 0.01)


def asked(server: FakeDiscord) -> list[str]:
    """Give the requests about commands, by method and scope."""
    return [
        f"{each.method} {'one server' if 'guilds' in each.path else 'all'}"
        for each in server.requests
        if each.path.endswith("/commands")
    ]


def names(place: OnDiscord) -> list[str]:
    return [each["name"] for group in place.server.known.commands[0] for each in group["options"]]


async def until_looked(place: OnDiscord) -> None:
    await place.server.until(lambda: "GET one server" in asked(place.server), "the look at the server")
    await place.server.settled()


async def until_told(place: OnDiscord, times: int) -> None:
    await place.server.until(lambda: asked(place.server).count("PUT all") >= times, "the commands")
    await place.server.settled()


async def test_discord_is_told_each_command_as_declared(tmp_path: Path) -> None:
    async with on_discord(Bot({each.command.name: each.command for each in (meet, poke)}), tmp_path) as place:
        (registered,) = [each for each in place.server.requests if each.method == "PUT"]
    text = {"type": 3, "required": False}
    everywhere, here = {"contexts": [0, 1], "integration_types": [0]}, {"contexts": [0], "integration_types": [0]}
    choices = [{"name": each, "value": each} for each in ("today", "later")]
    assert registered.body == [
        {"type": 1, "name": "workshop", "description": "Ask about workshops", **everywhere, "options": [
            {"type": 1, "name": "meet", "description": "Meet somebody.", "options": [
                {**text, "name": "why", "description": "what for", "required": True, "max_length": 2000},
                {**text, "name": "when", "description": "when to meet", "choices": choices},
                {**text, "name": "whom", "description": "whom to meet", "autocomplete": True},
            ]},
        ]},
        {"type": 1, "name": "organize", "description": "Organize workshops", **here, "options": [
            {"type": 1, "name": "poke", "description": "Poke an edition.", "options": [
                {**text, "name": "workshop", "description": "which edition", "autocomplete": True},
            ]},
        ], "default_member_permissions": 8589934592},
        {"type": 3, "name": "Ask about this", **everywhere},
    ]  # fmt: skip


async def test_every_listed_command_is_registered(bot: Bot, tmp_path: Path) -> None:
    async with on_discord(bot, tmp_path) as place:
        groups = place.server.known.commands[0]
    assert names(place) == [*sorted(LISTED), *sorted(ORGANIZING)]
    members, organizers = None, "8589934592"
    menus = [members, *[organizers] * 3]  # to ask; to send on, correct and withdraw
    assert [each["default_member_permissions"] for each in groups] == [members, organizers, *menus]
    assert len(COMMANDS) > len(names(place))


async def test_commands_are_sent_only_where_they_differ(bot: Bot, tmp_path: Path) -> None:
    async with restarting(bot, tmp_path) as start:
        async with start() as place:
            await until_looked(place)
        assert asked(place.server) == ["GET all", "PUT all", "GET one server"]
        place.server.requests.clear()
        async with start() as place:
            await until_looked(place)
            await place.server.ready_again()
            await place.server.settled()
            assert (await place.member().types("/workshop join")).kind == 4
        assert asked(place.server) == ["GET all", "GET one server"]
        place.server.known.commands[0][0]["options"][0]["description"] = "Changed by hand."
        async with start() as place:
            await until_told(place, 1)
        assert place.server.known.commands[0][0]["options"][0]["description"] == COMMANDS["ask"].help


async def test_what_an_older_set_up_left_is_cleared(bot: Bot, tmp_path: Path) -> None:
    async with restarting(bot, tmp_path) as start:
        async with start() as place:
            await place.server.settled()
        place.server.known.commands[place.guild.id] = [dict(OLD)]
        async with start() as place:
            await place.server.until(lambda: not place.server.known.commands[place.guild.id], "the clearing")
            wasps = place.server.guild("Wasps", joined=False)
            place.server.known.commands[wasps.id] = [dict(OLD)]
            await place.server.joins(wasps)
            await place.server.until(lambda: not place.server.known.commands[wasps.id], "the clearing")
    assert asked(place.server).count("PUT one server") == 2


async def test_a_server_that_cannot_be_looked_at_is_logged(
    bot: Bot, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with on_discord(bot, tmp_path) as place:
        await until_looked(place)
        place.server.fault("GET", "guilds/.*/commands", status=403, code=50001, message="Missing Access")
        await place.server.joins(place.server.guild("Wasps", joined=False))
        await place.server.settled()
        assert (await place.member().types("/workshop join")).kind == 4
    assert "the commands of Wasps alone could not be looked at: 403 Forbidden" in caplog.text


async def test_a_refused_command_is_named_and_the_old_ones_stay(
    bot: Bot, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    few = Bot({name: COMMANDS[name] for name in ("help", "join")}, catalog=bot.catalog)
    async with on_discord(few, tmp_path) as place:
        await until_told(place, 1)
        few.commands = {**few.commands, "meet": meet.command}
        place.server.refuse_commands("Too long.")
        place.platform.told()
        await until_told(place, 2)
        assert names(place) == ["help", "join"]
        assert (await place.member().types("/workshop join")).kind == 4
    assert warnings(caplog) == [
        "Discord refuses a command, so its commands stay as they were: workshop › description: Too long."
    ]


async def test_a_failure_leaves_the_commands_as_they_were(
    bot: Bot, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with restarting(bot, tmp_path) as start:
        async with start() as place:
            await place.server.settled()
        place.server.fault("GET", "/commands", status=403, code=20012, message="Not authorized")
        async with start() as place:
            assert (await place.member().types("/workshop join")).kind == 4
    assert "Discord could not be told of the commands: 403 Forbidden" in caplog.text


async def test_facts_that_are_new_bring_their_commands(bot: Bot, bot_on: Callable[..., Bot], tmp_path: Path) -> None:
    small = bot_on(bees_2027=BEES)
    async with on_discord(small, tmp_path) as place:
        await until_looked(place)
        before = names(place)
        place.platform.told()
        small.adopt(bot.catalog)
        place.platform.told()
        await until_told(place, 2)
        assert (await place.member().types("/workshop deadlines workshop:icml-2024")).text.startswith("Deadlines")
    assert ("deadlines" in before, names(place)) == (False, [*sorted(LISTED), *sorted(ORGANIZING)])
    assert asked(place.server) == ["GET all", "PUT all", "GET one server", "GET all", "PUT all"]


async def test_suggestions_are_few_and_the_best_first(bot: Bot, tmp_path: Path) -> None:
    async with on_discord(bot, tmp_path) as place:
        ada = place.member()
        assert (await ada.completes("/workshop deadlines workshop:"))[0] == ("ICML 2026", "icml-2026")
        assert await ada.completes("/workshop deadlines workshop:icml 2024") == [("ICML 2024", "icml-2024")]
        assert (await ada.completes("/workshop deadlines zone:vienna"))[0] == ("Europe/Vienna", "Europe/Vienna")
        assert len(await ada.completes("/workshop deadlines zone:")) == 25


async def test_anything_may_be_typed_for_suggestions(
    bot: Bot, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with on_discord(bot, tmp_path) as place:
        ada = place.member()
        every = [
            (name, each["name"]) for name in LISTED for each in options_of(place, name) if each.get("autocomplete")
        ]
        for text in ("", " ", "qqqq", *HOSTILE):
            offered = [await ada.completes(f"/workshop {name}", **{option: text}) for name, option in every]
            assert max(map(len, offered)) <= 25, text
    assert warnings(caplog) == []


async def test_long_names_are_suggested_shortened(bot_on: Callable[..., Bot], tmp_path: Path) -> None:
    deadlines = "deadlines: {paper: {title: Paper, due: 2027-03-15 AoE}}\n"
    async with on_discord(bot_on(bees_2027=BEES.replace("Bees 2027", "🐝" * 99) + deadlines), tmp_path) as place:
        found = await place.member().completes("/workshop deadlines workshop:")
    assert found == [("🐝" * 49 + "…", "bees-2027")]


async def test_suggestions_come_while_the_facts_are_read_anew(bot: Bot, tmp_path: Path) -> None:
    other = Bot(bot.commands, catalog=bot.catalog)
    async with on_discord(other, tmp_path) as place:
        ada = place.member()
        typing = [asyncio.create_task(ada.completes("/workshop deadlines workshop:icml")) for _ in range(9)]
        while not all(each.done() for each in typing):
            other.adopt(Catalog() if other.catalog.workshops else bot.catalog)
            await asyncio.sleep(0)
    assert {len(each.result()) for each in typing} <= {0, 2}


async def test_an_option_that_is_unknown_suggests_nothing(bot: Bot, tmp_path: Path) -> None:
    async with on_discord(Bot({"meet": meet.command, "poke": poke.command}, catalog=bot.catalog), tmp_path) as place:
        ada = place.member(permissions=1 << 33)
        assert ("ICML 2024", "icml-2024") in await ada.completes("/organize poke workshop:icml")
        options_of(place, "meet")[0]["autocomplete"] = True  # free text, as an older version may have registered it
        options_of(place, "meet")[2]["name"] = "gone"
        assert await ada.completes("/workshop meet why:a") == await ada.completes("/workshop meet gone:a") == []


async def test_suggestions_that_fail_are_logged_once(
    bot: Bot, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with on_discord(bot, tmp_path) as place:
        ada = place.member()
        place.server.fault("POST", "callback", status=400, code=50035, message="Invalid Form Body", after=True)
        await ada.completes("/workshop deadlines workshop:icml")
        await place.server.settled()
        assert len(await ada.completes("/workshop deadlines workshop:icml")) == 2
    assert warnings(caplog) == ["an answer could not be sent: 400 Bad Request (error code: 50035): Invalid Form Body"]
