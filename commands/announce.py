"""Announcements by organizers: written once, previewed, and shown in every community at their time."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Literal

from bot import Button, Message, Request, UserError, command
from bot.altering import reason as checked
from bot.announcing import Announcement, body, corrected, unasked
from bot.announcing_acts import found, number_of, put
from bot.arguments import Line, LongText
from bot.facts.changes import Change
from bot.kinds import Kind
from bot.message import escape, paragraphs, plain
from bot.moment import Moment
from bot.organizing import ChangedMeanwhileError
from bot.previewing import card, check, venue_zone
from bot.slash import Token
from bot.usual import Filled, Known, filled
from bot.when_typed import read_typed

Usual = Literal[
    "call open",
    "two weeks left",
    "extended",
    "notifications out",
    "camera-ready",
    "programme out",
    "social open",
    "thanks",
]
NO_MESSAGE = (
    "This message is no announcement that organizers wrote here, or you chose it more than a day ago. Choose one from "
    "the list."
)
BOTH = {"", "both", "all", "everywhere"}


async def _filled_in(request: Request, draft: Token | None = None) -> Mapping[str, str]:
    if draft is None:
        return {}
    each = await found(request, number_of(draft)[0])
    when = str(Moment(each.due, each.zone)) if each.due else "now"
    return {"title": each.title, "text": each.text, "when": when, "where": _where_of(each)}


@command(organizer=True, form=True, prefill=_filled_in)
async def announce(  # noqa: PLR0913, PLR0917 - what its form asks for
    request: Request,
    title: Annotated[Line | None, "the title; may be left out with a usual one"] = None,
    text: Annotated[LongText | None, "the text, with **bold**, links and times such as 2024-05-20 18:00 AoE"] = None,
    when: Annotated[Line | None, "now, tomorrow 9:00 Vienna, or 2024-05-20 18:00 AoE"] = None,
    where: Annotated[Line | None, "both, one community, or the channel of socials, deadlines or schedule"] = None,
    usual: Annotated[Usual | None, "one of the usual ones, filled from the facts"] = None,
    draft: Annotated[Token | None, "which draft"] = None,
) -> Message:
    """Write an announcement, and see it as it will look; nothing goes out before you say so."""
    number, seen = number_of(draft) if draft else (0, "")
    before = await found(request, number) if number else None
    if before and before.is_shown(request.now):
        raise UserError("It has gone out already. Correct it instead: its card has the button.")
    given = _usual(request, await request.desk.changes.all(), usual, (title or "").strip())
    wanted = _written(title, text, given)
    person = request.person
    new = replace(before or wanted, title=wanted.title, text=wanted.text, by=person.id, name=person.name)
    new = _placed(request, new, when or given.when, where or "")
    check(request, new)
    if before and before.seen != seen:
        return await _meanwhile(request, new, before)
    return await card(request, await _kept(request, new, before))


def _placed(request: Request, each: Announcement, when: str, where: str) -> Announcement:
    due, zone = _when(request, when)
    kind, communities = _where(request, where)
    return replace(each, due=due, zone=zone, kind=kind, communities=communities)


def _own(each: Announcement) -> Announcement:
    return replace(unasked(each), number=0, version=0, state="draft", was=(), skipped=())


async def _kept(request: Request, new: Announcement, before: Announcement | None) -> Announcement:
    if before is None:
        return await put(request, new, "draft")
    if new.wording != before.wording:
        new = unasked(new)
    if new.due is None or new.due != before.due:
        new = replace(new, skipped=(), state=new.state if new.due else "draft")
    if new.due is None:
        new = replace(new, repeat="")
    try:
        return await put(request, new, "edit", before)
    except ChangedMeanwhileError:
        raise UserError("Somebody else changed it at this moment. Please press Edit again.") from None


async def _meanwhile(request: Request, mine: Announcement, theirs: Announcement) -> Message:
    """Show what somebody else changed, and keep what was written as a draft of its own: nothing is lost."""
    kept = await put(request, _own(mine), "draft")
    name = escape(theirs.name or "Somebody")
    said = paragraphs(f"announcement {theirs.number} says now:", f"**{escape(theirs.title)}**", body(theirs.text))
    lead = paragraphs(f"**{name} changed this meanwhile.**", said, f"Yours is kept as announcement {kept.number}:")
    shown = await card(request, kept, lead)
    other = Button(f"Show {theirs.number}", request.to(f"announcements do:~show of:~{theirs.number}", organizer=True))
    return replace(shown, buttons=(other, *shown.buttons))


def _usual(request: Request, changes: Sequence[Change], usual: str | None, title: str) -> Filled:
    if usual is None:
        return Filled("", "")
    named = request.catalog.workshop_names.find(title) if title else []
    shop = request.catalog.workshops[named[0]] if len(named) == 1 else request.catalog.current(request.now)
    if shop is None:
        raise UserError("No edition is known, so there is nothing to fill it in from.")
    return filled(usual, Known(shop, request.catalog, changes, request.now, request.bot.member_word))


def _written(title: str | None, text: str | None, given: Filled) -> Announcement:
    """Give the text; where a usual one is chosen, what is typed wins, but for a title that names the edition."""
    named = given.title and not (text or "").strip()
    head = plain(given.title if named else title or given.title)
    said = (text or "").strip() or given.text
    if not head or not said:
        raise UserError("Write a title and a text, or choose one of the usual ones.")
    return Announcement(head, said)


def _when(request: Request, typed: str) -> tuple[datetime | None, str]:
    zone = request.person.zone or venue_zone(request)
    try:
        found_at = read_typed(typed, request.now, zone)
    except ValueError as error:
        raise UserError(f"{str(error)[:1].upper()}{str(error)[1:].rstrip('.')}.") from None
    return (found_at.at, found_at.zone) if found_at else (None, zone)


def _where(request: Request, typed: str) -> tuple[Kind, tuple[str, ...]]:
    """Read a kind of channel and communities; a word left over is a mistake that says what there is."""
    groups, rest = request.desk.announcing.groups, typed.strip().lower()
    kind: Kind = next((each for each in groups if each in rest.split()), "announcements")
    rest = " ".join(word for word in rest.split() if word not in {kind, "in", "the", "channel", "of", "and"})
    names = sorted({name for known in groups.values() for name in known}, key=len, reverse=True)
    chosen = [name for name in names if name.lower() in rest]
    for name in chosen:
        rest = rest.replace(name.lower(), " ")
    if rest.strip(" ,") not in BOTH:
        raise UserError(f"I know no place “{plain(typed)[:60]}”. There are: both, {', '.join(sorted(names))}.")
    if not [name for name in chosen or names if name in groups[kind]]:
        raise UserError(f"No channel is set there for {kind}. Choose another place.")
    return kind, tuple(sorted(chosen)) if len(chosen) < len(names) else ()


def _where_of(each: Announcement) -> str:
    names = " and ".join(each.communities) or "both"
    return names if each.kind == "announcements" else f"{each.kind} in {names}"


async def _known(request: Request, which: Token) -> Announcement:
    """Give what a token means: a number, or a message in whose menu it was chosen."""
    number, _ = number_of(which)
    if number:
        return await found(request, number)
    each = await request.desk.announcing.of_message(which.removeprefix("~"), request.now)
    if each is None:
        raise UserError(NO_MESSAGE, (Button("Announcements", request.to("announcements", organizer=True)),))
    return each


async def _to_correct(request: Request, which: Token) -> Announcement:
    each = await _known(request, which)
    if each.state != "scheduled" or not each.is_shown(request.now):
        raise UserError("Only what stands somewhere can be corrected. What has not gone out yet has the button Edit.")
    return each


async def _to_withdraw(request: Request, which: Token) -> Announcement:
    each = await _known(request, which)
    if each.state != "scheduled":
        raise UserError("Only what is scheduled or stands somewhere can be withdrawn.")
    return each


async def _correcting(request: Request, which: Token | None = None) -> Mapping[str, str]:
    each = await _to_correct(request, which or Token("~"))
    return {"title": each.title, "text": each.text}


@command(organizer=True, form=True, listed=False, menu="Correct", prefill=_correcting)
async def correct(
    request: Request,
    which: Annotated[Token, "which announcement"],
    title: Annotated[Line, "the title"],
    text: Annotated[LongText, "the text as it should be"],
) -> Message:
    """Correct an announcement that is there: at once, in every place, and nobody is notified."""
    before, seen = await _to_correct(request, which), number_of(which)[1]
    written = _written(title, text, Filled("", ""))
    new = replace(corrected(before, written.title, written.text), by=request.person.id, name=request.person.name)
    check(request, new)
    if seen and before.seen != seen:
        return await card(
            request,
            before,
            paragraphs(
                f"**{escape(before.name)} changed this meanwhile.** Yours was not taken:",
                escape(written.title),
                body(written.text),
            ),
        )
    try:
        kept = await put(request, new, "correct", before)
    except ChangedMeanwhileError:
        raise UserError("Somebody else changed it at this moment. Please look at it again.") from None
    lead = paragraphs("**Corrected** in every place.", f"It said before: {escape(before.title)}", body(before.text))
    return await card(request, kept, lead)


async def _withdrawing(request: Request, which: Token | None = None) -> Mapping[str, str]:
    """Fill in nothing, but refuse before a reason is written in vain."""
    await _to_withdraw(request, which or Token("~"))
    return {}


@command(organizer=True, form=True, listed=False, menu="Withdraw", prefill=_withdrawing)
async def withdraw(
    request: Request,
    which: Annotated[Token, "which announcement"],
    reason: Annotated[LongText, "the reason, which members are told in one line"],
) -> Message:
    """Withdraw an announcement: every copy becomes one line with the reason."""
    before = await _to_withdraw(request, which)
    new = replace(unasked(before), state="withdrawn", reason=checked(reason))
    try:
        kept = await put(request, new, f"withdraw ({new.reason})", before)
    except ChangedMeanwhileError:
        raise UserError("Somebody else changed it at this moment. Please look at it again.") from None
    return await card(request, kept, "**Withdrawn** in every place.")
