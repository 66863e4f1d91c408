"""The least that slack_bolt can do, for the bench: `python -m tests.fakes.bare_slack API BOT_TOKEN APP_TOKEN`."""

import asyncio
import sys
from typing import Any

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "Nothing is due.", "verbatim": True}}


def bare_app(api: str, token: str) -> AsyncApp:
    app = AsyncApp(client=AsyncWebClient(token, base_url=api))

    @app.command("/workshop")
    async def command(ack: Any, respond: Any) -> None:
        await ack()
        await respond(text="Deadlines", blocks=[SECTION])

    @app.event("app_home_opened")
    async def home(event: dict[str, Any], client: AsyncWebClient) -> None:
        await client.views_publish(user_id=event["user"], view={"type": "home", "blocks": [SECTION]})

    return app


async def main(api: str, bot_token: str, app_token: str) -> None:
    await AsyncSocketModeHandler(bare_app(api, bot_token), app_token).start_async()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
