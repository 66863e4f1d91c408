"""Posts on the page: they arrive when their instant comes on its clock, and a season can be played."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from bot.core import Bot
from bot.platforms.web.season import MOST, Season, Span
from bot.posts.ladders import Planning
from tests.platforms.web.measure import FLAGS, chromium, run_bot
from tests.program import program

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

HEAD = "name: Bees 2024\ntitle: Bees\nwhen: 2024-06-20\nyear: 2024\nsource: https://bees.org\n"
PAPER = HEAD + "deadlines: {submission: {title: Paper, due: 2024-03-01 AoE}}\n"
DAY = PAPER.replace("2024-03-01 AoE", "2024-03-01") + (
    "sessions:\n"
    "  welcome: {title: Welcome, at: 2024-06-20 09:00-09:30 UTC, kind: talk}\n"
    "  panel: {title: Panel, at: 2024-06-20 10:00-11:00 UTC, kind: panel}\n"
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2024-{text}").replace(tzinfo=UTC)


def seen(bot: Bot, since: str, until: str, after: str = "", **asker: Any) -> dict[str, Any]:
    """Give what a page is told."""
    span = Span(since=at(since), after=at(after or since), at=at(until), **asker)
    return Season(bot, Planning()).between(span)


def told(found: dict[str, Any]) -> list[tuple[str, str, bool]]:
    return [(each["at"][5:16], each["slack"]["title"], each["edit"]) for each in found["arrivals"]]


# What arrives


def test_posts_arrive_when_their_instant_comes(bot_on: Callable[..., Bot]) -> None:
    bot = bot_on(bees_2024=PAPER)
    before = seen(bot, "02-01", "02-10")
    assert before == {"arrivals": [], "until": "2024-02-10T00:00:00.000Z", "next": "2024-02-17T11:59:00.000Z"}
    assert told(seen(bot, "02-01", "03-03")) == [
        ("02-17T11:59", "Paper · Bees 2024", False),
        ("02-28T11:59", "Paper · Bees 2024", False),
        ("03-01T11:59", "Paper · Bees 2024", False),
        ("03-02T11:59", "Closed: Paper · Bees 2024", True),
    ]


def test_each_place_draws_what_its_platform_would_get(bot_on: Callable[..., Bot]) -> None:
    (first,) = seen(bot_on(bees_2024=PAPER), "02-01", "02-18")["arrivals"]
    assert first["discord"]["payloads"][0]["embeds"][0]["title"] == "Paper · Bees 2024"
    assert first["slack"]["payloads"][0]["blocks"][0]["text"]["text"] == "Paper · Bees 2024"
    assert (first["key"], first["kind"], first["under"]) == (
        "bees-2024/submission@2024-03-02T11:59Z/14d",
        "deadlines",
        "",
    )


def test_what_was_due_before_the_clock_was_set_stays_away(bot_on: Callable[..., Bot]) -> None:
    bot = bot_on(bees_2024=PAPER)
    assert told(seen(bot, "03-01 11:59", "03-03")) == []
    assert told(seen(bot, "02-01", "03-03", after="03-01 11:59")) == [
        ("03-02T11:59", "Closed: Paper · Bees 2024", True)
    ]


def test_what_is_for_organizers_is_shown_to_them_alone(bot_on: Callable[..., Bot]) -> None:
    bot = bot_on(bees_2024=DAY)
    asked = [each["kind"] for each in seen(bot, "01-01", "03-01", role="organizer")["arrivals"]]
    assert asked == ["organizers", "deadlines", "deadlines", "deadlines"]
    assert [each["kind"] for each in seen(bot, "01-01", "03-01")["arrivals"]] == ["deadlines"] * 3


def test_sessions_begin_in_the_thread_of_the_day(bot_on: Callable[..., Bot]) -> None:
    found = seen(bot_on(bees_2024=DAY), "06-01", "06-21")["arrivals"]
    day = "bees-2024/day/1@2024-06-20"
    assert [(each["key"], each["under"]) for each in found] == [
        (day, ""),
        ("bees-2024/welcome@2024-06-20T09:00Z/starts", day),
        ("bees-2024/panel@2024-06-20T10:00Z/starts", day),
    ]


def test_a_long_season_is_told_in_parts(bot: Bot) -> None:
    parts, after = [], "01-01"
    span = {"since": at("01-01"), "at": datetime(2026, 12, 31, tzinfo=UTC)}
    season = Season(bot, Planning())
    until = at(after)
    while True:
        found = season.between(Span(**span, after=until))
        parts.append([each["key"] for each in found["arrivals"]])
        until = datetime.fromisoformat(found["until"])
        if until == span["at"]:
            break
    assert (len(parts) > 1, all(parts), max(map(len, parts)) < MOST + 10) == (True, True, True)
    assert len([key for part in parts for key in part]) > MOST


def test_new_facts_are_planned_anew(bot_on: Callable[..., Bot]) -> None:
    bot = bot_on(bees_2024=PAPER)
    season = Season(bot, Planning())
    span = Span(since=at("02-01"), after=at("02-01"), at=at("02-18"))
    assert len(season.between(span)["arrivals"]) == 1
    bot.adopt(bot_on(bees_2024=PAPER.replace("03-01", "04-01")).catalog)
    assert season.between(span)["arrivals"] == []


# In a browser


@contextmanager
def playing(root: Path, state: Path, *more: str) -> Iterator[tuple[str, str]]:
    """Run the bot by a pretended clock; gives what it printed, and the page's address."""
    with run_bot(root / "data", state, 0, *more) as running:
        yield running.said, running.address


@contextmanager
def page_at(address: str, width: int = 1280) -> Iterator["Page"]:
    sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    wrong: list[str] = []
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        viewport = {"width": width, "height": 800}
        page = browser.new_page(viewport=viewport, timezone_id="Europe/Vienna", locale="en-GB")
        page.set_default_timeout(15_000)
        page.on("console", lambda said: wrong.append(said.text) if said.type in {"error", "warning"} else None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.goto(address)
        page.wait_for_selector("body[data-ready]")
        yield page
        browser.close()
    assert wrong == []


needs_chromium = pytest.mark.skipif(chromium() is None, reason="there is no Chromium here (apt-get install chromium)")


def posted(page: "Page", place: str, title: str) -> "Locator":
    log = page.get_by_role("log", name=f"Messages as on {place}")
    return log.get_by_role("article").filter(has_text="Posted by itself").filter(has_text=title).last


@needs_chromium
def test_a_season_plays_in_both_places(root: Path, tmp_path: Path) -> None:
    with playing(root, tmp_path, "--at", "2024-05-29T00:00Z", "--speed", "86400") as (said, address):
        assert said.startswith("It is Wed 29 May 2024, 00:00 UTC, pretended, 86400 times as fast as time goes by.\n")
        with page_at(address) as page:
            for place in ("Discord", "Slack"):
                closed = posted(page, place, "Closed: Submission · ICML 2024")
                closed.wait_for()
                assert "Wed, 29 May 2024, 13:59 (edited)" in closed.inner_text()
                assert "in the channel for deadlines; edited Thu, 30 May 2024, 13:59" in closed.inner_text()
            page.get_by_role("button", name="Hold the time").click()
            held = page.locator("#pretended-text").inner_text()
            assert held.endswith(", held. On this page only.")
            page.wait_for_timeout(1200)
            assert page.locator("#pretended-text").inner_text() == held
            page.get_by_role("button", name="Let it go on").click()
            page.wait_for_function("was => document.getElementById('pretended-text').textContent !== was", arg=held)
            page.get_by_role("button", name="Back to the real time").click()
            assert page.get_by_role("button", name="Hold the time").is_hidden()


@needs_chromium
@pytest.mark.parametrize("width", [1280, 390])
def test_the_clock_of_the_page_plays_a_chosen_day(root: Path, tmp_path: Path, width: int) -> None:
    with playing(root, tmp_path, "--at", "2030-01-01T00:00Z") as (_, address), page_at(address, width) as page:
        page.get_by_role("button", name="Time: pretended").click()
        clock = page.get_by_role("dialog", name="Pretend another time")
        clock.get_by_label("How fast time goes by").select_option("3600")
        clock.get_by_label("Day and hour").fill("2024-07-27T07:30")
        page.keyboard.press("Enter")
        thread = page.get_by_role("group", name=re.compile("Thread: .*Sat 27 Jul 2024 · ICML 2024")).first
        thread.get_by_role("heading", name="Poster Session 1").wait_for()
        page.get_by_role("button", name="Hold the time").click()
        assert thread.get_by_role("heading").first.inner_text() == "Welcome + Talk 1: David Bau"
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@needs_chromium
def test_a_page_opened_later_sees_what_was_posted_so_far(root: Path, tmp_path: Path) -> None:
    with playing(root, tmp_path, "--at", "2024-05-29T11:58Z", "--speed", "3600") as (_, address):
        for _ in range(2):
            with page_at(address) as page:
                posted(page, "Slack", "Submission · ICML 2024").wait_for()


# Never against live places


def test_configured_places_are_left_alone(root: Path, tmp_path: Path) -> None:
    settings = tmp_path / "config.toml"
    settings.write_text(
        f'[bot]\nstate = "{tmp_path / "state"}"\n'
        '[[communities]]\nname = "Bees"\nplatform = "discord"\nserver = "1200000000000000001"\n',
        encoding="utf-8",
    )
    with playing(root, tmp_path, "--config", str(settings), "--at", "2024-05-15T00:00Z") as (said, _):
        assert said.startswith("The time is pretended, so only the page is served: nothing goes to Bees.\n")
    assert [each.name for each in (tmp_path / "state").iterdir()] == ["page.key"]


@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        (["--at", "soon"], 1, "--at: 'soon' is not a time; write 2024-05-29 AoE"),
        (["--at", "1950-01-01T00:00Z"], 1, "--at: a pretended time lies between 1970 and 2198\n"),
        (["--speed", "60"], 1, "--speed is of a pretended time; name it too: --at 2024-05-15T00:00Z\n"),
        (["--at", "2024-05-15T00:00Z", "--no-page"], 1, "There is nothing to run: the page is off."),
        (["--at", "2024-05-15T00:00Z", "--speed", "0"], 2, "'0' is no speed: give a number above 0, up to 86400"),
        (["--at", "2024-05-15T00:00Z", "--speed", "nan"], 2, "'nan' is no speed"),
    ],
)
def test_what_cannot_be_pretended_is_told(root: Path, line: list[str], code: int, said: str) -> None:
    done = program("run", *line, cwd=root)
    assert (done.returncode, said in done.stderr, "Traceback" in done.stderr) == (code, True, False)
