from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from bot.facts.catalog import Catalog, over_at
from bot.facts.files import Loaded
from bot.facts.models import Workshop

EDITION = "source: https://a.example\nname: {name}\ntitle: Workshop {name}\nyear: {year}\n"
Editions = Callable[..., Catalog]


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.fixture
def editions(load_from: Callable[..., Loaded]) -> Editions:
    """Give a catalog of editions, each named after its file, with the lines that say when it is."""

    def give(**lines: str) -> Catalog:
        catalog = load_from(
            {f"workshops/{name}.yaml": EDITION.format(name=name, year=2027) + text for name, text in lines.items()}
        ).catalog
        assert catalog
        return catalog

    return give


@pytest.mark.parametrize(
    ("lines", "over"),
    [
        ("when: 2027-05-01\nzone: Europe/Vienna\n", "2027-05-01T21:59"),
        ("when: 2027-05-01\nzone: America/Los_Angeles\n", "2027-05-02T06:59"),
        ("when: 2027-05-01\n", "2027-05-02T11:59"),
        ("when: 2027-05-01\nuntil: 2027-05-03\nzone: UTC\n", "2027-05-03T23:59"),
        ("when: 2027-05-01 AoE\n", "2027-05-02T11:59"),
        ("when: 2027-05-01 09:00 Europe/Vienna\n", "2027-05-01T21:59"),
        ("when: 2027-05-01 or 2027-05-02\nzone: UTC\n", "2027-05-02T23:59"),
        ("when: unknown\nuntil: 2027-05-03\nzone: UTC\n", "2027-05-03T23:59"),
        ("when: 2027-05-01\nuntil: unknown\n", "2028-01-01T00:00"),
        ("when: unknown\n", "2028-01-01T00:00"),
        ("when: 2026-10-29\nzone: Africa/Cairo\n", "2026-10-29T21:59"),  # the clocks go back at its midnight
    ],
)
def test_an_edition_is_over_after_its_last_day(editions: Editions, lines: str, over: str) -> None:
    assert over_at(editions(a=lines).workshops["a"]) == utc(over)


@pytest.mark.parametrize(
    ("now", "current"),
    [
        ("2020-01-01T00:00", "early"),
        ("2027-03-01T23:58", "early"),
        ("2027-03-01T23:59", "late"),
        ("2027-09-01T23:58", "late"),
        ("2027-09-01T23:59", "undated"),
        ("2027-12-31T23:59", "undated"),
        ("2028-01-01T00:00", "undated"),  # all are over: the last one
    ],
)
def test_the_current_edition_is_the_next_that_is_not_over(editions: Editions, now: str, current: str) -> None:
    catalog = editions(
        early="when: 2027-03-01\nzone: UTC\n", late="when: 2027-09-01\nzone: UTC\n", undated="when: unknown\n"
    )
    shop = catalog.current(utc(now))
    assert shop
    assert shop.id == current


def test_there_is_no_current_edition_where_there_is_none() -> None:
    assert Catalog().current(utc("2027-01-01T00:00")) is None
    assert Catalog().about.name == "workshops"


def test_the_newest_edition_names_what_the_bot_is_about(editions: Editions) -> None:
    assert editions(a="when: 2027-03-01\n", b="when: 2027-09-01\n").about.name == "Workshop b"


@pytest.mark.parametrize(
    ("now", "current"),
    [
        ("2024-05-20T12:00", "icml-2024"),
        ("2024-07-27T21:58", "icml-2024"),
        ("2024-07-27T21:59", "neurips-2025"),
        ("2025-12-08T07:58", "neurips-2025"),
        ("2025-12-08T07:59", "icml-2026"),
        ("2026-11-20T12:00", "icml-2026"),
        ("2027-01-01T00:00", "icml-2026"),
    ],
)
def test_the_current_shipped_edition(catalog: Catalog, now: str, current: str) -> None:
    shop = catalog.current(utc(now))
    assert shop
    assert shop.id == current


@pytest.mark.parametrize(
    ("has", "newest"),
    [
        (lambda shop: shop.deadlines, "icml-2026"),
        (lambda shop: shop.venue, "neurips-2025"),
        (lambda shop: shop.sessions, "icml-2024"),
        (lambda shop: shop.name == "ICLR 2031", None),
    ],
)
def test_the_newest_edition_of_which_something_is_known(
    catalog: Catalog, has: Callable[[Workshop], object], newest: str | None
) -> None:
    shop = catalog.newest_with(has)
    assert (shop.id if shop else None) == newest


def test_ids_of_dated_facts_are_stable(catalog: Catalog) -> None:
    parts = ("deadlines", "dates", "sessions", "socials")
    shops = reversed(catalog.newest_first)
    assert [fact.id for shop in shops for part in parts for fact in getattr(shop, part).values()] == [
        "icml-2024/submission",
        "icml-2024/camera-ready",
        "icml-2024/notification",
        "icml-2024/workshop",
        "icml-2024/welcome",
        "icml-2024/oral-presentations",
        "icml-2024/spotlights-1",
        "icml-2024/poster-session-1",
        "icml-2024/panel",
        "icml-2024/lunch",
        "icml-2024/spotlights-2",
        "icml-2024/poster-session-2",
        "icml-2024/coffee-break",
        "icml-2024/talk-asma-ghandeharioun",
        "icml-2024/talk-chris-olah",
        "icml-2024/evening-social",
        "neurips-2025/submission",
        "neurips-2025/notification",
        "neurips-2025/workshop",
        "icml-2026/submission",
        "icml-2026/camera-ready",
        "icml-2026/notification",
    ]


def test_every_fact_is_found_under_its_own_id(catalog: Catalog) -> None:
    assert [key for key, fact in catalog.facts.items() if fact.id != key] == []
    held = [fact for shop in catalog.workshops.values() for name in shop.holds for fact in getattr(shop, name).values()]
    assert [fact.id for fact in held if catalog.facts[fact.id] is not fact] == []


def test_an_edition_hands_its_source_down(catalog: Catalog) -> None:
    shop = catalog.workshops["icml-2024"]
    assert shop.deadlines["submission"].source == ("icml-2024-site",)
    assert shop.deadlines["submission"].steps["openreview-account"].source == ("icml-2024-site",)
    assert shop.people["jacob-steinhardt"].source == ("icml-2024-site", "announcement")


def test_every_source_is_known(catalog: Catalog) -> None:
    claims = [claim.source for fact in catalog.facts.values() for claim in fact.disagrees]
    names = {name for fact in catalog.facts.values() for name in fact.source} | set(claims)
    assert [name for name in sorted(names) if not catalog.source(name)] == []
    assert catalog.source("https://a.example") is None


def test_every_citation_leads_to_the_fact_or_source_it_names(catalog: Catalog) -> None:
    places = {citation.at for work in catalog.all.papers.values() for citation in work.cited}
    assert [place for place in sorted(places) if place not in catalog.facts and not catalog.source(place)] == []
    assert sum(len(works) for works in catalog.cited_at.values()) >= len(catalog.all.papers)


def test_a_fact_belongs_to_its_edition_alone(catalog: Catalog) -> None:
    shop = catalog.workshops["icml-2024"]
    assert catalog.edition_of(shop) is shop
    assert catalog.edition_of(catalog.facts["icml-2024/submission/openreview-account"]) is shop
    assert catalog.edition_of(catalog.facts["paper/olsson-2022"]) is None
