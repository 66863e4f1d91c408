"""Which posts the facts call for, past and future; pure, so that it can be rehearsed, and done again at any time."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import groupby

from bot.agenda import Slot, slots_of
from bot.facts.catalog import Catalog
from bot.facts.models import Date, Deadline, Session, Step, Workshop
from bot.lead import told_lead
from bot.moment import Day, Moment, Span
from bot.posts.bounds import BEGUN, Bounds, begins
from bot.posts.ladders import Planning
from bot.posts.lapses import lapses_of
from bot.posts.post import Plan, Post
from bot.posts.socials import of_social
from bot.posts.words import About, asked, briefing, dated, opening, rung, start, step
from bot.telling import when_text
from bot.told import told_day

STEP_AHEAD = timedelta(days=2)  # before the day by which a step must have begun
ASKED_AHEAD = timedelta(days=7)  # before the first rung: time to answer which zone is meant
BRIEFING_AHEAD = timedelta(hours=1)  # before the first slot of a day
START_AHEAD = timedelta(minutes=10)
A_DAY = timedelta(days=1)


def plan(catalog: Catalog, planning: Planning) -> Plan:
    """Give every post that the facts call for; what is unknown, undecided or cancelled calls for none."""
    posts = [post for shop in catalog.newest_first for post in of_workshop(shop, catalog, planning)]
    lapses = dict(each for shop in catalog.newest_first for each in lapses_of(shop))
    return Plan(sorted(posts, key=lambda post: (post.due, post.key)), lapses)


def of_workshop(shop: Workshop, catalog: Catalog, planning: Planning) -> Iterator[Post]:
    """Give the posts of one edition, in no order."""
    about = About(shop, catalog, planning)
    for name, deadline in shop.deadlines.items():
        if isinstance(deadline.due, Moment | Day) and not deadline.cancelled:
            yield from _of_deadline(about, name, deadline, Bounds.of(deadline.due))
    for name, date in shop.dates.items():
        yield from _of_date(about, name, date)
    for name, social in shop.socials.items():
        yield from of_social(about, name, social)
    yield from _of_days(about)


def _of_deadline(about: About, name: str, deadline: Deadline, end: Bounds) -> Iterator[Post]:
    subject = f"{about.shop.id}/{name}"
    opens = begins(deadline.opens)
    rungs = [lead for lead in about.planning.rungs(about.shop.id, name) if opens is None or end.first - lead > opens]
    for lead in rungs:
        versions = rung(about, deadline, end.first - lead, end.last if lead == rungs[-1] else None)
        key = f"{subject}@{end.stamp}/{told_lead(lead)}"
        yield Post(
            key,
            "deadlines",
            subject,
            end.first - lead,
            end.first,
            versions,
            when=when_text(deadline.due),
            ladder=f"{subject}@{end.stamp}",
        )
    if opens:
        key = f"{subject}@{opens:%Y-%m-%dT%H:%MZ}/opens"
        when = when_text(deadline.opens) if deadline.opens else ""
        yield Post(key, "deadlines", f"{subject}/opens", opens, end.first, opening(about, deadline, opens), when)
    for step_name, each in deadline.steps.items():
        if begin := _must_begin(each, end.first):
            key = f"{subject}@{end.stamp}/step/{step_name}"
            versions = step(about, deadline, each, begin)
            when = when_text(deadline.due)
            yield Post(key, "deadlines", f"{subject}/step/{step_name}", begin, end.first, versions, when)
    if isinstance(deadline.due, Day) and rungs:
        due = end.first - rungs[0] - ASKED_AHEAD
        key = f"{subject}@{end.stamp}/zone"
        yield Post(key, "organizers", subject, due, end.last, asked(about, deadline, due), when_text(deadline.due))


def _must_begin(each: Step, end: datetime) -> datetime | None:
    """Give when to say that a step must be taken now: before its advised day, or as long ahead as it takes."""
    if isinstance(each.by, Moment | Day):
        return Bounds.of(each.by).first - STEP_AHEAD
    return end - timedelta(days=each.takes) - STEP_AHEAD if each.takes else None


def _of_date(about: About, name: str, date: Date) -> Iterator[Post]:
    """Give the post of a dated fact on its day; the workshop's own day has a briefing instead."""
    if not isinstance(date.on, Moment | Day) or date.on == about.shop.when or date.cancelled:
        return
    end = Bounds.of(date.on)
    due = date.on.at if isinstance(date.on, Moment) else end.first - BEGUN
    subject = f"{about.shop.id}/{name}"
    versions = dated(about, date, due)
    yield Post(f"{subject}@{end.stamp}", "deadlines", subject, due, end.last + A_DAY, versions, when_text(date.on))


def _of_days(about: About) -> Iterator[Post]:
    """Give a briefing for each day of the schedule, and what starts in its course."""
    days = groupby(slots_of(about.shop), key=lambda slot: slot.span.start.local.date())
    for number, (day, slots) in enumerate(days, start=1):
        yield from _of_day(about, (f"{about.shop.id}/day/{number}", f"{day}"), list(slots))


def _of_day(about: About, day: tuple[str, str], slots: list[Slot]) -> Iterator[Post]:
    """Give the posts of a day, named by its number and its date: whatever its first hour, it has one briefing."""
    subject, key = day[0], "@".join(day)
    coming = [slot for slot in slots if not slot.fact.cancelled]
    if not coming:
        return
    due = coming[0].start - BRIEFING_AHEAD
    when = told_day(slots[0].span.start.local)
    yield Post(key, "schedule", subject, due, coming[-1].end_or_guess, briefing(about, slots, due), when)
    under = "" if about.planning.starts_in_channel else key
    for slot in coming:
        if isinstance(slot.fact, Session) and slot.fact.kind == "break":
            continue
        own = f"{about.shop.id}/{slot.fact.id.rpartition('/')[2]}"
        at = slot.start - START_AHEAD
        versions = start(about, slot, at)
        name = f"{own}@{slot.start:%Y-%m-%dT%H:%MZ}/starts"
        yield Post(name, "schedule", own, at, _end(slot), versions, when_text(slot.span), under=under)


def _end(slot: Slot) -> datetime:
    end = slot.span.end if isinstance(slot.span, Span) else None
    return end.at if end else slot.start + timedelta(hours=1)
