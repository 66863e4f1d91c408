"""The manifest of the Slack app: held against the rules that Slack states, and against what the bot does."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bot.core import Bot
from bot.facts.catalog import Catalog
from bot.facts.collection import About, Collection
from bot.platforms.slack.manifest import ABOUT, ASK, EVENTS, NEEDED, manifest

URL = "https://bot.example/slack/T1"
HISTORY = {"channels:history", "groups:history", "im:history"}
SCOPES_OF = {
    "auth_test": set(),
    "apps_connections_open": set(),  # the app's own token has connections:write
    "chat_delete": {"chat:write"},
    "chat_postMessage": {"chat:write"},
    "chat_update": {"chat:write"},
    "conversations_history": HISTORY,
    "conversations_info": {"channels:read", "groups:read"},
    "conversations_open": {"im:write"},
    "conversations_replies": HISTORY,
    "team_info": {"team:read"},
    "usergroups_list": {"usergroups:read"},
    "usergroups_users_list": {"usergroups:read"},
    "users_info": {"users:read"},
    "views_open": set(),
    "views_publish": set(),
    "views_update": set(),
}
SCOPES_OF_FEATURES = {"commands", "app_mentions:read", "im:history"}
CALL = re.compile(rf"\.((?:{'|'.join(sorted({each.partition('_')[0] for each in SCOPES_OF}))})_[a-zA-Z_]+)\(")


def wrong(made: dict[str, Any]) -> list[str]:
    """Tell what breaks the rules. Slack: app manifest reference, and slackapi/manifest-schema."""
    shown, features, settings = made["display_information"], made["features"], made["settings"]
    most = [(shown["name"], 35), (shown["description"], 140), (features["bot_user"]["display_name"], 80)]
    for each in features["slash_commands"]:
        most += [(each["command"], 32), (each["description"], 2000), (each["usage_hint"], 1000)]
    for each in features["shortcuts"]:
        most += [(each["name"], 24), (each["description"], 150), (each["callback_id"], 255)]
    found = [f"{text!r} is over {limit}" for text, limit in most if not 1 <= len(text) <= limit]
    words = [each["command"] for each in features["slash_commands"]]
    found += [each for each in words if not re.fullmatch(r"/[a-z0-9_-]+", each)]
    found += [each["type"] for each in features["shortcuts"] if each["type"] not in {"global", "message"}]
    found += ["interactivity is off"] if not settings["interactivity"]["is_enabled"] else []
    return found + (["too many"] if len(features["slash_commands"]) > 50 or len(features["shortcuts"]) > 10 else [])


def called() -> set[str]:
    """Give the methods of the Web API that the bot's code calls."""
    code = "".join(each.read_text(encoding="utf-8") for each in Path("bot/platforms/slack").glob("*.py"))
    return set(CALL.findall(code)) | ({"chat_postMessage"} if "chat_postMessage" in code else set())


@pytest.mark.parametrize("url", ["", URL])
def test_the_manifest_keeps_the_rules(bot: Bot, url: str) -> None:
    made = manifest(bot, url)
    assert wrong(made) == []
    assert set(made) == {"display_information", "features", "oauth_config", "settings"}
    assert [each["command"] for each in made["features"]["slash_commands"]] == ["/workshop", "/organize"]


@pytest.mark.parametrize("name", ["x" * 200, "Bees", "The Workshop on " + "very " * 40, "🐝" * 40, "a " * 100])
def test_the_rules_hold_for_any_name(bot: Bot, name: str) -> None:
    assert wrong(manifest(Bot(bot.commands, catalog=Catalog(all=Collection(about=About(name=name)))), URL)) == []


def test_the_bot_hears_what_it_listens_to(bot: Bot) -> None:
    made = manifest(bot)
    shortcuts = [(each["type"], each["callback_id"]) for each in made["features"]["shortcuts"]]
    assert made["settings"]["event_subscriptions"] == {"bot_events": list(EVENTS)}
    messages = ("message.im", "message.channels", "message.groups")
    assert list(EVENTS) == ["app_home_opened", "app_mention", *messages, "tokens_revoked", "app_uninstalled"]
    assert shortcuts[:2] == [("global", ASK), ("message", ABOUT)]
    assert ("message", "menu_relay") in shortcuts


def test_people_can_write_to_the_bot_and_open_its_home(bot: Bot) -> None:
    made = manifest(bot)
    assert made["features"]["app_home"] == {
        "home_tab_enabled": True,
        "messages_tab_enabled": True,
        "messages_tab_read_only_enabled": False,
    }
    assert all(each["should_escape"] for each in made["features"]["slash_commands"])


def test_without_an_address_nothing_is_sent_to_one(bot: Bot) -> None:
    made = manifest(bot)
    assert (made["settings"]["socket_mode_enabled"], "url" in json.dumps(made)) == (True, False)


def test_with_an_address_everything_is_sent_there(bot: Bot) -> None:
    made = manifest(bot, URL)
    settings = made["settings"]
    assert settings["socket_mode_enabled"] is False
    assert [each["url"] for each in made["features"]["slash_commands"]] == [URL, URL]
    assert [
        settings["event_subscriptions"]["request_url"],
        settings["interactivity"]["request_url"],
        settings["interactivity"]["message_menu_options_url"],
    ] == [URL] * 3


def test_each_scope_is_needed_and_says_for_what(bot: Bot) -> None:
    assert manifest(bot)["oauth_config"] == {"scopes": {"bot": list(NEEDED)}}
    assert set().union(*(SCOPES_OF[each] for each in called())) | SCOPES_OF_FEATURES == set(NEEDED)
    assert all(each.strip() for each in NEEDED.values())


def test_messages_are_never_scheduled_at_slack(root: Path) -> None:
    code = {each: each.read_text("utf-8").lower().replace("_", "") for each in (root / "bot").rglob("*.py")}
    assert [file for file, text in code.items() if "schedulemessage" in text] == []


def test_the_manifest_in_the_documentation_is_the_bots(bot: Bot, root: Path) -> None:
    assert json.loads((root / "docs" / "slack-manifest.json").read_text("utf-8")) == manifest(bot)


def test_the_program_prints_the_manifest(bot: Bot, root: Path) -> None:
    line = [sys.executable, "-m", "bot", "manifest", "slack", "--url", URL]
    ran = subprocess.run(line, cwd=root, capture_output=True, text=True, check=True)
    assert (json.loads(ran.stdout), ran.stderr) == (manifest(bot, URL), "")
