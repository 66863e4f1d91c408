"""Joins the parts; the only module that knows them all."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import ExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import SecretStr

import commands
from bot.clock import real
from bot.config import Config
from bot.core import Bot
from bot.facts.files import Loaded, load
from bot.facts.layers import Made
from bot.ports import Kept, Platform
from bot.secrets import SlackSecrets, read_discord_token, read_slack_secrets
from bot.slash import find_commands
from bot.zones import zone_name

if TYPE_CHECKING:
    from bot.store.database import Store

LOOKED_AFTER = 1000  # milliseconds
RELOADED_AFTER = 400  # milliseconds of quiet after a change: an editor writes a file in several steps


def default_data() -> Path:
    """Give the folder of the shipped facts: inside an installed package, else beside it in a checkout."""
    inside = Path(__file__).parent / "data"
    return inside if inside.is_dir() else Path(__file__).parent.parent / "data"


def state_folder() -> Path:
    """Give the folder of this user for what a program keeps between its starts."""
    return Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state") / "workshop-bot"


def build(config: Config, loaded: Loaded) -> Bot:
    """Make the bot that answers from loaded facts."""
    accounts = frozenset(account for each in config.organizers for account in each.accounts)
    bot = Bot(find_commands(commands), member_word=config.bot.member_word, organizer_word=config.bot.organizer_word)
    bot.organizers = accounts
    bot.address = (config.public and config.public.address) or ""
    bot.adopt(loaded.catalog, loaded.problems)
    return bot


@asynccontextmanager
async def reloading(bot: Bot, folder: Path, changed: Callable[[], object] | None = None) -> AsyncIterator[None]:
    """Keep the bot's facts in step with a folder while the context lasts; `changed` is called after each reading."""
    task = asyncio.create_task(_watch(bot, folder, changed))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _watch(bot: Bot, folder: Path, changed: Callable[[], object] | None) -> None:
    from watchfiles import awatch  # noqa: PLC0415 - only what runs long needs it

    looked = False  # what changed between the reading and the watch's beginning is found by one look
    async for found in awatch(folder, debounce=RELOADED_AFTER, rust_timeout=LOOKED_AFTER, yield_on_timeout=True):
        anew = bool(found) or (not looked and await asyncio.to_thread(_differs, bot, folder))
        looked = True
        if not anew:
            continue
        await reload(bot, folder)
        if changed:
            changed()


def _differs(bot: Bot, folder: Path) -> bool:
    read, known = load(folder).catalog, bot.files
    return read is None or (read.workshops, read.all) != (known.workshops, known.all)


@dataclass(frozen=True)
class Served:
    """The platform of each community by its name, and the store that they share."""

    platform_of: Mapping[str, Platform] = field(default_factory=dict)
    store: "Store | None" = None

    @property
    def platforms(self) -> tuple[Platform, ...]:
        """Give each platform once."""
        return tuple(dict.fromkeys(self.platform_of.values()))


@asynccontextmanager
async def served(config: Config, environment: Mapping[str, str], bot: Bot, state: Path) -> AsyncIterator[Served]:
    """Give the platforms that the settings name, none where they name none.

    Raises ConfigError where a secret is missing, and StoreError where platforms need a store and nothing can be kept in
    the folder `state`, or where another process holds it.
    """
    token, workspaces = read_discord_token(config, environment), read_slack_secrets(config, environment)
    async with _kept(state, bot, wanted=bool(token or workspaces)) as store:
        slack = _slack(config, workspaces, bot)
        yield Served(dict([*_discord(config, token, bot, store), *slack]) if store else {}, store)


@asynccontextmanager
async def _kept(state: Path, bot: Bot, *, wanted: bool) -> AsyncIterator["Store | None"]:
    """Give the store in a folder; for the page alone, None instead of a StoreError, and the bot tells why."""
    from bot.store.checks import StoreError  # noqa: PLC0415 - loads the database
    from bot.store.database import Store  # noqa: PLC0415 - loads the database
    from bot.store.lock import held  # noqa: PLC0415 - the same

    with ExitStack() as stack:
        try:
            stack.enter_context(held(state))
            store = Store(state / "bot.db")
        except StoreError as error:
            if wanted:
                raise
            bot.no_desk, store = f"Nothing can be changed here: {error}", None
        try:
            yield store
        finally:
            if store:
                await store.close()


def _discord(config: Config, token: SecretStr | None, bot: Bot, kept: Kept) -> Iterator[tuple[str, Platform]]:
    if token:
        from bot.platforms.discord.platform import DiscordPlatform, Wanted  # noqa: PLC0415 - loads discord.py

        platform = DiscordPlatform(bot, Wanted(config.communities, token, config.bot.mentions), kept, real)
        yield from ((each.name, platform) for each in config.communities if each.server)


def _slack(config: Config, workspaces: Mapping[str, SlackSecrets], bot: Bot) -> Iterator[tuple[str, Platform]]:
    if workspaces:
        from bot.platforms.slack.platform import SlackPlatform, Wanted  # noqa: PLC0415 - loads slack-bolt

        for each in config.communities:
            if each.name in workspaces:
                yield each.name, SlackPlatform(bot, Wanted(each, workspaces[each.name], config.bot.mentions), real)


async def reload(bot: Bot, folder: Path) -> None:
    """Read a folder anew; if anything in it is wrong the bot keeps its last good facts."""

    def read() -> tuple[Loaded, Made | None]:
        loaded = load(folder)
        return loaded, bot.make(loaded.catalog) if loaded.catalog else None

    loaded, made = await asyncio.to_thread(read)  # the index too: answers do not wait for it
    bot.adopt(loaded.catalog, loaded.problems, made)


def in_container() -> bool:
    """Say whether this runs in a container, where nobody sits at the browser."""
    return bool(os.environ.get("WORKSHOP_BOT_CONTAINER")) or Path("/.dockerenv").exists()


def local_zone() -> str:
    """Give the name of this machine's time zone, UTC where it has none that can be named."""
    from tzlocal import get_localzone_name  # noqa: PLC0415 - not every start needs it

    try:
        return zone_name(get_localzone_name())
    except (ValueError, LookupError):  # a zone of no place (Etc/UTC), or a TZ variable that names none
        return "UTC"
