"""Channels and the threads in them."""

from tests.fakes.discord.channels import NEWS, TEXT, FakeChannel
from tests.fakes.discord.errors import JSON, Problem, invalid, refusal
from tests.fakes.discord.messages import HAS_THREAD, announce
from tests.fakes.discord.permissions import CREATE_PUBLIC_THREADS, MANAGE_CHANNELS, MANAGE_THREADS
from tests.fakes.discord.routing import Call, route


@route("GET", "/channels/{c}")
def read_channel(call: Call) -> JSON:
    return call.channel.payload


@route("PATCH", "/channels/{c}")
def change_channel(call: Call) -> JSON:
    channel, body = call.channel, call.body
    own = channel.is_thread and set(body) <= {"archived", "name", "auto_archive_duration", "locked"}
    if not own:
        channel.require(MANAGE_CHANNELS)
    if body.get("locked"):
        channel.require(MANAGE_THREADS)
    channel.name = body.get("name", channel.name)
    channel.archived = body.get("archived", channel.archived)
    channel.locked = body.get("locked", channel.locked)
    channel.tell("THREAD_UPDATE" if channel.is_thread else "CHANNEL_UPDATE", channel.payload)
    return channel.payload


@route("POST", "/channels/{c}/threads")
def open_thread(call: Call) -> JSON:
    return _opened(call, call.channel, None).payload


@route("POST", "/channels/{c}/messages/{m}/threads")
def open_thread_from_message(call: Call) -> JSON:
    channel, message = call.channel, call.message
    if int(message["id"]) in call.world.channels:
        raise refusal(160004)
    thread = _opened(call, channel, message)
    message["flags"] |= HAS_THREAD
    message["thread"] = thread.payload
    announce(channel, message, "MESSAGE_UPDATE")
    return thread.payload


def _opened(call: Call, channel: FakeChannel, message: JSON | None) -> FakeChannel:
    name = call.body.get("name") or ""
    if not 1 <= len(name) <= 100:
        raise invalid(Problem("name", "Must be between 1 and 100 in length."))
    if channel.kind not in {TEXT, NEWS}:
        raise refusal(50024)
    channel.require(CREATE_PUBLIC_THREADS)
    return channel.thread(name, private=call.body.get("type") == 12, message=message)
