"""One entry of a calendar: its time and zone, however they are named; its words and links, whatever they hold."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.facts.collection import Feed
from bot.message import Message
from bot.platforms.discord.render import render as to_discord
from bot.platforms.slack.render import render as to_slack
from bot.watch.calendars import seminar_of
from tests.watch.written import entries, one

VIENNA_OF_OUTLOOK = """\
BEGIN:VTIMEZONE
TZID:Customized Time Zone
BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE
"""
HOSTILE = (
    "@everyone <!channel> <@U0123ABCD> <@&1200000000000000002> [free](javascript:alert(1)) <time:full/2026-01-01/Z>"
)


@pytest.mark.parametrize(
    ("lines", "at", "until"),
    [
        ("DTSTART;VALUE=DATE:20261012", "2026-10-12", None),
        ("DTSTART;VALUE=DATE:20261012\nDTEND;VALUE=DATE:20261013", "2026-10-12", None),
        ("DTSTART;VALUE=DATE:20261012\nDTEND;VALUE=DATE:20261015", "2026-10-12", "2026-10-14"),
        ("DTSTART;VALUE=DATE:20261012\nDURATION:P2D", "2026-10-12", "2026-10-13"),
    ],
)
def test_whole_days_stay_days(lines: str, at: str, until: str | None) -> None:
    entry = one(lines, zone="Asia/Tokyo")
    assert (str(entry.at), entry.until and str(entry.until), entry.note) == (at, until, "")


@pytest.mark.parametrize(
    ("lines", "head", "zone", "at"),
    [
        ("DTSTART:20261012T160000Z", "", None, "2026-10-12 16:00 UTC"),
        ("DTSTART:20261012T160000Z", "", "Europe/Vienna", "2026-10-12 18:00 Europe/Vienna"),
        ("DTSTART;TZID=Europe/London:20261012T170000", "", None, "2026-10-12 17:00 Europe/London"),
        ("DTSTART;TZID=Europe/London:20261012T170000", "", "Asia/Tokyo", "2026-10-12 17:00 Europe/London"),
        ("DTSTART;TZID=GMT Standard Time:20261012T170000", "", None, "2026-10-12 17:00 Europe/London"),
        ("DTSTART;TZID=/mozilla.org/2005/Europe/London:20261012T170000", "", None, "2026-10-12 17:00 Europe/London"),
        ("DTSTART;TZID=Etc/GMT+5:20261012T170000", "", None, "2026-10-12 17:00 UTC-5"),
        ("DTSTART;TZID=Customized Time Zone:20261012T170000", VIENNA_OF_OUTLOOK, None, "2026-10-12 17:00 UTC+2"),
        ("DTSTART;TZID=Customized Time Zone:20261112T170000", VIENNA_OF_OUTLOOK, None, "2026-11-12 17:00 UTC+1"),
        ("DTSTART:20261012T170000", "X-WR-TIMEZONE:Europe/London\n", None, "2026-10-12 17:00 Europe/London"),
        ("DTSTART:20261012T160000Z", "X-WR-TIMEZONE:Europe/London\n", None, "2026-10-12 17:00 Europe/London"),
        ("DTSTART:20261012T170000", "X-WR-TIMEZONE:Nowhere/Land\n", "Europe/London", "2026-10-12 17:00 Europe/London"),
        ("DTSTART:20261012T170000", "", "Europe/London", "2026-10-12 17:00 Europe/London"),
        (
            "DTSTART;TZID=Europe/London:20261012T230000\nDTEND;TZID=Asia/Tokyo:20261013T090000",
            "",
            None,
            "2026-10-12 23:00-01:00 Europe/London",
        ),
        (
            "DTSTART;TZID=Europe/London:20261012T170000\nDURATION:PT90M",
            "",
            None,
            "2026-10-12 17:00-18:30 Europe/London",
        ),
    ],
)
def test_each_way_to_name_a_zone_is_understood(lines: str, head: str, zone: str | None, at: str) -> None:
    entry = one(lines, head, zone)
    assert (str(entry.at), entry.note) == (at, "")


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ("DTSTART:20261012T170000", "and no time zone"),
        ("DTSTART;TZID=Hive/Mean Time:20261012T170000", "in a time zone that it does not explain"),
        ("DTSTART;TZID=PST:20261012T170000", "in a time zone that it does not explain"),
    ],
)
def test_no_zone_is_guessed(lines: str, why: str) -> None:
    entry = one(lines)
    assert (str(entry.at), entry.note) == (
        "2026-10-12",
        f"The calendar gives 17:00 {why}, so the hour where you are is not known.",
    )


def test_an_unexplained_zone_is_not_that_of_the_calendar() -> None:
    entry = one("DTSTART;TZID=Hive/Mean Time:20261012T170000", "X-WR-TIMEZONE:Europe/London\n", "Europe/Vienna")
    assert (str(entry.at), entry.note[:26]) == ("2026-10-12", "The calendar gives 17:00 i")


def test_a_single_talk_that_moves_is_the_same() -> None:
    first, then = one("DTSTART:20261012T160000Z"), one("DTSTART:20261013T160000Z\nSEQUENCE:1")
    assert (first.key, str(first.at)) == (then.key, "2026-10-12 16:00 UTC")


def test_folded_and_escaped_lines_are_whole() -> None:
    entry = one("DTSTART:20261012T160000Z\nLOCATION:Hall 2\\, Hi\n ve\\; left\nDESCRIPTION:One\\nTwo\\n\\nThr\n ee *x*")
    assert (entry.place, entry.text) == ("Hall 2, Hive; left", "One\\\nTwo\n\nThree \\*x\\*")


def test_hostile_words_are_shown_and_do_nothing() -> None:
    entry = one(f"DTSTART:20261012T160000Z\nLOCATION:{HOSTILE}\nDESCRIPTION:{HOSTILE}\nURL:javascript:alert(1)")
    seminar = seminar_of(entry, "bees", Feed(id="feed/bees", title="Bees", file="bees.ics"))
    message = Message(title=entry.title, text=seminar.text or "")
    (discord,), (slack,) = to_discord(message), to_slack(message)
    assert (seminar.link, seminar.id) == (None, f"seminar/bees-{entry.key}")
    assert discord["allowed_mentions"]["parse"] == []
    shown = str(slack["blocks"])
    assert not any(each in shown for each in ("<!channel>", "<@U0123ABCD>", "<javascript", "<!date"))


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("https://hive.example/talk", ("https://hive.example/talk", None)),
        ("http://hive.example/talk", ("http://hive.example/talk", "The calendar gives this address without https.")),
        ("ftp://hive.example/talk", None),
        ("https://hive.example/<script>", None),
        ("https://zoom.us/j/1?pwd=abc", None),
    ],
)
def test_only_addresses_of_the_web_become_links(url: str, told: tuple[str, str | None] | None) -> None:
    link = seminar_of(one(f"DTSTART:20261012T160000Z\nURL:{url}"), "bees", Feed(title="Bees", file="bees.ics")).link
    assert (link and (link.url, link.note)) == told


def test_the_seed_is_read_whole(root: Path) -> None:
    seeds = list((root.parent / "shared" / "seeds").glob("004_*"))
    if not seeds:
        pytest.skip("the sources are not here")
    (entry,) = entries(seeds[0].read_text(encoding="utf-8"), now=datetime(2025, 5, 1, tzinfo=UTC))
    assert (entry.title, str(entry.at), entry.contact) == (
        "Research Progress in Mechanistic Interpretability - Arthur Conmy (Google DeepMind)",
        "2025-05-09 12:00-13:00 Europe/London",
        "Suchir Salhan",
    )
    assert entry.place.startswith("Room FW26 with Hybrid Format.")
    assert "how much progress has been made" in entry.text
    assert "pwd" not in str(entry)
