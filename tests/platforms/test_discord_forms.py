"""Forms on Discord, opened, filled in and corrected by its members."""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Literal

import pytest

from bot import Message, Request, command
from bot.arguments import LongText, PersonName
from bot.core import Bot
from bot.facts.models import Workshop
from bot.readers import Zone
from tests.platforms.on_discord import on_discord
from tests.platforms.test_discord_buttons import GONE, SHOW, bot_of, carrying, restarting
from tests.platforms.test_discord_commands import HOSTILE, REFUSED, hurry, warnings

pytestmark = pytest.mark.anyio
MANAGE_EVENTS = 1 << 33
MISTAKES = (
    "Not quite\n• **Who**: I do not know “nobody”, but need who did it.\n• **Time zone**: I know no time zone “qqq”. "
    "Name a larger city whose clocks show the same, such as Vienna."
)
CORRECT = "Correct it"


@command(form=True)
async def report(  # noqa: PLR0913, PLR0917 - as many as a form can ask for
    request: Request,
    what: Annotated[LongText, "what happened"],
    workshop: Annotated[Workshop, "where it happened"],
    kind: Annotated[Literal["praise", "bug"], "what it is"] = "praise",
    who: Annotated[PersonName | None, "who did it"] = None,
    time_zone: Annotated[Zone | None, "where you are"] = None,
) -> Message:
    """Report something."""
    return Message(title=f"{kind} of {who} at {workshop.id} in {time_zone}", text=what)


@command(form=True, organizer=True)
async def note(request: Request, text: Annotated[LongText, "what to note"]) -> Message:
    """Note something."""
    return Message(title=text)


@command(form=True, public=True)
async def cheer(request: Request, how: Annotated[Zone, "in which zone"]) -> Message:
    """Cheer for everyone."""
    return Message(title=how)


@pytest.fixture
def forms(bot: Bot) -> Bot:
    return bot_of(bot, report, note, cheer)


def labelled(label: str, help_: str, component: dict[str, Any]) -> dict[str, Any]:
    return {"type": 18, "label": label, "description": help_, "component": component}


def without_ids(part: Any) -> Any:
    """Give a modal without the numbers that Discord adds."""
    if isinstance(part, list):
        return [without_ids(each) for each in part]
    return {key: without_ids(each) for key, each in part.items() if key != "id"} if isinstance(part, dict) else part


def shown_in(modal: dict[str, Any]) -> dict[str, Any]:
    """Give what stands in a modal's fields already."""
    inputs = [each["component"] for each in modal["components"]]
    picked = {
        each["custom_id"]: one["value"] for each in inputs for one in each.get("options", ()) if one.get("default")
    }
    return {each["custom_id"]: each["value"] for each in inputs if "value" in each} | picked


async def test_a_question_is_asked_in_a_form(bot: Bot, tmp_path: Path) -> None:
    async with on_discord(bot, tmp_path) as place:
        for ada, shown in ((place.member(), True), (place.member().in_direct_messages(), False)):
            opened = await ada.types("/workshop ask")
            answer = await ada.fills(opened, question="how long may my paper be?")
            assert (opened.kind, opened.modal["title"], answer.kind, answer.private) == (9, "Ask", 4, True)
            assert answer.text.startswith("How long may a paper be?")
            assert (SHOW in answer.buttons) is shown


async def test_a_form_asks_for_each_thing_as_it_is_given(forms: Bot, tmp_path: Path) -> None:
    async with on_discord(forms, tmp_path) as place:
        modal = (await place.member().types("/workshop report")).modal
    editions = [("ICML 2026", "icml-2026"), ("NeurIPS 2025", "neurips-2025"), ("ICML 2024", "icml-2024")]
    pick = {"type": 3, "max_values": 1}
    line = {"type": 4, "style": 1, "required": False, "max_length": 4000}
    assert without_ids(modal) == {
        "custom_id": "form /workshop report",
        "title": "Report",
        "components": [
            labelled("What", "what happened", {**line, "custom_id": "what", "style": 2, "required": True}),
            labelled("Workshop", "where it happened", {
                **pick, "custom_id": "workshop", "required": True, "min_values": 1,
                "options": [{"label": label, "value": value} for label, value in editions],
            }),
            labelled("Kind", "what it is", {
                **pick, "custom_id": "kind", "required": False, "min_values": 0,
                "options": [{"label": each, "value": each} for each in ("praise", "bug")],
            }),
            labelled("Who", "who did it", {**line, "custom_id": "who", "placeholder": "Such as Chris Olah, Been Kim"}),
            labelled("Time zone", "where you are", {
                **line, "custom_id": "time_zone", "placeholder": "Such as AoE, UTC",
            }),
        ],
    }  # fmt: skip


async def test_what_is_filled_in_is_answered(forms: Bot, tmp_path: Path) -> None:
    async with on_discord(forms, tmp_path) as place:
        ada = place.member()
        opened = await ada.types("/workshop report")
        answer = await ada.fills(opened, what="It *rained*.", workshop="icml-2024", who="bau", time_zone="vienna")
        typed = await ada.types("/workshop report what:It shone. workshop:icml-2026 kind:bug")
    assert answer.text == "praise of david-bau at icml-2024 in Europe/Vienna\nIt *rained*."
    assert typed.text == "bug of None at icml-2026 in None\nIt shone."


async def test_mistakes_are_told_by_field_and_corrected(forms: Bot, tmp_path: Path) -> None:
    async with on_discord(forms, tmp_path) as place:
        ada = place.member()
        filled = {
            "what": "It rained.\nA lot.",
            "workshop": "icml-2024",
            "kind": "bug",
            "who": "nobody",
            "time_zone": "qqq",
        }
        wrong = await ada.fills(await ada.types("/workshop report"), **filled)
        again = await ada.presses(wrong, CORRECT)
        answer = await ada.fills(again, who="bau", time_zone="UTC")
    assert (wrong.text, wrong.private, wrong.buttons) == (MISTAKES, True, [CORRECT])
    assert shown_in(again.modal) == filled
    assert answer.text == "bug of david-bau at icml-2024 in UTC\nIt rained. A lot."


async def test_what_was_typed_is_kept_for_a_day(forms: Bot, tmp_path: Path) -> None:
    async with restarting(forms, tmp_path) as start:
        async with start() as place:
            ada = place.member()
            wrong = await ada.fills(await ada.types("/workshop report"), what="x", workshop="icml-2024", who="nobody")
        async with start() as place:
            place.now += timedelta(hours=23)
            assert shown_in((await ada.presses(wrong, CORRECT)).modal)["who"] == "nobody"
            place.now += timedelta(hours=1, seconds=1)
            assert (await ada.presses(wrong, CORRECT)).text == GONE


async def test_a_form_that_is_gone_says_so(forms: Bot, tmp_path: Path) -> None:
    async with on_discord(forms, tmp_path) as place:
        ada = place.member()
        opened = await ada.types("/workshop report")
        wrong = await ada.fills(opened, what="x", workshop="icml-2024", who="nobody")
        del forms.by_name["report"]
        late = await ada.fills(opened, what="x", workshop="icml-2024")
        assert late.text == "Not quite\nThis form is not offered any more."
        assert (await ada.presses(wrong, CORRECT)).text == GONE


async def test_organizers_forms_are_refused_to_members(forms: Bot, tmp_path: Path) -> None:
    async with on_discord(forms, tmp_path) as place:
        ada, eve = place.member("Ada", permissions=MANAGE_EVENTS), place.member("Eve")
        opened = await ada.types("/organize note")
        assert (await ada.fills(opened, text="Buy tea.")).text == "Buy tea."
        place.server.offer_everything = True
        assert (await eve.types("/organize note")).text == REFUSED
        assert (await eve.types("/organize note text:Buy wine.")).text == REFUSED
        assert (await eve.fills(opened, text="Buy wine.")).text == "Not quite\nThis form is not offered any more."


async def test_everyone_reads_what_a_public_form_gives_but_no_mistake(forms: Bot, tmp_path: Path) -> None:
    async with on_discord(forms, tmp_path) as place:
        ada = place.member()
        opened = await ada.types("/workshop cheer")
        wrong, right = await ada.fills(opened, how="Mars"), await ada.fills(opened, how="UTC")
    assert (wrong.private, right.private, right.text) == (True, False, "UTC")


async def test_a_slow_disk_delays_no_mistake(forms: Bot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with on_discord(forms, tmp_path) as place:
        hurry(place)
        ada, keep = place.member(), place.store.keep

        async def slow(*what: Any) -> str:
            await asyncio.sleep(0.2)
            return await keep(*what)

        monkeypatch.setattr(place.store, "keep", slow)
        wrong = await ada.fills(await ada.types("/workshop cheer"), how="Mars")
    assert (wrong.kind, wrong.private, wrong.buttons) == (5, True, [CORRECT])


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:9]))
async def test_hostile_fields_are_answered(
    forms: Bot, tmp_path: Path, caplog: pytest.LogCaptureFixture, text: str
) -> None:
    async with on_discord(forms, tmp_path) as place:
        ada, text = place.member(), text[:4000]
        asked = await ada.fills(await ada.types("/workshop ask"), question=text)
        wrong = await ada.fills(
            await ada.types("/workshop report"), what=text, workshop="icml-2024", who=text, time_zone="Mars"
        )
        again = await ada.presses(wrong, CORRECT)
        answer = await ada.fills(again, who="", time_zone="")
    assert [each.kind for each in (asked, wrong, again, answer)] == [4, 4, 9, 4]
    assert not set(shown_in(again.modal)["what"]) & set("\ud800\udfff\x00\u202e")
    assert warnings(caplog) == []


async def test_junk_in_place_of_a_form_is_answered(
    forms: Bot, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with on_discord(forms, tmp_path) as place:
        ada = place.member()
        opened = await ada.types("/workshop ask")
        for junk in ("form ", "", "form /workshop gone", "form /organize note", "x" * 100, "\ud800"):
            opened.modal["custom_id"] = junk
            assert (await ada.fills(opened, question="x")).text == "Not quite\nThis form is not offered any more."
        drawn = carrying(await ada.types("/workshop join"), "/workshop report")
        assert (await ada.presses(drawn, "Press")).modal["title"] == "Report"
    assert warnings(caplog) == []
