"""What happens on Slack to messages that were carried elsewhere: edits and deletions; nothing else is read."""

from typing import Any

from bot.core import Bot
from bot.platforms.slack.people import People
from bot.platforms.slack.rewritten import markup_of

FOLLOWED = {"message_changed", "message_deleted"}  # Slack: events/message, subtypes
TOMBSTONE = "tombstone"  # what a deleted message becomes while answers stand under it

Json = dict[str, Any]


async def follow(bot: Bot, event: Json, people: People) -> None:
    """Follow an edit or a deletion; what changes no text, such as a link's preview, is no edit."""
    channel, message = str(event["channel"]), event.get("message") or {}
    if bot.desk is None:
        return
    relays, here = bot.desk.relays, people.community
    if event["subtype"] == "message_deleted":
        await relays.deleted(here, channel, [str(event["deleted_ts"])])
    elif message.get("subtype") == TOMBSTONE:
        await relays.deleted(here, channel, [str(message["ts"])])
    elif edited := str((message.get("edited") or {}).get("ts", "")):
        ts = str(message["ts"])
        if await relays.follows(here, channel, ts):
            text = await markup_of(str(message.get("text") or ""), people)
            await relays.edited(here, channel, ts, (edited, text))
