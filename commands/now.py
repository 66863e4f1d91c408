"""What is on at a workshop at this moment."""

from datetime import datetime, timedelta
from typing import Annotated

from bot import Button, Message, Request, Section, command
from bot.agenda import Slot, has_slots, slot_line, slots_of
from bot.editions import choose
from bot.facts.models import Workshop
from bot.message import bold, escape, paragraphs
from bot.moment import Span
from bot.offering import reminders, when_known
from bot.telling import cite, hours, when_text
from bot.told import told_day

SOON = timedelta(hours=18)  # before the first slot: the evening before counts as ahead of the day
LONGEST = timedelta(days=2)  # no slot takes as long


@command(aliases=("next",), needs=lambda catalog: any(map(has_slots, catalog.newest_first)))
async def now(
    request: Request,
    workshop: Annotated[Workshop | None, "which edition"] = None,
) -> Message:
    """Tell what is on now and what comes next on a workshop's day."""
    edition = choose(request, workshop or on_today(request), has_slots, "schedule")
    shop, listed = edition.shop, slots_of(edition.shop)
    slots = [slot for slot in listed if not slot.fact.cancelled]
    asked = workshop or request.catalog.current(request.now) or shop
    none = "All that was on the schedule is cancelled." if listed else ""
    text, sections = _at(request.now, slots, shop.name) if slots else (none, ())
    day = f"The day of {escape(asked.name)}: {when_text(asked.when)}." if edition.lead else ""
    return Message(
        title=f"Now · {shop.name}",
        text=paragraphs(edition.lead, day, text),
        sections=sections,
        buttons=(
            *((Button("Whole schedule", request.to(f"schedule {shop.id}")),) if listed else ()),
            *((Button("Where", request.to(f"venue {shop.id}")),) if shop.venue else ()),
            *reminders(request, [slot.fact for slot in slots], shop.id),
            *when_known(request, asked, "when"),
        ),
        note=cite(request.catalog, [slot.fact for slot in slots] or [shop]),
    )


def _nothing(ahead: list[Slot]) -> str:
    return f"nothing is on the schedule until {hours(ahead[0].span).removeprefix('from ')[:5]}."


def on_today(request: Request) -> Workshop | None:
    """Give the edition whose slots are around now, from the evening before on, where there is one."""
    for shop in request.catalog.newest_first:
        if not _may_be_on(shop, request.now):
            continue
        slots = slots_of(shop)
        if slots and slots[0].start - SOON <= request.now <= slots[-1].end_or_guess:
            return shop
    return None


def _may_be_on(shop: Workshop, now: datetime) -> bool:
    """Say whether now is near an edition's slots, without putting them in order, which takes longer."""
    times = (*(each.at for each in shop.sessions.values()), *(each.at for each in shop.socials.values()))
    starts = [time.start.at for time in times if isinstance(time, Span)]
    return bool(starts) and min(starts) - SOON <= now <= max(starts) + LONGEST


def _at(now: datetime, slots: list[Slot], name: str) -> tuple[str, tuple[Section, ...]]:
    on = [slot for slot in slots if slot.start <= now < slot.end_or_guess]
    ahead = [slot for slot in slots if slot.start > now]
    first, last = slots[0], slots[-1]
    if not ahead and not on:
        ended = f"{escape(name)} is over. Its last slot was on {told_day(last.span.start.local)}"
        return f"{ended}, {hours(last.span)}: {bold(last.fact.title)}.", ()
    if first in ahead:
        return (
            f"{escape(name)} has not begun. It starts on {told_day(first.span.start.local)}, {slot_line(first, now)}.",
            (),
        )
    current = f"**Now**: {'; '.join(slot_line(slot, now) for slot in on)}." if on else f"**Now**: {_nothing(ahead)}"
    coming = f"**Next**: {slot_line(ahead[0], now)}." if ahead else "**Next**: nothing more is on the schedule."
    later = Section("Later", "\n".join(f"- {slot_line(slot, now)}" for slot in ahead[1:4]))
    return paragraphs(current, coming), (later,) if len(ahead) > 1 else ()
