"""Any question, answered by the facts that fit its words best."""

from typing import Annotated

from bot import Button, Message, Request, Section, command
from bot.arguments import LongText
from bot.message import escape, paragraphs
from bot.telling import cite, where_to_look
from bot.titles import body_of, command_for, label_for, title_of

MOST_CHARACTERS = 300  # of a question
SHOWN = 3


@command(form=True, aliases=("search", "find", "question"))
async def ask(
    request: Request,
    question: Annotated[LongText, "your question, in your own words"],
) -> Message:
    """Answer a question in your own words."""
    cut = f"Only the first {MOST_CHARACTERS} characters were read." if len(question) > MOST_CHARACTERS else None
    words = question[:MOST_CHARACTERS]
    found = [request.catalog.facts[key] for key in request.index.find(words, most=SHOWN)]
    if not found:
        return _nothing(request, words)
    first, *others = found
    buttons = {line: label_for(each, request.catalog) for each in found if (line := command_for(each, request.catalog))}
    return Message(
        title=title_of(first, request.catalog)[:200],
        text=paragraphs(cut, body_of(first, request.catalog, request.now)),
        sections=tuple(
            Section(title_of(each, request.catalog)[:200], body_of(each, request.catalog, request.now))
            for each in others
        ),
        buttons=tuple(Button(label, request.to(line)) for line, label in buttons.items()),
        note=cite(request.catalog, found),
    )


def _nothing(request: Request, words: str) -> Message:
    return Message(
        title="Not in our sources",
        text=paragraphs(
            f"Nothing in our sources fits “{escape(words[:100])}”.",
            where_to_look(request.catalog.current(request.now), request.catalog),
        ),
        buttons=(Button("What I can answer", request.to("help")),),
    )
