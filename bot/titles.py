"""What any fact is called, what kind of thing it is, and how it is told when a search finds it."""

from datetime import datetime

from bot.agenda import Slot, slot_line
from bot.facts.base import Fact
from bot.facts.catalog import Catalog
from bot.facts.models import (
    Award,
    Community,
    Date,
    Deadline,
    Paper,
    Person,
    Prize,
    Problem,
    Question,
    Resource,
    Seminar,
    Session,
    Social,
    Step,
    Term,
    Tool,
    Topic,
    Workshop,
)
from bot.message import bold, bullets, escape, link, paragraphs
from bot.moment import Span
from bot.telling import date_text, linked, remarks, state_of, when_text
from bot.works import work_text, works_cited_at

# The command that tells a kind of fact whole, with the words it needs: {shop} its edition, {title} its name.
_TOLD_BY = {
    Deadline: "deadlines {shop}",
    Date: "deadlines {shop}",
    Session: "schedule {shop}",
    Social: "socials {shop}",
    Person: 'speakers name:"{title}"',
    Topic: "topics {title}",
    Prize: "prizes {shop}",
    Award: "prizes {shop}",
    Paper: "papers {title}",
    Resource: "reading {title}",
    Tool: "tools {title}",
    Term: "glossary {title}",
    Problem: "open-problems {title}",
    Community: "join",
    Seminar: "seminars",
    Workshop: "attend {shop}",
}
_PART_TOLD_BY = {
    "topic": "topics {title}",
    "debate": "topics {title}",
    "aim": "topics {title}",
    "format": "cfp {shop} formats",
    "template": "cfp {shop} submission",
    "welcome": "cfp {shop} welcome",
    "rule": "cfp {shop} rules",
    "attend": "attend {shop}",
}


def name_of(fact: Fact) -> str:
    """Give what a fact is called, without its edition."""
    for field in ("title", "name", "term", "label", "question"):
        if named := getattr(fact, field, None):
            return str(named)
    return fact.id


def title_of(fact: Fact, catalog: Catalog) -> str:
    """Give what a fact is called, with its edition."""
    shop = catalog.edition_of(fact)
    return f"{shop.name}: {name_of(fact)}" if shop and shop is not fact else name_of(fact)


def command_for(fact: Fact, catalog: Catalog) -> str:
    """Give the command that tells a fact and its neighbours; empty where there is none."""
    shop = catalog.edition_of(fact)
    parts = fact.id.split("/")
    told_by = _TOLD_BY.get(type(fact)) or (_PART_TOLD_BY.get(parts[1], "") if len(parts) > 1 else "")
    return told_by.format(shop=shop.id if shop else "", title=name_of(fact).replace('"', "")).strip()


def body_of(fact: Fact, catalog: Catalog, now: datetime) -> str:
    """Tell a fact as markup, short and first what it says."""
    return paragraphs(_said(fact, catalog, now), remarks(fact, catalog) if not isinstance(fact, Paper) else None)


def _said(fact: Fact, catalog: Catalog, now: datetime) -> str:
    match fact:
        case Deadline():
            return paragraphs(f"{when_text(fact.due)}. {state_of(fact, now)}", fact.text, linked(fact.link))
        case Date():
            return paragraphs(date_text(fact, now), fact.text)
        case Session() | Social() if isinstance(fact.at, Span):
            return paragraphs(f"{when_text(fact.at)}. {slot_line(Slot(fact, fact.at))}", fact.text)
        case Person():
            return paragraphs(_person(fact), linked(fact.homepage))
        case Paper():
            return work_text(fact, catalog)
        case Question():
            return fact.answer
        case Step():
            return paragraphs(fact.text, f"It can take up to {fact.takes} days." if fact.takes else None)
        case Prize():
            return _prize(fact)
        case Tool():
            return paragraphs(fact.good_for, fact.text, linked(fact.link))
        case Problem():
            return paragraphs(f"*{fact.level.capitalize()}, {escape(fact.area)}.* {fact.text}", fact.start)
        case Community():
            return paragraphs(fact.text, linked(fact.invite))
        case Seminar():
            return paragraphs(f"{bold(fact.speaker)}. {when_text(fact.at)}.", fact.online, fact.text)
        case Topic():
            works = ", ".join(escape(work.label) for work in works_cited_at(catalog, fact.id))
            return paragraphs(fact.text, bullets(*fact.asks), f"Cited for it: {works}." if works else None)
    return paragraphs(getattr(fact, "text", None), linked(getattr(fact, "link", None)))


def _person(person: Person) -> str:
    roles = " and ".join(person.roles) or "no role in our sources"
    return f"{bold(person.name)}: {roles}" + (f", {escape(person.affiliation)}." if person.affiliation else ".")


def _prize(prize: Prize) -> str:
    won = [link(each.title, each.link.url) if each.link else bold(each.title) for each in prize.awarded.values()]
    return paragraphs(escape(prize.worth or ""), bullets(*won))
