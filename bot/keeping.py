"""The subcommands that keep the bot's memory safe: a copy of it made, and put back."""

import sys
from argparse import Namespace
from pathlib import Path

from bot import app
from bot.chosen import StopError, config_of
from bot.clock import real


def backup(arguments: Namespace) -> int:
    """Copy what the bot keeps into a new file, while it runs too; raises StopError."""
    from bot.store import backup as copies  # noqa: PLC0415 - loads the database
    from bot.store.checks import StoreError  # noqa: PLC0415 - the same

    file = Path(arguments.file)
    try:
        copies.backup(_state_of(arguments) / copies.NAME, file)
    except StoreError as error:
        raise StopError(str(error)) from None
    sys.stdout.write(f"Wrote {file}.\n")
    return 0


def restore(arguments: Namespace) -> int:
    """Put a copy in the place of what the bot keeps, while it does not run; raises StopError."""
    from bot.store import backup as copies  # noqa: PLC0415 - loads the database
    from bot.store.checks import StoreError  # noqa: PLC0415 - the same

    file, state = Path(arguments.file), _state_of(arguments)
    try:
        replaced = copies.restore(file, state, real())
    except StoreError as error:
        raise StopError(str(error)) from None
    sys.stdout.write(f"The bot keeps in {state} what {file} holds.\n")
    if replaced:
        sys.stdout.write(f"What was there before is now {replaced}.\n")
    return 0


def _state_of(arguments: Namespace) -> Path:
    return config_of(arguments).bot.state or app.state_folder()
