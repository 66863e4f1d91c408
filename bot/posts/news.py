"""Changed facts as one announcement: what is said, and how long to wait for more of them; pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from bot.agenda import slots_of
from bot.facts.base import Fact
from bot.facts.catalog import Catalog
from bot.facts.differences import THERE, Difference, Target, called
from bot.facts.models import Deadline, Session, Social, Workshop
from bot.message import Button, Message, bold, bullets, escape, link, paragraphs
from bot.moment import Moment, Span, Undecided, Unknown, When, read_span
from bot.posts.post import Post, Version, revision_of
from bot.telling import when_text

SETTLING = timedelta(minutes=15)
SETTLING_ON_THE_DAY = timedelta(minutes=2)
AHEAD = timedelta(minutes=10)  # before the first instant concerned: by then people must have been told
AT_LEAST = timedelta(seconds=1)  # what is due now would count as past when first known
MATTERS_FOR = timedelta(days=7)
_TIMES = {"due", "on", "at", "opens", "closes", "when", "until"}
_NAMED = {
    "room": "room",
    "place": "place",
    "link": "link",
    "signup": "sign-up link",
    "submit": "submission link",
    "title": "title",
    "venue.city": "city",
    "venue.name": "venue",
    "venue.room": "room",
}


@dataclass(frozen=True)
class News:
    """What is to be told of one edition; `why` gives reasons by target, `since` what changed again after the post."""

    shop: Workshop
    catalog: Catalog
    differences: Sequence[Difference]
    why: Mapping[Target, str] = field(default_factory=dict)
    since: Sequence[Difference] = ()
    member_word: str = "workshop"


def due_of(shop: Workshop, found: Sequence[Difference], now: datetime, waiting: datetime | None = None) -> datetime:
    """Give when to announce differences: after some quiet, and in time before the first instant that they concern.

    On the workshop's day nothing waits longer for what comes later: `waiting` is when some are announced already.
    """
    ahead = [at for each in found for value in (each.before, each.after) if (at := _instant(each, value)) and at > now]
    soon = [at - AHEAD for at in ahead]
    if not _is_on(shop, now):
        return max(min([now + SETTLING, *soon]), now + AT_LEAST)
    return max(min([now + SETTLING_ON_THE_DAY, *([waiting] if waiting else []), *soon]), now + AT_LEAST)


def _is_on(shop: Workshop, now: datetime) -> bool:
    """Say whether it is a day of the workshop, at its place."""
    days = {slot.span.start.local.date() for slot in slots_of(shop)}
    zones = {slot.span.start.local.tzinfo for slot in slots_of(shop)}
    return any(now.astimezone(zone).date() in days for zone in zones)


def _instant(each: Difference, value: object) -> datetime | None:
    when = read_span(str(value)) if each.field in _TIMES and value else None
    return when.at if isinstance(when, Moment) else when.start.at if isinstance(when, Span) else None


def news(told: News, key: str, due: datetime, changed_at: datetime | None = None) -> Post:
    """Give the post that announces differences; `changed_at` is when some of them changed again (aware UTC)."""
    lines = list(_lines(told))
    first = Version(due, _message(told, lines), revision_of([(each.target, each.after) for each in told.differences]))
    versions = (first, *_later(told, lines, changed_at or due))
    return Post(key, "announcements", key, due, due + MATTERS_FOR, versions)


def _later(told: News, lines: Sequence[str], changed_at: datetime) -> tuple[Version, ...]:
    if not told.since:
        return ()
    again = replace(told, differences=told.since, why={})
    text = paragraphs(bullets(*lines), f"**Changed again since:**\n\n{bullets(*_lines(again))}")
    shown = [(each.target, each.before, each.after) for each in told.since]
    by_now = replace(told, differences=(*told.differences, *told.since))
    return (Version(changed_at, _message(by_now, lines, text), revision_of(shown)),)


def _message(told: News, lines: Sequence[str], text: str = "") -> Message:
    shop = told.shop
    title = _title(told)
    return Message(
        notice=title,
        title=title,
        text=text or (lines[0] if len(lines) == 1 else bullets(*lines)),
        buttons=tuple(_buttons(told)),
        note=f"Told by the organizers of {escape(shop.name)}.",
    )


def _title(told: News) -> str:
    subjects = {each.subject for each in told.differences}
    fact = told.catalog.facts.get(next(iter(subjects))) if len(subjects) == 1 else None
    if fact is None:
        return f"Changes · {told.shop.name}"
    if isinstance(fact, Workshop):
        return f"News of the workshop · {told.shop.name}"
    return f"{_verb(told, fact)}: {called(fact)} · {told.shop.name}"


def _verb(told: News, fact: Fact) -> str:
    fields = {each.field: each for each in told.differences}
    if THERE in fields:
        return "New"
    if getattr(fact, "cancelled", None) and "cancelled" in fields:
        return "Cancelled"
    due = fields.get("due")
    if due and isinstance(fact, Deadline) and _is_later(due):
        return "Extended"
    if set(fields) <= _TIMES:
        return "Now known" if all(map(_was_open, fields.values())) else "Moved"
    return "Changed"


def _was_open(each: Difference) -> bool:
    """Say whether no time was known before."""
    return not each.before or isinstance(_when(each.before), Unknown | Undecided)


def _is_later(each: Difference) -> bool:
    before, after = _instant(each, each.before), _instant(each, each.after)
    return bool(before and after and after > before)


def _buttons(told: News) -> Iterator[Button]:
    shop, word = told.shop.id, told.member_word
    fields = {type(told.catalog.facts.get(each.subject)) for each in told.differences}
    facts = {each.subject: told.catalog.facts.get(each.subject) for each in told.differences if each.subject != shop}
    ahead = [subject for subject, fact in facts.items() if fact and not getattr(fact, "cancelled", None)]
    if len(facts) == len(ahead) == 1:
        yield Button("Remind me", f"/{word} remind what:{ahead[0]}")
    if Session in fields:
        yield Button("Schedule", f"/{word} schedule {shop}")
    if Social in fields:
        yield Button("Socials", f"/{word} socials {shop}")
    if Deadline in fields or not fields & {Session, Social}:
        yield Button("All deadlines", f"/{word} deadlines {shop}")


def _lines(told: News) -> Iterator[str]:
    for each in told.differences:
        fact = told.catalog.facts.get(each.subject)
        why = told.why.get(each.target, "")
        reason = f" Reason: {escape(why).rstrip('.')}." if why and each.field != "cancelled" else ""
        if fact:
            yield _line(told, fact, each) + reason
        elif each.is_gone:
            yield f"{bold(each.before)} is taken off the list."
        elif each.field == THERE:
            yield f"**New**: {bold(each.after)}."


def _inline(text: str) -> str:
    """Give markup on one line, so that it stays in its place."""
    return " ".join(text.split())


def _line(told: News, fact: Fact, each: Difference) -> str:
    name, before, after = bold(called(fact)), _value(told, each, each.before), _value(told, each, each.after)
    if each.field == THERE:
        return f"**New**: {name}. {_when_of(fact)}".rstrip()
    if each.field == "cancelled":
        return f"{name} is **cancelled**: {_inline(each.after)}" if each.after else f"{name} takes place after all."
    if each.field == "people":
        return f"{name}: with {after or 'nobody named yet'}" + (f", not {before}." if before else ".")
    if each.field in _TIMES:
        return _moved(fact, each, before, after)
    what = _NAMED[each.field]
    was = f" It was: {before}." if before and each.field != "submit" else ""
    return f"{name}, {what}: {after or 'not known any more'}.{was}"


def _moved(fact: Fact, each: Difference, before: str, after: str) -> str:
    leads = {"opens": "The opening of ", "closes": "The end of sign-up for "}
    name = f"{leads.get(each.field, '')}{bold(called(fact))}"
    if not each.after or isinstance(_when(each.after), Unknown):
        return f"{name} is **not fixed any more**. It was {before}."
    if _was_open(each):
        return f"{name}: now known, {after}."
    verb = "extended" if each.field == "due" and isinstance(fact, Deadline) and _is_later(each) else "moved"
    return f"{name} is {verb} to {after}. It was {before}."


def _when(value: Any) -> Span | When:  # noqa: ANN401 - a plain value
    return read_span(str(value))


def _value(told: News, each: Difference, value: Any) -> str:  # noqa: ANN401 - a plain value
    """Tell a plain value as markup."""
    if value in (None, []):
        return ""
    if each.field in _TIMES:
        return when_text(_when(value))
    if each.field in {"link", "signup", "submit"}:
        url = value if isinstance(value, str) else value["url"]
        return link(url, url)
    if each.field == "people":
        return ", ".join(escape(told.shop.people[key].name) for key in value if key in told.shop.people)
    return escape(str(value))


def _when_of(fact: Fact) -> str:
    when = next((getattr(fact, name) for name in ("due", "on", "at") if hasattr(fact, name)), None)
    return f"{when_text(when)}." if when else ""
