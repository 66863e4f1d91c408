"""Messages as Discord stores and tells them."""

import re
from typing import TYPE_CHECKING, Any

from .errors import JSON, refusal
from .gateway import DIRECT_MESSAGES, GUILD_MESSAGES, MESSAGE_CONTENT
from .permissions import MENTION_EVERYONE

if TYPE_CHECKING:
    from .channels import FakeChannel
    from .users import User

EPHEMERAL, LOADING, CROSSPOSTED, HAS_THREAD, SUPPRESS_EMBEDS, COMPONENTS_V2 = 1 << 6, 1 << 7, 1, 1 << 5, 1 << 2, 1 << 15
REPLY, CHAT_COMMAND, CONTEXT_COMMAND = 19, 20, 23
SETTABLE = SUPPRESS_EMBEDS | COMPONENTS_V2 | EPHEMERAL | 1 << 12


def numbered(components: list[JSON] | None) -> list[JSON]:
    """Give every component that has no id the next free one, as Discord does."""
    found = list(walk(components or []))
    used = {component["id"] for component in found if "id" in component}
    number = 0
    for component in found:
        while "id" not in component:
            number += 1
            if number not in used:
                component["id"] = number
    return components or []


def walk(components: list[JSON]) -> list[JSON]:
    """Give all components, those within others too."""
    found = []
    for component in components:
        inner = [component[key] for key in ("component", "accessory") if component.get(key)]
        found += [component, *walk(component.get("components") or []), *walk(inner)]
    return found


def new_message(channel: "FakeChannel", author: "User", body: JSON, *, kind: int = 0) -> JSON:
    """Make a message from what was sent, without storing it."""
    message: JSON = {
        "id": str(channel.world.snowflake()), "channel_id": str(channel.id), "type": kind, "author": author.payload,
        "content": "", "embeds": [], "components": [], "attachments": [], "flags": 0, "pinned": False, "tts": False,
        "timestamp": channel.world.timestamp(), "edited_timestamp": None,
        "mentions": [], "mention_roles": [], "mention_everyone": False,
    }  # fmt: skip
    message["flags"] = (body.get("flags") or 0) & SETTABLE
    apply(channel, message, body)
    if body.get("nonce") is not None:
        message["nonce"] = body["nonce"]
    return message


def apply(channel: "FakeChannel", message: JSON, body: JSON) -> None:
    """Write content, embeds, components and attachments of a body into a message."""
    if "content" in body:
        message["content"] = (body["content"] or "").strip()
    if "embeds" in body:
        message["embeds"] = [{"type": "rich"} | embed for embed in body["embeds"] or []]
    if "components" in body:
        message["components"] = numbered(body["components"])
    if "attachments" in body:
        message["attachments"] = [_attachment(one) for one in body["attachments"] or []]
    if body.get("flags") is not None:
        kept = message["flags"] & ~SUPPRESS_EMBEDS
        message["flags"] = kept | body["flags"] & (SUPPRESS_EMBEDS | COMPONENTS_V2)
    if not any(message[key] for key in ("content", "embeds", "components", "attachments")):
        raise refusal(50006)
    mentioned(channel, message, body.get("allowed_mentions"))


def mentioned(channel: "FakeChannel", message: JSON, allowed: JSON | None) -> None:
    """Set whom a message mentions, within what it allows."""
    world, content = channel.world, message["content"]
    allowed = {"parse": ["users", "roles", "everyone"]} if allowed is None else allowed
    parse = allowed.get("parse") or []
    users = [int(found) for found in re.findall(r"<@!?(\d+)>", content)]
    roles = re.findall(r"<@&(\d+)>", content)
    message["mentions"] = [
        world.known.users[user].payload
        for user in dict.fromkeys(users)
        if user in world.known.users and ("users" in parse or str(user) in map(str, allowed.get("users") or []))
    ]
    message["mention_roles"] = [
        role for role in roles if "roles" in parse or role in map(str, allowed.get("roles") or [])
    ]
    may = channel.permissions_of(int(message["author"]["id"])) & MENTION_EVERYONE
    called = re.search(r"@(everyone|here)\b", content)
    message["mention_everyone"] = bool(may and called and "everyone" in parse)


def announce(channel: "FakeChannel", message: JSON, event: str = "MESSAGE_CREATE") -> None:
    """Dispatch a message; who may not read contents gets them only where the bot is concerned."""
    guild, world = channel.guild, channel.world
    if guild and not guild.joined:
        return
    data: JSON = dict(message)
    if guild:
        data["guild_id"] = str(guild.id)
        held = guild.members.get(int(message["author"]["id"]))
        data |= {"member": held.partial} if held else {}
    concerned = str(world.bot_id) in {message["author"]["id"], *(one["id"] for one in message["mentions"])}
    hidden = data | {"content": "", "embeds": [], "components": [], "attachments": []}
    for session in world.link.sessions.values():
        if session.wants(guild.id if guild else 0, GUILD_MESSAGES if guild else DIRECT_MESSAGES):
            readable = concerned or guild is None or session.intents & MESSAGE_CONTENT
            session.dispatch(event, data if readable else hidden)
    world.changed()


def _attachment(sent: JSON) -> JSON:
    name = sent.get("filename", "file")
    address = f"https://cdn.discordapp.com/attachments/1/{name}"
    known: dict[str, Any] = {"size": 0, "url": address, "proxy_url": address, "filename": name}
    return known | sent | {"id": str(sent.get("id", 0))}
