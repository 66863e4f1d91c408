"""The App Home on Slack, and what Slack tells of who asks."""

import asyncio
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot import Button, Message, Request, Section, command
from bot.core import Bot
from bot.platforms.slack import answers, people
from tests.fakes.slack.answers import Answer
from tests.platforms.on_slack import OnSlack, on_slack
from tests.platforms.test_slack_commands import warnings
from tests.platforms.test_slack_mentions import tells

pytestmark = pytest.mark.anyio
DAY = datetime(2024, 7, 27, 8, tzinfo=UTC)
LABELS = ["Deadlines", "Now", "Start here", "Socials", "Join"]
ASLEEP = 3.0  # seconds


@command()
async def whoami(request: Request) -> Message:
    """Tell who asks."""
    return Message(text=f"{request.person.name} in {request.person.zone}")


@command(listed=False)
async def home(request: Request) -> Message:
    """Offer what is long, slow or asked in a form."""
    buttons = (Button("Long", request.to("long")), Button("Slow", request.to("slow")))
    return Message(text=f"It is {request.now:%H:%M}.", buttons=buttons)


@command()
async def long(request: Request) -> Message:
    """Tell more than fits."""
    return Message(title="Long", sections=tuple(Section(f"Part {n}", "words " * 100) for n in range(6)))


@command()
async def slow(request: Request) -> Message:
    """Think first."""
    await asyncio.sleep(0.3)
    return Message(title="Thought")


@pytest.fixture
def small() -> Bot:
    """Make a bot of few commands, made for the test, without facts."""
    return Bot({each.command.name: each.command for each in (whoami, home, long, slow)})  # type: ignore[attr-defined]


@pytest.fixture
async def place(small: Bot) -> AsyncIterator[OnSlack]:
    async with on_slack(small) as place:
        yield place


def asked_of(place: OnSlack, method: str = "users.info") -> list[str]:
    calls = [each.body for each in place.server.calls if each.method == method]
    return [each.get("user") or each["user_id"] for each in calls]


def ids(answer: Answer) -> str:
    return str((answer.view or {})["id"])


async def test_the_home_shows_what_is_due_in_each_readers_time(bot: Bot) -> None:
    async with on_slack(bot) as place:
        homes = [
            await place.member(name, zone=zone).opens_home()
            for name, zone in (("Ada", "Europe/Vienna"), ("Bob", "Asia/Tokyo"))
        ]
    assert homes[0].shown == homes[1].shown
    assert "Next: *Submission* (ICML 2024), <!date^1717070340^{date_short_pretty} at {time}|" in homes[0].shown
    assert (homes[0].view or {})["type"] == "home"
    assert homes[0].buttons[:5] == LABELS


async def test_the_home_tells_now_and_next_on_the_day(bot: Bot) -> None:
    async with on_slack(bot) as place:
        place.now = DAY
        opened = await place.member().opens_home()
    assert "*Now*: 09:30–10:30 Vienna time (<!date^1722065400^{time}|07:30 UTC> your time)" in opened.shown
    assert "*Next*: 10:30–11:00 Vienna time" in opened.shown


async def test_the_home_is_made_anew_each_time(place: OnSlack) -> None:
    first = (await place.member().opens_home()).shown
    place.now += timedelta(minutes=1)
    again = (await place.member().opens_home()).shown
    assert (first.splitlines()[0], again.splitlines()[0]) == ("It is 12:00.", "It is 12:01.")
    assert asked_of(place, "views.publish") == [place.member().id] * 2


async def test_the_messages_tab_builds_nothing(place: OnSlack) -> None:
    await tells(place, type="app_home_opened", tab="messages")
    assert (await place.member("Bob").opens_home()).view
    assert asked_of(place, "views.publish") == [place.member("Bob").id]


async def test_a_home_that_can_not_be_shown_is_logged(place: OnSlack, caplog: pytest.LogCaptureFixture) -> None:
    place.server.fault("views.publish", error="internal_error")
    await place.member().opens_home(answered=False)
    await place.member().opens_home()
    assert warnings(caplog) == ["an answer could not be sent: internal_error"]


@pytest.mark.parametrize("number", range(8))
async def test_each_button_of_the_home_opens_a_view(bot: Bot, number: int) -> None:
    async with on_slack(bot) as place:
        place.now = DAY
        opened = await place.member().opens_home()
        answer = await place.member().presses(opened, opened.buttons[number])
    assert ((answer.view or {})["type"], ids(answer) != ids(opened)) == ("modal", True)
    assert "Show to everyone" not in answer.buttons
    assert answer.messages == []


async def test_pages_turn_inside_the_view(place: OnSlack) -> None:
    answer = await place.member().presses(await place.member().opens_home(), "Long")
    second = await place.member().presses(answer, "Page 2 of 3")
    third = await place.member().presses(second, "Page 3 of 3")
    assert (ids(third), third.buttons) == (ids(answer), ["Page 2 of 3"])
    assert third.shown.splitlines()[:2] == ["Long (3 of 3)"] * 2


async def test_a_slow_answer_is_waited_for_in_the_view(place: OnSlack, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "IN_TIME", 0.05)
    answer = await place.member().presses(await place.member().opens_home(), "Slow")
    assert answer.shown == f"Answer\n{answers.WAIT}"
    await answer.until(lambda: answer.shown == "Thought\nThought")


@pytest.mark.parametrize("method", ["views.open", "views.update"])
async def test_a_view_that_can_not_be_shown_is_logged(
    place: OnSlack, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    monkeypatch.setattr(answers, "IN_TIME", 0.05)
    opened = await place.member().opens_home()
    place.server.fault(method, error="not_found")
    await place.member().presses(opened, "Slow", answered=False)
    await asyncio.gather(*place.platform.listeners.under_way)
    assert warnings(caplog) == ["an answer could not be sent: not_found"]


async def test_who_asks_is_looked_up_once_an_hour(place: OnSlack, monkeypatch: pytest.MonkeyPatch) -> None:
    ada, passed = place.member(zone="Europe/Vienna"), [0.0]
    monkeypatch.setattr(people, "monotonic", lambda: time.monotonic() + passed[0])
    said = [
        (await ada.types("/workshop whoami")).text,
        (await place.server.reply_to(await ada.says("direct", "whoami"))).text,
    ]
    said.append((await place.member("Bob", zone="Asia/Tokyo").types("/workshop whoami")).text)
    ada.zone, passed[0] = "America/Los_Angeles", 3599.0
    said.append((await ada.types("/workshop whoami")).text)
    passed[0] = 3601.0
    said.append((await ada.types("/workshop whoami")).text)
    vienna = "Ada in Europe/Vienna"
    assert said == [vienna, vienna, "Bob in Asia/Tokyo", vienna, "Ada in America/Los_Angeles"]
    assert asked_of(place) == [ada.id, place.member("Bob").id, ada.id]


async def test_without_the_scope_everyone_is_answered_still(place: OnSlack, caplog: pytest.LogCaptureFixture) -> None:
    place.team.scopes = set(place.team.scopes) - {"users:read"}
    said = [(await place.member(name).types("/workshop whoami")).text for name in ("Ada", "Bob", "Ada")]
    assert said == ["ada in None", "bob in None", "ada in None"]
    assert warnings(caplog) == ["time zones are not known, since the app lacks the scope users:read"]


async def test_a_slow_profile_holds_no_answer(
    place: OnSlack, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(people, "FORGOTTEN", 0.0)
    place.server.fault("users.info", delay=ASLEEP)
    began = time.monotonic()
    slow = (await place.member(zone="Europe/Vienna").types("/workshop whoami")).text
    assert time.monotonic() - began < ASLEEP
    assert (slow, (await place.member().types("/workshop whoami")).text) == ("ada in None", "Ada in Europe/Vienna")
    assert warnings(caplog) == ["time zones are not known, since Slack did not answer in time"]


@pytest.mark.parametrize(
    "found", [{}, {"tz": "Mars/Olympus"}, {"tz": None, "profile": None}, {"profile": {"display_name": ""}}]
)
async def test_a_strange_profile_breaks_nothing(
    place: OnSlack, monkeypatch: pytest.MonkeyPatch, found: dict[str, Any]
) -> None:
    monkeypatch.setattr(type(place.member()), "as_json", lambda _: found)
    assert (await place.member().types("/workshop whoami")).text == "ada in None"


async def test_what_is_slow_to_authorize_is_acknowledged_in_time(place: OnSlack) -> None:
    place.server.deadline = 0.5
    place.server.fault("auth.test", delay=1.0)
    await place.member().types("/workshop whoami")
    assert place.server.unacknowledged == []
