"""The workshop's day runs late: everything that follows is moved at once."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Annotated

from bot import Message, Request, UserError, command
from bot.agenda import Slot, slots_of
from bot.altering import Altered, changed, check_once, line_of, propose
from bot.arguments import LongText, SlotId
from bot.facts.models import Workshop
from bot.lead import told_lead
from bot.shift import shifted
from bot.slash import Token

DAY = timedelta(hours=18)  # before the first slot: the evening before counts as ahead of the day


@command(organizer=True, form=True)
async def late(  # noqa: PLR0913, PLR0917 - what its form asks for
    request: Request,
    by: Annotated[timedelta, "how much later, such as 15m"],
    since: Annotated[SlotId | None, "the first session that moves; else the next one"] = None,
    until: Annotated[SlotId | None, "the last session that moves; else the last of the day"] = None,
    why: Annotated[LongText | None, "the reason, which members are told"] = None,
    sure: Annotated[Token | None, "what was shown"] = None,
) -> Message:
    """Move what follows on the workshop's day by some minutes: shown first, then done."""
    slots = _following(request, since, until)
    changes = [
        changed(request, (slot.fact.id, "at"), str(shifted(slot.fact.at, by)), why or "it runs late") for slot in slots
    ]
    line = line_of(request, "late", by=told_lead(by), since=slots[0].fact.id, until=slots[-1].fact.id, why=why)
    check_once(changes, line, sure)
    return await propose(request, Altered("Move", tuple(changes), line), sure)


def _following(request: Request, since: str | None, until: str | None) -> Sequence[Slot]:
    """Give the slots that move: those of the day from one on, up to another."""
    day = _day(request, since)
    first = _place(day, since) if since else next((at for at, slot in enumerate(day) if slot.start > request.now), None)
    if first is None:
        raise UserError("Nothing follows today that could be moved. Name the first session that moves.")
    last = _place(day, until) if until else len(day) - 1
    if last < first:
        raise UserError(f"“{day[last].fact.title}” comes before “{day[first].fact.title}”.")
    return day[first : last + 1]


def _day(request: Request, since: str | None) -> list[Slot]:
    """Give the slots of the day of a session, else of the day that it is at a workshop's place."""
    for shop in request.catalog.newest_first:
        slots = [slot for slot in slots_of(shop) if not slot.fact.cancelled]
        if found := _same_day(request, shop, slots, since):
            return found
    raise UserError(
        "That is no session whose hours are known." if since else "No workshop takes place today. Name the session."
    )


def _same_day(request: Request, shop: Workshop, slots: list[Slot], since: str | None) -> list[Slot]:
    if since:
        day = next((slot.span.start.local.date() for slot in slots if slot.fact.id == since), None)
    elif slots and slots[0].start - DAY <= request.now <= slots[-1].end_or_guess:
        now = request.now.astimezone(slots[0].span.start.local.tzinfo)
        day = max(now.date(), slots[0].span.start.local.date())
    else:
        day = None
    return [slot for slot in slots if slot.span.start.local.date() == day and slot.fact.id.startswith(f"{shop.id}/")]


def _place(day: Sequence[Slot], name: str) -> int:
    for at, slot in enumerate(day):
        if slot.fact.id == name:
            return at
    raise UserError(f"There is nothing called “{name}” on that day.")
