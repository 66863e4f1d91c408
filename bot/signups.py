"""Sign-ups of socials: how one stands, and what members may see of it."""

from datetime import datetime, timedelta
from typing import Literal

from bot.facts.base import Link
from bot.facts.models import Social
from bot.message import link, paragraphs
from bot.moment import Day, Moment, Span
from bot.telling import NOT_KNOWN, end_or_guess, has_begun, is_over, linked, when_text

Standing = Literal["open", "ahead", "full", "closed", "over", "cancelled"]
LONGEST = timedelta(hours=15)
"""Of a social; one that seems longer has its end before its start."""
ORDER: tuple[Standing, ...] = ("open", "ahead", "full", "closed", "cancelled", "over")
"""What members look for first."""


def standing(social: Social, now: datetime) -> Standing:
    """Tell how a sign-up stands at an instant (aware UTC)."""
    if social.cancelled:
        return "cancelled"
    ends = ends_at(social)
    if ends and ends <= now:
        return "over"
    if social.closes and is_over(social.closes, now):
        return "closed"
    if isinstance(social.opens, Moment | Day) and not has_begun(social.opens, now):
        return "ahead"
    return "full" if social.full else "open"


def ends_at(social: Social) -> datetime | None:
    """Give the instant from which a social is over (aware UTC); None where that is not known."""
    match social.at:
        case Span() as span:
            return end_or_guess(span)
        case Moment() as moment:
            return moment.at
        case Day() as day:
            return day.over_from
        case _:
            return None


def verb_of(social: Social) -> str:
    """Give what one does to come along: sign up, or apply."""
    return "apply" if social.access == "invitation" else "sign up"


def address_of(social: Social, now: datetime | None = None) -> Link | None:
    """Give the address that is shown: the waiting list while it is full, none where nobody can sign up.

    Without `now`, as if its sign-up were open.
    """
    if social.cancelled or (now and standing(social, now) in {"ahead", "closed", "over"}):
        return None
    return social.waiting if social.full else social.signup


def places_of(social: Social) -> str:
    """Tell how many places are taken; nothing where nobody counted."""
    if social.taken is None:
        return f"{social.capacity} places." if social.capacity else ""
    return f"{social.taken} of {social.capacity} places taken." if social.capacity else f"{social.taken} signed up."


def signup_told(social: Social, now: datetime) -> str:
    """Tell as markup whether one can sign up, where, and how many places there are."""
    address = address_of(social, now)
    closes = f"Until {when_text(social.closes)}." if social.closes and address else ""
    match standing(social, now):
        case "cancelled" | "over":
            return ""
        case "closed":
            return "**Sign-up is closed.**"
        case "ahead":
            opens = f"Sign-up opens {when_text(social.opens)}." if social.opens else ""
            return paragraphs(opens, places_of(social))
        case "full":
            return paragraphs("**Full**: " + full_told(social), places_of(social))
    lead = "Apply" if social.access == "invitation" else "Sign-up"
    where = f"{lead}: {linked(address)}." if address else f"Sign-up link: {NOT_KNOWN}."
    return paragraphs(f"{where} {closes}".strip(), places_of(social))


def full_told(social: Social) -> str:
    """Tell that all places are taken, and where the waiting list is."""
    waiting = f" {link('Waiting list', social.waiting.url)}." if social.waiting else ""
    return f"all places are taken.{waiting}"


def mistake_in(social: Social) -> str:
    """Say what makes no sense in a social (plain text); empty where all does."""
    ends, closes, opens = ends_at(social), _first(social.closes), _first(social.opens)
    if isinstance(social.at, Span) and social.at.end and social.at.end.at - social.at.start.at > LONGEST:
        return f"It would last until {social.at.end.local:%H:%M} the next day: is its end before its start?"
    if social.capacity is not None and (social.taken or 0) > social.capacity:
        return f"There are {social.capacity} places, so {social.taken} cannot be taken. Change the places first."
    if closes and opens and closes <= opens:
        return "Sign-up would close before it opens."
    if closes and ends and closes > ends:
        return "Sign-up would close after the social is over."
    if opens and ends and opens >= ends:
        return "Sign-up would open after the social is over."
    return ""


def _first(when: object) -> datetime | None:
    return when.at if isinstance(when, Moment) else when.safe_until if isinstance(when, Day) else None
