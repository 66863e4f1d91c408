"""The operator's settings: config.toml; everything has a default, so that no file is needed to begin."""

import tomllib
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from bot.addresses import reached_at, safely_fetched
from bot.facts.base import Id
from bot.kinds import Kind
from bot.lead import read_lead
from bot.problem import Problem
from bot.words import did_you_mean

Word = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{1,30}$")]
"""What follows the slash. Discord: application-commands, names; Slack: manifest, at most 32 with the slash."""

Lead = Annotated[timedelta, BeforeValidator(lambda text: read_lead(str(text)))]
"""How long before something, such as `3d`."""
SELDOM = timedelta(minutes=5)
"""Calendars of others are not asked for more often."""
DiscordId = Annotated[str, Field(pattern=r"^\d{17,20}$")]
"""A snowflake. Discord: reference, Snowflakes."""
SlackId = Annotated[str, Field(pattern=r"^[TE][A-Z0-9]{6,20}$")]
"""The id of a workspace, as it stands in the address of its web page."""
Account = Annotated[str, Field(pattern=r"^(discord:\d{17,20}|slack:[TE][A-Z0-9]{6,20}:[UW][A-Z0-9]{2,20})$")]
"""Somebody on a platform: `discord:` and their id, or `slack:`, the workspace's id, `:` and theirs."""


def _seldom(every: timedelta) -> timedelta:
    if not timedelta(hours=1) <= every <= timedelta(days=7):
        raise ValueError("write a time from 1h to 7d")
    return every


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
    heartbeat_url: Annotated[str, AfterValidator(safely_fetched)] | None = None
    """An address to fetch every five minutes while all is well."""


class MentionSettings(_Settings):
    """A group that posts of a kind notify; writing it down is the approval."""

    group: Annotated[str, Field(pattern=r"^(\d{17,20}|S[A-Z0-9]{2,20})$")]
    """The id of a role on Discord, or of a user group on Slack."""
    rungs: tuple[Lead, ...] = ()
    """Which rungs of a deadline notify; without any, every post of the kind that stands in the channel."""


class CommunitySettings(_Settings):
    """A place that the bot serves: a Discord `server` or a Slack `workspace`; without either it does not connect."""

    name: str
    platform: Literal["discord", "slack"]
    invitation: Id | None = None
    """Its key among the `communities` of the data, where its invitation stands."""
    server: DiscordId | None = None
    workspace: SlackId | None = None
    mode: Literal["socket", "http"] = "socket"
    """How Slack reaches the bot: by a connection that the bot opens, or at the public listener's address."""
    secrets: Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9_]*$")] = "SLACK"
    """How the names of the workspace's secrets begin, such as SLACK_BOT_TOKEN."""
    organizers: tuple[str, ...] = ()
    """Who organizes: ids of roles on Discord, beside who may manage events; of user groups or people on Slack."""
    channels: Mapping[Kind, str] = Field(default_factory=dict)
    """The id of the channel for each kind of post."""
    off: tuple[Kind, ...] = ()
    """Kinds of which nothing is to be posted here."""
    mentions: Mapping[Kind, MentionSettings] = Field(default_factory=dict)
    """Whom posts of a kind notify; nobody by default."""
    events: bool = False
    """Whether a Discord server's events are kept in step with the workshop's days and socials."""

    @model_validator(mode="after")
    def _fits_its_platform(self) -> "CommunitySettings":
        if self.platform != "discord" and self.server:
            raise ValueError("'server' is the id of a Discord server; leave it out here")
        if self.platform != "slack" and self.workspace:
            raise ValueError("'workspace' is the id of a Slack workspace; leave it out here")
        if self.events and not self.server:
            raise ValueError("'events' are those of a Discord server; leave it out, or name the 'server'")
        return self


class PostSettings(_Settings):
    """What the bot posts by itself: the rungs by edition, deadline or both, and where sessions are said to start."""

    ladders: Mapping[str, tuple[Lead, ...]] = Field(default_factory=dict)
    starts: Literal["thread", "channel"] = "thread"


def _read_every(value: object) -> object:
    try:
        every = None if value is False else read_lead(str(value))
    except ValueError:
        raise ValueError(f"'{value}' is no time between two looks; write 1h, 30m or false") from None
    if every is not None and every < SELDOM:
        raise ValueError("calendars are looked at every 5 minutes at most; write 5m, 1h or false")
    return every


class WatchSettings(_Settings):
    """What the bot looks at by itself."""

    calendars: Annotated[timedelta | None, BeforeValidator(_read_every)] = timedelta(hours=1)
    """How often the calendars that the data names are read, such as `1h`; false: never."""
    links: bool = True
    """Whether to look whether the links that are printed work."""
    every: Annotated[Lead, AfterValidator(_seldom)] = timedelta(hours=6)


def _read_kept(value: object) -> object:
    try:
        return None if value is False else read_lead(str(value))
    except ValueError:
        raise ValueError(f"'{value}' is no time to keep something; write 30d, 7d or false") from None


class DeskSettings(_Settings):
    """What is kept for organizers, and what they may do alone."""

    questions: Annotated[timedelta | None, BeforeValidator(_read_kept)] = timedelta(days=30)
    """How long what was asked and not found is kept, without who asked, such as `30d`; false: not at all."""
    names: Annotated[timedelta | None, BeforeValidator(_read_kept)] = timedelta(days=365)
    """How long it is kept which organizer did something, such as `365d`; false: as long as what they did."""
    second_click: bool = True
    """Whether another organizer approves that an announcement notifies a group."""


class OrganizerSettings(_Settings):
    """An organizer, with their accounts: so they are known as one, and reached by direct message."""

    name: str
    accounts: Annotated[tuple[Account, ...], Field(min_length=1)]


class PublicSettings(_Settings):
    """A listener for the world outside: health, calendars, and what Slack sends by HTTP."""

    host: str = "0.0.0.0"  # noqa: S104 - it is meant for the world outside, behind a proxy that speaks https
    port: Annotated[int, Field(ge=0, le=65535)] = 8080
    address: Annotated[str, AfterValidator(reached_at)] | None = None
    """How the world outside reaches it, such as https://bot.example.org; the links of calendars begin with it."""


class Config(_Settings):
    """All settings."""

    bot: BotSettings = BotSettings()
    public: PublicSettings | None = None
    posts: PostSettings = PostSettings()
    watch: WatchSettings = WatchSettings()
    desk: DeskSettings = DeskSettings()
    communities: tuple[CommunitySettings, ...] = ()
    organizers: tuple[OrganizerSettings, ...] = ()

    @model_validator(mode="after")
    def _tells_communities_apart(self) -> "Config":
        for what in ("name", "server", "workspace"):
            values = [value for each in self.communities if (value := getattr(each, what))]
            if twice := next((value for value in values if values.count(value) > 1), None):
                raise ValueError(f"two communities have the {what} '{twice}'")
        accounts = [account for each in self.organizers for account in each.accounts]
        if twice := next((account for account in accounts if accounts.count(account) > 1), None):
            raise ValueError(f"two organizers have the account '{twice}'")
        if self.public is None and any(each.mode == "http" for each in self.communities):
            raise ValueError('mode = "http" needs the public listener: add [public] with its port')
        return self


_IDS: Mapping[object, str] = {
    "server": "the server's id in quotes, 17 to 20 digits (Discord: right-click the server, Copy Server ID)",
    "workspace": "the workspace's id in quotes, such as \"T0123ABCD\" (it stands in the address of Slack's web page)",
    "group": "the id of a role or user group, in quotes",
    "accounts": 'accounts such as "discord:1200000000000000006" or "slack:T0123ABCD:U0123ABCD"',
}


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
        settings = (BotSettings, CommunitySettings, PublicSettings, WatchSettings, DeskSettings, OrganizerSettings)
        parts = (Config, *settings)
        known = [name for part in parts for name in part.model_fields]
        return Problem(str(file), 0, 0, f"unknown setting '{where}'" + did_you_mean(str(path[-1]), known))
    said = "must be a table" if kind == "model_type" else said.removeprefix("Value error, ")
    path = path[:-1] if path and isinstance(path[-1], int) else path
    if path and path[-1] in _IDS and kind in {"string_pattern_mismatch", "string_type"}:
        said = f"must be {_IDS[path[-1]]}"
    lead = f"'{where}': " if where else ""
    return Problem(str(file), 0, 0, f"{lead}{said[:1].lower()}{said[1:]}")
