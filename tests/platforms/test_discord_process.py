"""`workshop-bot run` on Discord as a process: how it starts, ends, comes back, and keeps its token to itself."""

import asyncio
import os
import re
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

import aiohttp
import pytest

from bot.platforms.discord.platform import REFUSED
from tests.fakes.discord import FakeDiscord, FakeGuild

pytestmark = pytest.mark.anyio
QUESTION = "when is the deadline of the workshop that was held in Vienna in the summer of 2024, please"


@dataclass
class Started:
    """A bot's process."""

    process: asyncio.subprocess.Process

    async def ended(self) -> tuple[int, str, float]:
        """Wait until it has ended; gives its exit code, all that it said, and how many seconds that took."""
        began = monotonic()
        said = b"".join(await asyncio.wait_for(self.process.communicate(), 60))
        assert self.process.returncode is not None
        return self.process.returncode, said.decode(), monotonic() - began

    async def stopped(self) -> tuple[int, str, float]:
        self.process.terminate()
        return await self.ended()


@dataclass
class Machine:
    """Where the bot is started: its settings, its state, and the Discord that it reaches."""

    root: Path
    folder: Path
    server: FakeDiscord
    guild: FakeGuild

    @asynccontextmanager
    async def start(self, *line: str, environment: Mapping[str, str] | None = None) -> AsyncIterator[Started]:
        """Start the bot, with its token unless another environment is given; it is gone when the context ends."""
        said = {key: value for key, value in os.environ.items() if not key.startswith("DISCORD")}
        said |= {"DISCORD_TOKEN": self.server.token} if environment is None else environment
        launch = [sys.executable, "-m", "tests.fakes.launch", self.server.base, self.server.gateway, "--"]
        config = ["run", "--config", str(self.folder / "config.toml"), *line]
        pipe = asyncio.subprocess.PIPE
        process = await asyncio.create_subprocess_exec(
            *launch, *config, cwd=self.root, env=said, stdout=pipe, stderr=pipe
        )
        try:
            yield Started(process)
        finally:
            if process.returncode is None:
                process.kill()
                await process.communicate()


@pytest.fixture
async def machine(root: Path, tmp_path: Path) -> AsyncIterator[Machine]:
    async with FakeDiscord() as server:
        guild = server.guild("Bees")
        (tmp_path / "config.toml").write_text(
            f'[bot]\nstate = "{tmp_path / "state"}"\n\n'
            f'[[communities]]\nname = "Bees"\nplatform = "discord"\nserver = "{guild.id}"\n',
            encoding="utf-8",
        )
        yield Machine(root, tmp_path, server, guild)


async def test_it_answers_and_ends_with_the_answer_under_way(machine: Machine) -> None:
    async with machine.start() as bot:
        await machine.server.connected()
        machine.server.fault("POST", "/callback$", delay=1)
        asking = asyncio.create_task(machine.guild.member("Ada").types("/workshop deadlines workshop:icml-2024"))
        await machine.server.until(lambda: machine.server.rest.underway, "the answer")
        code, said, took = await bot.stopped()
        assert (await asking).text.startswith("Deadlines · ICML 2024")
    assert (code, took < 10, "Traceback" in said, machine.server.token in said) == (0, True, False, False)


async def test_killed_and_started_again_it_knows_old_buttons(machine: Machine) -> None:
    ada = machine.guild.member("Ada")
    async with machine.start() as bot:
        await machine.server.connected()
        answer = await ada.types("/workshop ask", question=QUESTION)
        bot.process.kill()
        await bot.ended()
    await machine.server.until(lambda: not machine.server.link.connected, "the end of the connection")
    async with machine.start() as bot:
        await machine.server.connected()
        shown = await ada.presses(answer, "Show to everyone")
        code, said, _ = await bot.stopped()
    told = shown.messages[-1]["content"]
    assert (code, "Traceback" in said, told) == (0, False, f"Ada shows: /workshop ask {QUESTION}")


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({}, "DISCORD_TOKEN is not set, so Bees cannot be served."),
        ({"DISCORD_TOKEN": "wr0ng.token"}, REFUSED),
        ({"DISCORD_TOKEN_FILE": "nowhere"}, "the file that DISCORD_TOKEN_FILE names cannot be read"),
    ],
)
async def test_without_the_right_token_it_says_so(machine: Machine, environment: dict[str, str], said: str) -> None:
    async with machine.start(environment=environment) as bot:
        code, told, _ = await bot.ended()
    assert (code, said in told, "Traceback" in told, "wr0ng" in told) == (1, True, False, False)


async def test_the_token_may_stand_in_a_file_and_the_page_beside(machine: Machine) -> None:
    file = machine.folder / "token"
    file.write_text(f"{machine.server.token}\n", encoding="utf-8")
    async with machine.start("--page", "--port", "0", environment={"DISCORD_TOKEN_FILE": str(file)}) as bot:
        await machine.server.connected()
        assert bot.process.stdout
        address = re.search(r"http\S+", (await bot.process.stdout.readline()).decode())
        assert address
        jar = aiohttp.CookieJar(unsafe=True)  # the page's host is an address
        async with aiohttp.ClientSession(cookie_jar=jar) as session, session.get(address[0]) as page:
            status = page.status
        assert (await machine.guild.member("Ada").types("/workshop join")).text
        code, said, took = await bot.stopped()
    assert (status, code, took < 10, machine.server.token in said) == (200, 0, True, False)


async def test_a_connection_lost_shows_no_token(machine: Machine) -> None:
    async with machine.start() as bot:
        await machine.server.connected()
        machine.server.refuse_connections(0.3)
        await machine.server.until(lambda: not machine.server.link.connected, "the end of the connection")
        await machine.server.connected()
        machine.server.revoke()
        code, said, _ = await bot.ended()
    assert (code, machine.server.token in said) == (1, False)
    assert said.endswith(f"Discord has stopped, and nothing is left to run. {REFUSED}\n")
