"""What is coming, shown, failed, unclear or skipped, and what can be done about each copy."""

from typing import Annotated, Literal, get_args

from bot import Button, Message, Request, Section, UserError, command
from bot.message import at, bullets, escape, paragraphs
from bot.moment import Moment
from bot.organizing import Logged
from bot.overview import NONE, Action, OutboxRow, Standing
from bot.readers import ChannelId
from bot.slash import Token

MOST = 4  # copies on a page, whose buttons fit then beside the others: 25 on either platform
State = Literal["coming", "shown", "failed", "unclear", "skipped", "removed"]
STATES: tuple[State, ...] = get_args(State)
NEEDING: tuple[State, ...] = ("failed", "unclear")
_LABELS: dict[Action, str] = {"retry": "Retry", "skip": "Skip", "send-now": "Send now"}
_SAID: dict[Action, str] = {"retry": "retry", "skip": "skip", "send-now": "send"}


@command(organizer=True)
async def outbox(  # noqa: PLR0913, PLR0917 - what its buttons say
    request: Request,
    state: Annotated[State | None, "coming, shown, failed, unclear, skipped or removed"] = None,
    retry: Annotated[Token | None, "which copy is tried again"] = None,
    skip: Annotated[Token | None, "which copy is skipped"] = None,
    send: Annotated[Token | None, "which copy is sent now"] = None,
    after: Annotated[Token | None, "where the list goes on"] = None,
) -> Message:
    """Show what is coming and what failed, and retry, skip or send it now."""
    asked: dict[Action, Token | None] = {"retry": retry, "skip": skip, "send-now": send}
    for action, token in asked.items():
        if token:
            told = await request.desk.outbox.act(token.removeprefix("~"), action, _entry(request, action))
            return Message(title="Done", text=escape(told), buttons=(Button("Outbox", _line(request)),))
    numbers = await request.desk.outbox.needing()
    needing: list[State] = [each for each in NEEDING if numbers.get(each)]
    shown: State = state or (needing[0] if needing else "coming")
    start = after.removeprefix("~") if after else ""
    listing = await request.desk.outbox.listed(shown, MOST, request.now, start)
    more = (Button("More", _line(request, f"{shown} after:~{listing.next}")),) if listing.next else ()
    told = ", ".join(f"{numbers[each]} {each}" for each in needing)
    others = (Button(_told(each).capitalize(), _line(request, each)) for each in STATES if each != shown)
    return Message(
        title=f"Outbox: {_told(shown)}",
        text=paragraphs(f"**{told}.**" if told else "", "" if listing.copies else NONE[shown]),
        sections=tuple(_listed(number, each) for number, each in enumerate(listing.copies, 1)),
        buttons=(*_acts(request, listing.copies), *more, *others),
    )


def _line(request: Request, rest: str = "") -> str:
    return request.to(f"outbox {rest}", organizer=True)


def _told(state: Standing) -> str:
    return "removed there" if state == "removed" else state


def _entry(request: Request, what: str) -> Logged:
    return Logged(request.now, request.person.id, request.person.name, what)


def _listed(number: int, row: OutboxRow) -> Section:
    text = bullets(at(Moment(row.due)), escape(row.where), escape(row.why))
    return Section(f"{number} · {row.title}", text)


def _acts(request: Request, copies: tuple[OutboxRow, ...]) -> list[Button]:
    buttons: list[Button] = []
    for number, row in enumerate(copies, 1):
        lines = {each: _line(request, f"{_SAID[each]}:~{row.token}") for each in row.acts}
        buttons += [Button(f"{_LABELS[each]} {number}", line) for each, line in lines.items()]
        if row.may_move and request.person.community in {"", row.community}:  # lists hold one's own channels
            line = request.to(f"another-place copy:~{row.token}", organizer=True)
            buttons.append(Button(f"Another place {number}", line))
    return buttons


@command(organizer=True, form=True, listed=False)
async def another_place(
    request: Request,
    channel: Annotated[ChannelId, "the channel in which it is posted instead"],
    copy: Annotated[Token | None, "which copy"] = None,
) -> Message:
    """Post a copy that failed in another channel; the channel is tried first."""
    if copy is None:
        raise UserError("Choose first what failed.", (Button("Outbox", _line(request, "failed")),))
    told = await request.desk.outbox.move(copy.removeprefix("~"), channel, _entry(request, "another place"))
    return Message(title="Done", text=escape(told), buttons=(Button("Outbox", _line(request)),))
