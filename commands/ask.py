"""Any question, in plain English."""

from dataclasses import replace
from typing import Annotated

from bot import Message, Request, command
from bot.arguments import LongText
from bot.asking.answers import reply
from bot.message import paragraphs

MOST_CHARACTERS = 300  # of a question


@command(form=True, aliases=("search", "find", "question"))
async def ask(
    request: Request,
    question: Annotated[LongText, "your question, in your own words, up to 300 characters"],
) -> Message:
    """Answer a question in your own words."""
    message = await reply(request, question[:MOST_CHARACTERS])
    if len(question) <= MOST_CHARACTERS:
        return message
    cut = f"Only the first {MOST_CHARACTERS} characters were read."
    return replace(message, text=paragraphs(cut, message.text))
