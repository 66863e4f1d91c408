"""What the bot posts on Discord by itself: sent once, changed, removed, and found again."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.message import Button, Message
from bot.platforms.discord.errors import FINAL, NO_HISTORY
from bot.ports import TOO_MUCH, Border, Found, Mark, Place, SendError
from tests.fakes.discord.messages import new_message
from tests.fakes.discord.permissions import READ_MESSAGE_HISTORY
from tests.platforms.on_discord import OnDiscord, where

pytestmark = pytest.mark.anyio
DUE = Message(
    title="Submission closes",
    text="In **two** days.",
    buttons=(Button("Deadlines", "/workshop deadlines"),),
    note="Source: the page",
)
MARK = Mark("due/icml-2024", "r1")
LONG_AGO = datetime(2024, 1, 1, tzinfo=UTC)
TOO_LONG = "This is too long for one message on Discord. Please shorten it."
HOSTILE = "@everyone @here <@1> <@&2>"


def standing(place: OnDiscord, channel: str = "general") -> list[dict[str, Any]]:
    return place.guild.channel(channel).messages


def requests(place: OnDiscord, method: str, end: str) -> int:
    return sum(each.method == method and each.path.endswith(end) for each in place.server.requests)


async def failure(sent: Any) -> tuple[str, str]:
    with pytest.raises(SendError) as error:
        await sent
    return error.value.kind, error.value.text


async def test_a_post_shows_text_buttons_and_source(place: OnDiscord, border: Border, general: Place) -> None:
    copy = await border.post(general, replace(DUE, notice="Two days left"), MARK)
    assert [each["id"] for each in standing(place)] == [copy]
    sent = place.server.last("POST", "/messages").body
    (button,) = sent.pop("components")[0]["components"]
    assert button["custom_id"] == f"#{MARK.digest(general)[:16]}.r1 /workshop deadlines"
    assert sent == {
        "content": "Two days left",
        "embeds": [{"title": DUE.title, "description": "In **two** days.\n\n-# Source: the page", "flags": 0}],
        "allowed_mentions": {"parse": []},
        "nonce": MARK.digest(general),
        "enforce_nonce": True,
        "tts": False,
    }


async def test_its_button_answers(place: OnDiscord, border: Border, general: Place) -> None:
    await border.post(general, DUE, MARK)
    answer = await place.member().presses(standing(place)[0], "Deadlines")
    assert (answer.private, answer.text.splitlines()[0]) == (True, "Deadlines")


async def test_without_a_command_a_button_carries_the_mark(place: OnDiscord, border: Border, general: Place) -> None:
    copy = await border.post(general, replace(DUE, buttons=(Button("Page", url="https://bees.example"),)), MARK)
    assert [each.get("label") for each in standing(place)[0]["components"][0]["components"]] == ["Page", "More"]
    assert await border.find(general, MARK, LONG_AGO) == [Found(copy, "r1")]
    assert (await place.member().presses(standing(place)[0], "More")).private


async def test_a_long_command_still_carries_the_mark(place: OnDiscord, border: Border, general: Place) -> None:
    line = f"/workshop ask {'when is the deadline ' * 9}"
    copy = await border.post(general, replace(DUE, buttons=(Button("Ask", line),)), MARK)
    assert await border.find(general, MARK, LONG_AGO) == [Found(copy, "r1")]
    assert "Submission" in (await place.member().presses(standing(place)[0], "Ask")).text


async def test_nobody_is_mentioned(place: OnDiscord, border: Border, general: Place) -> None:
    shown = Message(title=HOSTILE, text=HOSTILE, note=HOSTILE, notice=HOSTILE)
    copy = await border.post(general, shown, MARK)
    await border.edit(general, copy, shown, MARK)
    sent = [each.body["allowed_mentions"] for each in place.server.requests if each.path.count("/messages")]
    assert sent == [{"parse": []}] * 2
    assert [standing(place)[0][key] for key in ("mention_everyone", "mentions", "mention_roles")] == [False, [], []]


async def test_too_long_a_message_is_refused(place: OnDiscord, border: Border, general: Place) -> None:
    long = replace(DUE, text="bees " * 2000)
    assert await failure(border.post(general, long, MARK)) == ("permanent", TOO_LONG)
    copy = await border.post(general, DUE, MARK)
    assert await failure(border.edit(general, copy, long, MARK)) == ("permanent", TOO_LONG)


@pytest.mark.parametrize("channel", ["", "general", "<#1>"])
async def test_a_channel_must_be_an_id(border: Border, channel: str) -> None:
    assert await failure(border.post(Place("Bees", channel), DUE, MARK)) == ("permanent", FINAL[10003])


async def test_with_an_empty_cache_it_posts_edits_and_finds(place: OnDiscord, border: Any, general: Place) -> None:
    ada = Place("Bees", person=f"discord:{place.member('Ada').id}")
    for guild in border.client.guilds:  # right after a start discord.py knows none, until Discord has told it
        border.client._connection._remove_guild(guild)  # noqa: SLF001
    copies = {where: await border.post(where, DUE, MARK) for where in (general, ada)}
    assert list(border.client.guilds) == []
    assert {where: await border.find(where, MARK, LONG_AGO) for where in copies} == {
        where: [Found(copy, "r1")] for where, copy in copies.items()
    }
    await border.edit(general, copies[general], replace(DUE, text="Tomorrow."), MARK)
    assert [each["id"] for each in standing(place)] == [copies[general]]
    assert standing(place)[0]["embeds"][0]["description"] == "Tomorrow.\n\n-# Source: the page"


async def test_an_announcement_is_published(place: OnDiscord, border: Border) -> None:
    copy = await border.post(where(place, "news"), DUE, MARK)
    assert place.server.last("POST", "/crosspost").path.endswith(f"/messages/{copy}/crosspost")
    assert standing(place, "news")[0]["flags"] & 1


@pytest.mark.parametrize("fault", [{"status": 403, "code": 50013}, {"cut": "before"}, {"delay": 1.0}])
async def test_an_unpublished_post_stands(
    place: OnDiscord, caplog: pytest.LogCaptureFixture, fault: dict[str, Any]
) -> None:
    place.platform.border.patience = 0.2
    place.server.fault("POST", "/crosspost$", **fault)
    copy = await place.platform.border.post(where(place, "news"), DUE, MARK)
    assert [each["id"] for each in standing(place, "news")] == [copy]
    assert f"message {copy} in channel {where(place, 'news').channel} is posted but not published" in caplog.text


async def test_what_was_left_unpublished_is_published_when_found(place: OnDiscord, border: Border) -> None:
    news = where(place, "news")
    place.server.fault("POST", "/crosspost$", cut="before")
    copy = await border.post(news, DUE, MARK)
    flags = [standing(place, "news")[0]["flags"] & 1]
    for _ in range(2):
        assert await border.find(news, MARK, LONG_AGO) == [Found(copy, "r1")]
        flags.append(standing(place, "news")[0]["flags"] & 1)
    assert (flags, requests(place, "POST", "/crosspost")) == ([0, 1, 1], 2)


async def test_all_copies_are_found_the_oldest_first(place: OnDiscord, border: Border, general: Place) -> None:
    place.server.nonce_window = 0.0
    copies = [await border.post(general, DUE, MARK) for _ in range(3)]
    assert [each.id for each in await border.find(general, MARK, LONG_AGO)] == copies


@pytest.mark.parametrize(("number", "is_too_much"), [(5, False), (6, True)])
async def test_too_much_to_look_at_is_not_none(
    place: OnDiscord, border: Border, monkeypatch: pytest.MonkeyPatch, number: int, is_too_much: bool
) -> None:
    general = where(place, "general")
    monkeypatch.setattr("bot.platforms.discord.border.MOST_LOOKED_AT", 5)
    channel, eve = place.guild.channel("general"), place.member("Eve").user
    channel.messages += [new_message(channel, eve, {"content": f"{each}"}) for each in range(number)]
    if is_too_much:
        assert await failure(border.find(general, MARK, LONG_AGO)) == ("permanent", TOO_MUCH)
    else:
        assert await border.find(general, MARK, LONG_AGO) == []


async def test_the_same_mark_is_posted_once(place: OnDiscord, border: Border, general: Place) -> None:
    copies = [await border.post(general, DUE, MARK), await border.post(general, DUE, MARK)]
    other = await border.post(general, DUE, replace(MARK, generation=1))
    assert copies == [copies[0]] * 2
    assert [each["id"] for each in standing(place)] == [copies[0], other]


async def test_the_same_mark_is_posted_in_every_channel(place: OnDiscord, border: Border) -> None:
    for channel in ("general", "organizers"):
        await border.post(where(place, channel), DUE, MARK)
    assert [len(standing(place, channel)) for channel in ("general", "organizers")] == [1, 1]


@pytest.mark.parametrize("fault", [{"cut": "after"}, {"cut": "before"}, {"status": 503, "after": True}, {"delay": 1.0}])
async def test_after_a_loss_one_message_stands(
    place: OnDiscord, border: Border, general: Place, fault: dict[str, Any]
) -> None:
    place.platform.border.patience = 0.2
    place.server.fault("POST", "/messages$", **fault)
    kind, _ = await failure(border.post(general, DUE, MARK))
    copy = await border.post(general, DUE, MARK)
    assert (kind, [each["id"] for each in standing(place)]) == ("ambiguous", [copy])


async def test_an_error_of_discord_is_tried_again(place: OnDiscord, border: Border, general: Place) -> None:
    place.server.fault("POST", "/messages$", status=500, after=True)
    copy = await border.post(general, DUE, MARK)
    assert [each["id"] for each in standing(place)] == [copy]


async def test_posting_what_was_deleted_is_told(place: OnDiscord, border: Border, general: Place) -> None:
    await border.delete(general, await border.post(general, DUE, MARK))
    assert await failure(border.post(general, DUE, MARK)) == ("removed", "The message is not there any more.")


async def test_an_edit_replaces_everything(place: OnDiscord, border: Border, general: Place) -> None:
    copy = await border.post(general, replace(DUE, notice="Two days left"), MARK)
    await border.edit(general, copy, Message(title="Closed"), Mark("due/icml-2024", "r2"))
    (message,) = standing(place)
    shown = (message["content"], message["embeds"][0]["title"], message["embeds"][0].get("description"))
    assert shown == ("", "Closed", None)
    assert await border.find(general, MARK, LONG_AGO) == [Found(copy, "r2")]


async def test_what_is_gone_is_told(place: OnDiscord, border: Border, general: Place) -> None:
    copy = await border.post(general, DUE, MARK)
    await border.delete(general, copy)
    gone = ("removed", "The message is not there any more.")
    assert await failure(border.edit(general, copy, DUE, MARK)) == gone
    assert await failure(border.delete(general, copy)) == gone
    assert await border.find(general, MARK, LONG_AGO) == []


async def test_only_its_own_copy_is_found(place: OnDiscord, border: Border, general: Place) -> None:
    copy = await border.post(general, DUE, MARK)
    forged = new_message(place.guild.channel("general"), place.member("Eve").user, dict(standing(place)[0]))
    place.guild.channel("general").messages.append(forged)
    await border.post(general, DUE, Mark("due/neurips-2025", "r7"))
    assert await border.find(general, replace(MARK, revision="r9"), LONG_AGO) == [Found(copy, "r1")]
    assert await border.find(general, Mark("due/icml-2026"), LONG_AGO) == []
    assert await border.find(where(place, "organizers"), MARK, LONG_AGO) == []


async def test_what_is_older_is_not_looked_at(border: Border, general: Place) -> None:
    copy, now = await border.post(general, DUE, MARK), datetime.now(UTC)
    assert await border.find(general, MARK, now) == [Found(copy, "r1")]
    assert await border.find(general, MARK, now + timedelta(minutes=3)) == []


async def test_a_copy_is_found_among_many(place: OnDiscord, border: Border, general: Place) -> None:
    copy = await border.post(general, DUE, MARK)
    channel, eve = place.guild.channel("general"), place.member("Eve").user
    channel.messages += [new_message(channel, eve, {"content": f"{number}"}) for number in range(300)]
    assert await border.find(general, MARK, LONG_AGO) == [Found(copy, "r1")]
    assert requests(place, "GET", f"/channels/{channel.id}/messages") == 4


async def test_looking_without_the_history_is_told(place: OnDiscord, border: Border, general: Place) -> None:
    await border.post(general, DUE, MARK)
    place.guild.channel("general").forbid(READ_MESSAGE_HISTORY)
    await place.member().types("/workshop join")  # after which the bot has heard of it
    assert await failure(border.find(general, MARK, LONG_AGO)) == ("permanent", NO_HISTORY)
