from hypothesis import given, settings
from hypothesis import strategies as st

from bot.markup import Block, Span, chunks, parse
from bot.message import at, escape
from bot.moment import read_moment


class Marked:
    def span(self, span: Span) -> str:
        return "<time>" if span.moment else f"<{span.text}|{span.url}>" if span.url else span.text


def test_plain_text_is_one_span() -> None:
    assert parse("Just words, no marks.") == (Block((Span("Just words, no marks."),)),)


def test_styles_and_links() -> None:
    assert parse("**b** *i* `c` [l](https://x.example)") == (
        Block(
            (
                Span("b", bold=True),
                Span(" "),
                Span("i", italic=True),
                Span(" "),
                Span("c", code=True),
                Span(" "),
                Span("l", url="https://x.example"),
            )
        ),
    )


def test_lists_keep_their_markers_and_depth() -> None:
    assert [(block.marker, block.depth, block.spans[0].text) for block in parse("3. a\n4. b\n   - c\n\nd")] == [
        ("3.", 1, "a"),
        ("4.", 1, "b"),
        ("•", 2, "c"),
        ("", 0, "d"),
    ]


def test_a_time_is_a_span_of_its_own() -> None:
    moment = read_moment("2024-07-27 09:00 Europe/Vienna")
    assert parse(at(moment, "clock")) == (Block((Span("", moment=moment, style="clock"),)),)


def test_a_time_that_is_none_stays_text() -> None:
    assert parse("<time:full/2024-99-99T11:59Z/AoE>")[0].spans[0].moment is None


def test_only_web_and_mail_addresses_are_links() -> None:
    spans = parse("[a](javascript:alert(1)) [b](data:text/html,x) <file:///etc/passwd> [c](mailto:a@b.example)")[
        0
    ].spans
    assert [span.url for span in spans if span.url] == ["mailto:a@b.example"]


def test_html_and_headings_are_text() -> None:
    assert parse("<b>x</b> # y")[0].spans == (Span("<b>x</b> # y"),)


@given(st.text(max_size=300))
@settings(max_examples=300, deadline=None)
def test_escaped_text_comes_out_as_it_went_in(text: str) -> None:
    from bot.message import plain

    assert "".join(span.text for block in parse(escape(text)) for span in block.spans) == plain(text)


def test_chunks_part_between_blocks() -> None:
    assert chunks("aaaa\n\nbbbb\n\ncccc", Marked(), 11) == ["aaaa\n\nbbbb", "cccc"]


def test_chunks_never_cut_a_link_or_a_time() -> None:
    text = "word " * 10 + "[label](https://x.example/long) " + at(read_moment("2024-05-29 AoE"))
    assert [chunk.strip() for chunk in chunks(text, Marked(), 34)] == [
        "word word word word word",
        "word word word word word",
        "<label|https://x.example/long>",
        "<time>",
    ]


def test_a_link_longer_than_a_chunk_keeps_its_words() -> None:
    assert chunks("[label](https://x.example/" + "y" * 50 + ")", Marked(), 20) == ["label"]


@given(st.text(max_size=500), st.integers(20, 60))
@settings(max_examples=200, deadline=None)
def test_no_chunk_is_longer_than_allowed(text: str, most: int) -> None:
    assert all(len(chunk) <= most for chunk in chunks(text, Marked(), most))


def test_a_block_of_code_keeps_its_lines_and_what_is_in_them() -> None:
    code = "if x:\n    *y*  <a> [b](c)\n\nz"
    assert parse(f"a\n```py\n{code}\n```\nb") == (
        Block((Span("a"),)),
        Block((Span(code, code=True, fenced=True),)),
        Block((Span("b"),)),
    )


def test_a_long_block_of_code_is_parted_between_lines() -> None:
    assert chunks("```\none\ntwo\nthree\n```", Marked(), 9) == ["one\n", "two\nthree"]
