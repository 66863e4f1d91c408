"""What is due and what takes place, in the asker's own calendar."""

from datetime import date, datetime
from typing import Annotated
from urllib.parse import urlencode

from bot import Button, Message, Request, command
from bot.entries import Entry, all_entries, entries_of
from bot.facts.models import Workshop
from bot.message import File, at, bullets, escape, link, paragraphs
from bot.moment import Day, Moment
from bot.telling import cite, not_known
from bot.told import told_day

GOOGLE = "https://calendar.google.com/calendar/render"  # its form for one event, filled in
SHOWN = 5  # of what is to come
HOW = bullets(
    "*Google Calendar*, in a browser: **Other calendars**, **+**, **From URL**.",
    "*Apple Calendar*: **File**, **New Calendar Subscription**; on a phone, open the address.",
    "*Outlook*: **Add calendar**, **Subscribe from web**.",
)


def has_dates(shop: Workshop) -> bool:
    """Say whether an edition has anything that a calendar could show."""
    return bool(shop.deadlines or shop.dates or shop.sessions or shop.socials)


@command(steady=True, aliases=("ics", "subscribe"), needs=lambda catalog: any(map(has_dates, catalog.newest_first)))
async def calendar(
    request: Request,
    workshop: Annotated[Workshop | None, "which edition; all of them when left out"] = None,
) -> Message:
    """Put deadlines, sessions and socials into your own calendar."""
    entries = list(entries_of(workshop)) if workshop else all_entries(request.catalog)
    title = f"Calendar · {workshop.name}" if workshop else "Calendar"
    note = cite(request.catalog, [workshop] if workshop else request.catalog.newest_first)
    if workshop and not entries:
        return Message(title=title, text=not_known("dates", workshop, request.catalog), note=note)
    if request.bot.address:
        return Message(title=title, text=_subscription(request, workshop), buttons=_others(request, workshop))
    return Message(
        title=title,
        text=_links(entries, request.now),
        buttons=_others(request, workshop),
        files=(_file(request, workshop),),
        note=note,
    )


def _subscription(request: Request, workshop: Workshop | None) -> str:
    address = f"{request.bot.address}/calendar/{workshop.id}.ics" if workshop else f"{request.bot.address}/calendar.ics"
    what = f"of {escape(workshop.name)}" if workshop else "of every edition, and of the seminars"
    return paragraphs(
        f"The calendar {what}, which follows when something moves: {link(address, address)}",
        f"Give your calendar this address, once:\n\n{HOW}",
    )


def _others(request: Request, workshop: Workshop | None) -> tuple[Button, ...]:
    """Offer the calendar of the current edition alone, or that of everything."""
    if workshop:
        return (Button("Everything", request.to("calendar")),)
    current = request.catalog.current(request.now)
    return (Button(f"Only {current.name}", request.to(f"calendar {current.id}")),) if current else ()


def _file(request: Request, workshop: Workshop | None) -> File:
    from bot.ics import ALL, calendar_file  # noqa: PLC0415 - loads what writes calendars

    edition = workshop.id if workshop else ALL
    made = (request.bot.calendars or {}).get(edition) or calendar_file(request.catalog, edition)
    return File(f"{edition or 'calendar'}.ics", made.decode(), "text/calendar")


def _links(entries: list[Entry], now: datetime) -> str:
    """Tell what comes next, each with the link that puts it into Google Calendar."""
    ahead = sorted((each for each in entries if not each.cancelled and _starts(each) > now), key=_starts)
    if not ahead:
        return "**Nothing is to come** on a day that our sources give."
    more = f"{len(ahead) - SHOWN} more follow later." if len(ahead) > SHOWN else ""
    lines = (f"{_day(each)}: {link(each.title, google_link(each))}" for each in ahead[:SHOWN])
    return paragraphs("What comes next. A link adds it to your Google Calendar:", bullets(*lines), more)


def _starts(entry: Entry) -> datetime:
    """Give when an event starts, to sort by; a day alone counts until it is over everywhere."""
    if isinstance(entry.starts, datetime):
        return entry.starts
    return Day(entry.starts).over_from


def _day(entry: Entry) -> str:
    return at(Moment(entry.starts)) if isinstance(entry.starts, datetime) else told_day(entry.starts)


def google_link(entry: Entry) -> str:
    """Give the address of Google Calendar's form for an event; what has no end gets none but its start."""
    time, _, _ = entry.description.partition("\n\n")  # so that the address stays short
    fields = {
        "action": "TEMPLATE",
        "text": entry.title,
        "dates": f"{_google(entry.starts)}/{_google(entry.ends or entry.starts)}",
        "details": "\n\n".join(filter(None, (time, entry.url))),
        "location": entry.place,
    }
    return f"{GOOGLE}?{urlencode({name: text for name, text in fields.items() if text})}"


def _google(when: date) -> str:
    return f"{when:%Y%m%dT%H%M%SZ}" if isinstance(when, datetime) else f"{when:%Y%m%d}"
