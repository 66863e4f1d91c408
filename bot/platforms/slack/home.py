"""The App Home: what is due, what is on, and where to begin, for who opens it."""

from datetime import datetime
from typing import Any

from bot.core import Bot, Person
from bot.message import page_of
from bot.platforms.slack.render import render

MOST_BLOCKS = 100  # Slack: surfaces/app-home, view object


async def home_view(bot: Bot, person: Person, now: datetime) -> dict[str, Any]:
    """Give the view of `views.publish` for a person at a time (aware UTC)."""
    message = page_of(await bot.answer(bot.line("home"), person, now))
    blocks = [block for payload in render(message) for block in payload["blocks"]]
    return {"type": "home", "blocks": blocks[:MOST_BLOCKS]}
