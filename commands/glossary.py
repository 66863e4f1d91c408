"""Words of the field, its open problems, and the way into it."""

from typing import Annotated

from bot import Button, Message, Request, Section, command
from bot.arguments import LongText
from bot.facts.collection import Advice, Level, Problem, Term
from bot.message import bold, bullets, escape, paragraphs
from bot.telling import cite, linked, remarks, where_to_look
from bot.words import closest
from bot.works import work_line, works_cited_at

MOST = 40


@command(aliases=("term", "define", "definition"), needs=lambda catalog: catalog.all.terms)
async def glossary(
    request: Request,
    term: Annotated[LongText | None, "the word to explain"] = None,
) -> Message:
    """Explain a term of the field, or list all terms."""
    terms = request.catalog.all.terms
    if not term:
        return Message(
            title="Glossary",
            text=f"{len(terms)} terms. Name one to have it explained.",
            sections=tuple(_letters(terms)),
            note=cite(request.catalog, terms.values()),
        )
    found = _find(request, term)
    if not found:
        near = closest(term, [each.term for each in terms.values()])
        return Message(
            title="Glossary",
            text=paragraphs(f"“{escape(term[:100])}” is not in our glossary.", where_to_look(None, request.catalog)),
            buttons=(
                *(Button(each, request.to(f"glossary {each}")) for each in near),
                Button("Search everything", request.to(f"ask {term[:100]}")),
            ),
        )
    return Message(
        title=found[0].term,
        text=_term(request, found[0]),
        sections=tuple(Section(each.term, _term(request, each)) for each in found[1:3]),
        buttons=tuple(Button(terms[key].term, request.to(f"glossary {terms[key].term}")) for key in found[0].see[:4]),
        note=cite(request.catalog, found[:3]),
    )


def _letters(terms: dict[str, Term]) -> list[Section]:
    by_letter: dict[str, list[str]] = {}
    for each in sorted(terms.values(), key=lambda term: term.term.lower()):
        by_letter.setdefault(each.term[0].upper(), []).append(escape(each.term))
    return [Section(letter, ", ".join(names)) for letter, names in by_letter.items()]


def _find(request: Request, words: str) -> list[Term]:
    """Give the terms of that name, else those whose explanation fits best."""
    terms, names = request.catalog.all.terms, request.catalog.term_names
    found = names.find(words) or [key.partition("/")[2] for key in request.index.find(words, ("term",), most=3)]
    return [terms[key] for key in found]


def _term(request: Request, term: Term) -> str:
    works = works_cited_at(request.catalog, term.id)
    return paragraphs(term.text, remarks(term, request.catalog), bullets(*map(work_line, works)))


@command(aliases=("problems", "open-problem", "problem", "projects"), needs=lambda catalog: catalog.all.problems)
async def open_problems(
    request: Request,
    query: Annotated[LongText | None, "words of the problem or its area"] = None,
    level: Annotated[Level | None, "how much it asks of you"] = None,
) -> Message:
    """Show open problems with their level and how to start on them."""
    held = request.catalog.all.problems
    found = (
        [held[key.partition("/")[2]] for key in request.index.find(query, ("problem",), most=MOST)]
        if query
        else list(held.values())
    )
    found = [each for each in found if level in (None, each.level)]
    if not found:
        text = f"No open problem fits “{escape(' '.join(filter(None, (query, level)))[:100])}”."
        buttons = (
            Button("All problems", request.to("open-problems")),
            Button("For beginners", request.to("open-problems beginner")),
        )
        return Message(
            title="Open problems", text=paragraphs(text, where_to_look(None, request.catalog)), buttons=buttons
        )
    return Message(
        title="Open problems" + (f": {query}"[:180] if query else "") + (f" ({level})" if level else ""),
        text=f"{len(found)} {'problems' if len(found) > 1 else 'problem'}.",
        sections=tuple(Section(each.title, _problem(request, each)) for each in found[:MOST]),
        buttons=tuple(
            Button(f"For {each}s" if each == "beginner" else each.capitalize(), request.to(f"open-problems {each}"))
            for each in _levels(found, level)
        ),
        note=cite(request.catalog, found),
    )


def _levels(found: list[Problem], level: Level | None) -> list[str]:
    return [] if level else list(dict.fromkeys(each.level for each in found))


def _problem(request: Request, each: Problem) -> str:
    start = f"**How to start**: {each.start}" if each.start else None
    return paragraphs(
        f"*{each.level.capitalize()}, {escape(each.area)}.* {each.text}",
        start,
        remarks(each, request.catalog),
        linked(each.link),
    )


@command(aliases=("begin", "beginner", "new", "newcomer"), needs=lambda catalog: catalog.all.start)
async def start(request: Request) -> Message:
    """Show where to begin when you are new to the field."""
    steps = list(request.catalog.all.start.values())
    first = next((each for each in request.catalog.all.problems.values() if each.level == "beginner"), None)
    tool = next(iter(request.catalog.all.tools.values()), None)
    picks = [
        Button("Problems for beginners", request.to("open-problems beginner")) if first else None,
        Button("What to read", request.to("reading")) if request.catalog.all.resources else None,
        Button("Libraries", request.to("tools")) if tool else None,
        Button("Communities", request.to("join")) if request.catalog.all.communities else None,
    ]
    return Message(
        title="Start here",
        text="\n".join(f"{number}. {_step(request, each)}" for number, each in enumerate(steps, 1)),
        buttons=tuple(each for each in picks if each),
        note=cite(request.catalog, steps),
    )


def _step(request: Request, each: Advice) -> str:
    parts = (bold(each.title) + ":", each.text, linked(each.link), remarks(each, request.catalog).replace("\n\n", " "))
    return " ".join(part for part in parts if part)
