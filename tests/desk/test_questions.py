"""Questions that the sources do not answer: sent to organizers, and answered by direct message."""

from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core import Bot, Person
from tests.desk.asking import (
    ANSWERED,
    ASKED,
    BEES,
    NOW,
    QUESTION,
    answers,
    direct,
    filled,
    member,
    posted,
    sends,
    titles,
    told,
)
from tests.desk.at_desk import AtDesk, at_desk

pytestmark = pytest.mark.anyio
REFUSED = "*Not quite*\n\nOnly the workshop's organizers can do this. They are: the workspace's administrators."


@pytest.fixture
async def desk(bot_on: Callable[..., Bot], tmp_path: Path) -> AsyncIterator[AtDesk]:
    async with at_desk(bot_on(bees_2027=BEES), tmp_path, NOW) as desk:
        yield desk


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


async def test_members_may_not(desk: AtDesk) -> None:
    refused = await desk.place.slack.member("Dee").types("/organize questions")
    assert refused.text == REFUSED


async def test_what_a_button_says_cannot_be_made_up(desk: AtDesk) -> None:
    await desk.place.slack.member("Dee").types(f"/workshop ask question:{QUESTION}")
    await desk.work.questions.settle()
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


async def test_an_answer_that_is_too_long_is_not_lost(desk: AtDesk) -> None:
    await sends(desk, member(desk))
    refused = await desk.ada.fills(await desk.ada.presses(posted(desk), "Answer"), text="x" * 1501)
    assert refused.text == "Not quite\nThe answer has 1,501 characters; 1,500 are the most."
    again = await desk.ada.presses(refused, "Correct it")
    assert again.modal["components"][0]["component"]["value"] == "x" * 1501
