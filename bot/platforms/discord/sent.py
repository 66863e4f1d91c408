"""A rendered payload as discord.py sends it."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

import discord

from bot.message import File

Json = dict[str, Any]


class Rows(discord.ui.View):
    """Rows of buttons, as rendered; presses reach the client as interactions, so discord.py need not remember them."""

    def __init__(self, components: list[Json]) -> None:
        """Keep the rows."""
        super().__init__(timeout=None)
        self.components = components
        self.stop()

    def to_components(self) -> list[Json]:
        """Give the rows."""
        return self.components


class Form(discord.ui.Modal):
    """A form, as described; what is filled in reaches the client as an interaction."""

    def __init__(self, described: Json) -> None:
        """Keep the description."""
        super().__init__(title=described["title"], custom_id=described["custom_id"])
        self.described = described
        self.stop()

    def to_dict(self) -> Json:
        """Give the description."""
        return self.described


def new(payload: Json, files: Sequence[File] = ()) -> Json:
    """Give the arguments that send a payload as a message, with files."""
    view = {"view": Rows(payload["components"])} if payload["components"] else {}
    return {**_shared(payload), **view, **({"files": _attached(files)} if files else {})}


def edited(payload: Json, files: Sequence[File] = ()) -> Json:
    """Give the arguments that make a message show a payload and nothing else than it; files are put to it."""
    view = Rows(payload["components"]) if payload["components"] else None
    return {"content": None, **_shared(payload), "view": view, **({"attachments": _attached(files)} if files else {})}


def _attached(files: Sequence[File]) -> list[discord.File]:
    return [discord.File(BytesIO(each.content.encode()), each.name) for each in files]


def _shared(payload: Json) -> Json:
    content = {"content": payload["content"]} if "content" in payload else {}
    embeds = [discord.Embed.from_dict(each) for each in payload["embeds"]]
    roles = [discord.Object(int(role)) for role in payload["allowed_mentions"].get("roles", ())]
    mentions = discord.AllowedMentions(everyone=False, users=False, roles=roles or False, replied_user=False)
    return {**content, "embeds": embeds, "allowed_mentions": mentions}
