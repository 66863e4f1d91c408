import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from jsonschema import Draft202012Validator, ValidationError
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from bot.message import Button, Message, Section, at, bold, bullets, escape, link, paragraphs
from bot.moment import read_moment
from bot.platforms.discord.render import kept_lines, render, stamp_of
from bot.ports import Mark, Place, token_of
from tests.platforms.strategies import messages, sentences, styled

OPENAPI = Path(__file__).parents[3] / "shared" / "specs" / "discord-openapi.json"
DUE = read_moment("2024-05-29 AoE")
NOBODY: dict[str, list[str]] = {"parse": []}
Problems = Callable[[dict[str, Any]], Iterator[ValidationError]]
# Everything in a description that Discord reads: an escape, code, a time, an address; no other `<` is left.
SAFE = re.compile(r"(?:\\.|```\n.*?\n```|`[^`\n]+`|<t:-?\d+:[ft]>|<https?://[^\s<>]+>|[^<\\`])*", re.DOTALL)


@pytest.fixture(scope="module")
def problems_of() -> Problems:
    if not OPENAPI.exists():
        pytest.skip(f"{OPENAPI} is not here")
    specification = json.loads(OPENAPI.read_text())
    registry = Registry().with_resource("discord:", DRAFT202012.create_resource(specification))
    schema = {"$ref": "discord:#/components/schemas/MessageCreateRequest"}
    found: Problems = Draft202012Validator(schema, registry=registry).iter_errors
    return found


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def described(message: Message) -> list[str]:
    return [payload["embeds"][0].get("description", "") for payload in render(message)]


def shown(text: str) -> str:
    """Give the description of a message whose text is exactly what a person typed."""
    return described(Message(text=escape(text)))[0]


def test_a_message_becomes_one_embed() -> None:
    message = Message(
        title="Deadlines of ICML 2024",
        text=f"Next: {bold('submission')}, {at(DUE)}.",
        sections=(Section("Format", bullets("4 or 9 pages", link("template", "https://e.org/t_(new)"))),),
        buttons=(Button("Remind me", "remind icml-2024"), Button("Website", url="https://e.org/")),
        note=f"Source: {link('call', 'https://e.org/cfp')}",
    )

    assert render(message) == [
        {
            "embeds": [
                {
                    "title": "Deadlines of ICML 2024",
                    "description": (
                        "Next: **submission**, <t:1717070340:f> "
                        "(Wed 29 May 2024, 23:59 AoE; Thu 30 May 2024, 11:59 UTC).\n\n"
                        "**Format**\n• 4 or 9 pages\n• [template](https://e.org/t_%28new%29)\n\n"
                        "-# Source: [call](https://e.org/cfp)"
                    ),
                }
            ],
            "components": [
                {
                    "type": 1,
                    "components": [
                        {"type": 2, "label": "Remind me", "style": 2, "custom_id": "remind icml-2024"},
                        {"type": 2, "label": "Website", "style": 5, "url": "https://e.org/"},
                    ],
                }
            ],
            "allowed_mentions": NOBODY,
        }
    ]


def test_a_clock_shows_the_hour_alone() -> None:
    assert described(Message(text=f"At {at(DUE, 'clock')}.")) == ["At <t:1717070340:t>."]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("9 a.m., room-2 (left) #3; 2.5", "9 a.m., room-2 (left) #3; 2.5"),
        ("<@1> <#2> <:x:3> <t:0:R> </a:1>", r"\<@1> \<#2> \<:x:3> \<t:0:R> \</a:1>"),
        ("hi @everyone and @here", "hi @\u200beveryone and @\u200bhere"),
        ("*a* _b_ ~~c~~ ||d|| `e`", r"\*a\* \_b\_ \~\~c\~\~ \|\|d\|\| \`e\`"),
        ("[a](https://e.org)", r"\[a\](<https://e.org>)"),
        ("# title", r"\# title"),
        ("-# small", r"\-# small"),
        ("> quote", r"\> quote"),
        ("1. one", r"1\. one"),
        ("see https://e.org/a_b_c.", "see <https://e.org/a_b_c>."),
        ("https://e.org/@everyone", "<https://e.org/%40everyone>"),
        ("<script>alert(1)</script> &amp;", r"\<script>alert(1)\</script> &amp;"),
    ],
)
def test_shows_what_people_typed_as_it_is(typed: str, expected: str) -> None:
    assert shown(typed) == expected


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("a **b** *c* ***d*** `e`", "a **b** *c* ***d*** `e`"),
        ("w**o**rd", "w\u200b**o**\u200brd"),
        ("**a*b***", "**a**\u200b***b***"),
        ("``a`b``", r"a\`b"),
        ("[x](mailto:a@e.org)", "x (a@e.org)"),
        ("[https://good.org](<https://evil.org>)", "https://good.org (<https://evil.org>)"),
        ("<https://e.org/a_b>", "<https://e.org/a_b>"),
        ("[**a**](<https://e.org/>)", "**[a](https://e.org/)**"),
    ],
)
def test_writes_markup_as_discord_reads_it(markup: str, expected: str) -> None:
    assert described(Message(text=markup)) == [expected]


def test_a_title_shows_its_marks() -> None:
    assert render(Message(title="a_b *c* @here"))[0]["embeds"] == [{"title": "a\\_b \\*c\\* @\u200bhere"}]


def test_a_title_too_long_becomes_the_first_line() -> None:
    long = "word " * 60

    assert render(Message(title=long))[0]["embeds"] == [{"description": f"**{long.strip()}**"}]


def test_a_note_is_small_on_each_line() -> None:
    assert described(Message(text="a", note="b\n\nc")) == ["a\n\n-# b\n-# c"]


@pytest.mark.parametrize("empty", ["", " \n ", "\u200b\u200d", "\x00\ud800", "\u3164"])
def test_an_empty_message_says_so(empty: str) -> None:
    message = Message(title=empty, text=empty, sections=(Section(empty, empty),), note=empty)

    assert render(message) == [
        {"embeds": [{"description": "This answer has no text."}], "components": [], "allowed_mentions": NOBODY}
    ]


def test_emphasis_on_nothing_leaves_no_marks() -> None:
    assert described(Message(text="a **\u200b** b")) == ["a \u200b b"]


def test_a_command_too_long_for_a_button_stands_there_as_its_token() -> None:
    line = f"/workshop ask {'x' * 90}"
    message = Message(text="a", buttons=(Button("Long", line), Button("Short", "/workshop now")))
    [row] = render(message)[0]["components"]
    assert [button["custom_id"] for button in row["components"]] == [f"~{token_of(line)}", "/workshop now"]
    assert kept_lines(message) == [line]


def test_the_first_button_carries_the_stamp_of_a_copy() -> None:
    place, mark = Place("MI", "1"), Mark("icml-2024/submission/3d", "abc")
    message = Message(text="a", buttons=(Button("Site", url="https://e.org"), Button("A", "/a"), Button("B", "/b")))
    stamp = stamp_of(mark, place)
    assert stamp == f"#{mark.digest(place)[:16]}.abc "
    [row] = render(message, stamp)[0]["components"]
    assert [button.get("custom_id") for button in row["components"]] == [None, f"{stamp}/a", "/b"]


def test_a_notice_stands_above_as_plain_content() -> None:
    assert render(Message(text="a", notice="*Ada* shows: /workshop now"))[0]["content"] == (
        r"\*Ada\* shows: /workshop now"
    )


def test_leaves_out_buttons_that_cannot_be_held() -> None:
    buttons = (
        Button("long address", url=f"https://e.org/{'x' * 500}"),
        Button("no web", url="javascript:alert(1)"),
        Button("neither"),
        Button("fits", "x" * 100),
        Button("twice", "x" * 100),
        Button("", "help"),
        Button("w" * 99, url="https://e.org/ b"),
    )

    [row] = render(Message(text="a", buttons=buttons))[0]["components"]
    assert [(button["label"], button.get("url")) for button in row["components"]] == [
        ("fits", None),
        ("help", None),
        ("w" * 79 + "…", "https://e.org/%20b"),
    ]


def test_more_buttons_than_fit_go_under_a_further_message() -> None:
    payloads = render(Message(text="a", buttons=tuple(Button(f"{n}", f"go {n}") for n in range(60))))

    assert [sum(len(row["components"]) for row in payload["components"]) for payload in payloads] == [25, 25, 10]
    assert [payload["embeds"][0]["description"] for payload in payloads[1:]] == ["More to choose from:"] * 2


def test_a_hundred_thousand_characters_arrive() -> None:
    told = re.findall(r"w\d+", " ".join(described(Message(text=" ".join(f"w{n}" for n in range(15_000))))))

    assert told == [f"w{n}" for n in range(15_000)]


def assert_fits(payload: dict[str, Any]) -> None:
    [embed] = payload["embeds"]
    rows = [row["components"] for row in payload["components"]]
    buttons = [button for row in rows for button in row]
    ids = [button["custom_id"] for button in buttons if "custom_id" in button]
    assert embed
    assert all(text.strip() for text in embed.values())
    assert units(embed.get("title", "")) <= 256
    assert units(embed.get("description", "")) <= 4096
    assert len(rows) <= 5
    assert all(1 <= len(row) <= 5 for row in rows)
    assert all(1 <= units(button["label"]) <= 80 and units(button.get("url", "")) <= 512 for button in buttons)
    assert all(1 <= units(one) <= 100 for one in ids)
    assert len(ids) == len(set(ids))
    assert payload["allowed_mentions"] == NOBODY
    assert json.dumps(payload, ensure_ascii=False).encode()


@settings(max_examples=100, deadline=None)
@given(messages)
@example(Message(text="\U0001f600" * 5000, title="\U0001f600" * 200))
@example(Message(text=bold("x" * 100_000)))
@example(Message(text="`" + "x" * 9000 + "`"))
@example(Message(note="- a\n" * 4000))
def test_every_payload_fits(message: Message) -> None:
    for payload in render(message):
        assert_fits(payload)


@settings(max_examples=60, deadline=None)
@given(messages)
@example(Message(text="```\n<@1>\n```", note="```\n@everyone\n\n<@1>"))
def test_nothing_that_people_write_becomes_a_mention(message: Message) -> None:
    for text in described(message):
        assert SAFE.fullmatch(text)
        assert not re.search("@(everyone|here)", text)


@settings(max_examples=60, deadline=None)
@given(sentences, styled, styled)
def test_no_word_is_lost(title: str, text: str, note: str) -> None:
    message = Message(title=title, text=text, sections=(Section(title, paragraphs(note, text)),), note=note)
    embeds = [payload["embeds"][0] for payload in render(message)]
    told = " ".join(f"{embed.get('title', '')} {embed.get('description', '')}" for embed in embeds)

    assert letters(told) == letters(f"{title} {text} {title} {note} {text} {note}")


def letters(text: str) -> list[str]:
    return re.findall("[abcxyz]", text)


@settings(max_examples=25, deadline=None)
@given(message=messages)
def test_discord_specification_accepts_every_payload(problems_of: Problems, message: Message) -> None:
    assert [problem.message for payload in render(message) for problem in problems_of(payload)] == []
