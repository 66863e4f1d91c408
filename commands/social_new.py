"""A new social: written in two forms, seen with all of it before anything is kept, then added."""

import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal

from bot import Button, Message, Request, UserError, command
from bot.altering import Altered, changed, propose
from bot.arguments import Line
from bot.facts.catalog import over_at
from bot.facts.changes import Change, ChangeError, with_change
from bot.facts.models import Social, Workshop
from bot.facts.names import fold
from bot.hosting import read_typed, said
from bot.moment import Day, Moment, Span, read_span
from bot.organizing import token_for
from bot.shift import time_of
from bot.signups import ends_at, mistake_in
from bot.slash import Token

NO_TOKEN = Token("")
ADDED = (
    "It is in every list now, and is announced in a while, unless you open its sign-up before: that is posted at once."
)
FIELDS = {
    "link": "signup",
    "where": "place",
    "whom": "whom",
    "places": "capacity",
    "opens": "opens",
    "closes": "closes",
    "waiting": "waiting",
}
"""Which field of a social is what the forms ask for."""
How = Literal["sign up", "apply"]
Typed = Mapping[str, str]
"""What was typed into both forms, by name."""


async def _drafted(request: Request, draft: Token = NO_TOKEN) -> Typed:
    """Give what was typed before."""
    text = await request.desk.questions.drafted(draft) if draft else "{}"
    try:
        typed = json.loads(text)
        return {name: str(typed[name]) for name in ("title", "when", "how", *FIELDS) if name in typed}
    except (ValueError, TypeError):  # of something else that is kept, which anybody may type
        return {}


@command(organizer=True, form=True, listed=False, prefill=_drafted)
async def social_add(  # noqa: PLR0913, PLR0917 - what its form asks for
    request: Request,
    title: Annotated[Line, "what it is called, such as Dinner"],
    when: Annotated[Line, "day, hours and zone: 2027-06-20 19:00-22:00 Europe/Vienna"],
    link: Annotated[Line | None, "where one signs up: https://…"] = None,
    where: Annotated[Line | None, "the place"] = None,
    whom: Annotated[Line | None, "for whom it is"] = None,
    draft: Annotated[Token | None, "what was typed before"] = None,
) -> Message:
    """Add a social: shown first, then added; its sign-up is opened afterwards."""
    typed = await _drafted(request, draft or NO_TOKEN)
    new = {"title": title, "when": when, "link": link, "where": where, "whom": whom}
    return await _kept(request, {**typed, **new})


@command(organizer=True, form=True, listed=False, prefill=_drafted)
async def social_add_places(  # noqa: PLR0913, PLR0917 - what its form asks for
    request: Request,
    places: Annotated[Line | None, "how many places there are"] = None,
    closes: Annotated[Line | None, "until when one can sign up, with its zone"] = None,
    opens: Annotated[Line | None, "when sign-up opens by itself, with its zone"] = None,
    how: Annotated[How | None, "whether everybody signs up, or applies for an invitation"] = None,
    waiting: Annotated[Line | None, "a waiting list's link"] = None,
    draft: Annotated[Token | None, "what was typed before"] = None,
) -> Message:
    """Say how many places a new social has, until when one signs up, and whether one applies."""
    typed = await _drafted(request, draft or NO_TOKEN)
    new = {"places": places, "closes": closes, "opens": opens, "how": how, "waiting": waiting}
    return await _kept(request, {**typed, **new})


@command(organizer=True, listed=False)
async def social_adding(
    request: Request,
    draft: Annotated[Token, "what was typed"],
    sure: Annotated[Token | None, "what was shown"] = None,
) -> Message:
    """Add the social that was written: shown first, then done."""
    return await _shown(request, await _drafted(request, draft), draft, sure)


async def _kept(request: Request, typed: Mapping[str, str | None]) -> Message:
    """Keep what was typed, so that no mistake loses it, and show what comes of it."""
    filled = {name: text.strip() for name, text in typed.items() if text and text.strip()}
    return await _shown(request, filled, await request.desk.questions.draft(json.dumps(filled, sort_keys=True)))


async def _shown(request: Request, typed: Typed, draft: Token, sure: Token | None = None) -> Message:
    forms = (
        Button("Places, times, apply …", request.to(f"social-add-places draft:{draft}", organizer=True)),
        Button("Edit …", request.to(f"social-add draft:{draft}", organizer=True)),
    )
    try:
        change = _change(request, typed)
        line = request.to(f"social-adding draft:{draft}", organizer=True)
        altered = Altered("Add", (change,), line, ADDED, _afterwards(request, change), beside=forms)
        return await propose(request, altered, sure)
    except UserError as error:
        raise UserError(f"{error.text} What you wrote is kept.", (*forms, *error.buttons)) from None


def _afterwards(request: Request, change: Change) -> tuple[Button, ...]:
    return (
        Button("Open now", request.to(f"social open {change.subject}", organizer=True)),
        Button("Places and times …", request.to(f"social-places which:{token_for(change.subject)}", organizer=True)),
        Button(change.value["title"][:60], request.to(f"social what:{change.subject}", organizer=True)),
    )


def _change(request: Request, typed: Typed) -> Change:
    """Give the change that adds it; raises UserError where something is missing or makes no sense."""
    if not (typed.get("title") and typed.get("when")):
        raise UserError("A social needs a title and a time.")
    given = said({field: typed.get(name) for name, field in FIELDS.items()})
    values: dict[str, Any] = {"title": typed["title"], "at": str(time_of(typed["when"]))}
    values |= {name: read_typed(name, text) for name, text in given.items() if text is not None}
    values |= {"access": "invitation"} if typed.get("how") == "apply" else {}
    shop = _edition(request, values["at"])
    change = changed(request, (f"{shop.id}/{_key(shop, values['title'])}", "+socials"), values, "")
    _check(request, change)
    return change


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
