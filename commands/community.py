"""Where the community meets: its chats."""

from collections.abc import Sequence

from bot import Button, Message, Request, command
from bot.facts.collection import Community
from bot.message import bold, bullets, link
from bot.telling import cite

DEAD = "This invitation does not work at the moment; the organizers know."


@command(
    aliases=("communities", "slack", "discord", "invite", "invites"), needs=lambda catalog: catalog.all.communities
)
async def join(request: Request) -> Message:
    """Give the invitations to the communities."""
    places = list(request.catalog.all.communities.values())
    open_ones = [each for each in places if not _is_dead(request, each)]
    return Message(
        title="Join the conversation",
        text=bullets(*(_community(each, works=each in open_ones) for each in places)) + _meanwhile(places, open_ones),
        buttons=tuple(Button(f"Join {each.name}", url=each.invite.url) for each in open_ones[:4]),
        note=cite(request.catalog, places),
    )


def _is_dead(request: Request, community: Community) -> bool:
    watch = request.bot.links
    return watch is not None and watch.answer(community.invite.url) == "dead"


def _community(community: Community, *, works: bool) -> str:
    name = link(community.name, community.invite.url) if works else bold(community.name)
    dead = "" if works else DEAD
    parts = (f"{name} ({community.platform}).", dead, community.text, community.note)
    return " ".join(part for part in parts if part)


def _meanwhile(places: Sequence[Community], open_ones: Sequence[Community]) -> str:
    """Name where one can go instead, if an invitation does not work."""
    if len(open_ones) == len(places) or not open_ones:
        return ""
    return f"\n\nMeanwhile you are welcome in: {', '.join(link(each.name, each.invite.url) for each in open_ones)}."
