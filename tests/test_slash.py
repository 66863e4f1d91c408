import types
from typing import Annotated

import pytest

from bot import Message, command
from bot.core import Bot
from bot.slash import MOST_HELP, MOST_LISTED, Parameter, find_commands

GROUP_CHARACTERS = 8000  # Discord: application-commands, all names, descriptions and values of a command together


def test_a_command_is_declared_by_its_function() -> None:
    @command(aliases=("hello",))
    async def say_hello(
        request: object, name: Annotated[str, "whom to greet"], loud: Annotated[bool, "shout"] = False
    ) -> Message:
        """Greet somebody.

        More for readers of the code.
        """
        return Message()

    declared = say_hello.command  # type: ignore[attr-defined]
    assert (declared.name, declared.help, declared.aliases) == ("say-hello", "Greet somebody.", ("hello",))
    assert declared.usage == "say-hello <name> [loud]"
    assert declared.parameters == (
        Parameter("name", str, "whom to greet", None, required=True),
        Parameter("loud", bool, "shout", False, required=False),
    )


def test_a_command_without_help_is_refused() -> None:
    with pytest.raises(TypeError, match="quiet: the help of 'quiet' must have 1 to 100 characters, not 0"):

        @command()
        async def quiet(request: object) -> Message:
            return Message()


def test_a_parameter_without_help_is_refused() -> None:
    with pytest.raises(TypeError, match=r"vague: write name: Annotated\[type, 'what it is'\]"):

        @command()
        async def vague(request: object, name: str) -> Message:
            """Do something."""
            return Message()


def test_two_commands_of_one_name_are_refused(tmp_path: object) -> None:
    import sys
    from pathlib import Path

    package = Path(str(tmp_path)) / "twice"
    package.mkdir()
    source = (
        "from bot import Message, command\n\n@command()\nasync def same(request: object) -> Message:\n    'Help.'\n"
    )
    for name in ("__init__", "one", "two"):
        (package / f"{name}.py").write_text("" if name == "__init__" else source, encoding="utf-8")
    sys.path.insert(0, str(tmp_path))
    try:
        import twice

        with pytest.raises(TypeError, match=r"twice\.two: another command is called 'same' already"):
            find_commands(twice)
    finally:
        sys.path.remove(str(tmp_path))
        for name in [each for each in sys.modules if each.split(".")[0] == "twice"]:
            del sys.modules[name]


def test_what_is_not_a_command_is_not_found() -> None:
    module = types.ModuleType("nothing")
    module.__path__ = []  # type: ignore[attr-defined]
    assert find_commands(module) == {}


def test_every_command_has_help_that_fits_discord(bot: Bot) -> None:
    helps = [each.help for each in bot.commands.values()] + [
        p.help for each in bot.commands.values() for p in each.parameters
    ]
    assert all(1 <= len(text) <= MOST_HELP for text in helps)
    assert all(each.help.endswith(".") for each in bot.commands.values())


def test_the_listed_commands_are_these(bot: Bot) -> None:
    assert [each.name for each in bot.listed()] == [
        "ask",
        "attend",
        "calendar",
        "cfp",
        "deadlines",
        "glossary",
        "help",
        "join",
        "me",
        "now",
        "open-problems",
        "papers",
        "reading",
        "remind",
        "schedule",
        "seminars",
        "socials",
        "speakers",
        "start",
        "topics",
    ]
    organizers = (
        "announce announcements cancel change changes desk extend late links log mute outbox questions setup "
        "share-invite social status swap unmute"
    )
    assert [each.name for each in bot.listed(organizer=True)] == organizers.split()


def test_room_is_left_in_the_group_on_discord(bot: Bot, capsys: pytest.CaptureFixture[str]) -> None:
    listed = bot.listed()
    used = sum(
        len(each.name) + len(each.help) + sum(len(p.name) + len(p.help) for p in each.parameters) for each in listed
    )
    with capsys.disabled():
        print(f"\nDiscord's group: {len(listed)} of {MOST_LISTED} commands, {used} of {GROUP_CHARACTERS} characters")
    assert len(listed) <= MOST_LISTED
    assert used < GROUP_CHARACTERS / 2


def test_every_command_has_a_test_file_that_types_it(bot: Bot) -> None:
    from pathlib import Path

    typed = "\n".join(file.read_text(encoding="utf-8") for file in Path(__file__).parent.rglob("test_*.py"))
    missing = [
        each.name
        for each in bot.commands.values()
        if each.name not in {"home", "desk"} and f"{bot.line(each.name, organizer=each.organizer)}" not in typed
    ]
    assert missing == []
