"""Where the community meets: its chats and its socials."""

from typing import Annotated

from bot import Button, Message, Request, Section, command
from bot.agenda import Slot
from bot.editions import choose, other_editions
from bot.facts.models import Social, Workshop
from bot.message import bullets, escape, link, paragraphs
from bot.moment import Span
from bot.telling import NOT_KNOWN, cite, is_over, linked, remarks, when_text


@command(
    aliases=("communities", "slack", "discord", "invite", "invites"), needs=lambda catalog: catalog.all.communities
)
async def join(request: Request) -> Message:
    """Give the invitations to the communities."""
    places = list(request.catalog.all.communities.values())
    lines = [
        " ".join(
            part for part in (f"{link(each.name, each.invite.url)} ({each.platform}).", each.text, each.note) if part
        )
        for each in places
    ]
    return Message(
        title="Join the conversation",
        text=bullets(*lines),
        buttons=tuple(Button(f"Join {each.name}", url=each.invite.url) for each in places[:4]),
        note=cite(request.catalog, places),
    )


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
        buttons=other_editions(request, shop, lambda each: each.socials, "socials"),
        note=cite(request.catalog, shop.socials.values() or [shop]),
    )


def _social(request: Request, social: Social) -> str:
    state = _state(request, social)
    access = "By invitation only." if social.access == "invitation" else "Open to all."
    place = f"Place: {escape(social.place)}." if social.place else f"Place: {NOT_KNOWN}."
    sign_up = f"Sign-up: {linked(social.signup)}" if social.signup else f"Sign-up link: {NOT_KNOWN}."
    return paragraphs(
        f"{when_text(social.at)}. {state}".strip(),
        f"{access} {place}",
        social.text,
        sign_up,
        remarks(social, request.catalog),
    )


def _state(request: Request, social: Social) -> str:
    """Tell whether a social is on or over; nothing while it is ahead."""
    if not isinstance(social.at, Span):
        return "It is over." if is_over(social.at, request.now) else ""
    slot = Slot(social, social.at)
    if slot.is_over(request.now):
        return "It is over."
    return "It is on now." if slot.start <= request.now else ""
