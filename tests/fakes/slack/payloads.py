"""The payloads in which Slack tells a bot what a member did."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from tests.fakes.slack.state import new_id, with_ids

if TYPE_CHECKING:
    from tests.fakes.slack.answers import Answer, Posted
    from tests.fakes.slack.people import Member
    from tests.fakes.slack.state import FakeChannel, FakeView, FakeWorkspace

Json = dict[str, Any]


def command(member: Member, channel: FakeChannel, answer: Answer, line: str) -> Json:
    team, (word, _, text) = member.team, line.partition(" ")
    return {
        "token": team.app.verification_token,
        "team_id": team.id,
        "team_domain": team.domain,
        "channel_id": channel.id,
        "channel_name": "directmessage" if channel.kind == "im" else channel.name,
        "user_id": member.id,
        "user_name": member.name.lower(),
        "command": word,
        "text": text,
        "api_app_id": team.app_id,
        "is_enterprise_install": "false",
        "response_url": team.server.answers.response_url(answer),
        "trigger_id": team.server.answers.trigger(answer),
    }


def event(team: FakeWorkspace, inner: Json) -> Json:
    authorization = {"enterprise_id": None, "team_id": team.id, "user_id": team.bot_user_id, "is_bot": True}
    return {
        "token": team.app.verification_token,
        "team_id": team.id,
        "api_app_id": team.app_id,
        "event": inner,
        "type": "event_callback",
        "event_id": new_id("Ev"),
        "event_time": int(float(inner.get("event_ts", 0))),
        "authorizations": [{**authorization, "is_enterprise_install": False}],
        "is_ext_shared_channel": False,
        "event_context": new_id("4-"),
    }


def interaction(member: Member, kind: str, **more: Any) -> Json:
    """What all payloads of interactions share."""
    team = member.team
    user = {"id": member.id, "username": member.name.lower(), "name": member.name.lower(), "team_id": team.id}
    return {
        "type": kind,
        "token": team.app.verification_token,
        "api_app_id": team.app_id,
        "team": {"id": team.id, "domain": team.domain},
        "user": user,
        "enterprise": None,
        "is_enterprise_install": False,
        **more,
    }


def shortcut(member: Member, answer: Answer, callback_id: str, posted: Posted | None = None) -> Json:
    answers = member.team.server.answers
    more: Json = {"callback_id": callback_id, "trigger_id": answers.trigger(answer), "action_ts": str(time.time())}
    if posted is None:
        return interaction(member, "shortcut", **more)
    more |= {"channel": _channel(posted.channel), "message_ts": posted.message["ts"], "message": _message(posted)}
    return interaction(member, "message_action", **more, response_url=answers.response_url(answer))


def actions(member: Member, answer: Answer, action: Json, state: Json) -> Json:
    """A block_actions payload: from a view if the answer comes from one, else from a message."""
    answers = member.team.server.answers
    more: Json = {"trigger_id": answers.trigger(answer), "actions": [{**action, "action_ts": str(time.time())}]}
    if answer.source is not None:
        view = {**answer.source.data, "state": state}
        more |= {"container": {"type": "view", "view_id": answer.source.id}, "view": view}
        return interaction(member, "block_actions", **more)
    posted = answer.original
    assert posted is not None, "an action is taken in a view or in a message"
    place = {"type": "message", "message_ts": posted.message["ts"], "channel_id": posted.channel.id}
    more |= {"container": {**place, "is_ephemeral": bool(posted.user)}, "channel": _channel(posted.channel)}
    if posted.message.get("thread_ts"):
        more["container"]["thread_ts"] = posted.message["thread_ts"]
    more |= {} if posted.user else {"message": _message(posted)}
    more |= {"state": state, "response_url": answers.response_url(answer, pressed=True)}
    return interaction(member, "block_actions", **more)


def submission(member: Member, answer: Answer, view: FakeView, state: Json) -> Json:
    shown = {**view.data, "state": state}
    trigger = member.team.server.answers.trigger(answer)
    return interaction(member, "view_submission", trigger_id=trigger, view=shown, response_urls=[])


def closed(member: Member, view: FakeView) -> Json:
    return interaction(member, "view_closed", view=view.data, is_cleared=False)


def suggestion(member: Member, view: FakeView, block_id: str, action_id: str, value: str) -> Json:
    more = {"action_id": action_id, "block_id": block_id, "value": value, "view": view.data}
    return interaction(member, "block_suggestion", container={"type": "view", "view_id": view.id}, **more)


def _channel(channel: FakeChannel) -> Json:
    return {"id": channel.id, "name": "directmessage" if channel.kind == "im" else channel.name}


def _message(posted: Posted) -> Json:
    message = {name: value for name, value in posted.message.items() if name != "metadata"}
    return {**message, "blocks": with_ids(message["blocks"])} if message.get("blocks") else message
