"""The bot on the local Slack, as tests run it: the real client, by Socket Mode unless said otherwise."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import anyio
from pydantic import SecretStr

from bot.config import CommunitySettings, PublicSettings
from bot.core import Bot
from bot.platforms.public import serve_public
from bot.platforms.slack.platform import SlackPlatform, Wanted
from bot.secrets import SlackSecrets
from tests.fakes.slack import FakeSlack, FakeWorkspace

NOW = datetime(2024, 5, 20, 12, tzinfo=UTC)


@dataclass
class OnSlack:
    """A bot that is connected to a workspace with the channels general and organizers."""

    server: FakeSlack
    team: FakeWorkspace
    platform: SlackPlatform
    now: datetime = NOW
    ended: list[BaseException | None] = field(default_factory=list)

    def member(self, name: str = "Ada", **what: Any) -> Any:
        """Give a member of the workspace."""
        return self.team.member(name, **what)


@asynccontextmanager
async def on_slack(
    bot: Bot, *, mode: str = "socket", settings: dict[str, Any] | None = None, limits: bool = False
) -> AsyncIterator[OnSlack]:
    """Run a bot on a local Slack of its own; `settings` are more of the community's settings."""
    async with FakeSlack(limits=limits) as slack:
        team = slack.workspace("Bees", channels={"general": "public", "organizers": "private"})
        async with running(bot, slack, team, mode=mode, settings=settings or {}) as place:
            yield place


@asynccontextmanager
async def running(
    bot: Bot, slack: FakeSlack, team: FakeWorkspace, *, mode: str = "socket", settings: dict[str, Any]
) -> AsyncIterator[OnSlack]:
    """Run a bot on a local Slack that is there already, so that it can be started twice."""
    named = {"name": "Bees", "platform": "slack", "workspace": team.id, "mode": mode, **settings}
    community = CommunitySettings.model_validate(named)
    secrets = SlackSecrets(
        SecretStr(team.bot_token),
        app_token=SecretStr(team.app_token) if mode == "socket" else None,
        signing_secret=SecretStr(team.signing_secret) if mode == "http" else None,
    )
    place: OnSlack
    platform = SlackPlatform(bot, Wanted(community, secrets, api=slack.api), lambda: place.now)
    place = OnSlack(slack, team, platform)
    if not slack.limits.enforced:  # then nothing need wait for its turn
        platform.border.pacer.channel_gap = platform.border.pacer.gap = 0.0

    async def run() -> None:
        try:
            await platform.run()
        except Exception as error:  # noqa: BLE001 - kept for the test
            place.ended.append(error)

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(run)
        try:
            async with _reached(bot, place, mode):
                yield place
        finally:
            await platform.close()


@asynccontextmanager
async def _reached(bot: Bot, place: OnSlack, mode: str) -> AsyncIterator[None]:
    """Wait until Slack reaches the bot, by its own listener where it is to be called by HTTP."""
    if mode == "socket":
        await place.server.connected(place.team)
        yield
        return
    async with serve_public(bot, PublicSettings(host="127.0.0.1", port=0), [place.platform]) as port:
        place.server.http_target = f"http://127.0.0.1:{port}/slack/{place.team.id}"
        with anyio.fail_after(10):
            while not place.platform.listeners.me:  # noqa: ASYNC110 - it tells nobody
                await anyio.sleep(0.001)
        yield
