"""How a community is arranged: which kinds are posted where, who organizes, who is notified; tried, then kept."""

from collections.abc import Mapping
from itertools import compress
from operator import not_
from typing import Annotated, Any

from bot import Button, Message, Request, Section, UserError, command
from bot.arguments import LongText
from bot.kinds import KINDS, Kind
from bot.lead import read_lead, told_lead
from bot.message import bullets, escape, paragraphs
from bot.organizing import ChangedMeanwhileError, Logged
from bot.overview import Arranged
from bot.ports import token_of
from bot.readers import ChannelId, GroupId, GroupIds, PersonIds
from bot.slash import Token

LATE = "Somebody else changed these settings meanwhile, so nothing is changed. Please look at them again."
_USUAL: Mapping[str, str] = {
    "discord": "who may manage the server's events",
    "slack": "the workspace's administrators",
}


@command(organizer=True)
async def setup(
    request: Request,
    community: Annotated[Token | None, "which community"] = None,
) -> Message:
    """Say which kinds of posts go where, who organizes, and who is notified; in force at once."""
    chosen = _chosen(request, community)
    if chosen is None:
        return _which(request)
    return await _card(request, chosen)


def _chosen(request: Request, community: Token | None) -> Arranged | None:
    """Give the community that is meant: the one named, else the one asked in, else the only one."""
    known = request.desk.settings.all()
    if community:
        return next((each for each in known if _token(each) == community), None)
    own = [each for each in known if each.community == request.person.community]
    return own[0] if own else known[0] if len(known) == 1 else None


def _token(arranged: Arranged) -> Token:
    return Token("~" + token_of(arranged.community, 12))


def _which(request: Request) -> Message:
    known = request.desk.settings.all()
    if not known:
        raise UserError("I am connected to no community here. This is set where I run: on Slack or Discord.")
    buttons = (Button(each.community, _line(request, "setup", each)) for each in known)
    return Message(title="Setup", text="Which community?", buttons=tuple(buttons))


def _line(request: Request, name: str, arranged: Arranged) -> str:
    seen = f" seen:~{arranged.seen}" if name != "setup" else ""
    return request.to(f"{name} community:{_token(arranged)}{seen}", organizer=True)


async def _card(request: Request, arranged: Arranged, done: str = "", title: str = "Setup") -> Message:
    lines = [f"{kind.capitalize()}: {await _where(request, arranged, kind)}" for kind in KINDS]
    named = [await _called(request, arranged, each) for each in arranged.organizers]
    usual = _USUAL[arranged.platform]
    also = f"{', '.join(named)}{f', and {usual}' if arranged.platform == 'discord' else ''}"
    return Message(
        title=f"{title} · {arranged.community}",
        text=done,
        sections=(
            Section("What is posted where", bullets(*lines)),
            Section("Who organizes", also if named else f"Nobody is named yet, so it is {usual}."),
        ),
        buttons=(
            Button("Channels", _line(request, "setup-channels", arranged)),
            Button("Organizers", _line(request, "setup-organizers", arranged)),
            Button("Who is notified", _line(request, "setup-mentions", arranged)),
        ),
        note="Settings made here hold over those of the file config.toml.",
    )


async def _where(request: Request, arranged: Arranged, kind: Kind) -> str:
    channel, muted = arranged.channels.get(kind), arranged.muted.get(kind)
    if not channel:
        return "posted nowhere"
    group, rungs = arranged.mentions.get(kind, ("", ()))
    notified = f", notifies {await _called(request, arranged, group)}" if group else ""
    on = f" ({', '.join(rungs)} before)" if rungs else ""
    silent = ", **muted**" if muted and muted.holds(request.now) else ""
    return f"{await _called(request, arranged, channel)}{notified}{on}{silent}"


async def _called(request: Request, arranged: Arranged, key: str) -> str:
    return escape(await request.desk.settings.called(arranged.community, key))


async def _held(request: Request, community: Token | None = None, **_: object) -> dict[str, str]:
    """Give the channels that hold, for the form."""
    chosen = _chosen(request, community)
    return {kind: channel for kind, channel in chosen.channels.items()} if chosen else {}  # noqa: C416 - of text


@command(organizer=True, form=True, listed=False, prefill=_held)
async def setup_channels(  # noqa: PLR0913, PLR0917 - what its form asks for
    request: Request,
    deadlines: Annotated[ChannelId | None, "where reminders of deadlines are posted"] = None,
    announcements: Annotated[ChannelId | None, "where news is posted"] = None,
    socials: Annotated[ChannelId | None, "where socials are posted"] = None,
    schedule: Annotated[ChannelId | None, "where the day's programme is posted"] = None,
    organizers: Annotated[ChannelId | None, "where organizers are told what needs them"] = None,
    community: Annotated[Token | None, "which community"] = None,
    seen: Annotated[Token | None, "what was shown; then a kind left out is posted nowhere"] = None,
) -> Message:
    """Say in which channel each kind of post stands; each is tried first."""
    arranged = _seen(request, community, seen)
    asked: dict[Kind, str | None] = {
        "deadlines": deadlines,
        "announcements": announcements,
        "socials": socials,
        "schedule": schedule,
        "organizers": organizers,
    }
    wanted = {kind: channel or "" for kind, channel in asked.items() if channel or seen}
    new = {kind: channel for kind, channel in wanted.items() if channel != arranged.channels.get(kind, "")}
    refused = {channel: await _tried(request, arranged, channel) for channel in dict.fromkeys(new.values()) if channel}
    good = {f"channel/{kind}": channel for kind, channel in new.items() if not refused.get(channel)}
    await _keep(request, arranged, good)
    failed = [
        f"**{kind.capitalize()}** stays as it was. {await _called(request, arranged, channel)}: {refused[channel]}"
        for kind, channel in new.items()
        if refused.get(channel)
    ]
    kept = f"{'Tried and kept' if any(good.values()) else 'Kept'}, and in force from now on." if good else ""
    done = kept or ("" if failed else "That is how it was already.")
    title = "Not all could be kept" if failed else "Done"
    again = _seen(request, _token(arranged), None)
    return await _card(request, again, paragraphs(done, bullets(*failed)), title)


async def _tried(request: Request, arranged: Arranged, channel: str) -> str:
    return escape(await request.desk.settings.attempt(arranged.community, channel))


def _seen(request: Request, community: Token | None, seen: Token | None) -> Arranged:
    """Give a community as it is arranged; raises UserError where that is not what was seen."""
    chosen = _chosen(request, community)
    if chosen is None:
        raise UserError("Say first which community.", (Button("Setup", request.to("setup", organizer=True)),))
    if seen and seen != f"~{chosen.seen}":
        raise UserError(LATE, (Button("Setup", _line(request, "setup", chosen)),))
    return chosen


async def _keep(request: Request, arranged: Arranged, settings: Mapping[str, Any]) -> None:
    entries = [await _logged(request, arranged, key, value) for key, value in settings.items()]
    if not entries:
        return
    try:
        await request.desk.settings.arrange(arranged, settings, entries)
    except ChangedMeanwhileError:
        raise UserError(LATE, (Button("Setup", _line(request, "setup", arranged)),)) from None


async def _logged(request: Request, arranged: Arranged, key: str, value: object) -> Logged:
    person, subject = request.person, f"{arranged.community}, {key.replace('/', ' for ')}"
    before, after = [await _said(request, arranged, each) for each in (_value(arranged, key), value)]
    return Logged(request.now, person.id, person.name, "setup", subject, before, after)


def _value(arranged: Arranged, key: str) -> object:
    what, _, kind = key.partition("/")
    if what == "organizers":
        return arranged.organizers
    if what == "channel":
        return arranged.channels.get(kind, "")  # type: ignore[call-overload]
    group, rungs = arranged.mentions.get(kind, ("", ()))  # type: ignore[call-overload]
    return [group, *rungs]


async def _said(request: Request, arranged: Arranged, value: object) -> str:
    """Tell ids as people call them."""
    ids = [value] if isinstance(value, str) else list(value)  # type: ignore[call-overload]
    called = [await request.desk.settings.called(arranged.community, each) for each in ids if each]
    return ", ".join(called)


async def _named(request: Request, community: Token | None = None, **_: object) -> dict[str, str]:
    """Give who organizes, for the form."""
    chosen = _chosen(request, community)
    if chosen is None:
        return {}
    called = [await request.desk.settings.called(chosen.community, each) for each in chosen.organizers]
    is_group = [
        key.startswith("S") or name.startswith("@") for key, name in zip(chosen.organizers, called, strict=True)
    ]
    groups = compress(chosen.organizers, is_group)
    return {"groups": " ".join(groups), "people": " ".join(compress(chosen.organizers, map(not_, is_group)))}


@command(organizer=True, form=True, listed=False, prefill=_named)
async def setup_organizers(
    request: Request,
    groups: Annotated[GroupIds | None, "roles on Discord, user groups on Slack"] = None,
    people: Annotated[PersonIds | None, "people by name"] = None,
    community: Annotated[Token | None, "which community"] = None,
    seen: Annotated[Token | None, "what was shown"] = None,
) -> Message:
    """Say who organizes here; with nobody named it is who may manage events, or Slack's administrators."""
    arranged = _seen(request, community, seen)
    ids = [*(groups or "").split(), *(people or "").split()]
    own = request.person.id.rpartition(":")[2]
    if arranged.platform == "slack" and ids and not groups and own not in ids and request.person.community:
        raise UserError("You would not be an organizer any more. Name yourself too, or a user group that you are in.")
    if tuple(ids) != arranged.organizers:
        await _keep(request, arranged, {"organizers": ids})
    return await _card(request, _seen(request, _token(arranged), None), "In force from now on.", "Done")


@command(organizer=True, form=True, listed=False)
async def setup_mentions(  # noqa: PLR0913, PLR0917 - what its form asks for
    request: Request,
    kind: Annotated[Kind, "the kind of posts"],
    group: Annotated[GroupId | None, "the role or user group that they notify; left out: nobody"] = None,
    rungs: Annotated[LongText | None, "of deadlines: only so long before, such as 3d, 1d"] = None,
    community: Annotated[Token | None, "which community"] = None,
    seen: Annotated[Token | None, "what was shown"] = None,
) -> Message:
    """Say which group posts of a kind notify here, or that they notify nobody."""
    arranged = _seen(request, community, seen)
    try:
        leads = [told_lead(read_lead(each)) for each in (rungs or "").replace(",", " ").split()]
    except ValueError as error:
        raise UserError(f"{error}.") from None
    await _keep(request, arranged, {f"mention/{kind}": [group, *leads] if group else [""]})
    return await _card(request, _seen(request, _token(arranged), None), "In force from now on.", "Done")
