"""The forms of a social: to add one, to edit it, and its places and times."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

from bot import Button, Message, Request, UserError, command
from bot.altering import Altered, changed, line_of, propose
from bot.arguments import Line
from bot.facts.catalog import over_at
from bot.facts.changes import Change, ChangeError, with_change
from bot.facts.models import Social, Workshop
from bot.facts.names import fold
from bot.hosting import arrange, arranged, said
from bot.moment import Day, Moment, Span, read_span
from bot.organizing import meant_by, token_for
from bot.shift import time_of
from bot.signups import ends_at, mistake_in
from bot.slash import Token

NO_TOKEN = Token("")
EDITED = "Every answer says so from now on, and what was posted is being edited."
ADDED = "It is in every list now. Nothing is posted before you open its sign-up."


@command(organizer=True, form=True, listed=False)
async def social_add(  # noqa: PLR0913, PLR0917 - what its form asks for
    request: Request,
    title: Annotated[Line, "what it is called, such as Dinner"],
    when: Annotated[Line, "day, hours and zone: 2027-06-20 19:00-22:00 Europe/Vienna"],
    link: Annotated[Line | None, "where one signs up: https://…"] = None,
    where: Annotated[Line | None, "the place"] = None,
    whom: Annotated[Line | None, "for whom it is"] = None,
    sure: Annotated[Token | None, "what was shown"] = None,
) -> Message:
    """Add a social: shown first, then added; its sign-up is opened afterwards."""
    values = {"title": title.strip(), "at": str(time_of(when)), **_named(link=link, where=where, whom=whom)}
    shop = _edition(request, values["at"])
    key = _key(shop, values["title"])
    change = changed(request, (f"{shop.id}/{key}", "+socials"), values, "")
    _check(request, change)
    line = line_of(request, "social-add", title=title, when=when, link=link, where=where, whom=whom)
    token, own = token_for(change.subject), request.to(f"social what:{change.subject}", organizer=True)
    buttons = (
        Button("Open now", request.to(f"social open {change.subject}", organizer=True)),
        Button("Places and times …", request.to(f"social-places which:{token}", organizer=True)),
        Button(values["title"][:60], own),
    )
    return await propose(request, Altered("Add", (change,), line, ADDED, buttons), sure)


def _named(link: str | None, where: str | None, whom: str | None) -> dict[str, Any]:
    given = {"signup": link, "place": where, "whom": whom}
    return {name: value for name, value in said(given).items() if value is not None}


def _check(request: Request, change: Change) -> None:
    try:
        added = with_change(request.catalog, change).facts[change.subject]
    except ChangeError as error:
        raise UserError(f"That cannot be: {error}.") from None
    assert isinstance(added, Social)
    if why := mistake_in(added):
        raise UserError(why)
    if (ends := ends_at(added)) and ends <= request.now:
        raise UserError("That has passed already: write a time to come.")


def _edition(request: Request, at: str) -> Workshop:
    """Give the edition to come that is nearest to a time, else the current one."""
    ahead = [shop for shop in request.catalog.newest_first if request.now < over_at(shop)]
    when = read_span(at)
    start = when.start.at if isinstance(when, Span) else _instant(when)
    if not ahead:
        raise UserError("No workshop is to come that could have a social. Add its file first.")
    if start is None:
        return request.catalog.current(request.now) or ahead[0]
    return min(ahead, key=lambda shop: abs((_instant(shop.when) or over_at(shop)) - start))


def _instant(when: object) -> datetime | None:
    return when.at if isinstance(when, Moment) else when.safe_until if isinstance(when, Day) else None


def _key(shop: Workshop, title: str) -> str:
    """Make an id of a title that nothing of the edition has; raises UserError where a social is called so already."""
    if any(fold(each.title) == fold(title) for each in shop.socials.values()):
        raise UserError(f"There is a social called “{title[:60]}” already. Edit that one, or call this otherwise.")
    key = re.sub("[^a-z0-9]+", "-", fold(title)).strip("-")[:40].strip("-") or "social"
    taken = {*shop.deadlines, *shop.dates, *shop.sessions, *shop.socials}
    number = next(number for number in range(1, 1000) if f"{key}-{number}" not in taken)
    return key if key not in taken else f"{key}-{number}"


async def _facts(request: Request, which: Token = NO_TOKEN) -> Mapping[str, str]:
    found = _meant(request, which)
    link = found.signup.url if found.signup else ""
    texts = {"title": found.title, "when": str(found.at), "where": found.place or "", "whom": found.whom or ""}
    return {**texts, "link": link}


@command(organizer=True, form=True, listed=False, prefill=_facts)
async def social_edit(  # noqa: PLR0913, PLR0917 - what its form asks for
    request: Request,
    title: Annotated[Line | None, "what it is called"] = None,
    when: Annotated[Line | None, "day, hours and zone"] = None,
    link: Annotated[Line | None, "where one signs up; unknown takes it away"] = None,
    where: Annotated[Line | None, "the place; unknown takes it away"] = None,
    whom: Annotated[Line | None, "for whom it is; unknown takes it away"] = None,
    which: Annotated[Token | None, "which social"] = None,
    sure: Annotated[Token | None, "what was shown"] = None,
) -> Message:
    """Change a social's title, time, link or place: shown first, then done."""
    found = _meant(request, which)
    given = said(
        {"title": title, "at": str(time_of(when)) if when else None, "signup": link, "place": where, "whom": whom}
    )
    line = line_of(request, "social-edit", title=title, when=when, link=link, where=where, whom=whom)
    altered = Altered("Edit", arranged(request, found, given), f"{line} which:{token_for(found.id)}", EDITED)
    return await arrange(request, found, altered, sure)


async def _places(request: Request, which: Token = NO_TOKEN) -> Mapping[str, str]:
    found = _meant(request, which)
    waiting = found.waiting.url if found.waiting else ""
    numbers = {"places": found.capacity, "taken": found.taken, "opens": found.opens, "closes": found.closes}
    return {**{name: "" if value is None else str(value) for name, value in numbers.items()}, "waiting": waiting}


@command(organizer=True, form=True, listed=False, prefill=_places)
async def social_places(  # noqa: PLR0913, PLR0917 - what its form asks for
    request: Request,
    places: Annotated[Line | None, "how many places there are; unknown takes it away"] = None,
    taken: Annotated[Line | None, "how many of them are taken"] = None,
    opens: Annotated[Line | None, "when sign-up opens, with its zone"] = None,
    closes: Annotated[Line | None, "until when one can sign up, with its zone"] = None,
    waiting: Annotated[Line | None, "a waiting list's link"] = None,
    which: Annotated[Token | None, "which social"] = None,
    sure: Annotated[Token | None, "what was shown"] = None,
) -> Message:
    """Say how many places a social has and when its sign-up opens and closes: shown first, then done."""
    found = _meant(request, which)
    given = said({"capacity": places, "taken": taken, "opens": opens, "closes": closes, "waiting": waiting})
    values: dict[str, Any] = {name: _read(name, value) for name, value in given.items()}
    line = line_of(request, "social-places", places=places, taken=taken, opens=opens, closes=closes, waiting=waiting)
    altered = Altered("Change", arranged(request, found, values), f"{line} which:{token_for(found.id)}", EDITED)
    return await arrange(request, found, altered, sure)


def _read(name: str, text: str | None) -> Any:  # noqa: ANN401 - a plain value
    if text is None or name == "waiting":
        return text
    if name in {"opens", "closes"}:
        return str(time_of(text))
    if not text.isdecimal() or len(text) > 6:  # noqa: PLR2004 - more than any social holds
        raise UserError("Write places as a number, such as 120.")
    return int(text)


def _meant(request: Request, which: Token | None) -> Social:
    found = request.catalog.facts.get(meant_by(which or ""))
    if not isinstance(found, Social):
        raise UserError("Which social? Choose it from the list.", (_all(request),))
    return found


def _all(request: Request) -> Button:
    return Button("Socials", request.to("social", organizer=True))
