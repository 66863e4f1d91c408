"""Where the community meets: its chats and its socials."""

from collections.abc import Sequence
from typing import Annotated

from bot import Button, Message, Request, Section, command
from bot.agenda import Slot
from bot.editions import choose, other_editions
from bot.facts.collection import Community
from bot.facts.models import Social, Workshop
from bot.message import bold, bullets, escape, link, paragraphs
from bot.moment import Span
from bot.offering import reminders_and_news
from bot.telling import NOT_KNOWN, called_off, cite, is_over, linked, remarks, when_text

DEAD = "This invitation does not work at the moment; the organizers know."


@command(
    aliases=("communities", "slack", "discord", "invite", "invites"), needs=lambda catalog: catalog.all.communities
)
async def join(request: Request) -> Message:
    """Give the invitations to the communities."""
    places = list(request.catalog.all.communities.values())
    open_ones = [each for each in places if not _is_dead(request, each)]
    return Message(
        title="Join the conversation",
        text=bullets(*(_community(each, works=each in open_ones) for each in places)) + _meanwhile(places, open_ones),
        buttons=tuple(Button(f"Join {each.name}", url=each.invite.url) for each in open_ones[:4]),
        note=cite(request.catalog, places),
    )


def _is_dead(request: Request, community: Community) -> bool:
    watch = request.bot.links
    return watch is not None and watch.answer(community.invite.url) == "dead"


def _community(community: Community, *, works: bool) -> str:
    name = link(community.name, community.invite.url) if works else bold(community.name)
    dead = "" if works else DEAD
    parts = (f"{name} ({community.platform}).", dead, community.text, community.note)
    return " ".join(part for part in parts if part)


def _meanwhile(places: Sequence[Community], open_ones: Sequence[Community]) -> str:
    """Name where one can go instead, if an invitation does not work."""
    if len(open_ones) == len(places) or not open_ones:
        return ""
    return f"\n\nMeanwhile you are welcome in: {', '.join(link(each.name, each.invite.url) for each in open_ones)}."


@command(aliases=("social", "party"), needs=lambda catalog: any(shop.socials for shop in catalog.newest_first))
async def socials(
    request: Request,
    workshop: Annotated[Workshop | None, "which edition"] = None,
) -> Message:
    """Show the socials and how to sign up."""
    edition = choose(request, workshop, lambda shop: shop.socials, "socials")
    shop = edition.shop
    return Message(
        title=f"Socials · {shop.name}",
        text=edition.lead,
        sections=tuple(Section(each.title, _social(request, each)) for each in shop.socials.values()),
        buttons=(
            *reminders_and_news(request, shop.socials.values(), f"{shop.id} socials"),
            *other_editions(request, shop, lambda each: each.socials, "socials"),
        ),
        note=cite(request.catalog, shop.socials.values() or [shop]),
    )


def _social(request: Request, social: Social) -> str:
    state = _state(request, social)
    access = "By invitation only." if social.access == "invitation" else "Open to all."
    place = f"Place: {escape(social.place)}." if social.place else f"Place: {NOT_KNOWN}."
    sign_up = f"Sign-up: {linked(social.signup)}" if social.signup else f"Sign-up link: {NOT_KNOWN}."
    if social.cancelled:
        return paragraphs(f"{when_text(social.at)}. {state}", social.text, remarks(social, request.catalog))
    return paragraphs(
        f"{when_text(social.at)}. {state}".strip(),
        f"{access} {place}",
        social.text,
        sign_up,
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
