"""What the guides to Discord and Slack show is tried: their settings, their subcommands, the doctor's output."""

import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import discord
import pytest

from bot.config import (
    BotSettings,
    CommunitySettings,
    Config,
    DeskSettings,
    OrganizerSettings,
    PostSettings,
    PublicSettings,
    WatchSettings,
    load_config,
)
from bot.core import Bot
from bot.doctor import Section, report
from bot.platforms.discord.declare import declared
from bot.platforms.discord.doctor import examine as examine_discord
from bot.platforms.slack.doctor import examine as examine_slack
from bot.platforms.slack.manifest import NEEDED
from tests.fakes.discord import FakeDiscord
from tests.fakes.slack import FakeSlack

GUIDES = ["docs/discord.md", "docs/slack.md"]


def settings(guide: Path, folder: Path) -> list[Config]:
    """Read each block of settings as a config.toml; raises ConfigError where one is none."""
    found = []
    for block in re.findall(r"```toml\n(.*?)```", guide.read_text(encoding="utf-8"), re.DOTALL):
        (folder / "config.toml").write_text(block, encoding="utf-8")
        found.append(load_config(folder / "config.toml"))
    return found


def headings(guide: Path) -> set[str]:
    """Give how links name the headings of a guide; a picture has none."""
    lines = guide.read_text(encoding="utf-8").splitlines() if guide.suffix == ".md" else []
    found = (line.lstrip("#").strip().lower() for line in lines if line.startswith("#"))
    return {re.sub(r"[^\w\- ]", "", heading).replace(" ", "-") for heading in found}


def sample(guide: Path) -> str:
    """Give what the guide shows of the doctor."""
    found = re.findall(
        r"```text\n\$ [^\n]* workshop-bot doctor\n(.*?)```", guide.read_text(encoding="utf-8"), re.DOTALL
    )
    assert len(found) == 1
    return str(found[0])


def told(sections: list[Section], ids: Mapping[str, str]) -> str:
    """Write the doctor's report with the guide's ids in the place of the imitation's."""
    text = report(sections)
    for theirs, ours in ids.items():
        text = text.replace(theirs, ours)
    return text


def put(config: Config, ids: Mapping[str, str]) -> Config:
    """Give the guide's settings with the imitation's ids."""
    text = config.model_dump_json(exclude_defaults=True)
    for theirs, ours in ids.items():
        text = text.replace(ours, theirs)
    return Config.model_validate_json(text)


@pytest.mark.parametrize("name", GUIDES)
def test_every_setting_shown_is_one(root: Path, tmp_path: Path, name: str) -> None:
    shown = settings(root / name, tmp_path)
    assert shown
    assert all(each.server or each.workspace for config in shown for each in config.communities)


def test_organizers_are_told_of_every_command_of_theirs(bot: Bot, root: Path) -> None:
    text = (root / "docs" / "organize.md").read_text(encoding="utf-8")
    table = text.partition("## All commands")[2].partition("\n## ")[0]
    listed = {name for name, each in bot.by_name.items() if each.organizer and each.listed and name == each.name}
    told = set(re.findall(r"`/organize ([a-z-]+)", text))
    assert (listed - {"desk"} - set(re.findall(r"`/organize ([a-z-]+)`", table)), told - set(bot.by_name)) == (
        set(),
        set(),
    )


@pytest.mark.parametrize("name", [*GUIDES, "README.md"])
def test_every_subcommand_named_exists(root: Path, name: str) -> None:
    named = set(re.findall(r"workshop-bot ([a-z]+)", (root / name).read_text(encoding="utf-8")))
    for each in named:
        line = [sys.executable, "-m", "bot", each, "--help"]
        assert subprocess.run(line, cwd=root, capture_output=True, check=False).returncode == 0, each


@pytest.mark.parametrize("name", [*GUIDES, "docs/organize.md", "docs/operate.md", "docs/design.md", "docs/privacy.md"])
def test_every_link_leads_somewhere(root: Path, name: str) -> None:
    links = re.findall(r"\]\((?!https://)([^)]+)\)", (root / name).read_text(encoding="utf-8"))
    pairs = [link.partition("#")[::2] for link in links]
    files = [(root / "docs" / file if file else root / name, place) for file, place in pairs]
    assert [(file, place) for file, place in files if not file.exists() or place not in {"", *headings(file)}] == []


@pytest.mark.anyio
async def test_the_doctor_says_that_on_discord(bot: Bot, root: Path, tmp_path: Path) -> None:
    guide = root / "docs" / "discord.md"
    config = settings(guide, tmp_path)[0]
    (community,) = config.communities
    async with FakeDiscord() as server:
        with server.pointed():
            guild = server.guild("Bees", roles={"Organizers": 0}, channels={"announcements": 5, "organizers": 0})
            guild.channel("announcements").forbid(discord.Permissions(send_messages=True).value)
            async with discord.Client(intents=discord.Intents.none()) as client:
                await client.login(server.token)
                await client.http.bulk_upsert_global_commands(server.application_id, declared(bot))
            ids = {
                str(server.application_id): "1200000000000000000",
                str(guild.id): str(community.server),
                str(guild.role_id("Organizers")): community.organizers[0],
                **{str(guild.channel(kind).id): number for kind, number in community.channels.items()},
            }
            sections = await examine_discord(bot, put(config, ids), {"DISCORD_TOKEN": server.token})
    assert told(sections, ids) == sample(guide)


@pytest.mark.anyio
async def test_the_doctor_says_that_on_slack(bot: Bot, root: Path, tmp_path: Path) -> None:
    guide = root / "docs" / "slack.md"
    config = settings(guide, tmp_path)[0]
    (community,) = config.communities
    async with FakeSlack() as slack:
        team = slack.workspace("Bees", channels={"announcements": "public", "organizers": "private"})
        team.scopes = set(NEEDED) - {"im:write"}
        team.channel("organizers").remove_bot()
        chair = team.member("chair")
        group, person = community.organizers
        ids = {
            team.id: str(community.workspace),
            team.group("organizers", chair).id: group,
            chair.id: person,
            **{team.channel(kind).id: number for kind, number in community.channels.items()},
        }
        tokens = {"SLACK_BOT_TOKEN": team.bot_token, "SLACK_APP_TOKEN": team.app_token}
        sections = await examine_slack(bot, put(config, ids), tokens, slack.api)
    assert told(sections, ids) == sample(guide)


def test_every_setting_is_told(root: Path) -> None:
    text = (root / "docs" / "operate.md").read_text(encoding="utf-8")
    table = text.partition("## Settings")[2].partition("\n## ")[0]
    parts = (
        BotSettings,
        CommunitySettings,
        OrganizerSettings,
        PostSettings,
        WatchSettings,
        DeskSettings,
        PublicSettings,
    )
    names = {name for part in parts for name in part.model_fields}
    example = (root / "config.example.toml").read_text(encoding="utf-8")
    assert [name for name in sorted(names) if f"`{name}`" not in table or f"{name} = " not in example] == []


def test_every_scope_is_told(root: Path) -> None:
    text = (root / "docs" / "slack.md").read_text(encoding="utf-8")
    assert [scope for scope in NEEDED if f"`{scope}`" not in text] == []
