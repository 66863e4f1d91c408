"""Messages that were sent on to another community, taken back from there; by their authors too."""

from typing import Annotated

from bot import Button, Message, Request, UserError, command
from bot.message import escape
from bot.relayed import Relayed
from bot.slash import Token


@command(organizer=True, listed=False)
async def unsend(
    request: Request,
    copy: Annotated[Token | None, "which copy"] = None,
    sure: Annotated[Token | None, "that it is meant"] = None,
) -> Message:
    """Take back a message that was sent on to another community."""
    return await _take_back(request, copy, sure)


@command(listed=False, personal=True)
async def take_back(
    request: Request,
    copy: Annotated[Token | None, "which copy"] = None,
    sure: Annotated[Token | None, "that it is meant"] = None,
) -> Message:
    """Take back the copy of what you wrote in another community."""
    return await _take_back(request, copy, sure)


async def _take_back(request: Request, copy: Token | None, sure: Token | None) -> Message:
    """Take a copy back, for its author or an organizer, who are asked once more."""
    relays, person, relayed = request.desk.relays, request.person, await _known(request, copy)
    own, there = _wrote(request, relayed), escape(relayed.target)
    if not (own or person.organizer):
        raise UserError("Only who wrote this, or an organizer, can take it back.")
    if sure:
        await relays.take_back(relayed.number, "author" if own else "organizer", (person.id, person.name))
    elif not relayed.gone or (own and relayed.may_return):
        name = "unsend" if person.organizer else "take-back"
        line = request.to(f"{name} copy:~{relayed.number} sure:~yes", organizer=person.organizer)
        after = "is not sent there again unless you allow it" if own else "can be sent again in the message's menu"
        text = f"The copy in {there} will not show it any more; it {after}."
        return Message(title="Take it back?", text=text, buttons=(Button("Take it back", line),))
    allow = (Button("Allow it again", request.to(f"allow-again copy:~{relayed.number}")),)
    return Message(
        title="Taken back",
        text=f"The copy in {there} does not show it any more.",
        buttons=allow if own and relayed.gone != "deleted" else (),
    )


async def _known(request: Request, copy: Token | None) -> Relayed:
    """Give a message that was sent on, by its number; raises UserError."""
    number = (copy or "").removeprefix("~")
    may_be = number.isdecimal() and len(number) < 10  # noqa: PLR2004 - of a number in the store
    relayed = await request.desk.relays.numbered(int(number)) if may_be else None
    if relayed is None:
        raise UserError("This copy is not known any more.")
    return relayed


def _wrote(request: Request, relayed: Relayed) -> bool:
    return bool(request.person.id) and relayed.origin.author == request.person.id


@command(listed=False, personal=True)
async def allow_again(request: Request, copy: Annotated[Token | None, "which copy"] = None) -> Message:
    """Let organizers send on again what you took back."""
    relayed, person = await _known(request, copy), request.person
    if not _wrote(request, relayed):
        raise UserError("Only who wrote this can allow that.")
    if not await request.desk.relays.allow(relayed.number, (person.id, person.name)):
        raise UserError("There is nothing to allow: you did not take it back, or allowed it before.")
    text = f"Organizers can send it to {escape(relayed.target)} again; who sent it is told. Until then it stays away."
    return Message(title="Allowed", text=text)
