"""Our bot on a local Discord, beside a bare discord.py bot on another; from what a member does to the bot's request."""

from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from tests.bench.processes import Program, Running, ours
from tests.bench.sides import PATIENCE, bursts, in_turn, started
from tests.bench.table import NO_STATUS, STATUS, Row, at_most, beyond, mebibytes, peers_p99, seconds
from tests.fakes.discord import FakeDiscord, FakeMember, rest
from tests.fakes.discord.interactions import AUTOCOMPLETE, COMMAND, Interaction
from tests.fakes.discord.lines import read

LINE, TYPED, BARE = "/workshop deadlines", "/workshop deadlines workshop:icml", "a bare discord.py bot"
AT_ONCE, ARRIVED = 500, "/interactions/"
ANSWER, START, SUGGESTION, BURST, MEMORY = (1e-3, 5e-3), 1.0, (None, 5e-3), (1.5, 3.0), (120.0, None)


@dataclass
class OnDiscord:
    """A bot, and the server that it alone is on."""

    server: FakeDiscord
    member: FakeMember
    program: Program

    async def start(self) -> tuple[Running, float]:
        self.server.known.commands.clear()  # so that every start is like the first, with commands to be told
        running = await self.program.start()
        await running.until(self.server.connected())
        await self.member.types(LINE)
        return running, self._arrived(1) - running.began

    async def gone(self) -> None:
        await self.server.until(lambda: not self.server.link.connected, "the end of the connection")

    async def answer(self) -> float:
        return await self._asked(Interaction(self.server, self.member, COMMAND, read(self.member, LINE, {})))

    async def suggestion(self) -> float:
        typed = read(self.member, TYPED, {}, focus=True)
        return await self._asked(Interaction(self.server, self.member, AUTOCOMPLETE, typed))

    async def burst(self) -> float:
        """Send many commands at once; gives the time until the last answer came."""
        typed = read(self.member, LINE, {})
        sent = [Interaction(self.server, self.member, COMMAND, typed) for _ in range(AT_ONCE)]
        payloads = [each.payload for each in sent]
        began = monotonic()
        for payload in payloads:
            self.server.link.dispatch("INTERACTION_CREATE", payload, guild_id=self.member.guild.id)
        await self.server.until(lambda: all(each.complete or each.failed for each in sent), f"{AT_ONCE} answers")
        assert not any(each.failed for each in sent), "some answers came after three seconds"
        return self._arrived(AT_ONCE) - began

    async def _asked(self, interaction: Interaction) -> float:
        await interaction.answer()
        return self._arrived(1) - interaction.sent

    def _arrived(self, count: int) -> float:
        """Give when the last of so many answers came: the time before the server looks into it."""
        came = [each for each in self.server.requests if each.path.startswith(ARRIVED)]
        assert len(came) == count, f"there are {len(came)} answers, not {count}"
        self.server.requests.clear()
        return came[-1].at


@contextmanager
def unchecked() -> Iterator[None]:
    """Let no server hold bodies against Discord's description: that takes several times what the bot does."""
    kept, rest.contract_problems = rest.contract_problems, lambda *_: iter(())
    try:
        yield
    finally:
        rest.contract_problems = kept


def sides_of(places: list[FakeDiscord], folder: Path) -> list[OnDiscord]:
    """Give our side and the bare one; neither runs yet."""
    members = [place.guild("Bees").member("Ada") for place in places]
    mine, other = places
    launch = ["tests.fakes.launch", mine.base, mine.gateway]
    programs = [
        ours(folder, settings(members[0]), launch, {"DISCORD_TOKEN": mine.token}),
        Program(["-m", "tests.fakes.bare_discord", other.base, other.gateway, other.token], folder / "bare.log", {}),
    ]
    return [OnDiscord(*each) for each in zip(places, members, programs, strict=True)]


def settings(member: FakeMember) -> str:
    return f'[[communities]]\nname = "Bees"\nplatform = "discord"\nserver = "{member.guild.id}"\n'


async def discord_rows(folder: Path) -> AsyncIterator[Row]:
    """Measure a server where nothing is refused for coming too often."""
    async with AsyncExitStack() as stack:
        stack.enter_context(unchecked())
        places = [await stack.enter_async_context(FakeDiscord()) for _ in range(2)]
        for place in places:
            place.patience = PATIENCE
        sides = sides_of(places, folder / "on-discord")
        running, (mine, bare) = await stack.enter_async_context(started(sides))
        yield Row("Discord: process to its first answer", mine, beyond(bare, START), BARE, bare, seconds)
        mine, bare = await in_turn(sides, OnDiscord.answer)
        yield Row(f"Discord: `{LINE}`", mine, beyond(bare, *ANSWER), BARE, bare, slowest=peers_p99(bare))
        mine, bare = await in_turn(sides, OnDiscord.suggestion)
        yield Row("Discord: suggestions while typing", mine, SUGGESTION, BARE, bare, slowest=peers_p99(bare))
        (mine, bare), told = await bursts(sides, running, OnDiscord.burst)
        yield Row(f"Discord: {AT_ONCE} commands at once", mine, at_most(bare, *BURST), BARE, bare, seconds, told)
        held = [[each.mebibytes] for each in running] if STATUS.exists() else [[], []]
        why = "" if held[0] else NO_STATUS
        yield Row("Discord: memory after all these", held[0], MEMORY, BARE, held[1], mebibytes, why)
