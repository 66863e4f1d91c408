"""From a question to its answer: a rule that reads its form, else the facts whose words fit best, else honestly not."""

import re
from dataclasses import replace
from functools import lru_cache

from bot.asking.cited import works_asked_for
from bot.asking.matching import Match, Matcher, wanted_kinds
from bot.asking.question import Question, understand
from bot.asking.rules import RULES
from bot.asking.timing import deadline_answer
from bot.asking.words import ASKING, LINK_WORDS, QUESTION, stem, stems
from bot.core import Request
from bot.facts.base import Fact
from bot.facts.catalog import Catalog
from bot.facts.collection import Question as Faq
from bot.facts.models import Date, Deadline, Topic, Workshop
from bot.facts.names import fold
from bot.facts.search import Index
from bot.message import Button, Message, Section, escape, paragraphs
from bot.moment import Moment, Undecided, Unknown
from bot.offering import reminders_and_news
from bot.telling import NOT_KNOWN, cite, where_to_look
from bot.titles import body_of, command_for, label_for, title_of
from bot.told import told

ENOUGH = 0.5  # the share of a question's meaning that a fact must hold to answer it
ENOUGH_NAMED = 0.3  # the same for a fact of which the question holds a whole name
ENOUGH_UNNAMED = 0.75  # the same for a fact none of whose names the question holds
AS_GOOD = 0.75  # of the best score: what a fact of the edition asked about must reach to be the same thing
WORTH_A_SECTION = 0.85  # of the best score
THE_SAME_NAME = 1.1  # of 1.2: the question is the name of the fact, so nothing else is meant
NEARLY_ALL = 0.8  # of the meaning: then a word that no fact holds is not worth a remark
NEARLY = 0.9  # of the best score
MOST_SECTIONS = 2
MOST_BUTTONS = 3
MOST_OFFERED = 8  # of the next best facts, whose commands the buttons offer
MOST_WORDS = 14  # of a question; longer ones are read by their sentences
SHORT = 3  # letters; such words are seldom what a question is about
_SENTENCE = re.compile(r"[^.?!;:\n]+[.?!;:\n]*")


@lru_cache(maxsize=2)
def matcher_of(catalog: Catalog, index: Index) -> Matcher:
    """Give the matcher of some facts, the same as long as they are the same."""
    return Matcher(catalog, index)


async def reply(request: Request, text: str) -> Message:
    """Answer a question in plain English."""
    for part in _parts(text):
        if message := await _answer(request, part):
            return message
    return Message(
        title="Not in our sources",
        text=paragraphs(
            f"An answer to “{escape(text[:100])}” is {NOT_KNOWN}.",
            where_to_look(request.catalog.current(request.now), request.catalog),
        ),
        buttons=(Button("What I can answer", request.to("help")),),
    )


def _parts(text: str) -> list[str]:
    """Give a question whole; of a long one first the sentences that ask, since people explain as well."""
    sentences = _SENTENCE.findall(text) if len(text.split()) > MOST_WORDS else []
    return [*(each for each in sentences if each.rstrip().endswith("?")), text]


async def _answer(request: Request, text: str) -> Message | None:
    """Answer as it is written down, else by the first rule that reads the question, else by the facts that fit."""
    matcher = matcher_of(request.catalog, request.index)
    question = understand(text, request.catalog)
    question = replace(question, words=matcher.mended(question.words))
    wanted = question.shop or request.catalog.current(request.now)

    def favour(fact: Fact) -> float:
        return _of_edition(fact, question, wanted, request.catalog)

    found = matcher.matches(question.words, wanted_kinds(question.all_words), favour)
    if written := [each for each in found if _is_written(each.fact, question)]:
        return _tell(request, question, written, "")
    for rule in RULES:
        if answer := await rule(request, question):
            return answer
    if works := works_asked_for(request, question, found):
        return works
    good = [each for each in found if each.covered >= _enough(each)]
    if not good:
        return None
    message = _settle(request, question, good)
    note = _not_mentioned(matcher, question) if good[0].covered < NEARLY_ALL else None
    return replace(message, text=paragraphs(note, message.text))


def _enough(match: Match) -> float:
    """Give the share of the question's meaning that a fact must hold: little where the question names it in full."""
    if match.whole:
        return ENOUGH_NAMED
    return ENOUGH if match.named else ENOUGH_UNNAMED


def _is_written(fact: Fact, question: Question) -> bool:
    """Say whether a question is one whose answer is written down, word for word or nearly."""
    if not isinstance(fact, Faq) or len(set(question.words)) < 2:  # noqa: PLR2004 - one word is a topic, not a question
        return False
    asks = QUESTION & set(question.all_words) == QUESTION & set(fold(fact.question).split())
    return asks and set(stems(fact.question)) == set(question.words)


def _not_mentioned(matcher: Matcher, question: Question) -> str | None:
    """Say which words of a question no fact holds, since the answer can then be only the closest one."""
    unknown = matcher.unknown(question.words)
    words = [word for word in question.all_words if len(word) > SHORT and stem(word) in unknown and word not in ASKING]
    named = ", ".join(f"“{escape(word)}”" for word in dict.fromkeys(words))
    return f"{named}: {NOT_KNOWN}. What comes closest:" if named else None


def _of_edition(fact: Fact, question: Question, wanted: Workshop | None, catalog: Catalog) -> float:
    """Favour facts of the edition that is asked about, or of the current one a little, and addresses when asked."""
    theirs = edition_of(fact, catalog)
    linked = 0.35 if LINK_WORDS & set(question.all_words) and vars(fact).get("link") else 0.0
    if theirs is None:
        return linked
    if question.shop:
        return linked + (0.4 if theirs is wanted else -0.3)
    return linked + (0.1 if theirs is wanted else 0.0)


def _settle(request: Request, question: Question, found: list[Match]) -> Message:
    """Answer with the best fact of the edition asked about, else say that it is not known there."""
    best, catalog = found[0], request.catalog
    wanted = question.shop or catalog.current(request.now)
    theirs = edition_of(best.fact, catalog)
    if wanted is None or not _changes(best.fact):
        return _tell(request, question, found, "")
    if theirs is None:
        return _tell(request, question, found, _only_elsewhere(question, found, catalog))
    own = [each for each in found if edition_of(each.fact, catalog) is wanted and _alike(each, best)]
    if own and (_is_known(own[0].fact) or question.shop):
        return _tell(request, question, [own[0], *(each for each in found if each is not own[0])], "")
    lead = f"For {escape(wanted.name)} this is {NOT_KNOWN}."
    others = [
        each for each in found if _same_kind(each, best) and edition_of(each.fact, catalog) and _is_known(each.fact)
    ]
    if question.shop or not others:
        text = paragraphs(lead, where_to_look(wanted, catalog))
        elsewhere = _tell(request, question, found[:1], "")
        return replace(elsewhere, title=f"Not known of {wanted.name}", text=text, note=cite(catalog, [wanted]))
    newest = min(others, key=lambda each: catalog.newest_first.index(edition_of(each.fact, catalog) or theirs))
    name = (edition_of(newest.fact, catalog) or theirs).name
    lead = f"{lead} The newest edition that has it is **{escape(name)}**."
    return _tell(request, question, [newest, *(each for each in found if each is not newest)], lead)


def _only_elsewhere(question: Question, found: list[Match], catalog: Catalog) -> str:
    """Say that the named edition does not tell what others do, where the best fact belongs to none."""
    if isinstance(found[0].fact, Faq):  # it speaks of all editions
        return ""
    near = [each for each in found if each.score >= AS_GOOD * found[0].score and _changes(each.fact)]
    editions = [edition for each in near if (edition := edition_of(each.fact, catalog))]
    if question.shop and editions and question.shop not in editions:
        return f"For {escape(question.shop.name)} this is {NOT_KNOWN}."
    return ""


def _is_known(fact: Fact) -> bool:
    """Say whether a dated fact has its time."""
    when = fact.due if isinstance(fact, Deadline) else fact.on if isinstance(fact, Date) else None
    return not isinstance(when, Unknown | Undecided)


def _changes(fact: Fact) -> bool:
    """Say whether a fact is of the kind that each edition sets anew, unlike what it discusses or cites."""
    return not isinstance(fact, Topic) and _section(fact) not in {"debate", "aim", "topic", "welcome", "fact"}


def edition_of(fact: Fact, catalog: Catalog) -> Workshop | None:
    """Give the edition that a fact speaks of: the one it stands in, or the one a question names."""
    if isinstance(fact, Faq):
        return catalog.workshops.get(fact.workshop or "")
    return catalog.edition_of(fact)


def _same_kind(one: Match, best: Match) -> bool:
    """Say whether a fact tells another edition's state of the very thing that the best one does."""
    return _alike(one, best) and type(one.fact) is type(best.fact) and one.score >= NEARLY * best.score


def _alike(one: Match, best: Match) -> bool:
    """Say whether a fact may be the same thing in another edition as the best one."""
    if isinstance(one.fact, Faq) or isinstance(best.fact, Faq):
        return one.score >= AS_GOOD * best.score
    return _section(one.fact) == _section(best.fact) and one.score >= AS_GOOD * best.score


def _section(fact: Fact) -> str:
    parts = fact.id.split("/")
    return parts[1] if len(parts) > 2 else type(fact).__name__  # noqa: PLR2004 - edition, section, key


def _tell(request: Request, question: Question, found: list[Match], lead: str) -> Message:
    """Tell the best fact, those that fit nearly as well below it, and offer the commands that tell more."""
    catalog, best = request.catalog, found[0]
    near = [each.fact for each in found[1:] if _is_near(each, best, catalog)][:MOST_SECTIONS]
    told_facts = [best.fact, *near]
    offered = [*told_facts, *(each.fact for each in found[1:MOST_OFFERED] if _fits_edition(each, best, catalog))]
    lines = {line: label_for(each, catalog) for each in offered if (line := command_for(each, catalog))}
    message = _whole(request, question, best.fact)
    return replace(
        message,
        text=paragraphs(lead, message.text),
        sections=tuple(Section(title_of(each, catalog)[:200], body_of(each, catalog, request.now)) for each in near),
        buttons=(
            *reminders_and_news(request, [best.fact], getattr(catalog.edition_of(best.fact), "id", "")),
            *(Button(label, request.to(line)) for line, label in [*lines.items()][:MOST_BUTTONS]),
        ),
        note=cite(catalog, told_facts),
    )


def _is_near(one: Match, best: Match, catalog: Catalog) -> bool:
    """Say whether a fact is worth telling below the best: it fits nearly as well and is of no other edition."""
    same = _fits_edition(one, best, catalog)
    if best.named >= THE_SAME_NAME:
        return same and one.named >= THE_SAME_NAME
    return same and one.score >= WORTH_A_SECTION * best.score


def _fits_edition(one: Match, best: Match, catalog: Catalog) -> bool:
    theirs = edition_of(one.fact, catalog)
    return theirs is None or theirs is edition_of(best.fact, catalog)


def _whole(request: Request, question: Question, fact: Fact) -> Message:
    catalog = request.catalog
    shop = catalog.edition_of(fact)
    if isinstance(fact, Deadline) and shop:
        return deadline_answer(request, shop, fact, question.zone)
    start = getattr(getattr(fact, "at", None), "start", None) or getattr(fact, "on", None)
    there = f"{escape(told(start, question.zone))}." if question.zone and isinstance(start, Moment) else None
    return Message(
        title=title_of(fact, catalog)[:200],
        text=paragraphs(there, body_of(fact, catalog, request.now)),
    )
