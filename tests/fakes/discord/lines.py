"""Reading what a person types after the slash, as the client does with the commands that are registered."""

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .errors import JSON

if TYPE_CHECKING:
    from .people import FakeMember

SUBCOMMAND, GROUP, STRING, INTEGER, BOOLEAN, USER, CHANNEL, ROLE, NUMBER = 1, 2, 3, 4, 5, 6, 7, 8, 10


@dataclass
class Typed:
    """A command with the words of its subcommands, what its options are declared as, and their values."""

    command: JSON
    path: list[JSON]
    options: list[JSON]
    resolved: JSON = field(default_factory=dict)


def offered(person: "FakeMember", name: str, kind: int = 1) -> JSON:
    """Find a registered command that the person is offered where they are."""
    world, guild = person.world, person.channel.guild
    every = [*(world.known.commands.get(guild.id, []) if guild else []), *world.known.commands.get(0, [])]
    context = 0 if guild else 1
    for command in every:
        if command["name"] == name and command["type"] == kind:
            contexts = command.get("contexts")
            assert contexts is None or context in contexts, f"{name!r} is not offered in context {context}"
            may = guild is None or world.offer_everything or guild.may_use(person, command, person.resolved)
            assert may, f"Discord does not offer {name!r} to {person.user.name}"
            return command
    raise AssertionError(f"no such command registered: {name!r}, only {sorted(one['name'] for one in every)}")


def read(person: "FakeMember", line: str, given: dict[str, Any], *, focus: bool = False) -> JSON:
    """Give the data of the interaction that a typed line makes."""
    assert line.startswith("/"), f"a command begins with a slash: {line!r}"
    name, _, rest = line[1:].partition(" ")
    command = offered(person, name)
    path, options = [], command["options"]
    while any(option["type"] in {SUBCOMMAND, GROUP} for option in options):
        word, _, rest = rest.partition(" ")
        chosen = [option for option in options if option["name"] == word and option["type"] in {SUBCOMMAND, GROUP}]
        assert chosen, f"{line!r}: choose one of {[option['name'] for option in options]}"
        path.append(chosen[0])
        options = chosen[0].get("options") or []
    typed = Typed(command, path, options)
    values = _values(line, rest, options)
    values |= {_declared(options, key): value for key, value in given.items()}
    if focus:
        return _data(typed, _focused(typed, values))
    missing = [option["name"] for option in options if option.get("required") and option["name"] not in values]
    assert not missing, f"{line!r} lacks {missing}"
    return _data(typed, [_option(person, typed, name, value) for name, value in values.items()])


def _values(line: str, rest: str, options: list[JSON]) -> dict[str, Any]:
    names = "|".join(re.escape(option["name"]) for option in options)
    found = list(re.finditer(rf"(?:^| )({names}):", rest)) if names else []
    first = found[0].start() if found else len(rest)
    assert not rest[:first].strip(), f"{line!r}: {rest[:first]!r} belongs to no option of {names.split('|')}"
    ends = [*(match.start() for match in found[1:]), len(rest)]
    return {match[1]: rest[match.end() : end] for match, end in zip(found, ends, strict=bool(found))}


def _declared(options: list[JSON], key: str) -> str:
    for name in (key, key.replace("_", "-"), key.rstrip("_")):
        if any(option["name"] == name for option in options):
            return name
    raise AssertionError(f"no option {key!r}, only {[option['name'] for option in options]}")


def _focused(typed: Typed, values: dict[str, Any]) -> list[JSON]:
    assert values, "nothing to complete: name an option"
    made = []
    for name, value in values.items():
        option = next(one for one in typed.options if one["name"] == name)
        made.append({"name": name, "type": option["type"], "value": value})
    assert option.get("autocomplete"), f"{name!r} completes nothing"
    made[-1]["focused"] = True
    return made


def _option(person: "FakeMember", typed: Typed, name: str, value: Any) -> JSON:
    option = next(one for one in typed.options if one["name"] == name)
    kind = option["type"]
    for choice in option.get("choices") or []:
        if value in {choice["name"], choice["value"], str(choice["value"])}:
            return {"name": name, "type": kind, "value": choice["value"]}
    assert not option.get("choices"), f"{name}:{value} is none of {[one['name'] for one in option['choices']]}"
    read_value = _read_value(person, typed, kind, value)
    _within(option, read_value)
    return {"name": name, "type": kind, "value": read_value}


def _read_value(person: "FakeMember", typed: Typed, kind: int, value: Any) -> Any:
    match kind:
        case 4:
            return int(value)
        case 5:
            return value if isinstance(value, bool) else {"true": True, "false": False}[value.lower()]
        case 10:
            return float(value)
        case 6 | 7 | 8:
            return _target(person, typed, kind, value)
    return str(value)


def _within(option: JSON, value: Any) -> None:
    size = len(value) if option["type"] == STRING else value
    least = option.get("min_length" if option["type"] == STRING else "min_value")
    most = option.get("max_length" if option["type"] == STRING else "max_value")
    told = f"the client refuses {option['name']}:{value}"
    assert least is None or size >= least, told
    assert (6000 if option["type"] == STRING and most is None else most) is None or size <= (most or 6000), told


def _target(person: "FakeMember", typed: Typed, kind: int, value: Any) -> str:
    """Put a user, a channel or a role beside the command, and give its id."""
    guild = person.channel.guild
    assert guild, "only in a guild"
    named = str(getattr(value, "name", value)).lstrip("@#")
    if kind == ROLE:
        role = guild.roles[named]
        typed.resolved.setdefault("roles", {})[str(role.id)] = role.payload
        return str(role.id)
    if kind == CHANNEL:
        channel = guild.channels[named]
        typed.resolved.setdefault("channels", {})[str(channel.id)] = channel.payload | {"permissions": "0"}
        return str(channel.id)
    named = value.user.name if hasattr(value, "user") else named
    held = next(held for held in guild.members.values() if held.user.name == named)
    typed.resolved.setdefault("users", {})[str(held.user.id)] = held.user.payload
    typed.resolved.setdefault("members", {})[str(held.user.id)] = held.partial | {"permissions": "0"}
    return str(held.user.id)


def _data(typed: Typed, options: list[JSON]) -> JSON:
    for part in reversed(typed.path):
        options = [{"name": part["name"], "type": part["type"], "options": options}]
    command = typed.command
    data: JSON = {"id": command["id"], "name": command["name"], "type": command["type"], "options": options}
    data |= {"guild_id": command["guild_id"]} if command.get("guild_id") else {}
    return data | ({"resolved": typed.resolved} if typed.resolved else {})
