"""Members of a workspace, who type, press, fill in and say things, and see what the bot makes of it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from tests.fakes.slack import forms, payloads
from tests.fakes.slack.answers import Answer, Envelope, Posted
from tests.fakes.slack.contract import elements
from tests.fakes.slack.state import FakeView, with_ids

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.fakes.slack.state import FakeChannel, FakeWorkspace

Json = dict[str, Any]
Place = FakeView | Posted

DIRECT = "direct"


@dataclass(eq=False, slots=True)
class Member:
    """A member of a workspace."""

    team: FakeWorkspace
    name: str
    id: str
    zone: str = "UTC"
    admin: bool = False
    owner: bool = False

    @property
    def direct(self) -> FakeChannel:
        return self.team.direct(self.id)

    async def types(self, line: str, channel: str | None = None, *, answered: bool = True) -> Answer:
        """Type a slash command; the answer is there once the bot has acknowledged it and shown something."""
        answer = Answer(self.team, self.id, self._channel(channel))
        assert answer.channel is not None
        payload = payloads.command(self, answer.channel, answer, line)
        return await self._did(answer, "slash_commands", payload, answered=answered)

    async def presses(self, where: Answer | Json, label: str, *, answered: bool = True) -> Answer:
        """Press the button of that label; a button that opens an address is only acknowledged."""
        place, block, element = self._find(where, lambda each: each["type"] == "button" and _label(each) == label)
        named = ("type", "action_id", "text", "value", "style", "url")
        action = {"block_id": block["block_id"], **{name: element[name] for name in named if name in element}}
        return await self._acts(place, action, answered=answered and "url" not in element)

    async def chooses(self, where: Answer | Json, action_id: str, value: Any, *, answered: bool = True) -> Answer:
        """Choose in a select, or another element that tells the bot at once."""
        place, block, element = self._find(where, lambda each: each.get("action_id") == action_id)
        held = forms.chosen(element, value, place if isinstance(place, FakeView) else None)
        return await self._acts(
            place, {"block_id": block["block_id"], "action_id": action_id, **held}, answered=answered
        )

    async def fills(self, where: Answer | Json, /, *, answered: bool = True, **values: Any) -> Answer:
        """Fill in the open modal and submit it; values are named by block_id or action_id."""
        view = self._view(where)
        stack = self.team.modals.get(self.id, [])
        assert view in stack[-1:], f"the modal is not open before {self.name}"
        answer = Answer(self.team, self.id, self._opened_in(view), source=view)
        payload = payloads.submission(self, answer, view, forms.filled(view, values))
        return await self._did(answer, "interactive", payload, answered=answered)

    async def closes(self, where: Answer | Json) -> None:
        """Close a modal without submitting it; the bot is told if it asked to be."""
        view = self._view(where)
        self.team.close(view)
        if view.data["notify_on_close"]:
            answer = Answer(self.team, self.id, source=view)
            await self._did(answer, "interactive", payloads.closed(self, view), answered=False)

    async def completes(self, where: Answer | Json, action_id: str, typed: str) -> list[tuple[str, str]]:
        """Type into an external select; give the (text, value) of each option the bot suggests."""
        view = self._view(where)
        ids = [block["block_id"] for block, each in forms.inputs(view.data) if each["action_id"] == action_id]
        assert ids, f"the view has no select {action_id!r}"
        answer = Answer(self.team, self.id, source=view)
        payload = payloads.suggestion(self, view, ids[0], action_id, typed)
        await self._did(answer, "interactive", payload, answered=False)
        assert answer.acked, "the bot suggests nothing in time"
        view.suggested[action_id] = answer.options
        return [(option["text"]["text"], option["value"]) for option in answer.options]

    async def says(self, channel: str, text: str, thread_ts: str | None = None) -> Json:
        """Say something in a channel, or directly to the bot; `<@BOT>` mentions it. Gives the message."""
        place, server = self._channel(channel), self.team.server
        text = text.replace("<@BOT>", f"<@{self.team.bot_user_id}>")
        message: Json = {"type": "message", "user": self.id, "text": text, "ts": server.next_ts(), "team": self.team.id}
        message |= {"client_msg_id": server.next_ts()} | ({"thread_ts": thread_ts} if thread_ts else {})
        place.messages.append(message)
        server.answers.posted[place.id, message["ts"]] = Posted(message, place)
        if kind := self._heard_as(place, text):
            answer = Answer(self.team, self.id, place, thread_ts or message["ts"], event=True)
            server.answers.to_message[message["ts"]] = answer
            event = {**message, **kind, "channel": place.id, "event_ts": message["ts"]}
            await self.sends(answer, "events_api", payloads.event(self.team, event))
        return message

    async def uses_shortcut(self, callback_id: str, *, answered: bool = True) -> Answer:
        """Use a global shortcut."""
        answer = Answer(self.team, self.id)
        return await self._did(answer, "interactive", payloads.shortcut(self, answer, callback_id), answered=answered)

    async def uses_message_shortcut(self, callback_id: str, message: Answer | Json, *, answered: bool = True) -> Answer:
        """Use a shortcut from the menu of a message."""
        posted = self._posted(message)
        assert not posted.user, "an ephemeral message has no shortcuts"
        answer = Answer(self.team, self.id, posted.channel, posted.message.get("thread_ts", ""), original=posted)
        payload = payloads.shortcut(self, answer, callback_id, posted)
        return await self._did(answer, "interactive", payload, answered=answered)

    async def opens_home(self, *, answered: bool = True) -> Answer:
        """Open the App Home; the answer holds what the bot then publishes."""
        answer = Answer(self.team, self.id)
        event: Json = {"type": "app_home_opened", "user": self.id, "channel": self.direct.id, "tab": "home"}
        event |= {"event_ts": self.team.server.next_ts()}
        event |= {"view": self.team.homes[self.id].data} if self.id in self.team.homes else {}
        await self._did(answer, "events_api", payloads.event(self.team, event), answered=False, expected=answered)
        if answered:
            await answer.until(lambda: answer.opened, "a published App Home (expect none with answered=False)")
        answer.opened, answer.expecting = self.team.homes.get(self.id), False
        return answer

    def as_json(self) -> Json:
        offset = datetime.now(UTC).astimezone(ZoneInfo(self.zone)).utcoffset()
        return {
            "id": self.id,
            "team_id": self.team.id,
            "name": self.name.lower(),
            "real_name": self.name,
            "deleted": False,
            "is_bot": False,
            "is_admin": self.admin,
            "is_owner": self.owner,
            "is_restricted": False,
            "tz": self.zone,
            "tz_label": self.zone,
            "tz_offset": int(offset.total_seconds()) if offset else 0,
            "locale": "en-US",
            "profile": {"real_name": self.name, "display_name": self.name},
        }

    async def _did(self, answer: Answer, kind: str, payload: Json, *, answered: bool, expected: bool = False) -> Answer:
        answer.expecting = answered or expected
        await self.sends(answer, kind, payload)
        late = self.team.server.unacknowledged
        await answer.until(lambda: answer.acked or (not answered and answer.envelope in late), "an acknowledgement")
        if answered:
            await answer.until(lambda: answer.happened, "an answer (expect none with answered=False)")
        answer.expecting = expected
        return answer

    async def sends(self, answer: Answer, kind: str, payload: Json) -> None:
        """Let Slack tell the bot something."""
        envelope = Envelope(kind, json.loads(json.dumps(payload)), self.team, answer)
        self.team.server.answers.recent.append(answer)
        self.team.server.envelopes.append(envelope)
        await self.team.server.delivery.send(envelope)

    async def _acts(self, place: Place, action: Json, *, answered: bool) -> Answer:
        answer = Answer(self.team, self.id)
        if isinstance(place, FakeView):
            answer.source, answer.channel, blocks = place, self._opened_in(place), place.data["blocks"]
        else:
            answer.original, answer.channel = place, place.channel
            answer.thread, blocks = place.message.get("thread_ts", ""), with_ids(place.message["blocks"])
        state: Json = {}
        for block, element in forms.inputs({"blocks": blocks}):
            state.setdefault(block["block_id"], {})[element["action_id"]] = forms.initial(element)
        payload = payloads.actions(self, answer, action, {"values": state})
        return await self._did(answer, "interactive", payload, answered=answered)

    def _channel(self, name: str | None) -> FakeChannel:
        if name == DIRECT:
            return self.direct
        return self.team.channel(name) if name else next(iter(self.team.channels.values()))

    def _heard_as(self, channel: FakeChannel, text: str) -> Json:
        if channel.kind == "im":
            return {"channel_type": "im"} if "im:history" in self.team.scopes else {}
        mentioned = f"<@{self.team.bot_user_id}>" in text and channel.bot_in
        return {"type": "app_mention"} if mentioned and "app_mentions:read" in self.team.scopes else {}

    def _opened_in(self, view: FakeView) -> FakeChannel | None:
        return next((each.channel for each in self.team.server.answers.recent if each.opened is view), None)

    def _view(self, where: Answer | Json) -> FakeView:
        view_id = (where.view or {}).get("id", "") if isinstance(where, Answer) else where.get("id", "")
        view = self.team.view(view_id)
        assert view is not None, f"no such view is open before {self.name}: {where}"
        assert view.user == self.id, f"{self.name} does not see the view of another"
        return view

    def _posted(self, where: Answer | Json) -> Posted:
        message = where.messages[-1] if isinstance(where, Answer) else where
        for posted in self.team.server.answers.posted.values():
            if posted.message is message or posted.message["ts"] == message.get("ts"):
                return posted
        raise AssertionError(f"no such message: {message}")

    def _places(self, where: Answer | Json) -> Iterator[Place]:
        if isinstance(where, Answer):
            yield from [self._view(where)] if where.view else []
            yield from [posted for posted in reversed(where.posts) if not posted.gone]
        else:
            yield self._view(where) if where.get("type") in {"modal", "home"} else self._posted(where)

    def _find(self, where: Answer | Json, fits: Any) -> tuple[Place, Json, Json]:
        places, seen = list(self._places(where)), []
        for place in places:
            content = place.data if isinstance(place, FakeView) else place.message
            for block in with_ids(content.get("blocks") or []):
                seen += elements(block) if block["type"] != "rich_text" else []
                for element in elements(block) if block["type"] != "rich_text" else []:
                    if fits(element):
                        self._sees(place)
                        return place, block, element
        raise AssertionError(f"nothing to act on among {[_label(each) for each in seen]}")

    def _sees(self, place: Place) -> None:
        assert place.user in {"", self.id}, f"{self.name} does not see what is shown to another"


def _label(element: Json) -> str:
    return str(element.get("text", {}).get("text", element.get("action_id")))
