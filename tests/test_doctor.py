"""What the doctor prints: a line a finding, and what is missing counted."""

import asyncio
import os
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.doctor import Section, lacking, missing, note, ok, report
from bot.organizing import Logged
from bot.store.database import Store
from bot.store.links import Links
from bot.store.settings import SettingsStore
from bot.watched import Link
from tests.program import program

SERVER = '[[communities]]\nname = "Bees"\nplatform = "discord"\nserver = "123456789012345678"\n'
SECRET = "MTIz.abc.secret"


def doctor(root: Path, folder: Path, config: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the doctor in a folder with these settings, without any network."""
    (folder / "config.toml").write_text(config, encoding="utf-8")
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("DISCORD_", "SLACK_"))}
    environment = kept | {"XDG_STATE_HOME": str(folder)} | environment
    return program("doctor", cwd=folder, environment=environment)


def test_findings_are_lines_under_their_sections() -> None:
    sections = [Section("Bees", (ok("all is well"), missing("a key. Fetch it"))), Section("Wasps", (note("they fly"),))]
    assert report(sections) == (
        "Bees\nok       all is well\nMISSING  a key. Fetch it\n\n"
        "Wasps\nnote     they fly\n\n"
        "1 thing is missing. Mend it, then run this again: workshop-bot doctor\n"
    )
    assert lacking(sections) == 1


def test_nothing_missing_is_told() -> None:
    assert report([Section("Bees", (note("they fly"),))]) == "Bees\nnote     they fly\n\nNothing is missing.\n"


def test_a_name_from_outside_stays_one_line() -> None:
    assert str(ok("the server “Be\x1b[31mes\nMISSING  \u202eno”")) == "ok       the server “Be[31mes MISSING no”"


@pytest.mark.parametrize("config", ["", '[[communities]]\nname = "Bees"\nplatform = "slack"\n'])
def test_without_a_platform_one_is_told_how(root: Path, tmp_path: Path, config: str) -> None:
    done = doctor(root, tmp_path, config)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        "Settings\n"
        "note     no community of config.toml has a server or a workspace, so the bot connects nowhere\n"
        'note     for Discord, add under [[communities]]: name = "…", platform = "discord", server = "its id". Every '
        "step stands in docs/discord.md\n"
        'note     for Slack, add under [[communities]]: name = "…", platform = "slack", workspace = "its id". Every '
        "step stands in docs/slack.md\n\n"
        "Nothing is missing.\n"
    )


def test_without_a_token_its_place_is_told(root: Path, tmp_path: Path) -> None:
    done = doctor(root, tmp_path, SERVER)
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout == (
        "Discord\n"
        "MISSING  DISCORD_TOKEN is not set, so Bees cannot be served. Set it, or set DISCORD_TOKEN_FILE to a file that "
        "holds it. It stands at Discord's developer portal (your application, Bot, Reset Token)\n"
        "\n1 thing is missing. Mend it, then run this again: workshop-bot doctor\n"
    )


def test_both_platforms_are_looked_at(root: Path, tmp_path: Path) -> None:
    slack = '[[communities]]\nname = "Wasps"\nplatform = "slack"\nworkspace = "T0123456789"\n'
    done = doctor(root, tmp_path, SERVER + slack)
    assert [line for line in done.stdout.splitlines() if not line.startswith("MISSING")] == [
        "Discord",
        "",
        "Wasps",
        "",
        "3 things are missing. Mend them, then run this again: workshop-bot doctor",
    ]


def test_a_token_in_the_wrong_place_is_not_printed(root: Path, tmp_path: Path) -> None:
    done = doctor(root, tmp_path, SERVER, DISCORD_TOKEN_FILE=SECRET)
    told = "\nMISSING  the file that DISCORD_TOKEN_FILE names cannot be read: No such file or directory\n"
    assert told in done.stdout
    assert SECRET not in done.stdout + done.stderr


def test_links_that_do_not_work_are_told(root: Path, tmp_path: Path) -> None:
    async def keep() -> None:
        store = Store(tmp_path / "bot.db")
        form, gone = Link("https://form.org", "closed", "closed"), Link("https://gone.org", "dead", "gone")
        await Links(store).put(form, gone, Link("https://bees.org", "working"), Link("https://new.org"))
        await store.close()

    asyncio.run(keep())
    done = doctor(root, tmp_path, f"[bot]\nstate = '{tmp_path}'\n")
    assert (done.returncode, done.stderr) == (1, "")
    assert (
        "Links\nMISSING  https://gone.org does not work: it answers that there is nothing at this address\n"
        "note     https://form.org: the form takes no more answers\n"
    ) in done.stdout


def test_what_organizers_set_is_what_is_looked_at(root: Path, tmp_path: Path) -> None:
    config = (
        f"[bot]\nstate = '{tmp_path}'\n{SERVER}organizers = ['1200000000000000002']\n"
        "channels = { announcements = '1200000000000000003', socials = '1200000000000000004' }\n"
    )
    told = {
        "channel/announcements": "1200000000000000009",
        "channel/socials": "",
        "mention/deadlines": ["1200000000000000005", "3d", "1d"],
        "mute/schedule": ["2027-01-01T12:00:00+00:00", "Ada"],
    }
    assert "\nSettings\n" not in f"\n{doctor(root, tmp_path, config).stdout}"
    asyncio.run(_keep(tmp_path, {}))
    assert doctor(root, tmp_path, config).stdout.startswith(
        "Settings\nnote     every setting is that of config.toml: nothing is set in the chat\n\n"
    )
    asyncio.run(_keep(tmp_path, told))
    assert doctor(root, tmp_path, config).stdout.startswith(
        "Settings\n"
        "note     Bees: the channel for announcements is 1200000000000000009, set in the chat (/organize setup); "
        "config.toml has 1200000000000000003\n"
        "note     Bees: the channel for socials is none, set in the chat (/organize setup); "
        "config.toml has 1200000000000000004\n"
        "note     Bees: whom deadlines notify is 1200000000000000005 (3d, 1d), set in the chat (/organize setup); "
        "config.toml has nobody\n"
        "note     Bees: schedule are muted until Fri 1 Jan 2027, 12:00 UTC, by Ada (/organize mute)\n"
        "note     every other setting is that of config.toml\n\n"
        "Discord\n"
    )


async def _keep(folder: Path, settings: dict[str, object]) -> None:
    store = Store(folder / "bot.db")
    entry = Logged(datetime(2026, 1, 1, tzinfo=UTC), "discord:1", "Ada", "set up", "", "", "")
    await SettingsStore(store).put("Bees", settings, [entry], lambda _: True)
    await store.close()


def test_settings_that_are_wrong_are_told(root: Path, tmp_path: Path) -> None:
    done = doctor(root, tmp_path, "[bot]\ncolour = 1\n")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "config.toml: unknown setting 'bot.colour'\n"
