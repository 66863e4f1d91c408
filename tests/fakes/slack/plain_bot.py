"""A plain bot of slack_bolt, against which the fake Slack is tested."""

from typing import Any

from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from tests.fakes.slack import FakeSlack, FakeWorkspace

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def section(text: str) -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text, "verbatim": True}}


def buttons(*labels: str) -> Json:
    made = [{"type": "button", "text": plain(each), "value": each, "action_id": f"press:{each}"} for each in labels]
    return {"type": "actions", "elements": made}


def modal() -> Json:
    question = {"type": "plain_text_input", "action_id": "text"}
    when = {"type": "datetimepicker", "action_id": "time"}
    topic = {"type": "external_select", "action_id": "topic", "min_query_length": 0}
    blocks = [
        {"type": "input", "block_id": "question", "label": plain("Question"), "element": question},
        {"type": "input", "block_id": "when", "label": plain("When"), "element": when, "optional": True},
        {"type": "input", "block_id": "about", "label": plain("About"), "element": topic, "optional": True},
    ]
    return {"type": "modal", "callback_id": "asked", "title": plain("Ask"), "submit": plain("Send"), "blocks": blocks}


def client_of(server: FakeSlack, team: FakeWorkspace) -> AsyncWebClient:
    return AsyncWebClient(token=team.bot_token, base_url=server.api, retry_handlers=[])


def plain_bot(server: FakeSlack, team: FakeWorkspace) -> AsyncApp:
    app = AsyncApp(client=client_of(server, team), signing_secret=team.signing_secret)
    for listen in (_hear_commands, _hear_buttons, _hear_modals, _hear_messages, _hear_home, _hear_shortcuts):
        listen(app)
    return app


def _hear_commands(app: AsyncApp) -> None:
    @app.command("/workshop")
    async def command(ack: Any, command: Json, respond: Any, client: AsyncWebClient) -> None:
        if command["text"] == "ask":
            await ack()
            await client.views_open(trigger_id=command["trigger_id"], view=modal())
        elif command["text"] == "fast":
            await ack(text="at once", blocks=[section("at once")])
        else:
            await ack()
            await respond(text=f"got {command['text']}", blocks=[section("*got*"), buttons("More", "Edit")])


def _hear_buttons(app: AsyncApp) -> None:
    @app.action("press:More")
    async def more(ack: Any, respond: Any) -> None:
        await ack()
        await respond(text="more", replace_original=False)

    @app.action("press:Edit")
    async def edit(ack: Any, respond: Any) -> None:
        await ack()
        await respond(text="edited", blocks=[section("edited")], replace_original=True)

    @app.action("press:Public")
    async def public(ack: Any, body: Json, client: AsyncWebClient) -> None:
        await ack()
        message = body["message"]
        await client.chat_update(channel=body["channel"]["id"], ts=message["ts"], text="updated")


def _hear_modals(app: AsyncApp) -> None:
    @app.view("asked")
    async def asked(ack: Any, body: Json, client: AsyncWebClient) -> None:
        values = body["view"]["state"]["values"]
        question = values["question"]["text"]["value"]
        if "?" not in question:
            await ack(response_action="errors", errors={"question": "No question mark."})
            return
        await ack()
        option = values["about"]["topic"]["selected_option"]
        text = f"{question} {option and option['value']} {values['when']['time']['selected_date_time']}"
        await client.chat_postMessage(channel=body["user"]["id"], text=text)

    @app.options("topic")
    async def topic(ack: Any, payload: Json) -> None:
        found = [each for each in ("icml", "iclr", "neurips") if each.startswith(payload["value"])]
        await ack(options=[{"text": plain(each.upper()), "value": each} for each in found])


def _hear_messages(app: AsyncApp) -> None:
    @app.event("app_mention")
    async def mention(event: Json, say: Any) -> None:
        await say(text="in the thread", thread_ts=event.get("thread_ts", event["ts"]))

    @app.event("message")
    async def direct(event: Json, say: Any) -> None:
        await say(text=f"you said {event['text']}", blocks=[section("direct"), buttons("Public")])


def _hear_home(app: AsyncApp) -> None:
    @app.event("app_home_opened")
    async def home(event: Json, client: AsyncWebClient) -> None:
        view = {"type": "home", "blocks": [section("Welcome"), buttons("Home")]}
        await client.views_publish(user_id=event["user"], view=view)

    @app.action("press:Home")
    async def at_home(ack: Any, body: Json, client: AsyncWebClient) -> None:
        await ack()
        await client.views_update(view_id=body["view"]["id"], view={"type": "home", "blocks": [section("Pressed")]})


def _hear_shortcuts(app: AsyncApp) -> None:
    @app.shortcut("ask")
    async def shortcut(ack: Any, shortcut: Json, client: AsyncWebClient) -> None:
        await ack()
        await client.views_open(trigger_id=shortcut["trigger_id"], view=modal())

    @app.shortcut("ask_about")
    async def about(ack: Any, shortcut: Json, respond: Any) -> None:
        await ack()
        await respond(text=f"about {shortcut['message']['text']}")
