"""What a calendar file holds, as plain values: deadlines, dates, sessions, socials, a workshop's days, seminars."""

import json
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta

from bot.facts.catalog import Catalog
from bot.facts.collection import Seminar
from bot.facts.models import Date, Deadline, Session, Social, Workshop
from bot.happenings import access_of, in_words, place_of, signup_of, span_told
from bot.message import escape, plain
from bot.moment import Day, Moment, Span, Undecided, Unknown, When
from bot.ports import token_of
from bot.telling import bounds_of
from bot.told import beside, told_day

NO_HOUR = "Our sources give the day without a time zone, so no hour is sure."
_DAY = timedelta(days=1)
_NOT_YET = (Unknown, Undecided)
Dated = Deadline | Date | Session | Social | Seminar


@dataclass(frozen=True, slots=True)
class Entry:
    """One event: all texts are plain, `place` and `url` may be empty; `key` is the fact's id and stays the same.

    `starts` is aware UTC, or a day alone; then `ends` is the day after the last one. Without `ends` it is an instant,
    as a deadline is, or its end is not known. `busy` is what one takes part in for a while.
    """

    key: str
    title: str
    description: str
    starts: datetime | date
    ends: datetime | date | None = None
    place: str = ""
    url: str = ""
    busy: bool = False
    cancelled: bool = False

    @property
    def digest(self) -> str:
        """Give a short text that is another one whenever what is shown is."""
        return token_of(json.dumps(asdict(self), default=str, sort_keys=True))


def entries_of(shop: Workshop) -> tuple[Entry, ...]:
    """Give what a calendar shows of an edition; what has no known day is left out."""
    held = (shop.deadlines, shop.dates, shop.sessions, shop.socials)
    made = [_entry(fact, shop) for facts in held for fact in facts.values()]
    return tuple(each for each in (*made, _days_of(shop)) if each)


def all_entries(catalog: Catalog) -> list[Entry]:
    """Give what a calendar shows of all editions, and of the seminars."""
    seminars = (_entry(fact, None) for fact in catalog.all.seminars.values())
    editions = (each for shop in catalog.newest_first for each in entries_of(shop))
    return [*editions, *(each for each in seminars if each)]


def when_of(fact: Dated) -> When | Span:
    """Give the time of a fact."""
    match fact:
        case Deadline():
            return fact.due
        case Date():
            return fact.on
        case _:
            return fact.at


def _entry(fact: Dated, shop: Workshop | None) -> Entry | None:
    when = when_of(fact)
    if isinstance(when, _NOT_YET):
        return None
    starts, ends = _times(when)
    cancelled = getattr(fact, "cancelled", None)
    parts = (f"Cancelled: {cancelled}" if cancelled else "", _told(fact, when), *_parts(fact, shop), fact.note)
    return Entry(
        key=fact.id,
        title=("Cancelled: " if cancelled else "") + _title(fact, shop, when),
        description="\n\n".join(in_words(part) for part in parts if part),
        starts=starts,
        ends=ends,
        place=plain(_place(fact, shop)),
        url=_url(fact, shop),
        busy=isinstance(fact, Session | Social | Seminar) and not isinstance(when, Day),
        cancelled=bool(cancelled),
    )


def _times(when: Moment | Day | Span) -> tuple[datetime | date, datetime | date | None]:
    match when:
        case Moment():
            return when.at, None
        case Day():
            return when.date, when.date + _DAY
        case Span():
            return when.start.at, when.end.at if when.end else None


def _title(fact: Dated, shop: Workshop | None, when: When | Span) -> str:
    due = "Due: " if isinstance(fact, Deadline) else ""
    hour = " (hour not known)" if due and isinstance(when, Day) else ""
    return plain(f"{due}{fact.title}{hour}" + (f" · {shop.name}" if shop else ""))


def _told(fact: Dated, when: Moment | Day | Span) -> str:
    """Tell the time as its source has it, as markup, since a calendar shows that of the reader."""
    verb = "Due " if isinstance(fact, Deadline) else "By " if isinstance(fact, Date) and fact.by else ""
    match when:
        case Moment():
            return f"{verb}{beside(when)}."
        case Span():
            return f"{span_told(when)}."
        case Day():
            return f"{verb}{told_day(when.date)}. {bounds_of(when) if isinstance(fact, Deadline) else NO_HOUR}"


def _parts(fact: Dated, shop: Workshop | None) -> tuple[str | None, ...]:
    """Give what else is said of a fact, as markup."""
    match fact:
        case Session():
            names = [shop.people[key].name for key in fact.people if shop and key in shop.people]
            return (_line("With", ", ".join(names)), fact.text)
        case Social():
            return (access_of(fact), _line("For", fact.whom), "Full." if fact.full else "", fact.text)
        case Seminar():
            who = ", ".join(filter(None, (fact.speaker, fact.affiliation)))
            return (_line("Speaker:", who), fact.online, _line("Contact:", fact.contact), fact.text)
        case _:
            return (fact.text,)


def _line(lead: str, text: str | None) -> str:
    return f"{lead} {escape(text)}." if text else ""


def _place(fact: Dated, shop: Workshop | None) -> str:
    match fact:
        case Session() if shop:
            return place_of(shop, fact.room)
        case Social() | Seminar():
            return fact.place or ""
        case _:
            return ""


def _url(fact: Dated, shop: Workshop | None) -> str:
    own = signup_of(fact) if isinstance(fact, Social) else fact.link.url if fact.link else ""
    return own or (shop.website.url if shop and shop.website else "")


def _days_of(shop: Workshop) -> Entry | None:
    """Give the days of an edition as a whole, unless one of its dates says the same."""
    first, last = _date(shop.when), _date(shop.until or shop.when)
    if first is None or last is None or any(each.on == shop.when and not shop.until for each in shop.dates.values()):
        return None
    return Entry(
        key=shop.id,
        title=plain(f"{shop.name}: {shop.title}"),
        description=in_words("\n\n".join(part for part in (shop.text, shop.note) if part)),
        starts=first,
        ends=last + _DAY,
        place=plain(place_of(shop)),
        url=shop.website.url if shop.website else "",
    )


def _date(when: When) -> date | None:
    match when:
        case Day():
            return when.date
        case Moment():
            return when.local.date()
        case _:
            return None
