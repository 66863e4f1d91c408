"""The list of what one can be reminded of, with a button each."""

from collections.abc import Sequence
from typing import Annotated, Literal

from bot import Button, Message, Request, Section, UserError, command
from bot.arguments import PersonName
from bot.facts.base import Fact
from bot.facts.models import Session, Workshop
from bot.message import paragraphs
from bot.occasions import Occasion, occasions_of, refusal
from bot.offering import told_when_known
from commands.remind import has_occasions, mine

Kind = Literal["deadlines", "sessions", "socials", "seminars", "unknown"]


@command(listed=False, personal=True, needs=has_occasions)
async def pick(
    request: Request,
    workshop: Annotated[Workshop | None, "which edition; all of them when left out"] = None,
    kind: Annotated[Kind | None, "only these, or only what is not known yet"] = None,
    person: Annotated[PersonName | None, "only what this person takes part in"] = None,
) -> Message:
    """List what is still to come, to be reminded of it."""
    have = {each.subject for each in await request.personal.reminders(request.person.id)}
    shops = [workshop] if workshop else list(request.catalog.newest_first)
    facts = [fact for shop in shops for fact in _facts(shop, kind) if _is_with(fact, person)]
    if kind in {None, "seminars"} and not workshop and not person:
        facts += request.catalog.all.seminars.values()
    found = [of for of in occasions_of(request.catalog, facts) if not refusal(of, request.now)]
    shown = [of for of in found if kind != "unknown" or not of.is_known]
    if not shown:
        raise UserError(f"There is nothing to be reminded of{f' at {workshop.name}' if workshop else ''}.")
    ordered = sorted(shown, key=lambda of: (of.at is None, of.at or request.now))
    return Message(
        title=f"Remind me · {workshop.name}" if workshop else "Remind me",
        text="What shall I remind you of? I write to you directly.",
        sections=tuple(_section(request, of, of.key in have) for of in ordered),
        buttons=(*_all(request, workshop, ordered), mine(request)),
    )


def _facts(shop: Workshop, kind: Kind | None) -> Sequence[Fact]:
    by_kind: dict[Kind, Sequence[Fact]] = {
        "deadlines": (*shop.deadlines.values(), *shop.dates.values()),
        "sessions": tuple(each for each in shop.sessions.values() if each.kind != "break"),
        "socials": tuple(shop.socials.values()),
        "seminars": (),
    }
    if kind and kind != "unknown":
        return by_kind[kind]
    return (shop, *(fact for facts in by_kind.values() for fact in facts))


def _is_with(fact: Fact, person: PersonName | None) -> bool:
    return person is None or (isinstance(fact, Session) and person in fact.people)


def _section(request: Request, of: Occasion, has: bool) -> Section:  # noqa: FBT001 - what the list is about
    if has:
        again = Button(f"Change: {of.name}", request.to(f"times what:{of.key}"))
        return Section(of.title, paragraphs(of.words(), "You have a reminder."), (again,))
    label = f"Remind me: {of.name}" if of.is_known else told_when_known(of)
    return Section(of.title, of.words(), (Button(label, request.to(f"remind what:{of.key}")),))


def _all(request: Request, shop: Workshop | None, shown: list[Occasion]) -> tuple[Button, ...]:
    """Offer all deadlines of an edition at once, where several are shown."""
    if shop is None or sum(of.key in {each.id for each in shop.deadlines.values()} for of in shown) < 2:  # noqa: PLR2004 - several
        return ()
    return (Button("All deadlines", request.to(f"remind what:{shop.id}")),)
