"""When before a deadline the bot speaks of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from bot.config import Config

USUAL: Mapping[str, tuple[timedelta, ...]] = {
    "submission": (timedelta(days=14), timedelta(days=3), timedelta(days=1)),
    "default": (timedelta(days=3), timedelta(days=1)),
}
"""The rungs where the settings name none, by the deadline's key in its file."""


@dataclass(frozen=True)
class Planning:
    """How posts are planned: the rungs by edition, deadline or both, and where the starts of sessions are said."""

    ladders: Mapping[str, tuple[timedelta, ...]] = field(default_factory=dict)
    starts_in_channel: bool = False
    member_word: str = "workshop"
    organizer_word: str = "organize"

    def rungs(self, edition: str, deadline: str) -> tuple[timedelta, ...]:
        """Give the rungs of a deadline, the earliest first; the most particular setting holds."""
        known = {**USUAL, **self.ladders}
        keys = (f"{edition}/{deadline}", edition, deadline, "default")
        return tuple(sorted(next(known[key] for key in keys if key in known), reverse=True))

    def line(self, what: str) -> str:
        """Give a command line, for a button."""
        return f"/{self.member_word} {what}"

    def desk(self, what: str) -> str:
        """Give an organizers' command line, for a button."""
        return f"/{self.organizer_word} {what}"


def planning_of(config: Config) -> Planning:
    """Give how the settings want posts to be planned."""
    words = config.bot.member_word, config.bot.organizer_word
    return Planning(config.posts.ladders, config.posts.starts == "channel", *words)
