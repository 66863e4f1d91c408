"""Personal reminders: ask for them, see them, change, snooze and stop them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Annotated

from bot import Button, Message, Request, Section, UserError, command
from bot.arguments import Occasion as OccasionId
from bot.facts.catalog import Catalog
from bot.lead import told_lead
from bot.message import at, bold, bullets, escape, paragraphs
from bot.moment import Moment
from bot.occasions import Occasion, instants, occasion, refusal
from bot.personal import MOST, FullError, Reminder
from bot.telling import left
from bot.titles import command_for
from bot.words import counted

HOW_TO_OPEN = (
    "To let me write to you: on Discord, right-click the server, Privacy Settings, allow Direct Messages; on Slack, "
    "open my profile and send me a message once."
)
SHORTEST = timedelta(minutes=10)  # of the leads that are offered
OFFERED = (*map(timedelta, (7, 3, 1)), timedelta(hours=3), timedelta(hours=1), SHORTEST)
MOST_LEADS = 12  # of one reminder, snoozes counted

Made = Sequence[tuple[Occasion, Reminder]]


def has_occasions(catalog: Catalog) -> object:
    """Say whether there is anything to be reminded of."""
    return catalog.occasion_names.all


@command(personal=True, aliases=("reminder", "reminders", "ping"), needs=has_occasions)
async def remind(
    request: Request,
    what: Annotated[OccasionId | None, "a deadline, session, social or seminar; an edition: all its deadlines"] = None,
    when: Annotated[timedelta | None, "how long before: 1d, 3h, 10m; else 14d, 3d, 1d, 3h (events 1d, 1h, 10m)"] = None,
) -> Message:
    """Remind you by direct message; alone, show what you have."""
    if what is None:
        return await _listed(request)
    have = await request.personal.reminders(request.person.id)
    made, near = _made(request, _asked(request, what), when)
    await _put(request, *(reminder for _, reminder in made))
    promises = paragraphs(*(_promise(request, *each) for each in made), near)
    confirmed = "" if have else await _confirmed(request, promises)
    first = made[0][0]
    return Message(
        title="Reminder",
        text=paragraphs(promises, confirmed),
        buttons=(
            mine(request),
            *((_change(request, first, "Other times"),) if len(made) == 1 and first.at else ()),
            *((_stop(request, first, "Stop it"),) if len(made) == 1 else ()),
        ),
    )


@command(listed=False, personal=True)
async def times(request: Request, what: Annotated[OccasionId, "which reminder"]) -> Message:
    """Offer other times for a reminder."""
    of = next(iter(_asked(request, what)))
    have = {each.subject: each for each in await request.personal.reminders(request.person.id)}
    if of.at is None:
        text = f"{of.words()} I write to you when it is known."
        return Message(title=of.title, text=text, buttons=(_stop(request, of, "Stop it"), mine(request)))
    fits = [each for each in OFFERED if of.at - each > request.now]
    usual = [told_lead(each) for each in of.usual if of.at - each > request.now]
    now = _coming(request, of, have[what]) if what in have else ""
    return Message(
        title=of.title,
        text=paragraphs(of.words(), now, "When shall I write to you?"),
        buttons=(
            *((Button(f"The usual: {', '.join(usual)}", _line(request, of)),) if usual else ()),
            *(Button(f"{told_lead(each)} before", f"{_line(request, of)} when:{told_lead(each)}") for each in fits),
            *((_stop(request, of, "Stop it"),) if what in have else ()),
        ),
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
    return Message(title="Reminders", text=text, buttons=(mine(request),))


@command(listed=False, personal=True)
async def snooze(
    request: Request,
    what: Annotated[OccasionId, "which reminder"],
    when: Annotated[timedelta, "how long from now, such as 1h"],
) -> Message:
    """Send a reminder once more, so long from now."""
    found, at_next = occasion(request.catalog, what), request.now + when
    if found is None or found.at is None or at_next >= found.at:
        raise UserError("It would be too late then.", (mine(request),))
    have = {each.subject: each for each in await request.personal.reminders(request.person.id)}
    again = have.get(what) or Reminder(request.person.id, what, request.person.community, told=found.told)
    leads = tuple(dict.fromkeys((*again.leads, found.at - at_next)))
    if len(leads) > MOST_LEADS:
        raise UserError("You have snoozed this often enough: choose its times anew.", (_change(request, found),))
    await _put(request, replace(again, leads=leads, next_at=min(filter(None, (again.next_at, at_next)))))
    return Message(title="Snoozed", text=f"I write to you again {_at(at_next)}.", buttons=(mine(request),))


def mine(request: Request) -> Button:
    """Give the button to one's own reminders."""
    return Button("My reminders", request.to("remind"))


async def _listed(request: Request) -> Message:
    have = await request.personal.reminders(request.person.id)
    known = [(each, occasion(request.catalog, each.subject)) for each in have]
    gone = sum(of is None for _, of in known)
    nothing = f"You have none. Write {escape(request.to('remind'))} and what you want to be reminded of."
    kept = f"{counted(gone, 'reminder')} of what our sources do not hold at the moment." if gone else ""
    return Message(
        title="Your reminders",
        text=paragraphs(f"You have {len(have)}." if have else nothing, kept),
        sections=tuple(_section(request, of, each) for each, of in known if of),
        buttons=(
            *((Button("Stop all", request.to("stop")),) if have else ()),
            Button("Remind me …", request.to("pick")),
        ),
    )


def _section(request: Request, of: Occasion, reminder: Reminder) -> Section:
    """Tell a reminder, with change and stop; what is over or cancelled can only be stopped."""
    change = () if refusal(of, request.now) or not of.at else (_change(request, of, f"Change: {of.name}"),)
    text = paragraphs(of.words(), _coming(request, of, reminder))
    return Section(of.title, text, (*change, _stop(request, of, f"Stop: {of.name}")))


def _coming(request: Request, of: Occasion, reminder: Reminder) -> str:
    if of.cancelled:
        return "I write to you if it takes place after all."
    ahead = _instants(of, reminder, request.now)
    waits = "Nothing more is to come." if of.is_known else "I write to you when it is known."
    return f"I write to you:\n\n{bullets(*map(_at, ahead))}" if ahead else waits


def _instants(of: Occasion, reminder: Reminder, now: datetime) -> list[datetime]:
    """Give when a person is written to, a snooze of what was due included."""
    return instants(of.at, reminder.leads, now) if of.at else []


def _asked(request: Request, what: str) -> list[Occasion]:
    """Give what is meant: one occasion, or all deadlines of an edition that can be reminded of."""
    shop = request.catalog.workshops.get(what)
    keys = [each.id for each in shop.deadlines.values()] if shop else [what]
    found = [of for key in keys if (of := occasion(request.catalog, key))]
    can = [of for of in found if not refusal(of, request.now)]
    if can:
        return can
    if len(found) != 1:
        raise UserError(f"No deadline of {shop.name if shop else 'it'} is still to come.")
    line = command_for(found[0].fact, request.catalog)
    more = (Button("Show it", request.to(line)),) if line else ()
    raise UserError(refusal(found[0], request.now), more)


def _made(request: Request, asked: list[Occasion], lead: timedelta | None) -> tuple[Made, str]:
    """Make reminders, and tell what is too near for one; raises UserError where nothing is left."""
    made = [(of, each) for of in asked if (each := _reminder(request, of, lead))]
    kept = {reminder.subject for _, reminder in made}
    near = [of for of in asked if of.key not in kept]
    if not made:
        raise _too_near(request, near[0], lead)
    return made, f"Too near for that: {', '.join(escape(of.title) for of in near)}." if near else ""


def _reminder(request: Request, of: Occasion, lead: timedelta | None) -> Reminder | None:
    """Make a reminder; None where its last instant has passed already."""
    leads = tuple(each for each in ((lead,) if lead else of.usual) if of.at and of.at - each > request.now)
    if of.at and not leads:
        return None
    person = request.person
    ahead = instants(of.at, leads, request.now) if of.at else []
    waiting = (lead,) if lead and not of.at and not of.field else ()
    return Reminder(person.id, of.key, person.community, leads or waiting, of.told, ahead[0] if ahead else None)


def _too_near(request: Request, of: Occasion, lead: timedelta | None) -> UserError:
    assert of.at
    gap, away = of.at - request.now, left(of.at, request.now).removesuffix(" left")
    if gap <= SHORTEST:
        return UserError(f"It is too late for a reminder: {of.title} is only {away} away.")
    text = f"{of.title} is less than {told_lead(lead or of.usual[-1])} away. Choose a shorter time, such as 10m."
    return UserError(text, (_change(request, of, "Other times"),))


async def _put(request: Request, *reminders: Reminder) -> None:
    """Keep reminders, all or none; raises UserError where there would be too many."""
    try:
        await request.personal.put(*reminders)
    except FullError as full:
        several = len(reminders) > 1
        wanted = f", and these are {len(reminders)}" if several else ""
        text = f"You have {counted(full.have, 'reminder')}{wanted}; {MOST} are the most. Stop one "
        text += "or choose fewer." if several else "first."
        raise UserError(text, (mine(request),)) from None


def _promise(request: Request, of: Occasion, reminder: Reminder) -> str:
    ahead = _instants(of, reminder, request.now)
    if not ahead:
        until = "a place frees" if of.field == "full" else "it is known"
        return f"{bold(of.title)}. {of.words()} I write to you as soon as {until}."
    return paragraphs(f"{bold(of.title)}. {of.words()} I write to you:", bullets(*map(_at, ahead)))


async def _confirmed(request: Request, promise: str) -> str:
    """Write to somebody for the first time, and say here where that did not work."""
    why = await request.personal.try_direct(request.person.id, request.person.community, "Your first reminder", promise)
    return f"**I could not write to you:** {escape(why)} {HOW_TO_OPEN}" if why else "I have just written to you."


def _at(when: datetime) -> str:
    return at(Moment(when))


def _line(request: Request, of: Occasion) -> str:
    return request.to(f"remind what:{of.key}")


def _change(request: Request, of: Occasion, label: str = "Change") -> Button:
    return Button(label, request.to(f"times what:{of.key}"))


def _stop(request: Request, of: Occasion, label: str) -> Button:
    return Button(label, request.to(f"stop what:{of.key}"))
