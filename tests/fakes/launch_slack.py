"""The same for a Slack and a Discord on loopback: `python -m tests.fakes.launch_slack API BASE GATEWAY -- run …`."""

import sys
from functools import partial

from bot.platforms.slack import platform
from tests.fakes import launch

if __name__ == "__main__":
    platform.Wanted = partial(platform.Wanted, api=sys.argv.pop(1))
    launch.launch()
