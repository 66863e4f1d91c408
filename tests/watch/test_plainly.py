"""Strangers' text made fit to be shown."""

import pytest

from bot.watch.plainly import LEFT_OUT, markup_from, name_from


@pytest.mark.parametrize(
    "link",
    [
        "https://zoom.us/j/475?pwd=Z2ZO",
        "https://zoom.us/j/475?from=x&PWD=Z2ZO",
        "https://zoom.us/j/475?%70wd=Z2ZO",
        "https://www.google.com/url?q=https%3A%2F%2Fzoom.us%2Fj%2F475%3Fpwd%3DZ2ZO&sa=D",
        "zoommtg://zoom.us/join?confno=475&pwd=Z2ZO",
        "https://meet.example/bees#passcode=Z2ZO",
    ],
)
def test_no_link_with_a_passcode_is_repeated(link: str) -> None:
    assert name_from(f"Hall 2, or {link} online") == f"Hall 2, or {LEFT_OUT} online"
    assert "Z2ZO" not in markup_from(f'<p>Join <a href="{link}">{link}</a></p>')


@pytest.mark.parametrize("said", ["Passcode: Z2ZO", "Password: Z2ZO", "pass code = Z2ZO", "the passcode is Z2ZO"])
def test_no_passcode_told_in_words_is_repeated(said: str) -> None:
    assert "Z2ZO" not in name_from(said)
    assert "not repeated here" in name_from(said)


def test_other_links_stay_as_they_are() -> None:
    assert (
        name_from("https://zoom.us/j/475 and http://x.example/?a=b")
        == "https://zoom.us/j/475 and http://x.example/?a=b"
    )


def test_of_html_the_words_stay() -> None:
    html = "<p>By <b>Ada</b> &amp; Bo</p><ul><li>one</li><li>two</li></ul><script>alert(1)</script>"
    assert markup_from(html) == "By Ada & Bo\\\none\\\ntwo"


def test_what_only_looks_like_html_stays() -> None:
    assert markup_from("a < b and c > d") == "a \\< b and c \\> d"


def test_a_long_text_ends_between_words() -> None:
    text = markup_from("word " * 1000)
    assert (len(text), text[-6:]) == (1495, " word…")


def test_no_text_grows_beyond_what_a_fact_may_hold() -> None:
    assert max(len(markup_from(each * 3000)) for each in ("*", "*\n", "a\n\n", "<", "\\")) <= 4000
