"""How the bot is, for who watches it."""

from collections.abc import Sequence
from typing import Any

from bot.core import Bot
from bot.ports import Platform


def health_of(bot: Bot, platforms: Sequence[Platform]) -> tuple[bool, dict[str, Any]]:
    """Say whether all is well, and what there is to know of the facts and each platform."""
    told = {each.name: each.health() for each in platforms}
    well = all(each.ok for each in told.values())
    return well, {
        "status": "ok" if well else "ill",
        "facts": len(bot.catalog.facts),
        "problems": len(bot.problems),
        "platforms": {name: {"ok": each.ok, "text": each.text} for name, each in told.items()},
    }
