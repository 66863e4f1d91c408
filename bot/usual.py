"""The usual announcements, filled from the facts of an edition; what is not known is said, never invented."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NoReturn

from bot.facts.catalog import Catalog
from bot.facts.changes import Change
from bot.facts.models import Date, Deadline, Social, Workshop
from bot.message import bullets, escape, paragraphs
from bot.moment import Day, Moment, Span, Undecided, Unknown, When
from bot.slash import UserError
from bot.telling import is_over, left
from bot.told import told_day

TWO_WEEKS = timedelta(days=14)


@dataclass(frozen=True)
class Known:
    """What is known of an edition, and what organizers changed of it."""

    shop: Workshop
    catalog: Catalog
    changes: Sequence[Change]
    now: datetime
    member_word: str = "workshop"

    @property
    def name(self) -> str:
        """Give the name of the edition, as markup."""
        return escape(self.shop.name)


@dataclass(frozen=True, slots=True)
class Filled:
    """A usual announcement: a plain title, markup, and when to send it, if that follows from the facts."""

    title: str
    text: str
    when: str = "now"


def filled(what: str, known: Known) -> Filled:
    """Give a usual announcement; raises UserError with what is missing in the facts."""
    return USUAL[what](known)


def _missing(known: Known, what: str) -> NoReturn:
    raise UserError(
        f"I cannot fill this in for {known.shop.name}, since {what}. Add the fact first, or write the text yourself."
    )


def _call_open(known: Known) -> Filled:
    deadline = _submission(known)
    text = paragraphs(
        f"The call for papers of **{known.name}** is open.",
        _due(deadline),
        _go(known, deadline, "Hand your paper in here"),
        "Questions? Ask them here. We look forward to your work.",
    )
    return Filled(f"The call is open · {known.shop.name}", text)


def _two_weeks(known: Known) -> Filled:
    deadline = _submission(known)
    end = deadline.due.at if isinstance(deadline.due, Moment) else None
    when = Moment(end - TWO_WEEKS) if end and end - TWO_WEEKS > known.now else None
    lead = "Two weeks left" if when or end is None else left(end, known.now)[:1].upper() + left(end, known.now)[1:]
    text = paragraphs(_due(deadline), _go(known, deadline, "Hand it in here"), "Good luck with the last steps.")
    return Filled(f"{lead}: {deadline.title} · {known.shop.name}", text, str(when or "now"))


def _extended(known: Known) -> Filled:
    due = {fact.id: fact for fact in known.shop.deadlines.values()}
    change = next((each for each in known.changes if each.subject in due and each.field == "due"), None)
    if change is None:
        _missing(known, "no deadline was moved. Move it with extend, which announces it too")
    deadline = due[change.subject]
    was = f" It was {change.was}." if change.was not in {None, "", "unknown"} else ""
    text = paragraphs(f"{_due(deadline)}{was}", escape(change.why), _go(known, deadline, "Hand your paper in here"))
    return Filled(f"Extended: {deadline.title} · {known.shop.name}", text)


def _notified(known: Known) -> Filled:
    dated: list[Deadline | Date] = [*known.shop.dates.values(), *known.shop.deadlines.values()]
    if not _like(dated, "notif", "decision"):
        _missing(known, "it has no date of notification")
    ready = _like(known.shop.deadlines.values(), "camera")
    ahead = _due(ready) if isinstance(ready, Deadline) and _is_known(ready.due) else ""
    text = paragraphs(
        f"The decisions of **{known.name}** are out: please look at your mail.",
        "Congratulations to all whose papers were accepted, and thanks to everybody who sent us their work and to all "
        "reviewers.",
        ahead,
    )
    return Filled(f"Notifications are out · {known.shop.name}", text)


def _camera(known: Known) -> Filled:
    deadline = _like(known.shop.deadlines.values(), "camera")
    if not isinstance(deadline, Deadline) or not _is_known(deadline.due):
        _missing(known, "the day of the camera-ready version is not known")
    text = paragraphs(
        f"Was your paper accepted at **{known.name}**? Then its final version is next.",
        _due(deadline),
        _go(known, deadline, "Hand it in here"),
    )
    return Filled(f"{deadline.title} · {known.shop.name}", text)


def _programme(known: Known) -> Filled:
    sessions = list(known.shop.sessions.values())
    if not sessions:
        _missing(known, "its schedule is not known")
    talks = [each.title for each in sessions if each.kind == "talk"][:3]
    text = paragraphs(
        f"The programme of **{known.name}** is out, on {_on(known.shop.when)}.",
        f"Among others:\n\n{bullets(*map(escape, talks))}" if talks else "",
        f"See it all with `/{known.member_word} schedule`"
        + (f", or at {known.shop.website.url}" if known.shop.website else ""),
    )
    return Filled(f"The programme is out · {known.shop.name}", text)


def _social(known: Known) -> Filled:
    ahead = [each for each in known.shop.socials.values() if _is_open(each, known.now)]
    if not ahead:
        _missing(known, "it has no social with a sign-up link that is still open")
    social = ahead[0]
    assert social.signup, "only those with a link are open"
    verb = "Apply" if social.access == "invitation" else "Sign up"
    until = f" until {_on(social.closes)}" if social.closes and _is_known(social.closes) else ""
    text = paragraphs(
        f"**{escape(social.title)}**, {_on(social.at)}" + (f", {escape(social.place)}." if social.place else "."),
        social.text,
        f"{verb}{until}: {social.signup.url}",
    )
    return Filled(f"{social.title}: sign-up is open · {known.shop.name}", text)


def _thanks(known: Known) -> Filled:
    if not _is_known(known.shop.when) or not is_over(known.shop.when, known.now):
        _missing(known, "it is not over yet")
    site = f"What stays of it: {known.shop.website.url}" if known.shop.website else ""
    text = paragraphs(
        f"**{known.name}** is over. Thank you to all who spoke, presented, reviewed, helped and came.",
        site,
        "Tell us here what you liked and what we should do better next time.",
    )
    return Filled(f"Thank you · {known.shop.name}", text)


USUAL: Mapping[str, Callable[[Known], Filled]] = {
    "call open": _call_open,
    "two weeks left": _two_weeks,
    "extended": _extended,
    "notifications out": _notified,
    "camera-ready": _camera,
    "programme out": _programme,
    "social open": _social,
    "thanks": _thanks,
}
"""What is announced for nearly every edition."""


def _submission(known: Known) -> Deadline:
    """Give the deadline for papers, where it is known and ahead."""
    found = known.shop.deadlines.get("submission") or next(iter(known.shop.deadlines.values()), None)
    if found is None or not _is_known(found.due):
        _missing(known, "the day of its deadline for papers is not known")
    if is_over(found.due, known.now):
        _missing(known, f"{found.title} is closed already")
    return found


def _like(facts: Iterable[Deadline | Date], *words: str) -> Deadline | Date | None:
    return next((each for each in facts if any(word in f"{each.id} {each.title}".lower() for word in words)), None)


def _is_known(when: When | Span) -> bool:
    return not isinstance(when, Unknown | Undecided)


def _is_open(social: Social, now: datetime) -> bool:
    start = social.at.start if isinstance(social.at, Span) else social.at
    ends = [each for each in (social.closes, start) if each]
    return (
        bool(social.signup)
        and not social.cancelled
        and not social.full
        and not any(is_over(each, now) for each in ends)
    )


def _on(when: When | Span) -> str:
    """Write a time as an organizer would type it, so that it can be edited: the day alone in words."""
    start = when.start if isinstance(when, Span) else when
    return told_day(start.date) if isinstance(start, Day) else str(start)


def _due(deadline: Deadline) -> str:
    return f"**{escape(deadline.title)}** is due {_on(deadline.due)}."


def _go(known: Known, deadline: Deadline, words: str) -> str:
    link = deadline.link or known.shop.submit or known.shop.website
    return f"{words}: {link.url}" if link else ""
