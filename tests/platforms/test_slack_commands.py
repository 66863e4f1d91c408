"""Commands on Slack, typed by its members through the real client."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any

import pytest

import commands
from bot import Message, Request, UserError, command
from bot.arguments import suggest
from bot.core import Bot
from bot.message import escape
from bot.platforms.slack import people
from bot.slash import Parameter, find_commands
from tests.fakes.slack import FakeSlack
from tests.platforms.on_slack import OnSlack, on_slack, running

pytestmark = pytest.mark.anyio
COMMANDS = find_commands(commands)
KEPT = {"me", "remind"}  # answer from what the bot keeps of a person, which tests of their own show
LISTED = [name for name, each in COMMANDS.items() if each.listed and not each.organizer and name not in KEPT]
DESK = [name for name, each in COMMANDS.items() if each.listed and each.organizer]
REFUSED = "*Not quite*\n\nOnly the workshop's organizers can do this."
SORRY = "This answer could not be shown here, and that has been noted. Please try again in a moment."
FAULT = (
    "*Something went wrong*\n\nThis is our mistake, not yours, and it has been noted. Please try again, or ask an "
    "organizer."
)


@command()
async def echo(request: Request, text: Annotated[str, "what to say"] = "nothing") -> Message:
    """Say it again."""
    return Message(text=escape(text))


@command()
async def slow(request: Request, seconds: Annotated[str, "how long to wait"] = "0.3") -> Message:
    """Think first."""
    await asyncio.sleep(float(seconds))
    return Message(text="thought")


@command(public=True)
async def loud(request: Request, text: Annotated[str, "what to say"] = "hear, hear") -> Message:
    """Tell everyone."""
    if text == "no":
        raise UserError("That was no.")
    return Message(text=text)


@command()
async def broken(request: Request) -> Message:
    """Fail."""
    raise RuntimeError("a fault of ours")


@pytest.fixture
def small() -> Bot:
    """Make a bot of few commands, made for the test, without facts."""
    return Bot({each.command.name: each.command for each in (echo, slow, loud, broken)})  # type: ignore[attr-defined]


@asynccontextmanager
async def organized(bot: Bot, *organizers: str, groups: dict[str, str] | None = None) -> AsyncIterator[OnSlack]:
    """Run a bot in a workspace whose settings name organizers, each a member's name or a group's handle."""
    async with FakeSlack() as slack:
        team = slack.workspace("Bees")
        ids = {team.member(name).name: team.member(name).id for name in ("Ada", "Bob", "Eve")}
        ids |= {handle: team.group(handle, team.member(name)).id for handle, name in (groups or {}).items()}
        async with running(bot, slack, team, settings={"organizers": [ids[each] for each in organizers]}) as place:
            yield place


def warnings(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [each.getMessage() for each in caplog.records if each.levelno >= logging.WARNING]


def value_of(bot: Bot, parameter: Parameter) -> str:
    return next((value for _, value in suggest(parameter, "", bot.catalog)), "deadlines")


@pytest.mark.parametrize("mode", ["socket", "http"])
async def test_a_deadline_is_told_privately(bot: Bot, mode: str) -> None:
    async with on_slack(bot, mode=mode) as place:
        answer = await place.member(zone="Europe/Vienna").types("/workshop deadlines icml-2024")
    assert (answer.acked, answer.private) == (True, True)
    assert answer.text.startswith("*Deadlines · ICML 2024*\n\nNext: *Submission* (ICML 2024), <!date^1717070340^")


@pytest.mark.parametrize("name", LISTED)
async def test_every_command_answers_with_every_parameter(bot: Bot, name: str) -> None:
    pairs = [f'{each.name}:"{value_of(bot, each)}"' for each in COMMANDS[name].parameters]
    typed = ["", *pairs, " ".join(pairs)] if not COMMANDS[name].form else [*pairs, "what is a circuit?"]
    async with on_slack(bot) as place:
        ada = place.member()
        answers = [await ada.types(f"/workshop {name} {each}".rstrip()) for each in typed]
        alone = await ada.types(f"/workshop {name} {typed[-1]}".rstrip(), "direct")
    assert all(each.private and "Show to everyone" in each.buttons for each in answers)
    assert (alone.private, "Show to everyone" in alone.buttons) == (True, False)
    assert [each.text for each in answers if each.text.startswith(("*Not quite*", "*Something"))] == []


@pytest.mark.parametrize("name", DESK)
async def test_listed_people_and_groups_organize(bot: Bot, name: str) -> None:
    async with organized(bot, "Ada", "desk", groups={"desk": "Bob"}) as place:
        ada, bob, eve = [await place.member(each).types(f"/organize {name}") for each in ("Ada", "Bob", "Eve")]
    assert ada.text == bob.text != eve.text == REFUSED
    assert (ada.private, eve.private, "Show to everyone" in ada.buttons, eve.buttons) == (True, True, False, [])


async def test_admins_organize_where_nobody_is_named(bot: Bot) -> None:
    async with on_slack(bot) as place:
        asked = [await place.member("Ada", **who).types("/organize") for who in ({"admin": True},)]
        asked += [await place.member("Eve").types(line) for line in ("/organize", "/organize desk", "/organize desk x")]
        asked += [await place.member("Bob", owner=True).types("/organize desk")]
    assert [each.text.partition("\n")[0] for each in asked] == [
        "*Organizers' desk*",
        *["*Not quite*"] * 3,
        "*Organizers' desk*",
    ]


async def test_admins_are_members_where_others_are_named(bot: Bot) -> None:
    async with organized(bot, "Ada") as place:
        place.team.members[place.member("Eve").id].admin = True
        assert (await place.member("Eve").types("/organize desk")).text == REFUSED


async def test_an_unreadable_group_organizes_nobody(
    bot: Bot, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(people, "FORGOTTEN", 0.0)
    async with organized(bot, "desk", groups={"desk": "Bob"}) as place:
        place.server.fault("usergroups.users.list", error="missing_scope")
        refused, let_in = [await place.member("Bob").types("/organize desk") for _ in range(2)]
    assert (refused.text, let_in.text.partition("\n")[0]) == (REFUSED, "*Organizers' desk*")
    assert [each.rpartition(", ")[2] for each in warnings(caplog)] == ["since the app lacks the scope usergroups:read"]


@pytest.mark.parametrize(
    ("typed", "heard"),
    [
        ("bare words", "bare words"),
        ("text:named", "named"),
        ('text:"two words"', "two words"),
        ("text:“two words”", "two words"),
        ("text:«two words»", "two words"),
        ("it’s", "it's"),
        ("1 &lt; 2 &amp;&amp; 3 &gt; 2", "1 &lt; 2 &amp;&amp; 3 &gt; 2"),
        ("&amp;lt;", "&amp;lt;"),
        ("<@U123|ada> in <#C1|general>", "ada in general"),
        ("<@U123> <!here>", "U123"),
        ("<https://x.example/a_(b)|x.example/a_(b)>", "x.example/a_(b)"),
        ("<https://x.example/?a=1&amp;b=2>", "<https://x.example/?a=1&amp;b=2>"),
        ("<mailto:ada@x.example|ada@x.example>", "ada@x.example"),
        ("  many \t blanks ", "many blanks"),
    ],
)
async def test_what_is_typed_is_understood(small: Bot, typed: str, heard: str) -> None:
    async with on_slack(small) as place:
        assert (await place.member().types(f"/workshop echo {typed}")).text == heard


@pytest.mark.parametrize(
    ("line", "said", "buttons"),
    [
        ("/workshop deadlnes", "There is no command “deadlnes”. Did you mean deadlines?", ["deadlines"]),
        ("/workshop deadlines workshop:icml-2042", "I know no workshop “icml-2042”", ["ICML 2026", "ICML 2024"]),
        ("/organize dsk", "There is no command “dsk”. Did you mean desk?", ["desk"]),
    ],
)
async def test_a_slip_is_told_with_buttons_that_mend_it(bot: Bot, line: str, said: str, buttons: list[str]) -> None:
    async with on_slack(bot) as place:
        answer = await place.member(admin=True).types(line)
        mended = await place.member().presses(answer, buttons[0])
    assert (answer.private, answer.text.startswith(f"*Not quite*\n\n{said}"), answer.buttons) == (True, True, buttons)
    assert not mended.text.startswith("*Not quite*\n\nThere is no")


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("/workshop", "*Mechanistic Interpretability Workshop*"),
        ("/workshop  ", "*Mechanistic Interpretability Workshop*"),
        ("/workshop help", "*What I can do*"),
        ("/workshop HELP deadlines", "*Deadlines*"),
        ("/workshop how long may my paper be?", "*How long may a paper be?*"),
        ("/other how long may my paper be?", "*How long may a paper be?*"),
    ],
)
async def test_every_line_is_answered(bot: Bot, line: str, title: str) -> None:
    async with on_slack(bot) as place:
        assert (await place.member().types(line)).text.startswith(f"{title}\n\n")


@pytest.mark.parametrize("mode", ["socket", "http"])
async def test_what_is_slow_is_acknowledged_at_once(small: Bot, mode: str) -> None:
    async with on_slack(small, mode=mode) as place:
        place.server.deadline = 0.25
        answer = await place.member().types("/workshop slow", answered=False)
        assert (answer.acked, answer.messages) == (True, [])
        assert (await answer.grows_to(1)).text == "thought"
    assert (place.server.unacknowledged, answer.after < 0.2) == ([], True)


async def test_a_public_answer_is_for_everyone_but_its_mistakes_are_not(small: Bot) -> None:
    async with on_slack(small) as place:
        told, wrong = [await place.member().types(f"/workshop loud{each}") for each in ("", " text:no")]
        assert [each["ts"] for each in place.team.channel("general").messages] == [told.messages[0]["ts"]]
    assert (told.private, told.text, told.buttons) == (False, "hear, hear", [])
    assert (wrong.private, wrong.text, wrong.buttons) == (True, "*Not quite*\n\nThat was no.", [])


async def test_a_fault_of_ours_is_told_in_a_sentence(small: Bot) -> None:
    async with on_slack(small) as place:
        answer = await place.member().types("/workshop broken")
    assert (answer.private, answer.text, answer.buttons) == (True, FAULT, [])


@pytest.mark.parametrize("how", [{"status": 500}, {"status": 404}, {"cut": "before"}, {"status": 429}])
async def test_who_waits_learns_that_an_answer_failed(
    small: Bot, caplog: pytest.LogCaptureFixture, how: dict[str, Any]
) -> None:
    async with on_slack(small) as place:
        place.server.fault("response_url", **how)
        answer = await place.member().types("/workshop loud")
    assert (answer.text, answer.private) == (SORRY, True)
    assert [each.partition(":")[0] for each in warnings(caplog)] == ["an answer could not be sent"]


async def test_an_answer_that_is_lost_twice_is_logged(small: Bot, caplog: pytest.LogCaptureFixture) -> None:
    async with on_slack(small) as place:
        place.server.fault("response_url", status=500, times=2)
        await place.member().types("/workshop echo", answered=False)
        assert (await place.member().types("/workshop echo again")).text == "again"
    assert [each.partition(":")[0] for each in warnings(caplog)] == [
        "an answer could not be sent",
        "nor could that be told",
    ]


@pytest.mark.parametrize("mode", ["socket", "http"])
async def test_what_is_delivered_three_times_is_answered_once(small: Bot, mode: str) -> None:
    async with on_slack(small, mode=mode) as place:
        answer = await place.member().types("/workshop echo once")
        await place.server.deliver(answer.envelope, times=2)
        await place.member().types("/workshop echo then")
    responses = [each.body["text"] for each in place.server.calls if each.method == "response_url"]
    assert responses == ["once", "then"]
    assert place.server.unacknowledged == []
