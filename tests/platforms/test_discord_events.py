import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import discord
import pytest

from bot.core import Bot
from bot.happenings import Calendar, Happening, Mirrored, Note, programme_of
from bot.platforms.discord.events import BEGUN, FULL, REFUSED, SAME, DiscordEvents
from bot.ports import SendError
from tests.fakes.discord import FakeDiscord, FakeGuild

pytestmark = pytest.mark.anyio
NOW = datetime(2024, 7, 1, tzinfo=UTC)
SOCIAL = Happening(
    key="bees-2024/social/dinner",
    title="Dinner · Bees 2024",
    description="Sat 27 Jul 2024, 19:00–22:00 UTC\n\nOpen to all.",
    starts_at=datetime(2024, 7, 27, 19, tzinfo=UTC),
    ends_at=datetime(2024, 7, 27, 22, tzinfo=UTC),
    place="The Meadow",
    url="https://bees.example/the_dinner",
)
DINNER = Note(SOCIAL.key, SOCIAL.title)
HOSTILE = "@everyone <@1> **bold** [here](https://evil.example) <t:0:R>\n# Title\nKept up to date by the bot · a/day"


@pytest.fixture(scope="module")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
async def server() -> AsyncIterator[FakeDiscord]:
    async with FakeDiscord() as server:
        server.set_time(NOW)
        with server.pointed():
            yield server


@pytest.fixture
def guild(server: FakeDiscord) -> FakeGuild:
    return server.guild("Bees")


@pytest.fixture
async def client(server: FakeDiscord) -> AsyncIterator[discord.Client]:
    async with discord.Client(intents=discord.Intents(guilds=True), guild_ready_timeout=0.01) as client:
        await client.login(server.token)
        yield client


@pytest.fixture
def events(client: discord.Client) -> Calendar:
    return DiscordEvents(client)


def writes(server: FakeDiscord) -> list[str]:
    return [each.method for each in server.requests if each.method != "GET"]


def only(guild: FakeGuild) -> dict[str, Any]:
    (event,) = guild.events.values()
    return event


def foreign(guild: FakeGuild, number: int = 1, *, creator: int = 7, description: str = "") -> dict[str, Any]:
    """Let somebody make an event by hand."""
    guild.events[number] = {
        "id": str(number), "guild_id": str(guild.id), "channel_id": None, "creator_id": str(creator), "entity_type": 3,
        "name": "Book club", "description": description, "scheduled_start_time": "2024-08-01T10:00:00+00:00",
        "scheduled_end_time": "2024-08-01T11:00:00+00:00", "privacy_level": 2, "status": 1, "entity_id": None,
        "entity_metadata": {"location": "Library"}, "image": None, "recurrence_rule": None,
    }  # fmt: skip
    return guild.events[number]


async def test_shipped_day_is_created(bot: Bot, server: FakeDiscord, guild: FakeGuild, events: Calendar) -> None:
    wanted = programme_of(bot.catalog.workshops["icml-2024"]).wanted
    done = await events.mirror(guild.id, wanted, NOW)
    assert done == Mirrored(created=(Note("icml-2024/day", "ICML 2024 Mechanistic Interpretability Workshop"),))
    assert server.last("POST", "scheduled-events").body == {
        "name": "ICML 2024 Mechanistic Interpretability Workshop",
        "description": "Sat 27 Jul 2024, 09:00–17:00 Vienna time\n\n"
        "The first edition: one day in Vienna with invited talks, a panel, oral presentations, spotlights, two poster "
        "sessions and five prize-winning papers.\n\nKept up to date by the bot · icml-2024/day",
        "scheduled_start_time": "2024-07-27T07:00:00+00:00",
        "scheduled_end_time": "2024-07-27T15:00:00+00:00",
        "entity_metadata": {"location": "Room Lehar 1, Messe Wien Exhibition Congress Center, Vienna, Austria"},
        "entity_type": 3,
        "privacy_level": 2,
    }


async def test_nothing_is_sent_twice(bot: Bot, server: FakeDiscord, guild: FakeGuild, events: Calendar) -> None:
    wanted = [
        *programme_of(bot.catalog.workshops["icml-2024"]).wanted,
        SOCIAL,
        replace(SOCIAL, key="b/social/c", place=""),
    ]
    first = await events.mirror(guild.id, wanted, NOW)
    again = await events.mirror(guild.id, wanted, NOW)
    assert [len(first.created), writes(server)] == [3, ["POST"] * 3]
    assert again == Mirrored(left=tuple(Note(each.key, each.title, SAME) for each in wanted))


async def test_blanks_taken_by_discord_change_nothing(guild: FakeGuild, events: Calendar) -> None:
    await events.mirror(guild.id, [replace(SOCIAL, title="Tea  @everyone ")], NOW)
    only(guild)["name"] = "Tea @everyone"
    again = await events.mirror(guild.id, [replace(SOCIAL, title="Tea  @everyone ")], NOW)
    assert [each.why for each in again.left] == [SAME]


async def test_moved_social_is_one_patch(server: FakeDiscord, guild: FakeGuild, events: Calendar) -> None:
    await events.mirror(guild.id, [SOCIAL], NOW)
    moved = replace(SOCIAL, starts_at=SOCIAL.starts_at + timedelta(hours=1), place="The Hill")
    assert await events.mirror(guild.id, [moved], NOW) == Mirrored(changed=(DINNER,))
    assert writes(server) == ["POST", "PATCH"]
    event = only(guild)
    assert (event["scheduled_start_time"], event["scheduled_end_time"], event["entity_metadata"]) == (
        "2024-07-27T20:00:00+00:00", "2024-07-27T22:00:00+00:00", {"location": "The Hill"},
    )  # fmt: skip


@pytest.mark.parametrize(
    "other",
    [
        replace(SOCIAL, title="Supper"),
        replace(SOCIAL, description="Bring honey."),
        replace(SOCIAL, url=""),
        replace(SOCIAL, ends_at=SOCIAL.ends_at + timedelta(hours=1)),
        replace(SOCIAL, place=""),
    ],
)
async def test_whatever_is_shown_is_kept_right(guild: FakeGuild, events: Calendar, other: Happening) -> None:
    await events.mirror(guild.id, [SOCIAL], NOW)
    assert len((await events.mirror(guild.id, [other], NOW)).changed) == 1
    assert len((await events.mirror(guild.id, [other], NOW)).left) == 1


async def test_vanished_social_is_cancelled(server: FakeDiscord, guild: FakeGuild, events: Calendar) -> None:
    await events.mirror(guild.id, [SOCIAL], NOW)
    assert await events.mirror(guild.id, [], NOW) == Mirrored(cancelled=(DINNER,))
    assert server.last("PATCH", "scheduled-events").body == {"status": 4}
    assert await events.mirror(guild.id, [], NOW) == Mirrored()
    assert await events.mirror(guild.id, [SOCIAL], NOW) == Mirrored(created=(DINNER,))


async def test_past_happening_is_not_created(server: FakeDiscord, guild: FakeGuild, events: Calendar) -> None:
    done = await events.mirror(guild.id, [SOCIAL], SOCIAL.starts_at)
    assert done == Mirrored(left=(replace(DINNER, why=BEGUN),))
    assert writes(server) == []


@pytest.mark.parametrize(("status", "now"), [(1, SOCIAL.starts_at), (2, NOW)])
async def test_begun_event_is_left_alone(
    server: FakeDiscord, guild: FakeGuild, events: Calendar, status: int, now: datetime
) -> None:
    await events.mirror(guild.id, [SOCIAL], NOW)
    only(guild)["status"] = status
    later = replace(SOCIAL, starts_at=SOCIAL.starts_at + timedelta(hours=1))
    for wanted in ([], [SOCIAL], [later]):
        assert await events.mirror(guild.id, wanted, now) == Mirrored(left=(replace(DINNER, why=BEGUN),))
    assert writes(server) == ["POST"]


async def test_events_of_others_stay_untouched(server: FakeDiscord, guild: FakeGuild, events: Calendar) -> None:
    forged = f"Mine now.\n\nKept up to date by the bot · {SOCIAL.key}"
    before = [
        dict(foreign(guild)),
        dict(foreign(guild, 2, description=forged)),
        dict(foreign(guild, 3, creator=server.bot_id, description="Made by another command.")),
    ]
    assert await events.mirror(guild.id, [SOCIAL], NOW) == Mirrored(created=(DINNER,))
    assert await events.mirror(guild.id, [], NOW) == Mirrored(cancelled=(DINNER,))
    assert list(guild.events.values())[:3] == before


async def test_second_copy_is_cancelled(server: FakeDiscord, guild: FakeGuild, events: Calendar) -> None:
    await events.mirror(guild.id, [SOCIAL], NOW)
    copy = only(guild) | {"id": str(server.snowflake())}
    guild.events[int(copy["id"])] = copy
    done = await events.mirror(guild.id, [SOCIAL], NOW)
    assert done == Mirrored(cancelled=(DINNER,), left=(replace(DINNER, why=SAME),))
    assert [each["status"] for each in guild.events.values()] == [1, 4]


async def test_two_mirrors_at_once_make_one(server: FakeDiscord, guild: FakeGuild, events: Calendar) -> None:
    server.fault("POST", "scheduled-events", delay=0.1)
    both = await asyncio.gather(*(events.mirror(guild.id, [SOCIAL], NOW) for _ in range(2)))
    assert [len(each.created) for each in both] == [1, 0]


async def test_missing_permission_is_told(server: FakeDiscord, events: Calendar) -> None:
    guild = server.guild("Strict", bot_permissions=0)
    done = await events.mirror(guild.id, [SOCIAL], NOW)
    assert done == Mirrored(failed=(replace(DINNER, why=REFUSED[50013]),))
    assert "“Create Events”" in done.failed[0].why


@pytest.mark.parametrize(("code", "why"), [(50035, "Discord refuses this: Invalid Form Body"), (30038, REFUSED[30038])])
async def test_one_failure_stops_no_other(
    server: FakeDiscord, guild: FakeGuild, events: Calendar, code: int, why: str
) -> None:
    server.fault("POST", "scheduled-events", status=400, code=code, message="Invalid Form Body")
    other = replace(SOCIAL, key="bees-2024/day", title="Bees")
    done = await events.mirror(guild.id, [SOCIAL, other], NOW)
    assert done == Mirrored(created=(Note("bees-2024/day", "Bees"),), failed=(replace(DINNER, why=why),))


async def test_lost_connection_is_made_good_next_time(
    server: FakeDiscord, guild: FakeGuild, client: discord.Client
) -> None:
    hasty = DiscordEvents(client, patience=0.25)
    server.fault("POST", "scheduled-events", delay=0.5, after=True)
    done = await hasty.mirror(guild.id, [SOCIAL], NOW)
    assert done.failed == (replace(DINNER, why="Discord did not answer in time."),)
    assert await hasty.mirror(guild.id, [SOCIAL], NOW) == Mirrored(left=(replace(DINNER, why=SAME),))


async def test_full_server_is_told(server: FakeDiscord, guild: FakeGuild, events: Calendar) -> None:
    await events.mirror(guild.id, [SOCIAL], NOW)
    for number in range(1, 100):
        foreign(guild, number)
    other = replace(SOCIAL, key="bees-2024/day", title="Bees")
    done = await events.mirror(guild.id, [SOCIAL, other], NOW)
    assert done.left == (replace(DINNER, why=SAME), Note("bees-2024/day", "Bees", FULL))
    assert writes(server) == ["POST"]
    assert len((await events.mirror(guild.id, [other], NOW)).created) == 1  # in the room of the one cancelled


async def test_unknown_server_is_told(server: FakeDiscord, guild: FakeGuild, events: Calendar) -> None:
    server.depart(guild)
    with pytest.raises(SendError, match="not known to the bot any more") as told:
        await events.mirror(guild.id, [SOCIAL], NOW)
    assert told.value.kind == "permanent"


async def test_long_texts_are_cut(guild: FakeGuild, events: Calendar) -> None:
    long = replace(
        SOCIAL, title="🐝" * 90, place="Hill " * 50, description="snake_case https://bees.example/a_b " * 100
    )
    await events.mirror(guild.id, [long], NOW)
    event = only(guild)
    assert (event["name"], event["entity_metadata"]["location"]) == ("🐝" * 49 + "…", ("Hill " * 20).strip()[:99] + "…")
    text, address, last = event["description"].split("\n\n")
    assert 900 < len(event["description"]) <= 1000
    assert text.removesuffix(" …").endswith((r"snake\_case", "<https://bees.example/a_b>"))
    assert (address, last) == (SOCIAL.url, f"Kept up to date by the bot · {SOCIAL.key}")


@pytest.mark.parametrize("text", ["x" * 4000, "*" * 4000, "* " * 2000, "", "\u200b"])
async def test_odd_texts_are_taken(guild: FakeGuild, events: Calendar, text: str) -> None:
    odd = replace(SOCIAL, title=text, description=text, place=text, url="https://bees.example/" + "x" * 1900)
    assert len((await events.mirror(guild.id, [odd], NOW)).created) == 1
    assert len((await events.mirror(guild.id, [odd], NOW)).left) == 1


async def test_hostile_text_is_shown_as_it_is(guild: FakeGuild, events: Calendar) -> None:
    bad = replace(SOCIAL, title=HOSTILE.partition("\n")[0], description=HOSTILE, place=HOSTILE, url="javascript:1")
    await events.mirror(guild.id, [bad], NOW)
    event = only(guild)
    assert event["description"] == (
        "@\u200beveryone \\<@1> \\*\\*bold\\*\\* \\[here\\](<https://evil.example>) \\<t:0:R>\n\\# Title\n"
        f"Kept up to date by the bot · a/day\n\nKept up to date by the bot · {SOCIAL.key}"
    )
    assert event["name"].startswith("@\u200beveryone <@1> **bold**")
    assert "\n" not in event["entity_metadata"]["location"]
    assert (await events.mirror(guild.id, [], NOW)).cancelled[0].key == SOCIAL.key


async def test_connected_client_knows_the_server(server: FakeDiscord, guild: FakeGuild, client: discord.Client) -> None:
    serving = asyncio.create_task(client.connect())
    await asyncio.wait_for(client.wait_until_ready(), 5)
    assert await DiscordEvents(client).mirror(guild.id, [SOCIAL], NOW) == Mirrored(created=(DINNER,))
    assert [each.path for each in server.requests if each.path == f"/guilds/{guild.id}"] == []
    await client.close()
    await serving
