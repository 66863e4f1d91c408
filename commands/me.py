"""What is kept of a person: their time zone and reminders; to see, to set, to erase."""

from typing import Annotated, Literal

from bot import Button, Message, Request, command
from bot.message import at, bold, escape, paragraphs
from bot.moment import Moment
from bot.readers import Zone
from bot.told import told_zone
from bot.words import counted
from commands.remind import mine


@command(personal=True, aliases=("privacy",))
async def me(request: Request, zone: Annotated[Zone | None, "your city or time zone"] = None) -> Message:
    """Show or set your time zone, and what is kept of you."""
    chosen = zone or request.personal.zone(request.person.id)
    if zone:
        await request.personal.set_zone(request.person.id, zone)
    have = await request.personal.reminders(request.person.id)
    coming = next((each.next_at for each in have if each.next_at), None)
    following = f"; the next comes {at(Moment(coming))}" if coming else ""
    return Message(
        title="You",
        text=paragraphs(
            _zone_text(chosen, request.person.zone), f"You have {counted(len(have), 'reminder')}{following}."
        ),
        buttons=(
            Button("Choose my time zone", request.to("my-zone")),
            mine(request),
            *((Button("Stop all", request.to("stop")),) if have else ()),
            Button("Erase everything", request.to("erase")),
        ),
        note="Kept of you: the time zone you chose and your reminders; sent reminders for 30 days; questions to the "
        "organizers, until 30 days after they ended.",
    )


@command(listed=False, personal=True, form=True, aliases=("zone", "timezone"))
async def my_zone(request: Request, zone: Annotated[Zone | None, "your city, such as Vienna"] = None) -> Message:
    """Choose the time zone that I tell you times in."""
    return await me(request, zone)


@command(listed=False, personal=True)
async def erase(
    request: Request, sure: Annotated[Literal["yes"] | None, "yes, to do it without asking again"] = None
) -> Message:
    """Forget everything that is kept of you."""
    personal = request.personal
    if not sure:
        yes = Button("Yes, erase everything", request.to("erase sure:yes"))
        text = "Your reminders, your time zone and your questions will be forgotten, and nothing more is sent. Sure?"
        return Message(title="Erase everything?", text=text, buttons=(yes, mine(request)))
    await personal.erase(request.person.id)
    return Message(title="Erased", text="Nothing is kept of you any more.")


def _zone_text(chosen: str | None, theirs: str | None) -> str:
    """Tell the time zone, and where it comes from."""
    if chosen:
        return f"Your time zone is {bold(told_zone(chosen))}, as you chose."
    if theirs:
        return f"Your time zone is {bold(told_zone(theirs))}, from your profile. You can choose another."
    return escape("I do not know your time zone: choose your city.")
