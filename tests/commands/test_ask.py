import pytest

from bot.core import Bot
from bot.titles import name_of, title_of
from tests.conftest import Answer, Ask


def test_every_fact_is_found_by_its_name(answer: Answer, bot: Bot) -> None:
    missed = set()
    for key, fact in bot.catalog.facts.items():
        message = answer(f"/workshop ask {title_of(fact, bot.catalog)}")
        shown = (message.title, *(section.title for section in message.sections))
        if not any(name_of(fact) in title for title in shown):
            missed.add(key)
        assert message.title != "Not in our sources", key
    assert len(missed) < len(bot.catalog.facts) / 15  # these are told as part of something larger


def test_someone_with_only_a_gmail_address_hears_what_is_still_to_be_done(ask: Ask) -> None:
    text = ask("/workshop ask can I submit with a gmail address", "2024-05-29T09:00Z")
    assert text.startswith("ICML 2024: Create an OpenReview account\n\n")
    assert "The advised day, Tue 14 May 2024, has passed. It can take up to 14 days: do it at once." in text
    assert "Submission: Thu 30 May 2024, 11:59 UTC (Wed 29 May 2024, 23:59 AoE). Open: 26 hours left." in text


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("How long may my paper be?", "NeurIPS 2025: at most 4 or 9 pages; the camera-ready may have one more."),
        ("who won best paper", "The Geometry of Categorical and Hierarchical Concepts in Large Language Models"),
        ("how many papers were accepted", "93 accepted papers"),
        (
            "is there a live stream",
            "streams and slides of the workshop's talks are not in our sources, for any edition",
        ),
        ("contact email", "The email address is not in our sources."),
        ("would a tooling paper be appropriate", "Does a paper about a tool fit the workshop?"),
        ("what does AoE mean", "AoE stands for anywhere on Earth, the zone UTC-12"),
        ("do I need a ticket for the main conference", "No. You do need one for the ICML workshop track"),
        ("hands-on tutorial", "The schedule has no slot for it, and our sources do not say whether it took place."),
    ],
)
def test_a_question_is_answered_from_the_sources(ask: Ask, question: str, said: str) -> None:
    assert said in ask(f"/workshop ask {question}")


def test_a_plain_line_is_a_question(ask: Ask) -> None:
    assert ask("who won best paper") == ask("/workshop ask who won best paper")


def test_what_nothing_fits_is_not_invented(ask: Ask) -> None:
    assert ask("/workshop ask airspeed of a swallow").startswith(
        "Not in our sources\n\nAn answer to “airspeed of a swallow” is not in our sources.\n\nSee the workshop's site"
    )


def test_a_slot_is_told_once_with_its_state(ask: Ask) -> None:
    assert ask("/workshop ask spotlights 1", zone="Asia/Tokyo").startswith(
        "ICML 2024: Spotlights 1\n\n"
        "For ICML 2026 this is not in our sources. The newest edition that has it is ICML 2024.\n\n"
        "Sat 27 Jul 2024, 10:30–11:00 Vienna time (17:30 your time): Spotlights 1. It is over.\n\n"
    )


def test_a_slot_still_ahead_is_not_over(ask: Ask) -> None:
    assert "It is over." not in ask("/workshop ask spotlights 1", "2024-07-01T12:00Z")


def test_markup_and_mentions_in_a_question_do_nothing(ask: Ask) -> None:
    assert "“<b>zzz</b> @everyone*zzz*”" in ask("/workshop topics <b>zzz</b> @everyone*zzz*")


def test_a_very_long_question_is_cut(ask: Ask) -> None:
    assert "Only the first 300 characters were read." in ask(f"/workshop ask superposition {'zzz ' * 25_000}")


def test_a_question_is_needed(ask: Ask) -> None:
    assert ask("/workshop ask").startswith(
        "Not quite\n\n“ask” needs your question, in your own words, up to 300 characters: write "
    )


@pytest.mark.parametrize("alias", ["search", "find", "question"])
def test_it_has_other_names(ask: Ask, alias: str) -> None:
    assert ask(f"/workshop {alias} grokking") == ask("/workshop ask grokking")
