"""How the bot is, and who did what."""

from typing import Annotated

from bot import Button, Message, Request, Section, command
from bot.message import at, bullets, escape, paragraphs
from bot.moment import Moment
from bot.organizing import SOMEBODY, Logged
from bot.overview import Line
from bot.slash import Token

MOST = 8  # entries on a page


@command(organizer=True)
async def status(request: Request) -> Message:
    """Tell how the bot is: platforms, clock, store, posts and version."""
    lines = await request.desk.status.all(request.now)
    ill = [each for each in lines if not each.ok]
    needing = "needs" if len(ill) == 1 else "need"
    text = f"**{len(ill)} of {len(lines)} {needing} a look.**" if ill else "All is well."
    buttons = (Button("Outbox", request.to("outbox", organizer=True)), Button("Log", request.to("log", organizer=True)))
    return Message(title="Status", text=paragraphs(text, bullets(*map(_told, lines))), buttons=buttons)


def _told(line: Line) -> str:
    name = escape(line.name)
    return f"{name}: {escape(line.text)}" if line.ok else f"**{name}: {escape(line.text)}**"


@command(organizer=True)
async def log(
    request: Request,
    before: Annotated[Token | None, "where the list goes on"] = None,
) -> Message:
    """Tell who did what and when, with the values before and after."""
    text = (before or "").removeprefix("~")
    start = int(text) if text.isdecimal() and len(text) < 16 else None  # noqa: PLR2004 - of a number in the store
    found = await request.desk.log.logged(MOST + 1, start)
    shown = found[:MOST]
    more = len(found) > MOST
    older = (Button("Older", request.to(f"log before:~{shown[-1].number}", organizer=True)),) if more else ()
    return Message(
        title="Log",
        text="" if shown else "Nothing has been done yet.",
        sections=tuple(map(_entry, shown)),
        buttons=older,
    )


def _entry(entry: Logged) -> Section:
    by = escape(entry.name or SOMEBODY)
    changed = f"{escape(entry.before) or 'nothing'} → {escape(entry.after) or 'nothing'}"
    return Section(
        ": ".join(filter(None, (f"{entry.what[:1].upper()}{entry.what[1:]}", entry.subject))),
        bullets(changed if entry.before or entry.after else "", f"{by}, {at(Moment(entry.at))}"),
    )
