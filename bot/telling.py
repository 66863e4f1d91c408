"""Facts in words: how every command tells a time, a state, a source and a disagreement."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta

from bot.facts.base import Claim, Fact, Link
from bot.facts.catalog import Catalog
from bot.facts.models import Date, Deadline, Person, Step, Workshop
from bot.message import at, bold, bullets, escape, link, paragraphs
from bot.moment import Day, Moment, Span, Undecided, Unknown, When
from bot.told import told, told_day, told_zone

NOT_KNOWN = "not in our sources"
DAY_ENDS = time(4)  # a slot "until late" is taken as over by then, in its own zone; said nowhere, used for "now" only
_DAY = timedelta(days=1)


def when_text(when: When | Span, zone: str | None = None) -> str:
    """Tell a time as markup; with `zone`, in that zone too."""
    match when:
        case Moment():
            return at(when) + (f" — {escape(told(when, zone))}" if zone else "")
        case Day():
            return told_day(when.date)
        case Undecided():
            return "undecided: " + " or ".join(when_text(choice, zone) for choice in when.choices)
        case Span():
            return _span_text(when, zone)
        case Unknown():
            return NOT_KNOWN


def _span_text(span: Span, zone: str | None) -> str:
    """Tell a slot in the zone of the place first, since people meet there, then the reader's own hour."""
    text = f"{told_day(span.start.local)}, {hours(span)} ({at(span.start, 'clock')} your time)"
    return text + (f" — {escape(told(span.start, zone))}" if zone else "")


def hours(span: Span, *, zone: bool = True) -> str:
    """Tell the hours of a slot in its own zone: `09:00–09:30 Vienna time`; the zone can be left out."""
    named = f" {told_zone(span.start.zone)}" if zone else ""
    if span.end and span.end.at - span.start.at >= _DAY:
        return f"from {span.start.local:%H:%M}{named} until {told_day(span.end.local)}, {span.end.local:%H:%M}"
    if span.end:
        return f"{span.start.local:%H:%M}–{span.end.local:%H:%M}{named}"
    return f"from {span.start.local:%H:%M}{named}{f' until {span.words}' if span.words else ''}"


def end_or_guess(span: Span) -> datetime:
    """Give when a slot ends (aware UTC), early next morning where no end is given."""
    if span.end:
        return span.end.at
    local = span.start.local
    return datetime.combine(local.date() + _DAY, DAY_ENDS, local.tzinfo)


def left(until: datetime, now: datetime) -> str:
    """Tell how long is left, rounded down: `9 days left`, `5 hours left`."""
    gap = until - now
    for size, name in ((_DAY, "day"), (timedelta(hours=1), "hour"), (timedelta(minutes=1), "minute")):
        if gap >= 2 * size or (gap >= size and name == "minute"):
            return f"{gap // size} {name}{'s' if gap // size > 1 else ''} left"
    return "less than a minute left"


def ago(since: datetime, now: datetime) -> str:
    """Tell how long ago something was, rounded down: `3 hours ago`."""
    for size, name in ((_DAY, "day"), (timedelta(hours=1), "hour"), (timedelta(minutes=1), "minute")):
        if (number := (now - since) // size) >= 1:
            return f"{number} {name}{'s' if number > 1 else ''} ago"
    return "just now"


def is_over(when: When, now: datetime) -> bool:
    """Say whether a time has surely passed, whatever zone a day alone meant."""
    if isinstance(when, Moment):
        return now >= when.at
    if isinstance(when, Day):
        return now >= when.over_from
    return False


def called_off(fact: Fact) -> str:
    """Tell that something does not take place, and why; nothing where it does."""
    why = getattr(fact, "cancelled", None)
    return f"**Cancelled**: {why}" if why else ""


def state_of(deadline: Deadline, now: datetime) -> str:
    """Tell in a sentence what a deadline means now: not open yet, open, still ahead, closed."""
    due, opens = deadline.due, deadline.opens
    if deadline.cancelled:
        return called_off(deadline)
    if isinstance(due, Unknown):
        return f"**Not known**: the day is {NOT_KNOWN}."
    if isinstance(due, Undecided):
        return "**Undecided**: no day has been chosen in our sources."
    if is_over(due, now):
        return "**Closed** since then." if isinstance(due, Moment) else "**Closed**: the day is over everywhere."
    if isinstance(opens, Moment | Day) and not has_begun(opens, now):
        return f"**Not open yet**: opens {when_text(opens)}."
    ahead = "**Open**" if opens else "**Still ahead**"
    if isinstance(due, Moment):
        return f"{ahead}: {left(due.at, now)}."
    if now < due.safe_until:
        return f"{ahead}: {left(due.safe_until, now)} to be surely in time; the time zone is not stated."
    return "**Perhaps closed already**: the time zone is not stated, so ask the organizers at once."


def opened_text(deadline: Deadline, now: datetime) -> str:
    """Tell since when it can be done; nothing before, since its state tells when."""
    return f"Opened {when_text(deadline.opens)}." if deadline.opens and is_over(deadline.opens, now) else ""


def bounds_of(due: When) -> str:
    """Tell from when to when a day without a zone can end; nothing for other times."""
    if not isinstance(due, Day):
        return ""
    safe = Moment(due.safe_until)
    return (
        f"The time zone is {NOT_KNOWN}, so no hour is sure. Surely in time: until {at(safe)}, where the day ends "
        "first (UTC+14). Surely over: when the day has ended everywhere."
    )


def has_begun(when: Moment | Day, now: datetime) -> bool:
    """Say whether it may have begun, in the zone where a day alone begins first."""
    return now >= (when.at if isinstance(when, Moment) else when.safe_until - _DAY)


def date_text(fact: Date, now: datetime, zone: str | None = None) -> str:
    """Tell a dated fact and whether it lies behind."""
    over = "; past" if is_over(fact.on, now) else ""
    when = f"{'by ' if fact.by else ''}{when_text(fact.on, zone)}"
    return f"{bold(fact.title)}: {when}{over}. {called_off(fact)}".rstrip()


def step_text(step: Step, deadline: Deadline, now: datetime) -> str:
    """Tell a step ahead of a deadline and what can still be done about it; nothing once the deadline is over."""
    if deadline.cancelled or is_over(deadline.due, now):
        return ""
    whom = f", for {escape(step.concerns)}" if step.concerns else ""
    takes = f" It can take up to {step.takes} days" if step.takes else ""
    if step.by is None or isinstance(step.by, Unknown | Undecided):
        todo = f"{takes}: do it early." if takes else ""
    elif is_over(step.by, now):
        todo = (
            f"The advised day, {when_text(step.by)}, has passed.{takes or ' It may take a while'}: **do it at once**."
        )
    else:
        todo = f"Advised by {when_text(step.by)}.{takes}." if takes else f"Advised by {when_text(step.by)}."
    return paragraphs(f"**First**: {bold(step.title)}{whom}. {todo.strip()} {step.text}", linked(step.link))


def linked(address: Link | None, label: str = "") -> str:
    """Tell an address, as a link with its note; nothing where there is none."""
    if address is None:
        return ""
    shown = link(label or _short(address.url), address.url)
    return f"{shown} ({address.note.rstrip('.')})" if address.note else shown


def _short(url: str) -> str:
    short = url.partition("://")[2].removeprefix("www.").rstrip("/")
    return short if len(short) <= 60 else f"{short[:59]}…"  # noqa: PLR2004 - a line of a phone


def remarks(fact: Fact, catalog: Catalog) -> str:
    """Tell the note of a fact, and what other sources say instead."""
    return paragraphs(fact.note, *(_claim(claim, fact, catalog) for claim in fact.disagrees))


def _claim(claim: Claim, fact: Fact, catalog: Catalog) -> str:
    """Tell what is said elsewhere; the only source of a fact, differing in an older copy, is not named once more."""
    where = "" if fact.source == (claim.source,) else f" in {source_name(claim.source, catalog)}"
    return f"*Told otherwise*{where}: {claim.says}"


def source_name(name: str, catalog: Catalog) -> str:
    """Tell a source by its title and link, or the address itself."""
    source = catalog.source(name)
    if source is None:
        return link(_short(name), name)
    return link(source.title, source.link.url) if source.link else escape(source.title)


def cite(catalog: Catalog, facts: Iterable[Fact]) -> str:
    """Tell where facts come from, each source once, with the day it was read."""
    names = list(dict.fromkeys(name for fact in facts for name in fact.source))
    told_names = [source_name(name, catalog) + _read_on(name, catalog) for name in names[:4]]
    more = f" and {len(names) - 4} more" if len(names) > 4 else ""  # noqa: PLR2004 - as many as a footer bears
    return ("Source: " if len(names) == 1 else "Sources: ") + "; ".join(told_names) + more if names else ""


def _read_on(name: str, catalog: Catalog) -> str:
    source = catalog.source(name)
    return f", read {told_day(source.read, weekday=False)}" if source else ""


def not_known(what: str, shop: Workshop, catalog: Catalog) -> str:
    """Tell that something of an edition is not known, and where to look."""
    return f"The {what} of {escape(shop.name)}: {NOT_KNOWN}. {where_to_look(shop, catalog)}".strip()


def where_to_look(shop: Workshop | None, catalog: Catalog) -> str:
    """Tell where to look for what is not known."""
    return (shop.look if shop else None) or catalog.about.look or ""


def items(*facts: Fact) -> str:
    """Tell facts that have a title and a text as a list."""
    return bullets(*(item(fact) for fact in facts))


def item(fact: Fact) -> str:
    """Tell a fact that has a title, a text and a link in one line."""
    title, text = getattr(fact, "title", ""), getattr(fact, "text", None)
    ended = bold(title) if title.endswith(("?", "!", ".")) else f"{bold(title)}."
    return " ".join(part for part in (ended, text, linked(getattr(fact, "link", None))) if part)


def person_line(person: Person) -> str:
    """Tell a person in one line: name with homepage, affiliation, whether remote."""
    shown = link(person.name, person.homepage.url) if person.homepage else bold(person.name)
    parts = (shown, escape(person.affiliation or ""), "remote" if person.remote else "")
    return ", ".join(part for part in parts if part)
