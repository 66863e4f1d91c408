"""What members do to their messages afterwards, as Slack tells a bot that is in the channel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.fakes.slack import payloads
from tests.fakes.slack.answers import Answer

if TYPE_CHECKING:
    from tests.fakes.slack.people import Member

Json = dict[str, Any]


async def edits(member: Member, message: Json, text: str) -> None:
    """Write another text into a message."""
    before = dict(message)
    message |= {"text": text, "edited": {"user": member.id, "ts": member.team.server.next_ts()}}
    await changes(member, message, before)


async def changes(member: Member, message: Json, before: Json) -> None:
    """Tell of a message that is another by now, whatever changed: a preview of a link is told in the same way."""
    await _tells(member, message, {"subtype": "message_changed", "message": dict(message), "previous_message": before})


async def deletes(member: Member, message: Json) -> None:
    """Delete a message; where answers stand under it, its root stays as a tombstone and each answer is told anew."""
    channel = _channel(member, message)
    answers = [each for each in channel.thread(message["ts"]) if each is not message]
    if not answers:
        channel.messages.remove(message)
        told = {"subtype": "message_deleted", "deleted_ts": message["ts"], "previous_message": dict(message)}
        await _tells(member, message, told, channel)
        return
    before = dict(message)
    message |= {"subtype": "tombstone", "text": "This message was deleted.", "hidden": True}
    await changes(member, message, before)
    for each in answers:
        await changes(member, each, dict(each))


def _channel(member: Member, message: Json) -> Any:
    return next(each for each in member.team.channels.values() if message in each.messages)


async def _tells(member: Member, message: Json, told: Json, channel: Any = None) -> None:
    channel = channel or _channel(member, message)
    answer = Answer(member.team, member.id, channel, event=True)
    event = {"type": "message", "channel": channel.id, "channel_type": "channel", "hidden": True, **told}
    event |= {"ts": member.team.server.next_ts(), "event_ts": member.team.server.next_ts()}
    await member.sends(answer, "events_api", payloads.event(member.team, event))
    await answer.until(lambda: answer.acked, "an acknowledgement")
