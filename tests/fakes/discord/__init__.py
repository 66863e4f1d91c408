"""Discord on loopback, for tests that run the real discord.py and read as conversations."""

from .answers import Answer
from .channels import FakeChannel
from .guilds import FakeGuild
from .people import FakeMember
from .server import FakeDiscord
from .state import Recorded

__all__ = ["Answer", "FakeChannel", "FakeDiscord", "FakeGuild", "FakeMember", "Recorded"]
