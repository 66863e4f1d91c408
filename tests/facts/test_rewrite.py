"""Changes put into data files: the place that changes is written, everything else stays byte for byte."""

from typing import Any

import pytest

from bot.facts.rewrite import PlaceError, rewritten
from bot.facts.yaml12 import read_yaml

BEES = """\
# Reviewed by hand.
name: Bees 2027     # the short name
deadlines:
  submission:
    title: "Paper: short"
    due: 2027-03-01 AoE   # as the call says

    # The account comes first.
    steps:
      account: {title: Make an account, text: 'It''s needed.', by: 2027-02-01}
  camera-ready: {title: Camera-ready, due: unknown}
sessions:
  waggle: {
    title: The waggle dance, at: 2027-06-20 09:00-10:00 Europe/Vienna,
    people: [ada, bo], room: Hive A,  # upstairs
  }
# The end.
"""
DUE = ("deadlines", "submission", "due")


@pytest.mark.parametrize(
    ("keys", "value", "before", "after"),
    [
        (DUE, "2027-03-04 23:59 AoE", "due: 2027-03-01 AoE   #", "due: 2027-03-04 AoE   #"),
        (DUE, "2027-03-04 12:00 UTC", "due: 2027-03-01 AoE   #", "due: 2027-03-04 12:00 UTC   #"),
        (("deadlines", "submission", "title"), 'A "new" one', '"Paper: short"', r'"A \"new\" one"'),
        (("deadlines", "submission", "steps", "account", "text"), "It's gone.", "'It''s needed.'", "'It''s gone.'"),
        (("deadlines", "submission", "steps", "account", "by"), None, ", by: 2027-02-01}", "}"),
        (("deadlines", "camera-ready", "due"), "2027-05-01 23:59 AoE", "due: unknown", "due: 2027-05-01 AoE"),
        (("deadlines", "camera-ready", "opens"), "2027-04-01", "due: unknown}", "due: unknown, opens: 2027-04-01}"),
        (("sessions", "waggle", "room"), "Hive: B", "room: Hive A,  #", 'room: "Hive: B",  #'),
        (("sessions", "waggle", "people"), ["bo"], "[ada, bo]", "[bo]"),
        (("sessions", "waggle", "title"), None, "title: The waggle dance, at", "at"),
        (("name",), "no", "Bees 2027     #", "no     #"),
        (("venue", "city"), "Graz", "  }\n", "  }\nvenue:\n  city: Graz\n"),
        (
            ("deadlines", "submission", "cancelled"),
            "Too few papers, sadly",
            "2027-02-01}\n",
            '2027-02-01}\n    cancelled: "Too few papers, sadly"\n',
        ),
        (
            ("socials", "mead"),
            {"title": "Mead", "at": "2027-06-20 18:00-late Europe/Vienna", "full": True},
            "  }\n",
            "  }\nsocials:\n  mead:\n    title: Mead\n    at: 2027-06-20 18:00-late Europe/Vienna\n    full: true\n",
        ),
        (DUE, None, "    due: 2027-03-01 AoE   # as the call says\n", ""),
    ],
)
def test_only_the_place_that_changes_is_touched(keys: tuple[str, ...], value: Any, before: str, after: str) -> None:
    assert BEES.count(before) == 1
    assert rewritten(BEES, keys, value) == BEES.replace(before, after)
    assert rewritten(BEES.replace("\n", "\r\n"), keys, value) == BEES.replace(before, after).replace("\n", "\r\n")


def test_a_last_line_without_an_end_is_kept() -> None:
    assert rewritten("a: 1\nb: x", ("b",), "y") == "a: 1\nb: y"
    assert rewritten("a: 1\nb: x", ("c",), "y") == "a: 1\nb: x\nc: y"


def test_a_text_of_several_lines_is_replaced_whole() -> None:
    assert rewritten("a: >\n  one\n  two\n\n# c\nb: 1\n", ("a",), "three") == "a: three\n\n# c\nb: 1\n"


HOSTILE = ["#", "- a", "~", "true", "12:30", "a: b", "x #y", "[a", "{", "@all", "\u2028", "1", "*a", "!b", "a,b", " a "]


@pytest.mark.parametrize("text", HOSTILE)
def test_what_is_written_is_read_as_it_was(text: str) -> None:
    for form in ("a: x\nb: 1\n", "{a: x, b: 1}", "a: 'x'\nb: 1\n", 'a: "x"\nb: 1\n'):
        assert read_yaml(rewritten(form, ("a",), text), "").value == {"a": text, "b": 1}


def test_what_has_no_place_is_refused() -> None:
    with pytest.raises(PlaceError, match=r"name\.more: there is no place for this in the file"):
        rewritten(BEES, ("name", "more"), "x")
    with pytest.raises(PlaceError, match=r"a\.b: this cannot be written here; please write it by hand"):
        rewritten("a:\n  b: 1\n", ("a", "b"), None)
