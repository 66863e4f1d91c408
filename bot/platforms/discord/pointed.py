"""The message whose menu was used, as an interaction holds it; no intent is needed for its text."""

from collections.abc import Mapping
from typing import Any, cast

import discord

from bot.organizing import Pointed
from bot.platforms.discord.rewritten import read

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
        text=read(_names(interaction, message), _said(message)),
        link=f"https://discord.com/channels/{interaction.guild_id or '@me'}/{message['channel_id']}/{message['id']}",
        where=f"#{getattr(interaction.channel, 'name', None) or 'a-channel'}",
        edited=str(message.get("edited_timestamp") or ""),
        files=len(message.get("attachments") or ()),
        at=discord.utils.parse_time(str(message["timestamp"])),
    )


def _said(message: Json) -> str:
    """Give the text of a message, else the titles and texts of what it shows."""
    shown = [each.get(key) for each in message.get("embeds") or () for key in ("title", "description")]
    return str(message.get("content") or "\n".join(filter(None, shown)))


def _names(interaction: discord.Interaction[discord.Client], message: Json) -> Mapping[str, str]:
    """Give what mentions in a message show, by how they are written."""
    people = {f"@{each['id']}": f"@{each.get('global_name') or each['username']}" for each in message["mentions"]}
    guild = interaction.guild
    if guild is None:
        return people
    roles = {f"@&{each.id}": f"@{each.name.removeprefix('@')}" for each in guild.roles}
    return people | roles | {f"#{each.id}": f"#{each.name}" for each in guild.channels}
