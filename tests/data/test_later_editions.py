"""The editions at NeurIPS 2025 and ICML 2026, as far as stored copies of their site tell."""

from bot.facts.models import Workshop


def test_the_day_of_neurips_2025_stands_and_the_older_claim_is_kept(neurips_2025: Workshop) -> None:
    assert (str(neurips_2025.when), neurips_2025.zone) == ("2025-12-07", "America/Los_Angeles")
    (claim,) = neurips_2025.disagrees
    assert (claim.source, "December 6 or 7, 2025" in claim.says) == ("workshop-site", True)


def test_the_deadline_of_neurips_2025_has_no_zone(neurips_2025: Workshop) -> None:
    assert {key: str(fact.due) for key, fact in neurips_2025.deadlines.items()} == {"submission": "2025-08-22"}
    due = neurips_2025.deadlines["submission"].due
    assert f"{getattr(due, 'safe_until', None):%Y-%m-%dT%H:%M %Z}" == "2025-08-22T09:59 UTC"
    assert f"{getattr(due, 'over_from', None):%Y-%m-%dT%H:%M %Z}" == "2025-08-23T11:59 UTC"


def test_the_dates_of_neurips_2025(neurips_2025: Workshop) -> None:
    assert {key: (str(fact.on), fact.by) for key, fact in neurips_2025.dates.items()} == {
        "notification": ("2025-09-19", True),
        "workshop": ("2025-12-07", False),
    }


def test_the_keynotes_of_neurips_2025(neurips_2025: Workshop) -> None:
    assert [(person.name, person.roles, person.affiliation) for person in neurips_2025.people.values()] == [
        ("Chris Olah", ("keynote",), "Interpretability lead and co-founder, Anthropic"),
        ("Been Kim", ("keynote",), "Senior staff research scientist, Google DeepMind"),
        ("Sarah Schwettmann", ("keynote",), "Co-founder, Transluce"),
    ]


def test_the_venue_of_neurips_2025(neurips_2025: Workshop) -> None:
    venue = neurips_2025.venue
    assert venue
    assert (venue.name, venue.room, venue.city) == (
        "San Diego Convention Centre",
        "Room 30A-E",
        "San Diego, California",
    )


def test_what_neurips_2025_takes(neurips_2025: Workshop) -> None:
    assert {key: format_.pages for key, format_ in neurips_2025.formats.items()} == {"short": 4, "long": 9}
    assert neurips_2025.submit is None  # one copy of the page promises the link for later


def test_the_feedback_form_of_neurips_2025(neurips_2025: Workshop) -> None:
    link = neurips_2025.attend["feedback"].link
    assert link
    assert (
        link.url
        == "https://docs.google.com/forms/d/e/1FAIpQLSe13gWSNKtrC3uGsrhgg5qRLHxSLCBmP3p7ZGoqxDKaV4_Cmg/viewform"
    )


def test_the_debates_and_aims_of_neurips_2025(neurips_2025: Workshop) -> None:
    assert list(neurips_2025.debates) == [
        "evidence",
        "ambition",
        "sparse-autoencoders",
        "curiosity-or-goals",
        "supervised-or-unsupervised",
    ]
    assert list(neurips_2025.aims) == ["showcase", "cross-pollination", "convergence", "understanding", "newcomers"]


def test_what_is_not_known_of_neurips_2025_is_left_out(neurips_2025: Workshop) -> None:
    unknown = ("sessions", "socials", "prizes", "topics", "discussion")
    assert {name: len(getattr(neurips_2025, name)) for name in unknown} == dict.fromkeys(unknown, 0)
    assert [person.id for person in neurips_2025.people.values() if "organizer" in person.roles] == []


def test_the_times_of_icml_2026(icml_2026: Workshop) -> None:
    assert str(icml_2026.when) == "unknown"
    assert {key: str(fact.due) for key, fact in icml_2026.deadlines.items()} == {
        "submission": "2026-05-08 23:59 AoE",
        "camera-ready": "unknown",
    }
    assert {key: (str(fact.on), fact.by) for key, fact in icml_2026.dates.items()} == {
        "notification": ("2026-06-12 23:59 AoE", True)
    }


def test_the_two_formats_of_icml_2026(icml_2026: Workshop) -> None:
    assert {key: format_.pages for key, format_ in icml_2026.formats.items()} == {
        "icml-short": 4,
        "icml-long": 8,
        "neurips-short": 5,
        "neurips-long": 9,
    }
    assert [template.title for template in icml_2026.templates.values()] == [
        "ICML 2026 LaTeX template",
        "NeurIPS 2026 LaTeX template",
    ]


def test_reviewers_of_icml_2026_get_four_papers_after_three(icml_2026: Workshop) -> None:
    rule = icml_2026.rules["reviewers"]
    assert ("**4 papers**" in str(rule.text), "at most 3 submissions" in str(rule.text)) == (True, True)
    assert [(claim.source, "3 papers" in claim.says) for claim in rule.disagrees] == [("workshop-site", True)]


def test_the_call_of_icml_2026_is_closed(icml_2026: Workshop) -> None:
    assert icml_2026.status == "The call for papers is closed."


def test_what_is_not_known_of_icml_2026_is_left_out(icml_2026: Workshop) -> None:
    assert (icml_2026.venue, icml_2026.zone, icml_2026.submit) == (None, None, None)
    unknown = ("sessions", "socials", "people", "prizes", "topics", "discussion")
    assert {name: len(getattr(icml_2026, name)) for name in unknown} == dict.fromkeys(unknown, 0)


def test_an_account_can_take_two_weeks_in_every_later_edition(neurips_2025: Workshop, icml_2026: Workshop) -> None:
    steps = [shop.deadlines["submission"].steps["openreview-account"] for shop in (neurips_2025, icml_2026)]
    assert [(step.takes, step.by) for step in steps] == [(14, None)] * 2
