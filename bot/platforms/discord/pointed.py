"""The message whose menu was used, as an interaction holds it; no intent is needed for its text."""

from collections.abc import Mapping
from typing import Any, cast

import discord

from bot.message import escape
from bot.organizing import Pointed
from bot.platforms.discord.asked import text_of

Json = Mapping[str, Any]


def read_pointed(interaction: discord.Interaction[discord.Client], community: str) -> Pointed:
    """Read the message that a menu is of; `community` is what the settings call its server."""
    data = cast("Json", interaction.data or {})
    message: Json = next(iter(data["resolved"]["messages"].values()))
    author, me = message["author"], interaction.client.user
    where, thread = str(message["channel_id"]), ""
    if isinstance(interaction.channel, discord.Thread):
        where, thread = str(interaction.channel.parent_id), where
    return Pointed(
        community=community,
        channel=where,
        id=str(message["id"]),
        thread=thread,
        author=f"discord:{author['id']}",
        name=str(author.get("global_name") or author["username"]),
        own=me is not None and str(me.id) == str(author["id"]),
        text=escape(text_of(data)),
        link=f"https://discord.com/channels/{interaction.guild_id or '@me'}/{message['channel_id']}/{message['id']}",
        files=len(message.get("attachments") or ()),
        at=discord.utils.parse_time(str(message["timestamp"])),
    )
