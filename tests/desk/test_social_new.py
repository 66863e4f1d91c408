"""A social that is written in two forms, on both platforms at once: previewed, mended, added."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from bot.core import Bot
from tests.desk.asking import filled
from tests.desk.at_desk import AtDesk, at_desk
from tests.desk.test_social import BEES, LINK, NOW, stands

pytestmark = pytest.mark.anyio
SHOWN = f"""Add?
Nothing is changed yet.

Nothing that was posted tells of it yet.

**Dinner · Bees 2027, new**
• Time: Sun 20 Jun 2027, 19:00 Vienna time until 22:00 (Sun 20 Jun 2027, 05:00 AoE; Sun 20 Jun 2027, 17:00 UTC)
• Sign-up: <{LINK}>
• Places: 120
• End of sign-up: Thu 10 Jun 2027, 18:00 Vienna time (Thu 10 Jun 2027, 04:00 AoE; Thu 10 Jun 2027, 16:00 UTC)
• How one joins: by applying"""
ADDED = {"title": "Dinner", "when": "2027-06-20 19:00-22:00 Europe/Vienna", "link": LINK}
PLACES = {"places": "120", "closes": "2027-06-10 18:00 Europe/Vienna", "how": "apply"}
MORE = "Places, times, apply …"


@pytest.fixture
async def empty(bot_on: Callable[..., Bot], tmp_path: Path) -> AsyncIterator[AtDesk]:
    async with at_desk(bot_on(bees_2027=BEES), tmp_path, NOW) as desk:
        yield desk


async def test_places_closing_and_applying_are_set_on_the_preview(empty: AtDesk) -> None:
    ada = empty.ada
    shown = await ada.fills(await ada.presses(await ada.types("/organize social"), "Add a social …"), **ADDED)
    shown = await ada.fills(await ada.presses(shown, MORE), **PLACES)
    assert shown.text == SHOWN
    assert "No social is planned yet." in (await empty.bo.types("/organize social")).text
    await empty.restarts()
    added = await ada.presses(shown, "Do it")
    await ada.presses(await ada.presses(added, "Open now"), "Do it")
    await empty.turns()
    assert all("Apply until" in each and "120 places." in each and "By invitation." in each for each in stands(empty))


async def test_what_was_typed_for_a_social_outlives_a_mistake(empty: AtDesk) -> None:
    ada = empty.ada
    shown = await ada.fills(await ada.presses(await ada.types("/organize social"), "Add a social …"), **ADDED)
    late = PLACES | {"closes": "2027-06-25 18:00 Europe/Vienna"}
    refused = await ada.fills(await ada.presses(shown, MORE), **late)
    assert refused.text == "Not quite\nSign-up would close after the social is over. What you wrote is kept."
    assert (held(await ada.presses(refused, "Edit …")), held(await ada.presses(refused, MORE))) == (ADDED, late)
    form = await ada.presses(refused, MORE)
    assert (await ada.fills(form, **PLACES)).text == SHOWN


async def test_what_is_emptied_in_a_form_is_gone(empty: AtDesk) -> None:
    ada = empty.ada
    shown = await ada.fills(await ada.presses(await ada.types("/organize social"), "Add a social …"), **ADDED)
    shown = await ada.fills(await ada.presses(shown, "Edit …"), link="")
    assert "Sign-up" not in shown.text
    assert held(await ada.presses(shown, "Edit …")) == {name: ADDED[name] for name in ("title", "when")}


def held(form: Any) -> dict[str, str]:
    """Give what a form shows filled in."""
    parts = [each["component"] for each in form.modal["components"]]
    chosen = {
        each["custom_id"]: [one["value"] for one in each.get("options", ()) if one.get("default")] for each in parts
    }
    return {each["custom_id"]: each["value"] for each in parts if each.get("value")} | {
        name: values[0] for name, values in chosen.items() if values
    }


async def test_the_same_works_on_slack(empty: AtDesk) -> None:
    bo = empty.bo
    shown = await bo.types(f'/organize social-add title:Dinner when:"{ADDED["when"]}" link:"{LINK}"')
    form = await bo.presses(shown, MORE)
    shown = (await filled(bo, form, **PLACES))["text"]
    assert "• Places: 120\n" in shown
    assert "• How one joins: by applying" in shown


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("/organize social-adding draft:~gone", "What you wrote is over a day old"),
        ("/organize social-add-places draft:~gone", "What you wrote is over a day old"),
        ("/organize social-add-places places:5", "A social needs a title and a time. What you wrote is kept."),
    ],
)
async def test_a_social_that_nobody_wrote_is_not_added(empty: AtDesk, line: str, said: str) -> None:
    assert said in (await empty.bo.types(line)).text
