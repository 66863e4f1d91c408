import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from bot.config import (
    BotSettings,
    CommunitySettings,
    Config,
    ConfigError,
    DeskSettings,
    OrganizerSettings,
    PostSettings,
    PublicSettings,
    WatchSettings,
    load_config,
)

EXAMPLE = Path(__file__).parent.parent / "config.example.toml"
Mistakes = Callable[[str], list[str]]


@pytest.fixture
def mistakes(tmp_path: Path) -> Mistakes:
    """Give the lines that a mistaken config.toml gets, without the name of the file."""

    def give(text: str) -> list[str]:
        file = tmp_path / "config.toml"
        file.write_text(text)
        with pytest.raises(ConfigError) as caught:
            load_config(file)
        assert str(caught.value) == "\n".join(map(str, caught.value.problems))
        return [str(problem).removeprefix(f"{file}: ") for problem in caught.value.problems]

    return give


def test_nothing_need_be_configured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert load_config(None) == Config(bot=BotSettings(member_word="workshop", organizer_word="organize"))


def test_a_file_beside_the_bot_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "config.toml").write_text('[bot]\nmember_word = "ants"\n')
    monkeypatch.chdir(tmp_path)
    assert load_config(None).bot.member_word == "ants"


@pytest.mark.parametrize(("written", "every"), [('"6h"', timedelta(hours=6)), ("false", None)])
def test_calendars_are_looked_at_as_often_as_wanted(tmp_path: Path, written: str, every: timedelta | None) -> None:
    (tmp_path / "config.toml").write_text(f"[watch]\ncalendars = {written}\n")
    assert load_config(tmp_path / "config.toml").watch.calendars == every


def test_links_are_watched_as_often_as_is_said(tmp_path: Path) -> None:
    assert Config().watch == WatchSettings()
    file = tmp_path / "config.toml"
    file.write_text('[watch]\nevery = "12h"\n')
    assert load_config(file).watch.every == timedelta(hours=12)


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        ('every = "10m"', "'watch.every': write a time from 1h to 7d"),
        ('every = "often"', "'watch.every': 'often' is no time before something; write 3d, 12h or 30m"),
        ("link = true", "unknown setting 'watch.link'; did you mean 'links'?"),
    ],
)
def test_how_often_has_bounds(mistakes: Mistakes, text: str, mistake: str) -> None:
    assert mistakes(f"[watch]\n{text}\n") == [mistake]


def test_the_example_is_a_configuration() -> None:
    assert load_config(EXAMPLE) == Config(
        communities=(
            CommunitySettings(
                name="Open Source Mechanistic Interpretability Slack", platform="slack", invitation="osmi-slack"
            ),
            CommunitySettings(name="Mechanistic Interpretability Discord", platform="discord", invitation="mi-discord"),
        )
    )


def test_what_the_example_leaves_out_can_be_set(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text(
        re.sub(r"(?m)^# (?=\w+ = |\[(?:posts|watch|desk|public|\[organizers\])\])", "", EXAMPLE.read_text())
    )
    config = load_config(file)
    slack, discord = config.communities
    assert (config.bot.data, config.bot.state) == (Path("/srv/workshop/data"), Path("/srv/workshop/state"))
    assert (slack.workspace, discord.server) == ("T0123456789", "1200000000000000001")
    assert (config.desk.questions, config.desk.second_click) == (timedelta(days=30), True)
    assert config.desk.names == timedelta(days=365)
    assert config.organizers[0].accounts[1] == "slack:T0123456789:U0123456789"
    assert (config.watch.links, config.watch.every) == (True, timedelta(hours=6))
    assert config.public == PublicSettings(host="0.0.0.0", port=8080, address="https://bot.example.org")
    assert (config.posts.starts, set(config.posts.ladders)) == ("thread", {"default", "submission"})
    assert discord.mentions["deadlines"].rungs == (timedelta(days=1),)


def test_the_example_shows_every_setting() -> None:
    text = EXAMPLE.read_text()
    known = {
        name
        for part in (
            BotSettings,
            CommunitySettings,
            PostSettings,
            PublicSettings,
            WatchSettings,
            DeskSettings,
            OrganizerSettings,
        )
        for name in part.model_fields
    }
    assert [name for name in sorted(known) if not re.search(rf"(?m)^(# )?{name} = ", text)] == []


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ('[botts]\nmember_word = "ants"', ["unknown setting 'botts'; did you mean 'bot'?"]),
        ('[bot]\nmember_wrd = "ants"', ["unknown setting 'bot.member_wrd'; did you mean 'member_word'?"]),
        ("zzz = 1", ["unknown setting 'zzz'"]),
        ("[bot]\nmember_word = 5", ["'bot.member_word': input should be a valid string"]),
        (
            '[bot]\nmember_word = "Two Words"',
            ["'bot.member_word': string should match pattern '^[a-z][a-z0-9_-]{1,30}$'"],
        ),
        ('bot = "ants"', ["'bot': must be a table"]),
        ('[watch]\ncalender = "1h"', ["unknown setting 'watch.calender'; did you mean 'calendars'?"]),
        (
            '[watch]\ncalendars = "1m"',
            ["'watch.calendars': calendars are looked at every 5 minutes at most; write 5m, 1h or false"],
        ),
        (
            '[watch]\ncalendars = "often"',
            ["'watch.calendars': 'often' is no time between two looks; write 1h, 30m or false"],
        ),
        (
            '[[communities]]\nname = "A"\nplatform = "irc"',
            ["'communities.0.platform': input should be 'discord' or 'slack'"],
        ),
        (
            '[[communities]]\nname = "A"\nplatform = "slack"\ninvitation = "Not an id"',
            [
                (
                    "'communities.0.invitation': 'Not an id' is not an id; "
                    "write small letters, digits and single hyphens, such as camera-ready"
                )
            ],
        ),
        (
            '[bot]\ndat = "x"\n[[communities]]\nname = 5',
            [
                "unknown setting 'bot.dat'; did you mean 'data'?",
                "'communities.0.name': input should be a valid string",
                "'communities.0.platform': field required",
            ],
        ),
    ],
)
def test_every_mistake_is_a_sentence(mistakes: Mistakes, text: str, lines: list[str]) -> None:
    assert mistakes(text) == lines


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("[bot", "this is not TOML: Expected ']' at the end of a table declaration (at end of document)"),
        ("a = 1\na = 2", "this is not TOML: Cannot overwrite a value (at end of document)"),
        ("<html>", "this is not TOML: Invalid statement (at line 1, column 1)"),
    ],
)
def test_what_is_not_toml_is_told(mistakes: Mistakes, text: str, line: str) -> None:
    assert mistakes(text) == [line]


def test_toml_nested_too_deeply_is_told(mistakes: Mistakes) -> None:
    assert mistakes("a = " + "[" * 100_000) == ["this is not TOML: it is nested too deeply"]


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (None, "this file cannot be read: No such file or directory"),
        (
            b"name = '\xe9'",
            "this is not TOML: 'utf-8' codec can't decode byte 0xe9 in position 8: invalid continuation byte",
        ),
    ],
)
def test_a_file_that_cannot_be_read_is_told(tmp_path: Path, content: bytes | None, line: str) -> None:
    file = tmp_path / "config.toml"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(ConfigError) as caught:
        load_config(file)
    assert str(caught.value) == f"{file}: {line}"


def test_a_folder_is_no_configuration(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        load_config(tmp_path)
    assert str(caught.value) == f"{tmp_path}: this file cannot be read: Is a directory"


def test_settings_cannot_be_changed_at_run_time() -> None:
    with pytest.raises(ValueError, match="frozen"):
        load_config(EXAMPLE).bot.member_word = "ants"  # type: ignore[misc]


@pytest.mark.parametrize(
    ("address", "known"),
    [
        ("https://bot.example.org", "https://bot.example.org"),
        ("https://bot.example.org/", "https://bot.example.org"),
        ("https://example.org/bot/", "https://example.org/bot"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("http://bot.example.org", None),
        ("bot.example.org", None),
        ("https://", None),
        ("https://me:secret@bot.example.org", None),
        ("https://bot.example.org/?a=b", None),
        ("https://bot.example.org/#top", None),
        ("https://bot.example.org/a b", None),
        ("javascript:alert(1)", None),
    ],
)
def test_the_public_address_is_one_that_can_be_followed(tmp_path: Path, address: str, known: str | None) -> None:
    file = tmp_path / "config.toml"
    file.write_text(f'[public]\naddress = "{address}"\n')
    if known is None:
        with pytest.raises(ConfigError, match=r"public\.address"):
            load_config(file)
    else:
        public = load_config(file).public
        assert public
        assert public.address == known


@pytest.mark.parametrize("where", ['platform = "slack"\nworkspace = "T0123ABCD"', 'platform = "discord"'])
def test_events_need_a_discord_server(tmp_path: Path, where: str) -> None:
    file = tmp_path / "config.toml"
    file.write_text(f'[[communities]]\nname = "Bees"\nevents = true\n{where}\n')
    with pytest.raises(ConfigError, match="'events' are those of a Discord server"):
        load_config(file)


def test_questions_are_kept_for_a_time_or_not_at_all(tmp_path: Path, mistakes: Mistakes) -> None:
    file = tmp_path / "config.toml"
    file.write_text("[desk]\nquestions = false\n")
    assert load_config(file).desk.questions is None
    assert mistakes('[desk]\nquestions = "soon"\n') == [
        "'desk.questions': 'soon' is no time to keep something; write 30d, 7d or false"
    ]
