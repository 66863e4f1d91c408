"""A machine on which the bot runs as a process, with a Discord and a Slack of its own, at a pretended time."""

import asyncio
import os
import signal
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.chaos import season
from tests.fakes.discord import FakeDiscord, FakeGuild
from tests.fakes.slack import FakeSlack, FakeWorkspace

ROOT = Path(__file__).parent.parent.parent
KINDS = ("deadlines", "announcements", "socials", "schedule")
LONGEST = 40.0  # real seconds for anything
SOON = timedelta(minutes=16)  # within which what is waited for is part of what happens now


@dataclass
class Machine:
    """Where the bot is started, again and again; `kills` counts the steps at which it was killed.

    `settings` are more lines of config.toml, by the community that they are about, empty for what is about none.
    """

    folder: Path
    discord: FakeDiscord
    guild: FakeGuild
    slack: FakeSlack
    team: FakeWorkspace
    state: str = "state"
    offset: float = 0.0
    channels: dict[str, str] = field(default_factory=lambda: dict.fromkeys(("Bees", "Hive"), "general"))
    kills: Counter[str] = field(default_factory=Counter)
    gaps: list[int] = field(default_factory=list)
    process: asyncio.subprocess.Process | None = None
    settings: dict[str, str] = field(default_factory=dict)
    slack_ahead: list[float] = field(default_factory=lambda: [0.0])
    _seen: int = 0

    @property
    def file(self) -> Path:
        return self.folder / self.state / "bot.db"

    @property
    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self.offset)

    def learns(self, facts: str) -> None:
        """Write the facts."""
        file = self.folder / "data/workshops/bees-2024.yaml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(facts, encoding="utf-8")

    def sets(self, now: datetime, *, servers: bool = True) -> None:
        """Let it be a time, on the platforms too unless said otherwise."""
        self.offset = now.timestamp() - time.time()
        part = self.folder / "offset.part"
        part.write_text(str(self.offset))
        part.replace(self.folder / "offset")
        if servers:
            self.discord.clock = self.slack_ahead[0] = self.offset

    def _config(self) -> Path:
        rooms = {
            "Bees": self.guild.channel(self.channels["Bees"]).id,
            "Hive": self.team.channel(self.channels["Hive"]).id,
        }
        own = {"Bees": self.guild.channel("organizers").id, "Hive": self.team.channel("organizers").id}
        lines = ["[bot]", f'state = "{self.folder / self.state}"', f'data = "{self.folder / "data"}"']
        for name, what in (("Bees", f'platform = "discord"\nserver = "{self.guild.id}"'),
                           ("Hive", f'platform = "slack"\nworkspace = "{self.team.id}"')):  # fmt: skip
            lines += ["[[communities]]", f'name = "{name}"', what]
            lines += [f'channels.{kind} = "{rooms[name]}"' for kind in KINDS]
            lines += [f'channels.organizers = "{own[name]}"', self.settings.get(name, "")]
        file = self.folder / f"{self.state}.toml"
        file.write_text("\n".join([*lines, self.settings.get("", "")]), encoding="utf-8")
        return file

    async def start(self, kill: int = 0) -> None:
        """Start the bot, to die at a step where one is given."""
        secrets = {"DISCORD_TOKEN": self.discord.token, "SLACK_BOT_TOKEN": self.team.bot_token}
        secrets |= {"SLACK_APP_TOKEN": self.team.app_token, "SLACK_SIGNING_SECRET": self.team.signing_secret}
        own = {"CHAOS": str(self.folder), "CHAOS_KILL": str(kill), "COVERAGE_PROCESS_START": ""}
        line = ["-m", "tests.chaos.launch", self.slack.api, self.discord.base, self.discord.gateway, "--", "run"]
        log = os.open(self.folder / "log", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        self.process = await asyncio.create_subprocess_exec(
            sys.executable, *line, "--config", str(self._config()), cwd=ROOT, env={**os.environ, **secrets, **own},
            stdout=log, stderr=log,
        )  # fmt: skip
        os.close(log)

    async def stop(self) -> None:
        """Stop the bot as an operator does."""
        if self.process and self.process.returncode is None:
            self.process.terminate()
            await asyncio.wait_for(self.process.wait(), LONGEST)

    async def connected(self) -> None:
        """Wait until the bot has begun to serve both platforms."""
        await self.discord.connected()
        await self.slack.connected(self.team)

    async def kill(self) -> None:
        """End the bot at once."""
        if self.process and self.process.returncode is None:
            self.process.send_signal(signal.SIGKILL)
            await self.process.wait()

    async def lives(self, now: datetime, *, soon: timedelta = SOON, wanted: str = "") -> None:
        """Let it be a time and all that follows from it soon happen, in as many processes as it takes.

        `wanted` is a part of the key of a post that must be known by then.
        """
        self.sets(now)
        until = now + soon
        end = time.monotonic() + LONGEST
        while time.monotonic() < end:
            if self.process is None or self.process.returncode is not None:
                await self.again()
                end = time.monotonic() + LONGEST
            waits = self.waits(wanted)
            if waits == "settled":
                return
            if isinstance(waits, datetime) and waits > self.now:
                if waits > until:
                    return
                self.sets(waits)
            await asyncio.sleep(0.02)
        raise AssertionError(f"nothing settles at {now}: {season.rows(self.file)}")

    async def again(self) -> None:
        """Note where the process was killed, and start another."""
        if self.process is not None:
            if self.process.returncode != -signal.SIGKILL:
                raise AssertionError(f"the bot ended by itself: {(self.folder / 'log').read_text()[-2000:]}")
            reached = self._steps()[self._seen :]
            self.kills[reached[-1] if reached else "the start"] += 1
        self._seen = len(self._steps())
        (self.folder / "ticks").unlink(missing_ok=True)
        await self.start(self.gaps.pop(0) if self.gaps else 0)

    def ticks(self) -> tuple[int, int]:
        """Give how many ticks of the process have begun, and below which number all have ended."""
        file = self.folder / "ticks"
        begun, ended = file.read_text().split() if file.exists() else ("0", "0")
        return int(begun), int(ended)

    def _steps(self) -> list[str]:
        """Give the steps that were reached so far, by all processes."""
        file = self.folder / "steps"
        return file.read_text().splitlines() if file.exists() else []

    def waits(self, wanted: str) -> str | datetime:
        """Give when something is to be done, or that all is done, or why neither is known."""
        try:
            copies = season.rows(self.file)
        except Exception:  # noqa: BLE001 - it is not there yet
            return "begins"
        if not any(wanted in copy["post"] for copy in copies):
            return "learns"
        if any(copy["state"] == "sending" for copy in copies):
            return "sends"
        times = [datetime.fromisoformat(copy["next_at"]) for copy in copies if copy["next_at"]]
        return min(times, default="settled")  # type: ignore[type-var]

    def tells(self) -> list[str]:
        """Give what organizers were told on both platforms."""
        told = [each["embeds"][0]["title"] for each in self.guild.channel("organizers").messages if each["embeds"]]
        return told + [each["text"] for each in self.team.channel("organizers").messages]

    def places(self) -> dict[str, season.Place]:
        """Give what stands in both places."""
        return {
            "Bees": season.discord_place(self.discord, self.guild.channel(self.channels["Bees"])),
            "Hive": season.slack_place(self.team.channel(self.channels["Hive"])),
        }

    def faults(self, channel: list[str], threads: list[str] | None = None) -> list[str]:
        """Give what is not exactly once."""
        return season.faults_of(self.places(), self.file, lambda _: (channel, threads or []))


@asynccontextmanager
async def machine(folder: Path, facts: str = season.FACTS, now: datetime = season.EARLY) -> AsyncIterator[Machine]:
    """Give a machine with its servers; nothing runs afterwards."""
    ahead = [0.0]
    folder.mkdir(parents=True)  # noqa: ASYNC240 - at the very beginning
    async with FakeDiscord() as discord, FakeSlack(clock=lambda: time.time() + ahead[0]) as slack:
        guild = discord.guild("Bees", roles={"Bees": 0}, channels={"general": 0, "other": 0, "organizers": 0})
        team = slack.workspace("Hive", channels={"general": "public", "other": "public", "organizers": "private"})
        made = Machine(folder, discord, guild, slack, team, slack_ahead=ahead)
        discord.nonce_window = 0.0  # so that nothing but the look keeps copies apart
        made.learns(facts)
        made.sets(now)
        try:
            yield made
        finally:
            await made.kill()
