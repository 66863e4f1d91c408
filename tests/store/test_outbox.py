"""The outbox as it is listed and acted on: in parts, in order, fast, and beside the process that holds the file."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.message import Message
from bot.organizing import Logged
from bot.posts.merge import Changes
from bot.posts.outbox_told import NotPossibleError
from bot.posts.post import Copy, Post, Version
from bot.store.checks import StoreError
from bot.store.database import Store
from bot.store.listing import Page, Wanted, counted, listed
from bot.store.outbox import Outbox, act, beside

NOW = datetime(2027, 2, 1, tzinfo=UTC)
BY = Logged(NOW, "slack:T1:U1", "Bo", "outbox")
HOUR = timedelta(hours=1)
MANY = 10_000


def post(key: str, hours: int, kind: str = "deadlines") -> Post:
    due = NOW + hours * HOUR
    message = Message(title=key, text="x" * 900, note="y" * 300)
    return Post(key, kind, key, due, due + HOUR, (Version(due, message, "r"),), ladder=f"ladder of {key}")  # type: ignore[arg-type]


def kept(file: Path, posts: Sequence[Post], copies: Sequence[Copy]) -> Path:
    """Keep posts and copies in a file."""

    async def keep() -> None:
        store = Store(file)
        await Outbox(store).change(lambda _: Changes(tuple(posts), tuple(copies)))
        await store.close()

    asyncio.run(keep())
    return file


@pytest.fixture
def few(tmp_path: Path) -> Path:
    """Keep four posts in two places, and what goes to one person."""
    posts = [post("bees/b", 2), post("bees/a", 3), post("ants/c", 1), post("bees-2/d", 4), post("mine", 2, "personal")]
    copies = [Copy(each.key, name, "coming", each.due) for each in posts[:4] for name in ("Hive", "Nest")]
    copies[0] = replace(copies[0], state="failed", next_at=None, why="no rights")
    copies[2] = replace(copies[2], state="sending", next_at=None)
    return kept(tmp_path / "bot.db", posts, [*copies, Copy("mine", "Hive", "coming", NOW, person="1")])


def rows(page: Page) -> list[tuple[str, str]]:
    return [(each.post.key, each.copy.community) for each in page.rows]


def all_parts(file: Path, wanted: Wanted) -> list[list[tuple[str, str]]]:
    """Read a list to its end."""
    parts = []
    with beside(file) as connection:
        while True:
            page = listed(connection, wanted)
            parts.append(rows(page))
            if page.next is None:
                return parts
            wanted = replace(wanted, after=page.next)


def test_copies_are_listed_by_time_and_none_of_a_person(few: Path) -> None:
    with beside(few) as connection:
        assert rows(listed(connection, Wanted())) == [
            ("ants/c", "Hive"),
            ("ants/c", "Nest"),
            ("bees/b", "Hive"),
            ("bees/b", "Nest"),
            ("bees/a", "Hive"),
            ("bees/a", "Nest"),
            ("bees-2/d", "Hive"),
            ("bees-2/d", "Nest"),
        ]
        assert rows(listed(connection, Wanted("failed"))) == [("bees/b", "Hive")]
        assert rows(listed(connection, Wanted("coming", "bees"))) == [
            ("bees/b", "Nest"),
            ("bees/a", "Hive"),
            ("bees/a", "Nest"),
        ]
        numbers = {"coming": 7, "shown": 0, "failed": 1, "unclear": 0, "skipped": 0, "removed": 0}
        assert counted(connection) == numbers


@pytest.mark.parametrize("newest_first", [False, True])
@pytest.mark.parametrize("most", [1, 2, 3, 5])
def test_parts_join_without_a_gap_or_a_double(few: Path, most: int, newest_first: bool) -> None:
    parts = all_parts(few, Wanted(most=most, newest_first=newest_first))
    found = [each for part in parts for each in part]
    keys = list(dict.fromkeys(key for key, _ in found))
    expected = ["ants/c", "bees/b", "bees/a", "bees-2/d"]
    assert keys == (expected[::-1] if newest_first else expected)
    assert len(found) == len(set(found)) == 8


def test_an_action_is_written_and_told_from_what_it_was(few: Path) -> None:
    with beside(few) as connection:
        was = act(connection, ("bees/a", "Nest"), "send-now", BY)
        assert (was.copy.state, was.copy.next_at) == ("coming", NOW + 3 * HOUR)
        sent = next(each.copy for each in listed(connection, Wanted(edition="bees")).rows if each.post == was.post)
        assert sent.community == "Hive"
        now = [each.copy for each in listed(connection, Wanted("coming", "bees")).rows if each.copy.next_at == NOW]
        assert [(copy.post, copy.community) for copy in now] == [("bees/a", "Nest")]


@pytest.mark.parametrize(
    ("place", "said"),
    [
        (("nothing", ""), "There is no post with the key 'nothing'. Keys are listed by: workshop-bot outbox"),
        (("mine", ""), "There is no post with the key 'mine'. Keys are listed by: workshop-bot outbox"),
        (("bees/a", "Web"), "bees/a does not go to 'Web'; it goes to: Hive, Nest"),
        (("bees/a", ""), "bees/a goes to several communities; name one with --community: Hive, Nest"),
        (("bees/b", "Nest"), "bees/b in Nest is coming; it can be sent now or skipped."),
    ],
)
def test_what_cannot_be_done_is_told(few: Path, place: tuple[str, str], said: str) -> None:
    with beside(few) as connection, pytest.raises(NotPossibleError) as error:
        act(connection, place, "retry", BY)
    assert str(error.value) == said


def test_a_running_process_sees_what_was_done_beside_it(few: Path) -> None:
    async def talk() -> tuple[list[str], str]:
        store = Store(few)
        outbox = Outbox(store)
        with beside(few) as connection:
            act(connection, ("bees/b", "Hive"), "skip", BY)
        skipped = [each.copy.why for each in (await outbox.listed(Wanted("skipped"))).rows]
        with pytest.raises(NotPossibleError) as error:
            await outbox.act("bees/b", "Hive", "skip", BY)
        await store.close()
        return skipped, str(error.value)

    assert asyncio.run(talk()) == (
        ["skipped by an organizer"],
        "bees/b in Hive is skipped; it can be sent now.",
    )


def test_channels_come_before_people(few: Path) -> None:
    async def due() -> list[str]:
        store = Store(few)
        found = await Outbox(store).due(NOW + 9 * HOUR, 9)
        await store.close()
        return [copy.post for copy in found]

    assert asyncio.run(due()) == ["ants/c", "ants/c", "bees/b", "bees/a", "bees-2/d", "bees-2/d", "mine"]


def test_a_copy_is_written_with_what_follows_from_it(few: Path) -> None:
    told, wrong = Copy("told/1", "Hive", "coming", NOW), Copy("told/2", "Hive", "coming", NOW)
    failed = Copy("bees/a", "Hive", "failed", why="no rights")

    async def talk() -> list[str]:
        store = Store(few)
        outbox, states = Outbox(store), []
        for also in (Changes((post("told/1", 0),), (told, wrong)), Changes((post("told/1", 0),), (told,))):
            with suppress(StoreError):  # the first lacks a post
                await outbox.put(failed, also)
            found = [await outbox.copy(*each) for each in (("bees/a", "Hive"), ("told/1", "Hive"))]
            states.append(" ".join(copy.state if copy else "none" for copy in found))
        await store.close()
        return states

    assert asyncio.run(talk()) == ["sending none", "failed coming"]


def test_what_is_there_is_not_added_again(few: Path) -> None:
    async def talk() -> tuple[str, int]:
        store = Store(few)
        outbox = Outbox(store)
        await outbox.add(Changes((post("bees/b", 9),), (Copy("bees/b", "Hive", "coming", NOW),)))
        copy, kept = await outbox.copy("bees/b", "Hive"), await outbox.post("bees/b")
        await store.close()
        assert copy
        assert kept
        return copy.state, (kept.due - NOW) // HOUR

    assert asyncio.run(talk()) == ("failed", 2)


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda file: file.unlink(), "nothing is kept there yet"),
        (lambda file: file.write_text("letters " * 999), "file is not a database"),
    ],
)
def test_a_file_that_cannot_be_used_is_told(few: Path, spoil: Callable[[Path], object], said: str) -> None:
    spoil(few)
    with pytest.raises(StoreError, match=said), beside(few):
        pass


def test_ten_thousand_posts_are_listed_in_parts(tmp_path: Path) -> None:
    posts = [post(f"bees-{number % 20}/{number}", number * 7919 % MANY) for number in range(MANY)]
    copies = [
        Copy(each.key, "Hive", "failed" if number % 3000 == 0 else "coming" if number % 2 else "shown", each.due)
        for number, each in enumerate(posts)
    ]
    wanted = (Wanted("coming"), Wanted("shown", newest_first=True), Wanted("failed"), Wanted("removed"))
    with beside(kept(tmp_path / "bot.db", posts, copies)) as connection:
        assert [len(listed(connection, each).rows) for each in wanted] == [50, 50, 4, 0]
