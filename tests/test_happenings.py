from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from bot.config import CommunitySettings
from bot.core import Bot
from bot.happenings import NO_END, NO_START, Happening, Note, Programme, programme_of
from bot.watching import events_of

BEES = """\
name: Bees 2027
title: Workshop on the Dance of Bees
source: https://bees.example/2027
year: 2027
when: 2027-06-21
website: https://bees.example/2027
venue: {room: Comb 3, name: The Old Hive, city: Dunedin, country: New Zealand}
"""


@pytest.fixture
def bees(bot_on: Callable[..., Bot]) -> Callable[[str], Programme]:
    """Give the programme of a workshop with these facts more."""

    def make(more: str) -> Programme:
        return programme_of(bot_on(bees_2027=BEES + more).catalog.workshops["bees-2027"])

    return make


def sessions(*times: str) -> str:
    lines = (f"  s{number}: {{title: Talk, at: {time}, kind: talk}}" for number, time in enumerate(times))
    return "\n".join(("sessions:", *lines)) + "\n"


def day_of(programme: Programme) -> Happening | Note:
    every: list[Happening | Note] = [*programme.wanted, *programme.left_out]
    return next(each for each in every if each.key == "bees-2027/day")


def test_shipped_day_spans_its_sessions(bot: Bot) -> None:
    icml = bot.catalog.workshops["icml-2024"]
    assert programme_of(icml) == Programme(
        wanted=(
            Happening(
                key="icml-2024/day",
                title="ICML 2024 Mechanistic Interpretability Workshop",
                description="Sat 27 Jul 2024, 09:00–17:00 Vienna time\n\n"
                "The first edition: one day in Vienna with invited talks, a panel, oral presentations, spotlights, two "
                "poster sessions and five prize-winning papers.",
                starts_at=datetime(2024, 7, 27, 7, tzinfo=UTC),
                ends_at=datetime(2024, 7, 27, 15, tzinfo=UTC),
                place="Room Lehar 1, Messe Wien Exhibition Congress Center, Vienna, Austria",
            ),
        ),
        left_out=(Note("icml-2024/social/evening-social", "Evening social · ICML 2024", NO_END),),
    )


def test_shipped_editions_without_hours_are_left_out(bot: Bot) -> None:
    shops = [bot.catalog.workshops[key] for key in ("icml-2026", "neurips-2025")]
    day_notes = [programme_of(shop).left_out[0] for shop in shops]
    assert [(note.key, note.why) for note in day_notes] == [("icml-2026/day", NO_START), ("neurips-2025/day", NO_START)]


def test_social_with_hours_is_wanted(bees: Callable[[str], Programme]) -> None:
    made = bees(
        "socials:\n  dinner:\n    title: Dinner\n    at: 2027-06-21 19:00-01:00 Pacific/Auckland\n"
        "    place: The Meadow\n    signup: https://bees.example/dinner\n    note: No stings.\n"
        "    text: 'Tell us by <time:full/2027-06-01T00:00Z/UTC> (see [the menu](https://bees.example/menu)):\n\n\n"
        "      - **clover**\n\n      - lime'\n"
    )
    assert made.wanted == (
        Happening(
            key="bees-2027/social/dinner",
            title="Dinner · Bees 2027",
            description="Mon 21 Jun 2027, 19:00–01:00 Auckland time\n\nOpen to all.\n\n"
            "Tell us by Tue 1 Jun 2027, 00:00 UTC (see the menu (https://bees.example/menu)):\n"
            "• clover\n• lime\n\nNo stings.",
            starts_at=datetime(2027, 6, 21, 7, tzinfo=UTC),
            ends_at=datetime(2027, 6, 21, 13, tzinfo=UTC),
            place="The Meadow",
            url="https://bees.example/dinner",
        ),
    )


@pytest.mark.parametrize(
    ("at", "why"),
    [
        ("2027-06-21 19:00-late UTC", NO_END),
        ("2027-06-21 19:00 UTC", NO_END),
        ("2027-06-21", NO_START),
        ("2027-06-21 or 2027-06-22", NO_START),
        ("unknown", NO_START),
    ],
)
def test_social_without_hours_is_left_out(bees: Callable[[str], Programme], at: str, why: str) -> None:
    made = bees(f"socials:\n  dinner: {{title: Dinner, at: {at}}}\n")
    assert made.wanted == ()
    assert made.left_out[1:] == (Note("bees-2027/social/dinner", "Dinner · Bees 2027", why),)


@pytest.mark.parametrize(
    ("times", "expected"),
    [
        (["2027-06-21 10:00-11:00 UTC", "2027-06-21 09:00-10:00 UTC"], (9, 11)),
        (["2027-06-21 09:00-12:00 UTC", "2027-06-21 10:00-11:00 UTC"], (9, 12)),
        (["2027-06-21 08:00 UTC", "2027-06-21 09:00-10:00 UTC"], (8, 10)),
        (["2027-06-21", "2027-06-21 09:00-10:00 UTC"], (9, 10)),
        (["2027-06-21 09:00-late UTC", "2027-06-21 10:00-11:00 UTC"], NO_END),
        (["2027-06-21 09:00-10:00 UTC", "2027-06-21 10:00 UTC"], NO_END),
        (["2027-06-21 09:00 UTC"], NO_END),
        (["2027-06-21"], NO_START),
    ],
)
def test_day_spans_only_known_hours(
    bees: Callable[[str], Programme], times: list[str], expected: tuple[int, int] | str
) -> None:
    day = day_of(bees(sessions(*times)))
    assert expected == (day.why if isinstance(day, Note) else (day.starts_at.hour, day.ends_at.hour))


def test_several_days_are_told_whole(bees: Callable[[str], Programme]) -> None:
    day = day_of(bees(sessions("2027-06-21 09:00-late UTC", "2027-06-22 09:00-16:00 UTC")))
    assert isinstance(day, Happening)
    assert day.description == "Mon 21 Jun 2027, 09:00 UTC to Tue 22 Jun 2027, 16:00 UTC"
    assert day.ends_at == datetime(2027, 6, 22, 16, tzinfo=UTC)


def test_day_knows_place_and_address(bees: Callable[[str], Programme]) -> None:
    day = day_of(bees(sessions("2027-06-21 09:00-10:00 UTC")))
    assert isinstance(day, Happening)
    assert (day.place, day.url) == ("Comb 3, The Old Hive, Dunedin, New Zealand", "https://bees.example/2027")


def test_what_is_cancelled_is_not_wanted(bees: Callable[[str], Programme]) -> None:
    programme = bees(
        "sessions:\n"
        "  first: {title: Talk, at: 2027-06-21 08:00-09:00 UTC, kind: talk, cancelled: The speaker is ill.}\n"
        "  second: {title: Talk, at: 2027-06-21 10:00-11:00 UTC, kind: talk}\n"
        "socials:\n  tea: {title: Tea, at: 2027-06-21 18:00-19:00 UTC, cancelled: No tea.}\n"
    )
    [day] = programme.wanted
    assert (day.key, day.starts_at.hour, programme.left_out) == ("bees-2027/day", 10, ())


@pytest.mark.parametrize(
    ("more", "url"),
    [
        ("", "https://bees.example/tea"),
        (", full: true", ""),
        (", full: true, waiting: https://bees.example/wait", "https://bees.example/wait"),
    ],
)
def test_a_full_social_shows_its_waiting_list(bees: Callable[[str], Programme], more: str, url: str) -> None:
    tea = "socials: {tea: {title: Tea, at: 2027-06-21 18:00-19:00 UTC, signup: https://bees.example/tea%s}}\n"
    assert bees(tea % more).wanted[0].url == url


LEFT = "left out: Workshop on the Dance of Bees, since its start is not known"


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("end", "events", "told"),
    [
        (
            "late",
            True,
            [f"{LEFT}; Mead · Bees 2027, since its end is not known, which Discord needs"],
        ),
        ("20:00", True, [LEFT]),
        ("late", False, []),
    ],
)
async def test_organizers_are_told_what_stands_in_no_calendar(
    bot_on: Callable[..., Bot], end: str, events: bool, told: list[str]
) -> None:
    mead = f"socials:\n  mead: {{title: Mead, at: 2027-06-21 18:00-{end} Pacific/Auckland}}\n"
    settings = CommunitySettings(name="Bees", platform="discord", server="1" * 18, events=events)
    tell = events_of(bot_on(bees_2027=BEES + mead), [settings])
    assert [each.text for each in await tell(datetime(2027, 6, 1, tzinfo=UTC))] == told
    assert [each.text for each in await tell(datetime(2027, 8, 1, tzinfo=UTC)) if "Mead" in each.text] == []
