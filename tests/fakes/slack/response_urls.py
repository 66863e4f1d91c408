"""The response_url of commands and buttons: five uses in thirty minutes, and what a use does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.fakes.slack import web_api
from tests.fakes.slack.answers import MINUTES_30, USES, Answer, Posted, ResponseUrl
from tests.fakes.slack.calls import RefusedError, yes
from tests.fakes.slack.calls_of_chat import KEPT, checked, stored
from tests.fakes.slack.limits import Call

if TYPE_CHECKING:
    from aiohttp import web

    from tests.fakes.slack.server import FakeSlack

Json = dict[str, Any]

METHOD = "response_url"


async def use(server: FakeSlack, request: web.Request) -> web.StreamResponse:
    """Answer one post of the bot to a response_url."""
    body = await web_api.body_of(request)
    known = server.answers.response_urls.get(request.match_info["name"])
    team = known.answer.team.id if known else ""
    fault = server.take_fault(METHOD, team)

    def effect() -> Json:
        if known is None:
            raise RefusedError("no_such_url", status=404)
        return _respond(server, known, body)

    made = Call(METHOD, team, body, server.clock(), ok=True)
    return await web_api.answer(server, request, made, fault, effect, lambda: 0, {})


def _respond(server: FakeSlack, known: ResponseUrl, body: Json) -> Json:
    answer = known.answer
    if server.clock() - known.made_at > MINUTES_30:
        raise RefusedError("expired_url", status=404)
    if known.uses >= USES:
        raise RefusedError("used_url", status=404)
    known.uses += 1
    if yes(body.get("delete_original")):
        _delete(answer)
        return {}
    if known.pressed and "replace_original" not in body:
        server.violate("response_url of a button does not say replace_original, and its default is not one to rely on")
    checked(answer.team, METHOD, body)
    if yes(body.get("replace_original")) and answer.original and not answer.original.gone:
        answer.original.becomes({name: body[name] for name in KEPT if body.get(name)})
        answer.tell(answer.original)
        server.answers.change(answer.original)
    else:
        respond(answer, body)
    return {}


def respond(answer: Answer, body: Json) -> None:
    """Show a new message in answer to a command or a button: to its member alone, or to the whole channel."""
    team, channel = answer.team, answer.channel
    assert channel is not None, "only what happens in a channel is answered in it"
    if body.get("response_type") == "in_channel":
        stored(team, channel, body, answer)
        return
    message = {"text": "", **{name: body[name] for name in (*KEPT, "thread_ts") if body.get(name)}}
    posted = Posted({**message, "ts": team.server.next_ts(), "ephemeral": True}, channel, answer.user)
    team.server.answers.post(team, posted, answer)


def _delete(answer: Answer) -> None:
    if answer.original is not None:
        answer.original.gone = True
        if answer.original.message in answer.original.channel.messages:
            answer.original.channel.messages.remove(answer.original.message)
        answer.team.server.answers.change(answer.original)
    if not answer.happened:
        answer.tell()
