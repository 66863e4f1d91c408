"""Messages of a channel: sending once, reading, editing, deleting and publishing."""

from typing import TYPE_CHECKING

from tests.fakes.discord.channels import NEWS, FakeChannel
from tests.fakes.discord.errors import JSON, Problem, invalid, refusal
from tests.fakes.discord.messages import CROSSPOSTED, REPLY, announce, apply, new_message
from tests.fakes.discord.permissions import (
    EMBED_LINKS,
    MANAGE_MESSAGES,
    READ_MESSAGE_HISTORY,
    SEND_MESSAGES,
    SEND_MESSAGES_IN_THREADS,
)
from tests.fakes.discord.routing import Call, route

if TYPE_CHECKING:
    from tests.fakes.discord.state import World


@route("POST", "/channels/{c}/messages")
def send(call: Call) -> JSON:
    channel, body = call.channel, call.body
    _may_send(channel, body)
    if body.get("enforce_nonce") and (earlier := _earlier(call.world, channel, body)):
        return earlier
    reference = body.get("message_reference")
    message = new_message(channel, call.world.bot, body, kind=REPLY if reference else 0)
    if reference:
        _refer(channel, message, body)
    channel.messages.append(message)
    channel.archived = False
    if body.get("nonce") is not None:
        call.world.known.nonces[str(body["nonce"])] = (call.world.time(), channel.id, message)
    announce(channel, message)
    return message


def _may_send(channel: FakeChannel, body: JSON) -> None:
    if channel.recipient and channel.recipient.id in channel.world.known.closed:
        raise refusal(50007)
    channel.require(SEND_MESSAGES_IN_THREADS if channel.is_thread else SEND_MESSAGES)
    if body.get("embeds"):
        channel.require(EMBED_LINKS)
    if channel.locked:
        raise refusal(160005)


def _earlier(world: "World", channel: FakeChannel, body: JSON) -> JSON | None:
    """Give the message that was sent with a nonce in the past minutes; ApiError says that it is gone."""
    at, channel_id, message = world.known.nonces.get(str(body.get("nonce")), (0.0, 0, {}))
    if not message or world.time() - at > world.nonce_window:
        return None
    where = world.channels.get(channel_id, channel)
    return where.message(int(message["id"]))


def _refer(channel: FakeChannel, message: JSON, body: JSON) -> None:
    reference = body["message_reference"]
    if not channel.permissions_of(channel.world.bot_id) & READ_MESSAGE_HISTORY:
        raise refusal(160002)
    found = [known for known in channel.messages if known["id"] == str(reference["message_id"])]
    if not found and reference.get("fail_if_not_exists", True):
        raise invalid(Problem("message_reference", "Unknown message"))
    told = {"type": 0, "message_id": str(reference["message_id"]), "channel_id": str(channel.id)}
    message["message_reference"] = told | ({"guild_id": str(channel.guild.id)} if channel.guild else {})
    message["referenced_message"] = found[0] if found else None
    if found and (body.get("allowed_mentions") or {}).get("replied_user"):
        message["mentions"] = [*message["mentions"], found[0]["author"]]


@route("GET", "/channels/{c}/messages")
def list_messages(call: Call) -> list[JSON]:
    channel, query = call.channel, call.query
    limit = int(query.get("limit", 50))
    if not 1 <= limit <= 100:
        raise invalid(Problem("limit", "int value should be less than or equal to 100."))
    if not channel.permissions_of(call.world.bot_id) & READ_MESSAGE_HISTORY:
        return []
    found = sorted(channel.messages, key=lambda message: -int(message["id"]))
    if "before" in query:
        found = [message for message in found if int(message["id"]) < int(query["before"])]
    elif "after" in query:
        newer = [message for message in found if int(message["id"]) > int(query["after"])]
        found = newer[max(0, len(newer) - limit) :]
    elif "around" in query:
        near = sorted(found, key=lambda message: abs(int(message["id"]) - int(query["around"])))[:limit]
        found = [message for message in found if message in near]
    return [shown(call, message) for message in found[:limit]]


@route("GET", "/channels/{c}/messages/{m}")
def read_message(call: Call) -> JSON:
    call.channel.require(READ_MESSAGE_HISTORY)
    return shown(call, call.message)


def shown(call: Call, message: JSON) -> JSON:
    """Give a message as it is read later: without nonce, and emptied where it is none of the bot's business."""
    kept = {key: value for key, value in message.items() if key != "nonce"}
    concerned = str(call.world.bot_id) in {message["author"]["id"], *(one["id"] for one in message["mentions"])}
    if concerned or call.channel.guild is None or call.world.reads_content:
        return kept
    return kept | {"content": "", "embeds": [], "components": [], "attachments": []}


@route("PATCH", "/channels/{c}/messages/{m}")
def edit_message(call: Call) -> JSON:
    channel, message = call.channel, call.message
    if message["author"]["id"] != str(call.world.bot_id):
        raise refusal(50005)
    if channel.archived:
        raise refusal(50083)
    if call.body.get("embeds"):
        channel.require(EMBED_LINKS)
    changed = dict(message)
    apply(channel, changed, call.body)
    message |= changed | {"edited_timestamp": call.world.timestamp()}
    announce(channel, message, "MESSAGE_UPDATE")
    return shown(call, message)


@route("DELETE", "/channels/{c}/messages/{m}")
def delete_message(call: Call) -> None:
    message = call.message
    if message["author"]["id"] != str(call.world.bot_id):
        call.channel.require(MANAGE_MESSAGES)
    call.channel.delete(message)


@route("POST", "/channels/{c}/messages/{m}/crosspost")
def publish(call: Call) -> JSON:
    channel, message = call.channel, call.message
    if channel.kind != NEWS:
        raise refusal(50024)
    own = message["author"]["id"] == str(call.world.bot_id)
    channel.require(SEND_MESSAGES if own else SEND_MESSAGES | MANAGE_MESSAGES)
    if message["flags"] & CROSSPOSTED:
        raise refusal(40033)
    message["flags"] |= CROSSPOSTED
    announce(channel, message, "MESSAGE_UPDATE")
    return shown(call, message)


@route("POST", "/channels/{c}/typing")
def type_on(call: Call) -> None:
    call.channel.require(SEND_MESSAGES)
