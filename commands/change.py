"""Facts that organizers alter: a deadline extended, a room changed, a session cancelled; shown first, then done."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any, Literal

from bot import Message, Request, UserError, command
from bot.altering import Altered, changed, check_once, line_of, propose, reason, spoken
from bot.arguments import LongText, SlotId
from bot.arguments import Occasion as OccasionId
from bot.facts.base import Fact
from bot.facts.changes import fact_of, value_of
from bot.facts.models import Date, Deadline, Session, Social, Workshop
from bot.message import escape
from bot.old_and_new import TIMES
from bot.organizing import meant_by
from bot.readers import NewTime
from bot.shift import time_of
from bot.slash import Token

What = Literal[
    "time", "room", "link", "sign-up", "people", "title", "opens", "closes", "ends", "place", "city", "venue", "submit"
]
_FIELDS: dict[str, dict[type[Fact], str]] = {
    "time": {Deadline: "due", Date: "on", Session: "at", Social: "at", Workshop: "when"},
    "room": {Session: "room", Social: "place", Workshop: "venue.room"},
    "place": {Session: "room", Social: "place", Workshop: "venue.name"},
    "venue": {Workshop: "venue.name"},
    "city": {Workshop: "venue.city"},
    "link": {Deadline: "link", Date: "link", Session: "link", Social: "signup", Workshop: "website"},
    "sign-up": {Social: "signup"},
    "submit": {Workshop: "submit"},
    "people": {Session: "people"},
    "title": {Deadline: "title", Date: "title", Session: "title", Social: "title"},
    "opens": {Deadline: "opens", Social: "opens"},
    "closes": {Social: "closes"},
    "ends": {Workshop: "until"},
}
"""Which field of which fact a word means."""
NONE = Token("")


@command(organizer=True, form=True, aliases=("move", "postpone"))
async def extend(
    request: Request,
    what: Annotated[OccasionId, "a deadline, date, session or social"],
    to: Annotated[NewTime, "how much later, such as +3d, or the new time with its zone"],
    why: Annotated[LongText | None, "the reason, which members are told"] = None,
    sure: Annotated[Token | None, "what was shown"] = None,
) -> Message:
    """Move a deadline, a session or a social: shown first, then done everywhere at once."""
    fact = _moveable(request, what)
    field = _FIELDS["time"][type(fact)]
    moved = _moved(fact, field, to)
    change = changed(request, (what, field), moved, why or "")
    line = line_of(request, "extend", what=what, to=moved, why=why)  # pressed twice it moves nothing twice
    return await propose(request, Altered("Move", (change,), line), sure)


@command(organizer=True, form=True)
async def change(  # noqa: PLR0913, PLR0917 - what its form asks for
    request: Request,
    what: Annotated[OccasionId, "a deadline, date, session or social, or an edition"],
    part: Annotated[What, "what of it"],
    to: Annotated[LongText, "what it is now; unknown takes it away"],
    why: Annotated[LongText | None, "the reason, which members are told"] = None,
    sure: Annotated[Token | None, "what was shown"] = None,
) -> Message:
    """Change a room, a link, the people, a time or another fact: shown first, then done."""
    fact = fact_of(request.catalog, what)
    field = _FIELDS[part].get(type(fact))
    if field is None:
        parts = ", ".join(word for word, fields in _FIELDS.items() if type(fact) in fields)
        raise UserError(f"That has no {part}. Here you can change: {parts}.")
    value = _people(request, fact, to) if part == "people" else _plain(fact, field, to)
    altered = Altered("Change", (changed(request, (what, field), value, why or ""),), "")
    line = line_of(request, "change", what=what, part=part, to=str(value) if field in TIMES else to, why=why)
    return await propose(request, replace(altered, line=line), sure)


async def _which(request: Request, which: Token = NONE) -> Mapping[str, str]:
    """Give what the form shows filled in where a button means a fact."""
    what = meant_by(which)
    return {"what": what} if what in request.catalog.facts else {}


@command(organizer=True, form=True, prefill=_which)
async def cancel(
    request: Request,
    what: Annotated[OccasionId, "a deadline, date, session or social"],
    why: Annotated[LongText, "the reason, which members are told; “not” takes the cancelling back"],
    sure: Annotated[Token | None, "what was shown"] = None,
    which: Annotated[Token | None, "what a button means"] = None,  # noqa: ARG001 - for its form
) -> Message:
    """Cancel a session, a social, a date or a deadline, with the reason: shown first, then done."""
    _moveable(request, what)
    said = reason(why)
    line = line_of(request, "cancel", what=what, why=said)
    value = None if said.lower() in {"not", "none", "no"} else escape(said)
    altered = Altered("Cancel", (changed(request, (what, "cancelled"), value, ""),), line)
    return await propose(request, altered, sure)


@command(organizer=True, form=True)
async def swap(
    request: Request,
    one: Annotated[SlotId, "a session"],
    other: Annotated[SlotId, "the session that takes its time"],
    why: Annotated[LongText | None, "the reason, which members are told"] = None,
    sure: Annotated[Token | None, "what was shown"] = None,
) -> Message:
    """Let two sessions take each other's time and room: shown first, then done."""
    first, second = (_moveable(request, each) for each in (one, other))
    if not (isinstance(first, Session) and isinstance(second, Session)) or first is second:
        raise UserError("Name two different sessions.")
    pairs = ((first, second), (second, first))
    changes = [
        changed(request, (mine.id, field), value_of(request.catalog, theirs.id, field), why or "")
        for mine, theirs in pairs
        for field in ("at", "room")
        if value_of(request.catalog, mine.id, field) != value_of(request.catalog, theirs.id, field)
    ]
    line = line_of(request, "swap", one=one, other=other, why=why)
    check_once(changes, line, sure)
    return await propose(request, Altered("Swap", tuple(changes), line), sure)


def _moveable(request: Request, what: str) -> Fact:
    fact = request.catalog.facts.get(what)
    if not isinstance(fact, Deadline | Date | Session | Social):
        raise UserError("Name a deadline, a date, a session or a social of an edition.")
    return fact


def _moved(fact: Fact, field: str, to: str) -> str:
    return str(time_of(to, getattr(fact, field), day=isinstance(fact, Date | Workshop)))


def _plain(fact: Fact, field: str, to: str) -> Any:  # noqa: ANN401 - a plain value
    text = spoken(to)
    if field in TIMES:
        return _moved(fact, field, text)
    if text.lower() in {"unknown", "none", "nothing"}:
        return None
    return text


def _people(request: Request, fact: Fact, to: str) -> list[str]:
    """Give the keys of the people named, each of whom stands in the edition's file."""
    shop = request.catalog.edition_of(fact)
    if to.strip().lower() in {"unknown", "none", "nobody"}:
        return []
    keys = []
    for name in to.replace(" and ", ",").split(","):
        found = [key for key in request.catalog.person_names.find(name) if shop and key in shop.people]
        if len(found) != 1:
            raise UserError(f"“{name.strip()[:60]}” is nobody of this edition's file, or several; write the full name.")
        keys += found
    return keys
