"""Messages of every kind, for the properties that each platform's renderer must keep."""

from datetime import UTC, datetime

from hypothesis import strategies as st

from bot.message import Button, Message, Section, at, bold, bullets, escape, link, paragraphs
from bot.moment import Moment

MARKS = r"*_~`|[]()<>&\#-+.!:@/ 1a" + "\n"
ODD = "\x00\x1b\r\t\u200b\u200d\u2028\u202e\u00ad\ufeff\ud800\udfff\u3164\uff0a\uff1e\U0001f600é\u4e2d"
SNIPPETS = (
    "@everyone", "@here", "<!channel>", "<@123>", "<@U123>", "<#5>", "<t:0:R>", "<!date^0^{time}|x>", "&lt;", "&amp;",
    "**bold**", "*it*", "`code`", "``a`b``", "[a](<https://e.org/a_(b)>)", "<https://e.org/x|y>", "https://e.org/a_b_c.",
    "# ", "- ", "> ", "-# ", "1. ", "```", "||", "~~x~~", "snake_case", "***", "\\", "\n\n",
    "<script>alert(1)</script>",
)  # fmt: skip

zones = st.sampled_from(["AoE", "UTC", "UTC+9", "UTC-3:30", "Europe/Vienna", "America/Argentina/Buenos_Aires"])
moments = st.builds(
    Moment, st.datetimes(datetime(1930, 1, 1), datetime(2190, 1, 1), timezones=st.just(UTC)), zones  # noqa: DTZ001
)  # fmt: skip
urls = st.one_of(
    st.sampled_from(
        ["https://e.org/", "https://e.org/a_(b)?x=1&y=<2>|3", "mailto:a@e.org", "javascript:1", "http://", ""]
    ),
    st.integers(100, 5000).map(lambda length: f"https://e.org/{'x' * length}"),
)
typed = st.one_of(
    st.text(st.sampled_from(MARKS + ODD), max_size=40),
    st.lists(st.sampled_from(SNIPPETS), max_size=8).map("".join),
    st.text(max_size=30),
)
markup_parts = st.one_of(
    typed,
    typed.map(escape),
    typed.map(bold),
    st.builds(link, typed, urls),
    st.builds(at, moments, st.sampled_from(["full", "clock"])),
    st.lists(typed, max_size=4).map(lambda lines: bullets(*lines)),
)
short_markup = st.lists(markup_parts, max_size=5).map("".join) | st.lists(markup_parts, max_size=5).map(
    lambda made: paragraphs(*made)
)
markup = st.builds(lambda text, times: text * times, short_markup, st.sampled_from([1, 1, 1, 1, 40, 300]))
titles = st.builds(lambda text, times: text * times, typed, st.sampled_from([1, 1, 1, 20, 300]))
buttons = st.builds(Button, titles, titles, urls | st.just(""))
many_buttons = st.lists(buttons, max_size=7).map(tuple) | st.integers(20, 130).map(
    lambda count: tuple(Button(f"Go {number}", f"go {number}") for number in range(count))
)
messages = st.builds(
    Message,
    title=titles,
    text=markup,
    sections=st.lists(st.builds(Section, titles, markup), max_size=4).map(tuple)
    | st.builds(lambda one, times: (one,) * times, st.builds(Section, typed, short_markup), st.integers(1, 80)),
    buttons=many_buttons,
    note=markup,
)

words = st.builds(str.__add__, st.sampled_from("abcxyz"), st.text(st.sampled_from("abcxyz*_~`|<>&@#()[]"), max_size=11))
sentences = st.builds(
    lambda some, times: " ".join(some * times), st.lists(words, min_size=1, max_size=20), st.sampled_from([1, 1, 60])
)
styled = st.builds(lambda style, text: style(text), st.sampled_from([escape, bold, bullets]), sentences.map(escape)) | (
    st.builds(link, sentences, st.sampled_from(["https://e.org/", "https://e.org/" + "1" * 4000]))
)
