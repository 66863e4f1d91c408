"""Delivery: every post once in every place, showing the latest facts. Times lie before those of the local servers."""

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import anyio
import pytest

from bot.core import Bot
from bot.posts.ladders import Planning
from bot.posts.merge import PAST, Changes, Stored
from bot.posts.post import Copy
from tests.posts.in_both import InBoth, in_both

pytestmark = pytest.mark.anyio
HEAD = "name: Bees 2024\ntitle: Bees\nwhen: 2024-06-20\nyear: 2024\nsource: https://bees.org\n"
PAPER = HEAD + "deadlines: {submission: {title: Paper, due: 2024-03-01 AoE}}\n"
LATER = PAPER.replace("03-01", "03-08")
SLOTS = HEAD + (
    "sessions:\n"
    "  welcome: {title: Welcome, at: 2024-06-20 09:00-09:30 UTC, kind: talk}\n"
    "  coffee: {title: Coffee, at: 2024-06-20 09:30-10:00 UTC, kind: break}\n"
    "  panel: {title: Panel, at: 2024-06-20 10:00-11:00 UTC, kind: panel}\n"
)
SHOWN, CLOSED = "Paper · Bees 2024", "Closed: Paper · Bees 2024"
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def at(text: str) -> datetime:
    """Give a time of 2024 (aware UTC)."""
    return datetime.fromisoformat(f"2024-{text}").replace(tzinfo=UTC)


EARLY, RUNG, LAST, END = at("02-01"), at("02-17 11:59"), at("03-01 11:59"), at("03-02 11:59")
Takes = Callable[[str], Bot]


@pytest.fixture
def takes(bot_on: Callable[..., Bot]) -> Takes:
    """Make a bot on the facts of one edition."""
    return lambda facts: bot_on(bees_2024=facts)


@pytest.fixture
async def place(takes: Takes, tmp_path: Path) -> AsyncIterator[InBoth]:
    async with in_both(takes(PAPER), tmp_path, EARLY) as place:
        await place.plan()
        yield place


async def restarts(place: InBoth, now: datetime) -> None:
    """Stop the process, and start it at another time."""
    await place.store.close()
    place.now = now
    place.begin()
    await place.delivery.recover()
    await place.plan()
    await place.at(now)


async def learns(place: InBoth, bot: Bot) -> None:
    """Let the bot have other facts."""
    place.bot = bot
    await place.plan()


def in_thread(place: InBoth) -> tuple[list[str], list[str]]:
    """Give the titles in the thread of the first message in both places."""
    root, *replies = place.slack.team.channel("general").messages
    thread = place.discord.server.channels[int(place.discord.guild.channel("general").messages[0]["id"])]
    discord = [message["embeds"][0]["title"] for message in thread.messages]
    titles = place.titles()[1][1:]
    return discord, [title for title, each in zip(titles, replies, strict=True) if each["thread_ts"] == root["ts"]]


def writes(place: InBoth) -> int:
    """Count what was written to both platforms."""
    discord = [each for each in place.discord.server.requests if each.method != "GET" and "/messages" in each.path]
    return len(discord) + sum(each.method.startswith("chat.") for each in place.slack.server.calls)


async def test_each_rung_is_posted_once_in_both_places(place: InBoth) -> None:
    await place.passes(END + DAY)
    assert place.titles() == ([SHOWN, SHOWN, CLOSED],) * 2


async def test_it_is_posted_when_due_and_not_before(place: InBoth) -> None:
    await place.at(RUNG - timedelta(seconds=1))
    before = place.titles()
    await place.at(RUNG)
    assert (before, place.titles()) == (([], []), ([SHOWN], [SHOWN]))


@pytest.mark.parametrize(("down", "up"), [(-6, -1), (-6, 2), (-0.5, 1), (-1 / 3, 1 / 6)])
async def test_a_stop_over_the_due_time_loses_nothing(place: InBoth, down: float, up: float) -> None:
    await restarts(place, RUNG + down * MINUTE)
    await restarts(place, RUNG + up * MINUTE)
    await place.at(RUNG + 3 * MINUTE)
    assert place.titles() == ([SHOWN], [SHOWN])
    assert "Late" not in place.slack.team.channel("general").messages[0]["text"]


async def test_five_starts_post_once(place: InBoth) -> None:
    for minutes in range(5):
        await restarts(place, RUNG + minutes * MINUTE)
    assert (place.titles(), len(await place.states())) == (([SHOWN], [SHOWN]), 6)


async def test_what_comes_late_says_so_in_both_places(place: InBoth) -> None:
    await restarts(place, RUNG + DAY)
    discord, slack = (room.channel("general").messages[0] for room in (place.discord.guild, place.slack.team))
    assert discord["embeds"][0]["description"].splitlines()[0] == "*Late: this was due Sat 17 Feb 2024, 11:59 UTC.*"
    assert slack["blocks"][1]["text"]["text"].splitlines()[0] == "_Late: this was due Sat 17 Feb 2024, 11:59 UTC._"


async def test_of_several_missed_rungs_the_newest_comes(place: InBoth) -> None:
    await restarts(place, LAST + 60 * MINUTE)
    assert place.titles() == ([SHOWN], [SHOWN])
    assert sorted(state for _, _, state in await place.states()) == ["shown"] * 2 + ["skipped"] * 4


@pytest.mark.parametrize("late", [timedelta(0), timedelta(minutes=1), timedelta(days=30)])
async def test_after_the_deadline_no_rung_comes(place: InBoth, late: timedelta) -> None:
    await restarts(place, END + late)
    assert (place.titles(), {state for *_, state in await place.states()}) == (([], []), {"skipped"})


async def test_thirty_days_late_only_what_still_matters_comes(takes: Takes, tmp_path: Path) -> None:
    more = "  final: {title: Final, due: 2024-03-20 AoE}\ndates: {news: {title: News, on: 2024-03-02 AoE}}\n"
    facts = SLOTS + "deadlines:\n  submission: {title: Paper, due: 2024-03-01 AoE}\n" + more
    async with in_both(takes(facts), tmp_path, EARLY) as place:
        await place.plan()
        await restarts(place, at("03-18 12:00"))
        assert place.titles() == (["Final · Bees 2024"], ["Final · Bees 2024"])


async def test_what_was_past_when_first_known_never_comes(takes: Takes, tmp_path: Path) -> None:
    async with in_both(takes(PAPER), tmp_path, END - MINUTE) as place:
        await place.plan()
        await place.passes(END + DAY)
        stored = await place.delivery.outbox.stored()
        assert (place.titles(), {copy.why for each in stored.copies.values() for copy in each}) == (([], []), {PAST})


async def test_it_is_closed_after_a_stop_over_the_deadline(place: InBoth) -> None:
    await place.at(LAST)
    await restarts(place, END + DAY)
    assert place.titles() == ([CLOSED], [CLOSED])


async def test_a_moved_deadline_is_corrected_and_told_once(place: InBoth, takes: Takes) -> None:
    await place.at(RUNG)
    await learns(place, takes(LATER))
    await place.passes(at("03-10"))
    assert place.titles() == (["Moved: Paper · Bees 2024", SHOWN, SHOWN, CLOSED],) * 2
    text = place.discord.guild.channel("general").messages[0]["embeds"][0]["description"].splitlines()[0]
    assert text.count("**Moved** from <t:1709380740:") == 1


async def test_a_changed_fact_is_edited_in(place: InBoth, takes: Takes) -> None:
    await place.at(RUNG)
    await learns(place, takes(PAPER.replace("title: Paper", "title: Article")))
    await place.at(RUNG + MINUTE)
    assert place.titles() == (["Article · Bees 2024"], ["Article · Bees 2024"])


async def test_a_fact_that_changes_during_an_edit_is_not_missed(place: InBoth, takes: Takes) -> None:
    await place.at(RUNG)
    await learns(place, takes(PAPER.replace("title: Paper", "title: Article")))
    place.discord.server.fault("PATCH", "/messages/", delay=0.05)
    await place.delivery.tick()
    await anyio.sleep(0.01)
    await learns(place, takes(PAPER.replace("title: Paper", "title: Essay")))
    await place.delivery.settle()
    await place.at(RUNG + MINUTE)
    assert place.titles() == (["Essay · Bees 2024"], ["Essay · Bees 2024"])


async def test_an_edit_mentions_nobody(takes: Takes, tmp_path: Path) -> None:
    hostile = PAPER.replace("title: Paper", "title: '@everyone @here <@1>', text: '<!channel> <@U1> @here'")
    async with in_both(takes(hostile), tmp_path, EARLY) as place:
        await place.plan()
        await place.passes(END, DAY)
        bodies = [each.body for each in place.discord.server.requests if each.method in {"POST", "PATCH"}]
        assert [each["allowed_mentions"] for each in bodies if "embeds" in each] == [{"parse": []}] * 4
        assert [each["mentions"] for each in place.discord.guild.channel("general").messages] == [[]] * 3


async def test_what_is_over_is_not_written_again(place: InBoth) -> None:
    await place.passes(END)
    before = writes(place)
    await restarts(place, END + DAY)
    assert writes(place) == before


async def test_starts_stand_under_the_briefing(takes: Takes, tmp_path: Path) -> None:
    async with in_both(takes(SLOTS), tmp_path, EARLY) as place:
        await place.plan()
        await restarts(place, at("06-20 07:00"))
        await place.passes(at("06-20 12:00"))
        assert place.titles()[0] == ["Thu 20 Jun 2024 · Bees 2024"]
        assert in_thread(place) == (["Welcome", "Panel"], ["Welcome", "Panel"])


async def test_starts_stand_in_the_channel_by_the_setting(takes: Takes, tmp_path: Path) -> None:
    async with in_both(takes(SLOTS), tmp_path, EARLY) as place:
        place.planning = Planning(starts_in_channel=True)
        await place.plan()
        await restarts(place, at("06-20 07:00"))
        await place.passes(at("06-20 12:00"))
        assert place.titles() == (["Thu 20 Jun 2024 · Bees 2024", "Welcome", "Panel"],) * 2


async def test_without_its_briefing_a_start_stands_alone(takes: Takes, tmp_path: Path) -> None:
    async with in_both(takes(SLOTS), tmp_path, EARLY) as place:
        await place.plan()
        await place.at(at("06-20 08:00"))
        place.discord.guild.channel("general").messages.clear()
        place.slack.team.channel("general").messages.clear()
        await place.passes(at("06-20 10:30"), 5 * MINUTE)
        assert place.titles() == (["Welcome", "Panel"],) * 2


async def test_five_hundred_sent_posts_stay_sent(takes: Takes, tmp_path: Path) -> None:
    slots = (f"  s{n}: {{title: S{n}, at: 2024-06-20 09:00-10:00 UTC, kind: talk}}\n" for n in range(500))
    async with in_both(takes(HEAD + "sessions:\n" + "".join(slots)), tmp_path, EARLY) as place:
        await place.plan()
        await place.delivery.outbox.change(_all_shown)
        await restarts(place, at("06-20 09:30"))
        assert (len(await place.states()), writes(place)) == (1002, 0)


def _all_shown(stored: Stored) -> Changes:
    def shown(copy: Copy) -> Copy:
        revision = stored.posts[copy.post].versions[0].revision
        return replace(copy, state="shown", id="1", shown=revision, next_at=None)

    return Changes(copies=tuple(shown(copy) for each in stored.copies.values() for copy in each))


async def test_a_backlog_in_one_channel_is_posted_at_once(takes: Takes, tmp_path: Path) -> None:
    lines = "".join(f"  d{n}: {{title: D{n}, due: 2024-03-01 AoE}}\n" for n in range(50))
    async with in_both(takes(HEAD + f"deadlines:\n{lines}"), tmp_path, EARLY) as place:
        await place.plan()
        await restarts(place, LAST + DAY / 2)
        assert [len(set(titles)) for titles in place.titles()] == [len(titles) for titles in place.titles()] == [50, 50]
