"""Cited works in words."""

from bot.facts.catalog import Catalog
from bot.facts.collection import Paper
from bot.message import bold, escape, link, paragraphs
from bot.telling import linked, remarks


def works_cited_at(catalog: Catalog, place: str) -> list[Paper]:
    """Give the works cited at a fact, as the files order them."""
    return list(catalog.cited_at.get(place, ()))


def work_heading(work: Paper) -> str:
    """Tell a work by its label and title, as plain text."""
    return work.label if work.title in (None, work.label) else f"{work.label}: {work.title}"


def work_name(work: Paper) -> str:
    """Tell a work by its label and title, linked where an address is known."""
    shown = work_heading(work)
    return link(shown, work.link.url) if work.link else bold(shown)


def work_line(work: Paper, place: str = "") -> str:
    """Tell a work in one line, with what it is cited for at a place, or anywhere."""
    why = [citation.why for citation in work.cited if not place or citation.at == place]
    return f"{work_name(work)} — {'; '.join(each.rstrip('.') for each in why)}" if why else work_name(work)


def work_text(work: Paper, catalog: Catalog) -> str:
    """Tell all about a work: its address, where and for what it is cited, what is odd about it."""
    cited = [f"{place_name(citation.at, catalog)}: {citation.why.rstrip('.')}" for citation in work.cited]
    address = linked(work.link) if work.link else "Its address is not in our sources."
    lines = "\n".join(f"- {line}" for line in cited)
    return paragraphs(address, (cited and f"Cited in\n\n{lines}") or None, remarks(work, catalog))


def place_name(place: str, catalog: Catalog) -> str:
    """Tell the place of a citation: the edition and what of it."""
    fact = catalog.facts.get(place)
    if fact is None:
        source = catalog.source(place)
        return escape(source.title if source else place)
    shop = catalog.edition_of(fact)
    title = str(getattr(fact, "title", None) or getattr(fact, "term", place))
    if shop is None:
        return escape(title)
    return f"{escape(shop.name)}, introduction" if fact is shop else f"{escape(shop.name)}, {escape(title)}"
