"""Several platforms running together: one goes, the others are told and go on; and the end of all."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

import pytest
from pydantic import SecretStr

from bot.app import Served, build, default_data
from bot.config import CommunitySettings, Config, WatchSettings
from bot.core import Bot
from bot.facts.files import load
from bot.kinds import Kind
from bot.message import Message, escape
from bot.platforms.discord.platform import REFUSED, DiscordPlatform, Wanted
from bot.ports import Found, Health, Mark, Place, SendError, StoppedError
from bot.run import Running, run_for_long
from bot.store.database import Store
from tests.fakes.discord import FakeDiscord, FakeGuild
from tests.platforms.on_discord import NOW
from tests.waiting import until

pytestmark = pytest.mark.anyio


@dataclass
class Loft:
    """Where pigeons bring their letters; its own border."""

    refuses_twice: ClassVar[bool] = True
    letters: list[tuple[str, str, str]] = field(default_factory=list)
    takes: float = 0.0
    refuses: str = ""

    async def post(self, place: Place, message: Message, mark: Mark) -> str:
        await asyncio.sleep(self.takes)
        if self.refuses:
            raise SendError("permanent", self.refuses)
        self.letters.append((place.channel, message.title, message.text))
        return f"{len(self.letters)}"

    async def edit(self, place: Place, copy: str, message: Message, mark: Mark) -> None:
        raise SendError("permanent", "Letters stay as they are.")

    async def delete(self, place: Place, copy: str) -> None:
        raise SendError("permanent", "Letters stay.")

    async def find(self, place: Place, mark: Mark, since: datetime) -> Sequence[Found]:
        return []


class Pigeons:
    """A platform that carries letters until it is closed, or its pigeons are gone."""

    name = "Pigeons"

    def __init__(self, **loft: Any) -> None:
        self.border = Loft(**loft)
        self.ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.times_told = 0

    async def run(self) -> None:
        await self.ended

    async def close(self) -> None:
        if not self.ended.done():
            self.ended.set_result(None)

    def lose(self, reason: str) -> None:
        self.ended.set_exception(StoppedError(reason))

    def health(self) -> Health:
        return Health(ok=not self.ended.done(), text="flying")

    def told(self) -> None:
        self.times_told += 1

    def ahead(self) -> timedelta:
        return timedelta(0)

    def arrange(self, community: str, organizers: Sequence[str], channels: Mapping[Kind, str]) -> None:
        """Do nothing: they know their way."""

    def holds(self, community: str, channel: str) -> bool:
        return True

    def who_organizes(self, community: str) -> str:
        return ""

    async def called(self, community: str, key: str) -> str:
        return key


@dataclass
class Together:
    """What runs, and Discord as the organizers see it."""

    server: FakeDiscord
    guild: FakeGuild
    pigeons: Pigeons
    running: asyncio.Task[None]

    @property
    def posted(self) -> list[tuple[str, str]]:
        embeds = [each["embeds"][0] for each in self.guild.channel("organizers").messages]
        return [(each["title"], each["description"]) for each in embeds]


@asynccontextmanager
async def together(  # noqa: PLR0913 - what a start of the process is given
    bot: Bot,
    folder: Path,
    *,
    port: int | None = None,
    reachable: bool = True,
    links: bool = False,
    off: tuple[Kind, ...] = (),
    **loft: Any,
) -> AsyncIterator[Together]:
    """Run Discord and pigeons until the context ends; links are watched where wanted, `off` are kinds on Discord."""
    async with FakeDiscord() as server:
        guild = server.guild("Bees", channels={"organizers": 0})
        channels = {"organizers": str(guild.channel("organizers").id)}
        settings = CommunitySettings(name="Bees", platform="discord", server=str(guild.id), channels=channels, off=off)
        hill = {
            "name": "Pigeons",
            "platform": "slack",
            "workspace": "T0BEES000",
            "channels": {"organizers": "the hill"},
        }
        communities = (settings, CommunitySettings.model_validate(hill))
        config = Config(communities=communities, watch=WatchSettings(links=links))
        store, pigeons = Store(folder / "bot.db"), Pigeons(**loft)
        wanted = Wanted((settings,), SecretStr(server.token))
        served = Served({"Bees": DiscordPlatform(bot, wanted, store, lambda: NOW), "Pigeons": pigeons}, store)
        with server.pointed():
            running = asyncio.create_task(run_for_long(Running(bot, config, default_data(), folder, served, port)))
            server.refuse_connections(not reachable)
            await (server.connected() if reachable else asyncio.sleep(0.1))
            yield Together(server, guild, pigeons, running)
            if not running.done():
                os.kill(os.getpid(), signal.SIGTERM)
            await asyncio.wait({running})
        await store.close()


async def test_discord_is_told_that_pigeons_have_stopped(bot: Bot, tmp_path: Path) -> None:
    async with together(bot, tmp_path) as both:
        both.pigeons.lose("A *hawk* has come.")
        await until(lambda: both.posted)
        assert (await both.guild.member("Ada").types("/workshop join")).text
    assert both.posted == [("Pigeons has stopped", r"A \*hawk\* has come.")]


async def test_pigeons_tell_that_discord_has_stopped(bot: Bot, tmp_path: Path) -> None:
    async with together(bot, tmp_path) as both:
        both.server.revoke()
        await until(lambda: both.pigeons.border.letters)
        assert not both.running.done()
    assert both.pigeons.border.letters == [("the hill", "Discord has stopped", escape(REFUSED))]


async def test_who_cannot_be_told_is_logged(bot: Bot, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async with together(bot, tmp_path, refuses="The hill is in fog.") as both:
        both.server.revoke()
        await until(lambda: "fog" in caplog.text)
    assert f"Discord has stopped: {REFUSED}" in [each.getMessage() for each in caplog.records if each.name == "bot"]
    (failed,) = [each.getMessage() for each in caplog.records if each.name == "bot.posts" and "fog" in each.message]
    assert failed.startswith("told/Discord has stopped/")


async def test_what_is_off_in_a_community_is_not_posted_there(bot: Bot, tmp_path: Path) -> None:
    async with together(bot, tmp_path, off=("organizers",)) as both:
        both.pigeons.lose("A hawk has come.")
        await until(lambda: both.pigeons.border.letters)  # which still flies
        await asyncio.sleep(0.1)
    assert both.posted == []


async def test_who_was_not_there_is_told_later(bot: Bot, tmp_path: Path) -> None:
    async with together(bot, tmp_path, reachable=False) as both:
        both.pigeons.lose("A hawk has come.")
        await asyncio.sleep(0.2)
        assert both.posted == []
        both.server.refuse_connections(False)
        await until(lambda: both.posted)
    assert both.posted == [("Pigeons has stopped", "A hawk has come.")]


async def test_when_the_last_stops_all_ends_with_the_reason(bot: Bot, tmp_path: Path) -> None:
    async with together(bot, tmp_path) as both:
        both.pigeons.lose("A hawk has come.")
        await until(lambda: both.posted)
        both.server.revoke()
        with pytest.raises(StoppedError) as error:
            await both.running
    assert str(error.value) == f"Discord has stopped, and nothing is left to run. {REFUSED}"


async def test_with_a_page_it_goes_on(bot: Bot, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    async with together(bot, tmp_path, port=0) as both:
        both.pigeons.lose("A hawk has come.")
        both.server.revoke()
        await asyncio.sleep(0.3)
        assert not both.running.done()
    assert (both.running.exception(), "Open it in a browser" in capsys.readouterr().out) == (None, True)


@pytest.mark.parametrize("links", [True, False])
async def test_links_are_watched_unless_switched_off(bot: Bot, tmp_path: Path, links: bool) -> None:
    async with together(bot, tmp_path, links=links):
        await until(lambda: bot.personal)
        await asyncio.sleep(0)
        assert (bot.links is not None) == links
    assert bot.links is None


async def test_ending_by_itself_is_told_too(bot: Bot, tmp_path: Path) -> None:
    async with together(bot, tmp_path) as both:
        await both.pigeons.close()
        await until(lambda: both.posted)
    assert both.posted == [("Pigeons has stopped", "It ended by itself.")]


async def test_sigterm_ends_it(bot: Bot, tmp_path: Path) -> None:
    async with together(bot, tmp_path) as both:
        os.kill(os.getpid(), signal.SIGTERM)
        await both.running
        assert (both.pigeons.health().ok, both.server.link.connected) == (False, False)


async def test_telling_delays_no_end(bot: Bot, tmp_path: Path) -> None:
    async with together(bot, tmp_path, takes=30) as both:
        both.server.revoke()
        await asyncio.sleep(0.2)
        os.kill(os.getpid(), signal.SIGTERM)
        await asyncio.wait({both.running}, timeout=15)
        assert both.running.done()  # for what is under way there are three


async def test_calendars_are_read_and_outlive_a_restart(tmp_path: Path) -> None:
    data, tomorrow = tmp_path / "data", f"{datetime.now(UTC) + timedelta(days=1):%Y%m%d}"
    data.mkdir()
    (data / "seminars.yaml").write_text("source: https://b.example\nfeeds:\n  b: {title: Bees, file: bees.ics}\n")
    event = f"BEGIN:VEVENT\nUID:1\nSUMMARY:Hum\nDTSTART;VALUE=DATE:{tomorrow}\nEND:VEVENT\n"
    for calendar in (f"BEGIN:VCALENDAR\n{event}END:VCALENDAR\n", "oops"):
        (data / "bees.ics").write_text(calendar)
        bot, store = build(Config(), load(data)), Store(tmp_path / "bot.db")
        served = Served({"Pigeons": Pigeons()}, store)
        running = asyncio.create_task(run_for_long(Running(bot, Config(), data, tmp_path, served)))
        await until(lambda bot=bot: bot.catalog.all.seminars)  # type: ignore[misc]
        os.kill(os.getpid(), signal.SIGTERM)
        await running
        await store.close()
        assert [each.title for each in bot.catalog.all.seminars.values()] == ["Hum"]


async def test_a_mistake_in_a_file_is_logged_while_it_runs(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / "faq.yaml").write_text("source: https://b.example\n")
    bot, store = build(Config(), load(data)), Store(tmp_path / "bot.db")
    served = Served({"Pigeons": Pigeons()}, store)
    running = asyncio.create_task(run_for_long(Running(bot, Config(), data, tmp_path, served)))
    await until(lambda: bot.heard)
    (data / "faq.yaml").write_text("oops")
    await until(lambda: "the facts stay as they were: " in caplog.text)
    assert f"{data / 'faq.yaml'}:1:1: " in caplog.text
    os.kill(os.getpid(), signal.SIGTERM)
    await running
    await store.close()
