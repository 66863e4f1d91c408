"""The secrets and settings of Slack: what is missing or mixed up is told in sentences that hold no secret."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from bot.config import CommunitySettings, Config, ConfigError, PublicSettings, load_config
from bot.core import Bot
from bot.secrets import SlackSecrets, read_slack_secrets
from tests.platforms.on_slack import on_slack

BOT, APP, SIGNING = "xoxb-111-secret", "xapp-222-secret", "333-secret"
SET = {"SLACK_BOT_TOKEN": BOT, "SLACK_APP_TOKEN": APP}
FROM_BOT = "It stands at api.slack.com/apps (your app, OAuth & Permissions, Bot User OAuth Token); it begins with xoxb-"
FROM_APP = (
    "It stands at api.slack.com/apps (your app, Basic Information, App-Level Tokens, scope connections:write); it "
    "begins with xapp-"
)
FROM_SIGNING = "It stands at api.slack.com/apps (your app, Basic Information, App Credentials, Signing Secret)"
Mistakes = Callable[[str], list[str]]


def slack(name: str = "Bees", **more: Any) -> Config:
    """Give the settings of one workspace, or of those that are given by their names."""
    public = PublicSettings() if more.get("mode") == "http" else None
    one = CommunitySettings(name=name, platform="slack", workspace=f"T{name.upper():0<7}", **more)
    return Config(public=public, communities=(one,))


def told(config: Config, environment: Mapping[str, str]) -> list[str]:
    """Give the sentences about secrets that cannot be used; none of them holds a part of a secret."""
    with pytest.raises(ConfigError) as caught:
        read_slack_secrets(config, environment)
    said = str(caught.value)
    assert not [value for value in environment.values() if value.strip() and value.strip() in said]
    return [line.removeprefix("environment: ") for line in said.splitlines()]


def plain(secrets: SlackSecrets) -> list[str | None]:
    found = (secrets.bot_token, secrets.app_token, secrets.signing_secret)
    return [each.get_secret_value() if each else None for each in found]


def test_without_a_workspace_nothing_is_needed() -> None:
    nameless = Config(communities=(CommunitySettings(name="Bees", platform="slack"),))
    assert (read_slack_secrets(Config(), {}), read_slack_secrets(nameless, {})) == ({}, {})


def test_a_workspace_has_its_two_tokens() -> None:
    found = read_slack_secrets(slack(), {**SET, "SLACK_BOT_TOKEN": f" {BOT}\n"})
    assert {name: plain(each) for name, each in found.items()} == {"Bees": [BOT, APP, None]}
    assert not [value for value in SET.values() if value in f"{found} {found!r}"]


def test_by_http_it_has_a_signing_secret() -> None:
    found = read_slack_secrets(slack(mode="http"), {"SLACK_BOT_TOKEN": BOT, "SLACK_SIGNING_SECRET": SIGNING})
    assert plain(found["Bees"]) == [BOT, None, SIGNING]


def test_each_workspace_has_its_own_names() -> None:
    both = Config(communities=(*slack().communities, *slack("Ants", secrets="ANTS_SLACK").communities))
    named = {"ANTS_SLACK_BOT_TOKEN": "xoxb-2", "ANTS_SLACK_APP_TOKEN": "xapp-2"}
    found = read_slack_secrets(both, SET | named)
    assert {name: plain(each) for name, each in found.items()} == {
        "Bees": [BOT, APP, None],
        "Ants": ["xoxb-2", "xapp-2", None],
    }


def test_files_hold_secrets_too(tmp_path: Path) -> None:
    for name, value in SET.items():
        (tmp_path / name).write_text(f"{value}\n")
    found = read_slack_secrets(slack(), {f"{name}_FILE": str(tmp_path / name) for name in SET})
    assert plain(found["Bees"]) == [BOT, APP, None]


@pytest.mark.parametrize(
    ("content", "why"), [(None, "No such file or directory"), (b"\xff\xfe", "it is not text")], ids=["none", "bytes"]
)
def test_a_file_that_cannot_be_read_is_told(tmp_path: Path, content: bytes | None, why: str) -> None:
    file = tmp_path / BOT
    if content is not None:
        file.write_bytes(content)
    assert told(slack(), {**SET, "SLACK_BOT_TOKEN_FILE": str(file)}) == [
        f"the file that SLACK_BOT_TOKEN_FILE names cannot be read: {why}"
    ]


def missing(name: str, community: str, source: str) -> str:
    how = f"Set it, or set {name}_FILE to a file that holds it"
    return f"{name} is not set, so {community} cannot be served. {how}. {source}"


def test_all_that_is_missing_is_told_at_once() -> None:
    both = Config(communities=(*slack().communities, *slack("Ants", secrets="ANTS").communities))
    assert told(both, {"SLACK_BOT_TOKEN": " ", "ANTS_BOT_TOKEN": "xoxb-1-secret"}) == [
        missing("SLACK_BOT_TOKEN", "Bees", FROM_BOT),
        missing("SLACK_APP_TOKEN", "Bees", FROM_APP),
        missing("ANTS_APP_TOKEN", "Ants", FROM_APP),
    ]


def test_by_http_the_signing_secret_must_be_there() -> None:
    assert told(slack(mode="http"), SET) == [missing("SLACK_SIGNING_SECRET", "Bees", FROM_SIGNING)]


def test_swapped_tokens_are_told_apart() -> None:
    assert told(slack(), {"SLACK_BOT_TOKEN": APP, "SLACK_APP_TOKEN": BOT}) == [
        f"SLACK_BOT_TOKEN holds what belongs into SLACK_APP_TOKEN. {FROM_BOT}",
        f"SLACK_APP_TOKEN holds what belongs into SLACK_BOT_TOKEN. {FROM_APP}",
    ]


@pytest.mark.parametrize("other", ["xoxp-444-secret", "Bearer xoxb-555-secret", "3f786850e387550fdab836ed7e6dc881"])
def test_another_kind_of_secret_is_no_token(other: str) -> None:
    assert told(slack(), {**SET, "SLACK_BOT_TOKEN": other}) == [
        f"SLACK_BOT_TOKEN does not begin with xoxb-. {FROM_BOT}"
    ]


@pytest.fixture
def mistakes(tmp_path: Path) -> Mistakes:
    """Give the lines about settings that cannot be used, without the name of the file."""

    def give(text: str) -> list[str]:
        file = tmp_path / "config.toml"
        file.write_text(text)
        with pytest.raises(ConfigError) as caught:
            load_config(file)
        return [str(problem).removeprefix(f"{file}: ") for problem in caught.value.problems]

    return give


def community(name: str, platform: str, *lines: str) -> str:
    return "\n".join(["[[communities]]", f'name = "{name}"', f'platform = "{platform}"', *lines, ""])


BEES = community("Bees", "slack", 'workspace = "T0123456"')


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (
            community("Bees", "discord", 'workspace = "T0123456"'),
            "'communities.0': 'workspace' is the id of a Slack workspace; leave it out here",
        ),
        (
            community("Bees", "slack", 'server = "123456789012345678"'),
            "'communities.0': 'server' is the id of a Discord server; leave it out here",
        ),
        (BEES + community("Bees", "slack"), "two communities have the name 'Bees'"),
        (
            BEES + community("Ants", "slack", 'workspace = "T0123456"'),
            "two communities have the workspace 'T0123456'",
        ),
        (
            community("Bees", "slack", 'workspace = "T0123456"', 'mode = "http"'),
            'mode = "http" needs the public listener: add [public] with its port',
        ),
        (
            community("Bees", "slack", 'workspace = "bees.slack.com"'),
            (
                "'communities.0.workspace': must be the workspace's id in quotes, such as \"T0123ABCD\" (it stands "
                "in the address of Slack's web page)"
            ),
        ),
        (
            community("Bees", "slack", 'mode = "https"'),
            "'communities.0.mode': input should be 'socket' or 'http'",
        ),
        (
            community("Bees", "slack", 'secrets = "slack-bees"'),
            "'communities.0.secrets': string should match pattern '^[A-Z][A-Z0-9_]*$'",
        ),
        ("[public]\nport = 70000", "'public.port': input should be less than or equal to 65535"),
        (BEES + 'bot_token = "xoxb-1"', "unknown setting 'communities.0.bot_token'; did you mean 'bot'?"),
    ],
)
def test_settings_that_do_not_fit_are_told(mistakes: Mistakes, text: str, line: str) -> None:
    assert [each.removeprefix("'': ") for each in mistakes(text)] == [line]


@pytest.mark.anyio
async def test_variables_of_slacks_own_tools_change_nothing(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("BOT_TOKEN", "CLIENT_ID", "CLIENT_SECRET", "SIGNING_SECRET"):
        monkeypatch.setenv(f"SLACK_{name}", "another")
    async with on_slack(bot) as place:
        answer = await place.member().types("/workshop deadlines icml-2024")
    assert answer.text.startswith("*Deadlines · ICML 2024*")
