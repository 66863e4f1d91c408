"""Secrets come from the environment or from files that it names, and are told apart from settings."""

from pathlib import Path

import pytest

from bot.config import CommunitySettings, Config, ConfigError
from bot.secrets import read_discord_token

SERVER = Config(communities=(CommunitySettings(name="Bees", platform="discord", server="123456789012345678"),))


def test_without_a_server_no_token_is_needed() -> None:
    assert read_discord_token(Config(), {}) is None


def test_a_token_is_read_from_the_environment_or_a_file(tmp_path: Path) -> None:
    (tmp_path / "token").write_text(" abc.def \n")
    for environment in ({"DISCORD_TOKEN": "abc.def\n"}, {"DISCORD_TOKEN_FILE": str(tmp_path / "token")}):
        token = read_discord_token(SERVER, environment)
        assert token is not None
        assert (token.get_secret_value(), str(token)) == ("abc.def", "**********")


def test_a_missing_token_says_where_to_get_it() -> None:
    with pytest.raises(ConfigError) as caught:
        read_discord_token(SERVER, {"DISCORD_TOKEN": " "})
    assert str(caught.value) == (
        "environment: DISCORD_TOKEN is not set, so Bees cannot be served. Set it, or set DISCORD_TOKEN_FILE to a file "
        "that holds it. It stands at Discord's developer portal (your application, Bot, Reset Token)"
    )


def test_a_token_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="the file that DISCORD_TOKEN_FILE names cannot be read: No such file"):
        read_discord_token(SERVER, {"DISCORD_TOKEN_FILE": str(tmp_path / "nowhere")})
