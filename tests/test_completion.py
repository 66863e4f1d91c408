import pytest

from bot.completion import complete
from bot.core import Bot


def test_a_slash_gives_the_words(bot: Bot) -> None:
    assert complete(bot, "/") == [("/workshop", "")]
    assert complete(bot, "/", organizer=True) == [("/workshop", ""), ("/organize", "")]


def test_words_without_a_slash_are_left_alone(bot: Bot) -> None:
    assert complete(bot, "when is") == []


def test_the_word_gives_the_commands_with_their_help(bot: Bot) -> None:
    assert complete(bot, "/workshop s") == [
        ("schedule", "Show the schedule, whole or by person or kind, in the venue's time and yours."),
        ("seminars", "Show the seminars: speaker, time, place, how to follow online."),
        ("socials", "Show the socials and how to sign up."),
        ("speakers", "Show speakers, panelists and organizers, or one person in all roles."),
        ("start", "Show where to begin when you are new to the field."),
    ]


def test_a_command_gives_values_of_its_parameters(bot: Bot) -> None:
    assert complete(bot, "/workshop cfp ic") == [("icml-2026", "workshop"), ("icml-2024", "workshop")]
    assert complete(bot, "/workshop schedule icml-2024 pan")[0] == ("panel", "kind")


def test_a_named_parameter_gives_only_its_own(bot: Bot) -> None:
    assert complete(bot, "/workshop schedule kind:p") == [("kind:poster", "kind"), ("kind:panel", "kind")]
    assert complete(bot, "/workshop speakers name:olah") == [("name:chris-olah", "name")]


def test_of_a_schedule_only_what_stands_in_it_is_given(bot: Bot) -> None:
    given = [key for key, _ in complete(bot, "/organize late since:icml-2024", organizer=True)]
    shop = bot.catalog.workshops["icml-2024"]
    assert given
    assert {key.partition(":")[2] for key in given} <= {
        each.id for each in (*shop.sessions.values(), *shop.socials.values())
    }


def test_free_text_and_unknown_commands_give_nothing(bot: Bot) -> None:
    assert complete(bot, "/workshop papers gei") == []
    assert complete(bot, "/workshop nothing x") == []


@pytest.mark.parametrize(
    ("line", "left"),
    [
        ("/workshop schedule ", {"workshop", "person", "kind", "zone"}),
        ("/workshop schedule icml-2024 ", {"person", "kind", "zone"}),
        ("/workshop schedule ICML 2024 talks ", {"person", "zone"}),
        ("/workshop schedule workshop:icml-2024 ", {"person", "kind", "zone"}),
        ("/workshop schedule zone:nowhere ", {"workshop", "person", "kind"}),
        ("/workshop schedule icml ", {"workshop", "person", "kind", "zone"}),
        ("/workshop schedule icml-2024 workshop:", set()),
    ],
)
def test_what_has_its_value_is_not_suggested_again(bot: Bot, line: str, left: set[str]) -> None:
    assert {what for _, what in complete(bot, line)} == left
