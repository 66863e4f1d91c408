"""A message's menu: which commands it offers, and the line that says which message is meant."""

from collections.abc import Mapping

from bot.core import Bot, Person
from bot.organizing import Pointed
from bot.slash import OTHER, Command


def offered(bot: Bot, other: str) -> Mapping[str, Command]:
    """Give the commands of a message's menu by their labels; `other` is what the other chat platform is called."""
    shown = (each for each in bot.commands.values() if each.menu and (each.needs is None or each.needs(bot.catalog)))
    return {each.menu.replace(OTHER, other): each for each in shown}


async def line_for(bot: Bot, command: Command, pointed: Pointed, person: Person) -> str:
    """Give the line that a command of a message's menu stands for; who may not use it is refused by the bare line."""
    line = bot.line(command.name, organizer=command.organizer)
    if bot.desk is None or (command.organizer and not person.organizer):
        return line
    return f"{line} {command.parameters[0].name}:{await bot.desk.pointing.point(pointed)}"
