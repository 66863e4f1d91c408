from bot.message import Button, Message, Section, at, link
from bot.moment import read_moment
from bot.platforms.terminal.render import render

DEADLINE = read_moment("2024-05-29 AoE")


def test_a_message_is_readable_text() -> None:
    message = Message(
        title="Deadlines",
        text=f"Due {at(DEADLINE)}.",
        sections=(Section("Where", link("the site", "https://x.example/y")), Section("", "- one\n- two")),
        buttons=(Button("More", "/workshop more"), Button("Site", url="https://x.example")),
        note="Source: a page",
    )
    assert render(message, "Europe/Vienna") == (
        "Deadlines\n\n"
        "Due Thu 30 May 2024, 13:59 Vienna time (Wed 29 May 2024, 23:59 AoE; Thu 30 May 2024, 11:59 UTC).\n\n"
        "Where\nthe site <https://x.example/y>\n\n"
        "• one\n• two\n\n"
        "Source: a page\n\n"
        "→ More: /workshop more\n→ Site: https://x.example"
    )


def test_an_hour_names_the_day_where_it_is_another_one() -> None:
    moment = read_moment("2024-07-27 18:30 Europe/Vienna")
    assert [render(Message(text=at(moment, "clock")), zone) for zone in ("Europe/Vienna", "Asia/Tokyo")] == [
        "18:30",
        "Sun 01:30",
    ]


def test_a_shortened_address_is_shown_whole() -> None:
    assert render(Message(text=link("x.example/lo…", "https://x.example/long/path"))) == "https://x.example/long/path"


def test_an_empty_message_is_empty() -> None:
    assert render(Message()) == ""
