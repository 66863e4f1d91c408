"""Forms on Slack, opened, filled in and corrected by its members."""

import asyncio
import time
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

import pytest

from bot import Button, Message, Request, Section, command
from bot.arguments import LongText, PersonName
from bot.core import Bot
from bot.facts.models import Workshop
from bot.message import escape
from bot.moment import Moment
from bot.platforms.slack import answers
from tests.fakes.slack.answers import Answer
from tests.platforms.on_slack import OnSlack, on_slack
from tests.platforms.test_slack_commands import REFUSED, SORRY

pytestmark = pytest.mark.anyio
SHOW = "Show to everyone"
WHEN = datetime(2024, 7, 27, 7, tzinfo=UTC)


@command(form=True)
async def report(  # noqa: PLR0913, PLR0917 - as many as a form can ask for
    request: Request,
    what: Annotated[LongText, "what happened"],
    at: Annotated[Moment, "when it happened"],
    workshop: Annotated[Workshop, "where it happened"],
    who: Annotated[PersonName | None, "who did it"] = None,
    kind: Annotated[Literal["praise", "bug"], "what it is"] = "praise",
) -> Message:
    """Report something."""
    return Message(title=f"{kind} of {who} at {workshop.id}, {at}", text=escape(what))


@command(form=True, organizer=True)
async def note(request: Request, text: Annotated[LongText, "what to note"]) -> Message:
    """Note something."""
    return Message(text=escape(text))


@command(form=True, aliases=("think",))
async def ask(request: Request, question: Annotated[LongText, "your question"]) -> Message:
    """Answer slowly, and with a form to go on."""
    await asyncio.sleep(0.3 if "slow" in question else 0)
    parts = tuple(Section(f"Part {n}", "words " * 100) for n in range(6)) if "long" in question else ()
    return Message(title="Thought", text=escape(question), sections=parts, buttons=(Button("More", request.to("ask")),))


@pytest.fixture
def forms(bot: Bot) -> Bot:
    made = {each.command.name: each.command for each in (report, note, ask)}  # type: ignore[attr-defined]
    return Bot({**bot.commands, **made}, catalog=bot.catalog)


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text, "emoji": True}


def field(name: str, help_: str, element: dict[str, Any], *, optional: bool = False) -> dict[str, Any]:
    element = {"action_id": name, **element}
    hint, label = plain(help_), plain(name.capitalize())
    return {"type": "input", "block_id": name, "optional": optional, "label": label, "hint": hint, "element": element}


async def reported(place: OnSlack, **values: Any) -> Answer:
    """Fill in a report, which is answered where the command was typed."""
    opened = await place.member().types("/workshop report")
    who = await place.member().completes(opened, "who", "neel")
    given = {"what": "bees", "at": WHEN, "workshop": "icml-2024", "who": who[0], "kind": "bug"} | values
    await place.member().fills(opened, **given, answered=False)
    return opened


async def test_a_question_is_asked_in_a_form(bot: Bot) -> None:
    async with on_slack(bot) as place:
        opened = await place.member().types("/workshop ask")
        assert opened.messages == []
        await place.member().fills(opened, question="how long may my paper be?", answered=False)
        await opened.grows_to(1)
    assert (opened.private, SHOW in opened.buttons) == (True, True)
    assert opened.text.startswith("*How long may a paper be?*")


async def test_a_form_asks_for_each_thing_as_it_is_given(forms: Bot) -> None:
    async with on_slack(forms) as place:
        view = (await place.member().types("/workshop report")).view
    options = [("ICML 2026", "icml-2026"), ("NeurIPS 2025", "neurips-2025"), ("ICML 2024", "icml-2024")]
    editions = [{"text": plain(label), "value": value} for label, value in options]
    kinds = [{"text": plain(each), "value": each} for each in ("praise", "bug")]
    assert [view[each]["text"] for each in ("title", "submit", "close")] == ["Report", "Send", "Cancel"]
    assert view["blocks"] == [
        field("what", "what happened", {"type": "plain_text_input", "multiline": True, "max_length": 3000}),
        field("at", "when it happened", {"type": "datetimepicker"}),
        field("workshop", "where it happened", {"type": "static_select", "options": editions}),
        field("who", "who did it", {"type": "external_select", "min_query_length": 0}, optional=True),
        field("kind", "what it is", {"type": "static_select", "options": kinds}, optional=True),
    ]


async def test_what_was_filled_in_arrives(forms: Bot) -> None:
    async with on_slack(forms) as place:
        full = await (await reported(place, what="<!here> *bees* & co")).grows_to(1)
        least = await (await reported(place, who=None, kind=None, what="x" * 3000)).grows_to(1)
    assert (full.text, full.private) == (
        "*bug of neel-nanda at icml-2024, 2024-07-27 07:00 UTC*\n\n&lt;!here&gt; \u2217bees\u2217 &amp; co", True
    )  # fmt: skip
    assert least.text.startswith("*praise of None at icml-2024, 2024-07-27 07:00 UTC*\n\nxxx")


@pytest.mark.parametrize(
    ("typed", "first", "most"),
    [("", None, 100), ("neel", "Neel Nanda", 1), ("NANDA", "Neel Nanda", 1), ("neil nanda", "Neel Nanda", 100),
     ("qqqqq", None, 0), ("\x00", None, 100), ("<!here>", None, 100), ("x" * 3000, None, 0)],
    ids=lambda each: ascii(each)[:9],
)  # fmt: skip
async def test_suggestions_come_best_first(forms: Bot, typed: str, first: str | None, most: int) -> None:
    async with on_slack(forms) as place:
        opened = await place.member().types("/workshop report")
        found = await place.member().completes(opened, "who", typed)
    assert len(found) <= most
    assert [each[0] for each in found[:1]] == [first] * bool(first) or first is None


async def test_mistakes_stand_beside_their_fields(forms: Bot) -> None:
    async with on_slack(forms) as place:
        opened = await place.member().types("/workshop report")
        far, shop = datetime(2222, 2, 2, tzinfo=UTC), "icml-2024"
        wrong = await place.member().fills(opened, what=" \u200b\n", at=far, workshop=shop)
        blank = await place.member().fills(opened, what=" \n ", at=WHEN, workshop=shop)
        assert (wrong.view or {})["id"] == (opened.view or {})["id"]
        await place.member().fills(opened, what="bees", at=WHEN, workshop=shop, answered=False)
        assert (await opened.grows_to(1)).text.endswith("\n\nbees")
    assert list(wrong.errors) == ["at"]
    assert blank.errors == {"what": "Please fill this in: what happened."}


async def test_a_form_from_the_menu_is_answered_in_it(forms: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "IN_TIME", 0.05)
    async with on_slack(forms) as place:
        opened = await place.member().uses_shortcut("ask")
        answer = await place.member().fills(opened, question="slow, please")
        assert answer.shown == f"Answer\n{answers.WAIT}"
        await answer.until(lambda: "slow, please" in answer.shown)
        assert answer.shown.splitlines()[:3] == ["Thought", "Thought", "slow, please"]
        await answer.until(lambda: answer.buttons == ["More"])
        more = await place.member().presses(answer, "More")
    assert [each["block_id"] for each in (more.view or {})["blocks"]] == ["question"]


async def test_pages_turn_inside_a_view(forms: Bot) -> None:
    async with on_slack(forms) as place:
        opened = await place.member().uses_shortcut("ask")
        answer = await place.member().fills(opened, question="long")
        turned = await place.member().presses(answer, "Page 2 of 3")
    assert turned.buttons == ["Page 1 of 3", "Page 3 of 3", "More"]
    assert (turned.view or {})["id"] == (opened.view or {})["id"]


async def test_a_message_is_asked_about(bot: Bot) -> None:
    async with on_slack(bot) as place:
        said = await place.member("Bob").says("general", "<@BOT> is the “limit” 8 &lt; 9 pages, <@U1|ada>?")
        await place.server.reply_to(said)
        opened = await place.member().uses_message_shortcut("ask_about", said)
        [block] = (opened.view or {})["blocks"]
        await place.member().fills(opened, question="how long may my paper be?", answered=False)
        await opened.grows_to(1)
    assert block["element"]["initial_value"] == 'is the "limit" 8 < 9 pages, ada?'
    assert (opened.private, opened.text.startswith("*How long may a paper be?*")) == (True, True)


@pytest.mark.parametrize("text", ["", "x" * 9000, "🐝" * 4000, "\u202e\x00<!here>", "日本語" * 2000], ids=ascii)
async def test_any_message_is_asked_about(bot: Bot, text: str) -> None:
    async with on_slack(bot) as place:
        said = await place.member().says("general", text)
        opened = await place.member().uses_message_shortcut("ask_about", said)
        assert (opened.view or {})["callback_id"] == "form"


async def test_organizers_forms_open_for_organizers_alone(forms: Bot) -> None:
    async with on_slack(forms) as place:
        opened = await place.member("Ada", admin=True).types("/organize note")
        refused = await place.member("Eve").types("/organize note")
        await place.member("Ada").fills(opened, text="bees", answered=False)
        assert (await opened.grows_to(1)).text == "bees"
    assert (refused.text, refused.view, opened.buttons) == (REFUSED, None, [])


async def test_who_organizes_no_more_is_refused_what_was_filled_in(forms: Bot) -> None:
    async with on_slack(forms) as place:
        ada = place.member("Ada", admin=True)
        opened = await ada.types("/organize note")
        ada.admin = False
        place.platform.listeners.people._profiles.clear()  # noqa: SLF001 - an hour later
        await ada.fills(opened, text="bees", answered=False)
        assert (await opened.grows_to(1)).text == REFUSED


async def test_a_form_delivered_three_times_is_answered_once(forms: Bot) -> None:
    async with on_slack(forms) as place:
        opened = await reported(place)
        await place.server.deliver(place.server.envelopes[-1], times=2)
        await (await reported(place, what="again")).grows_to(1)
    assert len(opened.messages) == 1


async def test_who_filled_in_a_form_learns_that_the_answer_failed(forms: Bot) -> None:
    async with on_slack(forms) as place:
        place.server.fault("response_url", status=500)
        assert (await (await reported(place)).grows_to(1)).text == SORRY


async def test_an_answer_after_half_an_hour_comes_directly(forms: Bot) -> None:
    async with on_slack(forms) as place:
        opened = await place.member().types("/workshop ask")
        place.server.clock = lambda: time.time() + 1860
        answer = await place.member().fills(opened, question="late", answered=False)
        await answer.until(place.member().direct.from_bot)
    assert place.member().direct.from_bot()[0]["text"] == "*Thought*\n\nlate"


async def test_a_form_that_is_gone_is_closed(forms: Bot) -> None:
    async with on_slack(forms) as place:
        opened = await place.member().types("/workshop report")
        forms.by_name = {each: forms.by_name[each] for each in forms.by_name if each != "report"}
        filled = await place.member().fills(opened, what="bees", at=WHEN, workshop="icml-2024")
        assert "not offered any more" in filled.shown
