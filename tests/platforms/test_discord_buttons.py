"""Buttons on Discord: pages, answers for everyone, and whatever an old message still carries."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot import Button, Message, Request, Section, UserError, command
from bot.core import Bot
from tests.fakes.discord import Answer, FakeDiscord
from tests.platforms.on_discord import OnDiscord, on_discord, running
from tests.platforms.test_discord_commands import HOSTILE, REFUSED, SORRY, hurry, warnings

pytestmark = pytest.mark.anyio
SHOW = "Show to everyone"
GONE = "Not quite\nWhat this button stood for is not kept any more. Please type the command again."
ENOUGH = (
    "Not quite\nYou have shown five answers within an hour, which is the most. Please wait a little, or quote this one."
)
LONG = f"/workshop ask question:what is superposition in {'very ' * 30}large models?"
JUNK = [
    "~", "~~~~~~~~", "~0123456789abcdef", "fix ", "fix x", "show ", "show ~", "show \x00", "show @everyone", "form ",
    "form /workshop ask", " ", "/", "/workshop", "/organize", "\x01\x02\x03", "x" * 100, "🐝" * 50, "\ud800", "\u202e",
    "#0123456789abcdef. ", "/workshop deadlines page:9999", "page:0", "/workshop ask", "/workshop gone", "{}",
]  # fmt: skip


@command()
async def leaf(request: Request) -> Message:
    """Turn slowly."""
    await asyncio.sleep(0.1)
    return Message(title="Leaf", sections=tuple(Section(f"Part {number}") for number in range(20)))


@command(public=True)
async def board(request: Request) -> Message:
    """Tell everyone at length."""
    return Message(title="Board", sections=tuple(Section(f"Part {number}") for number in range(20)))


@command()
async def fickle(request: Request) -> Message:
    """Work for organizers only, and say so to nobody before."""
    if not request.person.organizer:
        raise UserError("There is nothing any more.")
    return Message(title="Something", buttons=(Button("Desk", "/organize desk"),))


def bot_of(bot: Bot, *made: Any) -> Bot:
    return Bot({**bot.commands, **{each.command.name: each.command for each in made}}, catalog=bot.catalog)


def heard(place: OnDiscord) -> list[dict[str, Any]]:
    return place.guild.channel("general").messages


def carrying(answer: Answer, custom_id: str) -> dict[str, Any]:
    """Give the message of an answer with one button, Press, that carries something else."""
    button = {"type": 2, "id": 2, "style": 2, "custom_id": custom_id, "label": "Press"}
    return {**answer.message, "components": [{"type": 1, "id": 1, "components": [button]}]}


@asynccontextmanager
async def restarting(bot: Bot, folder: Path) -> AsyncIterator[Callable[[], Any]]:
    """Give what starts the bot, again and again, on the same Discord and the same database."""
    async with FakeDiscord() as server:
        guild = server.guild("Bees", channels={"general": 0})
        with server.pointed():
            yield lambda: running(bot, folder, server, guild, settings={})


async def test_an_answer_is_shown_to_everyone_once(bot: Bot, tmp_path: Path) -> None:
    async with on_discord(bot, tmp_path) as place:
        ada = place.member()
        answer = await ada.types("/workshop join")
        pressed = await ada.presses(answer, SHOW)
        await place.server.settled()
        (shown,) = heard(place)
    assert (pressed.kind, pressed.message["id"], SHOW in answer.buttons) == (7, answer.message["id"], False)
    assert (shown["content"], shown["embeds"]) == ("Ada shows: /workshop join", answer.message["embeds"])
    assert answer.text.startswith("Join the conversation")


async def test_the_sixth_in_an_hour_is_refused(bot: Bot, tmp_path: Path) -> None:
    async with on_discord(bot, tmp_path) as place:
        ada, bob = place.member("Ada"), place.member("Bob")
        for _ in range(5):
            await ada.presses(await ada.types("/workshop join"), SHOW)
        assert (await ada.presses(await ada.types("/workshop join"), SHOW)).text == ENOUGH
        assert (await bob.presses(await bob.types("/workshop join"), SHOW)).kind == 7
        place.now += timedelta(hours=1)
        assert (await ada.presses(await ada.types("/workshop join"), SHOW)).kind == 7
        await place.server.settled()
        assert len(heard(place)) == 7


async def test_a_display_name_is_shown_as_it_is(bot: Bot, tmp_path: Path) -> None:
    async with on_discord(bot, tmp_path) as place:
        eve = place.member("@everyone <@&1> **b** `c`\n# d")
        await eve.presses(await eve.types("/workshop join"), SHOW)
        await place.server.settled()
    assert heard(place)[0]["content"] == ("@\u200beveryone \\<@&1> \\*\\*b\\*\\* \\`c\\` # d shows: /workshop join")


async def test_no_display_name_breaks_anything(bot: Bot, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async with on_discord(bot, tmp_path) as place:
        for name in HOSTILE:
            eve = place.member(name)
            await eve.presses(await eve.types("/workshop ask", question=f"what is {name}"[:2000]), SHOW)
        await place.server.settled()
    called = [each for each in heard(place) if each["mention_everyone"] or each["mentions"] or each["mention_roles"]]
    assert (len(heard(place)), called) == (len(HOSTILE), [])
    assert warnings(caplog) == []


async def test_neither_mistakes_nor_the_desk_are_offered_to_show(bot: Bot, tmp_path: Path) -> None:
    async with on_discord(bot, tmp_path) as place:
        ada = place.member(permissions=1 << 33)
        lines = ("/workshop deadlines workshop:nonsense", "/organize desk")
        assert not [each for each in lines if SHOW in (await ada.types(each)).buttons]


async def test_what_became_a_mistake_is_shown_to_nobody_else(bot: Bot, tmp_path: Path) -> None:
    async with on_discord(bot_of(bot, fickle), tmp_path) as place:
        ada = place.member(permissions=1 << 33)
        pressed = await ada.presses(await ada.types("/workshop fickle"), SHOW)
        await place.server.settled()
        assert heard(place) == []
    assert pressed.text.endswith("Not quite\nThere is nothing any more.")


async def test_a_page_is_turned_in_its_place(bot: Bot, tmp_path: Path) -> None:
    async with on_discord(bot_of(bot, leaf), tmp_path) as place:
        for ada in (place.member(), place.member().in_direct_messages()):
            first = await ada.types("/workshop leaf")
            second = await ada.presses(first, "Page 2 of 3")
            hurry(place)
            back = await ada.presses(second, "Page 1 of 3")
            assert [each.kind for each in (first, second, back)] in ([4, 7, 6], [5, 6, 6])
            assert {each.message["id"] for each in (second, back)} == {first.message["id"]}
            assert back.text.startswith("Leaf (1 of 3)")


async def test_everyones_page_stays_and_the_next_is_ones_own(bot: Bot, tmp_path: Path) -> None:
    async with on_discord(bot_of(bot, board), tmp_path) as place:
        board_ = await place.member("Ada").types("/workshop board")
        page = await place.member("Bob").presses(board_, "Page 2 of 3")
    assert (page.kind, page.private, page.text.startswith("Board (2 of 3)")) == (4, True, True)
    assert board_.text.startswith("Board (1 of 3)")


async def test_a_day_of_sixty_sessions_is_told_whole(bot_on: Callable[..., Bot], tmp_path: Path) -> None:
    titles = [f"{'蜜蜂🐝 ' * 73}talk {number:02}" for number in range(60)]
    sessions = [
        f'  s{n}: {{title: "{title}", at: 2027-06-21 0{n // 6}:{n % 6}0-0{n // 6}:{n % 6}9 UTC, kind: talk}}'
        for n, title in enumerate(titles)
    ]
    bees = "name: Bees 2027\ntitle: Bees\nsource: https://e.org\nyear: 2027\nwhen: 2027-06-21\nsessions:\n"
    async with on_discord(bot_on(bees_2027=bees + "\n".join(sessions)), tmp_path) as place:
        ada = place.member()
        second = await ada.presses(await ada.types("/workshop schedule"), "Page 2 of 2")
        await place.server.settled()
    assert [title for title in titles if title not in second.text] == []


async def test_old_buttons_work_after_a_restart(bot: Bot, tmp_path: Path) -> None:
    async with restarting(bot_of(bot, leaf), tmp_path) as start:
        async with start() as place:
            ada = place.member()
            leaves, asked = await ada.types("/workshop leaf"), await ada.types(LONG)
        async with start() as place:
            assert (await ada.presses(leaves, "Page 2 of 3")).kind == 7
            assert (await ada.presses(asked, SHOW)).kind == 7
            await place.server.settled()
    assert heard(place)[0]["content"] == f"Ada shows: {LONG.replace('question:', '')}"


async def test_a_button_whose_line_is_gone_says_so(bot: Bot, tmp_path: Path) -> None:
    async with on_discord(bot, tmp_path) as place:
        ada = place.member()
        asked = await ada.types(LONG)
        old = await ada.presses(carrying(asked, "~0123456789abcdef"), "Press")
        wrong_kind = await ada.presses(carrying(asked, f"fix {await place.store.keep('/workshop join')}"), "Press")
    assert [(each.text, each.private) for each in (old, wrong_kind)] == [(GONE, True)] * 2


async def test_a_disk_that_hangs_stops_nobody(
    bot: Bot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def hang(*_: Any) -> None:
        await asyncio.sleep(5)

    async with on_discord(bot, tmp_path) as place:
        place.platform.client.interactions.answers.read_in = 0.1
        ada = place.member()
        asked = carrying(await ada.types(LONG), "~0123456789abcdef")
        monkeypatch.setattr(place.store, "kept", hang)
        waits = ada.presses(asked, "Press")
        pressed, typed, offered = await asyncio.gather(
            waits, ada.types("/workshop join"), ada.completes("/workshop deadlines workshop:icml 2024")
        )
    assert (pressed.text, pressed.after < 1) == (SORRY, True)
    assert (typed.kind, typed.after < 1, offered) == (4, True, [("ICML 2024", "icml-2024")])


async def test_a_button_of_a_command_that_is_gone_is_answered(bot: Bot, tmp_path: Path) -> None:
    async with on_discord(bot, tmp_path) as place:
        ada = place.member()
        answer = await ada.types("/workshop join")
        told = await ada.presses(carrying(answer, "/workshop seminarz"), "Press")
        desk = await ada.presses(carrying(answer, "/organize desk"), "Press")
    assert told.text == "Not quite\nThere is no command “seminarz”. Did you mean seminars?"
    assert (told.private, desk.text) == (True, REFUSED)


async def test_a_button_that_carries_junk_is_answered(
    bot: Bot, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with on_discord(bot, tmp_path) as place:
        ada = place.member()
        answer = await ada.types("/workshop join")
        kinds = [(await ada.presses(carrying(answer, custom_id), "Press")).kind for custom_id in JUNK]
        await place.server.settled()
    assert set(kinds) == {4, 7, 9}
    assert warnings(caplog) == []
