"""Messages that were sent on, taken back: by whom, and who then may send them again."""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.core import Bot
from tests.desk.at_desk import AtDesk, at_desk
from tests.desk.relaying import FACTS, direct, from_discord, from_slack, on_discord, on_slack

pytestmark = pytest.mark.anyio
NOW = datetime(2027, 2, 1, tzinfo=UTC)


@pytest.fixture
async def desk(bot_on: Callable[..., Bot], tmp_path: Path) -> AsyncIterator[AtDesk]:
    async with at_desk(bot_on(facts=FACTS), tmp_path, NOW) as desk:
        desk.place.discord.server.set_time(NOW)
        yield desk


async def test_the_author_is_told_and_takes_it_back(desk: AtDesk) -> None:
    cy = desk.place.discord.member("Cy")
    await from_discord(desk, await cy.says("general", "Hello"))
    [told] = direct(cy)
    assert told["embeds"][0]["title"] == "Your message was sent to Hive"
    asked = await cy.in_direct_messages().presses(told, "Take it back")
    await cy.in_direct_messages().presses(asked, "Take it back")
    await desk.turns()
    assert on_slack(desk) == ["*From Bees*\n\n_A message stood here; its author took it back._"]


async def test_others_do_not_take_it_back(desk: AtDesk) -> None:
    await from_discord(desk, await desk.place.discord.member("Cy").says("general", "Hello"))
    refused = await desk.place.slack.member("Dy").types("/workshop take-back copy:~1 sure:~yes")
    assert refused.text == "*Not quite*\n\nOnly who wrote this, or an organizer, can take it back."
    asked = await desk.bo.types("/organize unsend copy:~1")
    await desk.bo.presses(asked, "Take it back")
    await desk.turns()
    assert on_slack(desk) == ["*From Bees*\n\n_A message stood here; an organizer took it back._"]


async def test_what_an_organizer_took_back_can_be_sent_again(desk: AtDesk) -> None:
    cy = desk.place.discord.member("Cy")
    said = await cy.says("general", "Hello")
    await from_discord(desk, said)
    asked = await _undo(desk, said)
    assert "it can be sent again in the message's menu" in asked.text
    await desk.ada.presses(asked, "Take it back")
    await desk.turns()
    shown = await desk.ada.asks_about(said, "Send to Slack")
    assert "**It was there before, and an organizer took it back.** The copy will stand again" in shown.text
    await desk.at(NOW + timedelta(minutes=1))
    await desk.ada.presses(shown, "Send")
    await desk.turns()
    assert [each.partition("\n\n")[2].partition("\n")[0] for each in on_slack(desk)] == ["Hello"]
    assert [each["embeds"][0]["title"] for each in direct(cy)] == ["Your message was sent to Hive"] * 2


async def test_what_its_author_took_back_is_sent_again_only_where_they_allow_it(desk: AtDesk) -> None:
    cy = desk.place.discord.member("Cy")
    said = await cy.says("general", "Hello")
    await from_discord(desk, said)
    asked = await cy.in_direct_messages().presses(direct(cy)[0], "Take it back")
    taken = await cy.in_direct_messages().presses(asked, "Take it back")
    await desk.turns()
    refused = await desk.ada.asks_about(said, "Send to Slack")
    assert refused.text.endswith(
        "But its author took it back, so it is not sent again unless its author allows it: they have a button for that."
    )
    await desk.restarts()
    allowed = await cy.in_direct_messages().presses(taken, "Allow it again")
    assert allowed.text.startswith("Allowed\nOrganizers can send it to Hive again")
    await desk.turns()
    assert on_slack(desk) == ["*From Bees*\n\n_A message stood here; its author took it back._"]
    assert [each["embeds"][0]["title"] for each in direct(desk.ada)] == ["A message may be sent on again"]
    shown = await desk.ada.asks_about(said, "Send to Slack")
    assert "**It was there before, and its author took it back, who allows it again.**" in shown.text
    await desk.ada.presses(shown, "Send")
    await desk.turns()
    assert [each.partition("\n\n")[2].partition("\n")[0] for each in on_slack(desk)] == ["Hello"]


async def test_an_author_has_the_last_word_over_an_organizer(desk: AtDesk) -> None:
    cy = desk.place.discord.member("Cy")
    said = await cy.says("general", "Hello")
    await from_discord(desk, said)
    await desk.ada.presses(await _undo(desk, said), "Take it back")
    asked = await cy.in_direct_messages().presses(direct(cy)[0], "Take it back")
    await cy.in_direct_messages().presses(asked, "Take it back")
    assert (await desk.ada.asks_about(said, "Send to Slack")).text.startswith("It was there\n")
    others = await desk.place.slack.member("Dy").types("/workshop allow-again copy:~1")
    assert others.text == "*Not quite*\n\nOnly who wrote this can allow that."


async def test_what_was_taken_back_before_it_was_there_is_sent_later(desk: AtDesk) -> None:
    said = await desk.place.slack.member("Cy").says("general", "Hello")
    await desk.bo.presses(await desk.bo.uses_message_shortcut("menu_relay", said), "Send")
    await desk.bo.presses(await desk.bo.types("/organize unsend copy:~1"), "Take it back")
    await desk.turns()
    assert on_discord(desk) == []
    await from_slack(desk, said)
    assert [each.partition("\n")[0] for each in on_discord(desk)] == ["Hello"]


async def _undo(desk: AtDesk, said: dict[str, Any]) -> Any:
    return await desk.ada.presses(await desk.ada.asks_about(said, "Send to Slack"), "Take it back")
