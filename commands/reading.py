"""What to read: works that are cited, and things to learn from."""

from typing import Annotated

from bot import Button, Message, Request, Section, command
from bot.arguments import LongText
from bot.facts.collection import Level, Paper, Resource
from bot.facts.models import Topic
from bot.message import bold, bullets, escape, link, paragraphs
from bot.telling import cite, linked, remarks, where_to_look
from bot.works import place_name, work_heading, work_line, work_text, works_cited_at

MOST = 30
FULL = 3  # so few works are told whole


@command(aliases=("paper", "cited", "references"), needs=lambda catalog: catalog.all.papers)
async def papers(
    request: Request,
    query: Annotated[LongText | None, "words of a title, a name, a method, a year"] = None,
) -> Message:
    """Find cited papers and posts: label, year, address, where and for what cited."""
    works = request.catalog.all.papers
    if not query:
        return _overview(request)
    keys = [key.partition("/")[2] for key in request.index.find(query, ("paper",), most=MOST)]
    found = [works[key] for key in keys]
    if not found:
        return _none(request, "papers", query)
    return Message(
        title=f"Papers: {query}"[:200],
        text="One work fits." if len(found) == 1 else f"{_count(len(found))} works fit, the closest first.",
        sections=tuple(Section(work_heading(each), work_text(each, request.catalog)) for each in found[:FULL])
        + tuple(Section("", f"- {work_line(each)}") for each in found[FULL:]),
        buttons=(
            Button("Reading on it", request.to(f"reading {query}")),
            Button("Topics", request.to(f"topics {query}")),
        ),
        note=cite(request.catalog, found),
    )


def _count(number: int) -> str:
    return f"{'More than ' * (number >= MOST)}{number}"


def _overview(request: Request) -> Message:
    """Tell what works there are, by where they are cited, without listing thousands."""
    places = sorted(request.catalog.cited_at.items(), key=lambda pair: -len(pair[1]))
    lines = [f"{place_name(place, request.catalog)}: {len(works)}" for place, works in places[:20]]
    known = [request.catalog.facts.get(place) for place, _ in places]
    topics = [fact for fact in known if isinstance(fact, Topic)][:4]
    return Message(
        title="Papers",
        text=f"{len(request.catalog.all.papers):,} cited works are here. Add a name, a method or a year to find one.",
        sections=(Section("Cited most in", bullets(*lines)),) if lines else (),
        buttons=tuple(Button(fact.title, request.to(f"topics {fact.title}")) for fact in topics),
        note=cite(request.catalog, list(request.catalog.all.papers.values())[:50]),
    )


def _none(request: Request, name: str, query: str) -> Message:
    return Message(
        title=name.capitalize(),
        text=paragraphs(
            f"Nothing about “{escape(query[:100])}” is in our {name}.", where_to_look(None, request.catalog)
        ),
        buttons=(
            Button("Search everything", request.to(f"ask {query[:100]}")),
            Button(f"All {name}", request.to(name)),
        ),
    )


@command(aliases=("read", "resources", "tutorials", "learn"), needs=lambda catalog: catalog.all.resources)
async def reading(
    request: Request,
    topic: Annotated[LongText | None, "what to read about"] = None,
    level: Annotated[Level | None, "how much the reader should know"] = None,
) -> Message:
    """Suggest what to read, watch or work through, by topic and level."""
    resources = _resources(request, topic, level)
    works = _works(request, topic) if topic else []
    if not resources and not works:
        return _none(request, "reading", " ".join(filter(None, (topic, level))))
    papers_section = (
        (Section(f"Cited works on it ({len(works)})", bullets(*(work_line(each) for each in works))),) if works else ()
    )
    return Message(
        title="Reading" + (f": {topic}"[:180] if topic else "") + (f" ({level})" if level else ""),
        text=_first_words(topic, level, resources),
        sections=(*(Section(each.title, _resource(request, each)) for each in resources), *papers_section),
        buttons=(Button("Start here", request.to("start")), Button("Libraries", request.to("tools"))),
        note=cite(request.catalog, [*resources, *works]),
    )


def _first_words(topic: str | None, level: Level | None, resources: list[Resource]) -> str:
    if topic:
        return f"Nothing on it is marked “{level}”; cited works bear no level." if level and not resources else ""
    return "The first ones are the place to begin."


def _resources(request: Request, topic: str | None, level: Level | None) -> list[Resource]:
    held = request.catalog.all.resources
    if topic:
        found = [held[key.partition("/")[2]] for key in request.index.find(topic, ("resource",), most=MOST)]
    else:
        found = sorted(held.values(), key=lambda each: (each.begin or 99, each.link is None))[:MOST]
    return [each for each in found if level in (None, each.level)]


def _works(request: Request, topic: str) -> list[Paper]:
    """Give the works cited for the topic of discussion that fits best, else those that fit the words."""
    for place in request.index.find(topic, ("topic", "item"), most=3):
        if works := works_cited_at(request.catalog, place):
            return works
    return [request.catalog.all.papers[key.partition("/")[2]] for key in request.index.find(topic, ("paper",), most=10)]


def _resource(request: Request, each: Resource) -> str:
    authors = [name for name in each.authors if name not in each.title]
    by = f" by {escape(', '.join(authors))}" if authors else ""
    head = f"{escape(each.kind.capitalize())}{by}, {each.level}."
    address = linked(each.link) if each.link else "Its address is not in our sources."
    return paragraphs(f"{head} {each.text}", address, remarks(each, request.catalog))


@command(listed=False, aliases=("tool", "libraries", "library", "software"), needs=lambda catalog: catalog.all.tools)
async def tools(
    request: Request,
    need: Annotated[LongText | None, "what it is needed for"] = None,
) -> Message:
    """Show libraries, models and benchmarks, and what each is good for."""
    held = request.catalog.all.tools
    found = (
        [held[key.partition("/")[2]] for key in request.index.find(need, ("tool",))] if need else list(held.values())
    )
    if not found:
        return _none(request, "tools", need or "")
    lines = []
    for each in found:
        name = link(each.name, each.link.url) if each.link else bold(each.name)
        facts = "; ".join(part.rstrip(".") for part in (each.kind, escape(each.framework or ""), each.good_for) if part)
        rest = remarks(each, request.catalog).replace("\n\n", " ") if need else ""
        lines.append(Section("", f"{name} — {facts}. {each.text or ''} {rest}".strip()))
    return Message(
        title="Tools" + (f" for {need}"[:180] if need else ""),
        text="" if need else f"{len(found)} libraries, models and benchmarks.",
        sections=tuple(lines),
        buttons=(Button("Start here", request.to("start")), Button("Reading", request.to("reading"))),
        note=cite(request.catalog, found),
    )
