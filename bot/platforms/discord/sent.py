"""A rendered payload as discord.py sends it."""

from typing import Any

import discord

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


def new(payload: Json) -> Json:
    """Give the arguments that send a payload as a message."""
    return {**_shared(payload), **({"view": Rows(payload["components"])} if payload["components"] else {})}


def edited(payload: Json) -> Json:
    """Give the arguments that make a message show a payload, and nothing else than it."""
    return {"content": None, **_shared(payload), "view": Rows(payload["components"]) if payload["components"] else None}


def _shared(payload: Json) -> Json:
    content = {"content": payload["content"]} if "content" in payload else {}
    embeds = [discord.Embed.from_dict(each) for each in payload["embeds"]]
    roles = [discord.Object(int(role)) for role in payload["allowed_mentions"].get("roles", ())]
    mentions = discord.AllowedMentions(everyone=False, users=False, roles=roles or False, replied_user=False)
    return {**content, "embeds": embeds, "allowed_mentions": mentions}
