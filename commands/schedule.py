"""The schedule of a workshop."""

from typing import Annotated, Literal

from bot import Button, Message, Request, Section, UserError, command
from bot.agenda import Slot, gaps_of, has_slots, slot_title, slots_of
from bot.arguments import PersonName
from bot.editions import choose, other_editions
from bot.facts.models import Session, Workshop
from bot.message import at, bullets, escape, paragraphs
from bot.offering import reminders, reminders_and_news, when_known
from bot.readers import Zone
from bot.telling import cite, hours, remarks
from bot.told import told, told_day, told_zone

Kind = Literal["talk", "oral", "spotlight", "poster", "panel", "tutorial", "break", "social", "remote"]


@command(
    aliases=("agenda", "program", "programme", "timetable"),
    needs=lambda catalog: any(map(has_slots, catalog.newest_first)),
)
async def schedule(
    request: Request,
    workshop: Annotated[Workshop | None, "which edition"] = None,
    person: Annotated[PersonName | None, "only what this person takes part in"] = None,
    kind: Annotated[Kind | None, "only slots of this kind"] = None,
    zone: Annotated[Zone | None, "a time zone to show the times in too"] = None,
) -> Message:
    """Show the schedule, whole or by person or kind, in the venue's time and yours."""
    edition = choose(request, workshop or _edition_of(request, person), has_slots, "schedule")
    shop, all_slots = edition.shop, slots_of(edition.shop)
    if not all_slots:
        untimed = [*shop.sessions.values(), *shop.socials.values()]
        buttons = (*reminders_and_news(request, untimed, shop.id), *when_known(request, shop, "when"))
        return Message(
            title=f"Schedule · {shop.name}", text=edition.lead, buttons=buttons, note=cite(request.catalog, [shop])
        )
    slots = [slot for slot in all_slots if _fits(slot, person, kind)]
    if not slots:
        msg = f"The schedule of {shop.name} has no slot {_wanted(request, person, kind)}. {_whole(shop)}"
        raise UserError(msg, (Button("Whole schedule", request.to(f"schedule {shop.id}")),))
    narrowed = len(slots) < len(all_slots)
    over = f"{escape(shop.name)} is over." if all(slot.is_over(request.now) for slot in all_slots) else ""
    return Message(
        title=f"Schedule · {shop.name}",
        text=paragraphs(edition.lead, f"{_first_words(slots, all_slots, narrowed=narrowed)} {over}".rstrip()),
        sections=tuple(_days(request, slots, zone, detailed=narrowed)),
        buttons=(
            Button("Now", request.to(f"now {shop.id}")),
            *reminders(request, [slot.fact for slot in slots], _listed(shop, person)),
            *other_editions(request, shop, has_slots, "schedule"),
        ),
        note=cite(request.catalog, [slot.fact for slot in slots]),
    )


def _listed(shop: Workshop, person: PersonName | None) -> str:
    return f'{shop.id} person:"{person}"' if person else shop.id


def _edition_of(request: Request, person: PersonName | None) -> Workshop | None:
    """Give the newest edition in whose schedule a person stands, else the newest whose people hold them."""
    if person is None:
        return None
    newest = request.catalog.newest_with
    return newest(lambda shop: any(person in each.people for each in shop.sessions.values())) or newest(
        lambda shop: person in shop.people
    )


def _fits(slot: Slot, person: PersonName | None, kind: Kind | None) -> bool:
    fact = slot.fact
    if person and not (isinstance(fact, Session) and person in fact.people):
        return False
    if kind == "remote":
        return isinstance(fact, Session) and fact.remote
    own = fact.kind.removesuffix("s") if isinstance(fact, Session) else "social"
    return kind is None or own == kind


def _wanted(request: Request, person: PersonName | None, kind: Kind | None) -> str:
    name = request.catalog.person_names.shown[person] if person else ""
    return " and ".join(part for part in (name and f"with {name}", kind and f"of the kind “{kind}”") if part)


def _whole(shop: Workshop) -> str:
    kinds = sorted({each.kind for each in shop.sessions.values()})
    return f"It has: {', '.join(kinds)}." if kinds else ""


def _first_words(slots: list[Slot], all_slots: list[Slot], *, narrowed: bool) -> str:
    if narrowed:
        return f"{len(slots)} of {len(all_slots)} slots."
    first, last = slots[0], slots[-1]
    if not all(slot.span.start.local.date() == first.span.start.local.date() for slot in slots):
        return f"From {told_day(first.span.start.local)} to {told_day(last.span.start.local)}."
    return f"{told_day(first.span.start.local)}: {len(slots)} slots, the first at {first.span.start.local:%H:%M}."


def _days(request: Request, slots: list[Slot], zone: Zone | None, *, detailed: bool) -> list[Section]:
    gaps = {one.fact.id: two for one, two in gaps_of(slots)} if not detailed else {}
    days: dict[str, list[str]] = {}
    for slot in slots:
        start = slot.span.start
        lines = days.setdefault(f"{told_day(start.local)}, {told_zone(start.zone)}", [])
        there = f" — {escape(told(start, zone))}" if zone else ""
        more = paragraphs(slot.fact.text, remarks(slot.fact, request.catalog)).replace("\n\n", " ") if detailed else ""
        mine = f"({at(start, 'clock')} your time)"
        title = slot_title(slot.fact, request.now)
        lines.append(f"{hours(slot.span, zone=False)} {mine}: {title}{there}. {more}".rstrip())
        if slot.fact.id in gaps and slot.span.end:
            until = gaps[slot.fact.id].span.start.local
            lines.append(f"{slot.span.end.local:%H:%M}–{until:%H:%M}: nothing is scheduled")
    return [Section(day, bullets(*lines)) for day, lines in days.items()]
