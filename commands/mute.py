"""Silence for a while: posts of a kind are skipped in a community, not piled up."""

from datetime import timedelta
from typing import Annotated

from bot import Button, Message, Request, UserError, command
from bot.kinds import ForMembers
from bot.message import at, escape, paragraphs
from bot.moment import Moment
from bot.organizing import Logged
from bot.overview import Arranged


@command(organizer=True, managers=True)
async def mute(
    request: Request,
    kind: Annotated[ForMembers | None, "the kind of posts"] = None,
    span: Annotated[timedelta | None, "for how long, such as 3h or 2d; left out: until it is ended"] = None,
) -> Message:
    """Post nothing of a kind here for a while; also for whoever manages its channel."""
    if kind is None:
        return _which(request)
    arranged = _here(request, kind)
    until = request.now + span if span else None
    await _keep(request, arranged, kind, [until.isoformat() if until else "", request.person.name])
    told = f"until {at(Moment(until))}" if until else "until somebody ends that"
    return Message(
        title=f"Muted: {kind}",
        text=paragraphs(
            f"Nothing of this kind is posted in {escape(arranged.community)} {told}.",
            "What would come meanwhile is skipped and does not come later; the outbox lists it.",
        ),
        buttons=(Button("End it now", request.to(f"unmute {kind}", organizer=True)),),
    )


@command(organizer=True, managers=True)
async def unmute(
    request: Request,
    kind: Annotated[ForMembers | None, "the kind of posts"] = None,
) -> Message:
    """Post a kind here again that was muted."""
    if kind is None:
        return _which_muted(request)
    arranged = _here(request, kind)
    muted = arranged.muted.get(kind)
    if muted is None or not muted.holds(request.now):
        raise UserError(f"“{kind}” is not muted in {arranged.community}.")
    await _keep(request, arranged, kind, None)
    return Message(title=f"Not muted any more: {kind}", text=f"It is posted in {escape(arranged.community)} again.")


def _here(request: Request, kind: ForMembers) -> Arranged:
    """Give the community asked in, where who asks may silence a kind; raises UserError."""
    own = _own(request)
    if not request.person.organizer and own.channels.get(kind) != request.person.manages:
        raise UserError(f"Type this in the channel where {kind} are posted, if you manage it; or ask an organizer.")
    return own


def _own(request: Request) -> Arranged:
    """Give the community asked in; raises UserError."""
    known = request.desk.settings.all()
    own = [each for each in known if each.community == request.person.community] or known
    if len(own) != 1:
        raise UserError("Type this in the community that is meant, on Slack or Discord.")
    return own[0]


async def _keep(request: Request, arranged: Arranged, kind: ForMembers, value: list[str] | None) -> None:
    was, person = arranged.muted.get(kind), request.person
    before = (f"muted until {was.until:%Y-%m-%d %H:%M} UTC" if was.until else "muted") if was else "not muted"
    until = value[0][:16].replace("T", " ") if value else ""
    after = (f"muted until {until} UTC" if until else "muted") if value else "not muted"
    what = "mute" if value else "unmute"
    entry = Logged(request.now, person.id, person.name, what, f"{arranged.community}, {kind}", before, after)
    await request.desk.settings.arrange(arranged, {f"mute/{kind}": value}, [entry])


def _which(request: Request) -> Message:
    kinds: tuple[ForMembers, ...] = ("deadlines", "announcements", "socials", "schedule")
    lines = {each: request.to(f"mute {each} 1d", organizer=True) for each in kinds}
    typed = request.to("mute deadlines 3h", organizer=True)
    return Message(
        title="Mute",
        text=f"What is to be silent here? Or type it, and for how long: `{typed}`.",
        buttons=tuple(Button(f"{each.capitalize()} for a day", line) for each, line in lines.items()),
    )


def _which_muted(request: Request) -> Message:
    own = _own(request)
    kinds = [kind for kind, silence in own.muted.items() if silence.holds(request.now)]
    if not kinds:
        raise UserError(f"Nothing is muted in {own.community}.")
    return Message(
        title="Unmute",
        text="What is to be posted here again?",
        buttons=tuple(Button(kind.capitalize(), request.to(f"unmute {kind}", organizer=True)) for kind in kinds),
    )
