"""Guilds, their channels, roles and members."""

from tests.fakes.discord.errors import JSON, refusal
from tests.fakes.discord.routing import Call, route


@route("GET", "/guilds/{g}")
def read_guild(call: Call) -> JSON:
    return call.guild.payload


@route("GET", "/guilds/{g}/channels")
def list_channels(call: Call) -> list[JSON]:
    guild = call.guild
    here = [channel for channel in call.world.channels.values() if channel.guild is guild and not channel.is_thread]
    return [channel.payload for channel in here]


@route("GET", "/guilds/{g}/threads/active")
def list_threads(call: Call) -> JSON:
    guild = call.guild
    here = [channel for channel in call.world.channels.values() if channel.guild is guild and channel.is_thread]
    return {"threads": [channel.payload for channel in here if not channel.archived], "members": []}


@route("GET", "/guilds/{g}/roles")
def list_roles(call: Call) -> list[JSON]:
    return [role.payload for role in call.guild.roles.values()]


@route("GET", "/guilds/{g}/members/{u}")
def read_member(call: Call) -> JSON:
    held = call.guild.members.get(call.id("u"))
    if held is None:
        raise refusal(10007)
    return held.payload


@route("DELETE", "/users/@me/guilds/{g}")
def leave_guild(call: Call) -> None:
    call.world.depart(call.guild)
