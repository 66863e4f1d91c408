"""The outbox on the page: an organizer sees what came of every post, and acts on it."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession, CookieJar

from bot.core import Bot
from bot.message import Message
from bot.platforms.web.server import Page, Posts, serve
from bot.posts.merge import Changes
from bot.posts.post import Copy, Post, Version
from bot.store.database import Store
from bot.store.listing import Wanted
from bot.store.outbox import Outbox
from tests.platforms.web.measure import FLAGS, chromium

AHEAD = datetime(2190, 5, 1, 11, 59, tzinfo=UTC)
BEES = "name: Bees 2190\ntitle: Bees\nsource: https://b.example\nyear: 2190\nwhen: 2190-06-20\n"
WHEN = "Fri 30 Apr 2190, 23:59 AoE (Sat 1 May 2190, 11:59 UTC)"
ORGANIZER = {"role": "organizer"}
HOSTILE = "<img src=x onerror=alert(1)>"
Make = Callable[..., Bot]


def post(number: int, title: str = "Paper") -> Post:
    due = AHEAD + timedelta(days=number)
    version = Version(due, Message(title=title), "r")
    return Post(f"bees/{number}", "deadlines", f"bees/{number}", due, due + timedelta(days=3), (version,))


@asynccontextmanager
async def serving(bot: Bot, folder: Path, number: int = 2) -> AsyncIterator[tuple[Page, Outbox]]:
    """Serve the page with an outbox of so many posts that come, and one that failed."""
    store = Store(folder / "bot.db")
    outbox = Outbox(store)
    posts = [post(each, f"Paper {each} {HOSTILE}") for each in range(number)]
    copies = [Copy(each.key, "Hive", "coming", each.due) for each in posts]
    copies[0] = replace(copies[0], state="failed", next_at=None, channel="12", why="I may not write there")
    await outbox.change(lambda _: Changes(tuple(posts), tuple(copies)))
    try:
        async with serve(bot, bytes(32), 0, posts=Posts(outbox=outbox)) as page:
            yield page, outbox
    finally:
        await store.close()


def talk(
    bot: Bot, folder: Path, said: Callable[[Callable[..., Awaitable[Any]]], Awaitable[Any]], number: int = 2
) -> Any:
    """Talk with the page's server."""

    async def talked() -> Any:
        async with (
            serving(bot, folder, number) as (page, _),
            ClientSession(cookie_jar=CookieJar(unsafe=True)) as session,
        ):
            await (await session.get(page.address)).read()

            async def ask(path: str, **body: Any) -> tuple[int, Any]:
                async with session.post(f"http://127.0.0.1:{page.port}{path}", json=body) as response:
                    return response.status, await response.json()

            return await said(ask)

    return asyncio.run(talked())


def test_what_needs_somebody_is_shown_first(bot_on: Make, tmp_path: Path) -> None:
    bot = bot_on(bees_2190=BEES)
    status, found = talk(bot, tmp_path, lambda ask: ask("/api/outbox", **ORGANIZER))
    assert (status, found["state"], found["next"]) == (200, "failed", None)
    assert [(each["label"], each["number"]) for each in found["states"]] == [
        ("coming", 1),
        ("shown", 0),
        ("failed", 1),
        ("unclear", 0),
        ("skipped", 0),
        ("removed there", 0),
    ]
    assert found["rows"] == [
        {
            "key": "bees/0",
            "community": "Hive",
            "state": "failed",
            "title": f"Paper 0 {HOSTILE}",
            "when": WHEN,
            "at": "2190-05-01T11:59:00Z",
            "where": "Hive, channel 12",
            "why": "I may not write there",
            "actions": ["retry", "skip"],
        }
    ]


def test_a_long_list_comes_in_parts(bot_on: Make, tmp_path: Path) -> None:
    async def said(ask: Callable[..., Awaitable[Any]]) -> list[int]:
        numbers, after = [], None
        while True:
            _, found = await ask("/api/outbox", **ORGANIZER, state="coming", after=after)
            numbers.append(len(found["rows"]))
            if found["next"] is None:
                return numbers
            after = found["next"]

    assert talk(bot_on(bees_2190=BEES), tmp_path, said, 51) == [20, 20, 10]


@pytest.mark.parametrize(
    ("path", "body", "refusal"),
    [
        ("/api/outbox", {}, (403, "Only organizers see the outbox. Please choose “Organizer” above.")),
        (
            "/api/outbox/act",
            {"key": "bees/0", "community": "Hive", "action": "skip"},
            ((403, "Only organizers see the outbox. Please choose “Organizer” above.")),
        ),
        (
            "/api/outbox/act",
            {**ORGANIZER, "key": "bees/0", "community": "Hive", "action": "send-now"},
            ((409, "bees/0 in Hive has failed; it can be retried or skipped.")),
        ),
        (
            "/api/outbox/act",
            {**ORGANIZER, "key": "no", "community": "Hive", "action": "skip"},
            ((409, "There is no post with the key 'no'. Keys are listed by: workshop-bot outbox")),
        ),
    ],
)
def test_what_is_not_done_is_told(
    bot_on: Make, tmp_path: Path, path: str, body: dict[str, Any], refusal: tuple[int, str]
) -> None:
    status, said = talk(bot_on(bees_2190=BEES), tmp_path, lambda ask: ask(path, **body))
    assert (status, said["error"]) == refusal


def test_without_a_store_there_is_no_outbox(bot_on: Make) -> None:
    async def talked() -> tuple[Any, int]:
        bot = bot_on(bees_2190=BEES)
        async with serve(bot, bytes(32), 0) as page, ClientSession(cookie_jar=CookieJar(unsafe=True)) as session:
            await (await session.get(page.address)).read()
            async with session.get(f"http://127.0.0.1:{page.port}/api/playing") as told:
                playing = await told.json()
            async with session.post(f"http://127.0.0.1:{page.port}/api/outbox", json=ORGANIZER) as refused:
                return playing, refused.status

    assert asyncio.run(talked()) == ({"outbox": False, "playing": None}, 404)


@pytest.mark.skipif(chromium() is None, reason="there is no Chromium here (apt-get install chromium)")
@pytest.mark.parametrize("width", [1280, 390])
def test_an_organizer_acts_by_keyboard(bot_on: Make, tmp_path: Path, width: int) -> None:
    async_api = pytest.importorskip("playwright.async_api", reason="Playwright is not installed")

    async def talked() -> tuple[list[str], list[str]]:
        wrong: list[str] = []
        async with (
            serving(bot_on(bees_2190=BEES), tmp_path, 3) as (served, outbox),
            async_api.async_playwright() as tools,
        ):
            browser = await tools.chromium.launch(executable_path=chromium(), args=FLAGS)
            page = await browser.new_page(viewport={"width": width, "height": 800}, locale="en-GB")
            page.on("console", lambda said: wrong.append(said.text) if said.type in {"error", "warning"} else None)
            page.on("dialog", lambda dialog: wrong.append(dialog.message))
            await page.goto(served.address)
            await page.wait_for_selector("body[data-ready]")
            opens = page.get_by_role("button", name="Outbox")
            await async_api.expect(opens).to_be_hidden()
            await page.get_by_role("radio", name="Organizer").check()
            await opens.press("Enter")
            dialog = page.get_by_role("dialog", name="Outbox")
            await async_api.expect(dialog).to_contain_text(f"Paper 0 {HOSTILE}")
            await async_api.expect(dialog).to_contain_text("Why: I may not write there.")
            await dialog.get_by_role("button", name=re.compile("Retry: Paper 0")).press("Enter")
            await async_api.expect(dialog.get_by_role("status")).to_contain_text(
                "It is tried again within half a minute"
            )
            await dialog.get_by_label("Show what is").select_option("coming")
            await async_api.expect(dialog.get_by_role("listitem")).to_have_count(3)
            await dialog.get_by_role("button", name=re.compile("Send now: Paper 1")).press("Enter")
            await dialog.get_by_role("button", name=re.compile("Really send now: Paper 1")).press("Enter")
            await async_api.expect(dialog.get_by_role("status")).to_contain_text("It is sent within half a minute")
            await dialog.get_by_role("button", name=re.compile("Skip: Paper 2")).press("Enter")
            await async_api.expect(dialog.get_by_role("listitem")).to_have_count(2)
            assert (await page.evaluate("document.activeElement.ariaLabel")).startswith("Send now: Paper 1")
            assert await page.evaluate("document.documentElement.scrollWidth") <= width
            await page.keyboard.press("Escape")
            await async_api.expect(opens).to_be_focused()
            await browser.close()
            rows = (await outbox.listed(Wanted())).rows
            return [f"{each.copy.post} {each.copy.state} {each.copy.attempts}" for each in rows], wrong

    assert asyncio.run(talked()) == (["bees/0 coming 1", "bees/1 coming 1", "bees/2 skipped 0"], [])
