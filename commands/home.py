"""The way in: the home card, the list of commands, and what the bot is."""

from typing import Annotated

from bot import Button, Message, Request, Section, UserError, command
from bot.arguments import LongText
from bot.message import at, bold, bullets, escape, paragraphs
from bot.moment import Moment
from bot.slash import Command
from bot.telling import where_to_look
from bot.words import counted, did_you_mean
from commands.deadlines import ahead, due_line
from commands.now import on_today

MOST_DUE = 3
HOME_BUTTONS = ("deadlines", "now", "start", "socials", "join", "remind")


@command(listed=False)
async def home(request: Request) -> Message:
    """Show what is due next and where to begin."""
    about = request.catalog.about
    names = {each.name for each in request.bot.listed()} - (set() if _has_own(request) else {"remind"})
    due = (await request.bot.commands["deadlines"].function(request)).text if "deadlines" in names else ""
    shop = request.catalog.current(request.now)
    later = bullets(*(f"{escape(each.name)} · {due_line(request, due)}" for each, due in ahead(request)[1:MOST_DUE]))
    ask = tuple(Button(each, request.to(f"ask {each}")) for each in about.examples[:3])
    return Message(
        title=about.name,
        text=paragraphs(due, f"The current edition is {bold(shop.name)}." if shop else None),
        sections=(
            *await _yours(request),
            *await _today(request),
            *((Section("Due after that", later),) if later else ()),
        ),
        buttons=(*(Button(_label(each), request.to(each)) for each in HOME_BUTTONS if each in names), *ask),
        note=f"Type {escape(request.to('help'))} for everything I can do.",
    )


def _has_own(request: Request) -> bool:
    """Say whether something can be kept for the asker, and told them without others reading it."""
    return request.bot.personal is not None and bool(request.person.community)


async def _yours(request: Request) -> tuple[Section, ...]:
    """Tell of the asker's own reminders, where they have any and nobody else reads it."""
    if not _has_own(request):
        return ()
    have = await request.personal.reminders(request.person.id)
    coming = next((each for each in have if each.next_at), None)
    if coming is None or coming.next_at is None:
        return ()
    text = f"{counted(len(have), 'reminder')}; the next comes {at(Moment(coming.next_at))}."
    return (Section("Yours", text),)


async def _today(request: Request) -> tuple[Section, ...]:
    """Tell what is on and what comes next, on a workshop's day."""
    shop = on_today(request)
    if shop is None:
        return ()
    return (Section(shop.name, (await request.bot.commands["now"].function(request, shop)).text),)


def _label(name: str) -> str:
    return {"now": "Now", "start": "Start here", "remind": "My reminders"}.get(
        name, name.replace("-", " ").capitalize()
    )


@command(aliases=("commands", "?"))
async def help_(
    request: Request,
    command: Annotated[LongText | None, "the command to explain"] = None,
) -> Message:
    """List what I can do, or explain one command."""
    if command:
        return _explain(request, _find(request, command))
    lines = [f"`{request.to(each.usage)}` — {escape(each.help)}" for each in request.bot.listed()]
    desk = [
        f"`{request.bot.line(each.usage, organizer=True)}` — {escape(each.help)}"
        for each in request.bot.listed(organizer=True)
    ]
    return Message(
        title="What I can do",
        text="Type a command, or simply ask a question.",
        sections=(
            Section("For everyone", bullets(*lines)),
            *((Section("For organizers", bullets(*desk)),) if request.person.organizer and desk else ()),
        ),
        buttons=tuple(
            Button(_label(each), request.to(each))
            for each in HOME_BUTTONS
            if each in {c.name for c in request.bot.listed()} and (each != "remind" or _has_own(request))
        ),
    )


def _find(request: Request, words: str) -> Command:
    name = words.strip().lower().lstrip("/").removeprefix(request.bot.member_word).strip().replace(" ", "-")
    found = request.bot.by_name.get(name)
    if found is None or (found.organizer and not request.person.organizer):
        known = [each.name for each in request.bot.listed()]
        msg = f"There is no command “{words[:60]}”" + (did_you_mean(name, known) or ".")
        raise UserError(msg, (Button("All commands", request.to("help")),))
    return found


def _explain(request: Request, found: Command) -> Message:
    lines = [
        f"`{each.name}`{'' if each.required else ' (may be left out)'} — {escape(each.help)}" for each in found.asked
    ]
    aliases = f"Also: {', '.join(f'`{each}`' for each in found.aliases)}." if found.aliases else ""
    line = request.bot.line(found.usage, organizer=found.organizer)
    return Message(
        title=found.name.capitalize(),
        text=paragraphs(f"`{line}`", escape(found.help), bullets(*lines), aliases),
        buttons=()
        if any(each.required for each in found.parameters)
        else (Button(f"Try {found.name}", request.to(found.name)),),
    )


@command(listed=False, aliases=("bot", "version"))
async def about(request: Request) -> Message:
    """Tell what this is about and where its facts come from."""
    catalog = request.catalog
    known = (
        f"{len(catalog.workshops)} editions: {', '.join(escape(shop.name) for shop in catalog.newest_first[:10])}"
        if catalog.workshops
        else "",
        f"{len(catalog.all.papers)} cited works" if catalog.all.papers else "",
        f"{len(catalog.all.terms)} terms, {len(catalog.all.problems)} open problems" if catalog.all.terms else "",
    )
    return Message(
        title=f"About · {catalog.about.name}",
        text=paragraphs(
            catalog.about.text, "I answer from reviewed files, name the source, and say what is not known."
        ),
        sections=(
            Section("What I know", bullets(*known)),
            Section("Where to look further", where_to_look(None, catalog)),
        ),
        buttons=(Button("Sources", request.to("sources")), Button("Help", request.to("help"))),
    )
