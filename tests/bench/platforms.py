"""Discord and Slack, each by itself and both in one process."""

import asyncio
import gc
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack
from pathlib import Path

from tests.bench import on_discord, on_slack
from tests.bench.posts import sending_rows
from tests.bench.processes import ours
from tests.bench.sides import PATIENCE
from tests.bench.table import NO_STATUS, STATUS, Row, mebibytes
from tests.fakes.discord import FakeDiscord
from tests.fakes.slack import FakeSlack

MEMORY = (180.0, None)
LONGEST = 300  # characters of what went wrong
BOTH = "Discord, Slack, the listener and the watches in one process: memory after an answer on each"


def platform_rows(folder: Path) -> Iterator[Row]:
    """Give the rows of each; where something does not work, what was measured until then and why there is no more."""
    each = (("Discord", on_discord.discord_rows), ("Slack", on_slack.slack_rows), (BOTH, both_rows))
    for name, measure in (*each, ("Posts", sending_rows)):
        yield from _rows(name, measure, folder)
    gc.collect()  # what the servers remembered is not to be looked through while answers are timed


def _rows(name: str, measure: Callable[[Path], AsyncIterator[Row]], folder: Path) -> Iterator[Row]:
    runner = asyncio.Runner()
    found = measure(folder)
    with runner:
        while True:
            try:
                yield runner.run(anext(found))  # type: ignore[arg-type]
            except StopAsyncIteration:
                return
            except (AssertionError, OSError, TimeoutError) as error:
                why = " ".join(str(error).split())[:LONGEST].replace("|", "¦")
                yield Row(f"{name}: the rest could not be measured", [], (None, None), slowest=why)
                return


async def both_rows(folder: Path) -> AsyncIterator[Row]:
    """Measure the memory of a bot that is on both."""
    if not STATUS.exists():
        yield Row(BOTH, [], MEMORY, slowest=NO_STATUS)
        return
    async with AsyncExitStack() as stack:
        stack.enter_context(on_discord.unchecked())
        discord = await stack.enter_async_context(FakeDiscord())
        slack = await stack.enter_async_context(FakeSlack())
        discord.patience = slack.patience = PATIENCE
        team, member = slack.workspace("Bees"), discord.guild("Bees").member("Ada")
        config = on_discord.settings(member) + on_slack.settings(team) + "\n[public]\nport = 0\n"
        launch = ["tests.fakes.launch_slack", slack.api, discord.base, discord.gateway]
        secrets = {"DISCORD_TOKEN": discord.token, **on_slack.tokens(team)}
        running = await ours(folder / "on-both", config, launch, secrets).start()
        stack.push_async_callback(running.stop)
        await running.until(discord.connected())
        await running.until(slack.connected(team))
        await member.types(on_discord.LINE)
        await team.member("Ada").types(on_slack.LINE)
        yield Row(BOTH, [running.mebibytes], MEMORY, form=mebibytes)
