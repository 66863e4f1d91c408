"""Coming to a workshop: when, where, registration, remote attendance."""

from typing import Annotated

from bot import Button, Message, Request, Section, command
from bot.agenda import has_slots
from bot.editions import Edition, choose, other_editions
from bot.facts.catalog import over_at
from bot.facts.models import Workshop
from bot.message import bold, bullets, escape, paragraphs
from bot.offering import when_known
from bot.telling import NOT_KNOWN, cite, item, linked, remarks, when_text


def _has_attend(shop: Workshop) -> object:
    return shop.attend or shop.venue


@command(aliases=("register", "registration"), needs=lambda catalog: any(map(_has_attend, catalog.newest_first)))
async def attend(
    request: Request,
    workshop: Annotated[Workshop | None, "which edition"] = None,
) -> Message:
    """Tell how to attend: day, venue, registration, remote."""
    edition = choose(request, workshop, _has_attend, "venue and registration")
    shop = edition.shop
    points = [
        f"{item(each)} {remarks(each, request.catalog)}".replace("\n\n", " ").rstrip() for each in shop.attend.values()
    ]
    none = (
        "" if points or edition.lead else f"Registration and remote attendance: {NOT_KNOWN}. {shop.look or ''}".strip()
    )
    return Message(
        title=f"Attend · {shop.name}",
        text=paragraphs(edition.lead, _when_and_where(request, shop), none),
        sections=(Section("Good to know", bullets(*points)),) if points else (),
        buttons=(
            *((Button("Schedule", request.to(f"schedule {shop.id}")),) if has_slots(shop) else ()),
            *_when_known(request, edition, workshop),
            *other_editions(request, shop, _has_attend, "attend"),
        ),
        note=cite(request.catalog, [shop, *shop.attend.values()]),
    )


@command(
    listed=False, aliases=("where", "location"), needs=lambda catalog: any(shop.venue for shop in catalog.newest_first)
)
async def venue(
    request: Request,
    workshop: Annotated[Workshop | None, "which edition"] = None,
) -> Message:
    """Tell where a workshop meets."""
    edition: Edition = choose(request, workshop, lambda shop: shop.venue, "venue")
    shop = edition.shop
    return Message(
        title=f"Venue · {shop.name}",
        text=paragraphs(edition.lead, _when_and_where(request, shop)),
        buttons=(
            Button("How to attend", request.to(f"attend {shop.id}")),
            *_when_known(request, edition, workshop),
            *other_editions(request, shop, lambda each: each.venue, "venue"),
        ),
        note=cite(request.catalog, [shop]),
    )


def _when_known(request: Request, edition: Edition, named: Workshop | None) -> tuple[Button, ...]:
    """Offer to be told the day, the venue or the room of the edition asked about once they are known."""
    asked = named or (request.catalog.current(request.now) if edition.lead else None) or edition.shop
    return when_known(request, asked, "when", *(("venue.room",) if asked.venue else ("venue",)))


def _when_and_where(request: Request, shop: Workshop) -> str:
    over = " It is over." if request.now >= over_at(shop) else ""
    until = f" Until {when_text(shop.until)}." if shop.until else ""
    day = paragraphs(f"Day: {when_text(shop.when)}.{until}{over}", remarks(shop, request.catalog))
    if shop.venue is None:
        return paragraphs(day, f"Venue: {NOT_KNOWN}.")
    place = shop.venue
    parts = [escape(part) for part in (place.room, place.name, place.city, place.country) if part]
    zone = f" Its time zone is {shop.zone}." if shop.zone else ""
    first, *rest = parts
    more = paragraphs(place.text, place.note, linked(place.link))
    return paragraphs(f"Where: {', '.join([bold(first) if not rest else f'**{first}**', *rest])}.{zone}", day, more)
