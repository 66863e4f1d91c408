"""Who takes part in a workshop."""

from typing import Annotated, Literal, get_args

from bot import Button, Message, Request, Section, command
from bot.agenda import slot_line, slots_of
from bot.arguments import PersonName
from bot.editions import choose, other_editions
from bot.facts.models import Person, Role, Session, Workshop
from bot.message import bold, bullets, escape, paragraphs
from bot.offering import reminders_and_news
from bot.telling import NOT_KNOWN, cite, person_line, remarks, where_to_look

Asked = Literal["speaker", "keynote", "panelist", "organizer"]


def has_people(shop: Workshop) -> bool:
    """Say whether anybody of an edition is known."""
    return bool(shop.people)


@command(
    aliases=("people", "who"),
    needs=lambda catalog: any(map(has_people, catalog.newest_first)),
)
async def speakers(
    request: Request,
    workshop: Annotated[Workshop | None, "which edition"] = None,
    name: Annotated[PersonName | None, "one person, by name"] = None,
    role: Annotated[Asked | None, "only people of this role"] = None,
) -> Message:
    """Show speakers, panelists and organizers, or one person in all roles."""
    if name:
        return _one(request, name, workshop)
    what = f"{role}s" if role else "people"
    edition = choose(request, workshop, lambda shop: any(_has_role(each, role) for each in shop.people.values()), what)
    shop = edition.shop
    people = [each for each in shop.people.values() if _has_role(each, role)]
    named = [each for each in shop.people.values() if not each.roles and not role]
    return Message(
        title=f"People · {shop.name}",
        text=paragraphs(edition.lead, _counts(people, role)),
        sections=(
            *_by_role(people, role),
            *((_only_named(request, named),) if named else ()),
            *((Section("Contact", shop.contact),) if shop.contact and role in (None, "organizer") else ()),
        ),
        buttons=other_editions(request, shop, has_people, "speakers"),
        note=cite(request.catalog, [*people, *named] or [shop]),
    )


@command(listed=False, aliases=("panelists",), needs=lambda catalog: any(map(has_people, catalog.newest_first)))
async def panel(
    request: Request,
    workshop: Annotated[Workshop | None, "which edition"] = None,
) -> Message:
    """Show who sits on the panel."""
    return await speakers(request, workshop, role="panelist")


@command(
    listed=False,
    aliases=("organizer", "organisers", "committee"),
    needs=lambda catalog: any(map(has_people, catalog.newest_first)),
)
async def organizers(
    request: Request,
    workshop: Annotated[Workshop | None, "which edition"] = None,
) -> Message:
    """Show who organizes a workshop."""
    return await speakers(request, workshop, role="organizer")


def _has_role(person: Person, role: Asked | None) -> bool:
    if role == "speaker":
        return bool({"speaker", "keynote"} & set(person.roles))
    return role in person.roles if role else bool(person.roles)


def _counts(people: list[Person], role: Asked | None) -> str:
    counts = {each: sum(each in person.roles for person in people) for each in get_args(Role)}
    shown = [
        f"{number} {each}{'s' if number > 1 else ''}"
        for each, number in counts.items()
        if number and role in (None, each)
    ]
    missing = [f"{each}s" for each in ("panelist", "organizer") if not counts[each] and not role]
    text = f"{', '.join(shown)}." if shown else ""
    return text + (f" Its {' and '.join(missing)}: {NOT_KNOWN}." if missing and people else "")


def _by_role(people: list[Person], role: Asked | None) -> list[Section]:
    sections = []
    for each in get_args(Role):
        lines = [person_line(person) for person in people if each in person.roles]
        if lines and (role is None or role == each or (role == "speaker" and each == "keynote")):
            sections.append(Section(f"{each.capitalize()}s", bullets(*lines)))
    return sections


def _only_named(request: Request, people: list[Person]) -> Section:
    lines = [f"{bold(each.name)}: {remarks(each, request.catalog)}".replace("\n\n", " ") for each in people]
    return Section("Named, but without a role", bullets(*lines))


def _one(request: Request, key: PersonName, workshop: Workshop | None) -> Message:
    shops = [workshop] if workshop else list(request.catalog.newest_first)
    found = [(shop, shop.people[key]) for shop in shops if key in shop.people]
    if not found and workshop:
        name = request.catalog.person_names.shown[key]
        others = [(shop, shop.people[key]) for shop in request.catalog.newest_first if key in shop.people]
        text = f"{bold(name)} is not among the people of {escape(workshop.name)} in our sources."
        known = f"{bold(name)}: {_roles(others)}." if _roles(others) else None
        return Message(title=name, text=paragraphs(text, known, where_to_look(workshop, request.catalog)))
    sections = [Section(shop.name, _in(request, shop, person, key)) for shop, person in found]
    first = found[0][1]
    roles = _roles(found)
    text = f"{bold(first.name)}: {roles}." if roles else f"{bold(first.name)} has no role on the programme."
    sessions = [each for shop, _ in found for each in shop.sessions.values() if key in each.people]
    buttons = (
        *reminders_and_news(request, sessions, f'person:"{key}"'),
        *(Button(f"All of {shop.name}", request.to(f"speakers {shop.id}")) for shop, _ in found[:3]),
    )
    return Message(
        title=first.name,
        text=text,
        sections=tuple(sections),
        buttons=buttons,
        note=cite(request.catalog, [person for _, person in found]),
    )


def _roles(found: list[tuple[Workshop, Person]]) -> str:
    """Tell what somebody does at each edition, with affiliation and whether remotely."""
    return "; ".join(
        f"{' and '.join(person.roles)} at {escape(shop.name)}{_from(person)}" for shop, person in found if person.roles
    )


def _from(person: Person) -> str:
    more = ", ".join(part for part in (escape(person.affiliation or ""), "remote" if person.remote else "") if part)
    return f" ({more})" if more else ""


def _in(request: Request, shop: Workshop, person: Person, key: PersonName) -> str:
    slots = [slot for slot in slots_of(shop) if isinstance(slot.fact, Session) and key in slot.fact.people]
    return paragraphs(person_line(person), bullets(*map(slot_line, slots)), remarks(person, request.catalog))
