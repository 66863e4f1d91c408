"""Where facts come from, and what the sources disagree on."""

from typing import Annotated

from bot import Button, Message, Request, Section, command
from bot.arguments import LongText
from bot.facts.base import Fact
from bot.message import bold, bullets, escape, paragraphs
from bot.telling import cite, remarks, source_name, where_to_look
from bot.titles import title_of
from bot.told import told_day

MOST = 10


@command(listed=False, aliases=("source", "disagreements"))
async def sources(
    request: Request,
    query: Annotated[LongText | None, "the fact in question"] = None,
) -> Message:
    """Tell where a fact comes from, and where the sources disagree."""
    catalog = request.catalog
    if query:
        return _of(request, query)
    documents = [
        paragraphs(f"{source_name(name, catalog)}, read {told_day(each.read, weekday=False)}.", each.note).replace(
            "\n\n", " "
        )
        for name, each in catalog.all.sources.items()
    ]
    disputed = catalog.disputed
    return Message(
        title="Sources",
        text=f"{len(documents)} documents. On {len(disputed)} points they disagree.",
        sections=(
            Section("Documents", bullets(*documents)),
            *(Section(title_of(each, catalog), remarks(each, catalog)) for each in disputed),
        ),
        buttons=(Button("About", request.to("about")),),
    )


def _of(request: Request, query: str) -> Message:
    catalog = request.catalog
    found = [catalog.facts[key] for key in request.index.find(query, most=MOST)]
    if not found:
        return Message(
            title="Sources",
            text=paragraphs(f"Nothing about “{escape(query[:100])}” is in our sources.", where_to_look(None, catalog)),
            buttons=(Button("All sources", request.to("sources")),),
        )
    shown = found[:5]
    names = dict.fromkeys(name for fact in shown for name in fact.source if name in catalog.all.sources)
    about = [f"{source_name(name, catalog)}: {note}" for name in names if (note := catalog.all.sources[name].note)]
    return Message(
        title=f"Sources: {query}"[:200],
        sections=(
            *(Section(title_of(each, catalog)[:200], _source(request, each)) for each in shown),
            *((Section("About these documents", bullets(*about)),) if about else ()),
        ),
        buttons=(Button("All sources", request.to("sources")),),
    )


def _source(request: Request, fact: Fact) -> str:
    catalog = request.catalog
    return paragraphs(cite(catalog, [fact]), remarks(fact, catalog), f"Its id: {bold(fact.id)}")
