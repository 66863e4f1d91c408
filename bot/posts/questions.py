"""What is posted of a question: in the organizers' place, to who asked, and to an organizer who was not heard."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from bot.message import Button, Message, bold, escape, paragraphs
from bot.ports import token_of
from bot.posts.post import Copy, Post, Version, revision_of
from bot.questions import Asked

MATTERS_FOR = timedelta(days=30)  # to whom it is for
TITLE = "A question for the organizers"
ERASED = "It was taken back by who asked."
Line = Callable[[str], str]


def key_of(asked: Asked) -> str:
    """Give the key of the post in the organizers' place."""
    return f"questions/{asked.number}"


def reply_key(asked: Asked) -> str:
    """Give the key of the post that answers."""
    return f"personal/{token_of(asked.person)}/question/{asked.number}"


def quoted(text: str) -> str:
    """Make markup that quotes plain text, on one line."""
    return f"“{escape(text)}”"


def lines(text: str) -> str:
    """Make markup that shows plain text with its paragraphs."""
    return paragraphs(*map(escape, text.splitlines()))


def organizers_post(asked: Asked, line: Line) -> Post:
    """Give what the organizers' place shows of a question as it stands; `line` makes an organizers' command line."""
    question = f"{bold(asked.name) or 'Somebody'} asks: {quoted(asked.text)}"
    title, ended = _ended(asked)
    answer = Button("Answer", line(f"answer-question number:~{asked.number}"))
    add = Button("Add to FAQ", line(f"add-faq number:~{asked.number}"))
    buttons = (answer, add) if asked.state == "open" else (add,)
    message = Message(notice=title, title=title, text=paragraphs(question, ended), buttons=buttons)
    return _post(key_of(asked), asked, message, asked.asked_at)


def erased(post: Post) -> Post:
    """Give a post that tells nothing any more of who asked and what."""
    message = Message(title=TITLE, text=ERASED)
    return replace(post, versions=(Version(post.due, message, revision_of((ERASED,))),))


def reply(asked: Asked, series: str, again: str, now: datetime) -> tuple[Post, Copy]:
    """Give the answer to who asked, with its one copy; `again` is the line that asks the organizers again."""
    message = Message(
        notice="An organizer has answered your question",
        title="An answer to your question",
        text=paragraphs(f"You asked: {quoted(asked.text)}", lines(asked.reply)),
        buttons=(Button("Ask again", again),),
        note=f"By an organizer of {escape(series)}.",
    )
    post = replace(_post(reply_key(asked), asked, message, now), kind="personal")
    return post, Copy(post.key, asked.community, "coming", post.due, person=asked.person)


def not_delivered(asked: Asked, line: Line, now: datetime) -> tuple[Post, Copy]:
    """Give what tells an organizer that their answer did not arrive."""
    message = Message(
        notice="Your answer could not be delivered",
        title="Your answer could not be delivered",
        text=paragraphs(f"{bold(asked.name) or 'Somebody'} had asked: {quoted(asked.text)}", _why(asked)),
        buttons=(Button("Questions", line("questions")),),
    )
    post = _post(f"personal/{token_of(asked.by)}/question/{asked.number}/undelivered", asked, message, now)
    return replace(post, kind="personal"), Copy(post.key, asked.by_community, "coming", post.due, person=asked.by)


def _post(key: str, asked: Asked, message: Message, due: datetime) -> Post:
    version = Version(due, message, revision_of((message.title, message.text)))
    return Post(key, "organizers", f"question/{asked.number}", due, due + MATTERS_FOR, (version,))


def _ended(asked: Asked) -> tuple[str, str]:
    """Give the title, and what became of it."""
    by = bold(asked.by_name) or "an organizer"
    if asked.state == "open":
        return TITLE, "The answer goes to them by direct message."
    if asked.state == "dropped":
        return "A question was dropped", f"Dropped by {by}; it gets no answer."
    why = f"**This could not be delivered.** {_why(asked)}" if asked.state == "undelivered" else ""
    return "A question was answered", paragraphs(f"Answered by {by}:", lines(asked.reply), why)


def _why(asked: Asked) -> str:
    return f"What happened: {escape(asked.why)}" if asked.why else ""
