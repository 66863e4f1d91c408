"""Works, tools, resources, communities and the seminar: whole values."""

from collections import Counter

from bot.facts.catalog import Catalog

# Every work that the page of ICML 2024 links at arXiv, by its number.
ARXIV = """
    2004.12265 2104.07143 2106.02997 2106.16163 2202.05262 2209.11895 2211.00593 2301.05217 2303.13506
    2304.01373 2304.05969 2304.12918 2304.14767 2304.14997 2305.00586 2305.01610 2305.08809 2305.17553
    2307.09458 2307.12976 2309.08600 2310.01405 2310.04625 2310.08164 2310.13121 2311.03658 2312.09230
    2401.01814 2401.06102 2401.12181 2401.18018 2402.17700 2403.00745 2403.19647
"""


def test_every_arxiv_work_of_the_page_is_there(catalog: Catalog) -> None:
    links = [work.link.url for work in catalog.all.papers.values() if work.link and "arxiv.org" in work.link.url]
    numbers = {link.rpartition("/")[2] for link in links}
    assert set(ARXIV.split()) - numbers == set()
    assert numbers - set(ARXIV.split()) == {
        "2408.05147",
        "2405.00208",
        "2501.16496",
    }  # the page of NeurIPS 2025 links these


def test_two_works_under_one_label_stay_two(catalog: Catalog) -> None:
    labels = Counter(work.label for work in catalog.all.papers.values())
    assert {label: number for label, number in labels.items() if number > 1} == {
        "Geiger et al., 2021": 2,
        "Marks et al., 2024": 2,
    }


def test_one_work_under_two_labels_is_one(catalog: Catalog) -> None:
    work = catalog.all.papers["elhage-2022"]
    assert (work.label, work.year, work.link.url if work.link else None, "Elhage et al., 2023" in work.also) == (
        "Elhage et al., 2022",
        2022,
        "https://transformer-circuits.pub/2022/toy_model/index.html",
        True,
    )


def test_a_work_without_an_address_has_none(catalog: Catalog) -> None:
    work = catalog.all.papers["geiger-2024"]
    assert (work.label, work.link) == ("Geiger et al., 2024", None)
    assert "no address" in str(work.note)


def test_a_label_ends_in_the_year_where_one_is_given(catalog: Catalog) -> None:
    by_author = [work for work in catalog.all.papers.values() if ", " in work.label and work.label[-4:].isdigit()]
    assert [(work.id, work.label, work.year) for work in by_author if work.label[-4:] != str(work.year)] == []
    assert len(by_author) > 45


def test_no_two_works_have_one_address_unless_told(catalog: Catalog) -> None:
    addresses = Counter(work.link.url for work in catalog.all.papers.values() if work.link)
    assert [address for address, number in addresses.items() if number > 1] == []


def test_the_tools_and_what_they_are_good_for(catalog: Catalog) -> None:
    tools = catalog.all.tools
    assert [(key, tools[key].framework, tools[key].good_for) for key in ("transformerlens", "nnsight", "penzai")] == [
        ("transformerlens", "PyTorch", "Models of up to 9B parameters."),
        ("nnsight", "PyTorch", "Models of any size."),
        ("penzai", "JAX", "Work in JAX."),
    ]
    assert {tool.name: tool.link.url if tool.link else None for tool in tools.values() if tool.source != ("talk",)} == {
        "TransformerLens": "https://github.com/TransformerLensOrg/TransformerLens",
        "nnsight": "https://github.com/ndif-team/nnsight",
        "Penzai": "https://github.com/google-deepmind/penzai",
        "pyvene": "https://github.com/stanfordnlp/pyvene/tree/main",
        "inseq": None,
        "torchlens": None,
        "Mechanistic Interpretability Benchmark": "https://mib-bench.github.io/",
        "Gemma Scope": "https://arxiv.org/abs/2408.05147",
        "Pythia": "https://arxiv.org/abs/2304.01373",
        "MultiBERTs": "https://arxiv.org/abs/2106.16163",
        "Open source sparse autoencoders": "https://www.alignmentforum.org/posts/f9EgfLSurAiqRJySD/"
        "open-source-sparse-autoencoders-for-all-residual-stream",
    }


def test_what_to_begin_with_in_order(catalog: Catalog) -> None:
    begin = sorted((item for item in catalog.all.resources.values() if item.begin), key=lambda item: item.begin or 0)
    assert [(item.begin, item.title, item.link.url if item.link else None) for item in begin] == [
        (1, "Open Problems in Mechanistic Interpretability", "https://arxiv.org/abs/2501.16496"),
        (2, "Primer by Ferrando et al.", "https://arxiv.org/abs/2405.00208"),
        (3, "ARENA coding tutorials", "https://arena-chapter1-transformer-interp.streamlit.app/"),
    ]


def test_the_communities_and_their_invitations(catalog: Catalog) -> None:
    assert {place.name: (place.platform, place.invite.url) for place in catalog.all.communities.values()} == {
        "Open Source Mechanistic Interpretability Slack": ("Slack", "http://neelnanda.io/osmi-slack-invite"),
        "Mechanistic Interpretability Discord": ("Discord", "https://discord.gg/ysVfhCfCKw"),
        "Eleuther Discord": ("Discord", "https://discord.gg/nHS4YxmfeM"),
    }


def test_the_seminar(catalog: Catalog) -> None:
    (talk,) = catalog.all.seminars.values()
    assert (talk.title, talk.series, talk.speaker, talk.affiliation, str(talk.at), talk.place, talk.contact) == (
        "Research Progress in Mechanistic Interpretability",
        "NLIP Seminar Series",
        "Arthur Conmy",
        "Google DeepMind",
        "2025-05-09 12:00-13:00 Europe/London",
        "Room FW26",
        "Suchir Salhan",
    )


def test_the_sources(catalog: Catalog) -> None:
    assert {key: str(source.read) for key, source in catalog.all.sources.items()} == dict.fromkeys(
        ("icml-2024-site", "announcement", "neurips-2025-home", "talk", "seminar-calendar", "workshop-site"),
        "2026-11-20",
    )


def test_every_open_problem_says_how_hard_it_is(catalog: Catalog) -> None:
    levels = Counter(problem.level for problem in catalog.all.problems.values())
    assert levels == {"beginner": 6, "intermediate": 18, "advanced": 14}


def test_how_many_facts_there_are_of_each_kind(catalog: Catalog) -> None:
    counts = {name: len(getattr(catalog.all, name)) for name in catalog.all.holds}
    assert counts["communities"] == 3
    assert counts["seminars"] == 1
    assert counts["start"] == 8
    assert counts["papers"] >= 80
    assert counts["terms"] >= 110
    assert counts["faq"] >= 75


def test_terms_lead_to_other_terms(catalog: Catalog) -> None:
    terms = catalog.all.terms
    assert [key for key, term in terms.items() if key in term.see] == []
    assert sum(bool(term.see) for term in terms.values()) > len(terms) / 2
