"""Questions as tests ask, send and answer them, and how the organizers' places show them."""

from datetime import UTC, datetime
from typing import Any

from tests.bees import PAPER
from tests.desk.at_desk import AtDesk

BEES = PAPER
NOW = datetime(2027, 2, 1, tzinfo=UTC)
QUESTION = "Is there parking for tractors?"
ASKED, ANSWERED = "A question for the organizers", "A question was answered"
REPLY = "Yes, behind the barn.\nBring **nothing** to @everyone."


def member(desk: AtDesk, name: str = "Cy") -> Any:
    """Give a member on Discord."""
    return desk.place.discord.member(name).in_channel("general")


async def sends(desk: AtDesk, who: Any, question: str = QUESTION) -> Any:
    """Let somebody send a question to the organizers."""
    shown = await who.presses(await who.types(f"/workshop ask question:{question}"), "Ask the organizers")
    sent = await who.presses(shown, "Send")
    await desk.turns()
    return sent


def posted(desk: AtDesk, number: int = -1) -> Any:
    """Give a message in the organizers' place on Discord."""
    return desk.place.discord.guild.channel("organizers").messages[number]


def told(desk: AtDesk, number: int = -1) -> str:
    """Give what a message in the organizers' place on Discord says."""
    embed = posted(desk, number)["embeds"][0]
    return f"{embed['title']}\n{embed['description']}"


def titles(desk: AtDesk) -> tuple[list[str], list[str]]:
    """Give the titles that stand in the organizers' places on Discord and on Slack."""
    discord = [each["embeds"][0]["title"] for each in desk.place.discord.guild.channel("organizers").messages]
    slack = [each["blocks"] for each in desk.place.slack.team.channel("organizers").messages]
    return discord, [next(each["text"]["text"] for each in blocks if each["type"] == "header") for blocks in slack]


def direct(who: Any) -> list[str]:
    """Give what a member of the Discord server was told directly."""
    embeds = [each["embeds"][0] for each in who.in_direct_messages().channel.messages]
    return [f"{each['title']}\n{each['description']}" for each in embeds]


async def filled(who: Any, form: Any, **values: str) -> Any:
    """Fill in a form on Slack; what comes of it stands where the form was opened."""
    await who.fills(form, **values, answered=False)
    return (await form.grows_to(1)).messages[-1]


async def answers(desk: AtDesk, where: Any, text: str = REPLY) -> Any:
    """Let an organizer on Discord answer what stands in the organizers' place."""
    shown = await desk.ada.fills(await desk.ada.presses(where, "Answer"), text=text)
    done = await desk.ada.presses(shown, "Send it")
    await desk.turns()
    return done
