from collections import Counter
from pathlib import Path

import pytest

from bot.core import Bot
from tests.questions import IN_CHAT, IN_SENTENCES, TABLE, questions, wrong

ENOUGH_OF_A_KIND = 0.7


@pytest.mark.parametrize(("table", "enough"), [(TABLE, 0.94), (IN_CHAT, 0.9), (IN_SENTENCES, 0.92)])
def test_nine_in_ten_questions_are_answered_right(bot: Bot, table: Path, enough: float) -> None:
    asked: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for kind, question in questions(table):
        asked[kind] += 1
        right[kind] += not wrong(bot, question)
    assert right.total() / asked.total() >= enough
    assert {kind for kind in asked if right[kind] / asked[kind] < ENOUGH_OF_A_KIND} == set()
