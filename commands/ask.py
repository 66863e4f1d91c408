"""Any question, in plain English; where the sources hold no answer, the organizers may."""

from dataclasses import replace
from typing import Annotated

from bot import Button, Message, Request, command
from bot.arguments import LongText
from bot.asking.answers import answer_to, not_in_sources
from bot.message import bold, escape, paragraphs, plain
from bot.ports import token_of
from bot.questions import Asked
from bot.slash import Token
from bot.typed import quoted

MOST_CHARACTERS = 300  # of a question


@command(form=True, aliases=("search", "find", "question"))
async def ask(
    request: Request,
    question: Annotated[LongText, "your question, in your own words, up to 300 characters"],
) -> Message:
    """Answer a question in your own words."""
    text = question[:MOST_CHARACTERS]
    message = await answer_to(request, text)
    label = "Not what you need?" if message else "Ask the organizers"
    if message is None:
        message = not_in_sources(request, text)
        _count(request, text)
    message = replace(message, buttons=(*message.buttons, *_onward(request, label, text)))
    if len(question) <= MOST_CHARACTERS:
        return message
    cut = f"Only the first {MOST_CHARACTERS} characters were read."
    return replace(message, text=paragraphs(cut, message.text))


@command(form=True, listed=False, personal=True)
async def ask_organizers(
    request: Request,
    question: Annotated[LongText, "your question to the organizers, up to 300 characters"],
    sure: Annotated[Token | None, "what was shown"] = None,
) -> Message:
    """Send a question to the organizers, who answer you by direct message."""
    asking, person, text = request.questions, request.person, plain(question[:MOST_CHARACTERS])
    if sure != _meant(text):
        send = Button("Send", f"{request.to('ask-organizers')} question:{quoted(text)} sure:{_meant(text)}")
        return Message(
            title="Send this to the organizers?",
            text=paragraphs(
                f"This goes to the organizers, with your name, {bold(person.name) or 'as you are shown here'}, so that "
                f"they can answer you: “{escape(text)}”",
                "Nothing is sent yet.",
            ),
            buttons=(send,),
        )
    place = asking.place_for(person.community)
    asked = Asked(text, request.now, "open", 0, 1, person.community, place, person.id, plain(person.name)[:80])
    if await asking.send(asked):
        text = "Sent. An organizer who knows the answer writes it to you by direct message, through me."
        return Message(title="Sent to the organizers", text=text)
    return Message(title="They have it already", text="This question of yours waits for an answer by the organizers.")


def _meant(text: str) -> Token:
    """Give the token of just this text, whatever quotes a line can hold of it."""
    return Token("~" + token_of(quoted(text), 12))


def _count(request: Request, text: str) -> None:
    """Count what was not found; what is tried on the page or in a terminal is not."""
    if request.bot.questions and request.person.community:
        request.bot.questions.missed(text)


def _onward(request: Request, label: str, text: str) -> tuple[Button, ...]:
    """Give the button that leads to the organizers, where they can be reached."""
    asking, community = request.bot.questions, request.person.community
    if asking is None or not community or not asking.place_for(community) or not plain(text):
        return ()
    return (Button(label, f"{request.to('ask-organizers')} question:{quoted(text)}"),)
