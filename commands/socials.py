"""The socials of an edition, and how their sign-ups stand."""

from typing import Annotated

from bot import Button, Message, Request, Section, command
from bot.agenda import Slot
from bot.editions import choose, other_editions
from bot.facts.models import Social, Workshop
from bot.message import escape, paragraphs
from bot.moment import Span
from bot.offering import reminders_and_news
from bot.signups import ORDER, signup_told, standing
from bot.telling import NOT_KNOWN, called_off, cite, is_over, remarks, when_text


@command(aliases=("social", "party"), needs=lambda catalog: any(shop.socials for shop in catalog.newest_first))
async def socials(
    request: Request,
    workshop: Annotated[Workshop | None, "which edition"] = None,
) -> Message:
    """Show the socials and how to sign up."""
    edition = choose(request, workshop, lambda shop: shop.socials, "socials")
    shop = edition.shop
    found = sorted(shop.socials.values(), key=lambda each: ORDER.index(standing(each, request.now)))
    return Message(
        title=f"Socials · {shop.name}",
        text=edition.lead,
        sections=tuple(Section(each.title, _social(request, each), _waits(request, each)) for each in found),
        buttons=(
            *reminders_and_news(request, found, f"{shop.id} socials"),
            *other_editions(request, shop, lambda each: each.socials, "socials"),
        ),
        note=cite(request.catalog, found or [shop]),
    )


def _waits(request: Request, social: Social) -> tuple[Button, ...]:
    if standing(social, request.now) != "full" or request.bot.personal is None:
        return ()
    return (Button("Tell me if a place frees", request.to(f"remind what:{social.id}#full")),)


def _social(request: Request, social: Social) -> str:
    state = _state(request, social)
    access = "By invitation only." if social.access == "invitation" else "Open to all."
    whom = f"For {escape(social.whom)}." if social.whom else ""
    place = f"Place: {escape(social.place)}." if social.place else f"Place: {NOT_KNOWN}."
    if social.cancelled:
        return paragraphs(f"{when_text(social.at)}. {state}", social.text, remarks(social, request.catalog))
    return paragraphs(
        f"{when_text(social.at)}. {state}".strip(),
        " ".join(filter(None, (access, whom, place))),
        social.text,
        signup_told(social, request.now),
        remarks(social, request.catalog),
    )


def _state(request: Request, social: Social) -> str:
    """Tell whether a social is on, over or cancelled; nothing while it is ahead."""
    if social.cancelled:
        return called_off(social)
    if not isinstance(social.at, Span):
        return "It is over." if is_over(social.at, request.now) else ""
    slot = Slot(social, social.at)
    if slot.is_over(request.now):
        return "It is over."
    return "It is on now." if slot.start <= request.now else ""
