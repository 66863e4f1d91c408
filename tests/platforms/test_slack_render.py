import json
import re
from typing import Any

import pytest
from hypothesis import example, given, settings

from bot.message import Button, Message, Section, at, bold, bullets, escape, link, paragraphs
from bot.moment import read_moment
from bot.platforms.slack.render import render
from tests.platforms.strategies import messages, sentences, styled

DUE = read_moment("2024-05-29 AoE")
TIME = (
    "<!date^1717070340^{date_short_pretty} at {time}|Thu 30 May 2024, 11:59 UTC> "
    "(Wed 29 May 2024, 23:59 AoE; Thu 30 May 2024, 11:59 UTC)"
)
# All that may stand in angle brackets; a mention, a channel or a group never does.
TOKEN = r"<(?:https?://|mailto:|!date\^\d+\^)[^<>\n]+>"
SAFE = re.compile(rf"(?:{TOKEN}|&(?:amp|lt|gt);|[^<>&])*")


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def texts(message: Message) -> list[str]:
    return [payload["text"] for payload in render(message)]


def shown(text: str) -> str:
    """Give the text of a message whose text is exactly what a person typed."""
    return texts(Message(text=escape(text)))[0]


def mrkdwn(text: str) -> dict[str, Any]:
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def label(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text, "emoji": True}


def test_a_message_becomes_text_and_blocks() -> None:
    message = Message(
        title="Deadlines of ICML 2024",
        text=f"Next: {bold('submission')}, {at(DUE)}.",
        sections=(Section("Format", bullets("4 or 9 pages", link("template", "https://e.org/t_(new)"))),),
        buttons=(Button("Remind", "remind me"), Button("Website", url="https://e.org/")),
        note=f"Source: {link('call', 'https://e.org/cfp')}",
    )
    text = f"Next: *submission*, {TIME}."
    section = "*Format*\n• 4 or 9 pages\n• <https://e.org/t_(new)|template>"
    note = "Source: <https://e.org/cfp|call>"

    assert render(message) == [
        {
            "text": f"*Deadlines of ICML 2024*\n\n{text}\n\n{section}\n\n{note}",
            "blocks": [
                {"type": "header", "text": label("Deadlines of ICML 2024")},
                {"type": "section", "text": mrkdwn(text)},
                {"type": "section", "text": mrkdwn(section)},
                {"type": "context", "elements": [mrkdwn(note)]},
                {
                    "type": "actions",
                    "elements": [
                        {"type": "button", "text": label("Remind"), "action_id": "command-1", "value": "remind me"},
                        {"type": "button", "text": label("Website"), "action_id": "link-2", "url": "https://e.org/"},
                    ],
                },
            ],
            "unfurl_links": False,
            "unfurl_media": False,
        }
    ]


def test_a_clock_shows_the_hour_alone() -> None:
    assert texts(Message(text=f"At {at(DUE, 'clock')}.")) == ["At <!date^1717070340^{time}|11:59 UTC>."]


def test_a_time_before_slack_knows_times_is_told() -> None:
    assert texts(Message(text=at(read_moment("1950-01-02T10:00Z")))) == [
        "Mon 2 Jan 1950, 10:00 UTC (Mon 2 Jan 1950, 10:00 UTC)"
    ]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("9 a.m., room-2 (left) #3; 2 * 3", "9 a.m., room-2 (left) #3; 2 * 3"),
        ("snake_case, A* search, x_1*y_2", "snake_case, A* search, x_1*y_2"),
        ("<@U1> <#C2> <!channel> <!subteam^S1>", "&lt;@U1&gt; &lt;#C2&gt; &lt;!channel&gt; &lt;!subteam^S1&gt;"),
        ("hi @here, @channel, @Everyone", "hi @\u200bhere, @\u200bchannel, @\u200bEveryone"),
        ("&lt;!here&gt; &amp;", "&amp;lt;!here&amp;gt; &amp;amp;"),
        ("*a* _b_ ~c~", "\u2217a\u2217 \u02cdb\u02cd \u223cc\u223c"),
        ("say `rm`", "say \u02cbrm\u02cb"),
        ("> quote", "\u00ad&gt; quote"),
        ("see https://e.org/a_b?x=1&y=2.", "see <https://e.org/a_b?x=1&amp;y=2>."),
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
    ],
)
def test_shows_what_people_typed_as_it_is(typed: str, expected: str) -> None:
    assert shown(typed) == expected


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("a **b** *c* ***d*** `e`", "a *b* _c_ *_d_* `e`"),
        ("**Where**: x (**y**)", "*Where*: x (*y*)"),
        ("w**o**rd", "w\u200b*o*\u200brd"),
        ("**a*b***", "*a*\u200b*_b_*"),
        ("**A\\* search**", "*A\u2217 search*"),
        ("``a`b``", "a\u02cbb"),
        ("`<!here> & *x*`", "`&lt;!here&gt; &amp; *x*`"),
        ("[x|y > z](<https://e.org/?a=1&b=2>)", "<https://e.org/?a=1&amp;b=2|x\u2223y &gt; z>"),
        ("[x](<https://e.org/a|b>)", "<https://e.org/a%7Cb|x>"),
        ("[x](<http://>) https://-(", "x https://-("),
        ("[x](mailto:a@e.org)", "<mailto:a@e.org|x>"),
        ("<https://e.org/a_b>", "<https://e.org/a_b>"),
        ("[**a**](<https://e.org/>)", "*<https://e.org/|a>*"),
    ],
)
def test_writes_markup_as_slack_reads_it(markup: str, expected: str) -> None:
    assert texts(Message(text=markup)) == [expected]


def test_a_title_too_long_becomes_the_first_section() -> None:
    long = ("word " * 60).strip()

    assert render(Message(title=long))[0]["blocks"] == [{"type": "section", "text": mrkdwn(f"*{long}*")}]


@pytest.mark.parametrize("empty", ["", " \n ", "\u200b\u200d", "\x00\ud800", "\u3164"])
def test_an_empty_message_says_so(empty: str) -> None:
    message = Message(title=empty, text=empty, sections=(Section(empty, empty),), note=empty)

    assert render(message) == [
        {
            "text": "This answer has no text.",
            "blocks": [{"type": "section", "text": mrkdwn("This answer has no text.")}],
            "unfurl_links": False,
            "unfurl_media": False,
        }
    ]


def test_emphasis_on_nothing_leaves_no_marks() -> None:
    assert texts(Message(text="a **\u200b** b")) == ["a \u200b b"]


def test_leaves_out_buttons_that_cannot_be_held() -> None:
    buttons = (
        Button("long command", "x" * 2001),
        Button("long address", url=f"https://e.org/{'x' * 3000}"),
        Button("no web", url="javascript:alert(1)"),
        Button("neither"),
        Button("", "help"),
        Button("w" * 99, url="https://e.org/ b"),
    )

    [_, actions] = render(Message(text="a", buttons=buttons))[0]["blocks"]
    assert [(button["text"]["text"], button.get("url")) for button in actions["elements"]] == [
        ("help", None),
        ("w" * 74 + "…", "https://e.org/%20b"),
    ]


def test_more_buttons_than_fit_go_under_a_further_message() -> None:
    payloads = render(Message(text="a", buttons=tuple(Button(f"{n}", f"go {n}") for n in range(60))))

    assert [[len(block.get("elements", ())) for block in payload["blocks"]] for payload in payloads] == [
        [0, 5, 5, 5, 5, 5],
        [0, 5, 5, 5, 5, 5],
        [0, 5, 5],
    ]
    assert [payload["text"] for payload in payloads] == ["a", "More to choose from:", "More to choose from:"]


def test_a_hundred_thousand_characters_arrive() -> None:
    told = re.findall(r"w\d+", " ".join(texts(Message(text=" ".join(f"w{n}" for n in range(15_000))))))

    assert told == [f"w{n}" for n in range(15_000)]


def text_of(block: dict[str, Any]) -> list[dict[str, Any]]:
    return [element for element in (block.get("text"), *block.get("elements", ())) if element]


def assert_fits(payload: dict[str, Any]) -> None:
    kinds = {"header": 150, "section": 3000, "context": 3000, "actions": 0}
    blocks = payload["blocks"]
    rows = [block["elements"] for block in blocks if block["type"] == "actions"]
    buttons = [button for row in rows for button in row]
    shows = [
        (kinds[block["type"]], one["text"]) for block in blocks if block["type"] != "actions" for one in text_of(block)
    ]
    pressed = [value for button in buttons for value in (button.get("value"), button.get("url")) if value]
    assert 1 <= units(payload["text"]) <= 3900
    assert 1 <= len(blocks) <= 50
    assert all(1 <= units(text) <= most and text.strip() for most, text in shows)
    assert sum(units(text) for _, text in shows) + sum(map(units, pressed)) <= 12_000
    assert all(1 <= len(row) <= 5 for row in rows)
    assert all(1 <= units(button["text"]["text"]) <= 75 for button in buttons)
    assert all(1 <= units(button.get("value", "x")) <= 2000 for button in buttons)
    assert all(units(button.get("url", "")) <= 3000 for button in buttons)
    assert len({button["action_id"] for button in buttons}) == len(buttons)
    assert json.dumps(payload, ensure_ascii=False).encode()


@settings(max_examples=100, deadline=None)
@given(messages)
@example(Message(text="\U0001f600" * 5000, title="\U0001f600" * 100))
@example(Message(text=bold("x" * 100_000)))
@example(Message(text=escape("&" * 9000)))
@example(Message(text="a", buttons=(Button("x" * 75, "y" * 2000),) * 40))
def test_every_payload_fits(message: Message) -> None:
    for payload in render(message):
        assert_fits(payload)


@settings(max_examples=60, deadline=None)
@given(messages)
def test_only_links_and_times_stand_in_angle_brackets(message: Message) -> None:
    for payload in render(message):
        shows = [
            one["text"]
            for block in payload["blocks"]
            if block["type"] in {"section", "context"}
            for one in text_of(block)
        ]
        assert all(SAFE.fullmatch(text) for text in (payload["text"], *shows))
        assert not re.search("@(everyone|here|channel)", payload["text"])


@settings(max_examples=60, deadline=None)
@given(sentences, styled, styled)
def test_no_word_is_lost(title: str, text: str, note: str) -> None:
    message = Message(title=title, text=text, sections=(Section(title, paragraphs(note, text)),), note=note)
    told = re.sub("&(amp|lt|gt);", "", " ".join(texts(message)))

    assert letters(told) == letters(f"{title} {text} {title} {note} {text} {note}")


def letters(text: str) -> list[str]:
    return re.findall("[abcxyz]", text)
