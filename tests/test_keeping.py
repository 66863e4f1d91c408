"""Backups as operators make them: the subcommands beside a bot that runs on a local Slack."""

import asyncio
import os
import re
import sqlite3
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.config import load_config
from tests.fakes.slack import FakeSlack, FakeWorkspace
from tests.program import program
from tests.waiting import until

pytestmark = pytest.mark.anyio
NOWHERE = "http://127.0.0.1:9"
Process = asyncio.subprocess.Process


@dataclass
class Host:
    """A machine with a bot's settings, and the Slack that it reaches."""

    root: Path
    folder: Path
    slack: FakeSlack
    team: FakeWorkspace
    more: list[str] = field(default_factory=list)

    @property
    def state(self) -> Path:
        return self.folder / "state"

    def configured(self) -> list[str]:
        """Write the settings, and give the arguments that name them."""
        config = self.folder / "config.toml"
        told = ["[bot]", f'state = "{self.state}"', *self.more]
        told += ["[[communities]]", 'name = "Bees"', 'platform = "slack"', f'workspace = "{self.team.id}"']
        config.write_text("\n".join(told), encoding="utf-8")
        return ["--config", str(config)]

    async def start(self) -> Process:
        """Start the bot."""
        start = ["-m", "tests.fakes.launch_slack", self.slack.api, NOWHERE, NOWHERE, "--"]
        return await asyncio.create_subprocess_exec(
            sys.executable, *start, "run", *self.configured(), cwd=self.root,
            env={**os.environ, "SLACK_BOT_TOKEN": self.team.bot_token, "SLACK_APP_TOKEN": self.team.app_token},
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
        )  # fmt: skip

    async def types(self, *line: str) -> tuple[int | None, str]:
        """Type a subcommand, beside whatever runs; gives its exit code and what it says."""
        done = await asyncio.to_thread(program, *line, *self.configured())
        return done.returncode, done.stdout + done.stderr

    async def cannot_run(self) -> tuple[int | None, str]:
        """Start a bot that ends by itself; gives its exit code and what it says."""
        process = await self.start()
        said, _ = await process.communicate()
        return process.returncode, said.decode()

    @asynccontextmanager
    async def runs(self) -> AsyncIterator[Process]:
        """Let the bot run, connected, while the context lasts."""
        process = await self.start()
        try:
            await self.slack.connected(self.team)
            yield process
        finally:
            if process.returncode is None:
                process.terminate()
            await process.communicate()

    def backups(self) -> list[str]:
        return sorted(each.name for each in (self.state / "backups").glob("*"))


@pytest.fixture
async def host(root: Path, tmp_path: Path) -> AsyncIterator[Host]:
    async with FakeSlack() as slack:
        yield Host(root, tmp_path, slack, slack.workspace("Bees"))


def keep(file: Path, person: str) -> None:
    """Write something beside the bot, as a trace of which file it is."""
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("insert into kept (token, text, until) values (?, ?, '9999')", (person, person))


def kept(file: Path) -> list[str]:
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("pragma integrity_check").fetchone() == ("ok",)
        return [text for (text,) in connection.execute("select text from kept order by text")]


async def test_a_backup_is_made_and_put_back(host: Host) -> None:
    file = host.folder / "bees.db"
    async with host.runs():
        keep(host.state / "bot.db", "Ada")
        assert await host.types("backup", str(file)) == (0, f"Wrote {file}.\n")
        keep(host.state / "bot.db", "Bob")
        code, said = await host.types("restore", str(file))
        assert (code, "is held by another workshop-bot: process" in said) == (1, True)
    code, said = await host.types("restore", str(file))
    (replaced,) = (host.state / "backups" / name for name in host.backups() if "replaced" in name)
    assert (code, said) == (
        0,
        f"The bot keeps in {host.state} what {file} holds.\nWhat was there before is now {replaced}.\n",
    )
    async with host.runs():
        assert (kept(host.state / "bot.db"), kept(replaced)) == (["Ada"], ["Ada", "Bob"])


async def test_a_second_run_says_who_holds_the_state(host: Host) -> None:
    async with host.runs() as first:
        code, said = await host.cannot_run()
    assert (code, said.count("\n")) == (1, 1)
    assert said.startswith(f"{host.state} is held by another workshop-bot: process {first.pid} on ")


async def test_after_a_kill_it_starts_again(host: Host) -> None:
    async with host.runs() as first:
        first.kill()
        await first.wait()
    async with host.runs() as second:
        assert f"process {second.pid} on " in (host.state / "run.lock").read_text()


async def test_running_it_makes_the_backup_of_the_day_once(host: Host) -> None:
    for _ in range(2):
        async with host.runs():
            await until(lambda: [name for name in host.backups() if not name.startswith(".")])
    assert len(host.backups()) == 1
    assert re.fullmatch(r"bot-\d{4}-\d\d-\d\dT\d{6}Z\.db", host.backups()[0])
    assert kept(host.state / "backups" / host.backups()[0]) == []


async def test_a_running_bot_has_a_heartbeat(host: Host) -> None:
    beats: list[str] = []

    async def answer(request: web.Request) -> web.Response:
        beats.append(request.path)
        return web.Response()

    app = web.Application()
    app.add_routes([web.get("/bees", answer)])
    async with TestServer(app) as server:
        host.more = [f'heartbeat_url = "{server.make_url("/bees")}"']
        async with host.runs():
            await until(lambda: beats)
    assert beats == ["/bees"]


async def test_mistakes_are_one_sentence(host: Host) -> None:
    file, taken = host.state / "bot.db", host.folder / "taken"
    taken.write_text("a letter")
    nothing = f"{file}: nothing has been kept here yet, so there is nothing to back up\n"
    assert await host.types("backup", str(host.folder / "new.db")) == (1, nothing)
    assert await host.types("restore", str(host.folder / "no")) == (1, f"{host.folder / 'no'}: there is no such file\n")
    async with host.runs():
        pass
    assert await host.types("backup", str(taken)) == (1, f"{taken}: this is there already; name a file that is not\n")
    code, said = await host.types("backup", str(host.folder / "no" / "new.db"))
    assert (code, said.endswith("No such file or directory\n"), said.count("\n")) == (1, True, 1)


async def test_the_guide_shows_what_there_is(root: Path, tmp_path: Path) -> None:
    text = (root / "docs" / "operate.md").read_text(encoding="utf-8")
    settings = "\n".join(re.findall(r"```toml\n(.*?)```", text, re.DOTALL))
    (tmp_path / "config.toml").write_text(settings, encoding="utf-8")
    assert load_config(tmp_path / "config.toml").bot.heartbeat_url == "https://hc.example/ping/0f3a"
    assert [link for link in re.findall(r"\]\(([^)]+)\)", text) if not (root / "docs" / link).exists()] == []
    assert set(re.findall(r"(?<!bin/)workshop-bot ([a-z]+)[ `]", text)) == {
        "backup",
        "changes",
        "check",
        "doctor",
        "restore",
        "run",
    }


async def test_a_damaged_file_keeps_it_from_starting(host: Host) -> None:
    host.state.mkdir()
    (host.state / "bot.db").write_bytes(b"SQLite format 3\0" + b"x" * 9000)
    code, said = await host.cannot_run()
    assert (code, said.count("\n")) == (1, 1)
    assert said.startswith(f"{host.state / 'bot.db'}: this cannot be used to keep things in: file is not a database.")
