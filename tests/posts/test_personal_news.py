"""Who asked about something is told once what became of it: known, moved, cancelled; on both platforms."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.core import Bot
from tests.posts.reminded import PLATFORMS, reminded

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("on", PLATFORMS)]
HEAD = "name: Bees 2027\ntitle: Bees\nwhen: 2027-06-20\nyear: 2027\nsource: https://bees.org\n"
VIENNA = HEAD + "venue: {city: Vienna}\n"
ROOM = HEAD + "venue: {city: Vienna, room: Hive 1}\n"
KEYNOTE = HEAD + "sessions:\n  keynote: {{title: Keynote, kind: talk, at: {}}}\n"
DINNER = HEAD + "socials:\n  dinner: {{title: Dinner, at: 2027-06-20 18:00-22:00 Europe/Vienna{}}}\n"
NINE, TEN = "2027-06-20 09:00-10:00 Europe/Vienna", "2027-06-20 10:00-11:00 Europe/Vienna"
NOW = datetime(2027, 6, 1, tzinfo=UTC)
FIRST = "Your first reminder"
BotOn = Callable[..., Bot]


async def test_a_room_is_told_once_when_it_is_known(bot_on: BotOn, tmp_path: Path, on: str) -> None:
    async with reminded(bot_on, tmp_path, VIENNA, NOW) as at:
        ada = at.member(on)
        offered = await ada.types("/workshop attend")
        promised = await ada.presses(offered, "Tell me when known: Room")
        await at.changes(ROOM)
        await at.changes(ROOM.replace("Hive 1", "Hive 2"))
        heard = at.heard(on, ada)
        mine = await ada.types("/workshop remind")
    assert "It is not in our sources. I write to you as soon as it is known." in promised.text
    assert heard == [FIRST, "Known now: Room · Bees 2027"]
    assert "You have none." in mine.text


async def test_a_room_that_became_known_while_the_bot_was_down(bot_on: BotOn, tmp_path: Path, on: str) -> None:
    async with reminded(bot_on, tmp_path, VIENNA, NOW) as at:
        ada = at.member(on)
        await ada.types("/workshop remind what:bees-2027#venue.room")
        at.writes(ROOM)
        await at.restarts()
        await at.restarts()
        assert at.heard(on, ada) == [FIRST, "Known now: Room · Bees 2027"]
        assert "It is *Hive 1*." in at.said(on, ada).replace("**", "*")


async def test_a_day_that_is_known_is_reminded_of(bot_on: BotOn, tmp_path: Path, on: str) -> None:
    async with reminded(bot_on, tmp_path, VIENNA.replace("2027-06-20", "unknown"), NOW) as at:
        ada = at.member(on)
        offered = await ada.types("/workshop attend")
        await ada.presses(offered, "Tell me when known: Day")
        await at.changes(VIENNA)
        await at.passes(datetime(2027, 6, 21, tzinfo=UTC))
        assert at.heard(on, ada) == [FIRST, "Known now: Day · Bees 2027", *["Day · Bees 2027"] * 4]


async def test_a_sign_up_link_and_a_place_are_told(bot_on: BotOn, tmp_path: Path, on: str) -> None:
    async with reminded(bot_on, tmp_path, DINNER.format(""), NOW) as at:
        ada = at.member(on)
        offered = await ada.types("/workshop socials")
        await ada.presses(offered, "Tell me when known: Place of Dinner")
        await ada.presses(offered, "Tell me when known: Sign-up link of Dinner")
        await at.changes(DINNER.format(", place: The Comb, signup: https://bees.org/dinner"))
        assert sorted(at.heard(on, ada)[1:]) == [
            "Known now: Place of Dinner · Bees 2027",
            "Known now: Sign-up link of Dinner · Bees 2027",
        ]


async def test_a_session_is_reminded_of_a_day_an_hour_and_ten_minutes_before(
    bot_on: BotOn, tmp_path: Path, on: str
) -> None:
    async with reminded(bot_on, tmp_path, KEYNOTE.format(f"{NINE}, room: Hive 1"), NOW) as at:
        ada = at.member(on)
        asked = await ada.types("/workshop remind what:bees-2027/keynote")
        await at.passes(datetime(2027, 6, 19, 7, 15, tzinfo=UTC))
        heard = [len(at.heard(on, ada))]
        for step in ("06:00", "06:50"):
            hour, minute = map(int, step.split(":"))
            await at.passes(datetime(2027, 6, 20, hour, minute, tzinfo=UTC), timedelta(days=1))
            heard.append(len(at.heard(on, ada)))
        said = at.said(on, ada)
    assert asked.text.count("Jun 2027") >= 3
    assert "Where: *Hive 1*." in said.replace("**", "*")
    assert heard == [2, 3, 4]


async def test_several_moves_before_a_restart_are_told_once(bot_on: BotOn, tmp_path: Path, on: str) -> None:
    async with reminded(bot_on, tmp_path, KEYNOTE.format(NINE), NOW) as at:
        ada = at.member(on)
        await ada.types("/workshop remind what:bees-2027/keynote")
        for when in ("2027-06-20 12:00-13:00 Europe/Vienna", "unknown", TEN):
            at.writes(KEYNOTE.format(when))
        await at.restarts()
        heard, said = at.heard(on, ada), at.said(on, ada)
    assert heard == [FIRST, "Moved: Keynote · Bees 2027"]
    assert "It moved from Sun 20 Jun 2027, 09:00–10:00 Vienna time (" in said
    assert "to Sun 20 Jun 2027, 10:00–11:00 Vienna time (" in said


async def test_a_time_there_and_back_is_told_each_time(bot_on: BotOn, tmp_path: Path, on: str) -> None:
    async with reminded(bot_on, tmp_path, KEYNOTE.format(NINE), NOW) as at:
        ada = at.member(on)
        await ada.types("/workshop remind what:bees-2027/keynote")
        for when in (TEN, NINE, TEN):
            await at.changes(KEYNOTE.format(when))
        assert at.heard(on, ada) == [FIRST, *["Moved: Keynote · Bees 2027"] * 3]


@pytest.mark.parametrize("open_", ["unknown", "2027-06-20 or 2027-06-21"])
async def test_a_time_that_is_open_again_is_waited_for(bot_on: BotOn, tmp_path: Path, on: str, open_: str) -> None:
    async with reminded(bot_on, tmp_path, KEYNOTE.format(NINE), NOW) as at:
        ada = at.member(on)
        await ada.types("/workshop remind what:bees-2027/keynote when:1h")
        await at.changes(KEYNOTE.format(open_))
        assert "It was Sun 20 Jun 2027, 09:00–10:00 Vienna time" in at.said(on, ada)
        await at.changes(KEYNOTE.format(TEN))
        await at.passes(datetime(2027, 6, 20, 7, 15, tzinfo=UTC))
        assert at.heard(on, ada)[1:] == [
            "Not known any more: Keynote · Bees 2027",
            "Known now: Keynote · Bees 2027",
            "Keynote · Bees 2027",
        ]


async def test_what_is_cancelled_and_then_not_is_told_once_each(bot_on: BotOn, tmp_path: Path, on: str) -> None:
    async with reminded(bot_on, tmp_path, DINNER.format(""), NOW) as at:
        ada = at.member(on)
        await ada.types("/workshop remind what:bees-2027/dinner when:1h")
        await ada.types("/workshop remind what:bees-2027/dinner#signup")
        await at.changes(DINNER.format(", cancelled: It rains."))
        why = at.said(on, ada)
        await at.changes(DINNER.format(", cancelled: It rains., text: Really."))
        refused = await ada.types("/workshop remind what:bees-2027/dinner")
        await at.passes(datetime(2027, 6, 19, tzinfo=UTC))
        await at.changes(DINNER.format(""))
        await at.passes(datetime(2027, 6, 21, tzinfo=UTC))
        heard = at.heard(on, ada)
    assert "Cancelled" in why
    assert "It rains." in why
    assert "\nDinner · Bees 2027 is cancelled: It rains." in refused.text
    after = "Not cancelled after all: Dinner · Bees 2027"
    assert heard == [FIRST, "Cancelled: Dinner · Bees 2027", after, "Dinner · Bees 2027"]


async def test_what_is_gone_from_the_files_is_waited_for(bot_on: BotOn, tmp_path: Path, on: str) -> None:
    async with reminded(bot_on, tmp_path, KEYNOTE.format(NINE), NOW) as at:
        ada = at.member(on)
        await ada.types("/workshop remind what:bees-2027/keynote")
        await at.changes(HEAD)
        await at.passes(datetime(2027, 6, 20, 5, tzinfo=UTC), timedelta(hours=12))
        assert at.heard(on, ada) == [FIRST]
        assert "what our sources do not hold" in (await ada.types("/workshop remind")).text
        await at.changes(KEYNOTE.format(NINE))
        await at.passes(datetime(2027, 6, 20, 6, 55, tzinfo=UTC), timedelta(minutes=10))
        assert at.heard(on, ada) == [FIRST, "Keynote · Bees 2027", "Keynote · Bees 2027"]


async def test_a_reminder_is_forgotten_thirty_days_after(bot_on: BotOn, tmp_path: Path, on: str) -> None:
    async with reminded(bot_on, tmp_path, KEYNOTE.format(NINE), NOW) as at:
        ada = at.member(on)
        await ada.types("/workshop remind what:bees-2027/keynote")
        at.place.now = datetime(2027, 7, 19, tzinfo=UTC)
        await at.adopts()
        before = await ada.types("/workshop remind")
        at.place.now = datetime(2027, 7, 21, tzinfo=UTC)
        await at.adopts()
        after = await ada.types("/workshop remind")
    assert ("You have 1." in before.text, "You have none." in after.text) == (True, True)


async def test_what_is_gone_is_forgotten_thirty_days_after(bot_on: BotOn, tmp_path: Path, on: str) -> None:
    async with reminded(bot_on, tmp_path, KEYNOTE.format(NINE), NOW) as at:
        ada = at.member(on)
        await ada.types("/workshop remind what:bees-2027/keynote")
        at.place.now = datetime(2027, 7, 21, tzinfo=UTC)
        await at.changes(HEAD)
        mine = await ada.types("/workshop remind")
    assert "You have none." in mine.text
