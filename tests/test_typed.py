from typing import Annotated, Any, Literal

import pytest

from bot import Message, command
from bot.arguments import LongText, PersonName
from bot.core import Bot
from bot.facts.models import Workshop
from bot.readers import NewTime, Zone
from bot.slash import Token, UserError
from bot.typed import bind


@command()
async def show(
    request: object,
    workshop: Annotated[Workshop | None, "which edition"] = None,
    person: Annotated[PersonName | None, "who"] = None,
    kind: Annotated[Literal["talk", "panel"] | None, "what kind"] = None,
    zone: Annotated[Zone | None, "where"] = None,
) -> Message:
    """Show something."""
    return Message()


@command()
async def find(
    request: object, query: Annotated[LongText, "words"], level: Annotated[Literal["easy"] | None, "how hard"] = None
) -> Message:
    """Find something."""
    return Message()


@command()
async def shift(
    request: object,
    to: Annotated[NewTime, "the new time"],
    why: Annotated[LongText | None, "the reason"] = None,
    sure: Annotated[Token | None, "what was shown"] = None,
) -> Message:
    """Move something."""
    return Message()


def read(bot: Bot, function: Any, text: str) -> dict[str, Any]:
    bound = bind(function.command, text, bot.catalog, "/w show")
    return {name: getattr(value, "id", value) for name, value in bound.items()}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", {}),
        ("icml-2024", {"workshop": "icml-2024"}),
        ("ICML 2024", {"workshop": "icml-2024"}),
        ("neurips 2025 panel", {"workshop": "neurips-2025", "kind": "panel"}),
        ("talks icml-2024", {"kind": "talk", "workshop": "icml-2024"}),
        ("chris olah", {"person": "chris-olah"}),
        ("Olah", {"person": "chris-olah"}),
        ("name:x", None),
        ("geiger icml-2024 tokyo", {"person": "atticus-geiger", "workshop": "icml-2024", "zone": "Asia/Tokyo"}),
        ("los angeles", {"zone": "America/Los_Angeles"}),
        ("UTC+9", {"zone": "UTC+9"}),
        ("aoe", {"zone": "AoE"}),
        ("CEST", {"zone": "Europe/Vienna"}),
        ('person:"chris olah" zone:UTC', {"person": "chris-olah", "zone": "UTC"}),
        ("“chris olah”", {"person": "chris-olah"}),
        ("workshop:icml-2024", {"workshop": "icml-2024"}),
        ("workshop:ICML 2024 talks", {"workshop": "icml-2024", "kind": "talk"}),
        (
            "zone:los angeles person:chris olah panel",
            {"zone": "America/Los_Angeles", "person": "chris-olah", "kind": "panel"},
        ),
        ("kayo", {"person": "kayo-yin"}),
        ("KAYÓ YIN", {"person": "kayo-yin"}),
    ],
)
def test_words_find_their_parameter(bot: Bot, text: str, expected: dict[str, Any] | None) -> None:
    if expected is None:
        with pytest.raises(UserError):
            read(bot, show, text)
        return
    assert read(bot, show, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("some words", {"query": "some words"}),
        ("some easy words", {"query": "some words", "level": "easy"}),
        ("query:one easy", {"query": "one", "level": "easy"}),
        ('https://x.example/a:b "quoted words"', {"query": "https://x.example/a:b quoted words"}),
    ],
)
def test_what_nothing_reads_is_free_text(bot: Bot, text: str, expected: dict[str, Any]) -> None:
    assert read(bot, find, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("to:2027-03-04 18:00 Europe/Vienna", {"to": "2027-03-04 18:00 Europe/Vienna"}),
        (
            "to:2027-03-04 18:00 AoE sure:~ab12 many asked",
            {"to": "2027-03-04 18:00 AoE", "sure": "~ab12", "why": "many asked"},
        ),
        ("to:+3d why:many asked", {"to": "+3d", "why": "many asked"}),
        ('to:"2027-03-04" 18:00', {"to": "2027-03-04", "why": "18:00"}),
    ],
)
def test_a_named_time_is_taken_whole(bot: Bot, text: str, expected: dict[str, Any]) -> None:
    assert read(bot, shift, text) == expected


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("workshop:icml-2042", "I know no workshop “icml-2042”; did you mean 'ICML 2026' or 'ICML 2024'?"),
        ("kind:dance", "I know no kind “dance”."),
        ("zone:Xyzzyx", "I know no zone “Xyzzyx”. Name a larger city whose clocks show the same, such as Vienna."),
        (
            "blorbo",
            (
                "I do not know what “blorbo” means here. It takes: workshop (which edition), person (who), "
                "kind (what kind), zone (where)."
            ),
        ),
        ("panle", "I do not know what “panle” means here; did you mean 'panel'?"),
    ],
)
def test_a_wrong_word_gets_a_sentence(bot: Bot, text: str, sentence: str) -> None:
    with pytest.raises(UserError) as error:
        read(bot, show, text)
    assert error.value.text == sentence


def test_a_wrong_value_comes_with_buttons_that_mend_it(bot: Bot) -> None:
    with pytest.raises(UserError) as error:
        read(bot, show, "workshop:icml-2042")
    assert [button.command for button in error.value.buttons] == [
        "/w show workshop:icml-2026",
        "/w show workshop:icml-2024",
    ]


def test_something_required_is_asked_for(bot: Bot) -> None:
    with pytest.raises(UserError) as error:
        read(bot, find, "easy")
    assert error.value.text == "“find” needs words: write /w show <query> [level]"
