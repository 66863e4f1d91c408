from datetime import time
from typing import Any

import pytest

from bot.asking.question import understand
from bot.core import Bot


def read(bot: Bot, text: str) -> dict[str, Any]:
    question = understand(text, bot.catalog)
    return {
        "shop": question.shop.id if question.shop else None,
        "unknown": question.unknown_shop,
        "zone": question.zone,
        "people": question.people,
        "clock": question.clock,
    }


NOTHING = {"shop": None, "unknown": "", "zone": None, "people": (), "clock": None}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("when is the deadline?", {}),
        ("when is the NeurIPS deadline", {"shop": "neurips-2025"}),
        ("page limit icml 2026", {"shop": "icml-2026"}),
        ("who spoke in 2024", {"shop": "icml-2024"}),
        ("the vienna workshop", {"shop": "icml-2024"}),
        ("deadline for NeurIPS 2026", {"unknown": "neurips 2026"}),
        ("link to Olsson et al 2022", {}),
        ("what is the latest I can submit from California?", {"zone": "America/Los_Angeles"}),
        ("deadline in IST", {"zone": "Asia/Kolkata"}),
        ("deadline, Tokyo time", {"zone": "Asia/Tokyo"}),
        ("when do I submit from São Paulo", {"zone": "America/Sao_Paulo"}),
        ("who is from Berkeley", {}),
        ("is Chris Olah speaking", {"people": ("chris-olah",)}),
        ("what's on at 3pm", {"clock": time(15, 0)}),
        ("what is on at 11:15", {"clock": time(11, 15)}),
        ("at 25:00", {}),
    ],
)
def test_finds_what_a_question_names(bot: Bot, text: str, expected: dict[str, Any]) -> None:
    assert read(bot, text) == {**NOTHING, **expected}


def test_words_of_the_field_tell_nothing_unless_alone(bot: Bot) -> None:
    assert understand("a benchmark for mech interp", bot.catalog).words == understand("benchmark", bot.catalog).words
    assert understand("what is mechanistic interpretability", bot.catalog).words


@pytest.mark.parametrize(
    "text", ["", "?", "\x00", "a" * 10_000, "🐝" * 100, "et al et al 2024 2025 2026", "at at from in in"]
)
def test_hostile_text_is_read_without_a_fault(bot: Bot, text: str) -> None:
    assert understand(text, bot.catalog)
