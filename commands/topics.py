"""What a workshop is about: the areas of its call, its topics of discussion, its aims and debates."""

from typing import Annotated

from bot import Button, Message, Request, Section, command
from bot.arguments import LongText
from bot.facts.base import Fact
from bot.facts.models import Item, Topic, Workshop
from bot.message import bold, bullets, escape, paragraphs
from bot.telling import cite, item, linked, not_known, remarks, where_to_look
from bot.titles import title_of
from bot.works import work_line, works_cited_at

KINDS = {"topics": "Area of the call", "discussion": "Topic of discussion", "debates": "Debate", "aims": "Aim"}
LISTS = {"topics": "areas of the call", "discussion": "topics of discussion", "debates": "debates", "aims": "aims"}
KIND_OF = {Workshop.holds[name]: kind for name, kind in KINDS.items()}  # by what follows the edition in their ids
FEW = 3
MOST_EDITIONS = 4


def has_topics(shop: Workshop) -> bool:
    """Say whether an edition names what it is about."""
    return bool(shop.topics or shop.discussion or shop.debates or shop.aims)


@command(aliases=("topic", "debates", "aims"), needs=lambda catalog: any(map(has_topics, catalog.newest_first)))
async def topics(
    request: Request,
    topic: Annotated[LongText | None, "a topic, or words of it"] = None,
    workshop: Annotated[Workshop | None, "which edition"] = None,
) -> Message:
    """Show the areas of the call and the topics of discussion, or one with its works."""
    if topic:
        return _found(request, topic, workshop)
    shops = (
        [workshop] if workshop else [shop for shop in request.catalog.newest_first if has_topics(shop)][:MOST_EDITIONS]
    )
    sections = [section for shop in shops for section in _lists(shop, whole=bool(workshop))]
    shown = [each for shop in shops for name in KINDS for each in getattr(shop, name).values()]
    if workshop and not shown:
        return Message(
            title=f"Topics · {workshop.name}",
            text=not_known("topics", workshop, request.catalog),
            buttons=(Button("All topics", request.to("topics")),),
            note=cite(request.catalog, [workshop]),
        )
    return Message(
        title=f"Topics · {workshop.name}" if workshop else "Topics",
        text="Name one to see what it asks and which works are cited for it.",
        sections=tuple(sections),
        buttons=tuple(
            Button(each.title, request.to(f"topics {each.title}"))
            for each in shown
            if works_cited_at(request.catalog, each.id)
        )[:4],
        note=cite(request.catalog, shown),
    )


def _point(each: Item, *, whole: bool) -> str:
    return item(each) if whole and not isinstance(each, Topic) else bold(each.title)


def _lists(shop: Workshop, *, whole: bool) -> list[Section]:
    """List what an edition is about; where it alone is asked for, with what each point says."""
    held = [(LISTS[name], getattr(shop, name)) for name in KINDS]
    return [
        Section(f"{shop.name}: {len(facts)} {title}", bullets(*(_point(each, whole=whole) for each in facts.values())))
        for title, facts in held
        if facts
    ]


def _found(request: Request, words: str, workshop: Workshop | None) -> Message:
    names = request.catalog.topic_names
    exact = [key for key in names.exact(words) if workshop is None or key.startswith(f"{workshop.id}/")]
    ranked = request.index.find(words, ("item", "topic"), workshop.id if workshop else "", most=40)
    found = (exact or [key for key in ranked if key in names])[:FEW]
    if not found:
        return Message(
            title="Topics",
            text=paragraphs(f"No topic fits “{escape(words)}”.", where_to_look(workshop, request.catalog)),
            buttons=(Button("All topics", request.to("topics")), Button("Search", request.to(f"ask {words}"))),
        )
    facts = [request.catalog.facts[key] for key in found]
    return Message(
        title=f"Topics: {words}"[:200],
        text=_how_many(len(found), exactly=bool(exact)),
        sections=tuple(_section(request, each) for each in facts),
        buttons=(Button("All topics", request.to("topics")), Button("Reading on it", request.to(f"reading {words}"))),
        note=cite(request.catalog, facts),
    )


def _how_many(number: int, *, exactly: bool) -> str:
    return (
        "" if number == 1 and exactly else f"{number} topic{'s' if number > 1 else ''} fit{'s' if number == 1 else ''}."
    )


def _section(request: Request, fact: Fact) -> Section:
    assert isinstance(fact, Item)
    works = works_cited_at(request.catalog, fact.id)
    cited = bullets(*(work_line(work, fact.id) for work in works))
    asks = bullets(*fact.asks) if isinstance(fact, Topic) and fact.asks else ""
    return Section(
        f"{KIND_OF[fact.id.split('/')[1]]} · {title_of(fact, request.catalog)}",
        paragraphs(
            fact.text,
            asks and f"It asks:\n\n{asks}",
            remarks(fact, request.catalog),
            linked(fact.link),
            cited and f"**Cited for it** ({len(works)}):\n\n{cited}",
        ),
    )
