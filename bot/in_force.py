"""The settings that hold: those of config.toml, with what organizers set in the chat over them; said which is which."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bot.config import CommunitySettings, Config
from bot.doctor import Finding, Section, note
from bot.kinds import KINDS
from bot.lead import told_lead
from bot.moment import Moment
from bot.settled import Kept, muted, settled
from bot.store.checks import StoreError
from bot.store.outbox import beside
from bot.store.settings import Settings, stored
from bot.told import told

OF_FILE = "every setting is that of config.toml: nothing is set in the chat"
THE_REST = "every other setting is that of config.toml"


def in_force(config: Config, file: Path) -> tuple[Config, list[Section]]:
    """Give the settings that hold, and where they come from; `file` is what the bot keeps, while it runs too.

    Where nothing is kept there yet, or not by this version, config.toml alone holds, and nothing is said.
    """
    try:
        with beside(file) as connection:
            kept = stored(connection)
    except StoreError:
        return config, []
    here = [each for each in config.communities if each.server or each.workspace]
    communities = tuple(settled(each, kept.get(each.name, {})) for each in config.communities)
    said = _sources(here, kept, f"/{config.bot.organizer_word}") if here else []
    return config.model_copy(update={"communities": communities}), said


def _sources(communities: list[CommunitySettings], kept: Settings, word: str) -> list[Section]:
    found = [each for community in communities for each in _set_in(community, kept.get(community.name, {}), word)]
    return [Section("Settings", (*found, note(THE_REST if found else OF_FILE)))]


def _set_in(community: CommunitySettings, kept: Kept, word: str) -> Iterator[Finding]:
    """Tell what was set in the chat, and what the file has in its place."""
    was, now = dict(_values(community)), dict(_values(settled(community, kept)))
    for key, what in WHAT.items():
        if key in kept:
            yield note(
                f"{community.name}: {what} is {now[key]}, set in the chat ({word} setup); config.toml has {was[key]}"
            )
    for kind, until, name in muted(kept):
        when = f"until {told(Moment(until), 'UTC')}" if until else "until somebody ends it"
        yield note(f"{community.name}: {kind} are muted {when}, by {name} ({word} mute)")


WHAT = {
    **{f"channel/{kind}": f"the channel for {kind}" for kind in KINDS},
    "organizers": "who organizes",
    **{f"mention/{kind}": f"whom {kind} notify" for kind in KINDS},
}
"""What can be set in the chat, by its key; see `bot.organizing.Arranging.arrange`."""


def _values(community: CommunitySettings) -> Iterator[tuple[str, Any]]:
    yield "organizers", ", ".join(community.organizers) or "nobody by name"
    for kind in KINDS:
        off = kind in community.off
        yield f"channel/{kind}", "none" if off else community.channels.get(kind) or "none"
        said = community.mentions.get(kind)
        rungs = f" ({', '.join(map(told_lead, said.rungs))})" if said and said.rungs else ""
        yield f"mention/{kind}", f"{said.group}{rungs}" if said else "nobody"
