"""The plan: which posts the facts call for, and when."""

from collections.abc import Callable
from datetime import timedelta
from time import tzset
from typing import Any

import pytest

from bot.config import Config
from bot.core import Bot
from bot.moment import Day, Moment
from bot.posts.ladders import Planning, planning_of
from bot.posts.plan import plan as planned
from bot.posts.post import Post

Make = Callable[..., Bot]
HEAD = "name: Bees 2027\ntitle: Bees\nwhen: 2027-06-20\nyear: 2027\nsource: https://bees.org\n"


@pytest.fixture
def plan_of(bot_on: Make) -> Callable[..., list[Post]]:
    """Give the plan for an edition's facts, under settings."""

    def plan(facts: str, **settings: Any) -> list[Post]:
        config = Config.model_validate({"posts": settings})
        return list(planned(bot_on(bees_2027=HEAD + facts).catalog, planning_of(config)).posts)

    return plan


Plan = Callable[..., list[Post]]


def due(posts: list[Post]) -> list[str]:
    """Give when each post comes and what it is."""
    return [f"{post.due:%Y-%m-%d %H:%M} {post.key.removeprefix('bees-2027/')}" for post in posts]


def deadline(when: str, more: str = "") -> str:
    return f"deadlines:\n  submission: {{title: Paper, due: {when}{more}}}\n"


def test_a_submission_is_told_of_three_times(plan_of: Plan) -> None:
    assert due(plan_of(deadline("2024-05-29 AoE"))) == [
        "2024-05-16 11:59 submission@2024-05-30T11:59Z/14d",
        "2024-05-27 11:59 submission@2024-05-30T11:59Z/3d",
        "2024-05-29 11:59 submission@2024-05-30T11:59Z/1d",
    ]


def test_another_deadline_is_told_of_twice(plan_of: Plan) -> None:
    posts = plan_of("deadlines:\n  camera-ready: {title: Final, due: 2027-03-10 17:00 UTC+9}\n")
    assert due(posts) == [
        "2027-03-07 08:00 camera-ready@2027-03-10T08:00Z/3d",
        "2027-03-09 08:00 camera-ready@2027-03-10T08:00Z/1d",
    ]


@pytest.mark.parametrize(
    ("ladders", "rungs"),
    [
        ({"default": ["7d"]}, "14d 3d 1d"),
        ({"submission": ["1d", "7d"]}, "7d 1d"),
        ({"submission": ["7d"], "bees-2027": ["2d"]}, "2d"),
        ({"bees-2027": ["2d"], "bees-2027/submission": ["12h", "90m", "24h"]}, "1d 12h 90m"),
        ({"icml-2024": ["2d"]}, "14d 3d 1d"),
        ({"bees-2027": []}, ""),
    ],
)
def test_the_most_particular_setting_holds(plan_of: Plan, ladders: dict[str, list[str]], rungs: str) -> None:
    posts = plan_of(deadline("2027-03-01 AoE"), ladders=ladders)
    assert " ".join(post.key.rpartition("/")[2] for post in posts) == rungs


def test_the_last_rung_closes_at_the_deadline(plan_of: Plan) -> None:
    posts = plan_of(deadline("2024-05-29 AoE"))
    shown = [[f"{each.since:%d %H:%M} {each.message.title}" for each in post.versions] for post in posts]
    assert shown == [
        ["16 11:59 Paper · Bees 2027"],
        ["27 11:59 Paper · Bees 2027"],
        ["29 11:59 Paper · Bees 2027", "30 11:59 Closed: Paper · Bees 2027"],
    ]


STEP = ", steps: {{account: {{title: Account, text: Make it., {}}}}}"


@pytest.mark.parametrize(
    ("told", "at"),
    [
        ("by: 2027-02-10 AoE", "2027-02-09 11:59"),
        ("by: 2027-02-10, takes: 14", "2027-02-08 09:59"),
        ("takes: 14", "2027-02-14 11:59"),
        ("by: unknown, takes: 14", "2027-02-14 11:59"),
        ("by: unknown", None),
    ],
)
def test_a_step_is_told_of_before_it_must_begin(plan_of: Plan, told: str, at: str | None) -> None:
    posts = plan_of(deadline("2027-03-01 AoE", STEP.format(told)))
    steps = [line for line in due(posts) if "/step/" in line]
    assert steps == ([f"{at} submission@2027-03-02T11:59Z/step/account"] if at else [])


def test_no_reminder_comes_before_the_opening(plan_of: Plan) -> None:
    assert due(plan_of(deadline("2027-03-01 12:00 UTC", ", opens: 2027-02-20 12:00 UTC"))) == [
        "2027-02-20 12:00 submission@2027-02-20T12:00Z/opens",
        "2027-02-26 12:00 submission@2027-03-01T12:00Z/3d",
        "2027-02-28 12:00 submission@2027-03-01T12:00Z/1d",
    ]


def test_a_notification_is_told_on_its_day(plan_of: Plan) -> None:
    posts = plan_of(
        "dates:\n  decisions: {title: Decisions, on: 2027-04-01, by: true}\n"
        "  poll: {title: Poll, on: 2027-04-02 09:00 Europe/Vienna}\n  day: {title: Day, on: 2027-06-20}\n"
    )
    assert due(posts) == [
        "2027-03-31 10:00 decisions@2027-04-01T09:59Z",
        "2027-04-02 07:00 poll@2027-04-02T07:00Z",
    ]
    assert posts[0].versions[0].message.text == "Planned by Thu 1 Apr 2027."


@pytest.mark.parametrize("when", ["unknown", "2027-03-01 or 2027-03-02", "2027-03-01 AoE or 2027-03-08 AoE"])
def test_what_is_not_decided_calls_for_nothing(plan_of: Plan, when: str) -> None:
    facts = (
        deadline(when, f", opens: 2027-01-01, {STEP.format('takes: 14')[2:]}")
        + f"dates:\n  decisions: {{title: Decisions, on: {when}}}\n"
        + f"socials:\n  dinner: {{title: Dinner, at: {when}, closes: {when}, signup: https://bees.org/dinner}}\n"
        + f"sessions:\n  panel: {{title: Panel, at: {when}, kind: panel}}\n"
    )
    assert plan_of(facts) == []


def test_an_undecided_opening_keeps_the_reminders(plan_of: Plan) -> None:
    posts = plan_of(deadline("2027-03-01 AoE", ", opens: 2027-02-25 or 2027-02-26"))
    assert [post.key.rpartition("/")[2] for post in posts] == ["14d", "3d", "1d"]


def test_a_day_is_counted_from_where_it_ends_first(plan_of: Plan) -> None:
    posts = plan_of(deadline("2027-03-01"))
    assert due(posts) == [
        "2027-02-08 09:59 submission@2027-03-01T09:59Z/zone",
        "2027-02-15 09:59 submission@2027-03-01T09:59Z/14d",
        "2027-02-26 09:59 submission@2027-03-01T09:59Z/3d",
        "2027-02-28 09:59 submission@2027-03-01T09:59Z/1d",
    ]
    assert f"{posts[3].versions[1].since:%Y-%m-%d %H:%M}" == "2027-03-02 11:59"
    assert [post.kind for post in posts] == ["organizers", "deadlines", "deadlines", "deadlines"]


DAYS = """
sessions:
  welcome: {title: Welcome, at: 2027-06-20 09:00-09:30 Europe/Vienna, kind: talk}
  coffee: {title: Coffee, at: 2027-06-20 09:30-10:00 Europe/Vienna, kind: break}
  panel: {title: Panel, at: 2027-06-21 10:00-11:00 Europe/Vienna, kind: panel}
socials:
  dinner: {title: Dinner, at: 2027-06-20 19:00-late Europe/Vienna}
"""


def test_each_day_has_a_briefing_and_its_starts(plan_of: Plan) -> None:
    posts = plan_of(DAYS)
    assert due(posts) == [
        "2027-06-20 06:00 day/1@2027-06-20",
        "2027-06-20 06:50 welcome@2027-06-20T07:00Z/starts",
        "2027-06-20 16:50 dinner@2027-06-20T17:00Z/starts",
        "2027-06-21 07:00 day/2@2027-06-21",
        "2027-06-21 07:50 panel@2027-06-21T08:00Z/starts",
    ]
    first, second = "bees-2027/day/1@2027-06-20", "bees-2027/day/2@2027-06-21"
    assert [post.under for post in posts] == ["", first, first, "", second]


def test_starts_stand_in_the_channel_by_the_setting(plan_of: Plan) -> None:
    assert {post.under for post in plan_of(DAYS, starts="channel")} == {""}


def test_the_end_of_sign_up_is_told(plan_of: Plan) -> None:
    posts = plan_of(
        "socials:\n  dinner: {title: Dinner, at: 2027-06-20, closes: 2027-06-10 18:00 Europe/Vienna, "
        "signup: https://bees.org/dinner}\n  picnic: {title: Picnic, at: 2027-06-20, closes: 2027-06-10 AoE}\n"
    )
    assert due(posts) == [
        "2027-06-09 16:00 dinner/closes@2027-06-10T16:00Z",
        "2027-06-10 16:00 dinner/closed@2027-06-10T16:00Z",
    ]
    assert [f"{each.since:%d %H:%M} {each.message.notice}" for each in posts[0].versions] == [
        "09 16:00 Bees 2027: sign up for “Dinner” until Thu 10 Jun 2027, 18:00 Vienna time",
        "10 16:00 Bees 2027: sign-up for “Dinner” is closed",
    ]


@pytest.mark.parametrize(
    ("zone", "day", "before", "after"),
    [
        ("Europe/Berlin", "2025-03-30", "2025-03-29 08:00", "2025-03-30 07:00"),
        ("Europe/Berlin", "2025-10-26", "2025-10-25 07:00", "2025-10-26 08:00"),
        ("Europe/London", "2025-03-30", "2025-03-29 09:00", "2025-03-30 08:00"),
        ("Europe/London", "2025-10-26", "2025-10-25 08:00", "2025-10-26 09:00"),
        ("America/New_York", "2025-03-09", "2025-03-08 14:00", "2025-03-09 13:00"),
        ("America/New_York", "2025-11-02", "2025-11-01 13:00", "2025-11-02 14:00"),
        ("Australia/Lord_Howe", "2025-04-06", "2025-04-04 22:00", "2025-04-05 22:30"),
        ("Australia/Lord_Howe", "2025-10-05", "2025-10-03 22:30", "2025-10-04 22:00"),
    ],
)
def test_nine_is_nine_across_a_clock_change(plan_of: Plan, zone: str, day: str, before: str, after: str) -> None:
    eve = before[:10] if zone[:2] != "Au" else f"{day[:-2]}{int(day[-2:]) - 1:02}"
    slots = "".join(f"  s{each}: {{title: S, at: {each} 09:00-10:00 {zone}, kind: talk}}\n" for each in (eve, day))
    posts = [post for post in plan_of(f"sessions:\n{slots}") if post.key.endswith("/starts")]
    starts = [f"{post.due + timedelta(minutes=10):%Y-%m-%d %H:%M}" for post in posts]
    assert starts == [before, after]


def test_a_rung_is_whole_days_ahead_of_the_instant(plan_of: Plan) -> None:
    posts = plan_of(deadline("2025-03-30 12:00 Europe/Berlin"))
    assert [line[:16] for line in due(posts)] == ["2025-03-16 10:00", "2025-03-27 10:00", "2025-03-29 10:00"]


@pytest.mark.parametrize(("zone", "midnight"), [("Pacific/Honolulu", "14:00"), ("Australia/Sydney", "10:00")])
def test_a_day_is_that_of_the_venue(plan_of: Plan, zone: str, midnight: str) -> None:
    hour = int(midnight[:2])
    slots = (f"2027-06-20 {hour + at:02}:00-{hour + at:02}:30 {zone}" for at in (-2, 0, 2))
    lines = "".join(f"  s{at}: {{title: S{at}, at: {span}, kind: talk}}\n" for at, span in enumerate(slots))
    posts = plan_of(f"sessions:\n{lines}")
    assert [post.subject for post in posts] == [f"bees-2027/{each}" for each in ("day/1", "s0", "s1", "s2")]
    assert len({post.due.date() for post in posts}) == 2


def test_every_deadline_of_the_list_has_posts(bot: Bot) -> None:
    deadlines = [fact for shop in bot.catalog.newest_first for fact in shop.deadlines.values()]
    known = {fact.id for fact in deadlines if isinstance(fact.due, Moment | Day)}
    assert {post.subject for post in planned(bot.catalog, Planning()).posts if post.ladder} == known


def test_every_post_can_still_be_posted_when_due(bot: Bot) -> None:
    posts = planned(bot.catalog, Planning()).posts
    assert [post.key for post in posts if not post.due < post.not_after] == []
    assert len({post.key for post in posts}) == len(posts)
    assert [post.due for post in posts] == sorted(post.due for post in posts)


@pytest.mark.parametrize("zone", ["Asia/Tokyo", "America/Los_Angeles"])
def test_the_plan_is_the_same_everywhere(bot: Bot, monkeypatch: pytest.MonkeyPatch, zone: str) -> None:
    here = planned(bot.catalog, Planning())
    monkeypatch.setenv("TZ", zone)
    tzset()
    there = planned(bot.catalog, Planning())
    monkeypatch.undo()
    tzset()
    assert here == there
