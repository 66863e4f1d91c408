"""Cut off at any step of a season, and going on from the file: one copy of everything. `make chaos` does far more."""

import shutil
import sqlite3
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from bot.core import Bot
from bot.posts import deliver
from bot.posts.merge import PAST
from tests.chaos import season
from tests.chaos.inside import Seasons, random_gaps, seasons
from tests.posts.in_both import InBoth, in_both

pytestmark = pytest.mark.anyio
SEED = 20240301
WELCOME = season.STOPS[5]


@pytest.fixture
async def played(bot_on: Callable[..., Bot], tmp_path: Path) -> AsyncIterator[Seasons]:
    facts = bot_on(bees_2024=season.FACTS), bot_on(bees_2024=season.MOVED)
    async with seasons(facts, tmp_path) as played:
        yield played


@pytest.fixture
async def place(bot_on: Callable[..., Bot], tmp_path: Path) -> AsyncIterator[InBoth]:
    async with in_both(bot_on(bees_2024=season.FACTS), tmp_path, season.EARLY) as place:
        place.discord.server.nonce_window = 0.0
        await place.plan()
        yield place


async def restarts(place: InBoth, old: Path | None = None) -> None:
    """Start with an empty file, or an old one, in place of the one in use."""
    await place.store.close()
    for file in place.folder.glob("bot.db*"):
        file.unlink()
    if old:
        shutil.copy(old, place.folder / "bot.db")
    place.begin()
    await place.plan()
    await place.delivery.recover()
    await place.at(place.now)


def kept(place: InBoth) -> Path:
    """Keep a copy of the file."""
    old = place.folder / "old.db"
    place.store._thread.submit(place.store._connection.execute, "vacuum into ?", (str(old),)).result()  # noqa: SLF001
    return old


def standing(place: InBoth) -> list[season.Place]:
    room = place.discord.guild.channel("general")
    return [
        season.discord_place(place.discord.server, room),
        season.slack_place(place.slack.team.channel("general")),
    ]


@pytest.mark.parametrize("half", [1, 2])  # so that two can share the time it takes
async def test_cut_off_at_many_steps_all_is_right(played: Seasons, half: int) -> None:
    assert await played.play() == []
    steps = played.steps
    some = range(half, steps + 1, 5)  # `make chaos` takes each step
    wrong = {n: faults for n in some if (faults := await played.play([n]))}
    cut_off_often = sum(played.ends.values()) > 15  # how many there are depends on what is committed together
    assert (wrong, cut_off_often) == ({}, True)


async def test_cut_off_again_and_again_all_is_right(played: Seasons) -> None:
    wrong = {n: faults for n in range(4) if (faults := await played.play(random_gaps(SEED + n, 5, 12, 60)))}
    assert wrong == {}


async def test_an_empty_file_adopts_what_stands(place: InBoth) -> None:
    await place.at(season.RUNG)
    await place.passes(season.LAST - season.DAY)
    before = standing(place)
    await restarts(place)
    assert standing(place) == before
    await place.passes(season.CLOSED + season.DAY)
    assert [each.titles[0] for each in standing(place)] == [season.UNMOVED_END] * 2


async def test_an_empty_file_posts_nothing_that_is_late(place: InBoth) -> None:
    place.now = season.LAST + season.DAY / 2
    await restarts(place)
    copies = season.rows(place.folder / "bot.db")
    late = {(copy["state"], copy["why"]) for copy in copies if "submission" in copy["post"]}
    assert (place.titles(), late) == (([], []), {("skipped", PAST)})


async def test_an_old_file_posts_nothing_twice(place: InBoth) -> None:
    await place.passes(WELCOME - season.DAY, season.DAY)
    old = kept(place)
    await place.passes(WELCOME, 5 * season.MINUTE)
    before = standing(place)
    await restarts(place, old)
    assert standing(place) == before
    assert [each.titles[1] for each in before] == [["Welcome"]] * 2
    await place.passes(season.OVER, 5 * season.MINUTE)
    assert [each.titles[1] for each in standing(place)] == [season.IN_THREAD] * 2


async def test_a_clock_set_back_delays_nothing(place: InBoth) -> None:
    place.slack.server.fault("chat.postMessage", status=429, headers={"Retry-After": "1"})
    await place.at(season.RUNG + season.DAY)  # by a clock that is a day ahead
    await place.at(season.RUNG)
    await place.passes(season.RUNG + 5 * season.MINUTE, season.MINUTE)
    assert place.titles() == (season.UNMOVED_END[:1],) * 2


async def test_what_cannot_be_written_is_looked_for(place: InBoth, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deliver, "STORE_PAUSE", 0.01)
    post, tries = place.slack.platform.border.post, 0
    together = place.store._together  # noqa: SLF001 - where it commits

    async def posts(*what: Any) -> str:
        sent = await post(*what)
        monkeypatch.setattr(place.store, "_together", is_full)
        return sent

    def is_full(works: list[Any]) -> list[Any]:
        nonlocal tries
        tries += 1
        if tries < 5:
            raise sqlite3.OperationalError("database or disk is full")
        return together(works)

    monkeypatch.setattr(place.slack.platform.border, "post", posts)
    await place.at(season.RUNG)
    monkeypatch.undo()
    await place.passes(season.RUNG + 12 * season.MINUTE, season.MINUTE)
    places = dict(zip(("Bees", "Hive"), standing(place), strict=True))
    assert season.faults_of(places, place.folder / "bot.db", lambda _: (season.UNMOVED_END[:1], [])) == []
