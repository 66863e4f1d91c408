"""What happens in a season: the facts, when to look, and what must stand in every place in the end."""

import json
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.platforms.discord.render import STAMP

HEAD = "name: Bees 2024\ntitle: Bees\nwhen: 2024-06-20\nyear: 2024\nsource: https://bees.org\n"
SLOTS = (
    "sessions:\n"
    "  welcome: {title: Welcome, at: 2024-06-20 09:00-09:30 UTC, kind: talk}\n"
    "  panel: {title: Panel, at: 2024-06-20 10:00-11:00 UTC, kind: panel}\n"
)
FACTS = HEAD + "deadlines: {submission: {title: Paper, due: 2024-03-01 AoE}}\n" + SLOTS
MOVED = FACTS.replace("Paper", "Essay").replace("03-01", "03-08")
BRIEFING = "Thu 20 Jun 2024 · Bees 2024"
UNMOVED_END = ["Paper · Bees 2024", "Paper · Bees 2024", "Closed: Paper · Bees 2024"]
END = ["Moved: Paper · Bees 2024", "Essay · Bees 2024", "Essay · Bees 2024", "Closed: Essay · Bees 2024", BRIEFING]
IN_THREAD = ["Welcome", "Panel"]
TOLD = "told/"  # what organizers are told, in a channel of theirs
SECOND, MINUTE, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(days=1)


def at(text: str) -> datetime:
    """Give a time of 2024 (aware UTC)."""
    return datetime.fromisoformat(f"2024-{text}").replace(tzinfo=UTC)


EARLY, RUNG, LAST, CLOSED = at("02-01"), at("02-17 11:59"), at("03-01 11:59"), at("03-02 11:59")
TITLED = at("02-18")
STOPS = tuple(
    map(at, ("02-24 11:59", "03-06 11:59", "03-08 11:59", "03-09 11:59", "06-20 08:00", "06-20 08:50", "06-20 09:50"))
)
OVER = at("06-21")


@dataclass(frozen=True)
class Standing:
    """A copy as it stands in its place: the platform's id, its title, and the mark that it carries."""

    id: str
    title: str
    copy: str
    revision: str


def on_discord(message: Mapping[str, Any]) -> Standing:
    buttons = (button for row in message["components"] for button in row.get("components", ()))
    stamp = next((found for each in buttons if (found := STAMP.match(each.get("custom_id", "")))), None)
    return Standing(message["id"], message["embeds"][0]["title"], *(stamp.group(1, 2) if stamp else ("", "")))


def on_slack(message: Mapping[str, Any]) -> Standing:
    headers = (block["text"]["text"] for block in message["blocks"] if block["type"] == "header")
    said = (message.get("metadata") or {}).get("event_payload") or {}
    return Standing(message["ts"], next(headers, message["text"]), said.get("copy", ""), said.get("revision", ""))


@dataclass(frozen=True)
class Place:
    """What a place holds: in its channel, and in threads, oldest first."""

    channel: tuple[Standing, ...]
    threads: tuple[Standing, ...] = ()

    @property
    def titles(self) -> tuple[list[str], list[str]]:
        return [each.title for each in self.channel], [each.title for each in self.threads]


def discord_place(server: Any, channel: Any) -> Place:
    """Give what stands in a channel of a local Discord, and in its threads."""
    inside = [each for each in server.channels.values() if each.parent is channel]
    threads = [on_discord(message) for each in inside for message in each.messages if message["embeds"]]
    return Place(tuple(map(on_discord, channel.messages)), tuple(threads))


def slack_place(channel: Any) -> Place:
    """Give what stands in a channel of a local Slack, and in its threads."""
    roots = [each for each in channel.messages if each.get("thread_ts", each["ts"]) == each["ts"]]
    replies = [each for each in channel.messages if each not in roots]
    return Place(tuple(map(on_slack, roots)), tuple(map(on_slack, replies)))


def rows(file: Path, query: str = "select * from copies") -> list[dict[str, Any]]:
    """Read the database beside whoever writes it."""
    connection = sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=5)
    connection.row_factory = sqlite3.Row
    try:
        return [dict(row) for row in connection.execute(query)]
    finally:
        connection.close()


def faults_of(
    places: Mapping[str, Place], file: Path, wanted: Callable[[str], tuple[list[str], list[str]]]
) -> list[str]:
    """Give what is not exactly once: what lacks, what is there too often, what the store does not say."""
    copies, found = [copy for copy in rows(file) if not copy["post"].startswith(TOLD)], []
    for name, place in places.items():
        if (sorted(place.titles[0]), sorted(place.titles[1])) != tuple(map(sorted, wanted(name))):
            found.append(f"{name} holds {place.titles}, wanted {wanted(name)}")
        there = {each.id: each for each in (*place.channel, *place.threads)}
        said = {copy["id"]: copy for copy in copies if copy["community"] == name and copy["state"] == "shown"}
        if there.keys() != said.keys():
            found.append(f"{name}: the store says {sorted(said)}, there are {sorted(there)}")
        stale = [key for key in there.keys() & said.keys() if there[key].revision != said[key]["shown"]]
        found += [f"{name}: {there[key].title} shows other facts than the store says" for key in stale]
    left = [f"{copy['post']} in {copy['community']}" for copy in copies if copy["state"] in {"sending", "looking"}]
    return found + [f"{each} is not settled" for each in left]


def told_of(file: Path) -> list[str]:
    """Give the copies that wait for a person, who was told."""
    return [json.dumps(copy) for copy in rows(file) if copy["state"] in {"unclear", "failed"}]
