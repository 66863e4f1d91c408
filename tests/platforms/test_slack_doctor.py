"""The doctor on Slack: what is missing, by name, asked of the real slack_sdk against a local Slack."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.config import CommunitySettings, Config, PublicSettings
from bot.core import Bot
from bot.doctor import report
from bot.in_force import in_force
from bot.organizing import Logged
from bot.platforms.slack.doctor import examine
from bot.platforms.slack.manifest import NEEDED
from bot.store.database import Store
from bot.store.settings import SettingsStore
from tests.fakes.slack import FakeSlack, FakeWorkspace

pytestmark = pytest.mark.anyio
PORTAL = "api.slack.com/apps › your app"
SCOPES = f"{PORTAL} › OAuth & Permissions › Scopes"
BOT_TOKEN = f"{PORTAL} › OAuth & Permissions › Bot User OAuth Token (where there is none, first Install App)"
APP_TOKEN = f"{PORTAL} › Basic Information › App-Level Tokens › Generate Token and Scopes › connections:write"
CHANNEL_ID = "In Slack: the channel's name › About › Channel ID"
GROUP_ID = "In Slack: Directories › User groups › the group › ⋯ › Copy group ID"
PERSON_ID = "In Slack: the person's profile › ⋮ › Copy member ID"
EDIT = "In Slack: Directories › User groups › Edit members"
INVITE = "In Slack, type there: /invite @workshop"
MANIFEST = (
    "note     Slack does not tell whether the app has the commands /workshop and /organize, nor whether it hears of "
    "edits (message.channels and message.groups): without these, what was sent on to another community does not follow "
    "edits and deletions. Both come with the manifest: workshop-bot manifest slack prints it, "
    f"{PORTAL} › App Manifest takes it"
)
NO_CHANNELS = (
    "note     no channel for deadlines, announcements, socials, schedule, organizers: nothing of this kind will be "
    "posted here"
)
NOBODY = "note     nobody is named under organizers: the workspace's administrators may use /organize"
ONE = ["", "1 thing is missing. Mend it, then run this again: workshop-bot doctor"]
UNSCOPED = "not looked at, since a scope for that is missing"


@dataclass
class Doctor:
    """Looks at a workspace with some settings; gives the lines of all sections."""

    bot: Bot
    slack: FakeSlack
    team: FakeWorkspace

    async def lines(self, *, tokens: dict[str, str] | None = None, **said: object) -> list[str]:
        community = CommunitySettings.model_validate(
            {"name": "Bees' Slack", "platform": "slack", "workspace": self.team.id} | said
        )
        config = Config(public=PublicSettings(port=8080), communities=(community,))
        team = self.team
        secrets = {"BOT_TOKEN": team.bot_token, "APP_TOKEN": team.app_token, "SIGNING_SECRET": team.signing_secret}
        environment = {f"{community.secrets}_{name}": value for name, value in (secrets | (tokens or {})).items()}
        lines = report(await examine(self.bot, config, environment, self.slack.api)).splitlines()
        assert lines[0] == "Bees' Slack"
        return lines[1:]

    async def there(self, **said: object) -> list[str]:
        """Give the lines after those that every visit has."""
        lines = await self.lines(**said)
        return lines[lines.index(MANIFEST) + 1 : -2]


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with FakeSlack() as slack:
        yield slack


@pytest.fixture
def team(slack: FakeSlack) -> FakeWorkspace:
    team = slack.workspace("Bees", channels={"general": "public", "news": "public", "chairs": "private"})
    team.scopes = set(NEEDED)
    return team


@pytest.fixture
def doctor(bot: Bot, slack: FakeSlack, team: FakeWorkspace) -> Doctor:
    return Doctor(bot, slack, team)


async def test_a_bot_that_works_misses_nothing(doctor: Doctor, team: FakeWorkspace) -> None:
    general, news, chairs = (team.channel(name).id for name in ("general", "news", "chairs"))
    channels = {"deadlines": general, "socials": general, "schedule": general, "announcements": news}
    ada = team.member("Ada")
    organizers = [ada.id, team.group("chairs", ada).id]
    assert await doctor.lines(channels=channels | {"organizers": chairs}, organizers=organizers) == [
        "ok       SLACK_APP_TOKEN is accepted: Slack lets the bot connect",
        "ok       SLACK_BOT_TOKEN is accepted; the bot is @workshop in the workspace “Bees”",
        "ok       the app has every scope that the bot needs",
        MANIFEST,
        "ok       #general (deadlines, socials, schedule): the bot is a member",
        "ok       #news (announcements): the bot is a member",
        "ok       #chairs (organizers): the bot is a member",
        "ok       @ada (organizers): this person may use /organize",
        "ok       @chairs (organizers): who is in this user group may use /organize",
        "",
        "Nothing is missing.",
    ]


async def test_it_only_reads(doctor: Doctor, slack: FakeSlack, team: FakeWorkspace) -> None:
    organizers = [team.member("Ada").id, team.group("chairs").id]
    await doctor.lines(channels={"socials": team.channel("general").id}, organizers=organizers)
    asked = "apps.connections.open auth.test conversations.info usergroups.list users.info"
    assert sorted({call.method for call in slack.calls}) == asked.split()
    assert slack.connections(team) == 0


async def test_what_is_not_set_is_told(doctor: Doctor) -> None:
    said = await doctor.lines(secrets="SLACK_BEES", tokens={"BOT_TOKEN": "", "APP_TOKEN": "xoxb-1"})
    assert said[0].startswith(
        "MISSING  SLACK_BEES_BOT_TOKEN is not set, so Bees' Slack cannot be served. Set it, or set"
    )
    assert said[1:] == [
        (
            "MISSING  SLACK_BEES_APP_TOKEN holds what belongs into SLACK_BEES_BOT_TOKEN. It stands at "
            "api.slack.com/apps (your app, Basic Information, App-Level Tokens, scope connections:write); it begins "
            "with xapp-"
        ),
        "",
        "2 things are missing. Mend them, then run this again: workshop-bot doctor",
    ]


@pytest.mark.parametrize("token", ["xoxb-1 xoxb-2", "xoxb-“1”", "xoxb-a\nb"])
async def test_what_is_no_token_is_told(doctor: Doctor, token: str) -> None:
    assert await doctor.lines(tokens={"BOT_TOKEN": token}) == [
        f"MISSING  SLACK_BOT_TOKEN holds more than a token, or something else. Copy the token alone: {BOT_TOKEN}",
        *ONE,
    ]


async def test_a_refused_bot_token_is_told(doctor: Doctor) -> None:
    assert await doctor.lines(tokens={"BOT_TOKEN": "xoxb-old"}) == [
        f"MISSING  Slack does not accept SLACK_BOT_TOKEN (invalid_auth). Copy it again: {BOT_TOKEN}",
        *ONE,
    ]


async def test_a_refused_app_token_is_told(doctor: Doctor) -> None:
    assert await doctor.lines(tokens={"APP_TOKEN": "xapp-old"}) == [
        f"MISSING  Slack does not accept SLACK_APP_TOKEN (invalid_auth). Make a new one: {APP_TOKEN}",
        "ok       SLACK_BOT_TOKEN is accepted; the bot is @workshop in the workspace “Bees”",
        "ok       the app has every scope that the bot needs",
        MANIFEST,
        NO_CHANNELS,
        NOBODY,
        *ONE,
    ]


async def test_a_token_of_another_workspace_is_told(doctor: Doctor, slack: FakeSlack, team: FakeWorkspace) -> None:
    wasps = slack.workspace("Wasps")
    assert (await doctor.lines(tokens={"BOT_TOKEN": wasps.bot_token}))[1:] == [
        (
            f"MISSING  SLACK_BOT_TOKEN belongs to the workspace “Wasps” ({wasps.id}), not to {team.id} of config.toml. "
            "Mend the one or the other; with several workspaces, are the tokens of two swapped?"
        ),
        *ONE,
    ]


async def test_by_http_the_request_url_is_told(doctor: Doctor, slack: FakeSlack, team: FakeWorkspace) -> None:
    assert (await doctor.lines(mode="http"))[:2] == [
        "ok       SLACK_SIGNING_SECRET is set; whether it is right shows when Slack calls",
        (
            f"note     the request URL to enter is https://your address/slack/{team.id}, which must lead to port 8080 "
            f"of this machine. {PORTAL} › App Manifest: paste what this prints: workshop-bot manifest slack --url "
            f"https://…/slack/{team.id}"
        ),
    ]
    assert "apps.connections.open" not in {call.method for call in slack.calls}


async def test_every_scope_is_told_by_name(doctor: Doctor, team: FakeWorkspace) -> None:
    team.scopes = {*NEEDED, "channels:join"} - {"users:read", "chat:write"}
    said = await doctor.lines()
    add = f"{SCOPES} › Add an OAuth Scope, then Install App › Reinstall"
    assert said[2:5] == [
        f"MISSING  the app lacks the scope chat:write (answers and posts). {add}",
        f"MISSING  the app lacks the scope users:read (knows each person's time zone). {add}",
        f"note     the bot does not need these scopes: channels:join. To take them away: {SCOPES}",
    ]
    assert said[-1] == "2 things are missing. Mend them, then run this again: workshop-bot doctor"


async def test_what_a_scope_hides_is_noted(doctor: Doctor, team: FakeWorkspace) -> None:
    team.scopes -= {"channels:read", "users:read", "usergroups:read"}
    general, ada, chairs = team.channel("general").id, team.member("Ada").id, team.group("chairs").id
    said = await doctor.there(channels={"socials": general}, organizers=[ada, chairs])
    assert [said[0], *said[2:]] == [
        f"note     {general} (socials): {UNSCOPED}",
        f"note     {ada} (organizers): {UNSCOPED}",
        f"note     {chairs} (organizers): {UNSCOPED}",
    ]


async def test_channels_where_nothing_can_be_posted_are_told(doctor: Doctor, team: FakeWorkspace) -> None:
    general, news, chairs = (team.channel(name) for name in ("general", "news", "chairs"))
    general.remove_bot()
    news.archive()
    chairs.remove_bot()
    channels = {"deadlines": general.id, "announcements": news.id, "organizers": chairs.id, "socials": "#general"}
    why = "without it the bot cannot post there, nor look for its own posts"
    unarchive = "In Slack: the channel's name › Settings › Unarchive channel; or name another channel"
    unseen = "the bot sees no channel with this id (channel_not_found)"
    assert (await doctor.there(channels=channels))[:-1] == [
        f"MISSING  #general (deadlines): the bot is not a member, and {why}. {INVITE}",
        f"MISSING  #news (announcements): the channel is archived. {unarchive}",
        f"MISSING  #general (socials): this is no channel's id. {CHANNEL_ID}",
        f"MISSING  {chairs.id} (organizers): {unseen}. Is it private? {INVITE}. If not, copy its id. {CHANNEL_ID}",
        "note     no channel for schedule: nothing of this kind will be posted here",
    ]


async def test_organizers_who_are_not_there_are_told(doctor: Doctor, team: FakeWorkspace) -> None:
    empty, chairs = team.group("hosts"), team.group("chairs", team.member("Ada"))
    organizers = ["U000", empty.id, "@chairs", "S000"]
    absent = "(organizers): there is no user group or person with this id"
    assert (await doctor.there(organizers=organizers))[1:] == [
        f"MISSING  U000 (organizers): there is no person with this id (user_not_found). {PERSON_ID}",
        f"MISSING  @hosts (organizers): nobody is in this user group. {EDIT}",
        f"MISSING  @chairs {absent}. “chairs” has the id {chairs.id}",
        f"MISSING  S000 {absent}. {GROUP_ID}. {PERSON_ID}",
    ]


async def test_a_plan_without_user_groups_is_told(doctor: Doctor, slack: FakeSlack) -> None:
    slack.fault("usergroups.list", error="plan_upgrade_required")
    why = "Slack tells of no user groups (plan_upgrade_required)"
    assert (await doctor.there(organizers=["S000"]))[1:] == [
        f"MISSING  S000 (organizers): {why}. Name people instead. {PERSON_ID}"
    ]


async def test_an_unreachable_slack_is_told(doctor: Doctor, slack: FakeSlack) -> None:
    slack.fault("auth.test", cut="before")
    said = await doctor.lines()
    assert said[0].startswith("MISSING  The connection to Slack was lost: ")
    assert said[1:] == ONE


async def test_a_community_without_a_workspace_is_noted(doctor: Doctor) -> None:
    assert await doctor.lines(workspace=None) == [
        (
            "note     it has no workspace in config.toml, so the bot does not connect to it. It stands in the address "
            "bar of Slack in a browser: app.slack.com/client/T…"
        ),
        "",
        "Nothing is missing.",
    ]


async def test_what_organizers_set_is_looked_at(doctor: Doctor, tmp_path: Path) -> None:
    community = CommunitySettings(
        name="Bees", platform="slack", workspace=doctor.team.id, channels={"socials": doctor.team.channel("news").id}
    )
    store, entry = Store(tmp_path / "bot.db"), Logged(datetime(2026, 1, 1, tzinfo=UTC), "1", "Ada", "set up")
    await SettingsStore(store).put("Bees", {"channel/socials": "C0000000000"}, [entry], lambda _: True)
    await store.close()
    config, _ = in_force(Config(communities=(community,)), tmp_path / "bot.db")
    environment = {"SLACK_BOT_TOKEN": doctor.team.bot_token, "SLACK_APP_TOKEN": doctor.team.app_token}
    said = report(await examine(doctor.bot, config, environment, doctor.slack.api))
    assert "MISSING  C0000000000 (socials): the bot sees no channel with this id" in said
    assert "#news" not in said
