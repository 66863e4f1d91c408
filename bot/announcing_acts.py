"""What organizers do about an announcement by its buttons; each act is logged, and none is done on something unseen."""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

from bot.announcing import HELD, LAPSES, Announcement, Repeat, next_due, unasked
from bot.core import Request
from bot.message import Button, Message, escape, paragraphs
from bot.organizing import SOMEBODY, ChangedMeanwhileError, Logged
from bot.previewing import act, card, check, copies_told, grouped, instant, places
from bot.slash import Token, UserError

MEANWHILE = "**This has changed since it was shown**, by you or by somebody else. Please look at it again:"
GONE = "There is no such announcement any more."
_NUMBERED = re.compile(r"~(?P<number>\d{1,12})(?:-(?P<seen>[0-9a-f]{12}))?")
Act = Callable[[Request, Announcement], Awaitable[Message]]


def number_of(token: str) -> tuple[int, str]:
    """Give the number that a token names and the digest of what was seen; 0 and nothing where it names none."""
    found = _NUMBERED.fullmatch(token)
    return (int(found["number"]), found["seen"] or "") if found else (0, "")


async def found(request: Request, number: int) -> Announcement:
    """Give an announcement; raises UserError where there is none."""
    each = await request.desk.announcing.get(number) if number else None
    if each is None or each.state in {"discarded", "deleted"}:
        raise UserError(GONE)
    return each


async def put(request: Request, each: Announcement, what: str, before: Announcement | None = None) -> Announcement:
    """Keep an announcement, and log what was done; raises ChangedMeanwhileError."""
    kept = before or (each if each.number else None)  # an act alters no text
    was, new = ("" if one is None else f"{one.title}\n{one.text}" for one in (kept, each))
    person = request.person
    entry = Logged(request.now, person.id, person.name, what, "", was if was != new else "", new if was != new else "")
    return await request.desk.announcing.put(each, entry)


async def acted(request: Request, verb: Token, token: Token) -> Message:
    """Do what a button says about an announcement as it was seen then."""
    number, seen = number_of(token)
    each, do = await found(request, number), ACTS.get(verb.removeprefix("~"))
    if do is None:
        raise UserError("This button does nothing any more.")
    if do is not _show and seen not in {each.seen, each.wording}:
        return await card(request, each, MEANWHILE)
    try:
        return await do(request, each)
    except ChangedMeanwhileError:
        return await card(request, await found(request, number), MEANWHILE)


async def _show(request: Request, each: Announcement) -> Message:
    lead = f"It stands {await copies_told(request, each)}." if each.is_shown(request.now) else ""
    return await card(request, each, lead)


async def _schedule(request: Request, each: Announcement) -> Message:
    if each.state != "draft":
        return await card(request, each)
    if each.due is None or each.due <= request.now:
        raise UserError("The time you chose has passed meanwhile. Press Edit and choose another, or Send now.")
    _check_places(request, each)
    new = await put(request, replace(each, state="scheduled"), "schedule")
    return await card(request, new, "**Scheduled.** It goes out by itself at its time.")


async def _send(request: Request, each: Announcement) -> Message:
    if each.is_shown(request.now):
        return await card(request, each)
    _check_places(request, each)
    new = await put(request, replace(each, state="scheduled", due=request.now), "send")
    held = "It goes out in 60 seconds, and notifies people. Stop it before if it should not."
    return await card(request, new, held if new.approved_at else "**On its way.** It goes out now.")


def _check_places(request: Request, each: Announcement) -> None:
    check(request, each)
    if not places(request, each):
        raise UserError(f"No community has a channel for {each.kind} any more. Press Edit and choose another place.")


async def _discard(request: Request, each: Announcement) -> Message:
    if each.state != "draft":
        return await card(request, each)
    await put(request, replace(each, state="discarded"), "discard")
    return Message(title="Discarded", text=f"**{escape(each.title)}** is discarded. Nothing went out.")


async def _back(request: Request, each: Announcement) -> Message:
    if each.is_shown(request.now):
        return await card(request, each, "It has gone out already.")
    new = await put(request, replace(unasked(each), state="draft"), "take back")
    return await card(request, new, "**Taken back.** It is a draft again, and does not go out.")


async def _mention(request: Request, each: Announcement) -> Message:
    if not grouped(request, each):
        raise UserError("The settings name no group that this may notify: see mentions in config.toml.")
    if not request.desk.announcing.asks_twice:
        return await _ask(request, each)
    text = f"The group that the settings name in {' and '.join(map(escape, grouped(request, each)))} would be notified."
    button = act(request, each, "notify", "Yes, notify them")
    return Message(title="Really notify people?", text=text, buttons=(button, act(request, each, "show", "Back")))


async def _ask(request: Request, each: Announcement) -> Message:
    if each.is_asked(request.now):
        return await card(request, each, f"{escape(each.asked_name)} asked for it already.")
    person = request.person
    asking = replace(unasked(each), asked_by=person.id, asked_name=person.name, asked_at=request.now)
    new = await put(request, asking, "ask for a mention")
    lead = "**Asked.** All other organizers have the button now, for 12 hours. It goes out at its time all the same; "
    return await card(request, new, lead + "what is approved later is said in a small reply.")


async def _notify(request: Request, each: Announcement) -> Message:
    if not request.desk.announcing.asks_twice:
        raise UserError("Another organizer has to approve a mention: press Mention… to ask.")
    person = request.person
    asking = replace(unasked(each), asked_by=person.id, asked_name=person.name, asked_at=request.now)
    return await _approved(request, asking)


async def _approve(request: Request, each: Announcement) -> Message:
    if each.asked_at is None or each.state not in {"draft", "scheduled"}:
        raise UserError("Nobody asks for a mention of this any more: it was changed since, or taken back.")
    if each.approved_at:
        return await card(request, each, f"{escape(each.approved_name or SOMEBODY)} approved it already.")
    if request.now >= each.asked_at + LAPSES:
        raise UserError("This has lapsed: it was asked more than 12 hours ago. Whoever still wants it can ask again.")
    if request.desk.announcing.same_person(each.asked_by, request.person.id):
        raise UserError("You asked for this yourself, so another organizer has to approve it.")
    return await _approved(request, each)


async def _approved(request: Request, each: Announcement) -> Message:
    approved = replace(each, approved_name=request.person.name, approved_at=request.now)
    new = await put(request, approved, "approve a mention")
    late = f"It is there already, so a small reply notifies people in {HELD.seconds} seconds."
    return await card(
        request, new, paragraphs("**Approved**, for exactly this text.", late if _late(request, each) else "")
    )


def _late(request: Request, each: Announcement) -> bool:
    return each.state == "scheduled" and each.is_shown(request.now)


async def _stop(request: Request, each: Announcement) -> Message:
    coming = next_due(each, request.now)
    if not each.approved_at or (coming is None and request.now >= each.approved_at + HELD):
        return await card(request, each, "It has gone out already.")
    if coming is None:
        new = await put(request, unasked(each), "stop a mention")
        return await card(request, new, "**Stopped.** Nobody is notified.")
    if each.repeat:
        return await _skip(request, each)
    return await _back(request, each)


async def _skip(request: Request, each: Announcement) -> Message:
    coming = next_due(each, request.now)
    if coming is None:
        return await card(request, each, "Nothing of it is still to come.")
    new = await put(request, replace(each, skipped=(*each.skipped, coming[0])), "skip one of a series")
    return await card(request, new, f"**Skipped**: {instant(request, coming[1], each.zone)}.")


async def _end(request: Request, each: Announcement) -> Message:
    new = await put(request, replace(each, ended_at=request.now), "stop a series")
    return await card(request, new, "**Stopped.** What was posted stays.")


async def _repeat(request: Request, each: Announcement) -> Message:
    labels = {"weekly": "Every week", "fortnightly": "Every two weeks", "monthly": "Every month", "once": "Only once"}
    text = "It is always at the same hour where it was said, also when clocks change."
    return Message(
        title="How often?", text=text, buttons=tuple(act(request, each, what, label) for what, label in labels.items())
    )


def _every(repeat: Repeat) -> Act:
    async def do(request: Request, each: Announcement) -> Message:
        if each.state != "draft" or each.due is None:
            return await card(request, each)
        return await card(request, await put(request, replace(each, repeat=repeat), f"repeat {repeat or 'once'}"))

    return do


async def _delete(request: Request, each: Announcement) -> Message:
    text = (
        f"**{escape(each.title)}** vanishes from every place, without a word. Withdrawing leaves a line that says why."
    )
    buttons = (act(request, each, "deleted", "Delete everywhere"), act(request, each, "show", "Keep it"))
    return Message(title="Really delete it?", text=text, buttons=buttons)


async def _deleted(request: Request, each: Announcement) -> Message:
    if each.state == "draft":
        return await _discard(request, each)
    await put(request, replace(unasked(each), state="deleted"), "delete", each)
    button = Button("Announcements", request.to("announcements", organizer=True))
    return Message(title="Deleted", text=f"**{escape(each.title)}** is being removed everywhere.", buttons=(button,))


ACTS: Mapping[str, Act] = {
    "show": _show,
    "schedule": _schedule,
    "send": _send,
    "discard": _discard,
    "back": _back,
    "mention": _mention,
    "ask": _ask,
    "notify": _notify,
    "approve": _approve,
    "stop": _stop,
    "skip": _skip,
    "end": _end,
    "repeat": _repeat,
    "weekly": _every("weekly"),
    "fortnightly": _every("every two weeks"),
    "monthly": _every("monthly"),
    "once": _every(""),
    "delete": _delete,
    "deleted": _deleted,
}
"""What each button does."""
