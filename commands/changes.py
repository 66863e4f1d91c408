"""What organizers changed at run time: listed, taken back, announced at once."""

from collections.abc import Sequence
from typing import Annotated

from bot import Button, Message, Request, Section, UserError, command
from bot.altering import shown
from bot.facts.changes import NEW, Change
from bot.facts.models import Workshop
from bot.message import escape, paragraphs
from bot.slash import Token

MOST_BUTTONS = 20


@command(organizer=True, aliases=("undo",))
async def changes(
    request: Request,
    undo: Annotated[Token | None, "which to take back"] = None,
    keep: Annotated[Token | None, "which holds, whatever the file says"] = None,
) -> Message:
    """List what organizers changed, with who and when, and take it back."""
    desk = request.desk.changes
    if undo:
        return await _undone(request, undo)
    if keep:
        await desk.keep(_number(keep))
    standing, disputed = await desk.all(), {each.number for each in await desk.disputed()}
    sections = [_listed(request, each, disputed=each.number in disputed) for each in standing]
    buttons = [_button(request, each, disputed=each.number in disputed) for each in standing[:MOST_BUTTONS]]
    return Message(
        title="Changes",
        text="These stand over the data files, until the files say the same." if standing else "Nothing was changed.",
        sections=tuple(sections),
        buttons=tuple(buttons),
    )


def _button(request: Request, each: Change, *, disputed: bool) -> Button:
    label = f"The file is right: {each.number}" if disputed else f"Undo {each.number}"
    return Button(label, request.to(f"changes undo:~{each.number}", organizer=True))


def _listed(request: Request, each: Change, *, disputed: bool) -> Section:
    title, text = (section := shown(request, [each])[0]).title, section.text
    third = "**The data file says something else by now.** Which holds?" if disputed else ""
    when = f"{escape(each.name or each.by)}, {each.made_at:%Y-%m-%d %H:%M} UTC" if each.made_at else ""
    return Section(f"{each.number} · {title}", paragraphs(text, escape(each.why), when, third))


async def _undone(request: Request, undo: Token) -> Message:
    person = request.person
    if hanging := _hanging(await request.desk.changes.all(), _number(undo)):
        raise UserError(f"Take back first what was changed of it since: {', '.join(map(str, hanging))}.")
    gone = await request.desk.changes.undo(_number(undo), (person.id, person.name), request.now)
    if gone is None:
        raise UserError("That change does not stand any more.")
    text = paragraphs(
        "Taken back: the old value holds again, and this is told as the change was.", shown(request, [gone])[0].text
    )
    return Message(title="Undone", text=text, buttons=(Button("Changes", request.to("changes", organizer=True)),))


def _hanging(standing: Sequence[Change], number: int) -> list[int]:
    """Give the numbers of the changes of a fact that another one added."""
    added = {each.subject for each in standing if each.number == number and each.field.startswith(NEW)}
    return [each.number for each in standing if each.subject in added and each.number != number]


def _number(token: Token) -> int:
    text = token.removeprefix("~")
    return int(text) if text.isdecimal() and len(text) < 16 else 0  # noqa: PLR2004 - of a number in the store


@command(organizer=True, listed=False)
async def announce_now(request: Request, workshop: Annotated[Workshop, "which edition"]) -> Message:
    """Announce changes at once that wait for more."""
    if await request.desk.changes.hasten(workshop.id, request.now):
        return Message(title="On its way", text="The announcement goes out now.")
    return Message(title="Nothing waits", text="There is no change that is still to be announced.")
