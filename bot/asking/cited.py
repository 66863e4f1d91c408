"""Which works are cited for something: told together, since a question for papers wants all of them."""

from bot.asking.matching import Match
from bot.asking.question import Question
from bot.core import Request
from bot.facts.collection import Paper, Term
from bot.facts.models import Topic
from bot.message import Button, Message, bullets
from bot.telling import cite
from bot.works import work_heading, work_line, work_text, works_cited_at

_ASKS = frozenset("cited cite cites citation citations reference references refs".split())
ENOUGH = 0.6  # the share of the question's meaning that a work or topic must hold
MOST = 15


def works_asked_for(request: Request, question: Question, found: list[Match]) -> Message | None:
    """Tell all works that are cited for what is asked, where works are asked for; else None."""
    asked = set(question.all_words)
    if not (_ASKS & asked or ("papers" in asked and found and isinstance(found[0].fact, Paper | Topic | Term))):
        return None
    fit = [each for each in found if each.covered >= ENOUGH]
    works = [each.fact for each in fit if isinstance(each.fact, Paper)]
    topic = next((each.fact for each in fit if isinstance(each.fact, Topic) and each.named), None)
    if topic:
        works += [work for work in works_cited_at(request.catalog, topic.id) if work not in works]
    if not works:
        return None
    shown = works[:MOST]
    text = f"{len(shown)} works:\n\n{bullets(*map(work_line, shown))}"
    topics = (Button(f"Topic: {topic.title}", request.to(f"topics {topic.title}")),) if topic else ()
    return Message(
        title="Cited works" if shown[1:] else work_heading(shown[0]),
        text=text if shown[1:] else work_text(shown[0], request.catalog),
        buttons=(*topics, Button("Reading", request.to(f"papers {' '.join(question.all_words)}"[:80]))),
        note=cite(request.catalog, works[:MOST]),
    )
