"""The announcements of organizers, listed, with what can be done about each."""

from typing import Annotated, Literal

from bot import Button, Message, Request, command
from bot.announcing import Announcement
from bot.announcing_acts import acted, number_of
from bot.message import bullets, escape
from bot.organizing import SOMEBODY
from bot.previewing import instant, standing
from bot.slash import Token

MOST, LAST = 8, 2**62


@command(organizer=True)
async def announcements(
    request: Request,
    which: Annotated[Literal["drafts", "scheduled", "shown", "withdrawn"] | None, "only those"] = None,
    after: Annotated[Token | None, "where the list goes on"] = None,
    do: Annotated[Token | None, "what to do"] = None,
    of: Annotated[Token | None, "about which"] = None,
) -> Message:
    """List announcements: drafts, scheduled, shown, withdrawn; with what can be done about each."""
    if of:
        return await acted(request, do or Token("~show"), of)
    before = number_of(after)[0] if after else 0
    listed = await request.desk.announcing.listed(which, before or LAST, MOST + 1, request.now)
    page = listed[:MOST]
    buttons = [Button(f"{each.number} · {each.title}"[:60], _show(request, each)) for each in page]
    if len(listed) > MOST:
        more = " ".join(filter(None, ("announcements", which, f"after:~{page[-1].number}")))
        buttons.append(Button("Older ones", request.to(more, organizer=True)))
    text = bullets(*(_line(request, each) for each in page)) or "There are none."
    buttons.append(Button("New announcement", request.to("announce", organizer=True)))
    return Message(title=f"Announcements{f': {which}' if which else ''}", text=text, buttons=tuple(buttons))


def _show(request: Request, each: Announcement) -> str:
    return request.to(f"announcements do:~show of:~{each.number}", organizer=True)


def _line(request: Request, each: Announcement) -> str:
    when = f", {instant(request, each.due, each.zone)}" if each.due else ""
    repeat = f", {each.repeat}" if each.repeat else ""
    state = standing(each, request.now)
    by = escape(each.name or each.by or SOMEBODY)
    return f"{each.number} · **{escape(each.title)}**: {state}{repeat}{when}. By {by}."
