"""What keeps the bot from working on Discord: looked at through the REST interface, changing nothing."""

import re
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from typing import cast

import discord

from bot.clock import real
from bot.config import CommunitySettings, Config, ConfigError
from bot.core import Bot
from bot.doctor import Finding, Section, gathered, is_token, kinds_by_channel, missing, note, ok, without_channel
from bot.facts.catalog import over_at
from bot.happenings import programme_of
from bot.kinds import Kind
from bot.platforms.discord.client import LONGEST_WAIT, PERMISSIONS
from bot.platforms.discord.declare import CHAT_INPUT, Json, declared, same
from bot.platforms.discord.errors import FAILED, to_send_error
from bot.platforms.discord.platform import REFUSED
from bot.secrets import read_discord_token

PORTAL = "https://discord.com/developers/applications"
COPY_ID = "Right-click it › Copy {} ID (User Settings › Advanced › Developer Mode shows that)"
NOT_ONE = "DISCORD_TOKEN holds more than a token, or something else. Copy the token alone, without “Bot” before it"
WRITABLE = "the bot posts in text channels, announcement channels and threads. Name another channel"
REASONS = {
    discord.ChannelType.forum: "a forum, which takes titled posts only",
    discord.ChannelType.voice: "a voice channel",
    discord.ChannelType.stage_voice: "a stage",
    discord.ChannelType.category: "a category, which only groups channels",
}
CANNOT = {
    "view_channel": "see this channel",
    "send_messages": "send messages there",
    "embed_links": "show embeds there, which its messages are made of",
    "read_message_history": "read the history there, and without it the bot cannot look for its own posts",
    "send_messages_in_threads": "write in threads there",
    "create_public_threads": "open threads there",
}
IN_A_THREAD = ("view_channel", "embed_links", "read_message_history", "send_messages_in_threads")
NO_EVENTS = "events: the bot may not make them"
ROLES = "In Discord: Server Settings › Roles › the bot's role › Permissions"
ROLE = 1  # Discord: application-commands, permission types
Place = discord.abc.GuildChannel | discord.Thread


async def examine(bot: Bot, config: Config, environment: Mapping[str, str]) -> list[Section]:
    """Look at the settings and at Discord; whatever fails is a finding."""
    communities = [each for each in config.communities if each.platform == "discord"]
    async with discord.Client(intents=discord.Intents.none(), max_ratelimit_timeout=LONGEST_WAIT) as client:
        first = await gathered("Discord", _application(client, bot, config, environment), FAILED, _failure)
        asked = [(each.name, _community(client, bot, each)) for each in communities if client.application]
        return [first, *[await gathered(name, found, FAILED, _failure) for name, found in asked]]


def _failure(error: Exception) -> str:
    if isinstance(error, discord.LoginFailure) or getattr(error, "status", 0) == 401:  # noqa: PLR2004 - Unauthorized
        return REFUSED
    if isinstance(error, discord.ClientException):
        return f"Discord answered something that is not understood: {error}"
    return str(to_send_error(error))


async def _application(
    client: discord.Client, bot: Bot, config: Config, environment: Mapping[str, str]
) -> AsyncIterator[Finding]:
    try:
        token = read_discord_token(config, environment)
    except ConfigError as error:
        yield missing(error.problems[0].what)
        return
    if token is None or not is_token(token):
        yield missing(NOT_ONE)
        return
    await client.login(token.get_secret_value())
    for each in _portal(_known(client)):
        yield each
    if config.bot.mentions:
        yield note("the bot answers who mentions it; nothing has to be switched on in the portal for that")
    registered = await _registered(client)
    if same(declared(bot), registered):
        yield ok("Discord has the bot's commands")
    else:
        yield note("Discord does not have the bot's commands as they are now: they are sent when the bot starts")


def _known(client: discord.Client) -> discord.AppInfo:
    assert client.application, "logged in"
    return client.application


async def _registered(client: discord.Client) -> list[Json]:
    return cast("list[Json]", await client.http.get_global_commands(_known(client).id))


def _portal(application: discord.AppInfo) -> Iterator[Finding]:
    """Tell what stands in the developer portal."""
    yield ok(f"DISCORD_TOKEN is accepted; the application is “{application.name}”")
    there = f"At {PORTAL} › {application.name}"
    if application.interactions_endpoint_url:
        yield missing(
            "commands go to a web address instead of the bot. "
            f"{there} › General Information › Interactions Endpoint URL: clear it"
        )
    if application.bot_public:
        yield note(f"anyone may invite the bot to a server. To keep it to yourself: {there} › Bot › Public Bot")
    yield note(f"the address that invites the bot to a server: {_invitation(application)}")


def _invitation(application: discord.AppInfo, server: str = "") -> str:
    guild = discord.Object(int(server)) if server else discord.utils.MISSING
    return discord.utils.oauth_url(application.id, permissions=PERMISSIONS, guild=guild)


async def _community(client: discord.Client, bot: Bot, settings: CommunitySettings) -> AsyncIterator[Finding]:
    if not settings.server:
        yield note(f"it has no server in config.toml, so the bot does not connect to it. {COPY_ID.format('Server')}")
        return
    invite = f"Invite it, as one who may manage the server: {_invitation(_known(client), settings.server)}"
    try:
        guild = await client.fetch_guild(int(settings.server), with_counts=False)
    except (discord.NotFound, discord.Forbidden):
        yield missing(f"the bot is not in the server {settings.server}. {invite}")
        return
    yield ok(f"the bot is in the server “{guild.name}”")
    try:
        left = await client.http.get_guild_commands(_known(client).id, guild.id)
    except discord.Forbidden:
        yield missing(f"the bot may have no commands in this server. {invite}")
        return
    if left:
        yield note("commands of this server alone exist and would show twice; they go when the bot starts")
    me = await guild.fetch_member(client.user.id if client.user else 0)
    for each in (*_server_wide(me.guild_permissions), *_events(bot, settings, me.guild_permissions)):
        yield each
    async for each in _channels(me, settings.channels):
        yield each
    async for each in _organizers(client, bot, guild, settings.organizers):
        yield each


def _server_wide(has: discord.Permissions) -> Iterator[Finding]:
    """Tell what the bot may do in the server; where it posts, what it may do in that channel counts."""
    if lacks := [_label(each) for each in CANNOT if not getattr(has, each)]:
        yield note(f"the bot does not have everywhere: {', '.join(lacks)}. {ROLES}")


def _events(bot: Bot, settings: CommunitySettings, has: discord.Permissions) -> Iterator[Finding]:
    """Tell what will not stand under Events, where the settings want them kept in step."""
    if not settings.events:
        return
    yield ok("events: the bot may make them") if has.create_events else missing(f"{NO_EVENTS}. {ROLES} › Create Events")
    for shop in bot.catalog.newest_first:
        for each in programme_of(shop).left_out if real() < over_at(shop) else ():
            yield note(f"events: “{each.title}” stays out, since {each.why}")


async def _channels(me: discord.Member, named: Mapping[Kind, str]) -> AsyncIterator[Finding]:
    channels = await me.guild.fetch_channels() if named else []
    for number, kinds in kinds_by_channel(named).items():
        place = discord.utils.get(channels, id=_id(number)) or await _thread(me.guild, number)
        if place is None:
            hint = _hint("Channel", number, channels)
            yield missing(f"{number} ({kinds}): the bot sees no channel with this id. {hint}")
            continue
        parent = discord.utils.get(channels, id=place.parent_id) if isinstance(place, discord.Thread) else place
        has = discord.abc.GuildChannel.permissions_for(parent, me) if parent else discord.Permissions.none()
        for each in _channel(place, has, f"#{place.name} ({kinds})"):
            yield each
    for each in without_channel(named):
        yield each


def _id(text: str) -> int:
    """Read an id, 0 where it cannot be one."""
    return int(text) if re.fullmatch(r"[0-9]{17,19}", text) else 0


def _hint(what: str, text: str, known: Iterable[discord.abc.GuildChannel | discord.Role]) -> str:
    """Say where the right id comes from, or which it is where a name was written."""
    like = discord.utils.get(known, name=text.lstrip("#@"))
    return f"“{like.name}” has the id {like.id}" if like else COPY_ID.format(what)


def _label(permission: str) -> str:
    """Write a permission as Discord does."""
    return permission.replace("_", " ").title().replace(" In ", " in ")


async def _thread(guild: discord.Guild, number: str) -> discord.Thread | None:
    try:
        found = await guild.fetch_channel(_id(number)) if _id(number) else None
    except (discord.NotFound, discord.Forbidden, discord.InvalidData):
        return None
    return found if isinstance(found, discord.Thread) else None


def _channel(place: Place, has: discord.Permissions, name: str) -> Iterator[Finding]:
    """Tell what the bot lacks in one channel, or that it lacks nothing."""
    threaded = isinstance(place, discord.Thread)
    if not isinstance(place, discord.TextChannel | discord.Thread):
        yield missing(f"{name}: this is {REASONS.get(place.type, 'no text channel')}. {WRITABLE}")
    elif isinstance(place, discord.Thread) and place.locked:
        yield missing(f"{name}: this thread is locked. In Discord: right-click it › Unlock Thread")
    elif lacks := [each for each in (IN_A_THREAD if threaded else CANNOT) if not getattr(has, each)]:
        where = "Edit Channel of the channel that it is in" if threaded else "Edit Channel"
        for each in lacks:
            button = f"In Discord: {where} › Permissions › add the bot's role › {_label(each)}"
            yield missing(f"{name}: the bot may not {CANNOT[each]}. {button}")
    else:
        yield ok(f"{name}: the bot may post there")


async def _organizers(
    client: discord.Client, bot: Bot, guild: discord.Guild, ids: Iterable[str]
) -> AsyncIterator[Finding]:
    command = f"/{bot.organizer_word}"
    allowed = await _allowed(client, bot.organizer_word, guild.id)
    shown = any(each["name"] == bot.organizer_word for each in declared(bot))
    for number in ids:
        role = guild.get_role(_id(number))
        if role is None:
            hint = _hint("Role", number, guild.roles)
            yield missing(f"{number} (organizers): there is no role with this id. {hint}")
        elif shown and not _sees(role, allowed or {}):
            first = "First start the bot once, so that Discord has it. " if allowed is None else ""
            button = f"Server Settings › Integrations › {_known(client).name} › {command} › Add role or member"
            told = f"@{role.name} (organizers): the role may use {command} but does not see it. {first}"
            yield missing(f"{told}In Discord: {button} › {role.name}")
        else:
            yield ok(f"@{role.name} (organizers): the role may use {command} and sees it")
    if not ids:
        yield note(f"no organizers' roles are named: only who may manage events may use {command}")


async def _allowed(client: discord.Client, word: str, server: int) -> Mapping[int, bool] | None:
    """Give what was set by hand for a command in a server, by role; None where Discord has no such command yet."""
    ids = {each["id"] for each in await _registered(client) if (each["type"], each["name"]) == (CHAT_INPUT, word)}
    if not ids:
        return None
    every = await client.http.get_guild_application_command_permissions(_known(client).id, server)
    said = [one for each in every if each["id"] in ids for one in each["permissions"] if one["type"] == ROLE]
    return {int(one["id"]): one["permission"] for one in said}


def _sees(role: discord.Role, allowed: Mapping[int, bool]) -> bool:
    """Say whether a role alone is enough to be offered the organizers' commands."""
    everyone = role.guild.default_role
    has = discord.Permissions(role.permissions.value | everyone.permissions.value)
    return has.administrator or allowed.get(role.id, allowed.get(everyone.id, has.manage_events))
