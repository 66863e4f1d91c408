"""The app's manifest, to be pasted when a Slack app is made: all that the bot needs, and nothing more; pure."""

from collections.abc import Iterable
from textwrap import shorten
from typing import Any

from bot.core import Bot
from bot.menus import offered
from bot.slash import Command

Json = dict[str, Any]
NAME, DESCRIPTION, USAGE = 35, 140, 1000  # Slack: app manifest reference
ASK, ABOUT, MENU = "ask", "ask_about", "menu_"
THE_OTHER = "Discord"
NEEDED = {
    "commands": "slash commands and shortcuts",
    "chat:write": "answers and posts",
    "app_mentions:read": "answers who mentions the bot",
    "im:history": "answers direct messages; finds its own posts there",
    "im:write": "sends personal reminders",
    "channels:read": "checks channels",
    "groups:read": "checks private channels",
    "channels:history": "finds its own posts, so that none is made twice; follows edits of what was sent elsewhere",
    "groups:history": "the same in private channels",
    "users:read": "knows each person's time zone",
    "usergroups:read": "knows who is an organizer",
}
"""The bot's scopes, each with what it is for. Slack: reference/scopes."""
HEARS_EDITS = ("message.channels", "message.groups")  # and deletions, of what was sent on to another community
EVENTS = ("app_home_opened", "app_mention", "message.im", *HEARS_EDITS, "tokens_revoked", "app_uninstalled")


def manifest(bot: Bot, request_url: str = "") -> Json:
    """Give the manifest; with the address of the public listener for signed HTTP, else for Socket Mode."""
    about = bot.catalog.about
    url = {"url": request_url} if request_url else {}
    request = {"request_url": request_url} if request_url else {}
    return {
        "display_information": {
            "name": shorten(about.name, NAME, placeholder=""),
            "description": f"Deadlines, schedule and reading of the {about.name}"[:DESCRIPTION],
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": shorten(about.name, NAME, placeholder=""), "always_online": True},
            "slash_commands": [
                _command(bot.member_word, f"Ask about {about.name}", _usage(bot, organizer=False), url),
                _command(bot.organizer_word, f"Organize {about.name}", _usage(bot, organizer=True), url),
            ],
            "shortcuts": [
                _shortcut("global", ASK, "Ask a question", "Ask the workshop's bot"),
                _shortcut("message", ABOUT, "Ask about this", "Ask the workshop's bot about this message"),
                *(_shortcut("message", callback(each), label, each.help) for label, each in _menu(bot)),
            ],
        },
        "oauth_config": {"scopes": {"bot": list(NEEDED)}},
        "settings": {
            "event_subscriptions": {**request, "bot_events": list(EVENTS)},
            "interactivity": {
                "is_enabled": True,
                **request,
                **({"message_menu_options_url": request_url} if request_url else {}),
            },
            "org_deploy_enabled": False,
            "socket_mode_enabled": not request_url,
            "token_rotation_enabled": False,
        },
    }


def callback(command: Command) -> str:
    """Give how Slack names a command of a message's menu."""
    return f"{MENU}{command.name}"


def _menu(bot: Bot) -> Iterable[tuple[str, Command]]:
    return offered(bot, THE_OTHER).items()


def _command(word: str, words: str, usage: str, url: Json) -> Json:
    return {
        "command": f"/{word}",
        "description": words[:DESCRIPTION],
        "usage_hint": usage[:USAGE],
        "should_escape": True,
        **url,
    }


def _shortcut(kind: str, callback: str, name: str, words: str) -> Json:
    return {"name": name, "type": kind, "callback_id": callback, "description": words}


def _usage(bot: Bot, *, organizer: bool) -> str:
    return " | ".join(each.name for each in bot.listed(organizer=organizer))
