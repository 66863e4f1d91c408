"""Calendar files (iCalendar, RFC 5545) of what `bot.entries` gives; pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from types import MappingProxyType

from icalendar import Calendar, Event

from bot.entries import Entry, all_entries, entries_of
from bot.facts.catalog import Catalog

HOST = "workshop-bot"  # behind the @ of every UID, for ever: another one would make every event anew
LOOK_AGAIN = timedelta(hours=1)  # calendars are asked to fetch it as often. RFC 7986, 5.7
ALL = ""  # the key of the file that holds everything


@dataclass(frozen=True, slots=True)
class Revision:
    """How often what is shown of an event has changed, and when it last did (aware UTC)."""

    sequence: int
    changed_at: datetime


FIRST = Revision(0, datetime(2000, 1, 1, tzinfo=UTC))
"""Of an event whose changes nobody counts: always the same, so that a file made twice is the same twice."""
NONE: Mapping[str, Revision] = MappingProxyType({})


def calendar_files(catalog: Catalog, revisions: Mapping[str, Revision] = NONE) -> dict[str, bytes]:
    """Give every calendar file by the id of its edition, and the one of everything under `ALL`.

    `revisions` are by the keys of the entries.
    """
    name = catalog.about.name
    files = {shop.id: written(shop.name, entries_of(shop), revisions) for shop in catalog.newest_first}
    return {ALL: written(name, all_entries(catalog), revisions), **files}


def calendar_file(catalog: Catalog, edition: str = ALL) -> bytes:
    """Give one calendar file, where nobody counts changes."""
    shop = catalog.workshops.get(edition)
    return written(shop.name, entries_of(shop)) if shop else written(catalog.about.name, all_entries(catalog))


def written(name: str, entries: Iterable[Entry], revisions: Mapping[str, Revision] = NONE) -> bytes:
    """Write a calendar file: UTF-8, the same bytes for the same entries and revisions."""
    calendar = Calendar()
    calendar.add("prodid", f"-//{HOST}//{HOST}//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)  # Google, Apple and Outlook read this one
    calendar.add("refresh-interval", LOOK_AGAIN, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")  # Outlook reads this one
    head, end, tail = bytes(calendar.to_ical()).partition(b"END:VCALENDAR")
    events = (_event(entry, revisions.get(entry.key, FIRST)) for entry in sorted(entries, key=lambda each: each.key))
    return b"".join((head, *events, end, tail))


@lru_cache(maxsize=16384)  # most stay the same when facts change, and each is in two files
def _event(entry: Entry, revision: Revision) -> bytes:
    """Write an event; one without an end is an instant by RFC 5545 (3.6.1), which forbids an end that is its start."""
    event = Event()
    event.add("uid", f"{entry.key}@{HOST}")
    event.add("sequence", revision.sequence)
    event.add("dtstamp", revision.changed_at)
    event.add("last-modified", revision.changed_at)
    event.add("dtstart", entry.starts)
    if entry.ends:
        event.add("dtend", entry.ends)
    for name, text in (("summary", entry.title), ("description", entry.description), ("location", entry.place)):
        if text:
            event.add(name, text)
    if entry.url:
        event.add("url", entry.url)
    event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    event.add("transp", "OPAQUE" if entry.busy and not entry.cancelled else "TRANSPARENT")
    return bytes(event.to_ical())
