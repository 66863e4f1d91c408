"""The organizers' desk: what is missing, what comes next, what failed; and the way to everything else."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from bot import Button, Message, Request, Section, command
from bot.facts.models import Workshop
from bot.kinds import KINDS
from bot.message import at, bold, bullets, escape
from bot.moment import Day, Moment, Undecided, Unknown
from bot.overview import Line, OutboxRow, Standing
from bot.words import counted

MOST_NEXT = 5  # posts
DOINGS = {"Write an announcement …": "announce", "Move a deadline …": "extend", "Socials": "social"}
"""What organizers do most, by its label."""
NEEDING: tuple[Standing, ...] = ("failed", "unclear")

PARTS = {
    "venue": "venue",
    "sessions": "programme",
    "people": "people",
    "socials": "socials",
    "prizes": "prizes",
    "topics": "topics",
    "formats": "lengths of papers",
    "attend": "how to attend",
    "contact": "contact",
    "submit": "where to submit",
    "zone": "time zone",
}


@command(organizer=True)
async def desk(request: Request) -> Message:
    """Show what is missing, what comes next, and what failed."""
    problems = request.bot.problems
    shop = request.catalog.current(request.now)
    wrong = bullets(*(escape(str(each)) for each in problems[:20]))
    missing = bullets(*_missing(shop)) if shop else ""
    unread = bullets(*_unread(request))
    text = (
        f"**Problems in the data files: {len(problems)}.** The last good facts are still being served."
        if problems
        else "The data files are in order."
    )
    return Message(
        title="Organizers' desk",
        text=text,
        sections=(
            *((Section("Problems in the data", wrong),) if wrong else ()),
            *((Section("Calendars that cannot be read", unread),) if unread else ()),
            *(await _at_work(request) if request.bot.desk else ()),
            *((Section(f"Not known of {shop.name}", missing),) if shop and missing else ()),
        ),
        buttons=await _buttons(request) if request.bot.desk else (),
    )


def _unread(request: Request) -> list[str]:
    feeds = request.catalog.all.feeds
    return [
        f"{bold(feeds[key].title)}: {escape(each.why)}, since {at(Moment(each.failing_since))}."
        for key, each in request.bot.readings.items()
        if key in feeds and each.failing_since
    ]


async def _at_work(request: Request) -> list[Section]:
    """Tell of what the bot does by itself; a part in which there is nothing is left out."""
    platforms = (
        f"{each.name} {each.text}" if each.ok else f"**{each.name}: {each.text}**" for each in _platforms(request)
    )
    parts = {
        "Needs you": bullets(*await _needed(request), *_unset(request)),
        "Comes next": bullets(*await _next(request)),
        "Waits to be announced": bullets(*await _waiting(request)),
        "Platforms": " · ".join(platforms),
    }
    return [Section(title, text) for title, text in parts.items() if text]


def _platforms(request: Request) -> list[Line]:
    return [replace(each, name=escape(each.name), text=escape(each.text)) for each in request.desk.status.platforms()]


async def _needed(request: Request) -> list[str]:
    """Tell of what failed, is unclear or disputed."""
    outbox = request.desk.outbox
    numbers = await outbox.needing()
    lines = []
    for standing in NEEDING:
        if number := numbers.get(standing):
            newest = (await outbox.listed(standing, 1, request.now)).copies[0]
            lines.append(f"**{counted(number, 'post')} {standing}**, last {escape(newest.title)}: {escape(newest.why)}")
    disputed = await request.desk.changes.disputed()
    return [*lines, f"{counted(len(disputed), 'change')} that the data files tell otherwise by now" if disputed else ""]


def _unset(request: Request) -> list[str]:
    """Tell of what is not arranged yet, or muted, in each community."""
    lines = []
    for each in request.desk.settings.all():
        none = [kind for kind in KINDS if kind not in each.channels]
        muted = [kind for kind, silence in each.muted.items() if silence.holds(request.now)]
        said = (
            f"no channel for {', '.join(none)}" if none else "",
            "nobody is named as organizer" if not each.organizers else "",
            f"{', '.join(muted)} muted" if muted else "",
        )
        if any(said):
            lines.append(f"{escape(each.community)}: {'; '.join(filter(None, said))}")
    return lines


async def _next(request: Request) -> list[str]:
    """Tell the next posts, each once with all its places."""
    found = (await request.desk.outbox.listed("coming", 4 * MOST_NEXT, request.now)).copies
    places = _places_by_post(found)
    lines = (f"{at(Moment(due))}: {bold(title)} ({escape('; '.join(said))})" for (due, title), said in places.items())
    return list(lines)[:MOST_NEXT]


def _places_by_post(copies: Sequence[OutboxRow]) -> Mapping[tuple[datetime, str], list[str]]:
    places: dict[tuple[datetime, str], list[str]] = {}
    for each in copies:
        places.setdefault((each.due, each.title), []).append(each.where)
    return places


async def _waiting(request: Request) -> list[str]:
    editions = await request.desk.changes.waiting(request.now)
    shops = (request.catalog.workshops.get(each) for each in editions)
    return [f"Changes of {escape(each.name)}" for each in shops if each]


async def _buttons(request: Request) -> tuple[Button, ...]:
    waiting = await request.desk.changes.waiting(request.now)
    hasten = (Button("Announce now", request.to(f"announce-now {each}", organizer=True)) for each in waiting[:1])
    setup = ("setup",) if request.desk.settings.all() else ()  # on the page there is nothing to arrange
    words = ("questions", "outbox", *setup, "changes", "status", "log")
    labels = {**DOINGS, **{each.capitalize(): each for each in words}}
    return (*hasten, *(Button(label, request.to(name, organizer=True)) for label, name in labels.items()))


def _missing(shop: Workshop) -> list[str]:
    dated = {each.title: each.due for each in shop.deadlines.values()} | {
        each.title: each.on for each in shop.dates.values()
    }
    dated["The workshop itself"] = shop.when
    unsure = [
        f"{escape(title)}: {_why(when)}" for title, when in dated.items() if isinstance(when, Unknown | Undecided)
    ]
    unsure += [f"{escape(each.title)}: the zone" for each in shop.deadlines.values() if isinstance(each.due, Day)]
    absent = [words for name, words in PARTS.items() if not getattr(shop, name)]
    return [*unsure, f"Nothing on: {', '.join(absent)}" if absent else ""]


def _why(when: Unknown | Undecided) -> str:
    return "undecided" if isinstance(when, Undecided) else "the day"
