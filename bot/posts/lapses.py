"""What calls for no posts any more although its fact stands: what is cancelled, or has no fixed time any more."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from bot.agenda import slots_of
from bot.facts.models import Date, Deadline, Session, Social, Workshop
from bot.moment import Day, Moment, Span, Undecided, Unknown, When
from bot.posts.post import Lapse
from bot.telling import when_text

NOT_KNOWN = "not known"
A_DAY = "Nothing of this day takes place."
Lapses = Iterable[tuple[str, Lapse]]


def lapses_of(shop: Workshop) -> Lapses:
    """Give what of an edition calls for no posts any more, by the subject of its posts.

    What is not in the file any more is not among it: only what is said there counts.
    """
    for deadline in shop.deadlines.values():
        yield from _of_deadline(deadline)
    for date in shop.dates.values():
        yield from _unfixed(date.id, date, date.on)
    for session in shop.sessions.values():
        yield from _unfixed(session.id, session, session.at)
    for social in shop.socials.values():
        yield from _unfixed(social.id, social, social.at)
        if isinstance(social.closes, Unknown | Undecided):
            yield f"{social.id}/closes", Lapse(_now(social.closes))
        yield from _of_signup(social)
    yield from _of_days(shop)


def _of_signup(social: Social) -> Lapses:
    """Give the sign-up of a social that does not open any more, or has no address."""
    if social.opens is None or isinstance(social.opens, Unknown | Undecided):
        yield f"{social.id}/opens", Lapse(_now(social.opens or Unknown()))
    elif not (social.signup or social.waiting):
        yield f"{social.id}/opens", Lapse(f"its address is {NOT_KNOWN}")
    if social.closes is None:
        yield f"{social.id}/closed", Lapse(NOT_KNOWN)


def _of_deadline(deadline: Deadline) -> Lapses:
    yield from _unfixed(deadline.id, deadline, deadline.due)
    if deadline.opens is None or deadline.cancelled:
        return
    opens = f"{deadline.id}/opens"
    if isinstance(deadline.opens, Unknown | Undecided):
        yield opens, Lapse(_now(deadline.opens))
    elif isinstance(deadline.due, Unknown | Undecided):
        yield opens, Lapse(f"{when_text(deadline.opens)}, and when it is due is {_now(deadline.due)}")


def _unfixed(subject: str, fact: Deadline | Date | Session | Social, when: When | Span) -> Iterator[tuple[str, Lapse]]:
    """Give what a fact is, where it is cancelled or its time is not fixed; a session has one only with its hours."""
    if fact.cancelled:
        yield subject, Lapse(fact.cancelled, cancelled=True)
    elif isinstance(when, Unknown | Undecided):
        yield subject, Lapse(_now(when))
    elif isinstance(fact, Session | Social) and isinstance(when, Moment | Day):
        yield subject, Lapse(f"{when_text(when)}, its hours are {NOT_KNOWN}")


def _of_days(shop: Workshop) -> Lapses:
    """Give the briefings of days of which nothing takes place, and of those whose hours are not known any more."""
    if any(not isinstance(each.at, Span) and not each.cancelled for each in shop.sessions.values()):
        yield f"{shop.id}/day", Lapse(f"the hours are {NOT_KNOWN}")
    days = groupby(slots_of(shop), key=lambda slot: slot.span.start.local.date())
    for number, (_, slots) in enumerate(days, start=1):
        if all(slot.fact.cancelled for slot in slots):
            yield f"{shop.id}/day/{number}", Lapse(A_DAY, cancelled=True)


def _now(when: When) -> str:
    return NOT_KNOWN if isinstance(when, Unknown) else when_text(when)
