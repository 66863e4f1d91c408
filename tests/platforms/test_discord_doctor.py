"""The doctor on Discord: what is missing, by name, asked of the real discord.py against a local Discord."""

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, replace

import discord
import pytest

from bot.config import BotSettings, CommunitySettings, Config
from bot.core import Bot
from bot.doctor import report
from bot.platforms.discord.client import PERMISSIONS
from bot.platforms.discord.declare import declared
from bot.platforms.discord.doctor import examine
from tests.fakes.discord import FakeDiscord, FakeGuild
from tests.fakes.discord.permissions import ADMINISTRATOR, MANAGE_EVENTS, SEND_MESSAGES, VIEW_CHANNEL

pytestmark = pytest.mark.anyio
PORTAL = "https://discord.com/developers/applications"
ROLE = "In Discord: Edit Channel › Permissions › add the bot's role"
REFUSED = (
    "MISSING  Discord does not accept the token. Make a new one in the developer portal (your application, Bot, Reset "
    "Token) and put it into DISCORD_TOKEN."
)
WRITABLE = "the bot posts in text channels, announcement channels and threads. Name another channel"
UNSEEN = "sees no channel with this id. Right-click it › Copy Channel ID"
MODE = "(User Settings › Advanced › Developer Mode shows that)"


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
async def server() -> AsyncIterator[FakeDiscord]:
    async with FakeDiscord() as server:
        with server.pointed():
            yield server


@dataclass
class Doctor:
    """Looks at a guild with some settings; gives the lines of all sections."""

    bot: Bot
    server: FakeDiscord

    async def lines(
        self, guild: FakeGuild | None, *, token: str = "", mentions: bool = True, **said: object
    ) -> list[str]:
        number = str(guild.id) if guild else "123456789012345678"
        community = CommunitySettings.model_validate(
            {"name": "Bees' Discord", "platform": "discord", "server": number} | said
        )
        config = Config(bot=BotSettings(mentions=mentions), communities=(community,))
        sections = await examine(self.bot, config, {"DISCORD_TOKEN": token or self.server.token})
        return report(sections).splitlines()

    async def there(self, guild: FakeGuild, **said: object) -> list[str]:
        """Give the lines of the community alone, after those that every visit has."""
        lines = await self.lines(guild, **said)
        found = lines[lines.index("Bees' Discord") + 1 : -2]
        assert found[0] == f"ok       the bot is in the server “{guild.name}”"
        return found[1:]

    async def start(self) -> None:
        """Register the commands, as the bot does when it starts."""
        async with discord.Client(intents=discord.Intents.none()) as client:
            await client.login(self.server.token)
            await client.http.bulk_upsert_global_commands(self.server.application_id, declared(self.bot))


@pytest.fixture
def doctor(bot: Bot, server: FakeDiscord) -> Doctor:
    return Doctor(bot, server)


def everywhere(guild: FakeGuild, *names: str) -> Mapping[str, str]:
    """Name channels for the first kinds, and the first channel for those that are left."""
    kinds = ("deadlines", "announcements", "socials", "schedule", "organizers")
    ids = [str(guild.channel(name).id) for name in names]
    return dict(zip(kinds, [*ids, *ids[:1] * len(kinds)], strict=False))


async def test_a_bot_that_works_misses_nothing(server: FakeDiscord, doctor: Doctor) -> None:
    guild = server.guild("Bees", roles={"Organizers": MANAGE_EVENTS}, channels={"general": 0, "news": 5})
    await doctor.start()
    channels = everywhere(guild, "general", "news")
    assert await doctor.lines(guild, channels=channels, organizers=[str(guild.role_id("Organizers"))]) == [
        "Discord",
        "ok       DISCORD_TOKEN is accepted; the application is “Workshop Bot”",
        (
            f"note     anyone may invite the bot to a server. To keep it to yourself: At {PORTAL} › Workshop Bot › Bot "
            "› Public Bot"
        ),
        (
            "note     the address that invites the bot to a server: https://discord.com/oauth2/authorize?client_id="
            f"{server.application_id}&scope=bot+applications.commands&permissions={PERMISSIONS.value}"
        ),
        "note     the bot answers who mentions it; nothing has to be switched on in the portal for that",
        "ok       Discord has the bot's commands",
        "",
        "Bees' Discord",
        "ok       the bot is in the server “Bees”",
        "ok       #general (deadlines, socials, schedule, organizers): the bot may post there",
        "ok       #news (announcements): the bot may post there",
        "ok       @Organizers (organizers): the role may use /organize and sees it",
        "",
        "Nothing is missing.",
    ]


async def test_it_only_reads(server: FakeDiscord, doctor: Doctor) -> None:
    await doctor.lines(server.guild("Bees"))
    assert {done.method for done in server.requests} == {"GET"}
    assert server.identifies == []


async def test_a_refused_token_is_told(server: FakeDiscord, doctor: Doctor) -> None:
    guild = server.guild("Bees")
    server.revoke()
    assert await doctor.lines(guild) == [
        "Discord",
        REFUSED,
        "",
        "1 thing is missing. Mend it, then run this again: workshop-bot doctor",
    ]


@pytest.mark.parametrize("token", ["Bot abc.def", "abc.“def”", "a\nb"])
async def test_what_is_no_token_is_told(doctor: Doctor, token: str) -> None:
    said = await doctor.lines(None, token=token)
    assert said[1] == (
        "MISSING  DISCORD_TOKEN holds more than a token, or something else. Copy the token alone, without “Bot” before "
        "it"
    )
    assert token not in "\n".join(said)


async def test_a_token_revoked_meanwhile_is_told(server: FakeDiscord, doctor: Doctor) -> None:
    server.fault("GET", "/guilds/.*/channels", status=401)
    guild = server.guild("Bees")
    assert (await doctor.there(guild, channels=everywhere(guild, "general")))[-1] == REFUSED


async def test_an_unreachable_discord_is_told(server: FakeDiscord, doctor: Doctor) -> None:
    server.refuse_connections()
    said = await doctor.lines(server.guild("Bees"))
    assert said[1].startswith("MISSING  The connection to Discord was lost: ")
    assert said[2:] == ["", "1 thing is missing. Mend it, then run this again: workshop-bot doctor"]


async def test_commands_that_differ_are_noted(server: FakeDiscord, doctor: Doctor) -> None:
    said = await doctor.lines(server.guild("Bees"), mentions=False)
    assert said[4:7] == [
        "note     Discord does not have the bot's commands as they are now: they are sent when the bot starts",
        "",
        "Bees' Discord",
    ]


async def test_a_server_without_the_bot_is_told(server: FakeDiscord, doctor: Doctor) -> None:
    guild = server.guild("Bees", joined=False)
    assert (await doctor.lines(guild))[-4:] == [
        "Bees' Discord",
        (
            f"MISSING  the bot is not in the server {guild.id}. Invite it, as one who may manage the server: "
            f"https://discord.com/oauth2/authorize?client_id={server.application_id}&scope=bot+applications.commands"
            f"&permissions={PERMISSIONS.value}&guild_id={guild.id}"
        ),
        "",
        "1 thing is missing. Mend it, then run this again: workshop-bot doctor",
    ]


async def test_a_community_without_a_server_is_noted(bot: Bot, server: FakeDiscord) -> None:
    served = CommunitySettings(name="Bees", platform="discord", server=str(server.guild("Bees").id))
    others = [CommunitySettings(name="Wasps", platform=platform) for platform in ("discord", "slack")]
    config = Config.model_construct(bot=BotSettings(), communities=(served, *others))
    said = report(await examine(bot, config, {"DISCORD_TOKEN": server.token})).splitlines()
    assert said[said.index("Wasps") :] == [
        "Wasps",
        (
            "note     it has no server in config.toml, so the bot does not connect to it. Right-click it › Copy Server "
            f"ID {MODE}"
        ),
        "",
        "Nothing is missing.",
    ]


async def test_a_channel_closed_to_the_bot_is_told(server: FakeDiscord, doctor: Doctor) -> None:
    guild = server.guild("Bees", channels={"news": 5})
    guild.channel("news").forbid()
    where = "MISSING  #news (deadlines, announcements, socials, schedule, organizers): the bot may not"
    assert (await doctor.there(guild, channels=everywhere(guild, "news")))[:2] == [
        f"{where} send messages there. {ROLE} › Send Messages",
        f"{where} write in threads there. {ROLE} › Send Messages in Threads",
    ]


async def test_every_permission_is_told_by_name(server: FakeDiscord, doctor: Doctor) -> None:
    guild = server.guild("Bees")
    guild.channel("general").forbid(PERMISSIONS.value)
    where = "MISSING  #general (socials): the bot may not"
    assert await doctor.there(guild, channels={"socials": str(guild.channel("general").id)}) == [
        f"{where} see this channel. {ROLE} › View Channel",
        f"{where} send messages there. {ROLE} › Send Messages",
        f"{where} show embeds there, which its messages are made of. {ROLE} › Embed Links",
        (
            f"{where} read the history there, and without it the bot cannot look for its own posts. {ROLE} › "
            "Read Message History"
        ),
        f"{where} write in threads there. {ROLE} › Send Messages in Threads",
        f"{where} open threads there. {ROLE} › Create Public Threads",
        (
            "note     no channel for deadlines, announcements, schedule, organizers: nothing of this kind will be "
            "posted here"
        ),
        "note     no organizers' roles are named: only who may manage events may use /organize",
    ]


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        (2, "a voice channel"),
        (4, "a category, which only groups channels"),
        (13, "a stage"),
        (15, "a forum, which takes titled posts only"),
        (16, "no text channel"),
    ],
)
async def test_where_nothing_can_be_posted_is_told(server: FakeDiscord, doctor: Doctor, kind: int, reason: str) -> None:
    guild = server.guild("Bees", channels={"odd": kind})
    said = await doctor.there(guild, channels={"socials": str(guild.channel("odd").id)})
    assert said[0] == f"MISSING  #odd (socials): this is {reason}. {WRITABLE}"


async def test_a_channel_that_is_not_there_is_told(server: FakeDiscord, doctor: Doctor) -> None:
    guild, other = server.guild("Bees"), server.guild("Wasps")
    far, here = other.channel("general").id, guild.channel("general").id
    channels = {"deadlines": "123456789012345678", "socials": str(far), "schedule": "#general", "organizers": "x"}
    assert (await doctor.there(guild, channels=channels))[:5] == [
        f"MISSING  123456789012345678 (deadlines): the bot {UNSEEN} {MODE}",
        f"MISSING  {far} (socials): the bot {UNSEEN} {MODE}",
        f"MISSING  #general (schedule): the bot sees no channel with this id. “general” has the id {here}",
        f"MISSING  x (organizers): the bot {UNSEEN} {MODE}",
        "note     no channel for announcements: nothing of this kind will be posted here",
    ]


async def test_a_thread_is_looked_at_through_its_channel(server: FakeDiscord, doctor: Doctor) -> None:
    guild = server.guild("Bees")
    channels = {"socials": str(guild.channel("general").thread("Picnic").id)}
    assert (await doctor.there(guild, channels=channels))[0] == "ok       #Picnic (socials): the bot may post there"
    guild.channel("general").forbid()
    assert (await doctor.there(guild, channels=channels))[0] == (
        "MISSING  #Picnic (socials): the bot may not write in threads there. In Discord: Edit Channel of the channel "
        "that it is in › Permissions › add the bot's role › Send Messages in Threads"
    )


async def test_a_locked_thread_is_told(server: FakeDiscord, doctor: Doctor) -> None:
    guild = server.guild("Bees")
    thread = guild.channel("general").thread("Picnic")
    thread.archive(locked=True)
    assert (await doctor.there(guild, channels={"socials": str(thread.id)}))[0] == (
        "MISSING  #Picnic (socials): this thread is locked. In Discord: right-click it › Unlock Thread"
    )


async def test_server_wide_permissions_are_noted(server: FakeDiscord, doctor: Doctor) -> None:
    guild = server.guild("Bees", bot_permissions=VIEW_CHANNEL | SEND_MESSAGES)
    guild.roles["@everyone"] = replace(guild.roles["@everyone"], permissions=0)
    where = "In Discord: Server Settings › Roles › the bot's role › Permissions"
    assert (await doctor.there(guild, events=True))[:2] == [
        (
            "note     the bot does not have everywhere: Embed Links, Read Message History, Send Messages in Threads, "
            f"Create Public Threads. {where}"
        ),
        f"MISSING  events: the bot may not make them. {where} › Create Events",
    ]


async def test_an_administrator_bot_may_everything(server: FakeDiscord, doctor: Doctor) -> None:
    guild = server.guild("Bees", bot_permissions=ADMINISTRATOR)
    guild.channel("general").forbid(PERMISSIONS.value)
    said = await doctor.there(guild, channels=everywhere(guild, "general"))
    assert said[0] == (
        "ok       #general (deadlines, announcements, socials, schedule, organizers): the bot may post there"
    )


async def test_a_role_that_sees_no_commands_is_told(server: FakeDiscord, doctor: Doctor) -> None:
    guild = server.guild("Bees", roles={"Chairs": 0, "Admins": ADMINISTRATOR, "Hosts": 0})
    await doctor.start()
    guild.allow("organize", "Hosts")
    roles = [str(guild.role_id(name)) for name in ("Chairs", "Admins", "Hosts")]
    assert (await doctor.there(guild, organizers=roles))[1:] == [
        (
            "MISSING  @Chairs (organizers): the role may use /organize but does not see it. In Discord: Server "
            "Settings › Integrations › Workshop Bot › /organize › Add role or member › Chairs"
        ),
        "ok       @Admins (organizers): the role may use /organize and sees it",
        "ok       @Hosts (organizers): the role may use /organize and sees it",
    ]


async def test_a_role_that_was_denied_is_told(server: FakeDiscord, doctor: Doctor) -> None:
    guild = server.guild("Bees", roles={"Chairs": MANAGE_EVENTS})
    await doctor.start()
    guild.allow("organize", "Chairs", permission=False)
    said = await doctor.there(guild, organizers=[str(guild.role_id("Chairs"))])
    assert said[1].startswith("MISSING  @Chairs (organizers): the role may use /organize but does not see it. ")


async def test_before_the_first_start_that_comes_first(server: FakeDiscord, doctor: Doctor) -> None:
    guild = server.guild("Bees", roles={"Chairs": 0})
    assert (await doctor.there(guild, organizers=[str(guild.role_id("Chairs"))]))[1] == (
        "MISSING  @Chairs (organizers): the role may use /organize but does not see it. First start the bot once, so "
        "that Discord has it. In Discord: Server Settings › Integrations › Workshop Bot › /organize › Add role or "
        "member › Chairs"
    )


async def test_a_role_that_is_not_there_is_told(server: FakeDiscord, doctor: Doctor) -> None:
    guild = server.guild("Bees", roles={"Chairs": 0})
    assert (await doctor.there(guild, organizers=["123456789012345678", "Chairs"]))[1:] == [
        (
            "MISSING  123456789012345678 (organizers): there is no role with this id. Right-click it › Copy Role ID "
            f"{MODE}"
        ),
        f"MISSING  Chairs (organizers): there is no role with this id. “Chairs” has the id {guild.role_id('Chairs')}",
    ]


async def test_commands_of_the_server_alone_are_noted(server: FakeDiscord, doctor: Doctor) -> None:
    guild = server.guild("Bees")
    server.known.commands[guild.id] = [{"id": "1", "type": 1, "name": "old"}]
    assert (await doctor.there(guild))[0] == (
        "note     commands of this server alone exist and would show twice; they go when the bot starts"
    )


async def test_a_server_that_allows_no_commands_is_told(server: FakeDiscord, doctor: Doctor) -> None:
    guild = server.guild("Bees")
    server.fault("GET", "/guilds/.*/commands$", status=403, code=50001)
    assert (await doctor.there(guild))[0].startswith(
        "MISSING  the bot may have no commands in this server. Invite it, as one who may manage the server: https://"
    )


async def test_what_cannot_stand_under_events_is_told(server: FakeDiscord, bot_on: Callable[..., Bot]) -> None:
    bees = bot_on(
        bees_2199="name: Bees 2199\ntitle: Bees\nsource: https://bees.example\nyear: 2199\nwhen: 2199-06-21\n"
        "socials: {tea: {title: Tea, at: 2199-06-21 18:30-late UTC}}\n",
        bees_2020="name: Bees 2020\ntitle: Bees\nsource: https://bees.example\nyear: 2020\nwhen: 2020-06-21\n",
    )
    said = await Doctor(bees, server).there(server.guild("Bees"), events=True)
    assert [each for each in said if "events:" in each] == [
        "ok       events: the bot may make them",
        "note     events: “Bees” stays out, since its start is not known",
        "note     events: “Tea · Bees 2199” stays out, since its end is not known, which Discord needs",
    ]
