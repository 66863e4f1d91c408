from collections import Counter

from bot.core import Bot
from tests.questions import TABLE, questions, wrong

ENOUGH = 0.93  # of all questions of the table
ENOUGH_OF_A_KIND = 0.7


def test_nine_in_ten_questions_are_answered_right(bot: Bot) -> None:
    asked: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for kind, question in questions(TABLE):
        asked[kind] += 1
        right[kind] += not wrong(bot, question)
    assert right.total() / asked.total() >= ENOUGH
    assert {kind for kind in asked if right[kind] / asked[kind] < ENOUGH_OF_A_KIND} == set()
