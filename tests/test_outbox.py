"""The outbox on the command line: what is listed, what can be done about it, and what comes of it."""

import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.core import Bot
from bot.message import Message
from bot.organizing import Logged
from bot.outboxing import as_row, as_text
from bot.overview import Action
from bot.posts.outbox_told import AT_ONCE, BY_HAND, Listed, NotPossibleError, acted, possible
from bot.posts.post import Copy, Post, Version
from bot.store.lock import held
from tests.posts.in_both import InBoth, in_both

pytestmark = pytest.mark.anyio
NOW = datetime(2024, 2, 10, tzinfo=UTC)
BY = Logged(NOW, "slack:T1:U1", "Bo", "outbox")
DUE = datetime(2024, 2, 17, 11, 59, tzinfo=UTC)
KEY = "bees-2024/submission@2024-03-02T11:59Z/14d"
PAPER = (
    "name: Bees 2024\ntitle: Bees\nwhen: 2024-06-20\nyear: 2024\nsource: https://bees.org\n"
    "deadlines: {submission: {title: Paper, due: 2024-03-01 AoE}}\n"
)
POST = Post(
    KEY,
    "deadlines",
    "bees-2024/submission",
    DUE,
    DUE + timedelta(days=14),
    (Version(DUE, Message(title="Paper"), "r"),),
)
COMING = Copy(KEY, "Bees", "coming", DUE)


def of(state: str, **more: object) -> Listed:
    """Give a copy that stands in a state."""
    return Listed(POST, replace(COMING, state=state, next_at=None, **more))  # type: ignore[arg-type]


def outbox(state: Path, *line: str) -> tuple[int, str, str]:
    """Run the subcommand on what is kept in a folder."""
    settings = state / "config.toml"
    settings.write_text(f'[bot]\nstate = "{state}"\n', encoding="utf-8")
    whole = [sys.executable, "-m", "bot", "outbox", "--config", str(settings), *line]
    done = subprocess.run(whole, capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": "."})
    return done.returncode, done.stdout, done.stderr


@pytest.fixture
async def place(bot_on: Callable[..., Bot], tmp_path: Path) -> AsyncIterator[InBoth]:
    async with in_both(bot_on(bees_2024=PAPER), tmp_path, NOW) as place:
        await place.plan()
        yield place


# The words


def test_a_copy_is_listed_with_when_where_and_why() -> None:
    assert as_text(of("failed", channel="12", why="I may not write there")) == (
        "FAILED  Fri 16 Feb 2024, 23:59 AoE (Sat 17 Feb 2024, 11:59 UTC)\n"
        "  Paper\n"
        "  Bees, channel 12\n"
        "  Why: I may not write there\n"
        f"  KEY {KEY}"
    )
    assert as_text(Listed(POST, COMING)) == (
        "COMING  Fri 16 Feb 2024, 23:59 AoE (Sat 17 Feb 2024, 11:59 UTC)\n"
        "  Paper\n"
        "  Bees, its channel for deadlines\n"
        f"  KEY {KEY}"
    )
    assert as_text(of("removed", channel="12")).startswith("REMOVED THERE  ")


def test_the_same_is_listed_as_plain_values() -> None:
    later = replace(COMING, next_at=DUE + timedelta(minutes=5), why="too fast", attempts=2)
    assert as_row(Listed(POST, later)) == {
        "key": KEY,
        "community": "Bees",
        "state": "coming",
        "due": "2024-02-17T11:59Z",
        "next": "2024-02-17T12:04Z",
        "kind": "deadlines",
        "channel": "",
        "title": "Paper",
        "why": "too fast; next at Sat 17 Feb 2024, 00:04 AoE (Sat 17 Feb 2024, 12:04 UTC)",
    }


# What can be done


@pytest.mark.parametrize(
    ("state", "can"),
    [
        ("coming", ("send-now", "skip")),
        ("sending", ()),
        ("looking", ()),
        ("shown", ()),
        ("failed", ("retry", "skip")),
        ("unclear", ("retry", "send-now", "skip")),
        ("skipped", ("send-now",)),
        ("removed", ()),
    ],
)
def test_each_state_allows_its_own(state: str, can: tuple[Action, ...]) -> None:
    assert possible(of(state), NOW) == can


@pytest.mark.parametrize(
    ("before", "action", "after"),
    [
        (of("coming"), "skip", {"state": "skipped", "why": BY_HAND}),
        (of("coming"), "send-now", {"state": "coming", "next_at": NOW, "attempts": 1, "why": AT_ONCE}),
        (of("failed", attempts=4), "retry", {"state": "coming", "next_at": NOW, "attempts": 1, "why": AT_ONCE}),
        (of("failed", id="7"), "retry", {"state": "shown", "next_at": NOW, "attempts": 1}),
        (of("unclear"), "retry", {"state": "looking", "next_at": NOW, "attempts": 1, "why": AT_ONCE}),
        (
            of("unclear", attempted_at=NOW),
            "send-now",
            {"state": "coming", "next_at": NOW, "attempts": 1, "why": AT_ONCE, "generation": 1},
        ),
    ],
)
def test_an_action_changes_how_a_copy_stands(before: Listed, action: Action, after: dict[str, object]) -> None:
    assert acted(before, action, NOW) == replace(before.copy, **after)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("before", "action", "said"),
    [
        (of("removed"), "retry", f"{KEY} in Bees was removed there, which is final."),
        (of("sending"), "skip", f"{KEY} in Bees is being sent at this moment."),
        (of("shown"), "send-now", f"{KEY} in Bees is shown already."),
        (of("failed", id="7"), "skip", f"{KEY} is there already, with older facts: it can be retried."),
    ],
)
def test_what_makes_no_sense_is_refused(before: Listed, action: Action, said: str) -> None:
    with pytest.raises(NotPossibleError) as error:
        acted(before, action, NOW)
    assert str(error.value) == said


def test_what_is_over_is_not_sent_any_more() -> None:
    with pytest.raises(NotPossibleError) as error:
        acted(of("skipped"), "send-now", POST.not_after)
    assert str(error.value) == (
        f"{KEY} mattered until Fri 1 Mar 2024, 23:59 AoE (Sat 2 Mar 2024, 11:59 UTC), so it is not sent any more."
    )
    assert acted(of("failed"), "skip", POST.not_after).state == "skipped"


@pytest.mark.parametrize("key", ["bees/paper@2024-03-02T11:59Z/opens", "bees/dinner/opens", "bees/dinner/closed@x"])
def test_what_tells_that_something_has_happened_is_not_sent_before(key: str) -> None:
    coming = Listed(replace(POST, key=key), replace(COMING, post=key))
    assert possible(coming, NOW) == ("skip",)
    with pytest.raises(NotPossibleError) as error:
        acted(coming, "send-now", NOW)
    told = "Fri 16 Feb 2024, 23:59 AoE (Sat 17 Feb 2024, 11:59 UTC)"
    assert str(error.value) == f"{key} is true only from {told} on, so it is not sent before."
    assert possible(coming, DUE) == ("send-now", "skip")


# What comes of it


async def test_what_is_sent_now_goes_out_though_the_bot_starts_anew(place: InBoth) -> None:
    await place.delivery.outbox.act(KEY, "Bees", "send-now", BY)  # type: ignore[attr-defined]
    await place.plan()
    await place.at(NOW)
    assert place.titles() == (["Paper · Bees 2024"], [])
    await place.at(DUE)
    assert place.titles() == (["Paper · Bees 2024"], ["Paper · Bees 2024"])


async def test_what_is_skipped_stays_away(place: InBoth) -> None:
    await place.delivery.outbox.act(KEY, "Hive", "skip", BY)  # type: ignore[attr-defined]
    await place.plan()
    await place.at(DUE)
    assert place.titles() == (["Paper · Bees 2024"], [])


# As it is typed


async def test_it_lists_and_acts_while_the_bot_holds_the_file(place: InBoth, tmp_path: Path) -> None:
    with held(tmp_path):
        code, text, _ = outbox(tmp_path)
        assert (code, text.count("COMING"), text.splitlines()[-1]) == (
            0,
            6,
            "6 copies. To act on one: --retry, --skip or --send-now KEY",
        )
        assert outbox(tmp_path, "--skip", KEY, "--community", "Hive") == (
            0,
            "It is skipped: Paper · Bees 2024, Hive, its channel for deadlines.\n",
            "",
        )
        listed = json.loads(outbox(tmp_path, "--format", "json", "--state", "skipped", "--edition", "bees-2024")[1])
        assert [(each["key"], each["community"], each["why"]) for each in listed] == [(KEY, "Hive", BY_HAND)]


async def test_what_cannot_be_done_is_one_sentence(place: InBoth, tmp_path: Path) -> None:
    assert outbox(tmp_path, "--retry", "nothing") == (
        1,
        "",
        "There is no post with the key 'nothing'. Keys are listed by: workshop-bot outbox\n",
    )
    assert outbox(tmp_path, "--state", "failed") == (0, "The outbox holds nothing of that.\n", "")
    assert outbox(tmp_path, "--retry", KEY, "--skip", KEY)[0] == 2


def test_before_the_first_run_it_says_so(tmp_path: Path) -> None:
    code, text, said = outbox(tmp_path)
    assert (code, text, "nothing is kept there yet; the bot makes it when it first runs" in said) == (1, "", True)
