"""Telling Discord which commands there are: fetched first, sent only where they differ."""

import logging
import re
from typing import Any, cast

import discord

from bot.platforms.discord.declare import Json, same

_LOG = logging.getLogger("bot.discord")
_PLACE = re.compile(r"^In (?P<path>\d+(?:\.\w+)*): (?P<why>.+)$", re.MULTILINE)


async def sync(client: discord.Client, commands: list[Json]) -> bool:
    """Make the commands of all servers those that are declared, and say whether they had to be sent.

    Where Discord refuses them, which one and why is logged, and the commands stay as they were.
    """
    application = client.application_id
    assert application, "logged in"
    registered = cast("list[Json]", await client.http.get_global_commands(application))
    if same(commands, registered):
        return False
    try:
        await client.http.bulk_upsert_global_commands(application, commands)
    except discord.HTTPException as error:
        if error.status not in {400, 413}:
            raise
        for line in refusals(error.text, commands):
            _LOG.error("Discord refuses a command, so its commands stay as they were: %s", line)
        return False
    return True


async def clear(client: discord.Client, server: int) -> None:
    """Take away the commands of one server alone, which an older set-up left and which would show twice."""
    application = client.application_id
    assert application, "logged in"
    if await client.http.get_guild_commands(application, server):
        await client.http.bulk_upsert_guild_commands(application, server, [])


def refusals(text: str, commands: list[Json]) -> list[str]:
    """Say which commands Discord refused and why, from what it answered."""
    found = [f"{_named(match['path'], commands)}: {match['why']}" for match in _PLACE.finditer(text)]
    return found or [text]


def _named(path: str, commands: list[Json]) -> str:
    """Give the names along a path of positions and keys, such as `0.options.3.description`."""
    part: Any = commands
    names = []
    for step in path.split("."):
        try:
            part = part[int(step)] if isinstance(part, list) else part.get(step)
        except (ValueError, IndexError, AttributeError):
            break
        if isinstance(part, dict):
            names.append(str(part.get("name", step)))
        elif not isinstance(part, list):
            names.append(step)
    return " › ".join(names) or path
