"""What stands in every place of both platforms, and what must: each fact once, and nothing else."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.platforms.discord.render import STAMP
from tests.chaos.season import rows
from tests.fakes.discord.answers import buttons_of, visible
from tests.fakes.slack.contract import texts

BOTH = ("Bees", "Hive")
OWN = ("Bees, organizers", "Hive, organizers")


@dataclass(frozen=True)
class Fact:
    """What must stand once in each of these places: it is known by `words`, and tells nothing of `lacks`.

    What is `passing` matters for a minute alone: a bot that was dead for as long leaves it out. A post that is
    `unlike` it has the same words, and tells this too.
    """

    words: tuple[str, ...]
    lacks: tuple[str, ...] = ()
    where: tuple[str, ...] = BOTH
    passing: bool = False
    unlike: str = ""

    def faults(self, place: str, standing: Sequence["Shown"]) -> Iterator[str]:
        found = [each for each in standing if self.words[0] in each.text]
        found = [each for each in found if not (self.unlike and self.unlike in each.text)]
        if len(found) != 1 and not (self.passing and not found):
            yield f"{place} shows “{self.words[0]}” {len(found)} times: {[each.text for each in found]}"
        for each in found:
            missing = [word for word in self.words if word not in each.text]
            still = [word for word in self.lacks if word in each.text]
            if missing or still:
                yield f"{place}: “{self.words[0]}” lacks {missing}, still tells {still}: {each.text!r}"


@dataclass(frozen=True)
class Shown:
    """A post as it stands: the platform's id, all that can be read of it, the mark that it carries."""

    id: str
    text: str
    copy: str
    revision: str


def on_discord(server: Any, channel: Any) -> list[Shown]:
    """Give the bot's posts in a channel of a local Discord and in its threads; answers to people carry no mark."""
    inside = [channel, *(each for each in server.channels.values() if each.parent is channel)]
    found = []
    for message in (message for each in inside for message in each.messages):
        stamps = (STAMP.match(each.get("custom_id") or "") for each in buttons_of(message))
        if message["author"]["id"] == str(server.bot_id) and (stamp := next(filter(None, stamps), None)):
            said = [*visible(message), *(f"<@&{role}>" for role in message["mention_roles"])]
            found.append(Shown(message["id"], "\n".join(said), *stamp.group(1, 2)))
    return found


def on_slack(channel: Any) -> list[Shown]:
    """Give the bot's posts in a channel of a local Slack."""
    found = []
    for message in channel.from_bot():
        if said := (message.get("metadata") or {}).get("event_payload"):
            text = "\n".join([message["text"], *texts(message["blocks"])])
            found.append(Shown(message["ts"], text, said["copy"], said["revision"]))
    return found


def faults_of(places: Mapping[str, Sequence[Shown]], facts: Iterable[Fact], file: Path) -> list[str]:
    """Give what lacks, what is there too often or for nothing, and where the store says something else."""
    wanted, found = list(facts), []
    for name, standing in places.items():
        here = [fact for fact in wanted if name in fact.where]
        found += [fault for fact in here for fault in fact.faults(name, standing)]
        known = [fact.words[0] for fact in here]
        found += [f"{name}: nobody wanted {each.text!r}" for each in standing if not any(k in each.text for k in known)]
    return found + list(_against(file, {each.id: each for standing in places.values() for each in standing}))


def _against(file: Path, there: Mapping[str, Shown]) -> Iterator[str]:
    """Compare with the store: what it says is shown, in which revision, and what is left open."""
    copies = rows(file)
    said = {copy["id"]: copy for copy in copies if copy["state"] == "shown"}
    if there.keys() != said.keys():
        yield f"the store says {sorted(said)}, there are {sorted(there)}"
    for key in there.keys() & said.keys():
        if there[key].revision != said[key]["shown"]:
            yield f"{said[key]['post']} shows other facts than the store says"
    for copy in copies:
        if copy["state"] in {"sending", "looking", "unclear", "failed"}:
            yield f"{copy['post']} in {copy['community']} is {copy['state']}: {copy['why']}"
