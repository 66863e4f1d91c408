"""The desk without accounts: on the page, and in the terminal beside a bot that runs."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.app import served
from bot.config import CommunitySettings, Config
from bot.core import PRETENDED, Bot, Person
from bot.desk import Changes
from bot.deskside import sit_beside
from bot.message import Message
from bot.platforms.terminal.render import render
from bot.platforms.web.border import PLACES, on_the_page
from bot.platforms.web.season import Season, Span
from bot.posts.deliver import Delivery
from bot.posts.ladders import Planning
from bot.posts.places import takers
from bot.posts.plan import plan
from bot.store.database import Store
from bot.store.desk import DeskStore
from bot.store.outbox import Outbox
from tests.bees import PAPER

pytestmark = pytest.mark.anyio
BEES = PAPER
NOW = datetime(2027, 2, 1, tzinfo=UTC)
QUIET = timedelta(minutes=16)
ORGANIZER = Person("terminal", "The terminal", organizer=True)
ANNOUNCE = '/organize announce title:Welcome text:"Doors open."'
EXTEND = "/organize extend what:bees-2027/submission to:+3d"
TITLE = "Extended: Paper · Bees 2027"


async def extended(bot: Bot, person: Person = ORGANIZER) -> Message:
    """Ask for more time, and press the first button of the answer."""
    shown = await bot.answer(EXTEND, person, NOW)
    return await bot.answer(shown.buttons[0].command, person, NOW) if shown.buttons else shown


async def test_a_change_in_the_terminal_is_taken_up_by_the_bot_that_runs(
    bot_on: Callable[..., Bot], tmp_path: Path
) -> None:
    running, terminal, store = bot_on(bees_2027=BEES), bot_on(bees_2027=BEES), Store(tmp_path / "bot.db")
    changes = Changes(running, DeskStore(store), lambda: NOW)
    await changes.begin()
    assert await sit_beside(terminal, tmp_path / "bot.db", lambda: NOW, Config())
    assert (await extended(terminal)).title == "Done"
    await changes.refresh()
    for bot in (running, terminal):
        assert "Thu 4 Mar 2027, 23:59 AoE" in render(await bot.answer("/workshop deadlines", ORGANIZER, NOW), "UTC")
    await store.close()


async def test_by_a_pretended_time_nothing_is_changed(bot_on: Callable[..., Bot], tmp_path: Path) -> None:
    bot, store = bot_on(bees_2027=BEES), Store(tmp_path / "bot.db")
    await sit_beside(bot, tmp_path / "bot.db", lambda: NOW, Config())
    refused = await extended(bot, Person("page", organizer=True, pretends=True))
    assert refused.text == PRETENDED
    assert bot.catalog is bot.files
    await store.close()


async def test_where_nothing_is_kept_the_reason_is_told(bot_on: Callable[..., Bot], tmp_path: Path) -> None:
    bot = bot_on(bees_2027=BEES)
    assert await sit_beside(bot, tmp_path / "bot.db", lambda: NOW, Config()) is None
    assert "nothing is kept there yet" in (await extended(bot)).text


async def test_a_second_page_on_the_same_state_has_no_desk(bot_on: Callable[..., Bot], tmp_path: Path) -> None:
    bot = bot_on(bees_2027=BEES)
    async with served(Config(), {}, bot, tmp_path / "state") as first:
        assert first.store
        async with served(Config(), {}, bot, tmp_path / "state") as second:
            assert second.store is None
    assert bot.no_desk.startswith("Nothing can be changed here: ")


async def test_news_arrive_on_the_page_as_on_a_platform(bot_on: Callable[..., Bot], tmp_path: Path) -> None:
    now = [NOW]
    bot, store = bot_on(bees_2027=BEES), Store(tmp_path / "bot.db")

    def clock() -> datetime:
        return now[0]

    delivery = Delivery(Outbox(store), on_the_page(), clock)
    await sit_beside(bot, tmp_path / "bot.db", clock, Config())
    changes = Changes(bot, DeskStore(store), clock)
    await changes.begin()
    await changes.adopt(takers(delivery.communities))
    await extended(bot)
    await changes.adopt(takers(delivery.communities))
    now[0] += QUIET
    await delivery.adopt(plan(bot.catalog, Planning()))
    await delivery.tick()
    await delivery.settle()
    span = Span(since=NOW, after=NOW, at=now[0])
    arrived = Season(bot, Planning()).between(span, await delivery.outbox.posts_since(NOW))  # type: ignore[attr-defined]
    assert [(each["slack"]["title"], each["discord"]["title"]) for each in arrived["arrivals"]] == [(TITLE, TITLE)]
    stored = await delivery.outbox.stored()  # type: ignore[attr-defined]
    copies = [copy for key, each in stored.copies.items() if "/news@" in key for copy in each]
    assert sorted((copy.community, copy.state) for copy in copies) == [(name, "shown") for name in PLACES]
    await store.close()


async def test_the_terminal_announces_to_the_places_of_the_page(bot_on: Callable[..., Bot], tmp_path: Path) -> None:
    terminal, store = bot_on(bees_2027=BEES), Store(tmp_path / "bot.db")
    delivery = Delivery(Outbox(store), on_the_page(), lambda: NOW)
    await sit_beside(terminal, tmp_path / "bot.db", lambda: NOW, Config())
    await terminal.answer(await pressed(terminal, "Send now"), ORGANIZER, NOW)
    await delivery.tick()
    await delivery.settle()
    stored = await delivery.outbox.stored()  # type: ignore[attr-defined]
    [copies] = stored.copies.values()
    assert sorted((copy.community, copy.state) for copy in copies) == [(name, "shown") for name in PLACES]
    await store.close()


async def test_the_desk_fits_the_places_of_the_page(bot_on: Callable[..., Bot], tmp_path: Path) -> None:
    terminal, store = bot_on(bees_2027=BEES), Store(tmp_path / "bot.db")
    await sit_beside(terminal, tmp_path / "bot.db", lambda: NOW, Config())
    await terminal.answer(await pressed(terminal, "Send now"), ORGANIZER, NOW)
    told = render(await terminal.answer("/organize outbox", ORGANIZER, NOW))
    for name in PLACES:
        assert f"{name}, its channel for announcements" in told
    card = await terminal.answer("/organize", ORGANIZER, NOW)
    most = ["Write an announcement …", "Move a deadline …", "Socials"]
    assert [each.label for each in card.buttons] == [*most, "Questions", "Outbox", "Changes", "Status", "Log"]
    await store.close()


async def test_the_terminal_knows_the_places_of_the_settings(bot_on: Callable[..., Bot], tmp_path: Path) -> None:
    terminal, store = bot_on(bees_2027=BEES), Store(tmp_path / "bot.db")
    hive = CommunitySettings(
        name="Hive", platform="slack", workspace="T0BEEHIVE", channels={"announcements": "C0HIVENEWS"}
    )
    await sit_beside(terminal, tmp_path / "bot.db", lambda: NOW, Config(communities=(hive,)))
    shown = render(await terminal.answer(ANNOUNCE, ORGANIZER, NOW))
    assert "——— On Slack ———\n\nWelcome\n\nDoors open.\n\n———" in shown
    assert "Where: the channel for announcements in Hive." in shown
    refused = await terminal.answer(f"{ANNOUNCE} where:socials", ORGANIZER, NOW)
    assert "No channel is set there for socials. Choose another place." in refused.text
    await store.close()


async def pressed(bot: Bot, label: str) -> str:
    """Write an announcement, and give the line of a button under its preview."""
    shown = await bot.answer(ANNOUNCE, ORGANIZER, NOW)
    return next(each.command for each in shown.buttons if each.label == label)
