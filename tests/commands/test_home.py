import pytest

from bot.core import Bot
from tests.conftest import Answer, Ask

NEED_A_PLACE = set(
    "allow-again ask-organizers take-back times links erase me my-zone pick ping privacy remind reminder reminders "
    "snooze stop timezone zone".split()
)
NAME = "Mechanistic Interpretability Workshop"


def test_the_card_says_first_what_is_due(ask: Ask) -> None:
    assert ask("/workshop", "2024-05-20T12:00Z", zone="Europe/Vienna").startswith(
        f"{NAME}\n\nNext: Submission (ICML 2024), Thu 30 May 2024, 13:59 Vienna time "
        "(Wed 29 May 2024, 23:59 AoE; Thu 30 May 2024, 11:59 UTC). Open: 9 days left.\n\n"
        "The current edition is ICML 2024.\n\n"
    )


def test_with_nothing_due_the_card_says_so(ask: Ask) -> None:
    assert ask("/workshop").startswith(
        f"{NAME}\n\nNothing is due. The last deadline that passed: Paper submission (ICML 2026), "
        "Sat 9 May 2026, 11:59 UTC (Fri 8 May 2026, 23:59 AoE).\n\n"
        "Camera-ready version (ICML 2026): not in our sources.\n\nThe current edition is ICML 2026.\n\n"
    )


@pytest.mark.parametrize(
    ("at", "edition"),
    [
        ("2024-07-27T21:58Z", "ICML 2024"),
        ("2024-07-27T22:00Z", "NeurIPS 2025"),
        ("2025-12-08T07:58Z", "NeurIPS 2025"),
        ("2025-12-08T08:00Z", "ICML 2026"),
        ("2027-02-01T00:00Z", "ICML 2026"),
    ],
)
def test_the_current_edition_is_the_next_one_not_over(ask: Ask, at: str, edition: str) -> None:
    assert f"The current edition is {edition}." in ask("/workshop", at)


def test_the_card_leads_on_with_three_example_questions(answer: Answer) -> None:
    assert [button.command for button in answer("/workshop").buttons] == [
        "/workshop deadlines",
        "/workshop now",
        "/workshop start",
        "/workshop socials",
        "/workshop join",
        "/workshop ask How long may my paper be?",
        "/workshop ask Can I submit work that is under review elsewhere?",
        "/workshop ask Do I need a ticket for the main conference?",
    ]


def test_every_example_question_is_answered(answer: Answer, bot: Bot) -> None:
    titles = [answer(f"/workshop ask {question}").title for question in bot.catalog.about.examples]
    assert "Not in our sources" not in titles


def test_help_lists_every_listed_command(ask: Ask, bot: Bot) -> None:
    text = ask("/workshop help")
    assert text.startswith("What I can do\n\nType a command, or simply ask a question.\n\nFor everyone\n")
    assert all(f"• /workshop {each.usage} — {each.help}\n" in text for each in bot.listed())


def test_help_explains_one_command(ask: Ask) -> None:
    assert ask("/workshop help deadlines").startswith(
        "Deadlines\n\n/workshop deadlines [workshop] [zone]\n\nList what is due, soonest first, and what has closed.\n"
        "• workshop (may be left out) — which edition; all of them when left out\n"
        "• zone (may be left out) — a time zone to show the times in too\n\n"
        "Also: dates, due, when.\n"
    )


def test_help_explains_every_command_by_each_of_its_names(answer: Answer, bot: Bot) -> None:
    for name, command in bot.by_name.items():
        assert answer(f"/workshop help {name}", organizer=True).title == command.name.capitalize()


def test_help_for_an_unknown_command_says_so(ask: Ask) -> None:
    assert ask("/workshop help foo").startswith("Not quite\n\nThere is no command “foo”.")


def test_members_are_not_told_of_the_organizers_commands(ask: Ask) -> None:
    assert "There is no command “desk”." in ask("/workshop help desk")


def test_every_command_answers_by_each_of_its_names(answer: Answer, bot: Bot) -> None:
    for name, command in bot.by_name.items():
        word = "organize" if command.organizer else "workshop"
        needed = (
            " icml-2024/submission 1h"
            if name == "snooze"
            else " icml-2024/submission"
            if name == "times"
            else " superposition"
            if any(each.required for each in command.parameters)
            else ""
        )
        message = answer(f"/{word} {name}{needed}", organizer=True)
        assert not message.mistake or name in NEED_A_PLACE or command.organizer, name
        assert message.text or message.sections, name


def test_a_slip_is_asked_back(answer: Answer) -> None:
    message = answer("/workshop dealdines")
    assert message.text == "There is no command “dealdines”. Did you mean deadlines?"
    assert [button.command for button in message.buttons] == ["/workshop deadlines"]


@pytest.mark.parametrize("alias", ["commands", "?"])
def test_help_has_other_names(ask: Ask, alias: str) -> None:
    assert ask(f"/workshop {alias}") == ask("/workshop help")


def test_about_tells_what_it_knows(ask: Ask) -> None:
    text = ask("/workshop about")
    assert text.startswith(f"About · {NAME}\n\nA series of academic workshops on understanding neural networks")
    assert "\nWhat I know\n• 3 editions: ICML 2026, NeurIPS 2025, ICML 2024\n• 80 cited works\n" in text


@pytest.mark.parametrize("alias", ["bot", "version"])
def test_about_has_other_names(ask: Ask, alias: str) -> None:
    assert ask(f"/workshop {alias}") == ask("/workshop about")
