"""What is due, and what that means now."""

from typing import Annotated

from bot import Button, Message, Request, Section, command
from bot.agenda import by_due, end_of
from bot.editions import choose, other_editions
from bot.facts.models import Deadline, Workshop
from bot.message import bold, bullets, escape, paragraphs
from bot.moment import Day
from bot.offering import reminders_and_news
from bot.readers import Zone
from bot.telling import (
    bounds_of,
    cite,
    date_text,
    is_over,
    linked,
    not_known,
    opened_text,
    remarks,
    state_of,
    step_text,
    when_text,
)

Due = tuple[Workshop, Deadline]
MOST_EDITIONS = 6


def has_deadlines(shop: Workshop) -> bool:
    """Say whether anything of an edition is due or dated."""
    return bool(shop.deadlines or shop.dates)


@command(
    steady=True, aliases=("dates", "due", "when"), needs=lambda catalog: any(map(has_deadlines, catalog.newest_first))
)
async def deadlines(
    request: Request,
    workshop: Annotated[Workshop | None, "which edition; all of them when left out"] = None,
    zone: Annotated[Zone | None, "a time zone to show the times in too"] = None,
) -> Message:
    """List what is due, soonest first, and what has closed."""
    if workshop is None:
        return _all(request, zone)
    shop = choose(request, workshop, has_deadlines, "deadlines").shop
    if not has_deadlines(shop):
        return Message(
            title=f"Deadlines · {shop.name}",
            text=not_known("deadlines", shop, request.catalog),
            note=cite(request.catalog, [shop]),
        )
    sections = [Section(each.title, _deadline(request, each, zone)) for each in by_due(shop)]
    if shop.dates:
        lines = [
            paragraphs(date_text(each, request.now, zone), remarks(each, request.catalog))
            for each in shop.dates.values()
        ]
        sections.append(Section("Other dates", bullets(*(line.replace("\n\n", " ") for line in lines))))
    return Message(
        title=f"Deadlines · {shop.name}",
        text=_headline(request, [(shop, each) for each in by_due(shop)]),
        sections=tuple(sections),
        buttons=(
            *reminders_and_news(request, (*shop.deadlines.values(), *shop.dates.values()), f"{shop.id} deadlines"),
            Button("What to submit", request.to(f"cfp {shop.id}")),
            Button("Calendar", request.to(f"calendar {shop.id}")),
            *other_editions(request, shop, has_deadlines, "deadlines"),
        ),
        note=cite(request.catalog, (*shop.deadlines.values(), *shop.dates.values())),
    )


def _all(request: Request, zone: Zone | None) -> Message:
    shops = sorted(
        (shop for shop in request.catalog.newest_first if shop.deadlines), key=lambda shop: _next(shop, request)
    )
    shown = shops[:MOST_EDITIONS]
    sections = [
        Section(shop.name, bullets(*(due_line(request, each, zone) for each in by_due(shop)))) for shop in shown
    ]
    older = f"Older editions ({len(shops) - len(shown)}) answer when named." if len(shops) > len(shown) else ""
    return Message(
        title="Deadlines",
        text=paragraphs(
            _headline(request, [(shop, each) for shop in shops for each in shop.deadlines.values()]), older
        ),
        sections=tuple(sections),
        buttons=(
            *reminders_and_news(request, [each for shop in shown for each in shop.deadlines.values()], "deadlines"),
            *(Button(shop.name, request.to(f"deadlines {shop.id}")) for shop in shown[:4]),
            Button("Calendar", request.to("calendar")),
        ),
        note=cite(request.catalog, [each for shop in shown for each in shop.deadlines.values()]),
    )


def _headline(request: Request, dues: list[Due]) -> str:
    """Tell the one thing asked for first: what is due next, else what passed last, and what is not known."""
    now = request.now
    dues = [due for due in dues if not due[1].cancelled]
    timed = [(end, shop.name, each) for shop, each in dues if (end := end_of(each))]
    ahead = [due for due in timed if not is_over(due[2].due, now)]
    open_ended = [(shop, each) for shop, each in dues if not end_of(each) and shop is request.catalog.current(now)]
    unknown = " ".join(f"{bold(each.title)} ({escape(shop.name)}): {when_text(each.due)}." for shop, each in open_ended)
    if ahead:
        _, name, each = min(ahead, key=lambda due: due[:2])
        return paragraphs(
            f"Next: {bold(each.title)} ({escape(name)}), {when_text(each.due)}. {state_of(each, now)}", unknown
        )
    if not timed:
        return paragraphs("Nothing is due on a day that our sources give.", unknown)
    _, name, each = max(timed, key=lambda due: due[:2])
    last = f"The last deadline that passed: {bold(each.title)} ({escape(name)}), {when_text(each.due)}."
    return paragraphs(f"**Nothing is due.** {last}", unknown)


def ahead(request: Request) -> list[Due]:
    """Give what is still due, soonest first."""
    dues = [(shop, each) for shop in request.catalog.newest_first for each in shop.deadlines.values()]
    left = [due for due in dues if end_of(due[1]) and _is_ahead(due[1], request)]
    return sorted(left, key=lambda due: end_of(due[1]))


def _next(shop: Workshop, request: Request) -> str:
    """Give the next end of an edition's deadlines, to sort by; editions with none ahead keep their order behind."""
    dues = (each for each in shop.deadlines.values() if _is_ahead(each, request))
    return min(filter(None, map(end_of, dues)), default="9")


def _is_ahead(deadline: Deadline, request: Request) -> bool:
    return not deadline.cancelled and not is_over(deadline.due, request.now)


def _deadline(request: Request, deadline: Deadline, zone: Zone | None) -> str:
    steps = (step_text(step, deadline, request.now) for step in deadline.steps.values())
    opened = opened_text(deadline, request.now)
    return paragraphs(
        when_text(deadline.due, zone),
        f"{state_of(deadline, request.now)} {opened}".strip(),
        None if deadline.cancelled else bounds_of(deadline.due),
        *steps,
        deadline.text,
        remarks(deadline, request.catalog),
        linked(deadline.link),
    )


def due_line(request: Request, deadline: Deadline, zone: Zone | None = None) -> str:
    """Tell a deadline and its state in one line."""
    closed_day = isinstance(deadline.due, Day) and not deadline.cancelled and is_over(deadline.due, request.now)
    hint = " (time zone not stated)" if closed_day else ""
    state = state_of(deadline, request.now) if end_of(deadline) or deadline.cancelled else ""
    return f"{bold(deadline.title)}: {when_text(deadline.due, zone)}{hint}. {state}".rstrip()
