"""Starts the bot as a process against a Discord on loopback: `python -m tests.fakes.launch BASE GATEWAY -- run …`."""

import sys

import discord
import yarl
from discord.gateway import DiscordWebSocket

from bot.__main__ import main


def launch() -> None:
    """Point discord.py at the two addresses and run what follows them."""
    base, gateway, _, *line = sys.argv[1:]
    discord.http.Route.BASE = base
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway)
    sys.argv = ["workshop-bot", *line]
    main()


if __name__ == "__main__":
    launch()
