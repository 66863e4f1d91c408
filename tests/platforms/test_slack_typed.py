"""What people typed on Slack, made plain."""

import pytest

from bot.message import plain
from bot.platforms.slack.typed import words_of
from tests.platforms.test_slack_mentions import HOSTILE


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", ""),
        ("  two\n\twords ", "two words"),
        ("<@UBOT> hello <@UBOT|workshop>", "hello"),
        ("<@U1> and <@U1|ada> and <@W2|bob>", "U1 and ada and bob"),
        ("<#C1> and <#C1|general>", "C1 and general"),
        ("<!here> <!channel|channel> <!subteam^S1|@desk>", "channel @desk"),
        ("<!date^1717070340^{date_short}|30 May 2024>", "30 May 2024"),
        ("<https://x.example|x.example>", "x.example"),
        ("<https://x.example|the page>", "https://x.example"),
        ("<https://x.example/a_(b)?c=1&amp;d=2>", "https://x.example/a_(b)?c=1&d=2"),
        ("<https://x.example|>", "https://x.example"),
        ("<mailto:a@x.example|a@x.example> <tel:+431|+431>", "a@x.example +431"),
        ("1 &lt; 2 &amp; 3 &gt; 2", "1 < 2 & 3 > 2"),
        ("&lt;@U1&gt; &amp;lt;", "<@U1> &lt;"),
        ("“a” „b“ «c» \u2018d\u2019 \u201ae\u2018 it’s", '"a" "b" "c" \'d\' \'e\' it\'s'),
        ("a < b > c <", "a b c <"),
        ("a\x00b\u202ec\u2028d", "a b c d"),
    ],
)
def test_what_slack_marks_becomes_words(typed: str, words: str) -> None:
    assert words_of(typed, "UBOT") == words


def test_without_a_name_of_its_own_all_are_named() -> None:
    assert words_of("<@UBOT|bot> hello") == "bot hello"


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:9]))
def test_anything_becomes_one_clean_line(text: str) -> None:
    assert words_of(text, "UBOT") == plain(words_of(text, "UBOT"))


@pytest.mark.parametrize("unit", ["<", "<@", "<!a|", "<a|", "&lt;", "<a", "|>"])
def test_long_lines_are_read_fast(unit: str) -> None:
    assert len(words_of(unit * 20_000)) <= len(unit) * 20_000
