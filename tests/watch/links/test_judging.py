"""What checks mean over time, and what organizers hear of it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.watch.links.judging import Every, heard, judged, news
from bot.watch.links.kinds import Seen
from bot.watch.links.words import telling
from bot.watched import WORDS, Link, Printed, Why

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
URL = "https://bees.org/form"
SIX = timedelta(hours=6)
WHERE = "It is printed in: /workshop join: Bees; Bees 2026, its website."
ANOTHER = "Put another one into the data: community/bees, bees-2026."
PRINTED = (Printed("community/bees", "/workshop join: Bees"), Printed("bees-2026", "Bees 2026, its website"))


def told(*found: Seen | None, every: timedelta = SIX) -> list[str]:
    """Check a link again and again, and give what organizers hear, each with its number of the check."""
    link, said = Link(URL), []
    for number, each in enumerate(found):
        now = NOW + number * every
        link = judged(link, each, now)
        for what in news(link, now):
            said.append(f"{number}: {what}")
            link = heard(link, what, now)
    return said


def test_a_link_that_works_is_no_news() -> None:
    assert told(*[Seen("working")] * 3, None) == []


def test_a_dead_link_is_told_once_and_once_when_mended() -> None:
    dead, well = Seen("dead", "gone"), Seen("working")
    assert told(well, dead, dead, Seen("unknown", "silent"), dead, well, well, dead) == [
        "1: dead",
        "5: mended",
        "7: dead",
    ]


@pytest.mark.parametrize("why", ["failing", "silent", "expired", "untrusted", "nameless", "broken", "circling"])
def test_a_fault_is_dead_once_it_has_lasted_a_day(why: Why) -> None:
    assert told(*[Seen("unknown", why)] * 6, Seen("working")) == ["4: dead", "6: mended"]


def test_a_fault_counts_only_when_met_three_times() -> None:
    assert told(*[Seen("unknown", "silent")] * 4, every=timedelta(days=2)) == ["2: dead"]


def test_faults_between_which_it_works_are_no_news() -> None:
    assert told(*[Seen("unknown", "silent"), Seen("unknown", "failing"), Seen("working")] * 5) == []


@pytest.mark.parametrize("why", ["refused", "sign-in", "unread"])
def test_where_only_the_bot_is_refused_it_stays_unknown(why: Why) -> None:
    assert told(*[Seen("unknown", why)] * 9, Seen("working")) == ["4: unknown", "9: mended"]


def test_a_form_that_closes_and_then_goes_is_told_twice() -> None:
    assert told(Seen("closed", "closed"), None, Seen("dead", "gone")) == ["0: closed", "2: dead"]


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (Seen("working", expires_at=NOW + timedelta(days=7, hours=6)), ["1: ending"]),
        (Seen("working", expires_at=NOW + timedelta(days=30)), []),
        (Seen("working", expires_at=datetime(2030, 1, 1, tzinfo=UTC), uses=320, most_uses=400), ["0: ending"]),
        (Seen("working", uses=80, most_uses=100), ["0: ending"]),
        (Seen("working", uses=79, most_uses=100), []),
        (Seen("working", uses=79), []),
    ],
)
def test_the_end_of_an_invitation_is_told_once_before(found: Seen, said: list[str]) -> None:
    assert told(found, found, found) == said


def test_what_never_expires_may_be_used_up_all_the_same() -> None:
    """Row 51: “never expires” ends after so many people."""
    used = [Seen("working", uses=number, most_uses=400) for number in (1, 319, 320, 400)]
    assert told(*used, Seen("dead", "revoked")) == ["2: ending", "4: dead"]


def test_another_end_is_told_again() -> None:
    ends = [Seen("working", expires_at=NOW + timedelta(days=days)) for days in (3, 60, 5)]
    assert told(*ends) == ["0: ending", "2: ending"]


def test_a_link_is_checked_hourly_where_its_end_is_near() -> None:
    every, link = Every(), Link(URL)
    near = replace(link, expires_at=NOW + timedelta(days=7, hours=23))
    far = replace(link, expires_at=NOW + timedelta(days=8, hours=1))
    gaps = [every.after(each, NOW) - NOW for each in (link, far, near)]
    assert (gaps[1], gaps[2]) == (gaps[0], gaps[0] / 6)
    assert timedelta(hours=5) < gaps[0] <= SIX


def test_links_are_spread_over_the_time_between() -> None:
    ats = {Every().after(Link(f"https://bees.org/{number}"), NOW) for number in range(100)}
    assert len(ats) > 60


LINK = Link(URL, since=NOW, checked_at=NOW)


@pytest.mark.parametrize(
    ("link", "what", "title", "text"),
    [
        (
            replace(LINK, answer="dead", why="expired"),
            "dead",
            "A link does not work",
            f"{URL} does not work: its certificate has expired, so browsers warn of it. {WHERE} {ANOTHER}",
        ),
        (
            replace(LINK, answer="closed", why="closed"),
            "closed",
            "A form is closed",
            f"{URL} takes no more answers. {WHERE} If that is meant, say so in the data: community/bees, bees-2026.",
        ),
        (
            replace(LINK, why="unread"),
            "unknown",
            "A link cannot be checked",
            f"{URL} could not be checked for more than a day: {WORDS['unread']}. Please try it by hand. {WHERE}",
        ),
        (
            replace(LINK, answer="working"),
            "mended",
            "A link works again",
            f"{URL} works again. {WHERE}",
        ),
        (
            replace(LINK, answer="working", expires_at=NOW + timedelta(days=2)),
            "ending",
            "An invitation ends soon",
            f"{URL} expires on Sun 22 Nov 2026, 12:00 UTC. {WHERE} {ANOTHER}",
        ),
        (
            replace(LINK, answer="working", uses=81, most_uses=100),
            "ending",
            "An invitation ends soon",
            f"{URL} has been used 81 times; 100 are the most. {WHERE} {ANOTHER}",
        ),
    ],
)
def test_news_is_told_with_the_places_and_what_to_do(link: Link, what: str, title: str, text: str) -> None:
    said = telling(link, what, PRINTED, NOW)  # type: ignore[arg-type]
    assert (said.title, said.text) == (title, text)
