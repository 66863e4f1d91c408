"""The bot's own account and its gateway."""

from typing import Any

from tests.fakes.discord.errors import JSON, refusal
from tests.fakes.discord.routing import Call, route


@route("GET", "/users/@me")
def read_me(call: Call) -> JSON:
    return call.world.bot.payload | {"verified": True, "mfa_enabled": False, "locale": "en-US", "email": None}


@route("GET", "/users/{u}")
def read_user(call: Call) -> JSON:
    user = call.world.known.users.get(call.id("u"))
    if user is None:
        raise refusal(10013)
    return user.payload


@route("GET", "/oauth2/applications/@me")
@route("GET", "/applications/@me")
def read_application(call: Call) -> JSON:
    owner = next(iter(call.world.known.users.values()))
    return {
        "id": str(call.world.application_id), "name": call.world.bot.name, "icon": None, "description": "",
        "bot_public": True, "bot_require_code_grant": False, "owner": owner.payload, "verify_key": "0" * 64,
        "team": None, "flags": 0, "summary": "", "type": None, "bot": call.world.bot.payload,
        "approximate_guild_count": len(call.world.guilds), "integration_types_config": {"0": {}},
        "approximate_user_install_count": 0, "approximate_user_authorization_count": 0, "redirect_uris": [],
        "interactions_endpoint_url": None, "role_connections_verification_url": None, "flags_new": "0",
        "explicit_content_filter": 0, "eligible_oauth2_scopes": [],
    }  # fmt: skip


@route("GET", "/gateway/bot")
def read_gateway(call: Call) -> JSON:
    limit = {"total": 1000, "remaining": 999, "reset_after": 86400000, "max_concurrency": 1}
    return {"url": call.world.gateway, "shards": 1, "session_start_limit": limit}


@route("GET", "/gateway")
def read_gateway_address(call: Call) -> JSON:
    return {"url": call.world.gateway}


@route("GET", "/users/@me/guilds")
def list_guilds(call: Call) -> list[JSON]:
    return [
        {
            "id": str(guild.id), "name": guild.name, "icon": None, "banner": None, "owner": False,
            "permissions": str(guild.permissions_of(call.world.bot_id)), "features": guild.payload["features"],
        }
        for guild in call.world.guilds.values()
        if guild.joined
    ]  # fmt: skip


@route("POST", "/users/@me/channels")
def open_direct_channel(call: Call) -> Any:
    user = call.world.known.users.get(int(call.body["recipient_id"]))
    if user is None or user.bot:
        raise refusal(50033)
    return call.world.direct_channel(user).payload
