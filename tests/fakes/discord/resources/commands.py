"""Application commands, of the application and of one guild, and who may use them."""

from tests.fakes.discord.errors import JSON, ApiError, Problem, invalid, refusal
from tests.fakes.discord.routing import Call, route


@route("GET", "/applications/{a}/commands")
def list_commands(call: Call) -> list[JSON]:
    return call.world.known.commands.get(_guild_id(call), [])


@route("PUT", "/applications/{a}/commands")
def overwrite_commands(call: Call) -> list[JSON]:
    world, guild_id = call.world, _guild_id(call)
    if world.commands_refused:
        raise invalid(Problem("0.description", world.commands_refused))
    known = {(one["type"], one["name"]): one["id"] for one in world.known.commands.get(guild_id, [])}
    made = [_registered(call, command, guild_id, known) for command in call.body]
    world.known.commands[guild_id] = made
    return made


@route("GET", "/applications/{a}/guilds/{g}/commands")
def list_guild_commands(call: Call) -> list[JSON]:
    return list_commands(call)  # type: ignore[no-any-return]


@route("PUT", "/applications/{a}/guilds/{g}/commands")
def overwrite_guild_commands(call: Call) -> list[JSON]:
    return overwrite_commands(call)  # type: ignore[no-any-return]


@route("GET", "/applications/{a}/guilds/{g}/commands/permissions")
def list_permissions(call: Call) -> list[JSON]:
    guild = call.guild
    return [_allowed(call, command) for command in guild.allowed]


@route("GET", "/applications/{a}/guilds/{g}/commands/{i}/permissions")
def read_permissions(call: Call) -> JSON:
    if call.id("i") not in call.guild.allowed:
        raise refusal(10066)
    return _allowed(call, call.id("i"))


def _allowed(call: Call, command_id: int) -> JSON:
    return {
        "id": str(command_id),
        "application_id": str(call.world.application_id),
        "guild_id": str(call.guild.id),
        "permissions": call.guild.allowed[command_id],
    }


def _guild_id(call: Call) -> int:
    if call.id("a") != call.world.application_id:
        raise ApiError(403, 20012, "You are not authorized to perform this action on this application")
    if "g" not in call.params:
        return 0
    guild = call.world.guilds.get(call.id("g"))
    if guild is None or not guild.joined:
        raise refusal(50001)
    return guild.id


def _registered(call: Call, command: JSON, guild_id: int, known: dict[tuple[int, str], str]) -> JSON:
    kind = command.get("type") or 1
    number = str(call.world.snowflake())
    made: JSON = {
        "id": known.get((kind, command["name"]), number), "version": number, "type": kind,
        "application_id": str(call.world.application_id), "name": command["name"], "name_localizations": None,
        "description": "", "description_localizations": None, "default_member_permissions": None, "nsfw": False,
        "integration_types": [0],
    }  # fmt: skip
    made |= {"guild_id": str(guild_id)} if guild_id else {"contexts": None, "dm_permission": True}
    made |= {key: value for key, value in command.items() if key not in {"id", "dm_permission"}}
    made["integration_types"] = made["integration_types"] or [0]
    permissions = made["default_member_permissions"]
    made["default_member_permissions"] = None if permissions is None else str(permissions)
    return made | {"options": command.get("options") or []}
