"""Announcements by organizers: what one is, what it shows, when it is repeated; pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from typing import Literal

from bot.kinds import Kind
from bot.markup import parse
from bot.message import Message, at, escape, link, paragraphs
from bot.moment import read_moment
from bot.zones import read_zone

State = Literal["draft", "scheduled", "withdrawn", "deleted", "discarded"]
Repeat = Literal["", "weekly", "every two weeks", "monthly"]
Standing = Literal["drafts", "scheduled", "shown", "withdrawn"]
APPROVED = "approved"
"""Stands as the mention of a message whose group may be notified; delivery puts the group of each place there."""
AHEAD = timedelta(weeks=12)  # so far is a series written down
LAPSES = timedelta(hours=12)  # after which nobody can approve a mention any more
HELD = timedelta(seconds=60)  # in which a post that notifies people can be stopped
MOST_WAS = 3  # of what a correction tells that was said before
_DAYS = {"weekly": 7, "every two weeks": 14}
_TIME = re.compile(
    r"(?<![\w/<:.-])\d{4}-\d{2}-\d{2}(?:[ T]\d{1,2}:\d{2})? ?(?:AoE|UTC(?:[+-][\d:]+)?|Z|[A-Z]\w+/[\w/]+)"
)
_CLOCK = re.compile(r"(?<![\d:])\d{1,2}:\d{2}(?![\d:])")
_BARE = re.compile(r"https?://[^\s<>()\[\]]+[^\s<>()\[\].,;:!?]")
_TARGET = re.compile(r"\]\(\s*<?([^)>\s]*)|<([a-zA-Z][\w+.-]*:[^>\s]*)>")
_FENCE = re.compile(
    r"^ {0,3}(?P<ticks>`{3,})[^`\n]*(?:\n|\Z).*?(?:^ {0,3}(?P<end>(?P=ticks))`*[ \t]*$|\Z)", re.DOTALL | re.MULTILINE
)
_TILDES = re.compile(r"~~~", re.MULTILINE)  # would begin a block of code too, of which nobody knows here
_LINE_END = re.compile(r"(?<=\S)[ \t]*\r?\n(?=[ \t]*\S)")


@dataclass(frozen=True, slots=True)
class Announcement:
    """What organizers announce: `title` is plain, `text` markup as typed.

    `due` (aware UTC) is when it goes out, None as soon as somebody says so; `zone` is that in which it was said and a
    series goes on. Of no `communities` it goes to all. `by` and `name` say who wrote it last. A mention is asked for,
    then approved by somebody else. `was` is markup: times and links that it told before it was corrected. `skipped`
    are days of a series, and `ended_at` is when that was stopped. `version` rises with everything done to it.
    """

    title: str
    text: str
    due: datetime | None = None
    zone: str = "UTC"
    kind: Kind = "announcements"
    communities: tuple[str, ...] = ()
    repeat: Repeat = ""
    number: int = 0
    version: int = 0
    state: State = "draft"
    by: str = ""
    name: str = ""
    asked_by: str = ""
    asked_name: str = ""
    asked_at: datetime | None = None
    approved_name: str = ""
    approved_at: datetime | None = None
    was: tuple[str, ...] = ()
    reason: str = ""
    skipped: tuple[str, ...] = ()
    ended_at: datetime | None = None

    @property
    def key(self) -> str:
        """Give the key of its post, or how the keys of its posts begin."""
        return f"announcement/{self.number}"

    @property
    def wording(self) -> str:
        """Give the token of just this text in just these places."""
        return _digest(self.title, self.text, self.kind, self.communities)

    @property
    def seen(self) -> str:
        """Give the token of all that a preview shows."""
        return _digest(self.wording, self.due, self.zone, self.repeat, self.state)

    def is_shown(self, now: datetime) -> bool:
        """Say whether it has gone out, for a series whether its first has."""
        return self.state in {"withdrawn", "deleted"} or (self.state == "scheduled" and self.goes_at(self.due) <= now)

    def goes_at(self, due: datetime | None) -> datetime:
        """Give when what is due then goes out: what notifies people is held for a minute."""
        assert due, "what goes out has a time"
        return due + HELD if self.approved_at and self.approved_at <= due else due

    def is_asked(self, now: datetime) -> bool:
        """Say whether a mention waits for somebody to approve it."""
        return bool(self.asked_at and not self.approved_at and now < self.asked_at + LAPSES)


def _digest(*values: object) -> str:
    return sha256(repr(values).encode(errors="replace")).hexdigest()[:12]


def unasked(each: Announcement) -> Announcement:
    """Give it without a mention: an approval is for the exact text."""
    return replace(each, asked_by="", asked_name="", asked_at=None, approved_name="", approved_at=None)


def corrected(each: Announcement, title: str, text: str) -> Announcement:
    """Give it with another text, which tells what times and links it told before; it mentions nobody."""
    new = {**_told(title), **_told(text)}
    gone = {**_told(each.title), **_told(each.text)}
    was = {markup: None for markup in (*each.was, *gone.values()) if markup not in new.values()}
    return replace(unasked(each), title=title, text=text, was=tuple(was)[-MOST_WAS:])


def message_of(each: Announcement) -> Message:
    """Give what its copies show."""
    if each.state == "withdrawn":
        return Message(text=paragraphs(f"**Withdrawn.** {escape(each.reason)}"))
    was = f"**Corrected:** was {', '.join(each.was)}." if each.was else ""
    mention = APPROVED if each.approved_at else ""
    return Message(notice=each.title, title=each.title, text=paragraphs(body(each.text), was), mention=mention)


def body(text: str) -> str:
    """Give the markup that shows a text as it was typed: its lines kept, times with a zone in the reader's own."""
    text, done, at_end = text.strip(), "", 0
    for fence in _FENCE.finditer(text):
        closed = fence[0] if fence["end"] else f"{fence[0].rstrip()}\n{fence['ticks']}"
        done += _in_lines(text[at_end : fence.start()]) + closed
        at_end = fence.end()
    return done + _in_lines(text[at_end:])


def _in_lines(text: str) -> str:
    """Give the markup of a text without blocks of code."""
    return _TIME.sub(_as_time, _LINE_END.sub("  \n", _TILDES.sub(r"\\\g<0>", text)))


def _as_time(found: re.Match[str]) -> str:
    try:
        return at(read_moment(found[0]))
    except ValueError:
        return found[0]


def bad_link(text: str) -> str:
    """Give the first address in a text that is no web address; empty where there is none."""
    targets = (found[1] or found[2] or "" for found in _TARGET.finditer(_FENCE.sub("", text)))
    return next((each for each in targets if not re.match(r"https?://\w", each)), "")


def _told(text: str) -> dict[str, str]:
    """Give the times and links that a text tells, as markup."""
    found: dict[str, str] = {}
    for block in parse(body(text)):
        for span in block.spans:
            if span.moment:
                found[str(span.moment)] = at(span.moment)
            elif span.url:
                found[span.url] = link(span.url, span.url)
            else:
                found |= {url: link(url, url) for url in _BARE.findall(span.text)}
                found |= {clock: escape(clock) for clock in _CLOCK.findall(_BARE.sub("", span.text))}
    return found


def occurrences(each: Announcement, until: datetime) -> Iterator[tuple[str, datetime]]:
    """Give when it is due, and for a series every day of it until an instant: the same hour in its zone, then UTC."""
    assert each.due, "what goes out has a time"
    if not each.repeat:
        yield "", each.due
        return
    place = read_zone(each.zone)
    first = each.due.astimezone(place)
    for day in _days(first.date(), each.repeat):
        due = datetime.combine(day, time(first.hour, first.minute), place).astimezone(each.due.tzinfo)
        if due > until or (each.ended_at and due > each.ended_at):
            return
        if day.isoformat() not in each.skipped:
            yield day.isoformat(), due


def _days(first: date, repeat: Repeat) -> Iterator[date]:
    for number in range(5000):
        if repeat == "monthly":
            yield _in_month(first, number)
        else:
            yield first + timedelta(days=_DAYS[repeat] * number)


def _in_month(first: date, later: int) -> date:
    """Give the same weekday of a later month: the second Tuesday; a fifth one is the last."""
    month = first.year * 12 + first.month - 1 + later
    start = date(month // 12, month % 12 + 1, 1)
    day = start + timedelta(days=(first.weekday() - start.weekday()) % 7 + 7 * ((first.day - 1) // 7))
    return day if day.month == start.month else day - timedelta(days=7)


def next_due(each: Announcement, now: datetime) -> tuple[str, datetime] | None:
    """Give the day and the instant of what goes out next; None where nothing does."""
    if each.state != "scheduled":
        return None
    return next(((day, due) for day, due in occurrences(each, now + AHEAD) if each.goes_at(due) > now), None)
