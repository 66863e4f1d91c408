"""Who mentions the bot on Discord, writes to it, or asks it about a message."""

from pathlib import Path

import pytest

from bot.core import Bot
from bot.platforms.discord.declare import ABOUT
from tests.fakes.discord.messages import announce, new_message
from tests.fakes.discord.users import User
from tests.platforms.on_discord import OnDiscord, on_discord
from tests.platforms.test_discord_commands import HOSTILE, warnings

pytestmark = pytest.mark.anyio
HOME = "Mechanistic Interpretability Workshop"
PAPER = "How long may a paper be?"
NO_TEXT = "Not quite\nThere is no text in this message that I could look for."


def sent(place: OnDiscord) -> list[str]:
    """Give where messages were sent."""
    return [each.path for each in place.server.requests if each.method == "POST" and each.path.endswith("/messages")]


async def said_by_a_bot(place: OnDiscord, text: str) -> None:
    channel = place.guild.channel("general")
    other = User(place.server.snowflake(), "Other", bot=True)
    message = new_message(channel, other, {"content": text})
    channel.messages.append(message)
    announce(channel, message)
    await place.server.settled()


@pytest.mark.parametrize(
    "text",
    [
        "{me} how long may my paper be?",
        "how long may my paper be, {me} ?",
        "<@!{id}> /workshop ask how long may my paper be?",
    ],
)
async def test_a_mention_is_answered_as_a_reply(bot: Bot, tmp_path: Path, text: str) -> None:
    async with on_discord(bot, tmp_path) as place:
        asked = await place.member().says("general", text.format(me=place.server.mention, id=place.server.bot_id))
        answer = await place.server.reply_to(asked)
    assert answer.text.startswith(PAPER)
    assert place.server.last("POST", "messages").body["allowed_mentions"] == {"parse": [], "replied_user": False}


async def test_a_mention_in_a_thread_is_answered_there(bot: Bot, tmp_path: Path) -> None:
    async with on_discord(bot, tmp_path) as place:
        thread = place.guild.channel("general").thread("Papers")
        asked = await place.member().says(thread, f"{place.server.mention} /workshop join")
        answer = await place.server.reply_to(asked)
    assert answer.text.startswith("Join the conversation")
    assert answer.message["channel_id"] == str(thread.id)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("/workshop join", "Join the conversation"),
        ("how long may my paper be?", PAPER),
        ("/workshop deadlins", "Not quite"),
        ("\u202e", HOME),
    ],
)
async def test_direct_messages_need_no_mention(bot: Bot, tmp_path: Path, text: str, answer: str) -> None:
    async with on_discord(bot, tmp_path) as place:
        ada = place.member().in_direct_messages()
        told = await place.server.reply_to(await ada.says(ada.channel, text))
    assert told.text.startswith(answer)


async def test_a_bare_mention_shows_the_way_in(bot: Bot, tmp_path: Path) -> None:
    async with on_discord(bot, tmp_path) as place:
        told = await place.server.reply_to(await place.member().says("general", f" {place.server.mention}\n"))
    assert told.text.startswith(HOME)


async def test_what_others_are_told_is_not_answered(bot: Bot, tmp_path: Path) -> None:
    async with on_discord(bot, tmp_path) as place:
        ada, me = place.member(), place.server.mention
        told = await place.server.reply_to(await ada.says("general", f"{me} /workshop join"))
        await ada.says("general", "how long may my paper be?")
        await ada.says("general", f"{place.member('Bob').user.mention} how long may my paper be?")
        await ada.says("general", "@everyone thanks", reply_to=told.message)
        await said_by_a_bot(place, f"{me} how long may my paper be?")
        await place.server.settled()
        assert len(sent(place)) == 1


async def test_nobody_organizes_by_a_mention(bot: Bot, tmp_path: Path) -> None:
    async with on_discord(bot, tmp_path) as place:
        ada = place.member(permissions=1 << 33)
        for where, text in (("general", f"{place.server.mention} /organize desk"), (None, "/organize desk")):
            asker = ada if where else ada.in_direct_messages()
            told = await place.server.reply_to(await asker.says(asker.channel, text))
            assert told.text == "Not quite\nOnly the workshop's organizers can do this."


async def test_what_a_mention_is_answered_can_be_pressed(bot: Bot, tmp_path: Path) -> None:
    async with on_discord(bot, tmp_path) as place:
        told = await place.server.reply_to(await place.member().says("general", place.server.mention))
        pressed = await place.member("Bob").presses(told, "Deadlines")
    assert (pressed.kind, pressed.private, pressed.text.startswith("Deadlines")) == (4, True, True)


async def test_without_the_setting_nobody_is_answered(bot: Bot, tmp_path: Path) -> None:
    async with on_discord(bot, tmp_path, mentions=False) as place:
        ada = place.member()
        await ada.says("general", f"{place.server.mention} how long may my paper be?")
        await ada.in_direct_messages().says(ada.in_direct_messages().channel, "deadlines")
        await place.server.settled()
        assert (await ada.types("/workshop join")).kind == 4
    assert [each["intents"] for each in place.server.identifies] == [1 | 1 << 9]
    assert sent(place) == []


async def test_with_it_no_privileged_intent_is_asked_for(bot: Bot, tmp_path: Path) -> None:
    async with on_discord(bot, tmp_path) as place:
        assert [each["intents"] for each in place.server.identifies] == [1 | 1 << 9 | 1 << 12]


@pytest.mark.parametrize("fault", ["forbidden", "gone", "refused"])
async def test_where_it_may_not_write_a_line_is_logged(
    bot: Bot, tmp_path: Path, caplog: pytest.LogCaptureFixture, fault: str
) -> None:
    async with on_discord(bot, tmp_path) as place:
        channel = place.guild.channel("general")
        if fault == "forbidden":
            channel.forbid()
        else:
            place.server.fault("POST", "messages", status=404 if fault == "gone" else 400, code=10003)
        await place.member().says(channel, f"{place.server.mention} /workshop join")
        await place.server.settled()
        other = await place.member().says("news", f"{place.server.mention} /workshop join")
        assert (await place.server.reply_to(other)).text.startswith("Join the conversation")
    assert [each.partition(":")[0] for each in warnings(caplog)] == [
        f"a mention in channel {channel.id} could not be answered"
    ]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:9]))
async def test_hostile_mentions_are_answered(
    bot: Bot, tmp_path: Path, caplog: pytest.LogCaptureFixture, text: str
) -> None:
    async with on_discord(bot, tmp_path) as place:
        eve, me = place.member(text), place.server.mention
        for line in (f"{me} {text}", f"{text}{me}", f"{me} /workshop deadlines {text}", f"{me} /workshop {text}"):
            await place.server.reply_to(await eve.says("general", line))
        asked = await eve.asks_about(await eve.says("general", text), ABOUT)
        sends = [each.body for each in place.server.requests if each.method == "POST" and "messages" in each.path]
    assert asked.kind == 4
    assert {str(each["allowed_mentions"]["parse"]) for each in sends} == {"[]"}
    assert warnings(caplog) == []


async def test_one_may_ask_about_a_message(bot: Bot, tmp_path: Path) -> None:
    async with on_discord(bot, tmp_path) as place:
        ada, bob = place.member("Ada"), place.member("Bob")
        said = await bob.says("general", f"{ada.user.mention} how long <:hm:123> may my paper be? <#{ada.channel.id}>")
        answer = await ada.asks_about(said, ABOUT)
    assert (answer.kind, answer.private) == (4, True)
    assert answer.text.startswith(PAPER)
    assert answer.interaction.data["type"] == 3


async def test_mentions_are_no_part_of_the_question(bot: Bot, tmp_path: Path) -> None:
    async with on_discord(bot, tmp_path) as place:
        ada = place.member()
        said = await ada.says("general", f"<@!{ada.id}> <@&{place.guild.role_id('Organizers')}> flibber </a:1> <t:1:R>")
        await ada.presses(await ada.asks_about(said, ABOUT), "Show to everyone")
        await place.server.settled()
    assert place.guild.channel("general").messages[-1]["content"] == "Ada shows: /workshop ask flibber"


async def test_one_may_ask_about_what_is_embedded(bot: Bot, tmp_path: Path) -> None:
    async with on_discord(bot, tmp_path) as place:
        ada = place.member()
        said = await ada.says("general", "See below") | {"content": ""}
        said["embeds"] = [{"type": "rich", "title": "How long may", "description": "my paper be?"}, {"type": "image"}]
        assert (await ada.asks_about(said, ABOUT)).text.startswith(PAPER)


@pytest.mark.parametrize("text", ["", " \n", "<@1>", "<:hm:1> <#2>", "\u202e\x00"], ids=ascii)
async def test_a_message_without_words_is_told_so(bot: Bot, tmp_path: Path, text: str) -> None:
    async with on_discord(bot, tmp_path) as place:
        ada = place.member()
        answer = await ada.asks_about(await ada.says("general", "A picture") | {"content": text}, ABOUT)
    assert (answer.text, answer.private) == (NO_TEXT, True)


async def test_a_long_message_is_read_as_far_as_it_goes(bot: Bot, tmp_path: Path) -> None:
    async with on_discord(bot, tmp_path) as place:
        ada = place.member()
        said = await ada.says("general", ("how long may my paper be? " * 200)[:4000])
        answer = await ada.asks_about(said, ABOUT)
    assert "Only the first 300 characters were read." in answer.text
