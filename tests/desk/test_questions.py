"""Questions that the sources do not answer: sent to organizers, answered by direct message, added to what is known."""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.core import Bot, Person
from bot.store.backup import backup, restore
from tests.desk.at_desk import AtDesk, at_desk

pytestmark = pytest.mark.anyio
BEES = """
name: Bees 2027
title: Bees
when: 2027-06-20
zone: Europe/Vienna
year: 2027
source: https://bees.org
deadlines:
  submission: {title: Paper, due: 2027-03-01 AoE}
"""
NOW = datetime(2027, 2, 1, tzinfo=UTC)
QUESTION = "Is there parking for tractors?"
ASKED, ANSWERED = "A question for the organizers", "A question was answered"
REPLY = "Yes, behind the barn.\nBring **nothing** to @everyone."


@pytest.fixture
async def desk(bot_on: Callable[..., Bot], tmp_path: Path) -> AsyncIterator[AtDesk]:
    async with at_desk(bot_on(bees_2027=BEES), tmp_path, NOW) as desk:
        yield desk


def member(desk: AtDesk, name: str = "Cy") -> Any:
    """Give a member on Discord."""
    return desk.place.discord.member(name).in_channel("general")


async def sends(desk: AtDesk, who: Any, question: str = QUESTION) -> Any:
    """Let somebody send a question to the organizers."""
    shown = await who.presses(await who.types(f"/workshop ask question:{question}"), "Ask the organizers")
    sent = await who.presses(shown, "Send")
    await desk.turns()
    return sent


def posted(desk: AtDesk, number: int = -1) -> Any:
    """Give a message in the organizers' place on Discord."""
    return desk.place.discord.guild.channel("organizers").messages[number]


def told(desk: AtDesk, number: int = -1) -> str:
    """Give what a message in the organizers' place on Discord says."""
    embed = posted(desk, number)["embeds"][0]
    return f"{embed['title']}\n{embed['description']}"


def titles(desk: AtDesk) -> tuple[list[str], list[str]]:
    """Give the titles that stand in the organizers' places on Discord and on Slack."""
    discord = [each["embeds"][0]["title"] for each in desk.place.discord.guild.channel("organizers").messages]
    slack = [each["blocks"] for each in desk.place.slack.team.channel("organizers").messages]
    return discord, [next(each["text"]["text"] for each in blocks if each["type"] == "header") for blocks in slack]


def direct(who: Any) -> list[str]:
    """Give what a member of the Discord server was told directly."""
    embeds = [each["embeds"][0] for each in who.in_direct_messages().channel.messages]
    return [f"{each['title']}\n{each['description']}" for each in embeds]


async def filled(who: Any, form: Any, **values: str) -> Any:
    """Fill in a form on Slack; what comes of it stands where the form was opened."""
    await who.fills(form, **values, answered=False)
    return (await form.grows_to(1)).messages[-1]


async def answers(desk: AtDesk, where: Any, text: str = REPLY) -> Any:
    """Let an organizer on Discord answer what stands in the organizers' place."""
    shown = await desk.ada.fills(await desk.ada.presses(where, "Answer"), text=text)
    done = await desk.ada.presses(shown, "Send it")
    await desk.turns()
    return done


async def test_nothing_is_sent_by_itself(desk: AtDesk) -> None:
    cy = member(desk)
    shown = await cy.presses(await cy.types(f"/workshop ask question:{QUESTION}"), "Ask the organizers")
    assert shown.text == (
        "Send this to the organizers?\nThis goes to the organizers, with your name, **Cy**, so that they can answer "
        f"you: “{QUESTION}”\n\nNothing is sent yet."
    )
    await desk.turns()
    assert titles(desk) == ([], [])


async def test_under_an_answer_too(desk: AtDesk) -> None:
    dee = desk.place.slack.member("Dee")
    answer = await dee.types("/workshop ask question:When is the paper due?")
    sent = await dee.presses(await dee.presses(answer, "Not what you need?"), "Send")
    assert sent.text.startswith("*Sent to the organizers*")
    await desk.turns()
    assert titles(desk) == ([], [ASKED])


async def test_it_is_answered_by_direct_message(desk: AtDesk) -> None:
    cy = member(desk)
    await sends(desk, cy)
    assert told(desk) == (f"{ASKED}\n**Cy** asks: “{QUESTION}”\n\nThe answer goes to them by direct message.")
    await desk.restarts()
    await answers(desk, posted(desk))
    await desk.restarts()
    await desk.turns()
    (said,) = direct(cy)
    assert said.replace("\u200b", "") == (
        f"An answer to your question\nYou asked: “{QUESTION}”\n\nYes, behind the barn.\n\n"
        "Bring \\*\\*nothing\\*\\* to @everyone.\n\n-# By an organizer of Bees."
    )
    assert titles(desk) == ([ANSWERED], [])
    assert "Answered by **Ada**:" in told(desk)


async def test_on_slack_it_is_answered_from_the_list(desk: AtDesk) -> None:
    dee = desk.place.slack.member("Dee")
    await sends(desk, dee)
    form = await desk.bo.presses(await desk.bo.types("/organize questions"), "Answer 1")
    await desk.restarts()
    await desk.bo.presses(await filled(desk.bo, form, text="Yes, behind the barn."), "Send it")
    await desk.restarts()
    await desk.turns()
    assert [each["text"].partition("\n")[0] for each in dee.direct.messages] == ["*An answer to your question*"]
    assert titles(desk) == ([], [ANSWERED])


async def test_a_question_is_answered_once(desk: AtDesk) -> None:
    cy = member(desk)
    await sends(desk, cy)
    form = await desk.ada.presses(posted(desk), "Answer")
    shown = await desk.ada.fills(form, text="No.")
    await answers(desk, posted(desk))
    late = await desk.ada.presses(shown, "Send it")
    assert late.text == "Not quite\nAda has answered it."
    assert len(direct(cy)) == 1


async def test_who_answered_hears_that_it_could_not_be_delivered(desk: AtDesk) -> None:
    cy = member(desk)
    await sends(desk, cy)
    cy.closes_direct_messages()
    await answers(desk, posted(desk))
    await desk.restarts()
    await desk.passes(timedelta(minutes=2), timedelta(minutes=1))
    (said,) = direct(desk.ada)
    assert said == (
        f"Your answer could not be delivered\n**Cy** had asked: “{QUESTION}”\n\n"
        "What happened: This person takes no direct messages from the bot."
    )
    assert "**This could not be delivered.** What happened: This person takes" in told(desk)


async def test_the_same_twice_is_one_and_three_may_wait(desk: AtDesk) -> None:
    cy = member(desk)
    assert (await sends(desk, cy)).text.startswith("Sent to the organizers\n")
    assert (await sends(desk, cy, QUESTION.upper())).text.startswith("They have it already\n")
    for animal in ("llamas", "wasps"):
        assert (await sends(desk, cy, f"Is there parking for {animal}?")).text.startswith("Sent to the organizers\n")
    refused = await sends(desk, cy, "Is there parking for zebras?")
    assert refused.text == "Not quite\n3 of your questions wait for an answer already. Please wait for one of them."
    assert titles(desk) == ([ASKED] * 3, [])


async def test_ten_a_day(desk: AtDesk) -> None:
    cy = member(desk)
    for number in range(10):
        await sends(desk, cy, f"Is there parking for tractor {number}?")
        drop = await desk.ada.presses(await desk.ada.types("/organize questions"), "Drop 1")
        await desk.ada.presses(drop, "Drop it")
    refused = await sends(desk, cy, "Is there parking for zebras?")
    assert refused.text == "Not quite\nYou have sent 10 questions since yesterday. Please ask again tomorrow."
    await desk.at(NOW + timedelta(days=1, minutes=1))
    assert (await sends(desk, cy, "Is there parking for zebras?")).text.startswith("Sent to the organizers\n")


async def test_what_was_not_found_is_listed_without_names(desk: AtDesk) -> None:
    for name in ("Cy", "Eve"):
        await member(desk, name).types(f"/workshop ask question:{QUESTION}")
    await desk.questions.settle()
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
    await desk.questions.settle()
    await desk.at(NOW + timedelta(days=29))
    assert [each.text for each in await desk.questions.not_found(9)] == ["is there parking for tractors"]
    await desk.at(NOW + timedelta(days=30, hours=1))
    assert await desk.questions.not_found(9) == []


async def test_nothing_is_counted_where_the_settings_say_so(desk: AtDesk) -> None:
    desk.questions.missed_for = None
    await member(desk).types(f"/workshop ask question:{QUESTION}")
    assert await desk.questions.not_found(9) == []


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
    assert "No question waits." in (await desk.bo.types("/organize questions")).text
    assert await desk.questions.not_found(9) == []
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
    assert await desk.questions.open() == []


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


HOSTILE = "@everyone <!channel> <@U1> **b** `c` <b>x</b> [a](https://evil.org) \u202e\x07 # h " + "z" * 10_000


async def test_hostile_text_breaks_out_of_nowhere(desk: AtDesk) -> None:
    for who in (member(desk), desk.place.slack.member("Dee")):
        shown = await who.types(f"/workshop ask question:{HOSTILE[:1900]}")
        await who.presses(await who.presses(shown, "Ask the organizers"), "Send")
    await desk.turns()
    slack, discord = str(desk.place.slack.team.channel("organizers").messages[-1]["blocks"]), posted(desk)
    for each in ("<!channel>", "<@U1>", "<b>x", "\u202e", "\x07", "z" * 300):
        assert each not in slack
    assert told(desk).replace("\u200b", "").partition(" zzz")[0] == (
        f"{ASKED}\n**Cy** asks: “@everyone \\<!channel> \\<@U1> \\*\\*b\\*\\* \\`c\\` \\<b>x\\</b> "
        "\\[a\\](<https://evil.org>) # h"
    )
    assert discord["mentions"] == []
    assert discord["mention_everyone"] is False
    assert told(desk).count("z") < 300


async def test_hostile_text_in_the_faq_is_text_too(desk: AtDesk) -> None:
    line = "/organize add-faq question:Where is the hive? answer:<!channel> <b>x</b> [a](javascript:1) number:~9"
    assert (await desk.bo.types(line)).text == "*Not quite*\n\nThat question is not kept any more."
    shown = await desk.bo.types(line.removesuffix(" number:~9"))
    await desk.bo.presses(shown, "Add it")
    answer = await desk.place.slack.member("Dee").types("/workshop ask Where is the hive?")
    assert answer.text.startswith("*Where is the hive?*\n\n&lt;!channel&gt; &lt;b&gt;x&lt;/b&gt; [a](javascript:1)")


async def test_members_may_not(desk: AtDesk) -> None:
    refused = await desk.place.slack.member("Dee").types("/organize questions")
    assert refused.text == "*Not quite*\n\nOnly the workshop's organizers can do this."


async def test_what_a_button_says_cannot_be_made_up(desk: AtDesk) -> None:
    await desk.place.slack.member("Dee").types(f"/workshop ask question:{QUESTION}")
    await desk.questions.settle()
    said = [
        (await desk.bo.types(line)).text.partition("\n\n")[2]
        for line in (
            "/organize answer-question Yes",
            "/organize answer-question Yes number:~1",
            "/organize answer-question Yes number:~77",
            "/organize questions send:~none",
        )
    ]
    assert said == [
        "Press “Answer” under a question.",
        "Nobody can be answered: it was not sent to you.",
        "That question is not kept any more.",
        "What you wrote is over a day old and is not kept any more. Please write it again.",
    ]


async def test_on_the_page_it_is_said_that_nobody_could_answer(desk: AtDesk) -> None:
    bot = desk.place.bot
    assert (await bot.answer(f"/workshop ask {QUESTION}", Person(), NOW)).buttons[-1].label == "What I can answer"
    refused = await bot.answer(f"/workshop ask-organizers {QUESTION}", Person(), NOW)
    assert (
        refused.text == "From here nobody could answer you. Ask me on Slack or Discord: there I take it to organizers."
    )


async def test_where_organizers_have_no_place_it_is_said(desk: AtDesk) -> None:
    desk.place.delivery.communities = {}
    refused = await desk.place.slack.member("Dee").types(f"/workshop ask-organizers {QUESTION}")
    assert refused.text == (
        "*Not quite*\n\nI cannot reach the organizers from here: no place of theirs has been named to me."
    )
