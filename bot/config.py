"""The operator's settings: config.toml; everything has a default, so that no file is needed to begin."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from bot.facts.base import Id
from bot.problem import Problem
from bot.words import did_you_mean

Word = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{1,30}$")]
"""What follows the slash. Discord: application-commands, names; Slack: manifest, at most 32 with the slash."""


Kind = Literal["deadlines", "announcements", "socials", "schedule", "organizers"]
"""What a post is about, which decides its channel."""
DiscordId = Annotated[str, Field(pattern=r"^\d{17,20}$")]
"""A snowflake. Discord: reference, Snowflakes."""


class _Settings(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class BotSettings(_Settings):
    """What the bot is called and where its facts are."""

    member_word: Word = "workshop"
    organizer_word: Word = "organize"
    data: Path | None = None
    state: Path | None = None
    """The folder of what the bot keeps between its starts; by default one of the user's own."""
    mentions: bool = True
    """Whether to answer who mentions the bot, or writes to it, without a command."""


class CommunitySettings(_Settings):
    """A place that the bot serves; on Discord, `server` says which, and without it the bot does not connect."""

    name: str
    platform: Literal["discord", "slack"]
    invitation: Id | None = None
    """Its key among the `communities` of the data, where its invitation stands."""
    server: DiscordId | None = None
    organizers: tuple[str, ...] = ()
    """The ids of the roles whose members are organizers, beside those who may manage events."""
    channels: Mapping[Kind, str] = Field(default_factory=dict)
    """The id of the channel for each kind of post."""

    @model_validator(mode="after")
    def _fits_its_platform(self) -> "CommunitySettings":
        if self.platform != "discord" and self.server:
            raise ValueError("'server' is the id of a Discord server; leave it out here")
        return self


class Config(_Settings):
    """All settings."""

    bot: BotSettings = BotSettings()
    communities: tuple[CommunitySettings, ...] = ()

    @model_validator(mode="after")
    def _tells_communities_apart(self) -> "Config":
        for what in ("name", "server"):
            values = [value for each in self.communities if (value := getattr(each, what))]
            if twice := next((value for value in values if values.count(value) > 1), None):
                raise ValueError(f"two communities have the {what} '{twice}'")
        return self


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
