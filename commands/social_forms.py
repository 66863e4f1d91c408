"""The forms of a social that is there: to edit it, and its places and times."""

from collections.abc import Mapping
from typing import Annotated, Any

from bot import Button, Message, Request, UserError, command
from bot.altering import Altered, line_of
from bot.arguments import Line
from bot.facts.models import Social
from bot.hosting import arrange, arranged, read_typed, said
from bot.organizing import meant_by, token_for
from bot.shift import time_of
from bot.slash import Token

NO_TOKEN = Token("")


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
    altered = Altered("Edit", arranged(request, found, given), f"{line} which:{token_for(found.id)}")
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
    values: dict[str, Any] = {name: read_typed(name, value) for name, value in given.items()}
    line = line_of(request, "social-places", places=places, taken=taken, opens=opens, closes=closes, waiting=waiting)
    altered = Altered("Change", arranged(request, found, values), f"{line} which:{token_for(found.id)}")
    return await arrange(request, found, altered, sure)


def _meant(request: Request, which: Token | None) -> Social:
    found = request.catalog.facts.get(meant_by(which or ""))
    if not isinstance(found, Social):
        raise UserError("Which social? Choose it from the list.", (_all(request),))
    return found


def _all(request: Request) -> Button:
    return Button("Socials", request.to("social", organizer=True))
