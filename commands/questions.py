"""What members asked: what waits for an answer, what was not found, and what becomes of it."""

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any

from bot import Button, Message, Request, Section, UserError, command
from bot.altering import changed
from bot.arguments import LongText
from bot.facts.changes import ChangeError, with_change
from bot.facts.models import Workshop
from bot.facts.names import fold
from bot.message import at, bold, escape, paragraphs, plain
from bot.moment import Moment
from bot.organizing import ChangedMeanwhileError
from bot.questions import Asked, State
from bot.slash import Token
from bot.words import counted

MOST_SHOWN = 30
MOST_ANSWER = 1500  # characters
MOST_QUESTION = 300
MOST_SLUG = 48
_STANDS: Mapping[State, str] = {
    "answered": "{} has answered it.",
    "delivered": "{} has answered it.",
    "undelivered": "{} has answered it, which could not be delivered.",
    "dropped": "{} has dropped it.",
}


async def _reply_filled(request: Request, number: Token | None = None) -> Mapping[str, str]:
    await _open(request, number)  # so that nobody writes an answer in vain
    return {}


async def _faq_filled(request: Request, number: Token | None = None) -> Mapping[str, str]:
    found = await _question(request, number) if number else None
    return {"question": found.text, "answer": found.reply} if found else {}


@command(organizer=True, personal=True)
async def questions(
    request: Request,
    drop: Annotated[Token | None, "which to drop"] = None,
    send: Annotated[Token | None, "which reply to send"] = None,
    add: Annotated[Token | None, "what to add to the FAQ"] = None,
    sure: Annotated[Token | None, "that it was meant"] = None,
) -> Message:
    """List questions that wait for your answer, and what was asked and not found."""
    if drop:
        return await _dropped(request, drop, sure)
    if send:
        return await _sent(request, send)
    if add:
        return await _added(request, add)
    waiting = await request.desk.questions.open()
    missed = await request.desk.questions.not_found(MOST_SHOWN)
    shown = [*waiting, *missed][:MOST_SHOWN]
    lead = (
        f"{counted(len(waiting), 'question')} from members: please answer."
        if waiting
        else "No question waits for an answer."
    )
    return Message(
        title="Questions",
        text=paragraphs(lead, "What was asked and not found stands without names." if missed else None),
        sections=tuple(_listed(request, each, number) for number, each in enumerate(shown, 1)),
    )


@command(organizer=True, listed=False, personal=True, form=True, prefill=_reply_filled)
async def answer_question(
    request: Request,
    text: Annotated[LongText, "your answer, as plain text, up to 1,500 characters; it goes out without your name"],
    number: Annotated[Token | None, "which question"] = None,
) -> Message:
    """Answer a member's question by direct message: shown first, then sent."""
    found, reply = await _open(request, number), _short(text, "answer", MOST_ANSWER)
    draft = await request.desk.questions.draft(json.dumps({"number": found.number, "reply": reply}))
    return Message(
        title="Send this answer?",
        text=paragraphs(
            f"{bold(found.name) or 'Somebody'} asked: “{escape(found.text)}”", *map(escape, reply.splitlines())
        ),
        buttons=(Button("Send it", request.to(f"questions send:{draft}", organizer=True)),),
        note=f"Signed: an organizer of {escape(request.catalog.about.name)}. Nothing is sent yet.",
    )


@command(organizer=True, listed=False, personal=True, form=True, prefill=_faq_filled)
async def add_faq(
    request: Request,
    question: Annotated[LongText, "the question, as the next one would ask it"],
    answer: Annotated[LongText, "the answer, up to 1,500 characters; **bold**, lists and links may stand in it"],
    workshop: Annotated[Workshop | None, "the edition it is about; all of them when left out"] = None,
    number: Annotated[Token | None, "which question it was"] = None,
) -> Message:
    """Add a question and its answer to what the bot knows: shown first, then done."""
    asked, text = _short(plain(question), "question", MOST_QUESTION), _short(answer, "answer", MOST_ANSWER)
    found = await _question(request, number) if number else None
    also = [fold(found.text)[:MOST_QUESTION]] if found and fold(found.text) != fold(asked) else []
    said = {"question": asked, "answer": text, "workshop": workshop and workshop.id, "also": also}
    value = {name: each for name, each in said.items() if each}
    subject = _free_id(request, asked)
    try:
        with_change(request.catalog, changed(request, (subject, "+faq"), value, ""))
    except ChangeError as error:
        raise UserError(f"That cannot be: {error}.") from None
    draft = json.dumps({"subject": subject, "value": value, "number": found.number if found else 0})
    token = await request.desk.questions.draft(draft)
    edition = f"About {escape(workshop.name)}." if workshop else "About every edition."
    return Message(
        title="Add this to the FAQ?",
        text=paragraphs("The next who asks gets this. Nothing is changed yet.", edition),
        sections=(Section(asked, text),),
        buttons=(Button("Add it", request.to(f"questions add:{token}", organizer=True)),),
    )


async def _sent(request: Request, send: Token) -> Message:
    said = await _drafted(request, send)
    found = await _question(request, Token(f"~{said['number']}"))
    await _end(request, replace(found, state="answered", reply=said["reply"]))
    return Message(
        title="On its way",
        text="The answer goes to who asked, by direct message. If it cannot be delivered, you hear of it.",
        buttons=(_add(request, found), _all(request)),
    )


async def _added(request: Request, add: Token) -> Message:
    said = await _drafted(request, add)
    if said["subject"] in request.catalog.facts:
        raise UserError("This stands in the FAQ already.", (_changes(request),))
    change = changed(request, (said["subject"], "+faq"), said["value"], "")
    try:
        await request.desk.changes.make([change], "add to the FAQ")
    except ChangedMeanwhileError:
        raise UserError("This stands in the FAQ already.", (_changes(request),)) from None
    found = await request.desk.questions.question(said["number"])
    texts = {fold(said["value"]["question"]), *(said["value"].get("also") or ())}
    for each in await request.desk.questions.not_found(MOST_SHOWN):  # from now on it is found
        if fold(each.text) in texts or each == found:
            await request.desk.questions.end(_by(request, replace(each, state="dropped")))
    answer = (_answer(request, found),) if found and found.state == "open" else ()
    return Message(
        title="Added to the FAQ",
        text="The next who asks gets this answer.",
        buttons=(*answer, _changes(request), _all(request)),
    )


async def _dropped(request: Request, drop: Token, sure: Token | None) -> Message:
    found = await _question(request, drop)
    if not sure:
        whom = "Who asked gets no answer, and is not told." if found.person else "It is shown here no more."
        yes = Button("Drop it", request.to(f"questions drop:~{found.number} sure:~yes", organizer=True))
        text = paragraphs(f"“{escape(found.text)}”", whom)
        return Message(title="Drop this question?", text=text, buttons=(yes, _all(request)))
    await _end(request, replace(found, state="dropped"))
    return Message(title="Dropped", text=f"“{escape(found.text)}”", buttons=(_all(request),))


async def _end(request: Request, asked: Asked) -> None:
    """End a question by who asks; raises UserError where somebody has ended it already."""
    if not await request.desk.questions.end(_by(request, asked)):
        raise _ended(await _question(request, Token(f"~{asked.number}")), request)


def _by(request: Request, asked: Asked) -> Asked:
    person = request.person
    return replace(asked, by=person.id, by_name=plain(person.name)[:80], by_community=person.community)


async def _question(request: Request, number: Token | None) -> Asked:
    text = (number or "").removeprefix("~")
    is_number = text.isdecimal() and len(text) < 16  # noqa: PLR2004 - of a number in the store
    found = await request.desk.questions.question(int(text)) if is_number else None
    if found is None:
        raise UserError("That question is not kept any more.", (_all(request),))
    return found


async def _open(request: Request, number: Token | None) -> Asked:
    """Give a question that waits for an answer; raises UserError where none does."""
    if number is None:
        raise UserError("Press “Answer” under a question.", (_all(request),))
    found = await _question(request, number)
    if found.state != "open":
        raise _ended(found, request)
    return found


def _ended(found: Asked, request: Request) -> UserError:
    stands = _STANDS.get(found.state, "Nobody can be answered: it was not sent to you.")
    return UserError(stands.format(plain(found.by_name) or "An organizer"), (_all(request),))


async def _drafted(request: Request, draft: Token) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(await request.desk.questions.drafted(draft))
    return said


def _free_id(request: Request, question: str) -> str:
    """Give an id for a question that no fact has."""
    words = re.findall(r"[a-z0-9]+", fold(question))
    slug = "-".join(words)[:MOST_SLUG].strip("-") or "question"
    free = (f"faq/{slug}{f'-{number}' if number else ''}" for number in range(1000))
    return next(each for each in free if each not in request.catalog.facts)


def _short(text: str, what: str, most: int) -> str:
    if len(text.strip()) > most:
        raise UserError(f"The {what} has {len(text.strip()):,} characters; {most:,} are the most.")
    return text.strip()


def _listed(request: Request, asked: Asked, number: int) -> Section:
    when, acts = at(Moment(asked.asked_at)), _acts(request, asked, number)
    if asked.state == "open":
        return Section(f"{number} · waits for your answer", f"{bold(asked.name)} {when}: “{escape(asked.text)}”", acts)
    often = f"{asked.times} times, last" if asked.times > 1 else "once,"
    return Section(f"{number} · not found", f"“{escape(asked.text)}”, {often} {when}", acts)


def _acts(request: Request, asked: Asked, number: int) -> tuple[Button, ...]:
    drop = Button("Drop", request.to(f"questions drop:~{asked.number}", organizer=True))
    answer = (_answer(request, asked),) if asked.state == "open" else ()
    acts = (*answer, _add(request, asked), drop)
    return tuple(replace(each, label=f"{each.label} {number}") for each in acts)


def _answer(request: Request, asked: Asked) -> Button:
    return Button("Answer", request.to(f"answer-question number:~{asked.number}", organizer=True))


def _add(request: Request, asked: Asked) -> Button:
    return Button("Add to FAQ", request.to(f"add-faq number:~{asked.number}", organizer=True))


def _changes(request: Request) -> Button:
    return Button("All changes, undo", request.to("changes", organizer=True))


def _all(request: Request) -> Button:
    return Button("Questions", request.to("questions", organizer=True))
