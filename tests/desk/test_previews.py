"""Previews as each platform will show it: read back from what is really sent there, wherever one looks."""

import re
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.core import Bot
from bot.message import Message
from bot.platforms.discord.render import render as to_discord
from bot.platforms.discord.rewritten import read as of_discord
from bot.platforms.slack.render import render as to_slack
from bot.platforms.slack.rewritten import read as of_slack
from bot.posts.places import Mention
from tests.desk.at_desk import AtDesk, at_desk
from tests.desk.test_announce import NOW, card, drafted
from tests.desk.test_change import BEES
from tests.desk.test_mentioning import HELD, approved, asked, mentions

pytestmark = pytest.mark.anyio
TEXT = (
    "Papers are due **2027-03-01 AoE**, 2\\*3 and [more](https://bees.org/a_(b)?x=1&y=2).\n\n"
    "- one\n  - of it\n- @everyone"
)


@pytest.fixture
async def desk(bot_on: Callable[..., Bot], tmp_path: Path) -> AsyncIterator[AtDesk]:
    async with at_desk(bot_on(bees_2027=BEES), tmp_path, NOW) as desk:
        desk.place.discord.server.mentions_allowed = desk.place.slack.server.mentions_allowed = True
        mentions(desk)
        yield desk


def looks(text: str) -> dict[str, str]:
    """Give what a preview says by place, without the marks of emphasis of where it is seen."""
    _, *parts = re.split(r"——— [*_]On (\w+)[*_] ———\n\n", text)
    return {
        where: look.partition("\n\n———")[0].replace("*", "").strip()
        for where, look in zip(parts[::2], parts[1::2], strict=True)
    }


async def test_each_sees_how_it_looks_on_the_other_platform(desk: AtDesk) -> None:
    shown = looks((await drafted(desk.ada, title="Dates", text=TEXT)).text)
    when = "<t:1803988740:f> (Mon 1 Mar 2027, 23:59 AoE; Tue 2 Mar 2027, 11:59 UTC)"
    body = (
        f"Papers are due {when}, 2\\3 and [more](https://bees.org/a_%28b%29?x=1&y=2).\n"
        "• one\n  • of it\n• @\u200beveryone"
    )
    assert shown == {"Discord": f"Dates\n\nDates\n\n{body}\n\nButtons: More", "Slack": f"Dates\n\n{body}"}


async def test_what_is_previewed_is_what_is_posted(desk: AtDesk) -> None:
    shown = await drafted(desk.ada, title="Dates", text=TEXT)
    on_slack = looks((await card(desk)).text)
    await desk.ada.presses(shown, "Send now")
    await desk.turns()
    posted = desk.place.slack.team.channel("general").messages[0]["text"].replace("*", "")
    [embed] = desk.place.discord.guild.channel("general").messages[0]["embeds"]
    assert on_slack["Slack"] == posted
    assert embed["description"].replace("*", "") in looks(shown.text)["Discord"]


async def test_a_preview_names_the_group_of_each_place(desk: AtDesk) -> None:
    hive, group = desk.place.delivery.communities["Hive"], desk.place.slack.team.group("beekeepers")
    own = replace(hive, mentions={"announcements": Mention(group.id)})
    desk.place.delivery.communities["Hive"] = own
    await asked(desk, text="Doors open.")
    shown = looks((await approved(desk)).text)
    assert shown["Discord"].startswith("@Organizers Welcome\n\nWelcome")
    assert shown["Slack"].startswith("@beekeepers\n\nWelcome")


async def test_what_is_approved_late_is_in_no_preview(desk: AtDesk) -> None:
    await desk.ada.presses(await asked(desk, text="Doors open."), "Send now")
    await desk.passes(HELD)
    shown = looks((await approved(desk)).text)
    assert (shown["Discord"].startswith("Welcome"), shown["Slack"].startswith("Welcome")) == (True, True)


async def test_only_the_platform_it_goes_to_is_drawn(desk: AtDesk) -> None:
    assert list(looks((await drafted(desk.ada, where="Hive")).text)) == ["Slack"]


def written(payloads: list[dict[str, Any]]) -> str:
    return "\n\n".join(each["text"] if "text" in each else each["embeds"][0]["description"] for each in payloads)


def visible(text: str) -> str:
    """Leave out what nobody sees: how many blanks stand together, characters without width, a mark's backslash."""
    return " ".join(text.replace("\\", "").replace("\u200b", "").split())


@pytest.mark.parametrize(
    "text",
    [
        "a **b** *c* ***d*** `e` w**o**rd **a*b***",
        "- one\n- two\n  - nested\n    - deeper\n- three\n\nafter",
        "1. a\n2. b",
        "para\n\nline  \nbreak\n\n- **x**: y\n\nafter",
        "[x](https://a.org/b_(c)?x=1&y=2) https://x.org/path [a@e.org](mailto:a@e.org)",
        "**bold with [link](https://a.org)** end. **Bold.** text 👍 **ok**👍",
        "# no\n> quote\n-# small\n1) x",
        "a * b _ c ~~d~~ - e • f 2*3*4 snake_case_name \\*x\\* <b> & &amp; |x|",
        "@everyone <!channel> <@U1> <@&1> <#2> </a:1> <:b:2> \\<time:full/2027-01-01T00:00Z/AoE>",
        f"{'x' * 2000} {'y' * 2500}",
    ],
)
def test_what_is_read_back_is_written_the_same(text: str) -> None:
    for render, read in ((to_discord, of_discord), (to_slack, of_slack)):
        first = written(render(Message(text=text)))
        assert visible(written(render(Message(text=read({}, first, ours=True))))) == visible(first)
