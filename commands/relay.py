"""Messages that organizers send on to another community, with who wrote them and where; and the communities' links."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Annotated

from bot import Button, Message, Request, Section, UserError, command
from bot.altering import line_of
from bot.facts.collection import Community
from bot.message import bold, escape, link, paragraphs
from bot.organizing import ChangedMeanwhileError, Pointed
from bot.ports import token_of
from bot.relayed import Relayed, Where, shown
from bot.slash import Token

KINDS: Sequence[Where] = ("announcements", "socials", "schedule", "deadlines")
NO_MESSAGE = (
    "Choose the message first, in its own menu: on Slack ⋮ and “Send to Discord”, on Discord right-click, Apps and "
    "“Send to Slack”. What you choose there is remembered for a day."
)


@command(organizer=True, listed=False, menu="Send to {other}")
async def relay(
    request: Request,
    message: Annotated[Token | None, "which message"] = None,
    to: Annotated[str | None, "which community"] = None,
    kind: Annotated[Where | None, "where it stands there"] = None,
    sure: Annotated[Token | None, "that just this was seen"] = None,
) -> Message:
    """Send a message on to another community, with its origin."""
    desk = request.desk
    origin = await desk.pointing.pointed(message) if message else None
    if origin is None:
        raise UserError(NO_MESSAGE)
    await _check(request, origin)
    channels = desk.relays.channels()
    target = _target(channels, origin, to)
    before = await desk.relays.of(origin, target)
    if before and not _is_new(before, origin):
        return _there(request, before)
    chosen = before.kind if before else kind or _usual(channels, origin, target)
    person, was = request.person, before.standing if before else ""
    meant = Relayed(origin, target, chosen, person.id, person.name, request.now)
    seen = Token("~" + token_of(repr((origin, target, chosen, was))))
    lead = "Nothing is sent yet."
    if sure and sure == seen:
        try:
            return _sent(request, await desk.relays.send(meant, was))
        except ChangedMeanwhileError:
            return await _changed(request, meant)
    if sure:
        lead = f"**Something else is there by now.** Please look again: {lead}"
    lead = f"{lead}\n\n{_how(before, chosen)}"
    return await _preview(request, replace(meant, number=before.number if before else 0), (lead, str(message), seen))


def _is_new(before: Relayed, origin: Pointed) -> bool:
    """Say whether sending a message again would change what stands there."""
    differs = (before.origin.text, before.origin.files) != (origin.text, origin.files)
    return before.may_return if before.gone else differs


def _how(before: Relayed | None, kind: Where) -> str:
    """Tell how a message will stand there, by what became of it before."""
    if before is None:
        return f"It will stand among the {kind}, as:"
    if not before.gone:
        return "**It was sent there before, and says something else by now.** The copy will say:"
    allowed = ", who allows it again" if before.gone == "allowed" else ""
    return f"**It was there before, and {before.why}{allowed}.** The copy will stand again where it stood, and say:"


async def _check(request: Request, origin: Pointed) -> None:
    """Raise UserError where a message cannot be sent on."""
    desk = request.desk
    if origin.own or await desk.pointing.post_at(origin.community, origin.thread or origin.channel, origin.id):
        raise UserError("This is a post of mine, which is never sent on.")
    if not origin.community:
        raise UserError("The settings do not name this place among the communities, so nothing is sent on from here.")
    if not (origin.text or origin.files):
        raise UserError("There is no text in this message that could be sent on.")


async def _changed(request: Request, meant: Relayed) -> Message:
    """Tell what somebody else sent in the same moment."""
    there = await request.desk.relays.of(meant.origin, meant.target)
    if there is None:
        raise UserError("That did not work, since something changed in the same moment. Please try again.")
    return _there(request, there)


def _target(channels: Mapping[str, Mapping[Where, str]], origin: Pointed, wanted: str | None) -> str:
    others = [name for name, kinds in channels.items() if name != origin.community and kinds]
    if not others:
        raise UserError("There is no other community to send this to. Connect one in the settings.")
    if wanted is not None and wanted not in others:
        raise UserError(f"There is no community “{wanted}” to send this to. There are: {', '.join(others)}.")
    return wanted or others[0]


def _usual(channels: Mapping[str, Mapping[Where, str]], origin: Pointed, target: str) -> Where:
    """Give the kind of the channel that a message came from, else announcements, else what there is."""
    here, there = channels.get(origin.community, {}), channels[target]
    same = [kind for kind in (*KINDS, "organizers") if here.get(kind) == origin.channel]
    return next((kind for kind in (*same, *KINDS, "organizers") if kind in there), "announcements")


async def _preview(request: Request, meant: Relayed, said: tuple[str, str, Token]) -> Message:
    lead, message, seen = said
    looks = await request.desk.looking.looks(shown(meant), meant.kind, [meant.target])
    line = line_of(request, "relay", to=meant.target, kind=meant.kind)
    return Message(
        title=f"Send this to {meant.target}?",
        text=lead,
        sections=tuple(Section(where, look) for where, look in looks.items()),
        buttons=(
            Button("Send", f"{line} message:{message} sure:{seen}"),
            *(() if meant.number else _others(request, meant, message)),
        ),
    )


def _others(request: Request, meant: Relayed, message: str) -> tuple[Button, ...]:
    """Give buttons for the other places that it could be sent to."""
    channels = request.desk.relays.channels()
    here = channels[meant.target]
    kinds = {here[kind]: kind for kind in reversed(KINDS) if kind in here and here[kind] != here.get(meant.kind)}
    names = [name for name in channels if name not in {meant.target, meant.origin.community}]
    elsewhere = [(f"To {name} instead", {"to": name}) for name in names]
    among = [(f"Among the {kind} instead", {"to": meant.target, "kind": kind}) for kind in sorted(kinds.values())]
    return tuple(
        Button(label, f"{line_of(request, 'relay', **values)} message:{message}")
        for label, values in (*among, *elsewhere)
    )


def _undo(request: Request, relayed: Relayed) -> tuple[Button, ...]:
    return (
        () if relayed.gone else (Button("Take it back", request.to(f"unsend copy:~{relayed.number}", organizer=True)),)
    )


def _there(request: Request, relayed: Relayed) -> Message:
    text = f"{bold(relayed.name)} sent it to {escape(relayed.target)} on {relayed.sent_at:%d %b %Y, %H:%M} UTC."
    if relayed.gone:
        unless = " unless its author allows it: they have a button for that" if relayed.gone == "author" else ""
        return Message(title="It was there", text=f"{text} But {relayed.why}, so it is not sent again{unless}.")
    return Message(title="It is there already", text=text, buttons=_undo(request, relayed))


def _sent(request: Request, relayed: Relayed) -> Message:
    told = " Its author is told, and can take it back." if relayed.origin.author not in {"", relayed.by} else ""
    text = f"It is in {escape(relayed.target)} in a moment, among the {relayed.kind}.{told}"
    return Message(title="Sent", text=text, buttons=_undo(request, relayed))


@command(organizer=True, needs=lambda catalog: catalog.all.communities)
async def share_invite(
    request: Request,
    which: Annotated[str | None, "the key of the community"] = None,
    sure: Annotated[Token | None, "that just this was seen"] = None,
) -> Message:
    """Post the invitation of one community in the others, once."""
    relays, known = request.desk.relays, request.catalog.all.communities
    if which is None or which not in known:
        buttons = (Button(each.name, request.to(f"share-invite {key}", organizer=True)) for key, each in known.items())
        return Message(title="Which invitation?", text="It is posted in the other communities.", buttons=tuple(buttons))
    found, channels = known[which], relays.channels()
    others = [name for name in channels if not relays.is_of(name, which, found.platform)]
    targets = [name for name in others if "announcements" in channels[name]]
    if not targets:
        raise UserError("There is no other community with a place for announcements.")
    post, seen = _invitation(found), Token("~" + token_of(repr((which, found.invite.url, targets))))
    names = ", ".join(targets)
    if sure == seen:
        by = (request.person.id, request.person.name)
        done = await relays.invite(f"{which} {found.invite.url}", post, targets, by)
        words = f"It is in a moment among the announcements of {names}." if done else "It was posted before."
        return Message(title="Posted" if done else "It is there already", text=escape(words))
    return Message(
        title=f"Post this in {names}?",
        text="Nothing is posted yet. It will stand among the announcements, once.",
        sections=(Section(post.title, post.text),),
        buttons=(Button("Post it", request.to(f"share-invite {which} sure:{seen}", organizer=True)),),
    )


def _invitation(community: Community) -> Message:
    url = community.invite.url
    return Message(
        title=f"We are also on {community.platform}",
        text=paragraphs(f"{link(community.name, url)} is open to you too.", community.text),
        buttons=(Button(f"Join {community.name}", url=url),),
    )
