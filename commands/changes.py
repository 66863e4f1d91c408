"""What organizers changed at run time: listed, taken back, announced at once."""

from collections.abc import Iterator
from typing import Annotated, Any

from bot import Button, Message, Request, Section, UserError, command
from bot.facts.changes import Change, ChangeError, value_of
from bot.facts.models import Workshop
from bot.message import escape, paragraphs
from bot.old_and_new import shown_one
from bot.organizing import SOMEBODY
from bot.slash import Token

MOST = 6  # changes at once: as many as one page bears, with two buttons each


@command(organizer=True, aliases=("undo",))
async def changes(
    request: Request,
    undo: Annotated[Token | None, "which to take back"] = None,
    keep: Annotated[Token | None, "which holds, whatever the file says"] = None,
    before: Annotated[Token | None, "only those made before this one"] = None,
) -> Message:
    """List what organizers changed, with who and when, and take it back."""
    desk = request.desk.changes
    if undo:
        return await _undone(request, undo)
    if keep:
        await desk.keep(_number(keep), (request.person.id, request.person.name), request.now)
    disputed = {each.number for each in await desk.disputed()}
    standing = [each for each in await desk.all() if not before or each.number < _number(before)]
    listed, others = standing[:MOST], len(standing) - MOST
    buttons = [button for each in listed for button in _buttons(request, each, disputed=each.number in disputed)]
    if others > 0:
        buttons.append(Button(f"{others} older", request.to(f"changes before:~{listed[-1].number}", organizer=True)))
    return Message(
        title="Changes",
        text="These stand over the data files, until the files say the same." if standing else "Nothing was changed.",
        sections=tuple(_listed(request, each, disputed=each.number in disputed) for each in listed),
        buttons=tuple(buttons),
    )


def _buttons(request: Request, each: Change, *, disputed: bool) -> Iterator[Button]:
    label = f"The file is right: {each.number}" if disputed else f"Undo {each.number}"
    yield Button(label, request.to(f"changes undo:~{each.number}", organizer=True))
    if disputed:
        yield Button(f"Keep the change: {each.number}", request.to(f"changes keep:~{each.number}", organizer=True))


def _listed(request: Request, each: Change, *, disputed: bool) -> Section:
    title, text = (section := shown_one(request.catalog, each, each.was, each.value)).title, section.text
    third = "**The data file says something else by now.** Which holds?" if disputed else ""
    if each.subject not in request.catalog.facts:
        third = "**The data files do not hold this any more,** so this has no effect."
    when = f"{escape(each.name or each.by or SOMEBODY)}, {each.made_at:%Y-%m-%d %H:%M} UTC" if each.made_at else ""
    return Section(f"{each.number} · {title}", paragraphs(text, escape(each.why), when, third))


async def _undone(request: Request, undo: Token) -> Message:
    person = request.person
    gone = await request.desk.changes.undo(_number(undo), (person.id, person.name), request.now)
    if gone is None:
        raise UserError("That change does not stand any more.")
    section = shown_one(request.catalog, gone, gone.value, _now(request, gone))
    return Message(
        title="Undone",
        text="Taken back, and told as the change was.",
        sections=(section,),
        buttons=(Button("Changes", request.to("changes", organizer=True)),),
    )


def _now(request: Request, change: Change) -> Any:  # noqa: ANN401 - a plain value
    try:
        return value_of(request.catalog, *change.target)
    except ChangeError:  # its fact is in no file
        return None


def _number(token: Token) -> int:
    text = token.removeprefix("~")
    return int(text) if text.isdecimal() and len(text) < 16 else 0  # noqa: PLR2004 - of a number in the store


@command(organizer=True, listed=False)
async def announce_now(request: Request, workshop: Annotated[Workshop, "which edition"]) -> Message:
    """Announce changes at once that wait for more."""
    if await request.desk.changes.hasten(workshop.id, request.now):
        return Message(title="On its way", text="The announcement goes out now.")
    return Message(title="Nothing waits", text="There is no change that is still to be announced.")
