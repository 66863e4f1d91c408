"""Our bot on a local Slack, beside a bare bolt app in another workspace; from what one does to the bot's request."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from time import monotonic
from typing import Any

from tests.bench.processes import Program, Running, ours
from tests.bench.sides import PATIENCE, bursts, in_turn, started
from tests.bench.table import NO_STATUS, STATUS, Row, at_most, beyond, mebibytes, peers_p99, seconds
from tests.fakes.slack import Call, FakeSlack, FakeWorkspace, Member
from tests.fakes.slack.state import new_id

LINE, BARE = "/workshop deadlines", "a bare bolt app"
AT_ONCE, HOMES, ONE_BY_ONE, IN_FLIGHT = 300, 10_000, 300, 200
ANSWER, START, BURST = (2e-3, 10e-3), 1.0, (1.5, 2.0)
HOME, GROWTH = (None, 20e-3), (5.0, None)
RESPONDED, PUBLISHED = "response_url", "views.publish"


@dataclass
class OnSlack:
    """A bot, and the workspace that it alone is in."""

    server: FakeSlack
    team: FakeWorkspace
    program: Program
    numbers: "count[int]" = field(default_factory=count)

    @property
    def member(self) -> Member:
        return self.team.member("Ada")

    async def start(self) -> tuple[Running, float]:
        running = await self.program.start()
        await running.until(self.server.connected(self.team))
        await self.member.types(LINE)
        return running, self._arrived(RESPONDED, 1) - running.began

    async def gone(self) -> None:
        while self.server.connections(self.team):  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0.01)

    async def answer(self) -> float:
        answer = await self.member.types(LINE)
        return self._arrived(RESPONDED, 1) - answer.sent_at

    async def burst(self) -> float:
        """Let many members, who were here before, ask at once; gives the time until the last answer came."""
        return await self._asked(self.team.member(f"Bee {each}") for each in range(AT_ONCE))

    async def burst_of_new(self) -> float:
        """Let as many ask whom the bot has never seen."""
        return await self._asked(self.newcomer() for _ in range(AT_ONCE))

    async def _asked(self, members: Iterable[Member]) -> float:
        asking = [member.types(LINE) for member in members]
        began = monotonic()
        await asyncio.gather(*asking)
        return self._arrived(RESPONDED, AT_ONCE) - began

    async def home(self) -> float:
        """Let a new member open the App Home."""
        answer = await self.newcomer().opens_home()
        return self._arrived(PUBLISHED, 1) - answer.sent_at

    async def homes(self, number: int) -> None:
        """Let so many new members open it, several hundred at a time."""
        several = asyncio.Semaphore(IN_FLIGHT)

        async def opened() -> None:
            async with several:
                await self.newcomer().opens_home()

        await asyncio.gather(*(opened() for _ in range(number)))
        self.server.calls.clear()

    def newcomer(self) -> Member:
        """Add a member; not by name, since the server looks a name up among all it has."""
        member = Member(self.team, f"Newcomer {next(self.numbers)}", new_id("U"))
        self.team.members[member.id] = member
        return member

    def _arrived(self, method: str, number: int) -> float:
        """Give when the last of so many answers came: the time before the server looks into it."""
        came: list[Call] = [each for each in self.server.calls if each.method == method]
        assert len(came) == number, f"there are {len(came)} answers, not {number}"
        assert all(each.ok for each in came), f"{method} was refused"
        self.server.calls.clear()
        return max(each.at for each in came)


class Slack(FakeSlack):
    """A Slack that holds nothing against the contract, which would take as long as the bot does."""

    def hold(self, where: str, payload: dict[str, Any], check: Callable[..., list[str]], **how: Any) -> None:
        """Take whatever comes."""


def sides_of(slack: FakeSlack, folder: Path) -> list[OnSlack]:
    """Give our side and the bare one; neither runs yet."""
    teams = [slack.workspace("Bees"), slack.workspace("Wasps")]
    bare = ["-m", "tests.fakes.bare_slack", slack.api, teams[1].bot_token, teams[1].app_token]
    mine = ours(folder, settings(teams[0]), ["tests.bench.slack_alone", slack.api], tokens(teams[0]))
    programs = [mine, Program(bare, folder / "bare.log", {})]
    return [OnSlack(slack, *each) for each in zip(teams, programs, strict=True)]


def settings(team: FakeWorkspace) -> str:
    return f'[[communities]]\nname = "Slack"\nplatform = "slack"\nworkspace = "{team.id}"\n'


def tokens(team: FakeWorkspace) -> dict[str, str]:
    return {"SLACK_BOT_TOKEN": team.bot_token, "SLACK_APP_TOKEN": team.app_token}


async def slack_rows(folder: Path) -> AsyncIterator[Row]:
    """Measure a workspace where nothing is refused for coming too often."""
    async with AsyncExitStack() as stack:
        slack = await stack.enter_async_context(Slack(clock=monotonic))
        slack.patience = PATIENCE
        sides = sides_of(slack, folder / "on-slack")
        running, (mine, bare) = await stack.enter_async_context(started(sides))
        yield Row("Slack: process to its first answer", mine, beyond(bare, START), BARE, bare, seconds)
        mine, bare = await in_turn(sides, OnSlack.answer)
        yield Row(f"Slack: `{LINE}`", mine, beyond(bare, *ANSWER), BARE, bare, slowest=peers_p99(bare))
        for who, burst in (("members", OnSlack.burst), ("new members", OnSlack.burst_of_new)):
            (mine, bare), told = await bursts(sides, running, burst)
            what = f"Slack: {AT_ONCE} commands of {who} at once"
            yield Row(what, mine, at_most(bare, *BURST), BARE, bare, seconds, told)
        mine, bare = await in_turn(sides, OnSlack.home, ONE_BY_ONE, 5)
        yield Row("Slack: App Home of a new member", mine, HOME, BARE, bare, slowest=peers_p99(bare))
        yield await _growth(sides[0], running[0])


async def _growth(side: OnSlack, running: Running) -> Row:
    """Let the rest open their App Home, and compare the memory at half of them and at the end."""
    what = f"Slack: memory that grew while the second {HOMES // 2:,} of {HOMES:,} members opened the App Home"
    if not STATUS.exists():
        return Row(what, [], GROWTH, slowest=NO_STATUS)
    await side.homes(HOMES // 2 - ONE_BY_ONE)
    half = running.mebibytes
    await side.homes(HOMES // 2)
    end = running.mebibytes
    return Row(what, [max(end - half, 0.0)], GROWTH, form=mebibytes, slowest=f"{end:.1f} MiB in the end")
