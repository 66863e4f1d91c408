"""What a shortcut is about: a question, or a message and a command of its menu."""

from datetime import UTC, datetime
from typing import Any

from bot.core import Bot
from bot.forms import Opened
from bot.organizing import Pointed
from bot.platforms.slack.forms import Origin, described
from bot.platforms.slack.manifest import MENU
from bot.platforms.slack.people import People
from bot.platforms.slack.rewritten import markup_of
from bot.platforms.slack.typed import words_of
from bot.slash import Command

Json = dict[str, Any]


def chosen(bot: Bot, body: Json) -> Command | None:
    """Give the command that was chosen in a message's menu; None where it was another shortcut."""
    name = str(body.get("callback_id") or "")
    found = bot.by_name.get(name.removeprefix(MENU)) if name.startswith(MENU) and body.get("message") else None
    return found if found and found.menu else None


def question(bot: Bot, body: Json, me: str) -> Json | None:
    """Give the form for a question, with the message's text where it was a message's menu."""
    message = body.get("message") or {}
    ask = bot.by_name.get("ask")
    if ask is None:
        return None
    origin = Origin(bot.line("ask"), str(body.get("response_url") or ""), str(message.get("thread_ts") or ""))
    form = Opened(ask, origin.line, {"question": words_of(message.get("text") or "", me)})
    return described(bot, form, origin)


async def read_pointed(body: Json, people: People, me: str) -> Pointed:
    """Read the message whose menu was used; `me` is the bot's own user id."""
    message, channel = body["message"], body["channel"]["id"]
    user, thread = str(message.get("user") or ""), str(message.get("thread_ts") or "")
    author = await people.person(user) if user else None
    return Pointed(
        community=people.community,
        channel=channel,
        id=str(message["ts"]),
        thread="" if thread == message["ts"] else thread,
        author=author.id if author else "",
        name=author.name if author else str(message.get("username") or "somebody"),
        own=user == me,
        text=await markup_of(str(message.get("text") or ""), people),
        link=_link(body, thread),
        where=_where(body["channel"]),
        edited=str((message.get("edited") or {}).get("ts", "")),
        files=len(message.get("files") or ()),
        at=datetime.fromtimestamp(float(message["ts"]), UTC),
    )


def _where(channel: Json) -> str:
    """Give what a channel is called; Slack tells the name of no private one."""
    name = str(channel.get("name") or "")
    return {"directmessage": "direct messages", "privategroup": "a private channel"}.get(name, f"#{name}")


def _link(body: Json, thread: str) -> str:
    """Give a message's address. Slack: chat.getPermalink, whose answer has this form."""
    domain, channel, ts = body["team"]["domain"], body["channel"]["id"], str(body["message"]["ts"])
    under = f"?thread_ts={thread}&cid={channel}" if thread and thread != ts else ""
    return f"https://{domain}.slack.com/archives/{channel}/p{ts.replace('.', '')}{under}"
