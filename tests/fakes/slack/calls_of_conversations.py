"""The methods of the Web API that read channels, and open and join them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.fakes.slack.calls import Method, RefusedError, channel_of, needs_channel_scope, page, yes
from tests.fakes.slack.state import READ

if TYPE_CHECKING:
    from tests.fakes.slack.state import FakeChannel, FakeWorkspace

Json = dict[str, Any]

KINDS = {"public_channel": "public", "private_channel": "private", "im": "im", "mpim": ""}


def _readable(team: FakeWorkspace, body: Json) -> FakeChannel:
    channel = channel_of(team, body)
    needs_channel_scope(team, channel, history=True)
    if not channel.bot_in:
        raise RefusedError("not_in_channel")
    return channel


def _history(team: FakeWorkspace, body: Json) -> Json:
    channel = _readable(team, body)
    roots = [each for each in channel.messages if each.get("thread_ts", each["ts"]) == each["ts"]]
    found = [each for each in reversed(roots) if _within(each["ts"], body)]
    return _page_of_messages(channel, found, body)


def _replies(team: FakeWorkspace, body: Json) -> Json:
    channel = _readable(team, body)
    root = str(body.get("ts", ""))
    if channel.find(root) is None:
        raise RefusedError("thread_not_found")
    found = [each for each in channel.thread(root) if each["ts"] == root or _within(each["ts"], body)]
    return _page_of_messages(channel, found, body)


def _within(ts: str, body: Json) -> bool:
    at, oldest, latest = float(ts), float(body.get("oldest") or 0), float(body.get("latest") or "inf")
    return oldest < at < latest or (yes(body.get("inclusive")) and at in {oldest, latest})


def _page_of_messages(channel: FakeChannel, found: list[Json], body: Json) -> Json:
    messages, more = page(found, body)
    hidden = set() if yes(body.get("include_all_metadata")) else {"metadata"}
    shown = [{k: v for k, v in each.items() if k not in hidden} | _thread(channel, each) for each in messages]
    return {"messages": shown, "has_more": bool(more["response_metadata"]["next_cursor"]), **more}


def _thread(channel: FakeChannel, message: Json) -> Json:
    replies = [each for each in channel.messages if each.get("thread_ts") == message["ts"] != each["ts"]]
    return {"thread_ts": message["ts"], "reply_count": len(replies)} if replies else {}


def _open(team: FakeWorkspace, body: Json) -> Json:
    if body.get("channel"):
        return {"channel": {"id": channel_of(team, body).id}}
    users = body.get("users") or ""
    names = users.split(",") if isinstance(users, str) else users
    if len(names) != 1:
        raise RefusedError("users_list_not_supplied" if not names else "method_not_supported_for_channel_type")
    if names[0] not in team.members:
        raise RefusedError("user_not_found")
    channel = team.direct(names[0])
    return {"no_op": False, "already_open": False, "channel": {"id": channel.id}}


def _info(team: FakeWorkspace, body: Json) -> Json:
    channel = channel_of(team, body)
    needs_channel_scope(team, channel)
    return {"channel": channel.as_json(team.bot_user_id)}


def _list(team: FakeWorkspace, body: Json) -> Json:
    kinds = [KINDS[name.strip()] for name in (body.get("types") or "public_channel").split(",")]
    for scope in (READ[kind] for kind in kinds if kind):
        if scope not in team.scopes:
            raise RefusedError("missing_scope", needed=scope, provided=",".join(sorted(team.scopes)))
    found = [
        channel.as_json(team.bot_user_id)
        for channel in team.channels.values()
        if channel.kind in kinds
        and (channel.kind == "public" or channel.bot_in)
        and not (channel.archived and yes(body.get("exclude_archived")))
    ]
    channels, more = page(found, body)
    return {"channels": channels, **more}


def _join(team: FakeWorkspace, body: Json) -> Json:
    channel = channel_of(team, body)
    if channel.kind != "public":
        raise RefusedError("method_not_supported_for_channel_type")
    if channel.archived:
        raise RefusedError("is_archived")
    channel.bot_in = True
    return {"channel": channel.as_json(team.bot_user_id)}


def _members(team: FakeWorkspace, body: Json) -> Json:
    channel = channel_of(team, body)
    needs_channel_scope(team, channel)
    people = [*channel.members, *([team.bot_user_id] if channel.bot_in else [])]
    members, more = page(people, body)
    return {"members": members, **more}


CONVERSATIONS = {
    "conversations.history": Method(_history),
    "conversations.replies": Method(_replies),
    "conversations.open": Method(_open, ("im:write",)),
    "conversations.info": Method(_info),
    "conversations.list": Method(_list),
    "conversations.join": Method(_join, ("channels:join",)),
    "conversations.members": Method(_members),
}
