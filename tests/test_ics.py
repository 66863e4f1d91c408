"""Calendar files, read back by two parsers that know nothing of each other."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import icalendar
import pytest
import vobject

from bot.core import Bot
from bot.entries import Dated, all_entries, when_of
from bot.facts.catalog import Catalog
from bot.facts.collection import Seminar
from bot.facts.models import Date, Deadline, Session, Social
from bot.ics import ALL, FIRST, Revision, calendar_file, calendar_files
from bot.moment import Day, Moment, Span
from bot.occasions import occasion
from tests.conftest import answer_with

Times = tuple[date, date | None]
EARLY = "2023-01-01T00:00Z"
BEES = """\
name: Bees 2027
title: Workshop on the Dance of Bees
source: https://bees.example/2027
year: 2027
when: 2027-06-21
"""
NASTY = """\
deadlines:
  aoe: {title: AoE, due: 2027-03-28 AoE}
  quarter: {title: Kathmandu, due: 2027-05-01 00:05 UTC+5:45}
  first: {title: First, due: 2027-05-01 UTC+14}
  day: {title: Day alone, due: 2027-12-31}
  open: {title: Not known, due: unknown}
  either: {title: Undecided, due: 2027-05-01 or 2027-05-02}
dates:
  forward: {title: Clocks go forward, on: 2027-03-28 03:00 Europe/Vienna}
  leap: {title: Leap day, on: 2028-02-29}
sessions:
  honolulu: {title: Late in Honolulu, at: 2027-06-21 13:00-23:30 Pacific/Honolulu, kind: talk}
  sydney: {title: Early in Sydney, at: 2027-06-21 08:00-09:00 Australia/Sydney, kind: talk}
  midnight: {title: Over midnight, at: 2027-06-21 23:00-01:00 America/New_York, kind: other}
  spring: {title: Over the change, at: 2027-03-14 01:30-03:30 America/Los_Angeles, kind: other}
  autumn: {title: Over the other, at: 2027-10-31 00:30-04:00 Europe/Berlin, kind: other}
  lord: {title: Half an hour, at: 2027-10-03 01:30-03:00 Australia/Lord_Howe, kind: other}
  start: {title: Start alone, at: 2027-06-21 10:00 Asia/Tokyo, kind: talk}
socials:
  late: {title: Until late, at: 2027-06-21 18:30-late Europe/Vienna}
"""


@pytest.fixture
def bees(bot_on: Callable[..., Bot]) -> Callable[..., Catalog]:
    """Give the facts of a workshop with these more."""
    return lambda more="", head=BEES: bot_on(bees_2027=head + more).catalog


def by_icalendar(file: bytes) -> dict[str, Times]:
    found = icalendar.Calendar.from_ical(file)
    assert isinstance(found, icalendar.Calendar)
    assert found.errors == []
    return {str(each["uid"]): (each["dtstart"].dt, _end(each)) for each in found.walk("vevent")}


def _end(event: Any) -> date | None:
    return event["dtend"].dt if "dtend" in event else None


def by_vobject(file: bytes) -> dict[str, Times]:
    found = vobject.readOne(file.decode())
    events = getattr(found, "vevent_list", [])
    return {
        each.uid.value: (each.dtstart.value, each.dtend.value if "dtend" in each.contents else None) for each in events
    }


def wanted(when: object) -> Times | None:
    """Give the times of a fact, by another way than the bot's."""
    match when:
        case Moment():
            return when.local.astimezone(UTC), None
        case Day():
            return when.date, when.date + timedelta(days=1)
        case Span():
            return when.start.local.astimezone(UTC), when.end.local.astimezone(UTC) if when.end else None
    return None


def facts_of(catalog: Catalog) -> dict[str, Times]:
    dated = (each for each in catalog.facts.values() if isinstance(each, Dated))
    return {f"{each.id}@workshop-bot": times for each in dated if (times := wanted(when_of(each)))}


def check(catalog: Catalog) -> dict[str, Times]:
    file = calendar_file(catalog)
    days = {f"{shop.id}@workshop-bot" for shop in catalog.newest_first}
    read = by_icalendar(file)
    assert read == by_vobject(file)
    assert {uid: times for uid, times in read.items() if uid not in days} == facts_of(catalog)
    return read


def events(file: bytes) -> dict[str, Any]:
    found = icalendar.Calendar.from_ical(file)
    assert isinstance(found, icalendar.Calendar)
    return {str(each["uid"]).partition("@")[0]: each for each in found.walk("vevent")}


def test_two_parsers_read_every_shipped_instant(bot: Bot) -> None:
    assert len(check(bot.catalog)) >= 20


def test_two_parsers_read_nasty_instants_too(bees: Callable[..., Catalog]) -> None:
    read = check(bees(NASTY))
    assert len(read) == 15
    assert read["bees-2027/honolulu@workshop-bot"] == (
        datetime(2027, 6, 21, 23, tzinfo=UTC),
        datetime(2027, 6, 22, 9, 30, tzinfo=UTC),
    )
    assert read["bees-2027/quarter@workshop-bot"] == (datetime(2027, 4, 30, 18, 20, tzinfo=UTC), None)


def test_every_time_is_in_utc(bees: Callable[..., Catalog]) -> None:
    lines = calendar_file(bees(NASTY)).decode().split("\r\n")
    starts = [line for line in lines if line.startswith(("DTSTART", "DTEND"))]
    assert [each for each in starts if not each.endswith("Z") and ";VALUE=DATE:" not in each] == []


def check_everywhere(bot: Bot) -> int:
    """Check that what is listed is in the file and can be reminded of; gives how much that is."""
    count = 0
    for shop in bot.catalog.newest_first:
        held = [*shop.deadlines.values(), *shop.dates.values(), *shop.sessions.values(), *shop.socials.values()]
        file = set(events(calendar_file(bot.catalog, shop.id))) - {shop.id}
        remindable = {each.id for each in held if (known := occasion(bot.catalog, each.id)) and known.at}
        answers = [answer_with(bot, f"/workshop {what} {shop.id}", EARLY) for what in ("deadlines", "schedule")]
        told = " ".join(
            text for each in answers for text in (each.text, *(f"{s.title} {s.text}" for s in each.sections))
        )
        listed = {each.id for each in held if each.title in told.replace("\\", "")}
        assert (file, remindable) == (listed & remindable, file)
        count += len(file)
    return count


def test_what_is_listed_is_in_the_file_and_can_be_reminded_of(bot: Bot) -> None:
    assert check_everywhere(bot) > 20


def test_no_way_to_write_a_time_drops_it_anywhere(bot_on: Callable[..., Bot]) -> None:
    assert check_everywhere(bot_on(bees_2027=BEES + NASTY)) == 14


def test_every_seminar_is_in_the_file_and_can_be_reminded_of(bot: Bot) -> None:
    known = bot.catalog.all.seminars.values()
    told = answer_with(bot, "/workshop seminars", EARLY)
    said = " ".join([told.text, *(f"{each.title} {each.text}" for each in told.sections)])
    file = set(events(calendar_file(bot.catalog)))
    assert [each.id for each in known if each.title not in said or each.id not in file] == []
    assert all((found := occasion(bot.catalog, each.id)) and found.at for each in known)


def test_what_has_no_known_day_is_left_out(bees: Callable[..., Catalog]) -> None:
    assert not {"bees-2027/open", "bees-2027/either"} & set(events(calendar_file(bees(NASTY))))


def test_a_day_alone_is_all_day_and_says_so(bees: Callable[..., Catalog]) -> None:
    event = events(calendar_file(bees(NASTY)))["bees-2027/day"]
    assert (event["summary"], event["dtstart"].dt) == (
        "Due: Day alone (hour not known) · Bees 2027",
        date(2027, 12, 31),
    )
    assert "so no hour is sure" in event["description"]


def test_an_open_end_stays_open(bees: Callable[..., Catalog]) -> None:
    event = events(calendar_file(bees(NASTY)))["bees-2027/late"]
    assert "dtend" not in event
    assert "duration" not in event
    assert event["description"] == "Mon 21 Jun 2027, from 18:30 Vienna time until late.\n\nOpen to all."


def test_a_deadline_blocks_no_time(bees: Callable[..., Catalog]) -> None:
    found = events(calendar_file(bees(NASTY)))
    assert [found[f"bees-2027/{key}"]["transp"] for key in ("aoe", "day", "late")] == [
        "TRANSPARENT",
        "TRANSPARENT",
        "OPAQUE",
    ]


@pytest.mark.parametrize(
    ("more", "days"),
    [
        ("", (date(2027, 6, 21), date(2027, 6, 22))),
        ("until: 2027-06-23\n", (date(2027, 6, 21), date(2027, 6, 24))),
        ("dates: {held: {title: The workshop, on: 2027-06-21}}\n", None),
        ("dates: {other: {title: Another day, on: 2027-06-22}}\n", (date(2027, 6, 21), date(2027, 6, 22))),
    ],
)
def test_the_workshop_has_its_days_once(bees: Callable[..., Catalog], more: str, days: Times | None) -> None:
    assert by_icalendar(calendar_file(bees(more))).get("bees-2027@workshop-bot") == days


def test_days_that_are_not_known_are_not_invented(bees: Callable[..., Catalog]) -> None:
    head = BEES.replace("when: 2027-06-21", "when: unknown")
    assert events(calendar_file(bees(head=head))) == {}


CANCELLED = """\
people: {ada: {name: Ada}, bo: {name: Bo}}
venue: {room: Comb 3, name: The Old Hive, city: Dunedin}
sessions:
  panel:
    title: Panel
    at: 2027-06-21 10:00-11:00 Pacific/Auckland
    kind: panel
    people: [ada, bo]
    room: Comb 7
    text: Bring **questions**; commas, too\\, and see [the page](https://bees.example/a,b;c).
    cancelled: The hive is closed.
"""


def test_what_is_cancelled_stands_there_as_cancelled(bees: Callable[..., Catalog]) -> None:
    event = events(calendar_file(bees(CANCELLED)))["bees-2027/panel"]
    assert (event["status"], event["summary"]) == ("CANCELLED", "Cancelled: Panel · Bees 2027")
    assert event["location"] == "Comb 7, The Old Hive, Dunedin"
    assert event["description"].split("\n\n") == [
        "Cancelled: The hive is closed.",
        "Mon 21 Jun 2027, 10:00–11:00 Auckland time.",
        "With Ada, Bo.",
        "Bring questions; commas, too, and see the page (https://bees.example/a,b;c).",
    ]


def test_a_full_social_hides_its_sign_up(bees: Callable[..., Catalog]) -> None:
    social = "socials: {tea: {title: Tea, at: 2027-06-21 18:00-19:00 UTC, signup: https://bees.example/tea%s}}\n"
    more = (", full: true", ", full: true, waiting: https://bees.example/wait", "")
    files = [calendar_file(bees(social % each)) for each in more]
    assert [events(each)["bees-2027/tea"].get("url") for each in files] == [
        None,
        "https://bees.example/wait",
        "https://bees.example/tea",
    ]


HOSTILE = 'x\\, ;:" \u202e\u2028 BEGIN:VEVENT \U0001f41d' + "日本語" * 60


def test_hostile_text_stays_text(bees: Callable[..., Catalog]) -> None:
    quoted = HOSTILE.replace("\\", "\\\\").replace('"', '\\"').replace("\u2028", "\\L")
    file = calendar_file(
        bees(f'dates:\n  odd:\n    title: "{quoted}"\n    on: 2027-06-22\n    text: "a\\n\\nEND:VCALENDAR"\n')
    )
    ours, theirs = events(file)["bees-2027/odd"], vobject.readOne(file.decode()).vevent_list
    assert max(map(len, file.split(b"\r\n"))) <= 75
    assert {each.summary.value for each in theirs} >= {str(ours["summary"])}
    assert "BEGIN:VEVENT" in str(ours["summary"])
    assert str(ours["description"]).endswith("a\n\nEND:VCALENDAR")


def test_two_builds_are_the_same_bytes(bot: Bot) -> None:
    assert calendar_files(bot.catalog) == calendar_files(bot.catalog)


def test_the_file_of_an_edition_is_part_of_everything(bot: Bot) -> None:
    files = calendar_files(bot.catalog)
    assert set(files) == {ALL, *bot.catalog.workshops}
    editions = {key for edition in bot.catalog.workshops for key in events(files[edition])}
    seminars = {each.id for each in bot.catalog.facts.values() if isinstance(each, Seminar)}
    assert set(events(files[ALL])) == editions | seminars
    assert len(seminars) > 0


def test_revisions_are_what_the_file_says(bees: Callable[..., Catalog]) -> None:
    at = datetime(2027, 5, 1, 12, 30, 15, 999, tzinfo=UTC)
    file = calendar_files(bees(NASTY), {"bees-2027/aoe": Revision(3, at)})[ALL]
    said = [(each["sequence"], each["dtstamp"].dt, each["last-modified"].dt) for each in events(file).values()]
    assert (3, at.replace(microsecond=0), at.replace(microsecond=0)) in said
    assert said.count((0, FIRST.changed_at, FIRST.changed_at)) == 14


@pytest.mark.parametrize(
    "change",
    [
        ("title: AoE", "title: Anywhere"),
        ("2027-03-28 AoE", "2027-03-29 AoE"),
        ("AoE}", "AoE, link: https://bees.example}"),
    ],
)
def test_every_change_that_shows_has_another_digest(bees: Callable[..., Catalog], change: tuple[str, str]) -> None:
    first, second = (
        {each.key: each.digest for each in all_entries(bees(more))} for more in (NASTY, NASTY.replace(*change, 1))
    )
    assert {key for key in first if first[key] != second[key]} == {"bees-2027/aoe"}


def test_every_address_is_a_web_address(bot: Bot) -> None:
    urls = [each.url for each in all_entries(bot.catalog) if each.url]
    assert [each for each in urls if not each.startswith(("https://", "http://"))] == []
    assert len(urls) > 5


def test_only_dated_kinds_are_there() -> None:
    assert Deadline | Date | Session | Social | Seminar == Dated
