"""What each kind of post says, as versions: what it shows when it is posted, and what once its time is over."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.agenda import Slot, slot_line
from bot.facts.base import Fact
from bot.facts.catalog import Catalog
from bot.facts.models import Date, Deadline, Social, Step, Workshop
from bot.message import Button, Message, Section, bold, bullets, escape, paragraphs
from bot.moment import Day, Moment, When
from bot.posts.ladders import Planning
from bot.posts.post import REMIND, Post, Version, revision_of
from bot.signups import address_of
from bot.telling import bounds_of, cite, is_over, linked, when_text
from bot.told import told, told_day, told_zone

LATE = timedelta(minutes=10)  # after which a post says that it comes late
Versions = tuple[Version, ...]


@dataclass(frozen=True)
class About:
    """The edition that a post is about, and what it takes to speak of it."""

    shop: Workshop
    catalog: Catalog
    planning: Planning

    def titled(self, title: str) -> str:
        """Give the title of a post: what it is about, and of which edition."""
        return f"{title} · {self.shop.name}"

    def button(self, label: str, what: str) -> Button:
        """Give a button that asks for more."""
        return Button(label, self.planning.line(what))

    def cite(self, *facts: Fact) -> str:
        """Give the sources."""
        return cite(self.catalog, facts)


def rung(about: About, deadline: Deadline, due: datetime, closed: datetime | None) -> Versions:
    """Say that a deadline comes; with `closed`, from then on that it has passed."""
    shown = (deadline.title, deadline.due, deadline.text, deadline.link, about.shop.name)
    steps = bullets(*(_step_line(each, due) for each in deadline.steps.values()))
    shown_steps = [(each.title, each.concerns, each.takes, each.by) for each in deadline.steps.values()]
    message = Message(
        notice=f"{about.shop.name}: {deadline.title} is due {plain_when(deadline.due)}",
        title=about.titled(deadline.title),
        text=paragraphs(
            f"Due {when_text(deadline.due)}.", bounds_of(deadline.due), deadline.text, linked(deadline.link)
        ),
        sections=(Section("Before that", steps),) if steps else (),
        buttons=_deadline_buttons(about, deadline),
        note=about.cite(deadline),
    )
    first = Version(due, message, revision_of((*shown, shown_steps)))
    if closed is None:
        return (first,)
    over = Message(
        notice=f"{about.shop.name}: {deadline.title} is closed",
        title=about.titled(f"Closed: {deadline.title}"),
        text=f"**Closed.** It was due {when_text(deadline.due)}.",
        buttons=_deadline_buttons(about),
        note=about.cite(deadline),
    )
    return (first, Version(closed, over, revision_of((*shown, "closed"))))


def opening(about: About, deadline: Deadline, opens: datetime) -> Versions:
    """Say that something can be done from now on."""
    message = Message(
        notice=f"{about.shop.name}: {deadline.title} opens {plain_when(deadline.opens)}",
        title=about.titled(f"Opening: {deadline.title}"),
        text=paragraphs(
            f"Opens {when_text(deadline.opens)}. Due {when_text(deadline.due)}." if deadline.opens else None,
            deadline.text,
            linked(deadline.link),
        ),
        buttons=_deadline_buttons(about, deadline),
        note=about.cite(deadline),
    )
    shown = (deadline.title, deadline.opens, deadline.due, deadline.text, deadline.link, about.shop.name)
    return (Version(opens, message, revision_of(shown)),)


def step(about: About, deadline: Deadline, each: Step, due: datetime) -> Versions:
    """Say that something must be begun now so that a deadline can be met."""
    message = Message(
        notice=f"{about.shop.name}: {each.title}, for {deadline.title}",
        title=about.titled(each.title),
        text=paragraphs(
            f"{_step_line(each, due)} {each.text}",
            f"{bold(deadline.title)} is due {when_text(deadline.due)}.",
            linked(each.link),
        ),
        buttons=_deadline_buttons(about, deadline),
        note=about.cite(each),
    )
    shown = (each.title, each.by, each.takes, each.concerns, each.text, deadline.title, deadline.due)
    return (Version(due, message, revision_of(shown)),)


def asked(about: About, deadline: Deadline, due: datetime) -> Versions:
    """Ask the organizers which zone a day means."""
    message = Message(
        notice=f"{about.shop.name}: which time zone does “{deadline.title}” mean?",
        title=about.titled(f"Which time zone? {deadline.title}"),
        text=paragraphs(
            f"{bold(deadline.title)} is due {when_text(deadline.due)}, and no source says in which time zone.",
            "Members are reminded as if it ended where the day ends first (UTC+14). Please add the zone in the data "
            "file, such as `AoE`.",
        ),
        note=about.cite(deadline),
    )
    return (Version(due, message, revision_of((deadline.title, deadline.due))),)


def dated(about: About, date: Date, due: datetime) -> Versions:
    """Say that the day of a dated fact has come."""
    by = "by " if date.by else ""
    message = Message(
        notice=f"{about.shop.name}: {date.title}, {by}{plain_when(date.on)}",
        title=about.titled(date.title),
        text=paragraphs(f"Planned {by or 'for '}{when_text(date.on)}.", date.text, linked(date.link)),
        buttons=_deadline_buttons(about),
        note=about.cite(date),
    )
    return (Version(due, message, revision_of((date.title, date.on, date.by, date.text, date.link))),)


def briefing(about: About, slots: Sequence[Slot], due: datetime) -> Versions:
    """Tell the whole day, before it begins, and what of it is cancelled."""
    shop, first = about.shop, slots[0]
    coming = [slot for slot in slots if not slot.fact.cancelled]
    cancelled = [(slot.fact.title, slot.fact.cancelled) for slot in slots if slot.fact.cancelled]
    told_slots = [slot_line(slot, due) for slot in coming]
    lines = [*told_slots, *(f"**Cancelled:** {escape(title)}. {why}" for title, why in cancelled)]
    venue = ", ".join(filter(None, (shop.venue.room, shop.venue.name, shop.venue.city))) if shop.venue else ""
    message = Message(
        notice=f"{shop.name}: {plain_when(first.span.start)}",
        title=about.titled(told_day(first.span.start.local)),
        text=paragraphs(escape(venue), bullets(*lines)),
        buttons=(
            about.button("Now", f"now {shop.id}"),
            about.button("Schedule", f"schedule {shop.id}"),
            about.button("Remind me …", f"pick {shop.id}"),
        ),
        note=about.cite(*(slot.fact for slot in slots)),
    )
    return (Version(due, message, revision_of((venue, *(_slot_shown(slot, due) for slot in coming), *cancelled))),)


def start(about: About, slot: Slot, due: datetime) -> Versions:
    """Say that a slot begins."""
    message = Message(
        notice=f"{slot.span.start.local:%H:%M} {told_zone(slot.span.start.zone)}: {slot.fact.title}",
        title=slot.fact.title,
        text=paragraphs(slot_line(slot, due), slot.fact.text, linked(getattr(slot.fact, "link", None))),
        buttons=(about.button("Now", f"now {about.shop.id}"), about.button("Remind me …", f"pick {about.shop.id}")),
    )
    return (Version(due, message, revision_of(_slot_shown(slot, due))),)


def worded(post: Post, version: Version, now: datetime) -> Message:
    """Give what is posted; what comes late says so."""
    if now - post.due <= LATE:
        return version.message
    late = f"*Late: this was due {escape(told(Moment(post.due), 'UTC'))}.*"
    return replace(version.message, text=paragraphs(late, version.message.text))


def plain_when(when: When | None) -> str:
    """Tell a time in plain words that do not age: `Thu 30 May 2024, 11:59 UTC`, or its day."""
    if isinstance(when, Moment):
        return told(when, when.zone)
    return told_day(when.date) if isinstance(when, Day) else "at a time not known yet"


def remind(about: About, fact: Fact) -> Button:
    """Give the button that asks to be reminded of a fact."""
    return about.button(REMIND, f"remind what:{fact.id}")


def _slot_shown(slot: Slot, due: datetime) -> tuple[object, ...]:
    fact = slot.fact
    signup = address_of(fact, due) if isinstance(fact, Social) else None
    special = (getattr(fact, name, None) for name in ("room", "remote", "link", "access", "full"))
    return (fact.title, slot.span, fact.text, signup, *special)


def _step_line(each: Step, due: datetime) -> str:
    """Tell a step, as it is to be taken when a post about it is due."""
    whom = f", for {escape(each.concerns)}" if each.concerns else ""
    takes = f" It can take up to {each.takes} days." if each.takes else ""
    if not isinstance(each.by, Moment | Day):
        return f"{bold(each.title)}{whom}.{takes}"
    passed = is_over(each.by, due)
    by = f" Advised by {when_text(each.by)}" + (", which has passed: do it at once." if passed else ".")
    return f"{bold(each.title)}{whom}.{takes}{by}"


def _deadline_buttons(about: About, ahead: Fact | None = None) -> tuple[Button, ...]:
    shop = about.shop.id
    ask = (remind(about, ahead),) if ahead else ()
    return (*ask, about.button("All deadlines", f"deadlines {shop}"), about.button("What to submit", f"cfp {shop}"))
