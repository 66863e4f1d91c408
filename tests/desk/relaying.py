"""Messages sent on, as tests do and see it."""

from collections.abc import Callable
from typing import Any

import anyio

from tests.desk.at_desk import AtDesk
from tests.waiting import PATIENCE

FACTS = """
communities:
  hive: {name: The Hive, platform: Slack, invite: https://join.slack.com/t/hive/x, source: https://bees.org}
  bees: {name: Bees, platform: Discord, invite: https://discord.gg/bees, source: https://bees.org}
"""


def on_discord(desk: AtDesk) -> list[str]:
    """Give what the bot's posts say in the Discord channel."""
    messages = desk.place.discord.guild.channel("general").messages
    return [message["embeds"][0]["description"] for message in messages if message["embeds"]]


def on_slack(desk: AtDesk) -> list[str]:
    """Give what the bot's posts say in the Slack channel."""
    return [message["text"] for message in desk.place.slack.team.channel("general").from_bot()]


def direct(member: Any) -> list[dict[str, Any]]:
    """Give what the bot wrote to a member of the Discord server."""
    return list(member.in_direct_messages().channel.messages)


async def from_slack(desk: AtDesk, said: dict[str, Any], who: Any = None) -> Any:
    """Send a message of Slack on."""
    organizer = who or desk.bo
    sent = await organizer.presses(await organizer.uses_message_shortcut("menu_relay", said), "Send")
    await desk.turns()
    return sent


async def from_discord(desk: AtDesk, said: dict[str, Any]) -> Any:
    """Send a message of Discord on."""
    sent = await desk.ada.presses(await desk.ada.asks_about(said, "Send to Slack"), "Send")
    await desk.turns()
    return sent


async def until(desk: AtDesk, ready: Callable[[], object]) -> None:
    """Wait until something that happened on a platform shows in what the bot says."""
    with anyio.fail_after(PATIENCE):
        while not ready():
            await anyio.sleep(0.005)
            await desk.turns()
