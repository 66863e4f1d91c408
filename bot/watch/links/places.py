"""Which links are watched, and where each is printed: read from the facts alone."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime

from bot.facts.base import Link
from bot.facts.catalog import Catalog, over_at
from bot.facts.models import Social, Workshop
from bot.moment import Span
from bot.telling import is_over
from bot.watched import Printed

_Named = tuple[Link | None, str, str]  # the link, the id of its fact, its place in words


def watched(catalog: Catalog, now: datetime, word: str = "workshop") -> Mapping[str, tuple[Printed, ...]]:
    """Give the places where each link is printed, by its address: invitations always, the others until they are over.

    `word` is what members type. A form that closes when it should is no news, so what is over is not watched.
    """
    places: defaultdict[str, list[Printed]] = defaultdict(list)
    for link, fact, words in _named(catalog, now, word):
        if link:
            places[link.url].append(Printed(fact, words))
    return {url: tuple(dict.fromkeys(printed)) for url, printed in places.items()}


def _named(catalog: Catalog, now: datetime, word: str) -> Iterator[_Named]:
    for each in catalog.all.communities.values():
        yield each.invite, each.id, f"/{word} join: {each.name}"
    for shop in catalog.newest_first:
        if now < over_at(shop):
            yield from _of_edition(shop, now)


def _of_edition(shop: Workshop, now: datetime) -> Iterator[_Named]:
    yield shop.website, shop.id, f"{shop.name}, its website"
    yield shop.submit, shop.id, f"{shop.name}, where papers are handed in"
    if shop.venue:
        yield shop.venue.link, shop.id, f"{shop.name}, its venue"
    for social in shop.socials.values():
        yield from _of_social(social, shop.name, now)
    for deadline in shop.deadlines.values():
        if not (deadline.cancelled or is_over(deadline.due, now)):
            yield deadline.link, deadline.id, f"{shop.name}, {deadline.title}"
            yield from ((step.link, step.id, f"{shop.name}, {step.title}") for step in deadline.steps.values())
    for date in shop.dates.values():
        if not (date.cancelled or is_over(date.on, now)):
            yield date.link, date.id, f"{shop.name}, {date.title}"
    for session in shop.sessions.values():
        if not session.cancelled:
            yield session.link, session.id, f"{shop.name}, programme: {session.title}"
    for item in shop.attend.values():
        yield item.link, item.id, f"{shop.name}, {item.title}"


def _of_social(social: Social, name: str, now: datetime) -> Iterator[_Named]:
    """Give the form that is shown: the waiting list while it is full, none once nobody can sign up any more."""
    ends = (social.at.end or social.at.start).at <= now if isinstance(social.at, Span) else is_over(social.at, now)
    if social.cancelled or ends or (social.closes and is_over(social.closes, now)):
        return
    if social.full:
        yield social.waiting, social.id, f"{name}, waiting list of: {social.title}"
    else:
        yield social.signup, social.id, f"{name}, sign-up of: {social.title}"
