"""What an acknowledgement may carry: a message for a command, errors or a view for a modal, options for a select."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from tests.fakes.slack import calls_of_views, contract
from tests.fakes.slack.calls import RefusedError
from tests.fakes.slack.calls_of_chat import checked
from tests.fakes.slack.response_urls import respond

if TYPE_CHECKING:
    from tests.fakes.slack.answers import Answer, Envelope
    from tests.fakes.slack.state import FakeView

Json = dict[str, Any]


def acknowledge(envelope: Envelope, payload: Json) -> None:
    """Take the first acknowledgement of an envelope; a later one changes nothing."""
    envelope.acks += 1
    answer = envelope.answer
    if envelope.acks == 1:
        answer.acked, answer.after = True, time.monotonic() - answer.sent_at
        try:
            _take(envelope, payload)
        except (RefusedError, KeyError, TypeError, AttributeError) as refused:
            answer.team.server.violate(f"the acknowledgement of {kind_of(envelope)} is refused: {refused!r}, {payload}")
    answer.changed.set()


def kind_of(envelope: Envelope) -> str:
    payload = envelope.payload
    return str(payload.get("command") or payload.get("event", payload).get("type"))


def _take(envelope: Envelope, payload: Json) -> None:
    server, kind = envelope.team.server, kind_of(envelope)
    if envelope.kind == "slash_commands":
        if payload:
            checked(envelope.team, f"the acknowledgement of {kind}", payload)
            respond(envelope.answer, payload)
    elif kind == "view_submission":
        _submitted(envelope.answer, payload)
    elif kind == "block_suggestion":
        server.hold(f"the acknowledgement of {kind}", payload, contract.of_suggestion)
        groups = payload.get("option_groups") or [{"options": payload.get("options") or []}]
        envelope.answer.options = [option for group in groups for option in group["options"]]
    elif payload:
        server.violate(f"the acknowledgement of {kind} carries what Slack ignores: {payload}")


def _submitted(answer: Answer, payload: Json) -> None:
    view, team = answer.source, answer.team
    assert view is not None, "only a modal is submitted"
    action = payload.get("response_action")
    if action == "errors":
        _errors(answer, view, payload["errors"])
    elif action == "update":
        calls_of_views.changed(view, calls_of_views.checked(team, "response_action update", payload["view"]))
        answer.opened = view
    elif action == "push":
        content = calls_of_views.checked(team, "response_action push", payload["view"])
        answer.opened = calls_of_views.made(team, answer.user, content, view)
        team.modals[answer.user].append(answer.opened)
    else:
        if payload and action != "clear":
            team.server.violate(f"the acknowledgement of view_submission carries what Slack ignores: {payload}")
        team.close(view, everything=action == "clear")
        return
    answer.tell()


def _errors(answer: Answer, view: FakeView, errors: dict[str, str]) -> None:
    inputs = {block["block_id"] for block in view.data["blocks"] if block["type"] == "input"}
    for name, sentence in errors.items():
        if name not in inputs:
            answer.team.server.violate(f"response_action errors names {name!r}, no input among {sorted(inputs)}")
        if not sentence:
            answer.team.server.violate(f"response_action errors has no words for {name!r}")
    answer.errors, answer.opened = dict(errors), view
