"""An announcement as organizers see it before and after it goes out: itself, when, where, whom it notifies, buttons."""

from collections.abc import Iterator
from datetime import datetime

from bot.announcing import HELD, Announcement, bad_link, message_of, next_due, unasked
from bot.core import Request
from bot.message import Button, Message, bold, escape, paragraphs, plain
from bot.moment import Moment
from bot.organizing import SOMEBODY
from bot.slash import UserError
from bot.told import told, told_zone
from bot.words import counted

TITLE = 150  # characters; Slack: block-kit/blocks/header-block


def venue_zone(request: Request) -> str:
    """Give the zone of the current edition's venue, UTC where none is known."""
    shop = request.catalog.current(request.now)
    return (shop.zone if shop else None) or "UTC"


def instant(request: Request, due: datetime, zone: str) -> str:
    """Tell an instant in the zone it was said in, in AoE, in UTC, at the venue, and where the reader is."""
    zones = dict.fromkeys(filter(None, (zone, "AoE", "UTC", venue_zone(request), request.person.zone)))
    first, *others = (told(Moment(due), each) for each in zones)
    return escape(f"{first} ({'; '.join(others)})")


def check(request: Request, each: Announcement) -> None:
    """Raise UserError where it is too long for one message somewhere, or has a link that is none; says what to do."""
    if bad := bad_link(each.text):
        raise UserError(f"“{plain(bad)[:60]}” is no link that I can post. Write one that begins with https://.")
    if len(each.title) > TITLE:
        raise UserError(f"The title has {len(each.title)} characters; {TITLE} are the most. Please shorten it.")
    over = request.desk.announcing.excess(message_of(each))
    if over:
        where = " and ".join(f"{number} characters on {name}" for name, number in over.items())
        raise UserError(f"This is too long for one message. Please cut {where}.")


def act(request: Request, each: Announcement, what: str, label: str) -> Button:
    """Give the button that does something about an announcement just as it is seen."""
    token = each.wording if what in {"ask", "approve", "stop", "show"} else each.seen
    return Button(label, request.to(f"announcements do:~{what} of:~{each.number}-{token}", organizer=True))


async def card(request: Request, each: Announcement, lead: str = "") -> Message:
    """Show an announcement as each platform will, with what can be done about it."""
    shown = message_of(each if _is_told_with(each, request.now) else unasked(each))
    looks = await request.desk.looking.looks(shown, each.kind, places(request, each))
    plainly = (bold(shown.title), shown.text)
    drawn = (part for where, look in looks.items() for part in (f"——— *{escape(where)}* ———", look))
    return Message(
        title=f"{_standing(each, request.now)} · {each.number}",
        text=paragraphs(lead, *(drawn if looks else plainly), "———", *_facts(request, each)),
        buttons=tuple(_buttons(request, each)),
    )


def _is_told_with(each: Announcement, now: datetime) -> bool:
    """Say whether its next post, else the last one, carries the mention; what was approved later is said in a reply."""
    coming = next_due(each, now)
    due = coming[1] if coming else each.due
    return due is None or each.goes_at(due) > due


def _standing(each: Announcement, now: datetime) -> str:
    if each.state == "scheduled":
        return "Shown" if each.is_shown(now) else "Scheduled"
    return {"draft": "Preview"}.get(each.state, each.state.capitalize())


def standing(each: Announcement, now: datetime) -> str:
    """Tell how an announcement stands: `draft`, `scheduled`, `shown`, `withdrawn`, `deleted`."""
    return "draft" if each.state == "draft" else _standing(each, now).lower()


def _facts(request: Request, each: Announcement) -> Iterator[str]:
    due = each.due
    if each.state == "draft":
        yield "**When**: " + (instant(request, due, each.zone) if due else "at once, when you press Send now") + "."
        yield "Nothing has gone out yet."
    elif due:
        yield f"**When**: {instant(request, due, each.zone)}."
    coming = next_due(each, request.now)
    if each.repeat:
        ended = "" if each.state == "draft" else " It is stopped."
        then = f" Next: {instant(request, coming[1], each.zone)}." if coming else ended
        yield f"**Repeats**: {each.repeat}, always at that hour in {escape(told_zone(each.zone))}.{then}"
    yield f"**Where**: {where(request, each)}."
    yield f"**Who is notified**: {notified(request, each)}."


def where(request: Request, each: Announcement) -> str:
    """Tell in which channels of which communities it goes out, as markup."""
    names = [escape(name) for name in places(request, each)]
    return f"the channel for {each.kind} in {' and '.join(names)}" if names else "nowhere: no channel is set for it"


def places(request: Request, each: Announcement) -> list[str]:
    """Give the communities it goes to."""
    known = request.desk.announcing.groups[each.kind]
    return [name for name in known if not each.communities or name in each.communities]


def grouped(request: Request, each: Announcement) -> list[str]:
    """Give the communities in which there is a group that it may notify."""
    groups = request.desk.announcing.groups[each.kind]
    return [name for name in places(request, each) if groups[name]]


def notified(request: Request, each: Announcement) -> str:
    """Tell whom it notifies, as markup."""
    names = " and ".join(escape(name) for name in grouped(request, each))
    if each.approved_at:
        return f"the group that the settings name in {names}, approved by {escape(each.approved_name or SOMEBODY)}"
    if each.is_asked(request.now):
        return f"nobody, until another organizer approves what {escape(each.asked_name)} asked for"
    return "nobody; what was asked for has lapsed" if each.asked_at else "nobody"


def _buttons(request: Request, each: Announcement) -> Iterator[Button]:
    now = request.now
    if each.state == "draft" and each.due:
        yield act(request, each, "schedule", "Schedule")
    if each.state == "draft" or (each.state == "scheduled" and not each.is_shown(now)):
        yield act(request, each, "send", "Send now")
        yield Button("Edit", request.to(f"announce draft:~{each.number}-{each.seen}", organizer=True))
    if each.state in {"draft", "scheduled"} and grouped(request, each) and not each.asked_at:
        yield act(request, each, "mention", "Mention…")
    if each.asked_at and not each.approved_at:
        yield act(request, each, "approve", "Approve the mention")
    if each.approved_at and _is_held(each, now):
        yield act(request, each, "stop", "Stop")
    if each.state == "draft" and each.due:
        yield act(request, each, "repeat", "Repeat…")
    if each.repeat and each.state == "scheduled" and next_due(each, now):
        yield act(request, each, "skip", "Skip the next one")
        yield act(request, each, "end", "Stop the series")
    yield from _afterwards(request, each)


def _is_held(each: Announcement, now: datetime) -> bool:
    coming = next_due(each, now)
    late = each.approved_at and each.approved_at <= now < each.approved_at + HELD
    return bool((coming and coming[1] <= now) or (late and each.is_shown(now)))


def _afterwards(request: Request, each: Announcement) -> Iterator[Button]:
    if each.state == "draft":
        yield act(request, each, "discard", "Discard")
    elif each.state == "scheduled" and not each.is_shown(request.now):
        yield act(request, each, "back", "Take back")
    elif each.state == "scheduled":
        yield Button("Correct", request.to(f"correct which:~{each.number}-{each.seen}", organizer=True))
        yield Button("Withdraw", request.to(f"withdraw which:~{each.number}", organizer=True))
    if each.state == "withdrawn" or (each.state == "scheduled" and each.is_shown(request.now)):
        yield act(request, each, "delete", "Delete")


async def copies_told(request: Request, each: Announcement) -> str:
    """Tell in how many places it stands."""
    shown, failed = await request.desk.announcing.standing(each)
    return f"in {counted(shown, 'place')}" + (f", failed in {failed}" if failed else "")
