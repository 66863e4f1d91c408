"""The operator's secrets: read from the environment, or from the files that it names; never written anywhere."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import SecretStr

from bot.config import CommunitySettings, Config, ConfigError
from bot.problem import Problem

DISCORD_TOKEN = "DISCORD_TOKEN"  # noqa: S105 - the name of a variable
BOT, APP, SIGNING = "BOT_TOKEN", "APP_TOKEN", "SIGNING_SECRET"
_PORTAL = "Discord's developer portal (your application, Bot, Reset Token)"
_FROM = {
    BOT: "api.slack.com/apps (your app, OAuth & Permissions, Bot User OAuth Token); it begins with xoxb-",
    APP: "api.slack.com/apps (your app, Basic Information, App-Level Tokens, scope connections:write); it begins with "
    "xapp-",
    SIGNING: "api.slack.com/apps (your app, Basic Information, App Credentials, Signing Secret)",
}
_BEGINS = {BOT: "xoxb-", APP: "xapp-"}  # Slack: authentication/tokens; a signing secret begins anyhow


@dataclass(frozen=True)
class SlackSecrets:
    """What one workspace's app is reached with: by Socket Mode an app token, by HTTP a signing secret."""

    bot_token: SecretStr
    app_token: SecretStr | None = None
    signing_secret: SecretStr | None = None


def read_discord_token(config: Config, environment: Mapping[str, str]) -> SecretStr | None:
    """Give the token of the Discord bot, None where no community needs one; raises ConfigError where it is missing."""
    servers = [each.name for each in config.communities if each.server]
    if not servers:
        return None
    token = _read(DISCORD_TOKEN, environment)
    if not token:
        raise ConfigError(_missing(DISCORD_TOKEN, servers[0], _PORTAL))
    return SecretStr(token)


def read_slack_secrets(config: Config, environment: Mapping[str, str]) -> dict[str, SlackSecrets]:
    """Give the secrets of each Slack community that is to be served, by its name.

    Raises ConfigError with every secret that is missing, or of the wrong kind.
    """
    served = [each for each in config.communities if each.workspace]
    found = {each.name: _of_workspace(each, environment) for each in served}
    if problems := [problem for _, all_problems in found.values() for problem in all_problems]:
        raise ConfigError(*problems)
    return {name: SlackSecrets(**secrets) for name, (secrets, _) in found.items()}


def _of_workspace(
    community: CommunitySettings, environment: Mapping[str, str]
) -> tuple[dict[str, SecretStr], list[Problem]]:
    names = (BOT, SIGNING) if community.mode == "http" else (BOT, APP)
    read = {name: _read(f"{community.secrets}_{name}", environment) for name in names}
    problems = [
        problem
        for name, secret in read.items()
        if (problem := _wrong(f"{community.secrets}_", name, secret, community))
    ]
    return {name.lower(): SecretStr(secret) for name, secret in read.items()}, problems


def _wrong(prefix: str, name: str, secret: str, community: CommunitySettings) -> Problem | None:
    if not secret:
        return _missing(prefix + name, community.name, _FROM[name])
    begins = _BEGINS.get(name, "")
    swapped = next((other for other, start in _BEGINS.items() if other != name and secret.startswith(start)), None)
    if secret.startswith(begins) and not swapped:
        return None
    what = f"holds what belongs into {prefix}{swapped}" if swapped else f"does not begin with {begins}"
    return Problem("environment", 0, 0, f"{prefix}{name} {what}. It stands at {_FROM[name]}")


def _missing(name: str, community: str, source: str) -> Problem:
    return Problem(
        "environment",
        0,
        0,
        f"{name} is not set, so {community} cannot be served. Set it, or set {name}_FILE to a file that holds it. It "
        f"stands at {source}",
    )


def _read(name: str, environment: Mapping[str, str]) -> str:
    """Give a secret without the blanks around it, from the variable itself or from the file that NAME_FILE names."""
    if file := environment.get(f"{name}_FILE"):
        try:
            return Path(file).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:  # the name is not told: a secret may stand there by mistake
            why = error.strerror if isinstance(error, OSError) else "it is not text"
            raise ConfigError(
                Problem("environment", 0, 0, f"the file that {name}_FILE names cannot be read: {why}")
            ) from None
    return environment.get(name, "").strip()
