"""The call for papers: what to submit, how, and by which rules."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Literal

from bot import Button, Message, Request, Section, command
from bot.agenda import by_due
from bot.editions import choose, other_editions
from bot.facts.base import Fact
from bot.facts.models import Format, Prize, Workshop
from bot.message import bold, bullets, escape, link, paragraphs
from bot.offering import when_known
from bot.telling import NOT_KNOWN, cite, date_text, is_over, item, linked, remarks, state_of, step_text, when_text
from commands.deadlines import due_line

Part = Literal["dates", "submission", "formats", "topics", "welcome", "rules", "prizes"]
NAMES: dict[Part, str] = {"submission": "place to submit", "welcome": "other welcome work"}
Tell = Callable[[Request, Workshop], list[str]]


@dataclass(frozen=True)
class Telling:
    """How a part of the call is told: its facts, and the lines made of them."""

    facts: Callable[[Workshop], list[Fact]]
    lines: Tell


def has_call(shop: Workshop) -> bool:
    """Say whether anything of an edition's call is known."""
    return bool(shop.topics or shop.formats or shop.rules or shop.submit)


@command(aliases=("call", "submit", "rules", "formats"), needs=lambda catalog: any(map(has_call, catalog.newest_first)))
async def cfp(
    request: Request,
    workshop: Annotated[Workshop | None, "which edition"] = None,
    part: Annotated[Part | None, "one part of the call"] = None,
) -> Message:
    """Show the call for papers: dates, topics, formats, rules, prizes, submission."""
    edition = choose(request, workshop, _holds(part), NAMES.get(part, part) if part else "call for papers")
    shop, parts = edition.shop, [part] if part else list(PARTS)
    asked = workshop or (request.catalog.current(request.now) if edition.lead else None) or shop
    sections = [Section(each.capitalize(), bullets(*PARTS[each].lines(request, shop))) for each in parts]
    more = [Button(each.capitalize(), request.to(f"cfp {shop.id} {each}")) for each in PARTS if each != part]
    return Message(
        title=f"Call for papers · {shop.name}",
        text=paragraphs(edition.lead, _status(request, shop)),
        sections=tuple(each for each in sections if each.text),
        buttons=(
            *(when_known(request, asked, "submit") if part in {None, "submission"} else ()),
            *(more[:4] if part else ()),
            *other_editions(request, shop, has_call, "cfp"),
        ),
        note=cite(request.catalog, [fact for each in parts for fact in PARTS[each].facts(shop)] or [shop]),
    )


@command(
    listed=False,
    aliases=("prize", "awards", "winners"),
    needs=lambda catalog: any(shop.prizes for shop in catalog.newest_first),
)
async def prizes(
    request: Request,
    workshop: Annotated[Workshop | None, "which edition"] = None,
) -> Message:
    """Show the prizes and the papers that got them."""
    edition = choose(request, workshop, lambda shop: shop.prizes, "prizes")
    shop = edition.shop
    return Message(
        title=f"Prizes · {shop.name}",
        text=paragraphs(edition.lead, bullets(*_prizes(request, shop))),
        buttons=other_editions(request, shop, lambda each: each.prizes, "prizes"),
        note=cite(request.catalog, shop.prizes.values() or [shop]),
    )


def _holds(part: Part | None) -> Callable[[Workshop], object]:
    return PARTS[part].facts if part else has_call


def _status(request: Request, shop: Workshop) -> str:
    """Tell whether papers are still taken; what the source says of it only once that is so."""
    first = next((each for each in by_due(shop) if each.id == f"{shop.id}/submission"), None)
    if first is None:
        return shop.status or ""
    said = shop.status if is_over(first.due, request.now) else None
    return paragraphs(f"{bold(first.title)}: {when_text(first.due)}. {state_of(first, request.now)}", said)


def _dates(request: Request, shop: Workshop) -> list[str]:
    dues = [due_line(request, each) for each in by_due(shop)]
    return [*dues, *(date_text(each, request.now) for each in shop.dates.values())]


def _submission(request: Request, shop: Workshop) -> list[str]:
    where = f"Submit through {linked(shop.submit)}" if shop.submit else f"The link to submit through: {NOT_KNOWN}."
    steps = [step_text(step, due, request.now) for due in by_due(shop) for step in due.steps.values()]
    return [where, *(each.replace("\n\n", " ") for each in steps), *map(item, shop.templates.values())]


def _formats(request: Request, shop: Workshop) -> list[str]:  # noqa: ARG001 - as the others
    return [_format(each) for each in shop.formats.values()]


def _format(each: Format) -> str:
    pages = f" — at most {each.pages} pages" if each.pages else ""
    return f"{bold(each.title)}{pages}. {each.text or ''} {each.note or ''}".strip()


def _prizes(request: Request, shop: Workshop) -> list[str]:
    return [_prize(each, request) for each in shop.prizes.values()]


def _prize(prize: Prize, request: Request) -> str:
    worth = f" ({escape(prize.worth)})" if prize.worth else ""
    most = f", up to {prize.most}" if prize.most > 1 else ""
    given = f", {len(prize.awarded)} given" if prize.most > 1 and prize.awarded else ""
    won = [link(each.title, each.link.url) if each.link else bold(each.title) for each in prize.awarded.values()]
    notes = remarks(prize, request.catalog).replace("\n\n", " ")
    return f"{bold(prize.title)}{worth}{most}{given}{': ' if won else ''}{'; '.join(won)}. {notes}".rstrip()


def _points(name: str) -> Tell:
    def lines(request: Request, shop: Workshop) -> list[str]:
        return [
            f"{item(each)} {remarks(each, request.catalog)}".replace("\n\n", " ").rstrip()
            for each in getattr(shop, name).values()
        ]

    return lines


PARTS: dict[Part, Telling] = {
    "dates": Telling(lambda shop: [*shop.deadlines.values(), *shop.dates.values()], _dates),
    "submission": Telling(lambda shop: [*([shop] if shop.submit else []), *shop.templates.values()], _submission),
    "formats": Telling(lambda shop: list(shop.formats.values()), _formats),
    "topics": Telling(lambda shop: list(shop.topics.values()), _points("topics")),
    "welcome": Telling(lambda shop: list(shop.welcome.values()), _points("welcome")),
    "rules": Telling(lambda shop: list(shop.rules.values()), _points("rules")),
    "prizes": Telling(lambda shop: list(shop.prizes.values()), _prizes),
}
