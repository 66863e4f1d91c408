"""Readers that need no facts: times, zones, a few words, and what only buttons say."""

import re
from collections.abc import Mapping
from datetime import timedelta
from functools import lru_cache
from typing import NewType
from zoneinfo import available_timezones

from bot.facts.catalog import Catalog
from bot.facts.names import Names, fold
from bot.lead import read_lead
from bot.moment import Moment, read_moment, read_span
from bot.slash import Token
from bot.zones import ABBREVIATIONS, PLACES, with_zone, zone_name

Zone = NewType("Zone", str)
"""The name of a time zone, as `bot.zones.zone_name` spells it."""
NewTime = NewType("NewTime", str)
"""When something is to be instead: `+3d` later than it was, `-1h` earlier, or a time with its zone."""
ChannelId = NewType("ChannelId", str)
"""A platform's id of a channel."""
GroupId = NewType("GroupId", str)
"""A platform's id of a role (Discord) or user group (Slack)."""
GroupIds = NewType("GroupIds", str)
"""Several of them, with blanks between."""
PersonIds = NewType("PersonIds", str)
"""A platform's ids of people, with blanks between."""
MOST_IDS = 25  # Discord: components/reference, values of a select
_MENTION = re.compile(r"<(?:[#@!&]|subteam\^)+([A-Z0-9]+)(?:\|[^<>]*)?>")
SHIFT = re.compile(r"[+-]\s*\d{1,6}\s*[dhm][a-z]*", re.IGNORECASE)


class LeadReader:
    """Reads how long before something: `1d`, `3h`, `10m before`."""

    def find(self, text: str, catalog: Catalog) -> list[timedelta]:  # noqa: ARG002 - the same whatever the facts
        """Give the lead."""
        try:
            return [read_lead(text)]
        except ValueError:
            return []

    def names(self, catalog: Catalog) -> Mapping[str, str]:  # noqa: ARG002 - as above
        """Give the usual ones."""
        return {each: each for each in ("14d", "7d", "3d", "1d", "12h", "3h", "1h", "30m", "10m")}


class MomentReader:
    """Reads a time with its zone, such as `2024-05-20 18:00 AoE`."""

    def find(self, text: str, catalog: Catalog) -> list[Moment]:  # noqa: ARG002 - the same whatever the facts
        """Give the instant that the text says."""
        try:
            return [read_moment(text)]
        except ValueError:
            return []

    def names(self, catalog: Catalog) -> Mapping[str, str]:  # noqa: ARG002 - as above
        """Give none: there are too many times to list."""
        return {}

    def why_not(self, text: str) -> str:
        """Say why a text is no instant, empty where it is one."""
        try:
            read_moment(text)
        except ValueError as error:
            return f"{error}."
        return ""


class NewTimeReader:
    """Reads when something is to be instead."""

    def find(self, text: str, catalog: Catalog) -> list[NewTime]:  # noqa: ARG002 - the same whatever the facts
        """Give the text where it is such a time."""
        return [] if self.why_not(text) else [NewTime(text.strip())]

    def names(self, catalog: Catalog) -> Mapping[str, str]:  # noqa: ARG002 - as above
        """Give the usual ones."""
        return {each: each for each in ("+1d", "+2d", "+3d", "+7d")}

    def why_not(self, text: str) -> str:
        """Say why a text is no such time, empty where it is one."""
        if SHIFT.fullmatch(text.strip()):
            return ""
        try:
            read_span(with_zone(text))
        except ValueError as error:
            return f"{str(error).rstrip('.')}; or write how much later, such as +3d."
        return ""


class LiteralReader:
    """Reads one of a few words, singular or plural."""

    def __init__(self, words: tuple[str, ...]) -> None:
        """Take the words."""
        self.words = words

    def find(self, text: str, catalog: Catalog) -> list[str]:  # noqa: ARG002 - the same whatever the facts
        """Give the word that the text is."""
        typed = fold(text).removesuffix("s")
        return [word for word in self.words if fold(word).removesuffix("s") == typed]

    def names(self, catalog: Catalog) -> Mapping[str, str]:  # noqa: ARG002 - as above
        """Give the words."""
        return {word: word for word in self.words}


class TokenReader:
    """Reads what only a button or a menu says."""

    def find(self, text: str, catalog: Catalog) -> list[Token]:  # noqa: ARG002 - the same whatever the facts
        """Give the token."""
        return [Token(text)] if text.startswith("~") and len(text.split()) == 1 else []

    def names(self, catalog: Catalog) -> Mapping[str, str]:  # noqa: ARG002 - as above
        """Give none: nobody types one."""
        return {}


class IdReader:
    """Reads ids of one sort, as a list gives them or as a mention holds them: `<#123>`, `<@&123>`, `<!subteam^S12|x>`.

    Discord: reference, Snowflakes and Message formatting; Slack: formatting-message-text.
    """

    def __init__(self, sort: str, slack: str, *, several: bool = False) -> None:
        """Take what is read, the letters that Slack's ids of it begin with, and whether there may be several."""
        self.sort, self.several = sort, several
        self._id = re.compile(rf"\d{{17,20}}|[{slack}][A-Z0-9]{{6,20}}", re.ASCII)

    def find(self, text: str, catalog: Catalog) -> list[str]:  # noqa: ARG002 - the same whatever the facts
        """Give the ids, as one text with blanks between."""
        words = _MENTION.sub(r" \1 ", text).replace(",", " ").split()
        fit = 1 <= len(words) <= (MOST_IDS if self.several else 1) and all(map(self._id.fullmatch, words))
        return [" ".join(dict.fromkeys(words))] if fit else []

    def names(self, catalog: Catalog) -> Mapping[str, str]:  # noqa: ARG002 - as above
        """Give none: the platform lists them."""
        return {}

    def why_not(self, text: str) -> str:  # noqa: ARG002 - the same whatever was typed
        """Say how one is named."""
        ids = "mention them, or write their ids" if self.several else "mention it, or write its id"
        return f"Choose the {self.sort} from the list, {ids}."


class ZoneReader:
    """Reads a time zone: AoE, UTC, UTC+9, an IANA name, or the city in one."""

    def exact(self, text: str) -> list[Zone]:
        """Give the zones of that whole name, city or well-known place."""
        name = fold(text)
        if found := ABBREVIATIONS.get(name.upper()) or PLACES.get(name):
            return [Zone(found)]
        try:
            return [Zone(zone_name(text))]
        except ValueError:
            return [Zone(each) for each in _cities().exact(name)]

    def find(self, text: str, catalog: Catalog) -> list[Zone]:  # noqa: ARG002 - the same whatever the facts
        """Give the zones that the text names."""
        return self.exact(text) or [Zone(name) for name in _cities().find(text)]

    def names(self, catalog: Catalog) -> Mapping[str, str]:  # noqa: ARG002 - as above
        """Give every zone."""
        return {name: name for name in ("AoE", "UTC", *_cities().shown)}


@lru_cache(maxsize=1)
def _cities() -> Names:
    zones = sorted(name for name in available_timezones() if "/" in name and not name.startswith(("Etc/", "SystemV/")))
    return Names((name, (name.rpartition("/")[2], name)) for name in zones)
