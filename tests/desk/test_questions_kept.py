"""What was asked and not found, what becomes of it, and how questions are forgotten."""

from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core import Bot
from bot.store.backup import backup, restore
from tests.desk.asking import (
    BEES,
    NOW,
    QUESTION,
    answers,
    filled,
    member,
    posted,
    sends,
    told,
)
from tests.desk.at_desk import AtDesk, at_desk

pytestmark = pytest.mark.anyio


@pytest.fixture
async def desk(bot_on: Callable[..., Bot], tmp_path: Path) -> AsyncIterator[AtDesk]:
    async with at_desk(bot_on(bees_2027=BEES), tmp_path, NOW) as desk:
        yield desk


async def test_what_was_not_found_is_listed_without_names(desk: AtDesk) -> None:
    for name in ("Cy", "Eve"):
        await member(desk, name).types(f"/workshop ask question:{QUESTION}")
    await desk.work.questions.settle()
    await desk.at(NOW + timedelta(hours=1))
    await desk.place.slack.member("Dee").types("/workshop ask question:May I bring a zebra?")
    await desk.restarts()
    listed = (await desk.bo.types("/organize questions")).text
    said = [line.partition(" <!date")[0] for line in listed.splitlines() if "“" in line or "·" in line]
    assert said == [
        "*1 · not found*",
        "“may i bring a zebra”, once,",
        "*2 · not found*",
        "“is there parking for tractors”, 2 times, last",
    ]
    assert "Cy" not in listed


async def test_what_was_not_found_is_forgotten_after_thirty_days(desk: AtDesk) -> None:
    await member(desk).types(f"/workshop ask question:{QUESTION}")
    await desk.work.questions.settle()
    await desk.at(NOW + timedelta(days=29))
    assert [each.text for each in await desk.work.questions.not_found(9)] == ["is there parking for tractors"]
    await desk.at(NOW + timedelta(days=30, hours=1))
    assert await desk.work.questions.not_found(9) == []


async def test_nothing_is_counted_where_the_settings_say_so(desk: AtDesk) -> None:
    desk.work.questions.missed_for = None
    await member(desk).types(f"/workshop ask question:{QUESTION}")
    assert await desk.work.questions.not_found(9) == []


async def test_a_question_that_was_answered_and_added_is_not_listed_any_more(desk: AtDesk) -> None:
    await sends(desk, member(desk))
    assert [each.text for each in await desk.work.questions.not_found(9)] == ["is there parking for tractors"]
    answered = await answers(desk, posted(desk))
    shown = await desk.ada.fills(await desk.ada.presses(answered, "Add to FAQ"), question="Where do tractors stay?")
    await desk.ada.presses(shown, "Add it")
    assert (await desk.bo.types("/organize questions")).text == "*Questions*\n\nNo question waits for an answer."


async def test_the_faq_answers_the_next_one(desk: AtDesk) -> None:
    await member(desk).types(f"/workshop ask question:{QUESTION}")
    form = await desk.bo.presses(await desk.bo.types("/organize questions"), "Add to FAQ 1")
    shown = await filled(desk.bo, form, question="Where do I park a tractor?", answer="Behind the **barn**.")
    assert (await member(desk, "Eve").types(f"/workshop ask question:{QUESTION}")).text.startswith("Not in our sources")
    done = await desk.bo.presses(shown, "Add it")
    assert done.text == "*Added to the FAQ*\n\nThe next who asks gets this answer."
    await desk.restarts()
    for question in (QUESTION, "Where do I park a tractor?"):
        assert "Behind the **barn**." in (await member(desk, "Eve").types(f"/workshop ask question:{question}")).text
    assert "No question waits for an answer." in (await desk.bo.types("/organize questions")).text
    assert await desk.work.questions.not_found(9) == []
    again = await desk.bo.presses(shown, "Add it")
    assert again.text == "*Not quite*\n\nThis stands in the FAQ already."
    await desk.bo.presses(await desk.bo.types("/organize changes"), "Undo 1")
    assert (await member(desk).types(f"/workshop ask question:{QUESTION}")).text.startswith("Not in our sources")


async def test_the_form_of_the_faq_shows_question_and_answer(desk: AtDesk) -> None:
    await sends(desk, member(desk))
    await answers(desk, posted(desk), "Yes, behind the barn.")
    form = await desk.ada.presses(posted(desk), "Add to FAQ")
    shown = await desk.ada.fills(form)
    assert f"**{QUESTION}**\nYes, behind the barn." in shown.text


async def test_who_is_erased_leaves_no_question(desk: AtDesk, tmp_path: Path) -> None:
    cy = member(desk)
    await sends(desk, cy)
    await answers(desk, posted(desk))
    await sends(desk, cy, "Is there parking for zebras?")
    backup(tmp_path / "bot.db", tmp_path / "yesterday.db")
    asked = await cy.presses(await cy.types("/workshop me"), "Erase everything")
    await cy.presses(asked, "Yes, erase everything")
    await desk.turns()
    assert "Cy" not in told(desk, 0) + told(desk, 1)
    await desk.place.store.close()
    assert _holds(tmp_path, "tractors?") == 0
    restore(tmp_path / "yesterday.db", tmp_path, NOW)
    assert _holds(tmp_path, "tractors?") == 0
    desk.place.begin()
    await desk.begin()
    assert await desk.work.questions.open() == []


def _holds(folder: Path, text: str) -> int:
    """Count the posts and questions that are kept and hold a text."""
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(folder / "bot.db")) as connection:
        texts = "select text from questions union all select reply from questions union all select versions from posts"
        query = f"select count(*) from ({texts}) where text like ?"
        return int(connection.execute(query, (f"%{text}%",)).fetchone()[0])


async def test_an_answered_question_is_forgotten_after_thirty_days(desk: AtDesk, tmp_path: Path) -> None:
    await sends(desk, member(desk))
    await answers(desk, posted(desk))
    await desk.at(NOW + timedelta(days=29))
    assert _holds(tmp_path, "tractors?") > 0
    await desk.at(NOW + timedelta(days=30, hours=2))
    assert _holds(tmp_path, "tractors?") == 0


async def test_hostile_text_in_the_faq_is_text_too(desk: AtDesk) -> None:
    form, hostile = await desk.bo.types("/organize add-faq"), "See <!channel> <b>x</b> [a](javascript:1)"
    shown = await filled(desk.bo, form, question="Where is the hive?", answer=hostile)
    await desk.bo.presses(shown, "Add it")
    answer = await desk.place.slack.member("Dee").types("/workshop ask Where is the hive?")
    assert answer.text.startswith("*Where is the hive?*\n\nSee &lt;!channel&gt; &lt;b&gt;x&lt;/b&gt; [a](javascript:1)")
