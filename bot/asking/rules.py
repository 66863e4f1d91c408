"""What is asked by its form, whatever the field: each rule answers a question, or leaves it to the next."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

from bot.agenda import Slot, slots_of
from bot.asking.question import Question
from bot.asking.timing import NOW, after_a_slot, at_a_clock, due, on_now, run, whole_schedule
from bot.asking.words import stem, stems, word_set
from bot.core import Request
from bot.facts.models import Workshop
from bot.facts.names import fold
from bot.message import Button, Message, bold, bullets, escape, paragraphs
from bot.telling import NOT_KNOWN, cite, linked, not_known, person_line, when_text
from bot.told import told

Rule = Callable[[Request, Question], Awaitable[Message | None]]

_OF_A_PERSON = word_set(
    "talk speaker organizer panelist keynote panel affiliation homepage role job title position group university "
    "company institute work time remote session program page home web bio based affiliated there person where about"
)
_ROLES = {
    stem("speaker"): "speaker",
    stem("keynote"): "keynote",
    stem("panelist"): "panelist",
    stem("organizer"): "organizer",
    stem("committee"): "organizer",
}
_TALKS = word_set("talk invited")
_PEOPLE = frozenset("people anyone anybody who someone".split())
_WITH_ROLES = word_set("represent work talk list panel all chair program name affiliation")
_DAY_AND_PLACE = word_set("venue room day date weekday held city building place where when year month location")
_EDITIONS = frozenset("editions edition workshops instances years".split())

# The words that ask for a whole part, and the command that tells it; the first line that holds all words is taken.
_PARTS: tuple[tuple[frozenset[str], str, Mapping[str, str]], ...] = (
    (word_set("topic discussion discuss potential area call write welcome cover submit wanted"), "topics", {}),
    (word_set("goal aim purpose debate explore"), "topics", {}),
    (word_set("prize award winner winning paper"), "prizes", {}),
    (word_set("page format paper limit length short long max"), "cfp", {"part": "formats"}),
    (word_set("rule submit review"), "cfp", {"part": "rules"}),
    (word_set("start learn begin field new newcomer"), "start", {}),
    (word_set("community chat online join meet"), "join", {}),
    (word_set("seminar"), "seminars", {}),
    (word_set("social"), "socials", {}),
    (word_set("glossary term"), "glossary", {}),
)
_SIGN = word_set("sign signup")
_SIGN_UP = _SIGN | word_set(
    "full open closed close end deadline left still free place spot seat space number available join come attend form "
    "register registration apply application waiting waitlist list capacity today soon"
)
_WHOM = frozenset("everyone everybody anyone anybody all who".split())
_OF_EDITIONS = frozenset(("topics", "prizes", "cfp", "socials"))


async def unknown_edition(request: Request, question: Question) -> Message | None:
    """Say of an edition that no file holds that it is not known, and which ones are."""
    if not question.unknown_shop:
        return None
    known = ", ".join(escape(shop.name) for shop in request.catalog.newest_first[:10])
    text = f"“{escape(question.unknown_shop)}” is {NOT_KNOWN}. The editions known here are {known}."
    return Message(title="Not in our sources", text=text, buttons=_editions(request))


def _editions(request: Request) -> tuple[Button, ...]:
    return tuple(Button(shop.name, request.to(f"attend {shop.id}")) for shop in request.catalog.newest_first[:3])


async def about_a_person(request: Request, question: Question) -> Message | None:
    """Tell who somebody is and what they do at the workshop."""
    if not question.people:
        return None
    key = question.people[0]
    names = {stem for name in request.catalog.names_of_person(key) for stem in stems(name)}
    if set(question.words) - names - _OF_A_PERSON or ("when" in question.all_words and not _talks(request, key)):
        return None
    message = await run(request, "speakers", name=key, workshop=question.shop)
    if message and question.zone:
        there = [f"{escape(told(slot.span.start, question.zone))}." for slot in _slots_of(request, key)]
        return replace(message, text=paragraphs(*there, message.text))
    return message


def _slots_of(request: Request, key: str) -> list[Slot]:
    slots = (slot for shop in request.catalog.newest_first for slot in slots_of(shop))
    return [slot for slot in slots if key in getattr(slot.fact, "people", ())]


def _talks(request: Request, key: str) -> bool:
    return bool(_slots_of(request, key))


async def of_a_role(request: Request, question: Question) -> Message | None:
    """List the people of a role, or those who hold several."""
    words = set(question.words)
    asked = [role for word, role in _ROLES.items() if word in words]
    if {"speaks", "speaking", "speak", "talks", "invited"} & set(question.all_words) and words <= _TALKS and words:
        return await run(request, "speakers", role="speaker", workshop=question.shop)
    rest = words - set(_ROLES) - _WITH_ROLES
    if rest and (asked or _PEOPLE & set(question.all_words)):
        return _from_a_place(request, question, asked, rest)
    if not asked or rest:
        return None
    asked = [role for role in asked if role != "speaker"] or asked  # a keynote speaker is a keynote
    if len(asked) > 1 and question.shop:
        return _with_all_roles(request, question.shop, asked)
    return await run(request, "speakers", role=asked[0], workshop=question.shop)


def _from_a_place(request: Request, question: Question, roles: list[str], place: set[str]) -> Message | None:
    """List the people whose affiliation holds the given stems: `organizers from foo university`."""
    shops = [question.shop] if question.shop else list(request.catalog.newest_first)
    found = [
        (shop, each)
        for shop in shops
        for each in shop.people.values()
        if place <= set(stems(each.affiliation or "")) and set(roles) <= set(each.roles)
    ]
    if not found:
        return None
    lines = [f"{person_line(each)} — {' and '.join(each.roles)} at {escape(shop.name)}" for shop, each in found[:20]]
    return Message(title="People", text=bullets(*lines), note=cite(request.catalog, [each for _, each in found]))


def _with_all_roles(request: Request, shop: Workshop, roles: list[str]) -> Message:
    people = [each for each in shop.people.values() if set(roles) <= set(each.roles)]
    names = ", ".join(bold(each.name) for each in people) or "Nobody in our sources"
    text = f"{names}: {escape(' and '.join(roles))} at {escape(shop.name)}."
    return Message(title=f"People · {shop.name}", text=text, note=cite(request.catalog, people or [shop]))


async def a_part(request: Request, question: Question) -> Message | None:
    """Tell a whole part: the prizes, the topics, the page limits, how to start, where to talk."""
    words = set(question.words) - NOW - word_set("number")
    if words and "many" in question.all_words and words & set(stems("submit paper")):
        return None
    for asked, command, arguments in _PARTS:
        if words and words <= asked and not question.zone:
            given = {**arguments, "workshop": question.shop} if command in _OF_EDITIONS else arguments
            return await run(request, command, **given)
    return None


async def signing_up(request: Request, question: Question) -> Message | None:
    """Tell the socials with their sign-ups: where one signs up, whether places are left."""
    shop = question.shop or request.catalog.current(request.now)
    if shop is None or not shop.socials:
        return None
    words, names = set(question.words), (name for each in shop.socials.values() for name in (each.title, *each.also))
    named = words & (word_set("social party drink") | set(stems(" ".join(names))))
    is_meant = named or (words & _SIGN and "workshop" not in question.all_words and shop is not question.shop)
    if not is_meant or words <= named or words - named - _SIGN_UP or _WHOM & set(question.all_words):
        return None
    return await run(request, "socials", workshop=question.shop)


async def day_and_place(request: Request, question: Question) -> Message | None:
    """Tell the day and the place of the workshop."""
    asked = set(question.all_words)
    shop = question.shop or next((each for each in request.catalog.newest_first if asked & _place_of(each)), None)
    words = set(question.words) - set(stems(" ".join(_place_of(shop))) if shop else ())
    if question.shop and not question.words:
        return await run(request, "attend", workshop=shop)
    if "why" in asked or words - _DAY_AND_PLACE or not asked & (_DAY_AND_PLACE | {"wheres", "whens"}):
        return None
    return await run(request, "venue", workshop=shop)


def _place_of(shop: Workshop) -> frozenset[str]:
    """Give the words of the name of an edition's room that are its own."""
    return frozenset(fold(shop.venue.room or "").split() if shop.venue else ()) - _DAY_AND_PLACE


async def website(request: Request, question: Question) -> Message | None:
    """Give the address of the workshop's own page."""
    shop = question.shop or request.catalog.current(request.now)
    if question.words != stems("homepage") or shop is None:
        return None
    text = linked(shop.website) if shop.website else not_known("website", shop, request.catalog)
    return Message(title=f"Website · {shop.name}", text=text, note=cite(request.catalog, [shop]))


async def which_editions(request: Request, question: Question) -> Message | None:
    """Name the editions."""
    if not set(question.all_words) & _EDITIONS or set(question.words) - word_set("edition year"):
        return None
    shops = request.catalog.newest_first
    lines = [f"{bold(shop.name)}: {escape(shop.title)}, {when_text(shop.when)}" for shop in shops[:20]]
    return Message(
        title="Editions", text=bullets(*lines), buttons=_editions(request), note=cite(request.catalog, shops[:20])
    )


RULES: tuple[Rule, ...] = (
    unknown_edition,
    after_a_slot,
    on_now,
    at_a_clock,
    about_a_person,
    of_a_role,
    whole_schedule,
    signing_up,
    due,
    which_editions,
    day_and_place,
    website,
    a_part,
)
