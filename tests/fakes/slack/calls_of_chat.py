"""The methods of the Web API that post, change and delete messages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.fakes.slack import contract
from tests.fakes.slack.answers import Posted
from tests.fakes.slack.calls import Method, RefusedError, channel_of

if TYPE_CHECKING:
    from tests.fakes.slack.answers import Answer
    from tests.fakes.slack.state import FakeChannel, FakeWorkspace

Json = dict[str, Any]

KEPT = ("text", "blocks", "metadata", "attachments", "unfurl_links", "unfurl_media")
WRITE = ("chat:write",)


def checked(team: FakeWorkspace, where: str, body: Json) -> None:
    """Hold a message against the contract, and note what breaks it."""
    team.server.hold(where, body, contract.of_message, mentions=team.server.mentions_allowed)
    if not (body.get("text") or body.get("blocks") or body.get("attachments")):
        raise RefusedError("no_text")


def stored(team: FakeWorkspace, channel: FakeChannel, body: Json, answer: Answer | None = None) -> Json:
    """Put a message of the bot into a channel, as part of an answer if it is known of which."""
    message = {"type": "message", "ts": team.server.next_ts(), "user": team.bot_user_id, "bot_id": team.bot_id}
    message |= {"app_id": team.app_id, "team": team.id, **{name: body[name] for name in KEPT if body.get(name)}}
    message.setdefault("text", "")
    if body.get("thread_ts"):
        message["thread_ts"] = body["thread_ts"]
    channel.messages.append(message)
    team.server.answers.post(team, Posted(message, channel), answer)
    return message


def _post(team: FakeWorkspace, body: Json) -> Json:
    channel = _writable(team, body)
    checked(team, "chat.postMessage", body)
    _in_thread(team, channel, body)
    message = stored(team, channel, body)
    return {"channel": channel.id, "ts": message["ts"], "message": message}


def _writable(team: FakeWorkspace, body: Json, *, public: bool = True) -> FakeChannel:
    channel = channel_of(team, body)
    if channel.archived:
        raise RefusedError("is_archived")
    if not channel.bot_in and not (public and "chat:write.public" in team.scopes):
        raise RefusedError("not_in_channel")
    return channel


def _in_thread(team: FakeWorkspace, channel: FakeChannel, body: Json) -> None:
    root = body.get("thread_ts")
    if not root:
        return
    parent = channel.find(str(root))
    if parent is None:
        raise RefusedError("thread_not_found")
    if parent.get("thread_ts", root) != root:
        team.server.violate(f"chat.postMessage replies to a reply, not to the message that starts the thread: {root}")


def _own(team: FakeWorkspace, body: Json, refusal: str) -> tuple[FakeChannel, Json]:
    channel = channel_of(team, body)
    message = channel.find(str(body.get("ts", "")))
    if message is None:
        raise RefusedError("message_not_found")
    if message.get("bot_id") != team.bot_id:
        raise RefusedError(refusal)
    return channel, message


def _update(team: FakeWorkspace, body: Json) -> Json:
    channel, message = _own(team, body, "cant_update_message")
    if channel.archived:
        raise RefusedError("is_archived")
    checked(team, "chat.update", body)
    for name in ("text", "blocks", "attachments"):
        message.pop(name, None)
    message |= {"text": "", **{name: body[name] for name in KEPT if body.get(name)}}
    message["edited"] = {"user": team.bot_user_id, "ts": team.server.next_ts()}
    if posted := team.server.answers.posted.get((channel.id, message["ts"])):
        team.server.answers.change(posted)
    return {"channel": channel.id, "ts": message["ts"], "text": message["text"], "message": message}


def _delete(team: FakeWorkspace, body: Json) -> Json:
    channel, message = _own(team, body, "cant_delete_message")
    channel.messages.remove(message)
    if posted := team.server.answers.posted.get((channel.id, message["ts"])):
        posted.gone = True
        team.server.answers.change(posted)
    return {"channel": channel.id, "ts": message["ts"]}


def _post_ephemeral(team: FakeWorkspace, body: Json) -> Json:
    channel = _writable(team, body, public=False)
    user = str(body.get("user", ""))
    if user not in team.members:
        raise RefusedError("user_not_found" if not user else "user_not_in_channel")
    if user not in channel.members:
        raise RefusedError("user_not_in_channel")
    checked(team, "chat.postEphemeral", body)
    ts = team.server.next_ts()
    message = {name: body[name] for name in (*KEPT, "thread_ts") if body.get(name)}
    team.server.answers.post(team, Posted({"text": "", **message, "ts": ts, "ephemeral": True}, channel, user))
    return {"message_ts": ts}


def _schedule(team: FakeWorkspace, body: Json) -> Json:
    team.server.violate("chat.scheduleMessage is used: it drops messages with metadata and cannot be edited")
    return {"channel": body.get("channel"), "scheduled_message_id": "Q1", "post_at": body.get("post_at")}


def _permalink(team: FakeWorkspace, body: Json) -> Json:
    channel = channel_of(team, body)
    message = channel.find(str(body.get("message_ts", "")))
    if message is None:
        raise RefusedError("message_not_found")
    link = f"https://{team.domain}.slack.com/archives/{channel.id}/p{message['ts'].replace('.', '')}"
    root = message.get("thread_ts")
    return {"channel": channel.id, "permalink": link + (f"?thread_ts={root}&cid={channel.id}" if root else "")}


CHAT = {
    "chat.postMessage": Method(_post, WRITE),
    "chat.update": Method(_update, WRITE),
    "chat.delete": Method(_delete, WRITE),
    "chat.postEphemeral": Method(_post_ephemeral, WRITE),
    "chat.scheduleMessage": Method(_schedule, WRITE),
    "chat.getPermalink": Method(_permalink),
}
