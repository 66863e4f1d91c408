"""What a new plan changes: what is stored follows the facts, and nothing is said twice."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.core import Bot
from bot.posts.ladders import Planning
from bot.posts.merge import MOVED, OFF, PAST, Changes, Stored, merge
from bot.posts.plan import plan
from bot.posts.post import Copy, Post

HEAD = "name: Bees 2027\ntitle: Bees\nwhen: 2027-06-20\nyear: 2027\nsource: https://bees.org\n"
EARLY = datetime(2027, 2, 1, tzinfo=UTC)
LADDER = ("submission", "2027-03-01 12:00 UTC")
KINDS = ("deadlines", "announcements", "socials", "schedule", "organizers")


@dataclass
class File:
    """What is stored, changed by one plan after another."""

    bot_on: Callable[..., Bot]
    now: datetime = EARLY
    communities: dict[str, Sequence[str]] = field(default_factory=lambda: dict.fromkeys(KINDS, ("Bees",)))
    stored: Stored = field(default_factory=Stored)

    def takes(self, facts: str) -> Changes:
        """Take the plan for some facts, and give what that changed."""
        posts = plan(self.bot_on(bees_2027=HEAD + facts).catalog, Planning())
        changes = merge(posts, self.stored, self.communities, self.now)  # type: ignore[arg-type]
        copies = {**{(copy.post, copy.community): copy for copy in self.copies}, **_by_place(changes.copies)}
        by_post: dict[str, list[Copy]] = {}
        for copy in copies.values():
            by_post.setdefault(copy.post, []).append(copy)
        self.stored = Stored({**self.stored.posts, **{post.key: post for post in changes.posts}}, by_post)
        return changes

    @property
    def copies(self) -> list[Copy]:
        return [copy for each in self.stored.copies.values() for copy in each]

    def shows(self, *ends: str) -> None:
        """Let copies be shown when they are due, as delivery does."""
        for key, post in self.stored.posts.items():
            if key.endswith(ends):
                shown = [_shown(copy, post) for copy in self.stored.copies[key]]
                self.now = max(self.now, post.due)
                self.stored = replace(self.stored, copies={**self.stored.copies, key: shown})

    def states(self) -> dict[str, str]:
        """Give how each copy stands: its state, why, and when something is to be done next."""
        return {f"{_short(copy.post)}{_other(copy)}": _state(copy) for copy in self.copies}


def _by_place(copies: Sequence[Copy]) -> dict[tuple[str, str], Copy]:
    return {(copy.post, copy.community): copy for copy in copies}


def _shown(copy: Copy, post: Post) -> Copy:
    return replace(copy, state="shown", id="1", shown=post.versions[0].revision, next_at=None)


def _short(key: str) -> str:
    return key.removeprefix("bees-2027/").replace("2027-", "")


def _other(copy: Copy) -> str:
    return "" if copy.community == "Bees" else f" in {copy.community}"


def _state(copy: Copy) -> str:
    next_at = f"{copy.next_at:%m-%d %H:%M}" if copy.next_at else ""
    return " ".join(filter(None, (copy.state, copy.why, next_at)))


@pytest.fixture
def file(bot_on: Callable[..., Bot]) -> File:
    return File(bot_on)


def due(when: str) -> str:
    return f"deadlines: {{submission: {{title: Paper, due: {when}}}}}"


FIRST, LATER = due("2027-03-01 12:00 UTC"), due("2027-03-08 12:00 UTC")


def test_what_is_known_beforehand_comes(file: File) -> None:
    file.takes(FIRST)
    assert file.states() == {
        "submission@03-01T12:00Z/14d": "coming 02-15 12:00",
        "submission@03-01T12:00Z/3d": "coming 02-26 12:00",
        "submission@03-01T12:00Z/1d": "coming 02-28 12:00",
    }


def test_what_is_first_known_late_is_skipped(file: File) -> None:
    file.now = datetime(2027, 2, 26, 12, tzinfo=UTC)
    file.takes(FIRST)
    assert file.states() == {
        "submission@03-01T12:00Z/14d": f"skipped {PAST}",
        "submission@03-01T12:00Z/3d": f"skipped {PAST}",
        "submission@03-01T12:00Z/1d": "coming 02-28 12:00",
    }


@pytest.mark.parametrize("days", [0, 20, 27, 400])
def test_the_same_plan_changes_nothing(file: File, days: int) -> None:
    file.takes(FIRST)
    file.shows("/14d")
    file.now += timedelta(days=days)
    assert file.takes(FIRST) == Changes()


def test_a_moved_deadline_has_a_new_ladder(file: File) -> None:
    file.takes(FIRST)
    file.shows("/14d")
    file.now = datetime(2027, 2, 20, tzinfo=UTC)
    file.takes(LATER)
    assert file.states() == {
        "submission@03-01T12:00Z/14d": "shown 02-20 00:00",
        "submission@03-01T12:00Z/3d": f"skipped {MOVED}",
        "submission@03-01T12:00Z/1d": f"skipped {MOVED}",
        "submission@03-08T12:00Z/14d": "coming 02-22 12:00",
        "submission@03-08T12:00Z/3d": "coming 03-05 12:00",
        "submission@03-08T12:00Z/1d": "coming 03-07 12:00",
    }


def moved(file: File, end: str) -> str:
    """Give what the copies of a post show now."""
    (post,) = (post for key, post in file.stored.posts.items() if key.endswith(end))
    message = post.version(file.now).message
    return f"{message.title}: {message.text}"


def test_the_old_copies_say_that_it_moved(file: File) -> None:
    file.takes(FIRST)
    file.takes(LATER)
    old, new = (f"<time:full/2027-03-{day}T12:00Z/UTC>" for day in ("01", "08"))
    assert moved(file, "03-01T12:00Z/14d") == f"Moved: Paper · Bees 2027: **Moved** from {old} to {new}."
    assert file.takes(LATER) == Changes()


def test_moving_twice_tells_of_the_last_time(file: File) -> None:
    for facts in (FIRST, LATER, due("2027-03-15 12:00 UTC")):
        file.takes(facts)
    shown = [file.stored.posts[f"bees-2027/submission@2027-03-{day}T12:00Z/1d"].versions[-1] for day in ("01", "08")]
    assert shown[0].revision == shown[1].revision
    assert len({each.message.text for each in shown}) == 2


def test_what_moves_back_is_as_before(file: File) -> None:
    file.takes(FIRST)
    before = file.stored
    file.takes(LATER)
    file.takes(FIRST)
    after = {key: each for key, each in file.stored.copies.items() if "03-01" in key}
    assert (after, {key: file.stored.posts[key] for key in after}) == (before.copies, before.posts)
    assert {state for key, state in file.states().items() if "03-08" in key} == {f"skipped {MOVED}"}


def test_what_was_shown_is_corrected_back(file: File) -> None:
    file.takes(FIRST)
    file.shows("/14d")
    file.takes(LATER)
    assert file.states()["submission@03-01T12:00Z/14d"] == "shown 02-15 12:00"
    file.takes(FIRST)
    assert moved(file, "03-01T12:00Z/14d").startswith("Paper · Bees 2027: Due ")
    assert file.states()["submission@03-01T12:00Z/14d"] == "shown"


def test_what_leaves_the_file_stays(file: File) -> None:
    file.takes(FIRST)
    file.shows("/14d")
    before = file.stored
    assert (file.takes(""), file.stored) == (Changes(), before)


def test_a_zone_that_was_found_answers_the_question(file: File) -> None:
    file.takes(due("2027-03-01"))
    file.takes(due("2027-03-01 AoE"))
    assert file.states()["submission@03-01T09:59Z/zone"] == f"skipped {MOVED}"


SLOTS = "sessions:\n  welcome: {{title: Welcome, at: 2027-06-{} Europe/Vienna, kind: talk}}\n"


def test_a_moved_session_is_told_once_more(file: File) -> None:
    file.takes(SLOTS.format("20 09:00-10:00"))
    file.shows("day/1@2027-06-20", "/starts")
    file.now = datetime(2027, 6, 20, 6, 55, tzinfo=UTC)
    file.takes(SLOTS.format("20 09:30-10:00"))
    assert file.states() == {
        "day/1@06-20": "shown 06-20 06:55",
        "welcome@06-20T07:00Z/starts": "shown 06-20 06:55",
        "welcome@06-20T07:30Z/starts": "coming 06-20 07:20",
    }
    assert "09:30–10:00 Vienna time" in moved(file, "day/1@2027-06-20")


def test_a_moved_day_has_one_briefing(file: File) -> None:
    file.takes(SLOTS.format("20 09:00-10:00"))
    file.takes(SLOTS.format("21 09:00-10:00"))
    assert {key: state for key, state in file.states().items() if key.startswith("day")} == {
        "day/1@06-20": f"skipped {MOVED}",
        "day/1@06-21": "coming 06-21 06:00",
    }


def test_who_joins_later_gets_what_is_to_come(file: File) -> None:
    file.takes(FIRST)
    file.now = datetime(2027, 2, 20, tzinfo=UTC)
    file.communities["deadlines"] = ("Bees", "Hive")
    changes = file.takes(FIRST)
    assert [(copy.community, _state(copy)) for copy in changes.copies] == [
        ("Hive", f"skipped {PAST}"),
        ("Hive", "coming 02-26 12:00"),
        ("Hive", "coming 02-28 12:00"),
    ]


def test_a_kind_can_be_switched_off_and_on(file: File) -> None:
    file.takes(FIRST)
    file.shows("/14d")
    del file.communities["deadlines"]
    file.takes(FIRST)
    assert list(file.states().values()) == ["shown", f"skipped {OFF}", f"skipped {OFF}"]
    file.communities["deadlines"] = ("Bees",)
    file.takes(FIRST)
    assert list(file.states().values()) == ["shown", "coming 02-26 12:00", "coming 02-28 12:00"]
