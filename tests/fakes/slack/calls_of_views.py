"""The methods of the Web API that open, push, update and publish views."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from tests.fakes.slack import contract
from tests.fakes.slack.answers import Answer, expired
from tests.fakes.slack.calls import Method, RefusedError
from tests.fakes.slack.state import FakeView, new_id, with_ids

if TYPE_CHECKING:
    from tests.fakes.slack.state import FakeWorkspace

Json = dict[str, Any]

STACK = 3


def checked(team: FakeWorkspace, where: str, view: Json, kind: str = "modal") -> Json:
    """Hold a view against the contract, and note what breaks it."""
    team.server.hold(where, view, contract.of_view, mentions=team.server.mentions_allowed)
    if view.get("type") != kind or (kind == "modal" and not view.get("title")):
        raise RefusedError(
            "invalid_arguments", response_metadata={"messages": [f"[ERROR] must be a {kind} with title"]}
        )
    return view


def made(team: FakeWorkspace, user: str, view: Json, below: FakeView | None = None) -> FakeView:
    """Make what Slack holds of a new view."""
    view_id = new_id("V")
    whole = {"private_metadata": "", "callback_id": "", "clear_on_close": False, "notify_on_close": False}
    whole |= {"external_id": "", "title": None, "submit": None, "close": None, **view, "id": view_id}
    whole |= {"team_id": team.id, "app_installed_team_id": team.id, "app_id": team.app_id, "bot_id": team.bot_id}
    whole |= {"previous_view_id": below.id if below else None}
    whole |= {"root_view_id": below.data["root_view_id"] if below else view_id}
    whole |= {"blocks": with_ids(view["blocks"]), "state": {"values": {}}, "hash": _new_hash()}
    return FakeView(whole, user)


def changed(view: FakeView, to: Json) -> None:
    """Put new content into a view, keeping what the new content does not name."""
    view.data |= {"submit": None, "close": None, **to, "blocks": with_ids(to["blocks"]), "hash": _new_hash()}


def _new_hash() -> str:
    return f"{secrets.randbelow(10**9)}.{secrets.token_hex(4)}"


def _triggered(team: FakeWorkspace, body: Json) -> Answer:
    trigger = team.server.answers.triggers.get(str(body.get("trigger_id", "")))
    if trigger is None or trigger.answer.team is not team:
        raise RefusedError("invalid_trigger_id")
    if trigger.used:
        raise RefusedError("exchanged_trigger_id")
    if expired(trigger.answer, team.server.trigger_lifetime):
        raise RefusedError("expired_trigger_id")
    return trigger.answer


def _shown(team: FakeWorkspace, body: Json, view: FakeView, answer: Answer) -> Json:
    team.server.answers.triggers[str(body["trigger_id"])].used = True
    team.modals.setdefault(view.user, []).append(view)
    answer.opened = view
    answer.tell()
    return {"view": view.data}


def _open(team: FakeWorkspace, body: Json) -> Json:
    answer = _triggered(team, body)
    view = made(team, answer.user, checked(team, "views.open", body["view"]))
    if answer.source is None or answer.source.data["type"] == "home":
        team.modals.pop(answer.user, None)
    return _shown(team, body, view, answer)


def _push(team: FakeWorkspace, body: Json) -> Json:
    answer = _triggered(team, body)
    stack = team.modals.get(answer.user, [])
    if not stack or answer.source not in stack:
        raise RefusedError("not_found")
    if len(stack) >= STACK:
        raise RefusedError("push_limit_reached")
    view = made(team, answer.user, checked(team, "views.push", body["view"]), stack[-1])
    return _shown(team, body, view, answer)


def _update(team: FakeWorkspace, body: Json) -> Json:
    view = team.view(str(body.get("view_id", "")), str(body.get("external_id", "")))
    if view is None:
        raise RefusedError("not_found")
    _same_hash(view, body)
    changed(view, checked(team, "views.update", body["view"], view.data["type"]))
    team.server.answers.show(view)
    return {"view": view.data}


def _publish(team: FakeWorkspace, body: Json) -> Json:
    user = str(body.get("user_id", ""))
    if user not in team.members:
        raise RefusedError("invalid_arguments", response_metadata={"messages": ["[ERROR] user_id"]})
    content = checked(team, "views.publish", body["view"], "home")
    known = team.homes.get(user)
    if known is None:
        team.homes[user] = made(team, user, content)
    else:
        _same_hash(known, body)
        changed(known, content)
    team.server.answers.show(team.homes[user])
    return {"view": team.homes[user].data}


def _same_hash(view: FakeView, body: Json) -> None:
    if body.get("hash", view.data["hash"]) != view.data["hash"]:
        raise RefusedError("hash_conflict")


VIEWS = {
    "views.open": Method(_open),
    "views.push": Method(_push),
    "views.update": Method(_update),
    "views.publish": Method(_publish),
}
