"""Who asked to be erased stays erased, also when an old backup is restored."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

from bot.personal import Reminder
from bot.store.backup import backup, restore
from bot.store.database import Store
from bot.store.reminders import Reminders

NOW = datetime(2027, 2, 1, tzinfo=UTC)
ADA, BOB = "discord:1", "slack:T1:U2"


async def kept(folder: Path, *people: str) -> list[int]:
    store = Store(folder / "bot.db")
    counts = [len(await Reminders(store).of(each)) for each in people]
    await store.close()
    return counts


def test_a_restore_brings_nobody_back(tmp_path: Path) -> None:
    async def conversation() -> None:
        store = Store(tmp_path / "bot.db")
        reminders = Reminders(store)
        await reminders.put([Reminder(each, "bees-2027/submission", "Bees") for each in (ADA, BOB)])
        await reminders.set_zone(ADA, "Asia/Tokyo")
        await store.close()
        backup(tmp_path / "bot.db", tmp_path / "yesterday.db")
        store = Store(tmp_path / "bot.db")
        await Reminders(store).erase(ADA)
        await store.close()

    asyncio.run(conversation())
    assert asyncio.run(kept(tmp_path, ADA, BOB)) == [0, 1]
    restore(tmp_path / "yesterday.db", tmp_path, NOW)
    assert asyncio.run(kept(tmp_path, ADA, BOB)) == [0, 1]


def test_nobody_is_named_where_erasures_are_noted(tmp_path: Path) -> None:
    async def conversation() -> None:
        store = Store(tmp_path / "bot.db")
        await Reminders(store).erase(ADA)
        await store.close()

    asyncio.run(conversation())
    assert ADA not in (tmp_path / "erased").read_text()
