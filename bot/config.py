"""The operator's settings: config.toml; everything has a default, so that no file is needed to begin."""

import tomllib
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.facts.base import Id
from bot.problem import Problem
from bot.words import did_you_mean

Word = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{1,30}$")]
"""What follows the slash. Discord: application-commands, names; Slack: manifest, at most 32 with the slash."""


class _Settings(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class BotSettings(_Settings):
    """What the bot is called and where its facts are."""

    member_word: Word = "workshop"
    organizer_word: Word = "organize"
    data: Path | None = None


class CommunitySettings(_Settings):
    """A place that the bot serves."""

    name: str
    platform: Literal["discord", "slack"]
    invitation: Id | None = None
    """Its key among the `communities` of the data, where its invitation stands."""


class Config(_Settings):
    """All settings."""

    bot: BotSettings = BotSettings()
    communities: tuple[CommunitySettings, ...] = ()


class ConfigError(Exception):
    """The settings cannot be used; holds every problem found."""

    def __init__(self, *problems: Problem) -> None:
        """Keep the problems."""
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


def load_config(file: Path | None) -> Config:
    """Read settings from a file, or from config.toml where there is one; raises ConfigError with every problem."""
    if file is None:
        file = Path("config.toml")
        if not file.exists():
            return Config()
    try:
        raw = tomllib.loads(file.read_text(encoding="utf-8"))
        return Config.model_validate(raw)
    except OSError as error:
        raise ConfigError(Problem(str(file), 0, 0, f"this file cannot be read: {error.strerror}")) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(Problem(str(file), 0, 0, f"this is not TOML: {error}")) from None
    except RecursionError:
        raise ConfigError(Problem(str(file), 0, 0, "this is not TOML: it is nested too deeply")) from None
    except ValidationError as error:
        problems = [_problem(file, each["loc"], each["type"], each["msg"]) for each in error.errors(include_url=False)]
    raise ConfigError(*problems)


def _problem(file: Path, path: tuple[int | str, ...], kind: str, said: str) -> Problem:
    where = ".".join(map(str, path))
    if kind == "extra_forbidden":
        known = [name for part in (Config, BotSettings, CommunitySettings) for name in part.model_fields]
        return Problem(str(file), 0, 0, f"unknown setting '{where}'" + did_you_mean(str(path[-1]), known))
    said = "must be a table" if kind == "model_type" else said.removeprefix("Value error, ")
    return Problem(str(file), 0, 0, f"'{where}': {said[:1].lower()}{said[1:]}")
