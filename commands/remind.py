"""Personal reminders: ask for them, see them, stop them, and what is kept of a person."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Annotated, Literal

from bot import Button, Message, Request, Section, UserError, command
from bot.arguments import Occasion as OccasionId
from bot.arguments import Zone
from bot.facts.catalog import Catalog
from bot.lead import told_lead
from bot.message import at, bold, bullets, escape, paragraphs
from bot.moment import Moment
from bot.occasions import Occasion, instants, occasion
from bot.personal import MOST, USUAL, Reminder
from bot.telling import when_text
from bot.told import told_zone
from bot.words import counted

HOW_TO_OPEN = (
    "To let me write to you: on Discord, right-click the server, Privacy Settings, allow Direct Messages; on Slack, "
    "open my profile and send me a message once."
)


def _has_occasions(catalog: Catalog) -> bool:
    return any(shop.deadlines or shop.sessions or shop.socials for shop in catalog.newest_first)


@command(personal=True, aliases=("reminder", "reminders", "ping"), needs=_has_occasions)
async def remind(
    request: Request,
    what: Annotated[OccasionId | None, "a deadline, session or social, or an edition for all its deadlines"] = None,
    when: Annotated[timedelta | None, "how long before, such as 1d, 3h or 10m; else 14d, 3d, 1d and 3h"] = None,
) -> Message:
    """Remind you by direct message; alone, show what you have."""
    if what is None:
        return await _listed(request)
    have = await request.personal.reminders(request.person.id)
    asked = _asked(request, what)
    made = [_reminder(request, each, when) for each in asked]
    if len({each.subject for each in (*have, *made)}) > MOST:
        raise UserError(f"You have {len(have)} reminders; {MOST} are the most. Stop one first.", (_mine(request),))
    await request.personal.put(*made)
    confirmed = "" if have else await _confirmed(request, asked, made)
    return Message(
        title="Reminder",
        text=paragraphs(*(_promise(request, each, of) for each, of in zip(made, asked, strict=True)), confirmed),
        buttons=(_mine(request), *(_stop(request, each) for each in made[:1])),
    )


@command(listed=False, personal=True)
async def stop(
    request: Request, what: Annotated[OccasionId | None, "which reminder; all of them when left out"] = None
) -> Message:
    """Stop a reminder, or all of yours."""
    stopped = await request.personal.drop(request.person.id, what or "")
    found = occasion(request.catalog, what) if what else None
    named = f" for {bold(found.title)}" if found else ""
    text = f"Stopped: {counted(stopped, 'reminder')}{named}." if stopped else "There was none to stop."
    return Message(title="Reminders", text=text, buttons=(_mine(request),))


@command(listed=False, personal=True)
async def snooze(
    request: Request,
    what: Annotated[OccasionId, "which reminder"],
    when: Annotated[timedelta, "how long from now, such as 1h"],
) -> Message:
    """Send a reminder once more, so long from now."""
    found = occasion(request.catalog, what)
    if found is None or found.at is None or request.now + when >= found.at:
        raise UserError("It would be too late then.", (_mine(request),))
    have = {each.subject: each for each in await request.personal.reminders(request.person.id)}
    again = have.get(what) or Reminder(request.person.id, what, request.person.community, told=found.told)
    at_next = request.now + when
    leads = tuple(dict.fromkeys((*again.leads, found.at - at_next)))
    await request.personal.put(replace(again, leads=leads, next_at=min(filter(None, (again.next_at, at_next)))))
    return Message(title="Snoozed", text=f"I write to you again {_at(at_next)}.", buttons=(_mine(request),))


@command(personal=True, aliases=("zone", "timezone", "privacy"))
async def me(request: Request, zone: Annotated[Zone | None, "your city or time zone"] = None) -> Message:
    """Show or set your time zone, and what is kept of you."""
    if zone:
        await request.personal.set_zone(request.person.id, zone)
    yours = zone or request.person.zone
    have = await request.personal.reminders(request.person.id)
    named = f"Your time zone is {bold(told_zone(yours))}." if yours else "I do not know your time zone: add a city."
    return Message(
        title="You",
        text=paragraphs(named, f"You have {counted(len(have), 'reminder')}."),
        buttons=(
            _mine(request),
            Button("Stop all reminders", request.to("stop")),
            Button("Erase everything", request.to("erase")),
        ),
        note="Kept of you: the time zone you chose and your reminders; sent reminders for 30 days.",
    )


@command(listed=False, personal=True)
async def erase(
    request: Request, sure: Annotated[Literal["yes"] | None, "yes, to do it without asking again"] = None
) -> Message:
    """Forget everything that is kept of you."""
    if not sure:
        yes = Button("Yes, erase everything", request.to("erase sure:yes"))
        text = "Your reminders and your time zone will be forgotten, and nothing more is sent. Are you sure?"
        return Message(title="Erase everything?", text=text, buttons=(yes, _mine(request)))
    await request.personal.erase(request.person.id)
    return Message(title="Erased", text="Nothing is kept of you any more.")


async def _listed(request: Request) -> Message:
    have = await request.personal.reminders(request.person.id)
    known = [(each, occasion(request.catalog, each.subject)) for each in have]
    sections = tuple(Section(of.title, _told(each, of, request.now)) for each, of in known if of)
    nothing = f"You have none. Write {escape(request.to('remind'))} and what you want to be reminded of."
    stops = tuple(Button(f"Stop: {of.title}", request.to(f"stop what:{each.subject}")) for each, of in known[:4] if of)
    return Message(
        title="Your reminders",
        text=f"You have {len(have)}." if have else nothing,
        sections=sections,
        buttons=(*stops, *((Button("Stop all", request.to("stop")),) if have else ())),
    )


def _told(reminder: Reminder, of: Occasion, now: datetime) -> str:
    ahead = instants(of.at, reminder.leads, now) if of.at else []
    coming = bullets(*map(_at, ahead)) if ahead else ""
    waits = "I write to you when it is known." if of.is_unknown else "Nothing more is to come."
    return paragraphs(of.words(), coming or waits)


def _asked(request: Request, what: str) -> list[Occasion]:
    """Give what is meant: one occasion, or all deadlines of an edition that are not over."""
    shop = request.catalog.workshops.get(what)
    keys = [each.id for each in shop.deadlines.values()] if shop else [what]
    found = [of for key in keys if (of := occasion(request.catalog, key))]
    ahead = [of for of in found if of.is_unknown or (of.at and of.at > request.now)]
    if not ahead:
        over = f"{found[0].title}: {_plain(found[0])}" if len(found) == 1 else "nothing of it is still to come"
        raise UserError(f"It is too late for a reminder: {over}.")
    return ahead


def _plain(of: Occasion) -> str:
    return f"it was {of.told}"


def _reminder(request: Request, of: Occasion, lead: timedelta | None) -> Reminder:
    """Make a reminder; raises UserError where its instant has passed already."""
    ahead = instants(of.at, (lead,) if lead else USUAL, request.now) if of.at else []
    if of.at and not ahead:
        raise UserError(
            f"{of.title} is less than {told_lead(lead or USUAL[-1])} away. Choose a shorter time, such as 10m."
        )
    leads = () if of.at is None else (lead,) if lead else tuple(each for each in USUAL if of.at - each > request.now)
    person = request.person
    return Reminder(person.id, of.fact.id, person.community, leads, of.told, ahead[0] if ahead else None)


def _promise(request: Request, reminder: Reminder, of: Occasion) -> str:
    ahead = instants(of.at, reminder.leads, request.now) if of.at else []
    if not ahead:
        return f"{bold(of.title)}: {when_text(of.when)}. I write to you as soon as it is known."
    return paragraphs(f"{bold(of.title)}. {of.words()} I write to you:", bullets(*map(_at, ahead)))


async def _confirmed(request: Request, asked: Iterable[Occasion], made: Iterable[Reminder]) -> str:
    """Write to somebody for the first time, and say here where that did not work."""
    promise = paragraphs(*(_promise(request, each, of) for each, of in zip(made, asked, strict=True)))
    why = await request.personal.try_direct(request.person.id, request.person.community, "Your first reminder", promise)
    return f"**I could not write to you:** {escape(why)} {HOW_TO_OPEN}" if why else "I have just written to you."


def _at(when: datetime) -> str:
    return at(Moment(when))


def _mine(request: Request) -> Button:
    return Button("My reminders", request.to("remind"))


def _stop(request: Request, reminder: Reminder) -> Button:
    return Button("Stop it", request.to(f"stop what:{reminder.subject}"))
