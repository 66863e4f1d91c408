from collections.abc import Callable

from bot.core import Bot
from tests.conftest import Ask, answer_with

TWO = """\
name: Foo 2026
title: The Foo Workshop
source: https://foo.example
year: 2026
when: 2026-09-09
deadlines:
  final: {title: Final version, due: 2026-07-01 AoE}
  papers: {title: Papers, due: 2026-05-01 AoE}
"""


def test_the_deadline_is_the_soonest_whatever_the_order_in_the_file(bot_on: Callable[..., Bot]) -> None:
    message = answer_with(bot_on(foo_2026=TWO), "when is the deadline?", "2026-04-01T12:00Z")
    assert message.title == "Papers · Foo 2026"


def test_once_it_has_passed_the_next_one_is_told_too(ask: Ask) -> None:
    text = ask("is it still open?", "2024-06-10T12:00Z")
    assert text.startswith(
        "Submission · ICML 2024\n\n"
        "Submission (ICML 2024), Thu 30 May 2024, 11:59 UTC (Wed 29 May 2024, 23:59 AoE). Closed since then."
    )
    assert "Still ahead: Camera-ready, Mon 15 Jul 2024, 11:59 UTC (Sun 14 Jul 2024, 23:59 AoE)." in text
