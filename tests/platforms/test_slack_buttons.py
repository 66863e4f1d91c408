"""Buttons on Slack: pages, what is shown to everyone, and whatever else a press may carry."""

from dataclasses import replace
from datetime import timedelta
from typing import Annotated, Any

import pytest

from bot import Button, Message, Request, Section, command
from bot.core import Bot
from tests.fakes.slack import FakeSlack, payloads
from tests.fakes.slack.answers import Answer
from tests.platforms.on_slack import OnSlack, on_slack, running

pytestmark = pytest.mark.anyio
SHOW = "Show to everyone"
ENOUGH = (
    "*Not quite*\n\nYou have shown five answers within an hour, which is the most. Please wait a little, or quote this "
    "one."
)
JUNK = [
    "0", " ", "show", "show show /workshop echo", "show /organize desk", "/", "//", "/organize desk",
    "/workshop page:0", "/workshop long page:9999", "fix 1", "null", "{}", "\x00", "<!channel>", "@here <@U1>",
    "x" * 2000, "🐝" * 500,
]  # fmt: skip
NAMES = ["<!here>", "<@U1|x>", "*_`~", "\u202eadA", "@channel", "& <b>", "🐝" * 80, "x" * 5000, "a\x00b\nc", "\u200b"]


@command()
async def echo(request: Request, text: Annotated[str, "what to say"] = "nothing") -> Message:
    """Say it again."""
    return Message(text=text, buttons=(Button("Again", request.to("echo again")), Button("Web", url="https://e.org")))


@command()
async def long(request: Request) -> Message:
    """Tell more than fits."""
    return Message(title="Long", sections=tuple(Section(f"Part {n}", "words " * 100) for n in range(6)))


@command(public=True)
async def loud(request: Request) -> Message:
    """Tell everyone more than fits."""
    return replace(await long(request), title="Loud")


@pytest.fixture
def small() -> Bot:
    """Make a bot of few commands, made for the test, without facts."""
    return Bot({each.command.name: each.command for each in (echo, long, loud)})  # type: ignore[attr-defined]


def title(message: Any) -> str:
    return str(message["text"].partition("\n")[0])


async def presses_value(place: OnSlack, answer: Answer, value: Any) -> Answer:
    """Press a button that carries a value which the bot never gave it."""
    posted, made = answer.posts[-1], Answer(place.team, answer.user, answer.channel)
    made.original = posted
    action = {"type": "button", "action_id": "command-1", "block_id": "b", "value": value}
    action = {key: each for key, each in action.items() if each is not None}
    payload = payloads.actions(place.member(), made, action, {"values": {}})
    return await place.member()._did(made, "interactive", payload, answered=False)  # noqa: SLF001 - no client does this


async def test_pages_turn_in_place_where_one_alone_sees_them(small: Bot) -> None:
    async with on_slack(small) as place:
        ada = place.member()
        first = await ada.types("/workshop long")
        second = await ada.presses(first, "Page 2 of 3")
        await ada.presses(await ada.presses(second, "Page 3 of 3"), "Page 2 of 3")
        assert (title(first.messages[0]), len(first.messages)) == ("*Long (2 of 3)*", 1)
        assert (first.buttons, first.private) == (["Page 1 of 3", "Page 3 of 3", SHOW], True)


async def test_pages_turn_in_place_in_direct_messages(small: Bot) -> None:
    async with on_slack(small) as place:
        answer = await place.server.reply_to(await place.member().says("direct", "long"))
        await place.member().presses(answer, "Page 2 of 3")
    assert [title(each) for each in place.member().direct.from_bot()] == ["*Long (2 of 3)*"]


@pytest.mark.parametrize("line", ["/workshop long", "/workshop loud"])
async def test_a_page_of_a_public_answer_comes_anew_and_private(small: Bot, line: str) -> None:
    async with on_slack(small) as place:
        ada, bob = place.member(), place.member("Bob")
        public = await ada.types(line)
        if public.private:
            await ada.presses(public, SHOW)
        turned = await bob.presses(place.team.channel("general").messages[0], "Page 2 of 3")
        again = await bob.presses(turned, "Page 3 of 3")
    assert (title(turned.messages[0]).rpartition(" (")[2], turned.private) == ("3 of 3)*", True)
    assert (again.messages, len(place.team.channel("general").messages)) == (turned.messages, 1)


async def test_a_button_in_a_thread_is_answered_there(small: Bot) -> None:
    async with on_slack(small) as place:
        said = await place.member().says("general", "<@BOT> echo hello")
        pressed = await place.member("Bob").presses(await place.server.reply_to(said), "Again")
    assert [(each["text"], each["thread_ts"]) for each in pressed.messages] == [("again", said["ts"])]
    assert pressed.private


async def test_who_shows_an_answer_is_named(bot: Bot) -> None:
    async with on_slack(bot) as place:
        own = await place.member().types("/workshop deadlines icml-2024")
        shown = await place.member().presses(own, SHOW)
        await own.until(lambda: SHOW not in own.buttons, "the private answer without the button")
        [public] = place.team.channel("general").messages
    assert public["text"] == f"Ada shows: /workshop deadlines icml-2024\n\n{own.messages[0]['text']}"
    assert (shown.private, own.private, own.buttons) == (
        False,
        True,
        ["What to submit", "Calendar", "ICML 2026", "NeurIPS 2025"],
    )


async def test_the_sixth_answer_of_an_hour_is_not_shown(small: Bot) -> None:
    async with on_slack(small) as place:
        ada = place.member()
        answers = [await ada.types(f"/workshop echo {number}") for number in range(8)]
        for answer in answers[:5]:
            await ada.presses(answer, SHOW)
        refused = await ada.presses(answers[5], SHOW)
        place.now += timedelta(hours=1)
        await ada.presses(answers[6], SHOW)
        await place.member("Bob").presses(await place.member("Bob").types("/workshop echo bob"), SHOW)
    assert (refused.text, refused.private) == (ENOUGH, True)
    assert [title(each) for each in place.team.channel("general").messages] == [
        *(f"Ada shows: /workshop echo {number}" for number in (0, 1, 2, 3, 4, 6)),
        "Bob shows: /workshop echo bob",
    ]


@pytest.mark.parametrize("name", NAMES, ids=lambda name: ascii(name[:9]))
async def test_hostile_names_mention_nobody(small: Bot, name: str) -> None:
    async with on_slack(small) as place:
        eve = place.member(name)
        await eve.presses(await eve.types("/workshop echo hello"), SHOW)
        [public] = place.team.channel("general").messages
    assert " shows: /workshop echo hello\n\nhello" in public["text"]
    assert not any(each in public["text"] for each in ("<!", "<@", "@channel", "\x00", "\u202e"))


async def test_what_can_not_be_answered_any_more_is_not_shown(small: Bot) -> None:
    async with on_slack(small) as place:
        answer = await place.member().types("/workshop long")
        small.by_name = {"echo": small.commands["echo"]}
        told = await place.member().presses(answer, SHOW)
    assert (title(told.messages[0]), told.private) == ("*Not quite*", True)
    assert place.team.channel("general").messages == []


async def test_buttons_work_after_a_restart(small: Bot) -> None:
    async with FakeSlack() as slack:
        team = slack.workspace("Bees")
        async with running(small, slack, team, settings={}) as place:
            answer = await place.member().types("/workshop long")
        async with running(small, slack, team, settings={}) as place:
            await place.member().presses(answer, "Page 2 of 3")
            await place.member().presses(answer, SHOW)
    assert title(answer.messages[0]) == "*Long (2 of 3)*"
    assert [title(each) for each in team.channel("general").messages] == ["Ada shows: /workshop long page:2"]


@pytest.mark.parametrize("value", JUNK, ids=lambda value: ascii(value[:9]))
async def test_junk_that_a_button_carries_is_answered(small: Bot, value: str) -> None:
    async with on_slack(small) as place:
        answer = await place.member().types("/workshop echo hello")
        told = await presses_value(place, answer, value)
        await told.grows_to(1)
    assert "Something went wrong" not in told.text
    assert [each for each in place.team.channel("general").messages if "Not quite" in each["text"]] == []


@pytest.mark.parametrize("value", [None, "", 0])
async def test_a_press_that_carries_nothing_is_acknowledged(small: Bot, value: Any) -> None:
    async with on_slack(small) as place:
        answer = await place.member().types("/workshop echo hello")
        await presses_value(place, answer, value)
        await place.member().presses(answer, "Web")
        assert (await place.member().types("/workshop echo then")).text == "then"
    assert (place.server.unacknowledged, len(answer.messages)) == ([], 1)


async def test_a_press_delivered_three_times_is_answered_once(small: Bot) -> None:
    async with on_slack(small) as place:
        pressed = await place.member().presses(await place.member().types("/workshop echo hello"), "Again")
        await place.server.deliver(pressed.envelope, times=2)
        assert (await place.member().types("/workshop echo then")).text == "then"
    assert [each["text"] for each in pressed.messages] == ["again"]


async def test_who_pressed_learns_that_the_answer_failed(small: Bot) -> None:
    async with on_slack(small) as place:
        answer = await place.member().types("/workshop long")
        place.server.fault("response_url", status=500)
        told = await place.member().presses(answer, "Page 2 of 3")
    assert told.text == "This answer could not be shown here, and that has been noted. Please try again in a moment."
    assert title(answer.messages[0]) == "*Long (1 of 3)*"


async def test_organizers_pages_ask_again_who_presses() -> None:
    @command(organizer=True)
    async def desk(request: Request) -> Message:
        """Tell organizers more than fits."""
        return replace(await long(request), title="Desk")

    async with on_slack(Bot({"desk": desk.command})) as place:  # type: ignore[attr-defined]
        ada = place.member(admin=True)
        answer = await ada.types("/organize desk")
        await ada.presses(answer, "Page 2 of 3")
        place.platform.listeners.people._profiles.clear()  # noqa: SLF001 - an hour later
        ada.admin = False
        refused = await ada.presses(answer, "Page 3 of 3")
    assert refused.text == "*Not quite*\n\nOnly the workshop's organizers can do this."
