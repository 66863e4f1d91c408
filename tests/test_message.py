from hypothesis import given, settings
from hypothesis import strategies as st

from bot.message import (
    PAGE_CHARACTERS,
    PAGE_SECTIONS,
    Button,
    Message,
    Section,
    at,
    bold,
    bullets,
    escape,
    link,
    page_of,
    pages,
    paragraphs,
    plain,
)
from bot.moment import read_moment


def test_plain_text_is_one_clean_line() -> None:
    assert plain(" a\x00b\n\tc\u202ed\ud800 ") == "a b c d"


def test_escaped_text_shows_as_it_is() -> None:
    assert escape("*a* [b](c) <d> `e` _f_ \\") == r"\*a\* \[b\](c) \<d\> \`e\` \_f\_ \\"


def test_escaped_text_begins_no_list_or_heading() -> None:
    assert [escape(text) for text in ("- a", "+ a", "# a", "1. a", "12) a", "a. b")] == [
        r"\- a",
        r"\+ a",
        r"\# a",
        r"1\. a",
        r"12\) a",
        "a. b",
    ]


def test_pieces_of_markup() -> None:
    assert bold("a*b") == r"**a\*b**"
    assert link("a]b", "https://x.example/(y)") == r"[a\]b](<https://x.example/(y)>)"
    assert at(read_moment("2024-05-29 AoE")) == "<time:full/2024-05-30T11:59Z/AoE>"
    assert bullets("a", "", "b") == "- a\n- b"
    assert paragraphs("a", None, "", "b") == "a\n\nb"


def test_a_short_message_is_one_page() -> None:
    message = Message(title="T", text="x", sections=(Section("s", "y"),))
    assert pages(message) == (message,)


def test_a_long_message_is_paged_between_sections_with_buttons() -> None:
    message = Message(
        title="T",
        text="lead",
        sections=tuple(Section(f"s{number}", "y") for number in range(PAGE_SECTIONS + 1)),
        buttons=(Button("B", "/w b"),),
        command="/w list",
    )
    first, second = pages(message)
    assert (first.title, first.text, len(first.sections)) == ("T (1 of 2)", "lead", PAGE_SECTIONS)
    assert first.buttons == (Button("Page 2 of 2", "/w list page:2"), Button("B", "/w b"))
    assert (second.title, second.text, second.sections) == ("T (2 of 2)", "", (Section(f"s{PAGE_SECTIONS}", "y"),))
    assert second.buttons == (Button("Page 1 of 2", "/w list page:1"), Button("B", "/w b"))


def test_the_page_asked_for_is_given_or_the_nearest() -> None:
    long = Section("s", "y" * PAGE_CHARACTERS)
    message = Message(title="T", sections=(long, long, long))
    from dataclasses import replace

    assert [page_of(replace(message, page=number)).page for number in (0, 1, 2, 3, 99)] == [1, 1, 2, 3, 3]


@given(
    st.builds(
        Message,
        text=st.text(max_size=2000),
        sections=st.lists(st.builds(Section, st.text(max_size=50), st.text(max_size=800)), max_size=40).map(tuple),
    )
)
@settings(max_examples=100, deadline=None)
def test_paging_keeps_every_section_once_and_in_order(message: Message) -> None:
    parts = pages(message)
    assert tuple(section for page in parts for section in page.sections) == message.sections
    assert all(len(page.sections) <= PAGE_SECTIONS for page in parts)
    assert all(page.sections or page.text or len(parts) == 1 for page in parts)


def test_buttons_of_sections_stand_on_their_page() -> None:
    sections = tuple(Section(f"S{n}", "text", (Button(f"B{n}", f"/workshop b{n}"),)) for n in range(PAGE_SECTIONS + 1))
    message = Message(title="T", sections=sections, buttons=(Button("All", "/workshop all"),), command="/workshop x")
    labels = [[button.label for button in page.buttons] for page in pages(message)]
    assert labels == [
        [*(f"B{n}" for n in range(PAGE_SECTIONS)), "Page 2 of 2", "All"],
        [f"B{PAGE_SECTIONS}", "Page 1 of 2", "All"],
    ]


def test_a_page_has_the_buttons_of_its_sections_once() -> None:
    message = Message(sections=(Section("S", "text", (Button("B", "/workshop b"),)),))
    assert page_of(page_of(message)) == page_of(message)
    assert page_of(message).buttons == (Button("B", "/workshop b"),)


def test_buttons_of_sections_are_kept_as_values() -> None:
    message = Message(title="T", sections=(Section("S", "text", (Button("B", "/workshop b"),)),))
    assert Message.from_dict(message.to_dict()) == message
    old = {**message.to_dict(), "sections": [{"title": "S", "text": "text"}]}  # as it was stored before
    assert Message.from_dict(old).sections == (Section("S", "text"),)
