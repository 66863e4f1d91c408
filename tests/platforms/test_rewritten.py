"""What people wrote on one platform, as it shows on the other: the same marks and links, and nobody is notified."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.message import Message
from bot.platforms.discord.render import render as discord
from bot.platforms.discord.rewritten import read as of_discord
from bot.platforms.slack.render import render as slack
from bot.platforms.slack.rewritten import read as of_slack

NAMES = {"U1": "Ada", "@1": "@Ada", "@&2": "@chairs", "#3": "#news"}
CALLS = [
    "@everyone", "@here", "@channel", "@@everyoneeveryone", "@\u200beveryone", "@Everyone", "<@1>", "<@!1>", "<@&2>",
    "<#3>", "<!channel>", "<!here>", "<!everyone>", "<!subteam^S123>", "<!subteam^S123|@chairs>", "<@U1>", "<@U9|x>",
    "&lt;!channel&gt;", "<!channel|<!here>>", "<<!here>>", "<@&2", "[@everyone](https://a.org/@everyone)",
    "<https://a.org/@here|@here>", "`<!channel>`", "```\n@everyone <@&2>\n```", "\\<@&2>", "\\@everyone",
    "**@**everyone",    "_@_here", "\ue0000\ue001", "<t:1:R>", "<time:full/2027-01-01T00:00Z/AoE>",
]  # fmt: skip


def to_discord(text: str) -> str:
    """Give what Slack's text shows on Discord."""
    [payload] = discord(Message(text=of_slack(NAMES, text)))
    assert payload["allowed_mentions"] == {"parse": []}
    assert "content" not in payload
    return str(payload["embeds"][0]["description"])


def to_slack(text: str) -> str:
    """Give what Discord's text shows on Slack."""
    [payload] = slack(Message(text=of_discord(NAMES, text)))
    assert all(block["text"]["verbatim"] for block in payload["blocks"])
    return str(payload["text"])


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("*b* _i_ ~s~ `c &lt;x&gt;` *_both_*", "**b** *i* s `c <x>` ***both***"),
        ("<https://a.org/x?a=1&amp;b=2_(c)|the | menu>", "[the \\| menu](https://a.org/x?a=1&b=2_%28c%29)"),
        ("<https://a.org/b|c>", "[c](https://a.org/b)"),
        ("<https://a.org/?x=&lt;1&gt;>", "<https://a.org/?x=%3C1%3E>"),
        ("<https://evil.org|https://good.org>", "<https://good.org> (<https://evil.org>)"),
        ("<javascript:alert(1)|press>", "press"),
        ("<@U1> in <#C1|general>, <!date^1^{date}|1970>", "@Ada in #general, 1970"),
        ("one\ntwo\n\nthree\n• a\n• b", "one\ntwo\n\nthree\n• a\n• b"),
        ("```a\n*b*```", "```\na\n*b*\n```"),
        ("2*3*4 snake_case_name &amp;amp;", "2\\*3\\*4 snake\\_case\\_name &amp;"),
    ],
)
def test_slacks_marks_are_shown_on_discord(said: str, shown: str) -> None:
    assert to_discord(said) == shown


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("**b** *i* _i_ ~~s~~ __u__ `c <x>` ***both***", "*b* _i_ _i_ s u `c &lt;x&gt;` *_both_*"),
        ("[the | menu](https://a.org/x?a=1&b=2_(c))", "<https://a.org/x?a=1&amp;b=2_(c)|the \u2223 menu>"),
        ("see https://a.org/_x_(y)?q=1&copy;=2.", "see <https://a.org/_x_(y)?q=1&amp;copy;=2>."),
        ("[https://good.org](https://evil.org)", "<https://good.org> (<https://evil.org>)"),
        ("<@1> <@!1> <@&2> <#3> <@9> <:bee:12>", "@Ada @Ada @chairs #news @somebody :bee:"),
        ("# Head\n-# small\n- one\n- two", "*Head*\nsmall\n• one\n• two"),
        ("```py\n*b*\n```", "```\n*b*\n```"),
    ],
)
def test_discords_marks_are_shown_on_slack(said: str, shown: str) -> None:
    assert to_slack(said) == shown


@given(st.lists(st.sampled_from([*CALLS, " ", "\n", "*", "_", "`", "a", "<", ">", "|"]), max_size=30).map("".join))
@settings(max_examples=300, deadline=None)
def test_nobody_is_ever_notified(text: str) -> None:
    on_discord = to_discord(text) if text.strip() else ""
    outside = re.sub(r"```.*?```|`[^`]*`", "", re.sub(r"\\.", "x", on_discord), flags=re.DOTALL)
    assert not re.search(r"@(everyone|here)|<[@#]", outside)  # in code, and escaped, Discord reads nothing
    on_slack = to_slack(text) if text.strip() else ""
    assert not re.search(r"<!(?!date)|<@|<#|@(everyone|here|channel)", on_slack)


@given(st.text(max_size=4000) | st.sampled_from(["&" * 4000, "<" * 4000, "*a " * 1300, "**a " * 1000, "🐝" * 2000]))
@settings(max_examples=150, deadline=None)
def test_any_text_fits_one_message(text: str) -> None:
    assert isinstance(to_discord(text) + to_slack(text), str)
