"""The subcommands of those who operate the bot: running it, and finding out what it lacks."""

import asyncio
import json
import logging
import os
import sys
from argparse import Namespace
from datetime import datetime

from bot import app
from bot.chosen import StopError, bot_of, config_of, folder_of
from bot.clock import LAST, pretended
from bot.config import Config
from bot.core import Bot
from bot.doctor import Section, lacking, missing, note, nowhere, report
from bot.moment import Moment, read_moment
from bot.told import told
from bot.watched import WORDS
from bot.zones import zone_name

_NO_PAGE = "There is nothing to run: the page is off. Ask for it with: workshop-bot run --page"
_IN_A_CONTAINER = (
    "There is nothing to run: the page is off in a container, since it listens on the container's own loopback.\n"
    "To talk in the terminal: workshop-bot chat. To see the page, share the host's network (docker run --network host) "
    "and ask for it: workshop-bot run --page"
)


def run(arguments: Namespace) -> int:
    """Serve what the settings name until told to stop."""
    from bot.platforms.public import ListenError  # noqa: PLC0415 - loads the web server
    from bot.platforms.web.server import PortError  # noqa: PLC0415 - the same
    from bot.ports import StoppedError  # noqa: PLC0415 - only what runs long stops
    from bot.store.database import StoreError  # noqa: PLC0415 - the same

    logging.getLogger("bot").setLevel(logging.INFO)
    try:
        asyncio.run(_serve(arguments))
    except (ListenError, PortError, StoppedError, StoreError) as error:
        raise StopError(str(error)) from None
    return 0


async def _serve(arguments: Namespace) -> None:
    """Run what the settings name; the page too where it is asked for, or where there is nothing else."""
    from bot.run import Running, run_for_long  # noqa: PLC0415 - loads the web server

    if arguments.at or arguments.speed:
        await _play(arguments)
        return
    config, bot = config_of(arguments), bot_of(arguments)
    state = config.bot.state or app.state_folder()
    async with app.served(config, os.environ, bot, state) as served:
        paged = arguments.page if arguments.page is not None else not (served.platforms or app.in_container())
        if not (served.platforms or paged):
            raise StopError(_IN_A_CONTAINER if arguments.page is None else _NO_PAGE)
        await run_for_long(Running(bot, config, folder_of(arguments), state, served, arguments.port if paged else None))


async def _play(arguments: Namespace) -> None:
    """Serve the page alone, by a pretended clock: no platform is connected, and no store opened."""
    from bot.platforms.web.key import load_key  # noqa: PLC0415 - loads the web server
    from bot.platforms.web.season import Playing  # noqa: PLC0415 - the same
    from bot.platforms.web.server import Posts, serve  # noqa: PLC0415 - the same
    from bot.posts.ladders import planning_of  # noqa: PLC0415 - only what plays needs it
    from bot.run import stopped, tell_of  # noqa: PLC0415 - the same

    start, speed, config, bot = _start(arguments), arguments.speed or 1, config_of(arguments), bot_of(arguments)
    if not (arguments.page if arguments.page is not None else not app.in_container()):
        raise StopError(_IN_A_CONTAINER if arguments.page is None else _NO_PAGE)
    posts = Posts(planning_of(config), playing=Playing(start, pretended(start, speed), speed))
    key = load_key(config.bot.state or app.state_folder())
    async with (
        serve(bot, key, arguments.port, posts=posts) as page,
        app.reloading(bot, folder_of(arguments), page.told),
    ):
        live = [each.name for each in config.communities if each.server or each.workspace]
        if live:
            sys.stdout.write(f"The time is pretended, so only the page is served: nothing goes to {', '.join(live)}.\n")
        pace = "" if speed == 1 else f", {speed:g} times as fast as time goes by"
        sys.stdout.write(f"It is {told(Moment(start), 'UTC')}, pretended{pace}.\n")
        tell_of(page, arguments.port, bot)
        with stopped() as stop:
            await stop.wait()


def _start(arguments: Namespace) -> datetime:
    if not arguments.at:
        raise StopError("--speed is of a pretended time; name it too: --at 2024-05-15T00:00Z")
    try:
        at = read_moment(arguments.at).at
    except ValueError as error:
        raise StopError(f"--at: {error}") from None
    if at.year not in range(1970, LAST.year):
        raise StopError(f"--at: a pretended time lies between 1970 and {LAST.year - 1}")
    return at


def rehearse(arguments: Namespace) -> int:
    """Print what would be posted; raises StopError where an argument means nothing."""
    from bot.rehearsal import as_rows, as_text, rehearsed  # noqa: PLC0415 - loads the renderers

    config, bot = config_of(arguments), bot_of(arguments)
    if arguments.edition and arguments.edition not in bot.catalog.workshops:
        raise StopError(f"There is no edition '{arguments.edition}'. There are: {', '.join(bot.catalog.workshops)}")
    try:
        first, last = (read_moment(text).at if text else None for text in (arguments.first, arguments.last))
        zone = zone_name(arguments.zone)
    except ValueError as error:
        raise StopError(str(error)) from None
    posts = rehearsed(bot, config, arguments.edition, (first, last))
    if arguments.format == "json":
        sys.stdout.write(json.dumps(list(as_rows(posts, config)), indent=2, ensure_ascii=False) + "\n")
    else:
        sys.stdout.write(as_text(posts, config, zone))
    return 0


def manifest(arguments: Namespace) -> int:
    """Print what Slack wants to know of the app, to be pasted there."""
    from bot.platforms.slack.manifest import manifest as made  # noqa: PLC0415 - one subcommand's own

    sys.stdout.write(json.dumps(made(bot_of(arguments), arguments.url or ""), indent=2, ensure_ascii=False) + "\n")
    return 0


def doctor(arguments: Namespace) -> int:
    """Print what is missing between the settings and a bot that works."""
    logging.getLogger("discord").setLevel(logging.ERROR)  # of voice and the like, which the bot does not use
    from bot.in_force import in_force  # noqa: PLC0415 - loads the database

    of_file = config_of(arguments)
    config, sources = in_force(of_file, (of_file.bot.state or app.state_folder()) / "bot.db")
    sections = sources + asyncio.run(_examined(bot_of(arguments), config)) + _links(config)
    sys.stdout.write(report(sections))
    return 1 if lacking(sections) else 0


def _links(config: Config) -> list[Section]:
    """Tell which links did not work when they were last checked, where a bot on this machine watches them."""
    from bot.store.checks import StoreError  # noqa: PLC0415 - loads the database
    from bot.store.links import stored  # noqa: PLC0415 - the same
    from bot.store.outbox import beside  # noqa: PLC0415 - the same

    try:
        with beside((config.bot.state or app.state_folder()) / "bot.db") as connection:
            links = stored(connection).values()
    except StoreError:  # nothing is kept there yet, or not by this version
        return []
    dead = [missing(f"{each.url} does not work: {WORDS[each.why]}") for each in links if each.answer == "dead"]
    closed = [note(f"{each.url}: {WORDS[each.why]}") for each in links if each.answer == "closed"]
    return [Section("Links", (*dead, *closed))] if dead or closed else []


async def _examined(bot: Bot, config: Config) -> list[Section]:
    """Look at each platform that the settings name."""
    found: list[Section] = []
    if any(each.server for each in config.communities):
        from bot.platforms.discord.doctor import examine  # noqa: PLC0415 - loads discord.py

        found += await examine(bot, config, os.environ)
    if any(each.workspace for each in config.communities):
        from bot.platforms.slack.doctor import examine as examine_slack  # noqa: PLC0415 - loads slack-bolt

        found += await examine_slack(bot, config, os.environ)
    return found or [nowhere()]
