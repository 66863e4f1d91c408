"""The operator's secrets: read from the environment, or from the files that it names; never written anywhere."""

from collections.abc import Mapping
from pathlib import Path

from pydantic import SecretStr

from bot.config import Config, ConfigError
from bot.problem import Problem

DISCORD_TOKEN = "DISCORD_TOKEN"  # noqa: S105 - the name of a variable


def read_discord_token(config: Config, environment: Mapping[str, str]) -> SecretStr | None:
    """Give the token of the Discord bot, None where no community needs one; raises ConfigError where it is missing."""
    servers = [each.name for each in config.communities if each.server]
    if not servers:
        return None
    token = _read(DISCORD_TOKEN, environment)
    if not token:
        raise ConfigError(
            Problem(
                "environment",
                0,
                0,
                f"{DISCORD_TOKEN} is not set, so {servers[0]} cannot be served. Copy the token from Discord's "
                f"developer portal (your application, Bot, Reset Token) into {DISCORD_TOKEN}, or into a file that "
                f"{DISCORD_TOKEN}_FILE names",
            )
        )
    return SecretStr(token)


def _read(name: str, environment: Mapping[str, str]) -> str:
    """Give a secret without the blanks around it, from the variable itself or from the file that NAME_FILE names."""
    if file := environment.get(f"{name}_FILE"):
        try:
            return Path(file).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigError(Problem(file, 0, 0, f"{name}_FILE cannot be read: {error}")) from None
    return environment.get(name, "").strip()
