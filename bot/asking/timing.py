"""Rules for questions about time: what is on now, at an hour, after a slot; which deadline is meant."""

from dataclasses import replace

from bot.agenda import Slot, by_due, end_of, has_slots, slot_line, slots_of
from bot.asking.question import Question
from bot.asking.words import stems, word_set
from bot.core import Request
from bot.facts.models import Deadline, Workshop
from bot.message import Button, Message, bold, bullets, escape, paragraphs
from bot.moment import Moment
from bot.offering import reminders_and_news
from bot.telling import (
    bounds_of,
    called_off,
    cite,
    is_over,
    linked,
    opened_text,
    remarks,
    state_of,
    step_text,
    when_text,
)
from bot.told import told, told_day

NOW = word_set("now currently moment happening missing right going on yet begun")
_NEXT = word_set("next after upcoming following comes come follows")
_ABOUT_THE_DAY = word_set("talk session room stage programme schedule today start end")
_DUE = word_set(
    "anywhere earth aoe passed gone calendar care send deadline submit open time day date end closed close late "
    "hour zone timezone exact last minute still miss over left number important list latest until my am pm here "
    "clock soon call paper papers"
)
_OTHERS = word_set("camera ready final version notification decision")  # dates that are not the first deadline
_TIMES = word_set("day hour minute week time")
_NAMES_DUE = word_set("deadline deadlines cutoff submit open closed over due late")


async def on_now(request: Request, question: Question) -> Message | None:
    """Tell what is on at this moment, or comes next."""
    asked = set(question.all_words)
    rest = set(question.words) - NOW - _NEXT - _ABOUT_THE_DAY
    if rest or not asked & (NOW | _NEXT) or asked & _NAMES_DUE:
        return None
    message = await run(request, "now", workshop=question.shop)
    if message and asked & _NEXT and not asked & NOW:
        current, _, coming = message.text.partition("\n\n")
        return replace(message, text=paragraphs(coming, current)) if coming.startswith("**Next**") else message
    return message


async def after_a_slot(request: Request, question: Question) -> Message | None:
    """Tell what follows or precedes a slot of the schedule: `what comes after the panel?`."""
    shop = _with_slots(request, question)
    if shop is None or not {"after", "before"} & set(question.all_words):
        return None
    slots, words = slots_of(shop), set(question.words) - _NEXT
    named = [number for number, slot in enumerate(slots) if words and words <= set(stems(slot.fact.title))]
    step = 1 if "after" in question.all_words else -1
    if not named or not 0 <= named[0] + step < len(slots):
        return None
    return _slots_answer(request, shop, [slots[named[0] + step]])


async def at_a_clock(request: Request, question: Question) -> Message | None:
    """Tell what is on at an hour of the place: `what's at 3pm?`."""
    shop = _with_slots(request, question)
    asked = set(question.all_words)
    if question.clock is None or shop is None or asked & _NAMES_DUE or asked & {"here", "late", "my"}:
        return None
    slots = [slot for slot in slots_of(shop) if _covers(slot, question)]
    if slots:
        return _slots_answer(request, shop, slots)
    text = f"At {question.clock:%H:%M} nothing is on the schedule of {escape(shop.name)}."
    return Message(title=f"Schedule · {shop.name}", text=text, note=cite(request.catalog, [shop]))


def _covers(slot: Slot, question: Question) -> bool:
    start, end = slot.span.start.local, slot.end_or_guess.astimezone(slot.span.start.local.tzinfo)
    clock = start.replace(hour=question.clock.hour, minute=question.clock.minute) if question.clock else start
    return start <= clock < end


def _with_slots(request: Request, question: Question) -> Workshop | None:
    if question.shop:
        return question.shop if has_slots(question.shop) else None
    current = request.catalog.current(request.now)
    return current if current and has_slots(current) else request.catalog.newest_with(has_slots)


def _slots_answer(request: Request, shop: Workshop, slots: list[Slot]) -> Message:
    day = told_day(slots[0].span.start.local)
    lines = [slot_line(slot, request.now) for slot in slots]
    text = f"{day}, {lines[0]}." if len(slots) == 1 else f"{day}:\n\n{bullets(*lines)}"
    return Message(
        title=f"Schedule · {shop.name}",
        text=text,
        buttons=(
            Button("Whole schedule", request.to(f"schedule {shop.id}")),
            Button("Now", request.to(f"now {shop.id}")),
        ),
        note=cite(request.catalog, [slot.fact for slot in slots]),
    )


async def whole_schedule(request: Request, question: Question) -> Message | None:
    """Show the schedule."""
    if question.words != stems("schedule"):
        return None
    return await run(request, "schedule", workshop=question.shop, zone=question.zone)


async def due(request: Request, question: Question) -> Message | None:
    """Tell the deadline that is meant where none is named: the first of the edition, or all of them."""
    words, asked = set(question.words), set(question.all_words)
    whole = {"dates", "deadlines", "calendar"} & asked or {"next", "date"} <= asked
    if question.clock:  # it is 10am here: an hour that the clock knows better
        words -= set(stems(" ".join(word for word in question.all_words if any(map(str.isdigit, word)))))
    extra = words - _DUE - _NEXT
    named = bool(whole or question.zone or (asked | words) & _NAMES_DUE)
    # Who names a zone asks for an hour, whatever else is said.
    from_a_zone = question.zone and words & word_set("submit deadline") and not extra & _OTHERS
    if not (named and not extra) and not from_a_zone:
        return None
    if "many" in asked and not words & _TIMES:  # how many papers, not how many days
        return None
    if whole or "next" in asked:
        return await run(request, "deadlines", workshop=question.shop, zone=question.zone)
    shop = question.shop or request.catalog.current(request.now)
    if shop is None or not shop.deadlines:
        return None
    standing = [each for each in by_due(shop) if not each.cancelled]
    first, *later = standing or by_due(shop)
    answer = deadline_answer(request, shop, first, question.zone)
    off = (f"{bold(each.title)}: {called_off(each)}" for each in by_due(shop) if each.cancelled and each is not first)
    answer = replace(answer, text=paragraphs(answer.text, *off))
    ahead = [each for each in later if end_of(each) and not is_over(each.due, request.now)]
    if not ahead or not is_over(first.due, request.now):
        return answer
    coming = f"Still ahead: {bold(ahead[0].title)}, {when_text(ahead[0].due)}."
    return replace(answer, text=paragraphs(answer.text, coming))


def deadline_answer(request: Request, shop: Workshop, deadline: Deadline, zone: str | None) -> Message:
    """Tell one deadline: its time in the zone asked for first, what it means now, what to do ahead of it."""
    when, now = deadline.due, request.now
    asked = f"{escape(told(when, zone))}: " if zone and isinstance(when, Moment) else ""
    steps = (step_text(step, deadline, now) for step in deadline.steps.values())
    return Message(
        title=f"{deadline.title} · {shop.name}",
        text=paragraphs(
            f"{asked}{bold(deadline.title)} ({escape(shop.name)}), {when_text(when)}. {state_of(deadline, now)}",
            None if deadline.cancelled else bounds_of(when),
            shop.status if is_over(when, now) else None,
            *steps,
            opened_text(deadline, now) or None,
            deadline.text,
            remarks(deadline, request.catalog),
            linked(deadline.link),
        ),
        buttons=(
            *reminders_and_news(request, [deadline], f"{shop.id} deadlines"),
            Button(f"All dates of {shop.name}", request.to(f"deadlines {shop.id}")),
            Button("What to submit", request.to(f"cfp {shop.id}")),
        ),
        note=cite(request.catalog, [deadline]),
    )


async def run(request: Request, name: str, /, **arguments: object) -> Message | None:
    """Answer as a command does; None where the bot has no such command or no fact for it."""
    command = request.bot.commands.get(name)
    if command is None or (command.needs and not command.needs(request.catalog)):
        return None
    return await command.function(request, **arguments)
