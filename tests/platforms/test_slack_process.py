"""`workshop-bot run` on Slack as a process: how it starts, ends and comes back, alone and beside Discord."""

import asyncio
import os
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

import pytest
from aiohttp import ClientSession

from bot.platforms.slack.errors import APP_REFUSED, NOT_ACCEPTED
from tests.fakes.discord import FakeDiscord
from tests.fakes.slack import FakeSlack, FakeWorkspace

pytestmark = pytest.mark.anyio

ASKED = "/workshop deadlines icml-2024"
OPTIONS = "/workshop deadlines workshop:icml-2024"
NOWHERE = "http://127.0.0.1:9"


@dataclass
class Started:
    """A bot's process."""

    process: asyncio.subprocess.Process

    async def ended(self) -> tuple[int, str, float]:
        """Wait until it has ended; gives its exit code, all that it said, and how many seconds that took."""
        began = monotonic()
        said, _ = await asyncio.wait_for(self.process.communicate(), 60)
        assert self.process.returncode is not None
        return self.process.returncode, said.decode(), monotonic() - began

    async def stopped(self) -> tuple[int, str, float]:
        self.process.terminate()
        return await self.ended()


@dataclass
class Machine:
    """Where the bot is started: its settings, its secrets, and the Slack and the Discord that it reaches."""

    root: Path
    folder: Path
    slack: FakeSlack
    discord: tuple[str, str] = (NOWHERE, NOWHERE)
    config: list[str] = field(default_factory=list)
    secrets: dict[str, str] = field(default_factory=dict)

    def serves(self, team: FakeWorkspace, *more: str) -> None:
        """Name a workspace in the settings, and its secrets in the environment."""
        name = team.name.upper()
        told = ["[[communities]]", f'name = "{team.name}"', 'platform = "slack"', f'workspace = "{team.id}"']
        self.config += [*told, f'secrets = "{name}"', *more]
        self.secrets |= {f"{name}_BOT_TOKEN": team.bot_token, f"{name}_APP_TOKEN": team.app_token}
        self.secrets[f"{name}_SIGNING_SECRET"] = team.signing_secret

    @asynccontextmanager
    async def start(self) -> AsyncIterator[Started]:
        """Start the bot; it is gone when the context ends."""
        file = self.folder / "config.toml"
        file.write_text("\n".join(["[bot]", f'state = "{self.folder / "state"}"', *self.config]), encoding="utf-8")
        line = ["-m", "tests.fakes.launch_slack", self.slack.api, *self.discord, "--", "run", "--config", str(file)]
        process = await asyncio.create_subprocess_exec(
            sys.executable, *line, cwd=self.root, env={**os.environ, **self.secrets},
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
        )  # fmt: skip
        try:
            yield Started(process)
        finally:
            if process.returncode is None:
                process.kill()
                await process.communicate()

    def leaks(self, said: str) -> list[str]:
        """Give what must not be said of what was said."""
        return [each for each in (*self.secrets.values(), "Traceback") if each in said]


@pytest.fixture
async def machine(root: Path, tmp_path: Path) -> AsyncIterator[Machine]:
    async with FakeSlack() as slack:
        yield Machine(root, tmp_path, slack)


@pytest.fixture
def bees(machine: Machine) -> FakeWorkspace:
    team = machine.slack.workspace("Bees", channels={"general": "public", "organizers": "private"})
    machine.serves(team)
    return team


async def title(team: FakeWorkspace) -> str:
    answer = await team.member("Ada").types(ASKED)
    return answer.text.partition("\n")[0]


async def test_it_answers_and_ends_with_the_answer_under_way(machine: Machine, bees: FakeWorkspace) -> None:
    async with machine.start() as bot:
        await machine.slack.connected(bees)
        machine.slack.fault("users.info", delay=0.5)
        answer = await bees.member("Ada").types(ASKED, answered=False)
        code, said, took = await bot.stopped()
    assert answer.text.startswith("*Deadlines · ICML 2024*")
    assert (code, took < 10, machine.leaks(said)) == (0, True, [])


async def test_killed_and_started_again_it_answers_what_waited(machine: Machine, bees: FakeWorkspace) -> None:
    async with machine.start() as bot:
        await machine.slack.connected(bees)
        old = await bees.member("Ada").types("/workshop schedule icml-2024")
        bot.process.kill()
        await bot.ended()
    message = await bees.member("Ada").says("direct", "how long may my paper be?")
    async with machine.start() as bot:
        assert (await machine.slack.reply_to(message)).text.startswith("*How long may a paper be?*")
        assert (await bees.member("Ada").presses(old, old.buttons[0])).messages
        assert (await bot.stopped())[0] == 0


@pytest.mark.parametrize(
    ("secret", "value", "sentence"),
    [
        ("BEES_BOT_TOKEN", "xoxb-wr0ng", f"Slack (Bees) has stopped, and nothing is left to run. {NOT_ACCEPTED}\n"),
        ("BEES_APP_TOKEN", "xapp-wr0ng", f"Slack (Bees) has stopped, and nothing is left to run. {APP_REFUSED}\n"),
        ("BEES_APP_TOKEN", "xoxb-wr0ng", "environment: BEES_APP_TOKEN holds what belongs into BEES_BOT_TOKEN. "),
        ("BEES_BOT_TOKEN", "", "environment: BEES_BOT_TOKEN is not set, so Bees cannot be served. "),
    ],
)
async def test_without_the_right_tokens_it_says_so(
    machine: Machine, bees: FakeWorkspace, secret: str, value: str, sentence: str
) -> None:
    machine.secrets[secret] = value
    async with machine.start() as bot:
        code, said, _ = await bot.ended()
    machine.secrets.pop(secret)
    assert sentence.format("BEES") in said
    assert (code, machine.leaks(said), "wr0ng" in said) == (1, [], False)


async def test_another_workspaces_token_is_told(machine: Machine, bees: FakeWorkspace) -> None:
    ants = machine.slack.workspace("Ants")
    machine.secrets["BEES_BOT_TOKEN"] = ants.bot_token
    async with machine.start() as bot:
        code, said, _ = await bot.ended()
    told = f"The token belongs to the workspace Ants ({ants.id}), not to {bees.id} of the settings."
    assert (code, told in said, machine.leaks(said)) == (1, True, [])


async def test_a_workspace_that_goes_leaves_no_endless_log(machine: Machine, bees: FakeWorkspace) -> None:
    ants = machine.slack.workspace("Ants")
    machine.serves(ants)
    async with machine.start() as bot:
        await asyncio.gather(machine.slack.connected(bees), machine.slack.connected(ants))
        assert [await title(bees), await title(ants)] == ["*Deadlines · ICML 2024*"] * 2
        bees.revoke()
        await asyncio.sleep(1)
        assert await title(ants) == "*Deadlines · ICML 2024*"
        code, said, _ = await bot.stopped()
    assert (code, said.count(APP_REFUSED), len(said.splitlines()) < 8, machine.leaks(said)) == (0, 1, True, [])


async def test_discord_hears_that_slack_has_gone(machine: Machine, bees: FakeWorkspace) -> None:
    async with FakeDiscord() as discord:
        guild = discord.guild("Hive", channels={"general": 0, "organizers": 0})
        room = guild.channel("organizers")
        machine.discord, machine.secrets["DISCORD_TOKEN"] = (discord.base, discord.gateway), discord.token
        machine.config += ["[[communities]]", 'name = "Hive"', 'platform = "discord"', f'server = "{guild.id}"']
        machine.config += [f'channels.organizers = "{room.id}"']
        async with machine.start() as bot:
            await asyncio.gather(machine.slack.connected(bees), discord.connected())
            answers = (await title(bees), (await guild.member("Ada").types(OPTIONS)).text.partition("\n")[0])
            bees.revoke()
            await discord.until(lambda: room.messages, "the word of it")
            code, said, took = await bot.stopped()
    assert answers == ("*Deadlines · ICML 2024*", "Deadlines · ICML 2024")
    assert APP_REFUSED[:20] in str(room.messages[0])
    assert (code, took < 10, machine.leaks(said)) == (0, True, [])


@pytest.fixture
def port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def by_http(machine: Machine, port: int) -> FakeWorkspace:
    team = machine.slack.workspace("Wasps")
    machine.config += ["[public]", 'host = "127.0.0.1"', f"port = {port}"]
    machine.serves(team, 'mode = "http"')
    machine.slack.http_target = f"http://127.0.0.1:{port}/slack/{team.id}"
    return team


async def test_slack_reaches_it_by_http(machine: Machine, port: int) -> None:
    wasps = by_http(machine, port)
    async with machine.start() as bot, ClientSession() as session:
        assert bot.process.stdout
        while b"connected" not in await bot.process.stdout.readline():
            pass
        assert await title(wasps) == "*Deadlines · ICML 2024*"
        async with session.get(f"http://127.0.0.1:{port}/healthz") as response:
            told = (await response.json())["platforms"]
        assert told == {"Slack (Wasps)": {"ok": True, "text": "served at the public address"}}
        assert (await bot.stopped())[0] == 0


async def test_a_port_in_use_is_told(machine: Machine) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        by_http(machine, port)
        async with machine.start() as bot:
            code, said, _ = await bot.ended()
    sentence = f"The public listener cannot be opened at 127.0.0.1:{port}: Address already in use.\n"
    assert (code, said.endswith(sentence), machine.leaks(said)) == (1, True, [])
