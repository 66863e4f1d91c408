"""What any fact is called, which command tells it, and what it says when a search finds it."""

from datetime import datetime
from functools import singledispatch

from bot.agenda import Slot, slot_title
from bot.facts.base import Fact
from bot.facts.catalog import Catalog
from bot.facts.collection import Community, Feed, Paper, Problem, Question, Resource, Seminar, Term, Tool
from bot.facts.models import (
    Award,
    Date,
    Deadline,
    Format,
    Person,
    Prize,
    Session,
    Social,
    Step,
    Topic,
    Workshop,
)
from bot.message import bold, bullets, escape, link, paragraphs
from bot.moment import Span
from bot.telling import bounds_of, date_text, linked, remarks, state_of, step_text, when_text
from bot.works import work_text, works_cited_at

# The command that tells a kind of fact whole, with the words it needs: {shop} its edition, {title} its name.
_TOLD_BY = {
    Deadline: "deadlines {shop}",
    Step: "deadlines {shop}",
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
    Feed: "seminars",
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


def label_for(fact: Fact, catalog: Catalog) -> str:
    """Give the label of a button to that command: `Prizes · Foo 2026`, `Glossary · Bar`."""
    name = command_for(fact, catalog).partition(" ")[0].replace("-", " ").capitalize()
    shop = catalog.edition_of(fact)
    return f"{name} · {shop.name if shop and not isinstance(fact, Topic | Person) else name_of(fact)}"


def body_of(fact: Fact, catalog: Catalog, now: datetime) -> str:
    """Tell a fact as markup, first what it says, then what is odd about it."""
    odd = None if isinstance(fact, Paper) else remarks(fact, catalog)  # a work tells its own
    return paragraphs(_said(fact, catalog, now), odd)


@singledispatch
def _said(fact: Fact, catalog: Catalog, now: datetime) -> str:  # noqa: ARG001 - some kinds need them
    return paragraphs(getattr(fact, "text", None), linked(getattr(fact, "link", None)))


@_said.register
def _(fact: Deadline, _: Catalog, now: datetime) -> str:
    return paragraphs(
        f"{when_text(fact.due)}. {state_of(fact, now)}",
        None if fact.cancelled else bounds_of(fact.due),
        fact.text,
        linked(fact.link),
    )


@_said.register
def _(fact: Date, _: Catalog, now: datetime) -> str:
    return paragraphs(date_text(fact, now), fact.text)


@_said.register(Session)
@_said.register(Social)
def _(fact: Session | Social, catalog: Catalog, now: datetime) -> str:
    is_over = isinstance(fact.at, Span) and Slot(fact, fact.at).is_over(now)
    over = " It is over." if is_over and not fact.cancelled else ""
    shop = catalog.edition_of(fact)
    names = [shop.people[key].name for key in getattr(fact, "people", ()) if shop]
    who = f"With {', '.join(map(escape, names))}." if names else None
    return paragraphs(f"{when_text(fact.at)}: {slot_title(fact, now)}.{over}", who, fact.text)


@_said.register
def _(fact: Person, *_: object) -> str:
    roles = " and ".join(fact.roles) or "no role on the programme"
    affiliation = f", {escape(fact.affiliation)}" if fact.affiliation else ""
    return paragraphs(f"{bold(fact.name)}: {roles}{affiliation}.", linked(fact.homepage))


@_said.register
def _(fact: Format, *_: object) -> str:
    return paragraphs(f"At most {fact.pages} pages." if fact.pages else None, fact.text)


@_said.register
def _(fact: Topic, catalog: Catalog, _: datetime) -> str:
    works = ", ".join(escape(work.label) for work in works_cited_at(catalog, fact.id))
    return paragraphs(fact.text, bullets(*fact.asks), f"Cited for it: {works}." if works else None)


@_said.register
def _(fact: Prize, *_: object) -> str:
    won = [link(each.title, each.link.url) if each.link else bold(each.title) for each in fact.awarded.values()]
    count = f"{len(won)} given, of up to {fact.most}" if fact.most > 1 and won else ""
    told_of = "; ".join(part for part in (count, escape(fact.worth or "")) if part)
    return paragraphs(f"{bold(fact.title)}: {told_of}." if told_of else None, bullets(*won))


@_said.register
def _(fact: Step, catalog: Catalog, now: datetime) -> str:
    deadline = catalog.facts[fact.id.rpartition("/")[0]]
    assert isinstance(deadline, Deadline)
    due = f"{bold(deadline.title)}: {when_text(deadline.due)}. {state_of(deadline, now)}"
    return paragraphs(step_text(fact, deadline, now) or fact.text, due)


@_said.register
def _(fact: Paper, catalog: Catalog, _: datetime) -> str:
    return work_text(fact, catalog)


@_said.register
def _(fact: Resource, *_: object) -> str:
    return paragraphs(fact.text, linked(fact.link) or "Its address is not in our sources.")


@_said.register
def _(fact: Tool, *_: object) -> str:
    kind = ", ".join(part for part in (fact.kind, escape(fact.framework or "")) if part)
    good_for = f" Good for: {fact.good_for}" if fact.good_for else ""
    return paragraphs(f"{bold(fact.name)} ({kind}).{good_for}", fact.text, linked(fact.link))


@_said.register
def _(fact: Problem, *_: object) -> str:
    return paragraphs(f"*{fact.level.capitalize()}, {escape(fact.area)}.* {fact.text}", fact.start)


@_said.register
def _(fact: Community, *_: object) -> str:
    return paragraphs(fact.text, linked(fact.invite))


@_said.register
def _(fact: Question, *_: object) -> str:
    return fact.answer


@_said.register
def _(fact: Feed, *_: object) -> str:
    return paragraphs(f"{bold(fact.title)}: seminars, read from a calendar.", linked(fact.calendar))


@_said.register
def _(fact: Seminar, *_: object) -> str:
    place = f"Place: {escape(fact.place)}." if fact.place else ""
    contact = f"Contact: {escape(fact.contact)}." if fact.contact else ""
    who = f"{bold(fact.speaker)}. " if fact.speaker else ""
    cancelled = f"**Cancelled**: {fact.cancelled}" if fact.cancelled else None
    when = f"{who}{when_text(fact.at)}. {place} {contact}".rstrip()
    return paragraphs(cancelled, when, fact.online, fact.text)
