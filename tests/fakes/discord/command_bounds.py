"""The limits of application commands."""

from collections import Counter
from collections.abc import Iterator

from .errors import JSON, Problem

CHAT, SUBCOMMAND, GROUP = 1, 1, 2
MOST = {1: 100, 2: 15, 3: 15}


def command_problems(commands: list[JSON]) -> Iterator[Problem]:
    """Give what is wrong with all commands of a bulk overwrite."""
    kinds = Counter(command.get("type", CHAT) for command in commands)
    names = Counter((command.get("type", CHAT), command.get("name")) for command in commands)
    for kind, count in kinds.items():
        if count > MOST.get(kind, 1):
            yield Problem("", f"Maximum number of application commands reached ({MOST.get(kind, 1)}).")
    for number, command in enumerate(commands):
        here = str(number)
        if names[command.get("type", CHAT), command.get("name")] > 1:
            yield Problem(f"{here}.name", "Application command names must be unique")
        if command.get("type", CHAT) == CHAT:
            yield from _described(command, here)
            yield from option_problems(command.get("options") or [], f"{here}.options", 0)
        elif not 1 <= len(command.get("name") or "") <= 32 or command.get("description"):
            yield Problem(f"{here}.name", "a context menu command has 1 to 32 characters and no description")
        if (size := characters(command)) > 8000:
            yield Problem(here, f"Command exceeds maximum size (8000): {size}")


def named(name: object) -> bool:
    """Tell whether something is the name of a command or an option."""
    if not isinstance(name, str) or not 1 <= len(name) <= 32 or name != name.lower():
        return False
    return all(sign.isalnum() or sign in "-_'" or "\u0900" <= sign <= "\u097f" for sign in name)


def _described(one: JSON, path: str) -> Iterator[Problem]:
    if not named(one.get("name")):
        yield Problem(f"{path}.name", f"Command name is invalid: {one.get('name')!r}")
    if not 1 <= len(one.get("description") or "") <= 100:
        yield Problem(f"{path}.description", "Must be between 1 and 100 in length.")


def option_problems(options: list[JSON], path: str, depth: int) -> Iterator[Problem]:
    if len(options) > 25:
        yield Problem(path, f"Must be 25 or fewer in length, not {len(options)}.")
    if len({option.get("name") for option in options}) < len(options):
        yield Problem(path, "Option names must be unique")
    nests = [option.get("type") in {SUBCOMMAND, GROUP} for option in options]
    if any(nests) and not all(nests):
        yield Problem(path, "Sub-command and sub-command group options are mutually exclusive to other options")
    optional = False
    for number, option in enumerate(options):
        here = f"{path}.{number}"
        yield from _described(option, here)
        if option.get("required") and optional:
            yield Problem(here, "Required options must be placed before non-required options")
        optional = optional or not option.get("required")
        if (option.get("type") == GROUP and depth > 0) or (option.get("type") == SUBCOMMAND and depth > 1):
            yield Problem(here, "nests too deep")
        yield from _choice_problems(option, here)
        deeper = 2 if option.get("type") == SUBCOMMAND else depth + 1
        yield from option_problems(option.get("options") or [], f"{here}.options", deeper)


def _choice_problems(option: JSON, path: str) -> Iterator[Problem]:
    choices = option.get("choices") or []
    if len(choices) > 25:
        yield Problem(f"{path}.choices", f"Must be 25 or fewer in length, not {len(choices)}.")
    if choices and option.get("autocomplete"):
        yield Problem(f"{path}.autocomplete", "cannot stand beside choices")
    for number, choice in enumerate(choices):
        if not 1 <= len(choice["name"]) <= 100 or len(str(choice["value"])) > 100:
            yield Problem(f"{path}.choices.{number}", "Must be between 1 and 100 in length.")


def characters(command: JSON) -> int:
    """Count names, descriptions and values, which together have a limit."""
    size = len(command.get("name") or "") + len(command.get("description") or "")
    size += sum(len(choice["name"]) + len(str(choice["value"])) for choice in command.get("choices") or [])
    return size + sum(characters(option) for option in command.get("options") or [])
