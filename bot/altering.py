"""Changes as they are shown before they are made: old and new, and what comes of them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.core import Request
from bot.facts.catalog import over_at
from bot.facts.changes import NEW, Change, ChangeError, value_of, with_change
from bot.facts.differences import is_told
from bot.message import Button, Message, Section, escape, paragraphs, plain
from bot.moment import Moment, Span, read_span
from bot.old_and_new import shown_one
from bot.organizing import ChangedMeanwhileError, Consequences
from bot.ports import token_of
from bot.slash import Token, UserError
from bot.typed import quoted
from bot.words import counted

MOST_REASON = 500  # characters


@dataclass(frozen=True)
class Altered:
    """What is to be altered: how it is called, the changes, and the line that asks for it again.

    `done` (markup) and `buttons` are what is said and offered once it is; before, `beside` is offered, and `looks` show
    what is posted. The field `stamped` is to tell when it was done, rather than when that was shown.
    """

    verb: str
    changes: tuple[Change, ...]
    line: str
    done: str = ""
    buttons: tuple[Button, ...] = ()
    stamped: str = ""
    beside: tuple[Button, ...] = ()
    looks: tuple[Section, ...] = ()


def meant(changes: Sequence[Change]) -> Token:
    """Give the token of just these changes of just these values."""
    return Token("~" + token_of(repr([(each.target, each.was, each.value) for each in changes]), 12))


def spoken(text: str) -> str:
    """Give typed text as a line can hold it again: on one line, without the quotes that lines are read by."""
    return plain(text).replace('"', "'")


def reason(why: str | None) -> str:
    """Give a reason as it is kept and told; raises UserError where it is a whole story."""
    if len(why or "") > MOST_REASON:
        raise UserError(f"The reason has {len(why or ''):,} characters; {MOST_REASON} are the most.")
    return spoken(why or "")


def line_of(request: Request, name: str, **values: str | None) -> str:
    """Give the line of an organizers' command with its values."""
    said = (f"{key}:{quoted(value)}" for key, value in values.items() if value)
    return " ".join([request.bot.line(name, organizer=True), *said])


def shown(request: Request, changes: Sequence[Change]) -> tuple[Section, ...]:
    """Tell changes, old and new, times in AoE, UTC and the place's zone; raises ChangeError where one cannot be."""
    sections, catalog = [], request.catalog
    for change in changes:
        if change.value != value_of(catalog, *change.target):
            catalog = with_change(catalog, replace(change, made_at=request.now))
        sections.append(shown_one(catalog, change, change.was, value_of(catalog, *change.target)))
    return tuple(sections)


def consequences_text(effects: Consequences) -> str:
    """Tell what comes of a change, beside the answers."""
    posts = (
        f"{counted(effects.shown, 'post')} that {'stands' if effects.shown == 1 else 'stand'} will be edited"
        if effects.shown
        else ""
    )
    coming = (
        f"{counted(effects.coming, 'post')} to come {'is' if effects.coming == 1 else 'are'} planned anew"
        if effects.coming
        else ""
    )
    follow = "follows, and who has it is told" if effects.reminders == 1 else "follow, and those people are told"
    people = f"{counted(effects.reminders, 'personal reminder')} {follow}" if effects.reminders else ""
    parts = [part for part in (posts, coming, people) if part]
    return "; ".join(parts).capitalize() + "." if parts else "Nothing that was posted tells of it yet."


def changed(request: Request, target: tuple[str, str], value: Any, why: str) -> Change:  # noqa: ANN401 - a plain value
    """Give the change by who asks of a fact's field to a plain value."""
    was = value_of(request.catalog, *target)
    return Change(
        *target, value, was, why=reason(why), by=request.person.id, name=request.person.name, made_at=request.now
    )


def check_once(changes: Sequence[Change], line: str, sure: Token | None) -> None:
    """Raise UserError where what is relative to the facts was shown for others: it would be done twice."""
    if sure and sure != meant([each for each in changes if each.was != each.value]):
        again = Button("Look again", line)
        raise UserError(
            "This has changed since it was shown, by you or by somebody else. Nothing was done now.", (again,)
        )


async def propose(request: Request, altered: Altered, sure: Token | None) -> Message:
    """Show what changes, and do it when just that was seen."""
    desk, changes = request.desk.changes, [each for each in altered.changes if each.was != each.value]
    if not changes:
        raise UserError("That is what it says already, so nothing changes.")
    try:
        sections = shown(request, changes)
    except ChangeError as error:
        raise UserError(f"That cannot be: {error}.") from None
    if sure == meant(changes):
        now = str(Moment(request.now))
        changes = [replace(each, value=now) if each.field == altered.stamped else each for each in changes]
        try:
            await desk.make(changes, altered.verb.lower())
        except ChangedMeanwhileError:
            sure = Token("~late")
        except ChangeError as error:  # the facts were read anew meanwhile
            raise UserError(f"That cannot be: {error}.") from None
        else:
            return _done(request, changes, altered)
    lead = "**Somebody else changed this meanwhile.** Please look again: " if sure else ""
    effects = await desk.consequences([each.subject for each in changes], request.now)
    reasons = dict.fromkeys(each.why for each in changes if each.why)
    return Message(
        title=f"{altered.verb}?",
        text=paragraphs(
            f"{lead}Nothing is changed yet.",
            _passed(changes, request),
            consequences_text(effects),
            "" if altered.done else _notified(request, changes),
        ),
        sections=(
            *sections,
            *(Section("The reason, which members are told", escape(why)) for why in reasons),
            *altered.looks,
        ),
        buttons=(Button("Do it", f"{altered.line} sure:{meant(changes)}"), *altered.beside),
    )


def _passed(changes: Sequence[Change], request: Request) -> str:
    """Warn, as markup, where something is moved to a time that has passed."""
    moved = (read_span(str(each.value)) for each in changes if each.field in {"due", "on", "at"} and each.value)
    starts = (when.start if isinstance(when, Span) else when for when in moved)
    passed = any(isinstance(start, Moment) and start.at <= request.now for start in starts)
    return "**The new time has passed already.**" if passed else ""


def _notified(request: Request, changes: Sequence[Change]) -> str:
    """Tell, as markup, whom the announcement of changes notifies; empty where that is nobody."""
    groups = request.desk.announcing.groups["announcements"]
    names = " and ".join(escape(name) for name, group in groups.items() if group)
    if not names or not any(_is_news(request, each) for each in changes):
        return ""
    return f"It is announced, which notifies the group that the settings name in {names}."


def _done(request: Request, changes: Sequence[Change], altered: Altered) -> Message:
    edition = changes[0].subject.partition("/")[0]
    announced = any(_is_news(request, each) for each in changes)
    hasten = (Button("Announce now", request.to(f"announce-now {edition}", organizer=True)),) if announced else ()
    return Message(
        title="Done",
        text=altered.done or f"{_FROM_NOW} {_ANNOUNCED[announced]}",
        sections=shown(request, changes),
        buttons=(
            *altered.buttons,
            *(() if altered.done else hasten),
            Button("All changes, undo", request.to("changes", organizer=True)),
        ),
    )


_FROM_NOW = "Every answer says so from now on, and what was posted is being edited."
_ANNOUNCED = {
    True: "It is announced in a while, together with what else you change until then.",
    False: "It is not announced.",
}


def _is_news(request: Request, change: Change) -> bool:
    """Say whether people are told of a change: of an edition that is over, or of a detail, they are not."""
    shop, fact = request.catalog.workshops.get(change.subject.partition("/")[0]), request.catalog.facts[change.subject]
    return shop is not None and request.now < over_at(shop) and (change.field[0] == NEW or is_told(fact, change.field))
