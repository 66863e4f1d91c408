import pytest

from tests.conftest import Ask

VIENNA = "Where: Room Lehar 1, Messe Wien Exhibition Congress Center, Vienna, Austria. Its time zone is Europe/Vienna."
SAN_DIEGO = (
    "Where: Room 30A-E, San Diego Convention Centre, San Diego, California. Its time zone is America/Los_Angeles."
)


def points(text: str) -> list[str]:
    return [line.removeprefix("• ") for line in text.splitlines() if line.startswith("• ")]


def test_the_first_edition_is_told_place_first(ask: Ask) -> None:
    text = ask("/workshop attend icml-2024", "2024-07-20T12:00Z")
    assert text.startswith(f"Attend · ICML 2024\n\n{VIENNA}\n\nDay: Sat 27 Jul 2024.\n\n")
    assert points(text) == [
        (
            "Register for the ICML workshop track. Everybody who attends needs a registration for the "
            "workshop track of "
            "ICML. https://icml.cc/Register"
        ),
        (
            "No registration for the main conference. A registration for the ICML main conference is "
            "not needed to attend "
            "the workshop."
        ),
        (
            "No further registration. The workshop has no sign-up of its own; with the workshop-track registration one "
            "simply comes on the day. Only the evening social is by invitation."
        ),
        (
            "Everybody is welcome. People of any background may attend. Neither research experience nor a paper at the "
            "workshop is needed."
        ),
        (
            "In person. The page calls this an in-person workshop in Vienna. It says nothing about "
            "following it remotely; "
            "one speaker, Chris Olah, is announced as remote."
        ),
    ]


def test_it_is_over_after_its_last_day(ask: Ask) -> None:
    assert "Day: Sat 27 Jul 2024.\n" in ask("/workshop attend icml-2024", "2024-07-27T21:00Z")
    assert "Day: Sat 27 Jul 2024. It is over.\n" in ask("/workshop attend icml-2024", "2024-07-27T22:00Z")


def test_the_second_edition_says_what_is_not_known(ask: Ask) -> None:
    text = ask("/workshop attend neurips-2025", "2025-11-01T12:00Z")
    assert text.startswith(f"Attend · NeurIPS 2025\n\n{SAN_DIEGO}\n\nDay: Sun 7 Dec 2025.\n\n")
    assert points(text)[:2] == [
        (
            "Registration. How to register is not in our sources. See the workshop's site "
            "<https://mechinterpworkshop.com>. "
            "The draft of the home page holds only a placeholder for a sign-up."
        ),
        "Do authors have to come? Authors are encouraged to be there in person, but it is not required.",
    ]
    assert "icml.cc" not in text


def test_a_day_that_was_undecided_is_told_with_the_one_that_stands(ask: Ask) -> None:
    assert "An older copy of the site: December 6 or 7, 2025, not yet decided." in ask("/workshop attend neurips-2025")


def test_the_third_edition_is_not_known(ask: Ask) -> None:
    assert ask("/workshop attend icml-2026").startswith(
        "Attend · ICML 2026\n\nThe venue and registration of ICML 2026: not in our sources. See the workshop's site "
        "<https://mechinterpworkshop.com> and its call for papers <https://mechinterpworkshop.com/cfp/>.\n\n"
        "Day: not in our sources.\n\nVenue: not in our sources.\n\nSource: "
    )


def test_unnamed_it_says_first_that_the_current_edition_is_not_known(ask: Ask) -> None:
    assert ask("/workshop attend").startswith(
        "Attend · NeurIPS 2025\n\nThe venue and registration of ICML 2026: not in our sources. "
        f"The newest edition that has it is NeurIPS 2025.\n\n{SAN_DIEGO}\n\nDay: Sun 7 Dec 2025. It is over.\n\n"
    )


@pytest.mark.parametrize(("edition", "place"), [("icml-2024", VIENNA), ("neurips-2025", SAN_DIEGO)])
def test_the_venue_is_told_alone(ask: Ask, edition: str, place: str) -> None:
    text = ask(f"/workshop venue {edition}")
    assert text.split("\n\n")[1] == place
    assert points(text) == []


def test_a_venue_that_is_not_known_is_not_taken_from_another_edition(ask: Ask) -> None:
    text = ask("/workshop venue icml-2026")
    assert "The venue of ICML 2026: not in our sources." in text
    assert "San Diego" not in text


def test_its_source_is_named(ask: Ask) -> None:
    assert "\n\nSource: Page of the ICML 2024 Mechanistic Interpretability Workshop, read 20 Nov 2026\n\n" in ask(
        "/workshop venue icml-2024"
    )


@pytest.mark.parametrize(
    ("alias", "name"),
    [("register", "attend"), ("registration", "attend"), ("where", "venue"), ("location", "venue")],
)
def test_they_have_other_names(ask: Ask, alias: str, name: str) -> None:
    assert ask(f"/workshop {alias} icml-2024") == ask(f"/workshop {name} icml-2024")
