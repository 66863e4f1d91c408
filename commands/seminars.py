"""Seminars, those of calendars too."""

from bot import Message, Request, Section, command
from bot.facts.collection import Feed, Seminar
from bot.facts.feeds import Reading
from bot.message import at, bold, bullets, escape, link, paragraphs
from bot.moment import Day, Moment, Span
from bot.offering import reminders
from bot.telling import ago, cite, is_over, linked, remarks, when_text


@command(aliases=("seminar",), needs=lambda catalog: catalog.all.seminars or catalog.all.feeds)
async def seminars(request: Request) -> Message:
    """Show the seminars: speaker, time, place, how to follow online."""
    talks = sorted(request.catalog.all.seminars.values(), key=_starts)
    ahead = [each for each in talks if not _is_past(request, each)]
    past = [each for each in reversed(talks) if _is_past(request, each)]
    read = {each.id for reading in request.bot.readings.values() for each in reading.seminars}
    shown = [*ahead, *(each for each in past if each.id not in read)] or past
    return Message(
        title="Seminars",
        text=_lead(ahead, past),
        sections=tuple(Section(each.title, _seminar(request, each)) for each in shown),
        buttons=reminders(request, talks, "seminars"),
        note=_note(request, [each for each in shown if each.id not in read]),
    )


def _lead(ahead: list[Seminar], past: list[Seminar]) -> str:
    """Tell the next seminar that takes place, else the last one that did."""
    if held := [each for each in ahead if not each.cancelled]:
        return f"Next: {bold(held[0].title)}, {_when(held[0])}."
    if ahead:
        return "All that is ahead in our sources is cancelled."
    last = next((each for each in past if not each.cancelled), None)
    told = f"; the last one was {bold(last.title)}, {_when(last)}" if last else ""
    return f"No seminar is ahead in our sources{told}."


def _note(request: Request, written: list[Seminar]) -> str:
    """Tell the sources: those of what is written in the files, and how old the calendars are."""
    feeds = request.catalog.all.feeds
    cited = cite(request.catalog, written)
    ages = (_age(request, feed, request.bot.readings.get(key)) for key, feed in feeds.items())
    return " ".join(part for part in (f"{cited}." if cited and feeds else cited, *ages) if part)


def _age(request: Request, feed: Feed, reading: Reading | None) -> str:
    name = link(feed.title, feed.calendar.url) if feed.calendar else escape(feed.title)
    if reading is None:
        return f"The calendar {name} has not been read yet."
    if reading.good_at is None:
        return f"The calendar {name} cannot be read: {escape(reading.why)}."
    since = reading.failing_since
    failing = f"; it cannot be read since {at(Moment(since))}: {escape(reading.why)}" if since else ""
    missing = f"; left out: {', '.join(map(escape, reading.left_out))}" if reading.left_out else ""
    return f"From the calendar {name}, read {ago(reading.good_at, request.now)}{failing}{missing}."


def _starts(seminar: Seminar) -> str:
    """Give when a seminar begins, to sort by; those without a time last."""
    when = seminar.at.start if isinstance(seminar.at, Span) else seminar.at
    return when.at.isoformat() if isinstance(when, Moment) else str(when) if isinstance(when, Day) else "unknown"


def _is_past(request: Request, seminar: Seminar) -> bool:
    if seminar.until:
        return is_over(seminar.until, request.now)
    if isinstance(seminar.at, Span):
        return request.now >= (seminar.at.end or seminar.at.start).at
    return is_over(seminar.at, request.now)


def _when(seminar: Seminar) -> str:
    return when_text(seminar.at) + (f" to {when_text(seminar.until)}" if seminar.until else "")


def _seminar(request: Request, seminar: Seminar) -> str:
    who = ", ".join(part for part in (bold(seminar.speaker or ""), escape(seminar.affiliation or "")) if part)
    over = " It is over." if _is_past(request, seminar) else ""
    facts = (
        f"Series: {escape(seminar.series)}" if seminar.series else "",
        f"Place: {escape(seminar.place)}" if seminar.place else "",
        f"Contact: {escape(seminar.contact)}" if seminar.contact else "",
    )
    return paragraphs(
        f"**Cancelled**: {seminar.cancelled}" if seminar.cancelled else None,
        f"{who}. {_when(seminar)}.{over}" if who else f"{_when(seminar)}.{over}",
        bullets(*facts),
        seminar.online,
        seminar.text,
        remarks(seminar, request.catalog),
        linked(seminar.link),
    )
