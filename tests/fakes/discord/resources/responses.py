"""Responses to interactions, and the messages that follow them."""

from tests.fakes.discord.errors import JSON, refusal
from tests.fakes.discord.interactions import Interaction, found
from tests.fakes.discord.routing import Call, route


@route("POST", "/interactions/{i}/{t}/callback")
def respond(call: Call) -> JSON | None:
    told = found(call.world, call.params["t"], call.id("i")).respond(call.body)
    wanted = call.query.get("with_response", "0").lower() in {"1", "true"}
    return told if wanted else None


@route("POST", "/webhooks/{a}/{t}")
def follow(call: Call) -> JSON:
    return _interaction(call).follow(call.body)


@route("GET", "/webhooks/{a}/{t}/messages/{m}")
def read_response(call: Call) -> JSON:
    return _interaction(call).message(call.params["m"])


@route("PATCH", "/webhooks/{a}/{t}/messages/{m}")
def edit_response(call: Call) -> JSON:
    interaction = _interaction(call)
    return interaction.edit(interaction.message(call.params["m"]), call.body)


@route("DELETE", "/webhooks/{a}/{t}/messages/{m}")
def delete_response(call: Call) -> None:
    _interaction(call).delete(call.params["m"])


def _interaction(call: Call) -> Interaction:
    if call.id("a") != call.world.application_id:
        raise refusal(10015)
    return found(call.world, call.params["t"])
