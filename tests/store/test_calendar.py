"""How often events have changed, as the file of what is kept counts it."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.entries import Entry
from bot.ics import Revision
from bot.store.calendar import revised
from bot.store.database import Store

pytestmark = pytest.mark.anyio
NOW = datetime(2027, 5, 1, 12, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
TEA = Entry("bees-2027/tea", "Tea", "", datetime(2027, 6, 21, 18, tzinfo=UTC))
NAP = replace(TEA, key="bees-2027/nap", title="Nap")


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    store = Store(tmp_path / "bot.db")
    yield store
    await store.close()


async def test_what_is_new_begins_at_nothing(store: Store) -> None:
    assert await revised(store, [TEA], NOW) == {TEA.key: Revision(0, NOW)}


async def test_what_stays_the_same_keeps_its_revision(store: Store) -> None:
    assert await revised(store, [TEA], NOW) == await revised(store, [TEA], LATER)


async def test_only_what_changed_is_counted(store: Store) -> None:
    await revised(store, [TEA, NAP], NOW)
    moved = replace(TEA, starts=LATER)
    assert await revised(store, [moved, NAP], LATER) == {TEA.key: Revision(1, LATER), NAP.key: Revision(0, NOW)}


async def test_a_change_that_is_undone_counts_too(store: Store) -> None:
    for each in (TEA, replace(TEA, cancelled=True), TEA):
        known = await revised(store, [each], LATER)
    assert known[TEA.key].sequence == 2


async def test_what_comes_back_goes_on_counting(store: Store) -> None:
    for each in ([TEA], [], [replace(TEA, place="The Meadow")]):
        known = await revised(store, each, NOW)
    assert known[TEA.key].sequence == 1


def test_it_is_kept_over_a_restart(tmp_path: Path) -> None:
    async def once(entry: Entry, now: datetime) -> dict[str, Revision]:
        store = Store(tmp_path / "bot.db")
        try:
            return await revised(store, [entry], now)
        finally:
            await store.close()

    async def twice() -> dict[str, Revision]:
        await once(TEA, NOW)
        return await once(TEA, LATER)

    assert asyncio.run(twice()) == {TEA.key: Revision(0, NOW)}
