"""The same message on every platform, with all that breaks links and marks elsewhere."""

import re

from bot.message import Button, Message, Section, at, bold, bullets, escape, link
from bot.moment import read_moment
from bot.platforms.discord.render import render as on_discord
from bot.platforms.slack.render import render as on_slack
from bot.platforms.terminal.render import render as in_text

ODD = "a|b <c> & (d) *e*"
BARE = "https://e.org/b_(c)?d=1&e=2"
ADDRESS = "https://e.org/a_(b)?x=1&y=%3C2%3E|3"
SAFE = "https://e.org/a_(b)?x=1&y=%3C2%3E%7C3"
MESSAGE = Message(
    title=f"Due: {ODD}",
    text=f"{bold('Submission')}, {at(read_moment('2024-05-29 AoE'))}: {escape(ODD)}.",
    sections=(Section(ODD, bullets(link(ODD, ADDRESS), f"`{ODD}`", escape(BARE))),),
    buttons=(Button(ODD, "/workshop cfp"), Button("Page", url=ADDRESS)),
    note=f"Source: {link('call | papers', ADDRESS)}",
)


def test_it_is_discords_markdown() -> None:
    [payload] = on_discord(MESSAGE)
    address = "https://e.org/a_%28b%29?x=1&y=%3C2%3E%7C3"
    odd = r"a\|b \<c> & (d) \*e\*"
    assert payload["embeds"] == [
        {
            "title": f"Due: {odd}",
            "description": (
                f"**Submission**, <t:1717070340:f> (Wed 29 May 2024, 23:59 AoE; Thu 30 May 2024, 11:59 UTC): {odd}.\n\n"
                f"**{odd}**\n• [{odd}]({address})\n• `{ODD}`\n• <{BARE}>\n\n-# Source: [call \\| papers]({address})"
            ),
        }
    ]
    assert [each.get("url") for each in payload["components"][0]["components"]] == [None, SAFE]


def test_it_is_slacks_blocks() -> None:
    [payload] = on_slack(MESSAGE)
    address, code = SAFE.replace("&", "&amp;"), "a|b &lt;c&gt; &amp; (d) *e*"
    odd = code.replace("*", "\u2217")
    time = "<!date^1717070340^{date_short_pretty} at {time}|Thu 30 May 2024, 11:59 UTC>"
    assert payload["text"] == (
        f"*Due: {odd}*\n\n"
        f"*Submission*, {time} (Wed 29 May 2024, 23:59 AoE; Thu 30 May 2024, 11:59 UTC): {odd}.\n\n"
        f"*{odd}*\n• <{address}|{odd.replace('|', chr(0x2223))}>\n• `{code}`\n• <{BARE.replace('&', '&amp;')}>\n\n"
        f"Source: <{address}|call \u2223 papers>"
    )
    assert [each.get("url") for each in payload["blocks"][-1]["elements"]] == [None, SAFE]


def test_it_is_plain_text() -> None:
    assert in_text(MESSAGE, "UTC") == (
        f"Due: {ODD}\n\n"
        f"Submission, Thu 30 May 2024, 11:59 UTC (Wed 29 May 2024, 23:59 AoE): {ODD}.\n\n"
        f"{ODD}\n• {ODD} <{SAFE}>\n• {ODD}\n• {BARE}\n\n"
        f"Source: call | papers <{SAFE}>\n\n"
        f"→ {ODD}: /workshop cfp\n→ Page: {ADDRESS}"
    )


def test_slacks_text_holds_all_that_its_blocks_show() -> None:
    [payload] = on_slack(MESSAGE)
    shown = [each["text"]["text"] for each in payload["blocks"] if each["type"] == "section"]
    assert payload["blocks"][0]["text"]["text"] == f"Due: {ODD}"
    assert re.sub(r"^.*?\n\n", "", payload["text"]).startswith("\n\n".join(shown))
