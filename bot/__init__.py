"""What the author of a command imports; each name is loaded when it is first used, so that `--help` loads nothing."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.core import Request
    from bot.message import Button, Message, Section
    from bot.slash import UserError, command

__all__ = ["Button", "Message", "Request", "Section", "UserError", "command"]

_HOME = {
    "Request": "bot.core",
    "command": "bot.slash",
    "UserError": "bot.slash",
    "Message": "bot.message",
    "Section": "bot.message",
    "Button": "bot.message",
}


def __getattr__(name: str) -> object:
    """Import a name from the module where it lives."""
    if name not in _HOME:
        raise AttributeError(f"module 'bot' has no attribute '{name}'")
    return getattr(import_module(_HOME[name]), name)
