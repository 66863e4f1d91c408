"""Posts on Slack: made once, found again, edited and removed, with the real client on a local Slack."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.core import Bot
from bot.message import Message
from bot.platforms.pacer import Pacer
from bot.ports import TOO_MUCH, Found, Mark, Place, SendError
from tests.platforms.on_slack import OnSlack, on_slack

pytestmark = pytest.mark.anyio

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
DUE = Message(title="Due", text="Submit by **Friday**.")
MOVED = Message(title="Due", text="Submit by **Monday**.")
MARK = Mark("foo-2026/submission", "r1")


@pytest.fixture
async def slack(bot: Bot) -> AsyncIterator[OnSlack]:
    """Give a bot on Slack that waits for no turns."""
    async with on_slack(bot) as place:
        place.platform.border.pacer = Pacer(0, 0)
        yield place


@pytest.fixture
def general(slack: OnSlack) -> Place:
    return Place("Bees", slack.team.channel("general").id)


def standing(slack: OnSlack, channel: str = "general") -> list[str]:
    return [message["text"] for message in slack.team.channel(channel).messages]


def is_lost(slack: OnSlack, **how: Any) -> None:
    """Let the next post go wrong."""
    slack.server.fault("chat.postMessage", **how)


async def refused(call: Any) -> tuple[str, str]:
    """Give the kind and the sentence of what a call fails with."""
    with pytest.raises(SendError) as caught:
        await call
    return caught.value.kind, caught.value.text


async def test_a_post_carries_its_copy_and_revision(slack: OnSlack, general: Place) -> None:
    copy = await slack.platform.border.post(general, DUE, MARK)
    (message,) = slack.team.channel("general").messages
    assert (message["ts"], message["text"]) == (copy, "*Due*\n\nSubmit by *Friday*.")
    said = {"copy": MARK.digest(general), "revision": "r1"}
    assert message["metadata"] == {"event_type": "workshop_post", "event_payload": said}


async def test_links_in_posts_are_not_unfurled(slack: OnSlack, general: Place) -> None:
    await slack.platform.border.post(general, Message(text="<https://example.org>"), MARK)
    body = slack.server.last("chat.postMessage").body
    assert (body["unfurl_links"], body["unfurl_media"], "thread_ts" in body) == (False, False, False)


async def test_a_post_goes_into_a_thread(slack: OnSlack, general: Place) -> None:
    root = await slack.platform.border.post(general, DUE, MARK)
    reply = Place("Bees", general.channel, thread=root)
    await slack.platform.border.post(reply, MOVED, MARK)
    assert [message.get("thread_ts") for message in slack.team.channel("general").messages] == [None, root]


async def test_a_person_is_written_to_directly(slack: OnSlack) -> None:
    ada = slack.member("Ada")
    place = Place("Bees", person=f"slack:{slack.team.id}:{ada.id}")
    for message in (DUE, MOVED):
        await slack.platform.border.post(place, message, MARK)
    assert [each["text"][7:] for each in ada.direct.messages] == ["Submit by *Friday*.", "Submit by *Monday*."]
    assert [call.method for call in slack.server.calls].count("conversations.open") == 1


async def test_an_edit_sends_text_blocks_and_revision(slack: OnSlack, general: Place) -> None:
    copy = await slack.platform.border.post(general, DUE, MARK)
    await slack.platform.border.edit(general, copy, MOVED, Mark(MARK.key, "r2"))
    (message,) = slack.team.channel("general").messages
    assert (message["text"], message["blocks"][1]["text"]["text"]) == (
        "*Due*\n\nSubmit by *Monday*.",
        "Submit by *Monday*.",
    )
    assert message["metadata"]["event_payload"] == {"copy": MARK.digest(general), "revision": "r2"}


async def test_a_direct_message_is_edited_and_removed(slack: OnSlack) -> None:
    ada = slack.member("Ada")
    place = Place("Bees", person=f"slack:{slack.team.id}:{ada.id}")
    copy = await slack.platform.border.post(place, DUE, MARK)
    await slack.platform.border.edit(place, copy, MOVED, MARK)
    assert [each["text"][7:] for each in ada.direct.messages] == ["Submit by *Monday*."]
    await slack.platform.border.delete(place, copy)
    assert ada.direct.messages == []


async def test_a_copy_that_is_gone_is_told(slack: OnSlack, general: Place) -> None:
    border = slack.platform.border
    copy = await border.post(general, DUE, MARK)
    await border.delete(general, copy)
    assert standing(slack) == []
    gone = ("removed", "The message is not there any more.")
    assert (await refused(border.edit(general, copy, DUE, MARK)), await refused(border.delete(general, copy))) == (
        gone,
        gone,
    )


async def test_what_others_wrote_is_left_alone(slack: OnSlack, general: Place) -> None:
    theirs = await slack.member("Ada").says("general", "mine")
    assert await refused(slack.platform.border.edit(general, theirs["ts"], DUE, MARK)) == (
        "permanent",
        "The bot can change only its own messages.",
    )
    assert await refused(slack.platform.border.delete(general, theirs["ts"])) == (
        "permanent",
        "The bot can delete only its own messages.",
    )


async def test_too_long_a_post_is_refused_unsent(slack: OnSlack, general: Place) -> None:
    long = Message(title="Long", text="All work and no play. " * 300)
    too_long = ("permanent", "This is too long for one message on Slack. Please shorten it.")
    assert await refused(slack.platform.border.post(general, long, MARK)) == too_long
    assert await refused(slack.platform.border.edit(general, "1.1", long, MARK)) == too_long
    assert standing(slack) == []


async def test_a_place_without_a_channel_is_refused(slack: OnSlack) -> None:
    kind, text = await refused(slack.platform.border.post(Place("Bees"), DUE, MARK))
    assert (kind, text[:44]) == ("permanent", "The channel does not exist, or is private an")


def in_channel(slack: OnSlack) -> Place:
    return Place("Bees", slack.team.channel("general").id)


def with_person(slack: OnSlack) -> Place:
    return Place("Bees", person=f"slack:{slack.team.id}:{slack.member('Ada').id}")


@pytest.mark.parametrize("where", [in_channel, with_person])
async def test_a_copy_is_found_with_its_revision(slack: OnSlack, where: Callable[[OnSlack], Place]) -> None:
    place, border = where(slack), slack.platform.border
    assert await border.find(place, MARK, LONG_AGO) == []
    copy = await border.post(place, DUE, MARK)
    await border.post(place, DUE, Mark("foo-2026/notification"))
    assert await border.find(place, Mark(MARK.key, "whichever"), LONG_AGO) == [Found(copy, "r1")]


async def test_only_the_same_place_and_generation_match(slack: OnSlack, general: Place) -> None:
    border = slack.platform.border
    copy = await border.post(general, DUE, MARK)
    reply = await border.post(Place("Bees", general.channel, thread=copy), DUE, MARK)
    assert await border.find(Place("Bees", general.channel, thread=copy), MARK, LONG_AGO) == [Found(reply, "r1")]
    assert await border.find(general, Mark(MARK.key, "r1", generation=1), LONG_AGO) == []


async def test_a_copy_is_found_behind_450_messages(slack: OnSlack, general: Place) -> None:
    copy = await slack.platform.border.post(general, DUE, MARK)
    for number in range(450):
        await slack.member("Ada").says("general", str(number))
    assert await slack.platform.border.find(general, MARK, LONG_AGO) == [Found(copy, "r1")]
    assert [call.method for call in slack.server.calls].count("conversations.history") == 3


async def test_a_reply_is_found_behind_450_others(slack: OnSlack, general: Place) -> None:
    root = await slack.member("Ada").says("general", "Is it due?")
    for number in range(450):
        await slack.member("Ben").says("general", str(number), thread_ts=root["ts"])
    place = Place("Bees", general.channel, thread=root["ts"])
    copy = await slack.platform.border.post(place, DUE, MARK)
    assert await slack.platform.border.find(place, MARK, LONG_AGO) == [Found(copy, "r1")]


async def test_copies_from_before_are_not_looked_at(slack: OnSlack, general: Place) -> None:
    copy = await slack.platform.border.post(general, DUE, MARK)
    posted = datetime.fromtimestamp(float(copy), UTC)
    before, after = posted + timedelta(minutes=1), posted + timedelta(minutes=3)
    found = [await slack.platform.border.find(general, MARK, since) for since in (before, after)]
    assert found == [[Found(copy, "r1")], []]


async def test_all_copies_are_found_the_oldest_first(slack: OnSlack, general: Place) -> None:
    border = slack.platform.border
    root = await border.post(general, DUE, Mark("root"))
    for place in (general, Place("Bees", general.channel, thread=root)):
        copies = [await border.post(place, DUE, MARK) for _ in range(3)]
        assert [each.id for each in await border.find(place, MARK, LONG_AGO)] == copies


@pytest.mark.parametrize(("number", "is_too_much"), [(200, False), (201, True)])
async def test_too_much_to_look_at_is_not_none(
    slack: OnSlack, general: Place, monkeypatch: pytest.MonkeyPatch, number: int, is_too_much: bool
) -> None:
    monkeypatch.setattr("bot.platforms.slack.border.MOST_LOOKED_AT", 200)
    for each in range(number):
        await slack.member("Ada").says("general", f"{each}")
    if is_too_much:
        assert await refused(slack.platform.border.find(general, MARK, LONG_AGO)) == ("permanent", TOO_MUCH)
    else:
        assert await slack.platform.border.find(general, MARK, LONG_AGO) == []


async def test_reading_without_a_scope_names_it(slack: OnSlack, general: Place) -> None:
    slack.team.scopes.discard("channels:history")
    kind, text = await refused(slack.platform.border.find(general, MARK, LONG_AGO))
    assert (kind, text.partition(" (")[0]) == ("permanent", "The app lacks the scope channels:history. Add it")


async def test_reading_where_the_bot_is_not(slack: OnSlack, general: Place) -> None:
    slack.team.channel("general").remove_bot()
    assert await refused(slack.platform.border.find(general, MARK, LONG_AGO)) == (
        "permanent",
        "The bot is not in the channel. Type /invite and the bot's name there.",
    )


@pytest.mark.parametrize(
    "how", [{"cut": "after"}, {"status": 500, "after": True}, {"error": "fatal_error", "after": True}]
)
async def test_an_answer_that_is_lost_leaves_one_message(slack: OnSlack, general: Place, how: dict[str, Any]) -> None:
    is_lost(slack, **how)
    kind, _ = await refused(slack.platform.border.post(general, DUE, MARK))
    assert (kind, len(standing(slack))) == ("ambiguous", 1)
    copy = slack.team.channel("general").messages[0]["ts"]
    assert await slack.platform.border.find(general, MARK, LONG_AGO) == [Found(copy, "r1")]


@pytest.mark.parametrize("how", [{"cut": "before"}, {"status": 503}])
async def test_a_post_that_is_lost_is_not_found(slack: OnSlack, general: Place, how: dict[str, Any]) -> None:
    is_lost(slack, **how)
    kind, _ = await refused(slack.platform.border.post(general, DUE, MARK))
    assert (kind, await slack.platform.border.find(general, MARK, LONG_AGO)) == ("ambiguous", [])


async def test_one_bad_target_does_not_stop_four(slack: OnSlack) -> None:
    channels = [slack.team.add_channel(f"area-{number}") for number in range(5)]
    channels[2].archive()
    posts = [slack.platform.border.post(Place("Bees", each.id), DUE, MARK) for each in channels]
    done = await asyncio.gather(*posts, return_exceptions=True)
    assert [len(each.messages) for each in channels] == [1, 1, 0, 1, 1]
    assert [str(each) for each in done if isinstance(each, Exception)] == [
        "The channel is archived. Unarchive it, or choose another one."
    ]


async def test_limits_are_kept_and_the_order_too(slack: OnSlack) -> None:
    slack.server.limits.enforced, slack.platform.border.pacer = True, Pacer(1.3, 0.25)
    channels = ["general"] * 4 + [slack.team.add_channel(f"area-{number % 10}").name for number in range(20)]
    posts = [
        slack.platform.border.post(Place("Bees", slack.team.channel(name).id), Message(text=f"{number}"), MARK)
        for number, name in enumerate(channels)
    ]
    await asyncio.gather(*posts)
    assert (slack.server.too_many, standing(slack)) == (0, ["0", "1", "2", "3"])
