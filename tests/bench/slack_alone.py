"""The bot against a Slack on loopback, without discord.py: `python -m tests.bench.slack_alone API -- …`."""

import sys
from functools import partial

from bot.__main__ import main
from bot.platforms.slack import platform

if __name__ == "__main__":
    platform.Wanted = partial(platform.Wanted, api=sys.argv[1])  # type: ignore[assignment, misc]
    sys.argv[1:] = sys.argv[3:]
    main()
