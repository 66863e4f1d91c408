"""Where the bot posts on Discord besides channels: threads under a post, and people's direct messages."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.message import Message
from bot.platforms.discord.errors import FINAL
from bot.ports import Border, Found, Mark, Place, SendError
from tests.platforms.on_discord import OnDiscord

pytestmark = pytest.mark.anyio
POST, NOTE, MORE = (Message(title=each) for each in ("A new paper", "Notes", "More notes"))
LONG_AGO = datetime(2024, 1, 1, tzinfo=UTC)


@pytest.fixture
async def under(place: OnDiscord, border: Border) -> Place:
    """Give the place under a post."""
    return await under_a_post(place, border)


async def under_a_post(place: OnDiscord, border: Border, channel: str = "general") -> Place:
    where = Place("Bees", str(place.guild.channel(channel).id))
    return Place("Bees", where.channel, thread=await border.post(where, POST, Mark("paper")))


def titles(place: OnDiscord, thread: str) -> list[str]:
    return [each["embeds"][0]["title"] for each in place.server.channels[int(thread)].messages]


def opened(place: OnDiscord, end: str) -> int:
    return sum((each.method, each.path.endswith(end)) == ("POST", True) for each in place.server.requests)


async def failure(sent: Any) -> tuple[str, str]:
    with pytest.raises(SendError) as error:
        await sent
    return error.value.kind, error.value.text


@pytest.mark.parametrize("channel", ["general", "news"])
async def test_a_thread_is_opened_once(place: OnDiscord, border: Border, channel: str) -> None:
    under = await under_a_post(place, border, channel)
    for number, message in enumerate((NOTE, MORE)):
        await border.post(under, message, Mark(f"note {number}"))
    assert (titles(place, under.thread), opened(place, "/threads")) == (["Notes", "More notes"], 1)
    assert place.server.channels[int(under.thread)].name == "Notes"


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("", "Mechanistic Interpretability Workshop"),
        (" \n", "Mechanistic Interpretability Workshop"),
        ("🐝" * 90, None),
    ],
)
async def test_every_title_makes_a_name(
    place: OnDiscord, border: Border, under: Place, title: str, name: str | None
) -> None:
    await border.post(under, Message(title=title, text="Notes"), Mark("note"))
    assert place.server.channels[int(under.thread)].name == (name or "🐝" * 49 + "…")


async def test_two_at_once_open_one_thread(place: OnDiscord, border: Border, under: Place) -> None:
    place.server.fault("POST", "/messages$", delay=0.1)
    await asyncio.gather(*(border.post(under, each, Mark(each.title)) for each in (NOTE, MORE)))
    assert sorted(titles(place, under.thread)) == ["More notes", "Notes"]


async def test_a_thread_opened_by_another_is_used(place: OnDiscord, border: Border, under: Place) -> None:
    place.server.fault("POST", "/messages$", status=404, code=10003)  # it is opened between our two requests
    channel = place.guild.channel("general")
    channel.thread("Talk", message=channel.messages[0])
    await border.post(under, NOTE, Mark("note"))
    assert titles(place, under.thread) == ["Notes"]


@pytest.mark.parametrize("cut", ["before", "after"])
async def test_a_loss_while_opening_makes_one_note(place: OnDiscord, border: Border, under: Place, cut: str) -> None:
    place.server.fault("POST", "/threads$", cut=cut)
    assert (await failure(border.post(under, NOTE, Mark("note"))))[0] == "ambiguous"
    await border.post(under, NOTE, Mark("note"))
    assert titles(place, under.thread) == ["Notes"]


async def test_an_archived_thread_is_written_in(place: OnDiscord, border: Border, under: Place) -> None:
    await border.post(under, NOTE, Mark("note"))
    place.server.channels[int(under.thread)].archive()
    await border.post(under, MORE, Mark("more"))
    assert titles(place, under.thread) == ["Notes", "More notes"]


async def test_a_locked_thread_is_told(place: OnDiscord, border: Border, under: Place) -> None:
    await border.post(under, NOTE, Mark("note"))
    place.server.channels[int(under.thread)].archive(locked=True)
    told = await failure(border.post(under, MORE, Mark("more")))
    assert told == ("permanent", "The thread is locked. Unlock it, or choose another place.")


async def test_a_thread_under_nothing_is_told(place: OnDiscord, border: Border, under: Place) -> None:
    await border.delete(Place("Bees", under.channel), under.thread)
    assert (await failure(border.post(under, NOTE, Mark("note"))))[0] == "removed"


async def test_what_stands_in_a_thread_is_found(border: Border, under: Place) -> None:
    copy = await border.post(under, NOTE, Mark("note", "r1"))
    await border.edit(under, copy, MORE, Mark("note", "r2"))
    assert await border.find(under, Mark("note"), LONG_AGO) == [Found(copy, "r2")]
    assert await border.find(Place("Bees", under.channel), Mark("note"), LONG_AGO) == []


async def test_direct_messages_are_opened_once(place: OnDiscord, border: Border) -> None:
    ada = place.member("Ada")
    to_ada = Place("Bees", person=f"discord:{ada.id}")
    first = await border.post(to_ada, NOTE, Mark("note", "r1"))
    await border.post(to_ada, MORE, Mark("more"))
    told = [each["embeds"][0]["title"] for each in ada.in_direct_messages().channel.messages]
    assert (told, opened(place, "/users/@me/channels")) == (["Notes", "More notes"], 1)
    assert await border.find(to_ada, Mark("note"), LONG_AGO) == [Found(first, "r1")]


async def test_a_button_in_direct_messages_answers(place: OnDiscord, border: Border) -> None:
    ada = place.member("Ada").in_direct_messages()
    await border.post(Place("Bees", person=f"discord:{ada.id}"), NOTE, Mark("note"))
    assert (await ada.presses(ada.channel.messages[0], "More")).text


async def test_closed_direct_messages_are_told(place: OnDiscord, border: Border) -> None:
    ada = place.member("Ada")
    ada.closes_direct_messages()
    told = await failure(border.post(Place("Bees", person=f"discord:{ada.id}"), NOTE, Mark("note")))
    assert told == ("permanent", "This person takes no direct messages from the bot.")


async def test_what_fails_in_one_place_stops_no_other(place: OnDiscord, border: Border, under: Place) -> None:
    """Row 35: no permission, no channel, and a locked thread."""
    place.guild.channel("organizers").forbid()
    await border.post(under, NOTE, Mark("note"))
    place.server.channels[int(under.thread)].archive(locked=True)
    news, gone = place.guild.channel("news"), Place("Bees", "123456789012345678")
    wheres = [Place("Bees", str(place.guild.channel("organizers").id)), gone, under, Place("Bees", str(news.id))]
    posts = (border.post(each, MORE, Mark("more")) for each in wheres)
    done = await asyncio.gather(*posts, return_exceptions=True)
    said = [each.text if isinstance(each, SendError) else each for each in done]
    assert said == [FINAL[50013], FINAL[10003], FINAL[160005], news.messages[0]["id"]]
