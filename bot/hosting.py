"""Socials as organizers arrange them: how one stands, with what can be done, and changes that make sense together."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.altering import Altered, changed, propose
from bot.core import Request
from bot.facts.changes import Change, ChangeError, with_change
from bot.facts.models import Social
from bot.message import Button, Message, escape, paragraphs
from bot.organizing import token_for
from bot.shift import time_of
from bot.signups import mistake_in, places_of, signup_told, standing
from bot.slash import Token, UserError
from bot.telling import called_off, linked, when_text

GONE = {"over": "{} is over.", "cancelled": "{} is cancelled. To take that back: /{} cancel {} not"}
STATES = {
    "open": "Open for sign-up.",
    "ahead": "Not open yet.",
    "full": "Full.",
    "closed": "Sign-up is closed.",
    "over": "Over.",
    "cancelled": "Cancelled.",
}


def card(request: Request, social: Social) -> Message:
    """Show a social to organizers, with what can be done about it."""
    stands = standing(social, request.now)
    opened = "Nothing was posted: no opening is known." if social.opens is None else ""
    place = f"Place: {escape(social.place)}." if social.place else ""
    whom = f"For {escape(social.whom)}." if social.whom else ""
    link = f"Link: {linked(social.signup)}" if social.signup and stands != "open" else ""
    told = signup_told(social, request.now) or places_of(social)
    return Message(
        title=social.title,
        text=paragraphs(
            f"{STATES[stands]} {opened}".strip(),
            when_text(social.at),
            f"{place} {whom}".strip(),
            told,
            link,
            called_off(social),
        ),
        buttons=doings(request, social),
    )


def doings(request: Request, social: Social) -> tuple[Button, ...]:
    """Give what can be done about a social as it stands."""
    stands, which = standing(social, request.now), token_for(social.id)

    def line(what: str) -> str:
        return request.to(what, organizer=True)

    if stands in {"over", "cancelled"}:
        return (Button("All socials", line("social")),)
    label, do = ("Sign up", "sign-up") if social.access == "invitation" else ("Apply", "apply")
    is_waiting = stands == "ahead" or (stands == "open" and social.opens is None)
    return (
        *((Button("Open now", line(f"social open {social.id}")),) if is_waiting else ()),
        *((Button("Full", line(f"social full {social.id}")),) if stands == "open" and not is_waiting else ()),
        *((Button("Reopen", line(f"social reopen {social.id}")),) if social.full else ()),
        Button("Places and times …", line(f"social-places which:{which}")),
        Button("Edit …", line(f"social-edit which:{which}")),
        Button(f"{label} instead", line(f"social {do} {social.id}")),
        Button("Cancel …", line(f"cancel which:{which}")),
    )


def check_stands(request: Request, social: Social) -> None:
    """Raise UserError where a social is over or cancelled, so that nothing of it is to be arranged."""
    if (stands := standing(social, request.now)) in GONE:
        raise UserError(GONE[stands].format(social.title, request.bot.organizer_word, social.id))


def arranged(request: Request, social: Social, values: Mapping[str, Any]) -> tuple[Change, ...]:
    """Give the changes of a social's fields to plain values; raises UserError where they make no sense together."""
    if set(values) != {"taken"}:
        check_stands(request, social)
    changes = tuple(changed(request, (social.id, field), value, "") for field, value in values.items())
    catalog = request.catalog
    try:
        for change in changes:
            catalog = with_change(catalog, replace(change, made_at=request.now))
    except ChangeError as error:
        raise UserError(f"That cannot be: {error}.") from None
    after = catalog.facts[social.id]
    assert isinstance(after, Social)
    if why := mistake_in(after):
        raise UserError(why)
    return changes


async def arrange(request: Request, social: Social, altered: Altered, sure: Token | None) -> Message:
    """Show what changes about a social, and do it; then offer what can be done next."""
    buttons = (Button(social.title, request.to(f"social what:{social.id}", organizer=True)),)
    return await propose(request, replace(altered, buttons=buttons), sure)


def read_typed(field: str, text: str | None) -> Any:  # noqa: ANN401 - a plain value
    """Give the plain value of what was typed for a field, None where it is taken away; raises UserError."""
    if text is not None and field in {"opens", "closes"}:
        return str(time_of(text))
    if text is None or field not in {"capacity", "taken"}:
        return text
    if not text.isdecimal() or len(text) > 6:  # noqa: PLR2004 - more than any social holds
        raise UserError("Write places as a number, such as 120.")
    return int(text)


def said(values: Mapping[str, str | None]) -> dict[str, str | None]:
    """Give what was filled in, by field: what is left empty stays as it is, and `unknown` takes it away."""
    away = {"unknown", "none", "nothing", "-"}
    filled = {name: text.strip() for name, text in values.items() if text and text.strip()}
    return {name: None if text.lower() in away else text for name, text in filled.items()}
