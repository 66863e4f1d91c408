"""What must hold for all shipped data, whatever the facts are."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from bot.cli import run

from bot.__main__ import _parser  # isort: skip
from typing import TYPE_CHECKING

from bot.config import load_config
from bot.facts.catalog import Catalog
from bot.facts.files import load

if TYPE_CHECKING:
    from bot.facts.models import Workshop

ROOT = Path(__file__).parents[2]
ADDRESS = re.compile(r"https?://[^\s)\"'<>\]]+")
Written = Mapping[str, str]


def places(written: Written, pattern: str) -> dict[str, str]:
    return {place: text for place, text in written.items() if re.search(pattern, text)}


def test_every_file_passes_check(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(_parser().parse_args(["check", "--data", str(ROOT / "data")])) == 0
    assert re.fullmatch(r"\d+ facts, no problems\.\n", capsys.readouterr().out)


def test_the_folder_has_no_problem() -> None:
    assert load(ROOT / "data").problems == ()


def test_every_address_is_https_or_says_why_not(written: Written) -> None:
    plain = {
        address: place for place, text in written.items() for address in ADDRESS.findall(text) if address[4] == ":"
    }
    assert sorted(plain) == [
        (
            "http://amygdala.psychdept.arizona.edu/IntroData/Readings/week5/"
            "Quiroga-reddy-kreiman-koch-Fried+invariant-visual-single-neurons-human+Nature+2005.pdf"
        ),
        "http://neelnanda.io/osmi-slack-invite",
        "http://neuronpedia.org/gemma-scope",
        "http://talks.cam.ac.uk/talk/index/229927",
    ]
    unexplained = [
        place
        for place in places(written, "http://")
        if not any(f"{around}.note" in written for around in (place.rpartition(".")[0], place.rpartition(".link")[0]))
    ]
    assert unexplained == []


@pytest.mark.parametrize(
    "pattern",
    [
        r"google\.\w+/url\?",  # a redirect instead of the address
        r"[?&](sa|ust|usg)=",
        r"pwd=|zoom\.us",  # a link with a passcode
        r"email[\s\xa0]*protected",  # what a scrubber leaves
        r"\[(SIGNUP|IMAGE|SPEAKERS|SCHEDULE|ORGANIZERS)",
        r"\b(TODO|FIXME|TBD|TBA|XXX|lorem ipsum)\b",
        r"toy/_model/",  # a mistyped link
        r"</?[a-z]+[^>]*>",  # markup of another kind
        r"[\w.+-]+@[\w-]+\.\w+",  # addresses of people
        r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]",
    ],
)
def test_nothing_that_nobody_should_see_is_left(written: Written, pattern: str) -> None:
    assert places(written, pattern) == {}


def test_no_address_has_caught_a_part_of_a_sentence(written: Written) -> None:
    links = {
        place: text for place, text in written.items() if re.search(r"\.(link|url|website|submit|homepage)$", place)
    }
    bent = sorted(place for place, link in links.items() if not re.fullmatch(r"https?://\S*[\w/]", link))
    assert bent == ["papers.yaml:papers.schubert-2021.link.url"]  # it points into a text, at a full stop


def test_the_configured_communities_are_those_of_the_data(catalog: Catalog) -> None:
    config = load_config(ROOT / "config.example.toml")
    named = {place.invitation: place.name for place in config.communities}
    assert named == {
        "osmi-slack": "Open Source Mechanistic Interpretability Slack",
        "mi-discord": "Mechanistic Interpretability Discord",
    }
    assert {key: catalog.all.communities[str(key)].name for key in named} == named


# ── Facts of one edition never leak into another ──


def test_editions_share_no_address_but_that_of_their_site(written: Written) -> None:
    shops = ("icml-2024", "neurips-2025", "icml-2026")
    found = {
        shop: {
            address for place, text in written.items() if place.startswith(shop) for address in ADDRESS.findall(text)
        }
        for shop in shops
    }
    site = {"https://mechinterpworkshop.com", "https://mechinterpworkshop.com/cfp/"}
    assert found["icml-2024"] & found["icml-2026"] == set()
    assert found["neurips-2025"] & found["icml-2026"] == site
    assert found["icml-2024"] & found["neurips-2025"] == set()


@pytest.mark.parametrize(
    ("shop", "others", "noted"),
    [
        (
            "icml-2024",
            r"NeurIPS|2025|2026",
            [
                "facts.first-workshop.source.1",
                "facts.hands-on-tutorial.link.note",
                "facts.submissions.source.0",
                "welcome.coding-tutorials.note",
                "welcome.coding-tutorials.source.1",
                "welcome.open-source-software.note",
                "welcome.open-source-software.source.1",
            ],
        ),
        (
            "neurips-2025",
            r"ICML|Vienna|2024|2026",
            [
                "deadlines.submission.note",
                "debates.sparse-autoencoders.text",
                "facts.history.text",
                "facts.history.title",
            ],
        ),
        ("icml-2026", r"2024|2025|Vienna|San Diego", []),
    ],
)
def test_an_edition_names_another_only_where_it_says_so(
    written: Written, shop: str, others: str, noted: list[str]
) -> None:
    found = {place.partition(":")[2] for place in places(written, others) if place.startswith(f"{shop}.")}
    assert sorted(found) == noted


def test_each_edition_draws_on_its_own_documents(catalog: Catalog) -> None:
    own = {
        "icml-2024": {"icml-2024-site", "announcement", "neurips-2025-home", "workshop-site"},
        "neurips-2025": {"workshop-site", "neurips-2025-home"},
        "icml-2026": {"workshop-site"},
    }
    for question in catalog.all.faq.values():
        if question.workshop:
            assert set(question.source) <= own[question.workshop], question.id
    for fact in catalog.facts.values():
        shop = catalog.edition_of(fact)
        assert shop is None or set(fact.source) <= own[shop.id], fact.id


def test_each_citation_is_drawn_from_the_document_that_cites(catalog: Catalog) -> None:
    documents = {"icml-2024": "icml-2024-site", "neurips-2025": "neurips-2025-home", "talk": "talk"}
    missing = [
        (work.id, citation.at)
        for work in catalog.all.papers.values()
        for citation in work.cited
        if documents.get(citation.at.partition("/")[0], work.source[0]) not in work.source
    ]
    assert missing == []


def test_every_fact_of_an_edition_has_other_names_to_find_it_by(catalog: Catalog) -> None:
    bare = [fact.id for fact in catalog.facts.values() if catalog.edition_of(fact) and not fact.also]
    awards = [f"icml-2024/prize/{prize}" for prize in ("first/", "second/", "third/", "honorable-mention/")]
    assert [key for key in bare if not key.startswith(tuple(awards))] == []


def test_no_two_editions_are_called_alike(catalog: Catalog) -> None:
    shops: tuple[Workshop, ...] = catalog.newest_first
    assert [(shop.id, shop.name) for shop in shops] == [
        ("icml-2026", "ICML 2026"),
        ("neurips-2025", "NeurIPS 2025"),
        ("icml-2024", "ICML 2024"),
    ]
