import pytest

from tests.conftest import Answer, Ask

FORM = "https://docs.google.com/forms/d/e/1FAIpQLSf6EHr8JQu8NHNG1XNYoxfqyjeg89qSVYtpkg_gYbXQ8nSYJg/viewform"
TALK = "Research Progress in Mechanistic Interpretability"


def test_the_three_communities_are_told_with_their_invitations(answer: Answer) -> None:
    assert [(button.label, button.url) for button in answer("/workshop join").buttons] == [
        ("Join Open Source Mechanistic Interpretability Slack", "http://neelnanda.io/osmi-slack-invite"),
        ("Join Mechanistic Interpretability Discord", "https://discord.gg/ysVfhCfCKw"),
        ("Join Eleuther Discord", "https://discord.gg/nHS4YxmfeM"),
    ]


def test_the_source_of_the_invitations_is_named(ask: Ask) -> None:
    assert "\n\nSource: Draft of the home page of the NeurIPS 2025 edition, read 20 Nov 2026" in ask("/workshop join")


@pytest.mark.parametrize("alias", ["communities", "slack", "discord", "invite", "invites"])
def test_join_has_other_names(ask: Ask, alias: str) -> None:
    assert ask(f"/workshop {alias}") == ask("/workshop join")


def test_the_social_is_told_with_its_form(ask: Ask) -> None:
    assert ask("/workshop socials", "2024-07-20T12:00Z", zone="Europe/Vienna").startswith(
        "Socials · ICML 2024\n\nEvening social\n"
        "Sat 27 Jul 2024, from 18:30 Vienna time until late (18:30 your time).\n\n"
        "By invitation only. Place: not in our sources.\n\n"
        "The social is for invited guests; whoever would like an invitation applies with the form.\n\n"
        f"Apply: {FORM}.\n\n"
    )


@pytest.mark.parametrize(
    ("at", "state"),
    [
        ("2024-07-27T16:29Z", "your time).\n"),
        ("2024-07-27T16:30Z", "your time). It is on now.\n"),
        ("2024-07-27T20:00Z", "your time). It is on now.\n"),
        ("2024-07-28T01:59Z", "your time). It is on now.\n"),
        ("2024-07-28T02:00Z", "your time). It is over.\n"),
    ],
)
def test_the_social_is_on_until_late(ask: Ask, at: str, state: str) -> None:
    assert state in ask("/workshop socials icml-2024", at)


def test_the_social_falls_on_the_next_day_in_tokyo(ask: Ask) -> None:
    assert "Sat 27 Jul 2024, from 18:30 Vienna time until late (Sun 01:30 your time)." in ask(
        "/workshop socials icml-2024", zone="Asia/Tokyo"
    )


@pytest.mark.parametrize(("edition", "name"), [("neurips-2025", "NeurIPS 2025"), ("icml-2026", "ICML 2026")])
def test_no_social_leaks_into_another_edition(ask: Ask, edition: str, name: str) -> None:
    text = ask(f"/workshop socials {edition}")
    assert text.startswith(f"Socials · {name}\n\nThe socials of {name}: not in our sources. See the workshop's site")
    assert "forms" not in text


@pytest.mark.parametrize("alias", ["social", "party"])
def test_socials_has_other_names(ask: Ask, alias: str) -> None:
    assert ask(f"/workshop {alias}") == ask("/workshop socials")


def test_the_seminar_is_told_with_speaker_time_and_place(ask: Ask) -> None:
    text = ask("/workshop seminars", "2025-05-01T12:00Z", zone="Asia/Tokyo")
    assert text.startswith(
        f"Seminars\n\nNext: {TALK}, Fri 9 May 2025, 12:00–13:00 London time (20:00 your time).\n\n{TALK}\n"
        "Arthur Conmy, Google DeepMind. Fri 9 May 2025, 12:00–13:00 London time (20:00 your time).\n"
    )
    assert "• Series: NLIP Seminar Series\n• Place: Room FW26\n• Contact: Suchir Salhan\n" in text


def test_the_passcode_is_not_repeated(ask: Ask) -> None:
    text = ask("/workshop seminars")
    assert "zoom.us" not in text
    assert "pwd" not in text
    assert "The Zoom link carries a passcode and is not repeated here; ask the contact, Suchir Salhan, for it." in text


def test_the_seminar_is_over_at_its_end(ask: Ask) -> None:
    last = f"No seminar is ahead in our sources; the last one was {TALK}, Fri 9 May 2025, 12:00–13:00 London time"
    assert last not in ask("/workshop seminars", "2025-05-09T11:59Z")
    assert last in ask("/workshop seminars", "2025-05-09T12:00Z")


def test_seminar_is_another_word_for_it(ask: Ask) -> None:
    assert ask("/workshop seminar") == ask("/workshop seminars")
