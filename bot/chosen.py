"""What the command line chose: settings, facts, the bot, its clock and who asks."""

from argparse import Namespace
from pathlib import Path

from bot import app
from bot.clock import Clock, pretended, real
from bot.config import Config, load_config
from bot.core import Bot, Person
from bot.facts.files import load
from bot.moment import read_moment
from bot.zones import zone_name


class StopError(Exception):
    """The subcommand cannot go on; holds the sentence to print."""


def config_of(arguments: Namespace) -> Config:
    """Give the settings; raises ConfigError."""
    return load_config(Path(arguments.config) if arguments.config else None)


def folder_of(arguments: Namespace) -> Path:
    """Give the folder of facts."""
    return Path(arguments.data) if arguments.data else config_of(arguments).bot.data or app.default_data()


def bot_of(arguments: Namespace) -> Bot:
    """Give the bot with its facts; raises StopError where they are wrong."""
    loaded = load(folder_of(arguments))
    if loaded.catalog is None:
        raise StopError("\n".join(map(str, loaded.problems)))
    return app.build(config_of(arguments), loaded)


def clock_of(arguments: Namespace) -> Clock:
    """Give the clock, a pretended one where a time was given; raises StopError."""
    if not arguments.at:
        return real
    try:
        return pretended(read_moment(arguments.at).at)
    except ValueError as error:
        raise StopError(f"--at: {error}") from None


def person_of(arguments: Namespace) -> Person:
    """Give who asks; raises StopError where their zone is none."""
    try:
        zone = zone_name(arguments.zone) if arguments.zone else app.local_zone()
    except ValueError as error:
        raise StopError(f"--zone: {error}") from None
    is_organizer = arguments.role == "organizer"
    return Person("terminal", "The terminal", zone, organizer=is_organizer, pretends=bool(arguments.at))
