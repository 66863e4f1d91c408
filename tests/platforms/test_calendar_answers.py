"""The calendar command on both platforms: Discord gets a file, Slack the links, the page something to save."""

from pathlib import Path

import pytest
from icalendar import Calendar

from bot.core import Bot, Person
from bot.platforms.web.answers import answered
from tests.platforms.on_discord import NOW, OnDiscord, on_discord
from tests.platforms.on_slack import on_slack

pytestmark = pytest.mark.anyio
SHOW = "Show to everyone"
LINE = "/workshop calendar icml-2024"


def sent(place: OnDiscord) -> list[dict[str, bytes]]:
    return [each.files for each in place.server.requests if each.files]


def is_whole(file: bytes) -> bool:
    return len(Calendar.from_ical(file).walk("vevent")) > 10


async def test_discord_gets_the_file_with_the_answer(bot: Bot, tmp_path: Path) -> None:
    async with on_discord(bot, tmp_path) as place:
        answer = await place.member().types("/workshop calendar workshop:icml-2024")
        [files] = sent(place)
        assert [each["filename"] for each in answer.messages[0]["attachments"]] == ["icml-2024.ics"]
        assert answer.private
        assert place.server.violations == []
    assert list(files) == ["files[0] icml-2024.ics"]
    assert is_whole(files["files[0] icml-2024.ics"])


async def test_an_answer_that_takes_long_brings_it_too(bot: Bot, tmp_path: Path) -> None:
    async with on_discord(bot, tmp_path) as place:
        place.platform.client.interactions.answers.in_time = 0
        answer = await place.member().types("/workshop calendar workshop:icml-2024")
        assert [each["filename"] for each in answer.messages[0]["attachments"]] == ["icml-2024.ics"]
        assert (len(sent(place)), place.server.violations) == (1, [])


async def test_shown_to_everyone_on_discord_it_comes_along(bot: Bot, tmp_path: Path) -> None:
    async with on_discord(bot, tmp_path) as place:
        ada = place.member()
        own = await ada.types("/workshop calendar workshop:icml-2024")
        await ada.presses(own, SHOW)
        await place.server.settled()
        shown = place.guild.channel("general").messages[-1]
        assert [each["filename"] for each in shown["attachments"]] == ["icml-2024.ics"]
        assert (len(sent(place)), place.server.violations) == (2, [])


async def test_a_mention_on_discord_is_answered_with_it(bot: Bot, tmp_path: Path) -> None:
    async with on_discord(bot, tmp_path) as place:
        asked = await place.member().says("general", f"{place.server.mention} calendar icml-2024")
        told = await place.server.reply_to(asked)
        assert [each["filename"] for each in told.message["attachments"]] == ["icml-2024.ics"]


async def test_slack_gets_the_links_alone(bot: Bot) -> None:
    async with on_slack(bot) as place:
        answer = await place.member().types(LINE)
    assert "calendar.google.com/calendar/render?action=TEMPLATE" in str(answer.messages[0])


async def test_where_there_is_an_address_both_give_it(bot: Bot, tmp_path: Path) -> None:
    reached = Bot(bot.commands, catalog=bot.catalog, address="https://bot.example.org")
    async with on_discord(reached, tmp_path) as place:
        on_one = await place.member().types("/workshop calendar workshop:icml-2024")
        assert sent(place) == []
    async with on_slack(reached) as other:
        on_other = await other.member().types(LINE)
    for each in (on_one, on_other):
        assert "https://bot.example.org/calendar/icml-2024.ics" in str(each.messages[0])


@pytest.mark.parametrize(("place", "names"), [("discord", ["icml-2024.ics"]), ("slack", [])])
async def test_the_page_offers_it_where_discord_would(bot: Bot, place: str, names: list[str]) -> None:
    [drawn] = await answered(bot, LINE, Person(), NOW, (place,))  # type: ignore[arg-type]
    assert [each["name"] for each in drawn["files"]] == names
