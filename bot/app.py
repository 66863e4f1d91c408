"""Joins the parts; the only module that knows them all."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import commands
from bot.clock import real
from bot.config import Config
from bot.core import Bot
from bot.facts.files import Loaded, load
from bot.facts.search import Index
from bot.ports import Platform
from bot.secrets import read_discord_token
from bot.slash import find_commands
from bot.zones import zone_name

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
    bot = Bot(find_commands(commands), member_word=config.bot.member_word, organizer_word=config.bot.organizer_word)
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

    async for _ in awatch(folder, debounce=RELOADED_AFTER):
        await reload(bot, folder)
        if changed:
            changed()


@asynccontextmanager
async def platforms(
    config: Config, environment: Mapping[str, str], bot: Bot, state: Path
) -> AsyncIterator[list[Platform]]:
    """Give the platforms that the settings name, none where they name none, and the store that they share.

    Raises ConfigError where a secret is missing, StoreError where nothing can be kept in the folder `state`.
    """
    token = read_discord_token(config, environment)
    if token is None:
        yield []
        return
    from bot.platforms.discord.platform import DiscordPlatform, Wanted  # noqa: PLC0415 - loads discord.py
    from bot.store.database import Store  # noqa: PLC0415 - loads the database

    store = Store(state / "bot.db")
    try:
        yield [DiscordPlatform(bot, Wanted(config.communities, token, config.bot.mentions), store, real)]
    finally:
        await store.close()


async def reload(bot: Bot, folder: Path) -> None:
    """Read a folder anew; if anything in it is wrong the bot keeps its last good facts."""

    def read() -> tuple[Loaded, Index | None]:
        loaded = load(folder)
        return loaded, Index(loaded.catalog) if loaded.catalog else None

    loaded, index = await asyncio.to_thread(read)  # the index too: answers do not wait for it
    bot.adopt(loaded.catalog, loaded.problems, index)


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
