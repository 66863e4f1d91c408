"""Commands in a message's menu: each is told which message is meant, and only who asked sees what comes of it."""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import pytest

from bot import Message, Request, UserError, command
from bot.core import Bot
from bot.message import escape
from bot.organizing import Pointed
from bot.posts.copies import place_of
from bot.slash import MOST_MENUS, Command, Token
from tests.bees import PAPER
from tests.desk.at_desk import AtDesk, at_desk

pytestmark = pytest.mark.anyio
REFUSED = "*Not quite*\n\nOnly the workshop's organizers can do this. They are: the workspace's administrators."
NOW = datetime(2027, 2, 16, tzinfo=UTC)


async def meant(request: Request, message: Token | None) -> Pointed:
    found = await request.desk.pointing.pointed(message) if message else None
    if found is None:
        raise UserError("Please choose a message's menu.")
    return found


@command(organizer=True, listed=False, menu="Look at it")
async def look(request: Request, message: Annotated[Token | None, "which message"] = None) -> Message:
    """Tell what a message is."""
    it = await meant(request, message)
    key = await request.desk.pointing.post_at(it.community, it.channel, it.id)
    return Message(title=it.name, text=it.text, note=escape(f"{it.community} {it.own} {it.files} {key}"))


async def _begun(request: Request, message: Token | None = None) -> dict[str, str]:
    return {"text": (await meant(request, message)).text}


@command(organizer=True, listed=False, form=True, menu="Note for {other}", prefill=_begun)
async def note(
    request: Request,
    message: Annotated[Token | None, "which message"] = None,
    text: Annotated[str, "what to note"] = "",
) -> Message:
    """Note something about a message."""
    it = await meant(request, message)
    return Message(title="Noted", text=escape(f"{text} (of {it.name})"))


@pytest.fixture
async def desk(bot_on: Callable[..., Bot], tmp_path: Path) -> AsyncIterator[AtDesk]:
    bot = bot_on(bees_2027=PAPER)
    added: list[Command] = [look.command, note.command]  # type: ignore[attr-defined]
    bot = Bot({**bot.commands, **{each.name: each for each in added}}, catalog=bot.catalog)
    async with at_desk(bot, tmp_path, NOW) as desk:
        yield desk


async def test_a_menu_tells_which_message_is_meant(desk: AtDesk) -> None:
    on_discord = await desk.ada.asks_about(await desk.ada.says("general", "Where is *it*?"), "Look at it")
    on_slack = await desk.bo.uses_message_shortcut("menu_look", await desk.bo.says("general", "Where is *it*?"))
    assert on_discord.text == "Ada\nWhere is *it*?\n\n-# Bees False 0 None"
    assert on_slack.text.startswith("*Bo*\n\nWhere is")
    assert on_slack.text.endswith("Hive False 0 None")
    assert (on_discord.private, on_slack.private) == (True, True)


async def test_a_menu_opens_a_form_that_is_filled_in(desk: AtDesk) -> None:
    form = await desk.ada.asks_about(await desk.ada.says("general", "Hello"), "Note for Slack")
    assert (await desk.ada.fills(form)).text == "Noted\nHello (of Ada)"
    form = await desk.bo.uses_message_shortcut("menu_note", await desk.bo.says("general", "Hi"))
    await desk.bo.fills(form, text="Hi there", answered=False)
    assert (await form.grows_to(1)).text == "*Noted*\n\nHi there (of Bo)"


async def test_the_bots_own_posts_are_known_by_their_keys(desk: AtDesk) -> None:
    await desk.at(datetime(2027, 2, 17, tzinfo=UTC))
    key = "bees-2027/submission@2027-03-02T11:59Z/14d"
    own = desk.place.discord.guild.channel("general").messages[0]
    assert (await desk.ada.asks_about(own, "Look at it")).text.endswith(f"Bees True 0 {key}")
    own = desk.place.slack.team.channel("general").messages[0]
    assert (await desk.bo.uses_message_shortcut("menu_look", own)).text.endswith(f"Hive True 0 {key}")
    copy = await desk.place.delivery.outbox.copy(key, "Bees")
    assert copy
    assert await desk.work.pointing.post_at("Hive", place_of(copy).channel, copy.id) is None


async def test_members_are_not_offered_and_not_served(desk: AtDesk) -> None:
    cy, said = desk.place.discord.member("Cy"), await desk.ada.says("general", "Hello")
    with pytest.raises(AssertionError, match="Discord does not offer"):
        await cy.asks_about(said, "Look at it")
    desk.place.discord.server.offer_everything = True
    answer = await cy.asks_about(said, "Note for Slack")
    who = "who may manage the server's events"
    assert (answer.text, answer.private) == (
        f"Not quite\nOnly the workshop's organizers can do this. They are: {who}.",
        True,
    )
    dy = desk.place.slack.member("Dy")
    answer = await dy.uses_message_shortcut("menu_note", await dy.says("general", "Hello"))
    assert answer.text == REFUSED


async def test_a_message_is_remembered_for_a_day(desk: AtDesk) -> None:
    form = await desk.ada.asks_about(await desk.ada.says("general", "Hello"), "Note for Slack")
    desk.place.now = desk.place.discord.now = NOW + timedelta(hours=25)
    assert (await desk.ada.fills(form)).text == "Not quite\nPlease choose a message's menu."


async def test_what_is_kept_of_something_else_is_no_message(desk: AtDesk) -> None:
    token = await desk.place.store.keep('{"command": "note", "values": {}}')
    assert await desk.work.pointing.pointed(Token(f"~{token}")) is None
    assert await desk.work.pointing.pointed(Token("~nothing")) is None


def test_a_menu_holds_no_more_than_discord_shows(bot: Bot) -> None:
    assert len([each for each in bot.commands.values() if each.menu]) <= MOST_MENUS


def test_a_menu_must_be_told_of_a_message() -> None:
    with pytest.raises(TypeError, match="gives its first parameter"):

        @command(menu="Look")
        async def stare(request: Request) -> Message:
            """Look at nothing."""
            raise NotImplementedError
