"""Commands on Discord, typed by its members through the real client."""

import asyncio
import logging
from pathlib import Path
from typing import Annotated, Any

import pytest

import commands
from bot import Button, Message, Request, UserError, command
from bot.core import Bot
from bot.slash import find_commands
from tests.platforms.on_discord import OnDiscord, on_discord

pytestmark = pytest.mark.anyio
COMMANDS = find_commands(commands)
LISTED = [name for name, each in COMMANDS.items() if each.listed and not each.organizer]
ORGANIZING = [name for name, each in COMMANDS.items() if each.listed and each.organizer]
DESK = [name for name in ORGANIZING if not COMMANDS[name].form]
REFUSED = "Not quite\nOnly the workshop's organizers can do this."
SORRY = "This answer could not be shown here, and that has been noted. Please try again in a moment."
MANAGE_EVENTS = 1 << 33
HOSTILE = [
    "@everyone", "@here", "<@&1>", "<!channel>", "<!here>", "@\u200beveryone", "@@everyoneeveryone", "\u200b\u2060",
    "x" * 6000, "\u202egnitirw\u2066", "\ud800 \udfff", "a\x00b", "🐝👩\u200d🔬" * 99, "日本語の質問", "`*_[a](https://e.org)"
]  # fmt: skip


@command()
async def echo(request: Request, text: Annotated[str, "what to say"] = "quick") -> Message:
    """Say it again."""
    return Message(title=text)


@command()
async def slow(request: Request, seconds: Annotated[str, "how long to wait"] = "0.2") -> Message:
    """Think first."""
    await asyncio.sleep(float(seconds))
    return Message(title="thought")


@command()
async def long(request: Request) -> Message:
    """Offer what no button can hold."""
    return Message(title="long", buttons=(Button("Longer", f"/workshop echo {'x' * 120}"),))


@command(public=True)
async def loud(request: Request, text: Annotated[str, "what to say"] = "hear, hear") -> Message:
    """Tell everyone."""
    await asyncio.sleep(0.2 if text == "later" else 0)
    if text == "no":
        raise UserError("That was no.")
    return Message(title=text)


@command()
async def broken(request: Request) -> Message:
    """Fail."""
    raise RuntimeError("a fault of ours")


@pytest.fixture
def small() -> Bot:
    """Make a bot of few commands, made for the test, without facts."""
    return Bot({each.command.name: each.command for each in (echo, slow, long, loud, broken)})


def hurry(place: OnDiscord) -> None:
    place.platform.client.interactions.answers.in_time = 0.05


def warnings(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [each.getMessage() for each in caplog.records if each.levelno >= logging.WARNING]


def options_of(place: OnDiscord, name: str) -> list[dict[str, Any]]:
    every = {each["name"]: each["options"] for top in place.server.known.commands[0] for each in top["options"]}
    return list(every[name])


async def value_of(member: Any, line: str, option: dict[str, Any]) -> str:
    """Give the first value that Discord offers for an option."""
    if option.get("autocomplete"):
        return str((await member.completes(line, **{option["name"]: ""}))[0][1])
    return str(option["choices"][0]["value"] if option.get("choices") else "what is superposition?")


async def test_a_deadline_is_told_privately_in_every_zone(bot: Bot, tmp_path: Path) -> None:
    async with on_discord(bot, tmp_path) as place:
        answer = await place.member().types("/workshop deadlines workshop:icml-2024")
    assert answer.private
    assert answer.text.startswith(
        "Deadlines · ICML 2024\nNext: **Submission** (ICML 2024), <t:1717070340:f> (Wed 29 May 2024, 23:59 AoE; "
        "Thu 30 May 2024, 11:59 UTC)."
    )


@pytest.mark.parametrize("name", LISTED)
async def test_every_command_answers_with_every_parameter(bot: Bot, tmp_path: Path, name: str) -> None:
    async with on_discord(bot, tmp_path) as place:
        ada, line = place.member(), f"/workshop {name}"
        values = {each["name"]: await value_of(ada, line, each) for each in options_of(place, name)}
        typed = [*([] if COMMANDS[name].form else [{}]), *({key: value} for key, value in values.items()), values]
        answers = [await ada.types(line, **each) for each in typed]
        answers.append(await ada.in_direct_messages().types(line, **values))
    assert [(each.kind, each.private) for each in answers] == [(4, True)] * len(answers)
    assert not [each.text for each in answers if "Something went wrong" in each.text]


@pytest.mark.parametrize("name", DESK)
async def test_organizers_by_role_or_permission_reach_their_commands(bot: Bot, tmp_path: Path, name: str) -> None:
    def roles(guild: Any) -> dict[str, Any]:
        return {"organizers": [str(guild.role_id("Organizers"))]}

    async with on_discord(bot, tmp_path, settings=roles) as place:
        place.guild.allow("organize", "Organizers")
        by_role = await place.member("Ada", roles=["Organizers"]).types(f"/organize {name}")
        by_permission = await place.member("Bob", permissions=MANAGE_EVENTS).types(f"/organize {name}")
        place.server.offer_everything = True
        refused = await place.member("Eve").types(f"/organize {name}")
    assert by_role.text == by_permission.text != refused.text
    assert (by_role.private, "Show to everyone" in by_role.buttons) == (True, False)
    assert (refused.text, refused.private, refused.buttons) == (REFUSED, True, [])


async def test_who_organizes_elsewhere_is_a_member_here(bot: Bot, tmp_path: Path) -> None:
    async with on_discord(bot, tmp_path) as place:
        place.server.offer_everything = True
        wasps = place.server.guild("Wasps", roles={"Organizers": 0})
        await place.server.joins(wasps)
        assert (await wasps.member("Eve", roles=["Organizers"]).types("/organize desk")).text == REFUSED


async def test_what_is_quick_is_answered_at_once(small: Bot, tmp_path: Path) -> None:
    async with on_discord(small, tmp_path) as place:
        quick = await place.member().types("/workshop echo")
        hurry(place)
        thought = await place.member().types("/workshop slow")
        loud = await place.member().types("/workshop loud text:later")
    assert (quick.kind, quick.text, quick.private) == (4, "quick", True)
    assert (thought.kind, thought.text, thought.private) == (5, "thought", True)
    assert (loud.kind, loud.text, loud.private) == (5, "later", False)


async def test_what_takes_two_seconds_is_put_off_in_time(small: Bot, tmp_path: Path) -> None:
    async with on_discord(small, tmp_path) as place:
        answer = await place.member().types("/workshop slow seconds:2")
    assert (answer.kind, answer.text) == (5, "thought")
    assert 1.5 <= answer.after < 2


async def test_a_slow_disk_delays_no_answer(small: Bot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def keep(*_: Any) -> None:
        await asyncio.sleep(0.5)

    async with on_discord(small, tmp_path) as place:
        hurry(place)
        monkeypatch.setattr(place.store, "keep", keep)
        late, quick = await asyncio.gather(*(place.member().types(f"/workshop {each}") for each in ("long", "echo")))
    assert (late.kind, late.text, late.buttons) == (5, "long", ["Longer", "Show to everyone"])
    assert (quick.kind, quick.text) == (4, "quick")


async def test_a_public_answer_is_for_everyone_but_its_mistakes_are_not(small: Bot, tmp_path: Path) -> None:
    async with on_discord(small, tmp_path) as place:
        told, wrong = [await place.member().types(f"/workshop loud{each}") for each in ("", " text:no")]
        assert [each["id"] for each in place.guild.channel("general").messages] == [told.message["id"]]
    assert (told.private, told.text, told.buttons) == (False, "hear, hear", [])
    assert (wrong.private, wrong.text, wrong.buttons) == (True, "Not quite\nThat was no.", [])


async def test_a_fault_of_ours_is_told_in_a_sentence(small: Bot, tmp_path: Path) -> None:
    async with on_discord(small, tmp_path) as place:
        answer = await place.member().types("/workshop broken")
    assert answer.private
    assert answer.text.startswith("Something went wrong\nThis is our mistake, not yours, and it has been noted.")


@pytest.mark.parametrize(
    ("line", "path"),
    [("slow", "PATCH .*@original"), ("loud text:later", "PATCH .*@original"), ("echo", "POST .*callback")],
)
async def test_who_waits_learns_that_an_answer_failed(
    small: Bot, tmp_path: Path, caplog: pytest.LogCaptureFixture, line: str, path: str
) -> None:
    async with on_discord(small, tmp_path) as place:
        hurry(place)
        place.server.fault(*path.split(), status=400, code=50035, message="Invalid Form Body")
        answer = await place.member().types(f"/workshop {line}")
    assert answer.text == SORRY
    assert warnings(caplog) == ["an answer could not be sent: 400 Bad Request (error code: 50035): Invalid Form Body"]


async def test_an_error_of_discords_own_passes(small: Bot, tmp_path: Path) -> None:
    async with on_discord(small, tmp_path) as place:
        hurry(place)
        place.server.fault("PATCH", "@original", status=500)
        assert (await place.member().types("/workshop slow")).text == "thought"


async def test_what_comes_late_is_a_line_in_the_log(bot: Bot, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async with on_discord(bot, tmp_path) as place:
        place.server.lateness, ada = 4, place.member()
        lost = [await ada.types("/workshop join"), await ada.types("/workshop ask")]
        assert await ada.completes("/workshop deadlines workshop:") == []
        place.server.lateness = 0
        assert (await ada.types("/workshop join")).kind == 4
    assert [each.failed for each in lost] == ["The application did not respond"] * 2
    assert [each.rpartition(" ")[0] for each in warnings(caplog)] == [
        "an interaction came too late to be answered:"
    ] * 3


async def test_an_answer_taken_twice_breaks_nothing(
    small: Bot, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    already = {"status": 400, "code": 40060, "message": "Interaction has already been acknowledged."}
    async with on_discord(small, tmp_path) as place:
        place.server.fault("POST", "callback", after=True, **already)
        assert (await place.member().types("/workshop echo")).text == "quick"
        await place.server.settled()
        assert (await place.member().types("/workshop echo text:again")).text == "again"
    assert [each.partition(":")[0] for each in warnings(caplog)] == [
        "an answer could not be sent",
        "nor could that be told",
    ]


async def test_fields_that_are_unknown_are_passed_over(bot: Bot, tmp_path: Path) -> None:
    async with on_discord(bot, tmp_path) as place:
        place.server.interaction_extra = {"mood": "sunny", "attachments": [1], "features": None}
        assert (await place.member().types("/workshop join")).kind == 4


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:9]))
async def test_hostile_options_are_answered(
    bot: Bot, tmp_path: Path, caplog: pytest.LogCaptureFixture, text: str
) -> None:
    async with on_discord(bot, tmp_path) as place:
        for name in LISTED:
            for option in options_of(place, name):
                if not option.get("choices"):
                    value = {option["name"]: text[: option.get("max_length")]}
                    assert (await place.member().types(f"/workshop {name}", **value)).kind in {4, 9}
        sent = [each.body["data"] for each in place.server.requests if "callback" in each.path]
    assert [each for each in sent if each.get("allowed_mentions", {"parse": []})["parse"]] == []
    assert warnings(caplog) == []
