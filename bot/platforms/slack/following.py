"""What happens on Slack to messages that were carried elsewhere: edits and deletions; nothing else is read."""

from typing import Any

from bot.core import Bot
from bot.organizing import Pointed
from bot.platforms.slack.border import SlackBorder
from bot.platforms.slack.errors import REMOVED
from bot.platforms.slack.people import People
from bot.platforms.slack.rewritten import markup_of
from bot.ports import Place, SendError
from bot.relayed import Source

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
    elif edited := edited_at(message):
        ts = str(message["ts"])
        if await relays.follows(here, channel, ts):
            text = await markup_of(str(message.get("text") or ""), people)
            await relays.edited(here, channel, ts, (edited, text))


async def source(border: SlackBorder, origin: Pointed, people: People) -> Source:
    """Give how a message stands; raises SendError, `removed` where it was deleted."""
    message = await border.read(Place(origin.community, origin.channel, origin.thread), origin.id)
    if message.get("subtype") == TOMBSTONE:
        raise SendError("removed", REMOVED["message_not_found"])
    return Source(edited_at(message), await markup_of(str(message.get("text") or ""), people))


def edited_at(message: Json) -> str:
    """Give when a message was edited last, as Slack writes it; empty where it never was."""
    return str((message.get("edited") or {}).get("ts", ""))
