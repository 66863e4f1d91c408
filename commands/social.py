"""Socials from the organizers' desk: opened, counted, filled, reopened, extended and cancelled."""

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any, Literal

from bot import Button, Message, Request, Section, UserError, command
from bot.altering import Altered, line_of
from bot.arguments import LongText, SocialId
from bot.facts.catalog import over_at
from bot.facts.changes import Change
from bot.facts.models import Social
from bot.hosting import STATES, arrange, arranged, card, check_stands
from bot.message import escape
from bot.moment import Moment
from bot.organizing import token_for
from bot.shift import time_of
from bot.signups import places_of, standing
from bot.slash import Token
from bot.telling import has_begun, when_text

Do = Literal["add", "open", "edit", "count", "extend", "full", "reopen", "apply", "sign-up", "cancel"]
_TITLES = {
    "open": "Open sign-up",
    "count": "Count",
    "extend": "Extend sign-up",
    "full": "Mark as full",
    "reopen": "Reopen sign-up",
    "apply": "Let people apply",
    "sign-up": "Let people sign up",
    "cancel": "Cancel",
}
POSTED = "It is being posted to the socials' places of the communities."


@command(organizer=True)
async def social(
    request: Request,
    do: Annotated[Do | None, "what to do; nothing shows how it stands"] = None,
    what: Annotated[SocialId | None, "a social"] = None,
    value: Annotated[LongText | None, "how many, until when, or why: 85, +1d, the venue is closed"] = None,
    sure: Annotated[Token | None, "what was shown"] = None,
) -> Message:
    """Add a social; open, count, fill, reopen, extend or cancel its sign-up: shown first, then done."""
    if do == "add" or (do is None and what is None and not value):
        return _listed(request)
    found = _which(request, what, do)
    if do in {None, "edit"}:
        return card(request, found)
    if do == "cancel" and not value:
        which = Button("Say why …", request.to(f"cancel which:{token_for(found.id)}", organizer=True))
        raise UserError("Members are told the reason. Write it behind the name.", (which,))
    assert do
    if do != "count":
        check_stands(request, found)
    values, stamped = _DOINGS[do](request, found, value or "")
    changes = arranged(request, found, values)
    line = line_of(request, "social", do=do, what=found.id, value=values.get("opens") if stamped else value)
    looks = await _opening(request, changes) if do == "open" else ()
    altered = Altered(_TITLES[do], changes, line, POSTED if do == "open" else "", stamped=stamped, looks=looks)
    return await arrange(request, found, altered, sure)


async def _opening(request: Request, changes: Sequence[Change]) -> tuple[Section, ...]:
    """Show the post of a sign-up that opens, as each platform will."""
    desk = request.desk
    message = desk.changes.opening(changes)
    if message is None:
        return ()
    looks = await desk.looking.looks(message, "socials", list(desk.announcing.groups["socials"]))
    return tuple(Section(where, look) for where, look in looks.items())


def _listed(request: Request) -> Message:
    shops = [shop for shop in request.catalog.newest_first if request.now < over_at(shop)]
    found = [each for shop in shops for each in shop.socials.values()]
    add = Button("Add a social …", request.to("social-add", organizer=True))
    return Message(
        title="Socials",
        text="" if found else "No social is planned yet.",
        sections=tuple(Section(each.title, " ".join(filter(None, _line(request, each)))) for each in found),
        buttons=(
            add,
            *(Button(each.title, request.to(f"social what:{each.id}", organizer=True)) for each in found[:15]),
        ),
    )


def _line(request: Request, each: Social) -> tuple[str, str, str]:
    return STATES[standing(each, request.now)], places_of(each), when_text(each.at)


def _which(request: Request, what: str | None, do: str | None) -> Social:
    shop = request.catalog.current(request.now)
    key = what or (next(iter(shop.socials.values())).id if shop and len(shop.socials) == 1 else "")
    found = request.catalog.facts.get(key)
    if isinstance(found, Social):
        return found
    there = shop.socials.values() if shop else ()
    lines = (request.to(f"social do:{do} what:{each.id}", organizer=True) for each in there)
    raise UserError(
        "Which social?" if there else "No social is planned yet. Add one first.",
        tuple(Button(each.title, line) for each, line in zip(there, lines, strict=True)),
    )


Doing = tuple[Mapping[str, Any], str]
"""The new values by field, and the field that is to tell when it was done."""


def _open(request: Request, found: Social, value: str) -> Doing:
    if not found.signup:
        edit = Button("Edit …", request.to(f"social-edit which:{token_for(found.id)}", organizer=True))
        raise UserError(f"{found.title} has no sign-up link yet. Add it first.", (edit,))
    if standing(found, request.now) == "closed":
        raise UserError("Sign-up has closed. Extend it first, such as +1d.")
    if isinstance(found.opens, Moment) and has_begun(found.opens, request.now):
        raise UserError(f"Sign-up for {found.title} is open already.")
    return {"opens": value or str(Moment(request.now))}, "opens"


def _count(_: Request, __: Social, value: str) -> Doing:
    if not value.strip().isdecimal() or len(value.strip()) > 6:  # noqa: PLR2004 - more than any social holds
        raise UserError("Write how many signed up, as a number, such as 85.")
    return {"taken": int(value)}, ""


def _full(_: Request, __: Social, ___: str) -> Doing:
    return {"full": True}, ""


def _reopen(request: Request, found: Social, _: str) -> Doing:
    if not found.full:
        raise UserError(f"{found.title} is not full.")
    if standing(found, request.now) == "closed":
        raise UserError("Sign-up has closed. Extend it first, such as +1d.")
    return {"full": False}, ""


def _apply(_: Request, __: Social, ___: str) -> Doing:
    return {"access": "invitation"}, ""


def _sign_up(_: Request, __: Social, ___: str) -> Doing:
    return {"access": "open"}, ""


def _extend(request: Request, found: Social, value: str) -> Doing:
    if not value:
        raise UserError("Write how much longer, such as +1d, or the new time with its zone.")
    if value[:1] in "+-" and not found.closes:
        raise UserError("No end of sign-up is known yet. Write the time itself, with its zone.")
    closes = time_of(value, found.closes)
    if isinstance(closes, Moment) and closes.at <= request.now:
        raise UserError("That has passed already.")
    return {"closes": str(closes)}, ""


def _cancel(_: Request, __: Social, value: str) -> Doing:
    return {"cancelled": escape(value.strip())}, ""


_DOINGS: Mapping[str, Callable[[Request, Social, str], Doing]] = {
    "open": _open,
    "count": _count,
    "full": _full,
    "reopen": _reopen,
    "extend": _extend,
    "apply": _apply,
    "sign-up": _sign_up,
    "cancel": _cancel,
}
