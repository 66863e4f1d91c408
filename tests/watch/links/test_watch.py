"""Links go dead and are mended: organizers of both communities hear of it once, over a restart too."""

import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import anyio
import pytest

from bot.core import Bot, Person
from bot.message import Message, escape
from bot.ports import Mark, Place
from bot.store.links import Links
from bot.watch.links.watch import LinkWatch, Means, watching
from tests.fakes.discord.permissions import MANAGE_EVENTS
from tests.posts.in_both import InBoth, in_both
from tests.watch.links.web import SLACK, Web, invite, on_web

pytestmark = pytest.mark.anyio
NOW = datetime(2026, 4, 1, 12, tzinfo=UTC)
ADA = Person(id="discord:1", name="Ada", organizer=True)
FACTS = """
source: https://bees.org
communities:
  hive: {{name: Hive, platform: Slack, invite: {{url: "{slack}", note: For tests.}}}}
  bees: {{name: Bees, platform: Discord, invite: {{url: "{discord}", note: For tests.}}}}
"""
SLACK_NOTE = "Slack also ends an invitation once 400 people have used it, which cannot be seen from outside."
HIVE = "/t/hive/shared_invite/zt-1"


@dataclass
class Watching:
    """The watch of a bot that is in both communities; the web it watches is ours."""

    place: InBoth
    site: Web
    watch: LinkWatch = field(init=False)

    def begin(self) -> None:
        """Make the watch, as a start of the process does."""
        means = Means(self.site.fetcher(), self._tell, lambda: self.place.now, discord_api=self.site.api)
        self.watch = self.place.bot.links = LinkWatch(self.place.bot, Links(self.place.store), means)

    async def restart(self) -> None:
        await self.watch.means.fetcher.close()
        await self.place.store.close()
        self.place.begin()
        self.begin()
        await self.watch.begin()

    async def _tell(self, key: str, title: str, text: str) -> None:
        message, discord, slack = Message(title=title, text=escape(text)), self.place.discord, self.place.slack
        there = Place("Bees", str(discord.guild.channel("organizers").id))
        await discord.platform.border.post(there, message, Mark(f"told/{key}"))
        there = Place("Hive", slack.team.channel("organizers").id)
        await slack.platform.border.post(there, message, Mark(f"told/{key}"))

    async def passes(self, hours: int) -> None:
        """Let time pass, an hour at a time."""
        for _ in range(hours):
            self.place.now += timedelta(hours=1)
            await self.watch.tick()

    def told(self) -> list[str]:
        """Give what organizers were told, the same in both communities."""
        discord = [each["embeds"][0]["title"] for each in self.place.discord.guild.channel("organizers").messages]
        slack = [_title(each) for each in self.place.slack.team.channel("organizers").messages]
        assert discord == slack
        return discord


def _title(message: dict[str, Any]) -> str:
    return next(block["text"]["text"] for block in message["blocks"] if block["type"] == "header")


@pytest.fixture
async def at(bot_on: Callable[..., Bot], tmp_path: Path) -> AsyncIterator[Watching]:
    async with on_web() as site:
        site.pages[HIVE], site.invites["bees"] = (200, SLACK % "false"), invite("bees")
        facts = FACTS.format(slack=site.url(HIVE, "join.slack.com"), discord=site.url("/bees", "discord.gg"))
        async with in_both(bot_on(facts=facts), tmp_path, NOW) as place:
            made = Watching(place, site)
            made.begin()
            await made.watch.tick()
            yield made
            await made.watch.means.fetcher.close()
            place.bot.links = None


async def test_organizers_hear_once_of_a_dead_link_and_once_when_mended(at: Watching) -> None:
    at.site.pages[HIVE] = (200, SLACK % "true")
    await at.passes(8)
    assert at.told() == ["A link does not work"]
    await at.restart()
    await at.passes(20)
    assert at.told() == ["A link does not work"]
    at.site.pages[HIVE] = (200, SLACK % "false")
    await at.passes(8)
    await at.restart()
    await at.passes(8)
    assert at.told() == ["A link does not work", "A link works again"]


async def test_organizers_hear_once_before_an_invitation_expires(at: Watching) -> None:
    at.site.invites["bees"] = invite("bees", expires_at=(NOW + timedelta(days=6)).isoformat())
    await at.passes(8)
    await at.restart()
    await at.passes(8)
    assert at.told() == ["An invitation ends soon"]
    text = json.dumps(at.place.slack.team.channel("organizers").messages)
    assert "expires on Tue 7 Apr 2026, 12:00 UTC. It is printed in: /workshop join: Bees." in text


async def test_a_page_cannot_make_the_bot_say_anything(at: Watching) -> None:
    at.site.pages[HIVE] = (200, f"<h1>@everyone</h1><title><!channel></title>{SLACK % 'true'}")
    at.site.invites["bees"] = invite("@everyone", expires_at="@everyone", guild={"name": "<!channel>"})
    await at.passes(8)
    discord, slack = at.place.discord.guild.channel("organizers"), at.place.slack.team.channel("organizers")
    told = json.dumps([discord.messages, slack.messages], default=str)
    assert at.told() == ["A link does not work"]
    assert "@everyone" not in told
    assert "<!" not in told


async def test_a_fault_with_one_link_is_tried_again(at: Watching, caplog: pytest.LogCaptureFixture) -> None:
    at.site.pages[HIVE] = (200, SLACK % "true")
    organizers, at.place.slack.team.channels = at.place.slack.team.channels, {}
    at.site.invites["bees"] = invite("bees", expires_at=(NOW + timedelta(days=30)).isoformat())
    await at.passes(6)
    assert "could not be checked" in caplog.text
    kept = await at.watch.kept.all()
    assert kept[at.site.url("/bees", "discord.gg")].expires_at == NOW + timedelta(days=30)
    at.place.slack.team.channels = organizers
    await at.passes(1)
    assert at.told() == ["A link does not work"]


async def test_nothing_is_checked_anew_because_of_a_restart(at: Watching) -> None:
    for _ in range(3):
        await at.restart()
        await at.watch.tick()
    assert len(at.site.asked) == 2


async def test_each_link_is_checked_every_six_hours(at: Watching) -> None:
    await at.passes(24)
    assert len(at.site.asked) == 2 * 5


async def test_a_network_that_is_down_is_no_news(at: Watching) -> None:
    at.site.leads_to = {"join.slack.com": [], "discord.test": []}
    await at.restart()
    await at.passes(72)
    assert at.told() == []
    at.site.leads_to = {"join.slack.com": []}
    await at.passes(48)
    assert at.told() == ["A link does not work"]


async def test_a_link_that_left_the_facts_is_forgotten(at: Watching) -> None:
    assert len(await at.watch.kept.all()) == 2
    at.place.bot.adopt(type(at.place.bot.catalog)())
    await at.passes(1)
    assert await at.watch.kept.all() == {}


async def asked(at: Watching, line: str) -> Message:
    return await at.place.bot.answer(line, ADA, at.place.now)


async def test_join_names_another_community_while_an_invitation_is_dead(at: Watching) -> None:
    assert len((await asked(at, "/workshop join")).buttons) == 2
    del at.site.invites["bees"]
    await at.passes(8)
    message, hive = await asked(at, "/workshop join"), at.site.url(HIVE, "join.slack.com")
    assert message.text == (
        f"- [Hive](<{hive}>) (Slack).\n"
        "- **Bees** (Discord). This invitation does not work at the moment; the organizers know.\n\n"
        f"Meanwhile you are welcome in: [Hive](<{hive}>)."
    )
    assert [each.label for each in message.buttons] == ["Join Hive"]
    await at.restart()
    assert (await asked(at, "/workshop join")).text == message.text


async def test_organizers_see_how_every_link_stands(at: Watching) -> None:
    del at.site.invites["bees"]
    await at.passes(6)
    message = await asked(at, "/organize links")
    assert message.text == "Links that are watched: 2; does not work: 1, works: 1."
    assert [each.title for each in message.sections] == [
        f"Does not work: discord.gg:{at.site.port}/bees",
        f"Works: join.slack.com:{at.site.port}{HIVE}",
    ]
    assert message.sections[0].text == (
        f"- [Open it](<{at.site.url('/bees', 'discord.gg')}>). Since <time:full/2026-04-01T18:00Z/UTC>. "
        "Because the invitation has expired, was used up or was taken back.\n"
        "- Checked <time:full/2026-04-01T18:00Z/UTC>.\n- Printed in: /workshop join: Bees."
    )
    assert message.note == SLACK_NOTE
    assert [(each.label, each.command) for each in message.buttons] == [("Check now", "/organize links now")]


async def test_organizers_see_it_on_both_platforms(at: Watching) -> None:
    ada = at.place.discord.member("Ada", permissions=MANAGE_EVENTS)
    bob = at.place.slack.member("Bob", admin=True)
    for shown in (await ada.types("/organize links"), await bob.types("/organize links")):
        assert "Links that are watched: 2; works: 2." in shown.text
        assert "Check now" in shown.buttons


async def test_organizers_can_have_every_link_checked_now(at: Watching) -> None:
    at.place.now += timedelta(hours=1)
    begun = await asked(at, "/organize links now")
    assert begun.text == "Links that are watched: 2; works: 2. Checking 2 now; that takes a moment."
    assert [(each.label, each.command) for each in begun.buttons] == [("Show them again", "/organize links")]
    await at.watch.tick()
    assert len(at.site.asked) == 4
    assert (await asked(at, "/organize links now")).text.endswith("All of them were checked just now.")


async def test_a_press_wakes_the_watch(at: Watching) -> None:
    at.place.now += timedelta(hours=1)
    async with watching(at.watch):
        await asked(at, "/organize links now")
        with anyio.fail_after(5):
            while len(at.site.asked) < 4:  # noqa: ASYNC110 - it tells nobody
                await anyio.sleep(0.005)
    assert at.place.bot.links is None


async def test_without_a_watch_organizers_are_told_so(at: Watching) -> None:
    at.place.bot.links = None
    message = await asked(at, "/organize links")
    assert message.text == (
        "The links are not watched here. They are where I run on Slack or Discord, unless the settings say otherwise."
    )


async def test_at_most_eight_are_asked_at_once_and_one_of_a_host(at: Watching) -> None:
    links = "\n".join(
        f'  x{number}: {{title: X, url: "{at.site.url(f"/slow/0.02?{number}", f"h{number % 12}.test")}"}}'
        for number in range(36)
    )
    urls = [line.partition('url: "')[2].partition('"')[0] for line in links.splitlines()]
    async with anyio.create_task_group() as tasks:
        for url in urls:
            tasks.start_soon(at.watch.means.fetcher.fetch, url)
    assert (at.site.most_at_once, at.site.most_of_a_host) == (8, 1)
