"""Slack's Web API over HTTP: who calls, what fails on purpose, which method answers."""

from __future__ import annotations

import asyncio
import json
import secrets
from typing import TYPE_CHECKING, Any

from aiohttp import web

from tests.fakes.slack.calls import ANY_CHANNEL, Method, RefusedError
from tests.fakes.slack.calls_of_chat import CHAT
from tests.fakes.slack.calls_of_conversations import CONVERSATIONS
from tests.fakes.slack.calls_of_people import PEOPLE
from tests.fakes.slack.calls_of_views import VIEWS
from tests.fakes.slack.limits import Call

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.fakes.slack.limits import Fault
    from tests.fakes.slack.server import FakeSlack
    from tests.fakes.slack.state import FakeWorkspace

Json = dict[str, Any]

METHODS: dict[str, Method] = {**CHAT, **CONVERSATIONS, **PEOPLE, **VIEWS}
STRUCTURED = ("blocks", "view", "metadata", "attachments")
OPEN = "apps.connections.open"


async def call(server: FakeSlack, request: web.Request) -> web.StreamResponse:
    """Answer one call of the Web API."""
    name = request.match_info["method"]
    body = await body_of(request)
    token = request.headers.get("Authorization", "").removeprefix("Bearer ") or str(body.pop("token", ""))
    team = server.team_of(token)
    key = team.id if team else token
    fault = server.take_fault(name, team.id if team else "")

    def effect() -> Json:
        if name == OPEN:
            return _open_connection(server, token)
        return _run(server, METHODS.get(name), name, team, token, body)

    def wait() -> int:
        return server.limits.wait(name, key, body)

    scopes = {"X-OAuth-Scopes": ",".join(sorted(team.scopes))} if team else {}
    return await answer(server, request, Call(name, key, body, server.clock(), ok=True), fault, effect, wait, scopes)


async def answer(  # noqa: PLR0913, PLR0917 - the parts of one exchange
    server: FakeSlack,
    request: web.Request,
    made: Call,
    fault: Fault | None,
    effect: Callable[[], Json],
    wait: Callable[[], int],
    headers: dict[str, str],
) -> web.StreamResponse:
    """Answer with what a method gives, unless a limit or a fault stands before or after it."""
    early = fault is not None and not fault.after and fault.cut != "after"
    breaks = fault is not None and (fault.status is not None or fault.error or fault.cut)
    if fault and not fault.after:
        await asyncio.sleep(fault.delay)
    if fault and early and breaks:
        return _broken(server, request, made, fault)
    if seconds := wait():
        given: Json = {"ok": False, "error": "ratelimited"}
        server.record_call(made, given, status=429)
        return web.json_response(given, status=429, headers={**headers, "Retry-After": str(seconds)})
    try:
        given = {"ok": True, **effect()}
    except RefusedError as refused:
        given = {"ok": False, "error": refused.error, **refused.more}
    except (KeyError, TypeError, AttributeError, ValueError) as malformed:
        server.violate(f"{made.method} is malformed ({malformed!r}): {made.body}")
        given = {"ok": False, "error": "invalid_arguments"}
    if fault and fault.after:
        await asyncio.sleep(fault.delay)
    if fault and breaks:
        return _broken(server, request, made, fault)
    status = given.pop("status", 200)
    server.record_call(made, given, status=status)
    return web.json_response(given, status=status, headers=headers)


def _broken(server: FakeSlack, request: web.Request, made: Call, fault: Fault) -> web.StreamResponse:
    status = fault.status or 200
    given = {"ok": False, "error": fault.error or (f"cut {fault.cut}" if fault.cut else f"status {status}")}
    server.record_call(made, given, status=status)
    if fault.cut and request.transport:
        request.transport.abort()
    headers = {"Retry-After": "1", **fault.headers} if status == 429 else fault.headers
    if fault.error or status == 429:
        error = fault.error or "ratelimited"
        return web.json_response({"ok": False, "error": error}, status=status, headers=headers)
    return web.Response(text="the fake server fails on purpose", status=status, headers=headers)


async def body_of(request: web.Request) -> Json:
    """Read the arguments of a call from its address, a form or JSON."""
    body: Json = dict(request.query)
    if request.content_type == "application/json":
        body |= json.loads(await request.text() or "{}")
    elif request.method == "POST":
        body |= dict(await request.post())
    for name in STRUCTURED:
        if isinstance(body.get(name), str) and body[name]:
            body[name] = json.loads(body[name])
    return {name: value for name, value in body.items() if value is not None}


def _run(  # noqa: PLR0913, PLR0917 - one call
    server: FakeSlack, method: Method | None, name: str, team: FakeWorkspace | None, token: str, body: Json
) -> Json:
    if not token:
        raise RefusedError("not_authed")
    if team is None:
        raise RefusedError("not_allowed_token_type" if server.app_of(token) else "invalid_auth")
    if team.revoked:
        raise RefusedError("token_revoked")
    if method is None:
        server.violate(f"{name} is unknown to the fake server")
        raise RefusedError("unknown_method")
    for scope in method.scopes:
        needs(team, scope)
    return method.run(team, body)


def needs(team: FakeWorkspace, scope: str) -> None:
    if scope != ANY_CHANNEL and scope not in team.scopes:
        raise RefusedError("missing_scope", needed=scope, provided=",".join(sorted(team.scopes)))


def _open_connection(server: FakeSlack, token: str) -> Json:
    if not token:
        raise RefusedError("not_authed")
    app = server.app_of(token)
    if app is None:
        raise RefusedError("not_allowed_token_type" if server.team_of(token) else "invalid_auth")
    if server.refusing:
        raise RefusedError("internal_error")
    if server.uninstalled(app):
        raise RefusedError("token_revoked")
    ticket = secrets.token_hex(12)
    server.socket_mode.tickets[ticket] = app.id
    return {"url": f"{server.url.replace('http', 'ws', 1)}/link?ticket={ticket}&app_id={app.id}"}
