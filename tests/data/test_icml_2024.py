"""The first edition, as its page tells it: whole values."""

from bot.facts.catalog import Catalog
from bot.facts.models import Workshop

FORUM = "https://openreview.net/forum?id="


def test_the_deadlines(icml_2024: Workshop) -> None:
    assert {key: (str(fact.due), str(fact.opens or "")) for key, fact in icml_2024.deadlines.items()} == {
        "submission": ("2024-05-29 23:59 AoE", "2024-05-12"),
        "camera-ready": ("2024-07-14 23:59 AoE", ""),
    }


def test_the_submission_is_due_on_30_may_in_utc(icml_2024: Workshop) -> None:
    due = icml_2024.deadlines["submission"].due
    assert f"{getattr(due, 'at', None):%Y-%m-%dT%H:%M %Z}" == "2024-05-30T11:59 UTC"


def test_the_account_is_advised_by_14_may_and_can_take_two_weeks(icml_2024: Workshop) -> None:
    (step,) = icml_2024.deadlines["submission"].steps.values()
    assert (str(step.by), step.takes) == ("2024-05-14", 14)
    assert "authors without an institutional email" in str(step.concerns)


def test_the_dates(icml_2024: Workshop) -> None:
    assert {key: (str(fact.on), fact.by) for key, fact in icml_2024.dates.items()} == {
        "notification": ("2024-06-23", False),
        "workshop": ("2024-07-27", False),
    }
    assert (str(icml_2024.when), icml_2024.until, icml_2024.zone) == ("2024-07-27", None, "Europe/Vienna")


def test_the_schedule(icml_2024: Workshop) -> None:
    rows = [
        (str(session.at).removeprefix("2024-07-27 "), session.title, session.kind, session.people, session.remote)
        for session in icml_2024.sessions.values()
    ]
    panel = ("naomi-saphra", "atticus-geiger", "stella-biderman", "arthur-conmy")
    assert rows == [
        ("09:00-09:30 Europe/Vienna", "Welcome + Talk 1: David Bau", "talk", ("david-bau",), False),
        ("09:30-10:30 Europe/Vienna", "Oral Presentation", "oral", (), False),
        ("10:30-11:00 Europe/Vienna", "Spotlights 1", "spotlights", (), False),
        ("11:00-12:00 Europe/Vienna", "Poster Session 1", "posters", (), False),
        ("12:00-13:00 Europe/Vienna", "Panel Discussion", "panel", panel, False),
        ("13:00-14:00 Europe/Vienna", "Lunch", "break", (), False),
        ("14:00-14:30 Europe/Vienna", "Spotlights 2", "spotlights", (), False),
        ("14:30-15:30 Europe/Vienna", "Poster Session 2", "posters", (), False),
        ("15:30-16:00 Europe/Vienna", "Coffee Break", "break", (), False),
        ("16:00-16:30 Europe/Vienna", "Talk 2: Asma Ghandeharioun", "talk", ("asma-ghandeharioun",), False),
        ("16:30-17:00 Europe/Vienna", "Talk 3: Chris Olah (remote)", "talk", ("chris-olah",), True),
    ]


def test_the_social_is_by_invitation_and_has_no_end(icml_2024: Workshop) -> None:
    (social,) = icml_2024.socials.values()
    form = "https://docs.google.com/forms/d/e/1FAIpQLSf6EHr8JQu8NHNG1XNYoxfqyjeg89qSVYtpkg_gYbXQ8nSYJg/viewform"
    assert (str(social.at), social.access, social.place, social.signup.url if social.signup else None) == (
        "2024-07-27 18:30-late Europe/Vienna",
        "invitation",
        None,
        form,
    )


def test_the_people_with_every_role(icml_2024: Workshop) -> None:
    people = [
        (person.name, person.roles, person.affiliation, person.homepage.url if person.homepage else None)
        for person in icml_2024.people.values()
    ]
    speaker, panelist, organizer = ("speaker",), ("panelist",), ("organizer",)
    geva = "Ass. Prof Tel Aviv University, Visiting Researcher Google Research"
    assert people == [
        ("Chris Olah", speaker, "Anthropic", "https://colah.github.io/about.html"),
        ("David Bau", speaker, "Northeastern University", "https://www.khoury.northeastern.edu/people/david-bau/"),
        ("Asma Ghandeharioun", speaker, "Google DeepMind", "https://asmadotgh.github.io/"),
        ("Naomi Saphra", panelist, "Harvard University", "https://nsaphra.net/"),
        ("Atticus Geiger", ("panelist", "organizer"), "Pr(Ai)²R Group", "https://atticusg.github.io/"),
        ("Stella Biderman", panelist, "EleutherAI", "https://www.stellabiderman.com"),
        ("Arthur Conmy", panelist, "Google DeepMind", "https://arthurconmy.github.io/about/"),
        ("Fazl Barez", organizer, "Research Fellow University of Oxford", "https://fbarez.github.io/"),
        ("Mor Geva", organizer, geva, "https://mega002.github.io/"),
        ("Lawrence Chan", organizer, "PhD student UC Berkeley", "https://chanlawrence.me/"),
        ("Kayo Yin", organizer, "PhD student UC Berkeley", "https://kayoyin.github.io/"),
        ("Neel Nanda", organizer, "Research Engineer Google DeepMind", "https://www.neelnanda.io/about"),
        ("Max Tegmark", organizer, "Professor MIT", "https://physics.mit.edu/faculty/max-tegmark/"),
        ("Jacob Steinhardt", (), None, None),
    ]
    assert [key for key, person in icml_2024.people.items() if person.remote] == ["chris-olah"]


def test_the_speaker_whom_only_the_announcement_names(icml_2024: Workshop) -> None:
    person = icml_2024.people["jacob-steinhardt"]
    assert [claim.source for claim in person.disagrees] == ["announcement"]


def test_the_venue(icml_2024: Workshop) -> None:
    venue = icml_2024.venue
    assert venue
    assert (venue.name, str(venue.room).removeprefix("Room "), venue.city, venue.country) == (
        "Messe Wien Exhibition Congress Center",
        "Lehar 1",
        "Vienna",
        "Austria",
    )


def test_the_prizes_and_the_papers_that_got_them(icml_2024: Workshop) -> None:
    prizes = {
        (prize.title, prize.worth, prize.most): {
            award.title: award.link.url.removeprefix(FORUM) if award.link else None for award in prize.awarded.values()
        }
        for prize in icml_2024.prizes.values()
    }
    geometry = "The Geometry of Categorical and Hierarchical Concepts in Large Language Models"
    inversion = "InversionView: A General-Purpose Method for Reading Information from Neural Activations"
    missed = "Missed Causes and Ambiguous Effects: Counterfactuals Pose Challenges for Interpreting Neural Networks"
    boards = "Measuring Progress in Dictionary Learning for Language Model Interpretability with Board Game Models"
    assert prizes == {
        ("First prize", "$1000", 1): {geometry: "KXuYjuBzKo"},
        ("Second prize", "$500", 1): {inversion: "P7MW0FahEq"},
        ("Third prize", "$250", 1): {"Hypothesis Testing the Circuit Hypothesis in LLMs": "ibSNv9cldu"},
        ("Honorable mention", "no cash prize", 5): {missed: "pJs3ZiKBM5", boards: "qzsDKwGJyB"},
    }


def test_what_may_be_submitted_and_how_long(icml_2024: Workshop) -> None:
    assert {key: format_.pages for key, format_ in icml_2024.formats.items()} == {"short": 4, "long": 8}
    assert [item.link.url for item in icml_2024.templates.values() if item.link] == [
        "https://media.icml.cc/Conferences/ICML2024/Styles/icml2024.zip"
    ]
    assert icml_2024.submit
    assert icml_2024.submit.url == "https://openreview.net/group?id=ICML.cc/2024/Workshop/MI"


def test_the_six_topics_of_the_call(icml_2024: Workshop) -> None:
    assert [topic.title for topic in icml_2024.topics.values()] == [
        "Techniques",
        "Exploratory analysis",
        "Decoding superposition",
        "Applications of interpretability",
        "Scaling and automation",
        "Basic science",
    ]


def test_the_eleven_topics_of_discussion_and_their_works(catalog: Catalog, icml_2024: Workshop) -> None:
    works = {
        key: " ".join(work.id.removeprefix("paper/") for work in catalog.cited_at[topic.id])
        for key, topic in icml_2024.discussion.items()
    }
    assert works == {
        "validation": "bolukbasi-2021 cammarata-2020 chan-2022 geiger-2021-arxiv wang-2022",
        "superposition": "bricken-2023 elhage-2022 gurnee-2023 marks-2024-circuits marks-2024-reward-models",
        "editing": "cohen-2023 hoelscher-obermaier-2023 huang-2024 lo-2024 meng-2022 turner-2023",
        "causal-methods": "chan-2022 geiger-2021 geiger-2024 ghandeharioun-2024 goldowsky-dill-2023 meng-2022 vig-2020 "
        "wang-2022",
        "scaling-and-automation": "bills-2023 conmy-2023 foote-2023 kramar-2024 wu-2024",
        "qualitative-analysis": "bricken-2023 cunningham-2023 goh-2021 gould-2023 gurnee-2024 lieberum-2023 "
        "mcdougall-2023-heads olsson-2022 wang-2022",
        "real-world-use": "rimsky-2023 zheng-2024 zou-2023",
        "basic-science": "elhage-2022 olah-2020 park-2023 prakash-2024",
        "other-modalities": "cammarata-2021 hilton-2020",
        "newcomers": "fiotto-kaufman-2023 mcdougall-2023-tutorials nanda-2022 nanda-bloom-2022",
        "neuroscience": "ding-2023 goh-2021 quiroga-2005 schubert-2021",
    }
    assert [key for key, topic in icml_2024.discussion.items() if not topic.asks] == []


def test_how_much_of_each_part_is_known(icml_2024: Workshop) -> None:
    assert {name: len(getattr(icml_2024, name)) for name in icml_2024.holds} == {
        "deadlines": 2,
        "dates": 2,
        "sessions": 11,
        "socials": 1,
        "people": 14,
        "topics": 6,
        "formats": 2,
        "templates": 1,
        "welcome": 6,
        "rules": 11,
        "prizes": 4,
        "discussion": 11,
        "aims": 2,
        "debates": 0,
        "attend": 5,
        "facts": 12,
    }
