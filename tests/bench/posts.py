"""How long sending takes what is due: through the real clients, to a local server in another process."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic, process_time, time
from types import SimpleNamespace
from typing import Any

from pydantic import SecretStr

from bot.announcing import Announcement
from bot.clock import real
from bot.config import CommunitySettings, Config
from bot.core import Bot
from bot.organizing import Logged
from bot.platforms.discord.platform import DiscordPlatform
from bot.platforms.discord.platform import Wanted as OnDiscord
from bot.platforms.pacer import Pacer
from bot.platforms.slack.platform import SlackPlatform
from bot.platforms.slack.platform import Wanted as OnSlack
from bot.ports import Platform
from bot.posting import posting
from bot.posts.deliver import Community, Delivery
from bot.posts.ladders import Planning
from bot.posts.merge import Changes
from bot.posts.plan import plan
from bot.posts.post import Copy, Post
from bot.secrets import SlackSecrets
from bot.store.database import Store
from bot.store.outbox import Outbox
from bot.work import Settings, work_of
from tests.bench.on_discord import unchecked
from tests.bench.on_slack import Slack
from tests.bench.reminders import scheduled
from tests.bench.start import bot_of
from tests.bench.table import ROOT, Row, seconds
from tests.big_data import SHIPPED
from tests.fakes.discord import FakeDiscord
from tests.fakes.discord.limits import GLOBAL_PER_SECOND, SENDS
from tests.fakes.slack.limits import A_WORKSPACE

CHANNELS, AT_ONCE, A_SECOND = 100, 10_000, 500
LIMITED, OF_LEAST = {"Discord": 400, "Slack": 200}, 1.1
LIMIT = {"Discord": GLOBAL_PER_SECOND, "Slack": A_WORKSPACE}  # messages a second to all channels
ONE_BY_ONE, APART, PUNCTUAL = 100, timedelta(milliseconds=100), (None, 1.0)
BEFORE = timedelta(seconds=8)  # from writing what is to be sent until it is due: for the start, as a season is planned
PATIENCE = 300.0  # seconds
KIND = "announcements"  # of which the plan itself makes none
LADDER = Planning()


async def sending_rows(folder: Path) -> AsyncIterator[Row]:
    """Measure each platform with nothing else to do; the peer runs its jobs, and sends nothing."""
    peer, peers = await scheduled(folder, AT_ONCE)
    bot = bot_of(SHIPPED)
    for name, number in LIMITED.items():
        at_once = [timedelta(0)] * AT_ONCE
        sent = await _sent(bot, name, folder / f"{name}-at-once", at_once)
        took, what = sent.last, f"{name}: {AT_ONCE:,} copies due at once"
        told = f"{AT_ONCE / took:,.0f} a second; our processor time: {seconds(sent.processor)}"
        yield Row(f"{what}, nothing refused", [took], (AT_ONCE / A_SECOND, None), peer, peers, seconds, told)
        least = number / LIMIT[name]
        sent = await _sent(bot, name, folder / f"{name}-limited", at_once[:number], limits=True)
        what, limits = f"{name}: {number} copies to {CHANNELS} channels, limits enforced", (least * OF_LEAST, None)
        yield Row(what, [sent.last], limits, form=seconds, slowest=f"the least they allow: {seconds(least)}")
        yield Row(f"{what}: answers 429", [sent.too_many], (0.1, None), form="{:.0f}".format)
        sent = await _sent(bot, name, folder / f"{name}-announced", at_once[:CHANNELS], limits=True, announced=True)
        what, least = f"{name}: an announcement to {CHANNELS} channels, limits enforced", CHANNELS / LIMIT[name]
        yield Row(what, [sent.last], (least * OF_LEAST, None), form=seconds, slowest=f"the least: {seconds(least)}")
        one_by_one = [APART * each for each in range(ONE_BY_ONE)]
        sent = await _sent(bot, name, folder / f"{name}-one-by-one", one_by_one)
        yield Row(f"{name}: from the instant of a post until it arrives", sent.late, PUNCTUAL)


@dataclass(frozen=True)
class Sent:
    """How late each post came, how often the server refused one, and our processor time; in seconds."""

    late: Sequence[float]
    too_many: int
    processor: float

    @property
    def last(self) -> float:
        return max(self.late)


async def _sent(  # noqa: PLR0913 - how it is sent
    bot: Bot, name: str, folder: Path, when: Sequence[timedelta], *, limits: bool = False, announced: bool = False
) -> Sent:
    """Send posts, each so long after the first, or one announcement, and wait until all are known to be there."""
    async with _server(name, limits=limits) as server:
        async with _store(folder) as store, _platform(bot, name, server.told, store) as platform:
            if not limits:
                platform.border.pacer = Pacer(0, 0)  # type: ignore[attr-defined]
            channels = enumerate(server.told["channels"])
            communities = {
                f"{number}": Community(platform.border, {KIND: each}, platform=name)  # type: ignore[arg-type]
                for number, each in channels
            }
            began = process_time()
            delivery = Delivery(Outbox(store), communities, real)
            dues = await _deliver(bot, delivery, store, when, announced=announced)
            used = process_time() - began
        got = await server.end()
    ahead = time() - monotonic()
    assert len(got["at"]) == len(dues), f"{len(got['at'])} of {len(dues)} came"
    late = [at - (due.timestamp() - ahead) for at, due in zip(sorted(got["at"]), dues, strict=True)]
    return Sent(late, got["too_many"], used)


async def _deliver(
    bot: Bot, delivery: Delivery, store: Store, when: Sequence[timedelta], *, announced: bool
) -> list[datetime]:
    """Store what is to be sent, run as `workshop-bot run` does until all is there, and give when it was due."""
    outbox, first = Outbox(store), real() + BEFORE
    posts = list(_posts(bot, [first + each for each in when]))
    copies = [Copy(post.key, f"{at % CHANNELS}", "coming", post.due) for at, post in enumerate(posts)]
    work = replace(work_of(bot, store, delivery, Settings(Config())), planning=LADDER)
    if announced:
        each = Announcement("Welcome", "Doors open at 09:00.", due=first, state="scheduled")
        await work.announcer.put(each, Logged(real(), "discord:1", "Ada", "schedule announcement"))
    else:
        await outbox.change(lambda _: Changes(tuple(posts), tuple(copies)))
    async with posting(work), asyncio.timeout(PATIENCE):
        assert real() < first, "this machine was too slow to begin before the posts were due"
        await asyncio.sleep((first - real()).total_seconds())
        while (await outbox.counted())["shown"] < len(posts):  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0.2)
    return [post.due for post in posts]


@asynccontextmanager
async def _store(folder: Path) -> AsyncIterator[Store]:
    store = Store(folder / "bot.db")
    try:
        yield store
    finally:
        await store.close()


def _posts(bot: Bot, dues: Sequence[datetime]) -> Iterator[Post]:
    """Give a post of the shipped plan with its text, once for each instant."""
    like = next(post for post in plan(bot.catalog, LADDER).posts if post.ladder)
    for number, due in enumerate(dues):
        key, version = f"bench/{number}", replace(like.versions[0], since=due)
        until = due + timedelta(hours=1)
        yield replace(like, key=key, subject=key, ladder=key, kind=KIND, due=due, not_after=until, versions=(version,))


@asynccontextmanager
async def _platform(bot: Bot, name: str, told: dict[str, Any], store: Store) -> AsyncIterator[Platform]:
    """Run our client of a server until the context ends."""
    key = "server" if name == "Discord" else "workspace"
    community = CommunitySettings.model_validate({"name": name, "platform": name.lower(), key: told["place"]})
    token, platform = SecretStr(told["token"]), None
    with ExitStack() as stack:
        if name == "Discord":
            stack.enter_context(FakeDiscord.pointed(SimpleNamespace(**told)))  # type: ignore[arg-type]
            platform = DiscordPlatform(bot, OnDiscord((community,), token, mentions=True), store, real)
        else:
            secrets = SlackSecrets(token, app_token=SecretStr(told["app_token"]))
            platform = SlackPlatform(bot, OnSlack(community, secrets, api=told["api"]), real)
        running = asyncio.create_task(platform.run())
        try:
            async with asyncio.timeout(PATIENCE):
                while not platform.health().ok:  # noqa: ASYNC110 - it tells nobody
                    await asyncio.sleep(0.01)
            yield platform
        finally:
            await platform.close()
            await running


@dataclass(frozen=True)
class _Server:
    """A server in a process of its own, with what it told of itself."""

    process: asyncio.subprocess.Process
    told: dict[str, Any]

    async def end(self) -> dict[str, Any]:
        """Let it end, and give what it got."""
        got, _ = await self.process.communicate(b"")  # the end of its input
        found: dict[str, Any] = json.loads(got)
        return found


@asynccontextmanager
async def _server(name: str, *, limits: bool) -> AsyncIterator[_Server]:
    typed = [sys.executable, "-m", "tests.bench.posts", name, *(["limits"] if limits else [])]
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(*typed, cwd=ROOT, stdin=pipe, stdout=pipe, limit=2**24)
    assert process.stdout
    try:
        line = await process.stdout.readline()
        assert line, f"the local {name} did not start"
        yield _Server(process, json.loads(line))
    finally:
        if process.returncode is None:
            process.terminate()
            await process.wait()


async def _serve_discord(*, limits: bool) -> None:
    """Be a Discord until the end of the input; what is told stands in lines of JSON."""
    with unchecked():
        async with FakeDiscord(limits=limits) as server:
            guild = server.guild("Bees")
            channels = [str(guild.add_channel(f"room-{number}").id) for number in range(CHANNELS)]
            place = {"base": server.base, "gateway": server.gateway, "token": server.token, "place": str(guild.id)}
            await _until_end(place, channels)
            came = (each for each in server.requests if each.method == "POST" and SENDS.match(each.path))
            _tell({"at": [each.at for each in came if each.status == 200], "too_many": server.too_many})


async def _serve_slack(*, limits: bool) -> None:
    async with Slack(limits=limits, clock=monotonic) as server:
        team = server.workspace("Bees", {f"room-{number}": "public" for number in range(CHANNELS)})
        tokens = {"token": team.bot_token, "app_token": team.app_token}
        await _until_end({"api": server.api, "place": team.id, **tokens}, list(team.channels))
        came = [each for each in server.calls if each.method == "chat.postMessage" and each.ok]
        _tell({"at": [each.at for each in came], "too_many": server.too_many})


async def _until_end(place: dict[str, str], channels: Sequence[str]) -> None:
    _tell({**place, "channels": channels})
    await asyncio.to_thread(sys.stdin.read)


def _tell(what: dict[str, Any]) -> None:
    sys.stdout.write(f"{json.dumps(what)}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    _name, *_more = sys.argv[1:]
    asyncio.run((_serve_discord if _name == "Discord" else _serve_slack)(limits=bool(_more)))
