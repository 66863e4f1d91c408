"""Mentions and direct messages on Slack, and whatever else Slack may tell that nobody answers."""

import json
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from bot.core import Bot
from bot.platforms.slack.platform import Wanted
from tests.fakes.slack import payloads
from tests.fakes.slack.answers import Answer
from tests.fakes.slack.state import FakeView
from tests.platforms import on_slack as on_slack_
from tests.platforms.on_slack import OnSlack, on_slack
from tests.platforms.test_slack_buttons import title
from tests.platforms.test_slack_commands import REFUSED, warnings

pytestmark = pytest.mark.anyio
PAGES, JOIN = "How long may a paper be?", "Join the conversation"
HOSTILE = [
    "<!here>", "<!channel>", "<!everyone>", "<!subteam^S1|@all>", "<@U999>", "<@U999|<!here>>", "&lt;!channel&gt;",
    "&amp;lt;!here&amp;gt;", "@here", "@channel", "@\u200beveryone", "@@everyoneeveryone", "\uff20everyone", "x" * 5000,
    "\u202egnitirw\u2066", "a\x00b", "🐝👩\u200d🔬" * 99, "日本語の質問", "`*_~ > [a](https://e.org)", "<https://e.org|<!here>>",
    "<!date^0^{time}|x>", "<", "<!", "<@", "|>", "\u200b\u2060\ufeff", "’” „«", "https://e.org/|<!here>", "/workshop",
]  # fmt: skip
WILD = ("<!here", "<!channel", "<!everyone", "<!subteam", "<@", "@here", "@channel", "@everyone")


async def sends(place: OnSlack, kind: str, payload: Any) -> Answer:
    """Deliver something that no member of a fake workspace does, and wait until it is acknowledged."""
    answer = Answer(place.team, place.member().id, place.team.channel("general"))
    answer.source = FakeView(payload["view"], place.member().id) if "view" in payload else None
    return await place.member()._did(answer, kind, payload, answered=False)  # noqa: SLF001 - as above


def view(callback: str, metadata: str = "") -> dict[str, Any]:
    return {"id": "V1", "type": "modal", "callback_id": callback, "private_metadata": metadata, "state": {"values": {}}}


async def tells(place: OnSlack, **event: Any) -> Answer:
    channel = place.team.channel("general").id
    inner = {"user": place.member().id, "text": "join", "ts": "1716206400.000100", "channel": channel} | event
    inner |= {"event_ts": inner["ts"]}
    return await sends(place, "events_api", payloads.event(place.team, inner))


def told(place: OnSlack) -> list[str]:
    """Give what the bot has said in the channel general and directly."""
    direct = place.member().direct.from_bot()
    return [each["text"] for each in (*place.team.channel("general").from_bot(), *direct)]


@pytest.mark.parametrize("mode", ["socket", "http"])
async def test_a_mention_is_answered_in_its_thread(bot: Bot, mode: str) -> None:
    async with on_slack(bot, mode=mode) as place:
        said = await place.member().says("general", "<@BOT> how long may my paper be?")
        answer = await place.server.reply_to(said)
    assert [(each["thread_ts"], title(each)) for each in answer.messages] == [(said["ts"], f"*{PAGES}*")]
    assert "Show to everyone" not in answer.buttons


async def test_a_mention_in_a_thread_is_answered_there(bot: Bot) -> None:
    async with on_slack(bot) as place:
        root = await place.member("Bob").says("general", "Who knows?")
        said = await place.member().says("general", "hey <@BOT>, how long may my paper be?", root["ts"])
        answer = await place.server.reply_to(said)
    assert [each["thread_ts"] for each in answer.messages] == [root["ts"]]
    assert answer.text.startswith(f"*{PAGES}*")


@pytest.mark.parametrize(
    ("text", "answered"),
    [("how long may my paper be?", PAGES), ("/workshop join", JOIN), ("join", JOIN), ("<@BOT> join", JOIN),
     ("<@BOT>", "Mechanistic Interpretability Workshop")],
)  # fmt: skip
async def test_a_direct_message_is_answered_directly(bot: Bot, text: str, answered: str) -> None:
    async with on_slack(bot) as place:
        answer = await place.server.reply_to(await place.member().says("direct", text))
    assert [(each.get("thread_ts"), title(each)) for each in answer.messages] == [(None, f"*{answered}*")]


async def test_a_thread_of_direct_messages_is_kept(bot: Bot) -> None:
    async with on_slack(bot) as place:
        root = await place.member().says("direct", "join")
        await place.server.reply_to(root)
        answer = await place.server.reply_to(await place.member().says("direct", "socials", root["ts"]))
    assert [each["thread_ts"] for each in answer.messages] == [root["ts"]]


async def test_nobody_is_an_organizer_where_others_read(bot: Bot) -> None:
    async with on_slack(bot) as place:
        ada = place.member(admin=True)
        answers = [await place.server.reply_to(await ada.says("general", "<@BOT> /organize desk"))]
        answers.append(await place.server.reply_to(await ada.says("direct", "/organize desk")))
    assert [each.text for each in answers] == [REFUSED, REFUSED]


@pytest.mark.parametrize(
    "event",
    [
        {"type": "app_mention", "bot_id": "B1"},
        {"type": "app_mention", "edited": {"user": "U1", "ts": "1716206401.000000"}},
        {"type": "message", "channel_type": "im", "bot_id": "B1"},
        {"type": "message", "channel_type": "im", "subtype": "message_changed"},
        {"type": "message", "channel_type": "im", "subtype": "message_deleted"},
        {"type": "message", "channel_type": "im", "subtype": "bot_message", "user": None},
        {"type": "message", "channel_type": "channel"},
        {"type": "message", "channel_type": "mpim"},
        {"type": "message"},
        {"type": "app_home_opened", "tab": "messages"},
        {"type": "reaction_added", "item": {}},
        {"type": "tokens_revoked", "tokens": {"oauth": ["U1"]}},
        {"type": "new_in_2027"},
    ],
    ids=lambda event: " ".join(map(str, event.values()))[:30],
)
async def test_what_is_no_question_is_acknowledged(
    bot: Bot, caplog: pytest.LogCaptureFixture, event: dict[str, Any]
) -> None:
    async with on_slack(bot) as place:
        assert (await tells(place, **event)).acked
        await place.server.reply_to(await place.member().says("direct", "join"))
    assert [each.partition("\n")[0] for each in told(place)] == ["*Join the conversation*"]
    assert (warnings(caplog), place.server.unacknowledged) == ([], [])


async def test_mentions_can_be_switched_off(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(on_slack_, "Wanted", partial(Wanted, mentions=False))
    async with on_slack(bot) as place:
        await place.member().says("general", "<@BOT> join")
        await place.member().says("direct", "join")
        assert (await place.member().types("/workshop join")).private
    assert (told(place), place.server.unacknowledged) == ([], [])


@pytest.mark.parametrize(
    "payload",
    [
        {
            "type": "block_actions",
            "actions": [{"type": "static_select", "action_id": "x", "selected_option": None}],
        },
        {"type": "interactive_message", "callback_id": "x", "actions": [{"name": "a", "type": "button"}]},
        {"type": "block_suggestion", "action_id": "x", "block_id": "b", "value": "a"},
        {"type": "block_suggestion", "action_id": "x", "block_id": "b", "value": "a", "view": view("old")},
        {"type": "block_suggestion", "action_id": "x", "block_id": "b", "value": "a", "view": view("form", "{}")},
        {"type": "shortcut", "callback_id": "of_last_year", "trigger_id": "1.a"},
        {"type": "message_action", "callback_id": "of_last_year", "trigger_id": "1.a", "message": {}},
        {"type": "view_submission", "view": view("old")},
        {"type": "view_submission", "view": view("old", "{")},
        {"type": "view_submission", "view": view("")},
        {"type": "view_submission", "view": view("form")},
        {"type": "view_submission", "view": view("form", "[]")},
        {"type": "view_submission", "view": view("form", '{"of": "last year"}')},
        {"type": "view_closed", "view": view("form")},
        {"type": "view_closed", "view": view("old")},
    ],
    ids=lambda payload: str(payload)[9:60],
)
async def test_every_interaction_is_acknowledged(bot: Bot, payload: dict[str, Any]) -> None:
    async with on_slack(bot) as place:
        whole = {**payloads.interaction(place.member(), payload["type"]), **payload}
        assert (await sends(place, "interactive", whole)).acked
    assert place.server.unacknowledged == []


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:9]))
async def test_hostile_texts_mention_nobody(bot: Bot, caplog: pytest.LogCaptureFixture, text: str) -> None:
    async with on_slack(bot) as place:
        for said in (text, f"/workshop deadlines {text}", f"/workshop glossary {text}", f"join {text}"):
            await place.server.reply_to(await place.member().says("general", f"<@BOT> {said}"))
            await place.member().types(f"/workshop {said.removeprefix('/workshop ')}")
        answers = told(place) + [each.body["text"] for each in place.server.calls if each.method == "response_url"]
    assert [each for each in answers if any(wild in each for wild in WILD)] == []
    assert (warnings(caplog), len(answers) >= 8) == ([], True)


@pytest.mark.parametrize("name", [each for each in HOSTILE if each.isprintable()], ids=lambda text: ascii(text[:9]))
async def test_hostile_titles_mention_nobody(bot_on: Callable[..., Bot], name: str) -> None:
    made = bot_on(bees_2027=(
        f"name: Bees 2027\ntitle: Bees\nsource: https://e.org\nyear: 2027\nwhen: 2027-06-21\nsessions:\n"
        f"  one: {{title: {json.dumps(name[:200])}, at: 2027-06-21 09:00-10:00 UTC, kind: talk}}\n"
    ))  # fmt: skip
    async with on_slack(made) as place:
        answer = await place.member().types("/workshop schedule")
        await place.member().presses(answer, "Show to everyone")
        public = told(place)
    assert [each for each in (answer.text, *public) if any(wild in each for wild in WILD)] == []


async def test_an_event_delivered_three_times_is_answered_once(bot: Bot) -> None:
    async with on_slack(bot) as place:
        answer = await place.server.reply_to(await place.member().says("general", "<@BOT> join"))
        await place.server.deliver(answer.envelope, times=2)
        await place.server.reply_to(await place.member().says("direct", "join"))
    assert len(told(place)) == 2


async def test_three_mentions_at_once_are_all_answered_under_the_limits(bot: Bot) -> None:
    async with on_slack(bot, limits=True) as place:
        ada = place.member()
        said = [await ada.says("general", f"<@{place.team.bot_user_id}> join") for _ in range(3)]
        answers = [await place.server.reply_to(each) for each in said]
        assert (place.server.too_many, len({each.text for each in answers})) == (0, 1)
