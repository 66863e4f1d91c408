"""What a member gets to see of what they did: the bot's messages, modals, errors and options, as they come."""

from __future__ import annotations

import asyncio
import json
import secrets
import time
import uuid
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.fakes.slack import contract

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.fakes.slack.state import FakeChannel, FakeView, FakeWorkspace

Json = dict[str, Any]

USES = 5
MINUTES_30 = 30 * 60.0


@dataclass(eq=False, slots=True)
class Posted:
    """A message as people see it, and the one person who alone sees it if there is one."""

    message: Json
    channel: FakeChannel
    user: str = ""
    gone: bool = False

    @property
    def private(self) -> bool:
        return bool(self.user) or self.channel.kind == "im"

    def becomes(self, message: Json) -> None:
        kept = {name: value for name, value in self.message.items() if name not in {"text", "blocks"}}
        self.message.clear()
        self.message.update(kept | message)


@dataclass(eq=False, slots=True)
class Envelope:
    """One payload on its way to the bot, which may be delivered more than once."""

    kind: str
    payload: Json
    team: FakeWorkspace
    answer: Answer
    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    acks: int = 0
    attempt: int | None = None
    reason: str = ""

    def as_text(self) -> str:
        sent: Json = {"envelope_id": self.id, "type": self.kind, "payload": self.payload}
        sent["accepts_response_payload"] = self.kind != "events_api"
        if self.attempt is not None:
            sent |= {"retry_attempt": self.attempt, "retry_reason": self.reason}
        return json.dumps(sent)


@dataclass(eq=False, slots=True)
class Answer:
    """What came of one thing a member did; it keeps growing while the bot goes on."""

    team: FakeWorkspace
    user: str
    channel: FakeChannel | None = None
    thread: str = ""
    event: bool = False
    original: Posted | None = None
    source: FakeView | None = None
    acked: bool = False
    after: float = 0.0
    sent_at: float = 0.0
    posts: list[Posted] = field(default_factory=list)
    opened: FakeView | None = None
    errors: dict[str, str] = field(default_factory=dict)
    options: list[Json] = field(default_factory=list)
    happened: int = 0
    expecting: bool = True
    envelope: Envelope | None = None
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def messages(self) -> list[Json]:
        return [posted.message for posted in self.posts if not posted.gone]

    @property
    def private(self) -> bool:
        return all(posted.private for posted in self.posts if not posted.gone)

    @property
    def view(self) -> Json | None:
        return self.opened.data if self.opened else None

    @property
    def text(self) -> str:
        return "\n\n".join(message.get("text") or "" for message in self.messages)

    @property
    def blocks(self) -> list[Json]:
        of_view: list[Json] = (self.view or {}).get("blocks", [])
        return [block for message in self.messages for block in message.get("blocks") or []] + of_view

    @property
    def shown(self) -> str:
        """All words in the blocks, and the title of the view."""
        title = [self.view["title"]["text"]] if self.view and self.view.get("title") else []
        return "\n".join([*title, *contract.texts(self.blocks)])

    @property
    def buttons(self) -> list[str]:
        return [each["text"]["text"] for each in self._buttons()]

    def button(self, label: str) -> Json:
        for each in self._buttons():
            if each["text"]["text"] == label:
                return each
        raise AssertionError(f"no button {label!r} among {self.buttons} of: {self.text or self.shown}")

    def _buttons(self) -> Iterator[Json]:
        for block in self.blocks:
            for each in contract.elements(block) if block["type"] != "rich_text" else []:
                if each["type"] == "button":
                    yield each

    def tell(self, posted: Posted | None = None) -> None:
        """Note that something came of it: a message, or else something that has changed."""
        if posted is not None and posted not in self.posts:
            self.posts.append(posted)
        self.happened += 1
        self.changed.set()

    async def until(self, ready: Callable[[], object], what: str = "what the test waits for") -> Answer:
        """Wait until something holds of this answer."""
        try:
            async with asyncio.timeout(self.team.server.patience):
                while not ready():
                    self.changed.clear()
                    await self.changed.wait()
        except TimeoutError:
            self.expecting = False
            raise AssertionError(f"waited {self.team.server.patience:g} s for {what}; {self._so_far()}") from None
        return self

    async def grows_to(self, count: int) -> Answer:
        """Wait until so many messages have come."""
        return await self.until(lambda: len(self.messages) >= count, f"{count} messages")

    def _so_far(self) -> str:
        acked = f"acknowledged after {self.after:.2f} s" if self.acked else "not acknowledged"
        calls = ", ".join(f"{call.method} {call.error}".strip() for call in list(self.team.server.calls)[-5:])
        return f"{acked}; so far: {self.messages or self.view or 'nothing'}; last calls: {calls or 'none'}"


@dataclass(eq=False, slots=True)
class Trigger:
    """A trigger_id: opens one modal, within three seconds of being sent."""

    answer: Answer
    used: bool = False


@dataclass(eq=False, slots=True)
class ResponseUrl:
    """A response_url: five uses in thirty minutes."""

    answer: Answer
    made_at: float
    pressed: bool = False
    uses: int = 0


@dataclass(eq=False, slots=True)
class Answers:
    """All answers of the server, and what leads a payload of the bot back to one of them."""

    recent: deque[Answer] = field(default_factory=lambda: deque(maxlen=2000))
    triggers: dict[str, Trigger] = field(default_factory=dict)
    response_urls: dict[str, ResponseUrl] = field(default_factory=dict)
    to_message: dict[str, Answer] = field(default_factory=dict)
    posted: dict[tuple[str, str], Posted] = field(default_factory=dict)

    def trigger(self, answer: Answer) -> str:
        trigger_id = f"{secrets.randbelow(10**12)}.{secrets.token_hex(8)}"
        self.triggers[trigger_id] = Trigger(answer)
        return trigger_id

    def response_url(self, answer: Answer, *, pressed: bool = False) -> str:
        server = answer.team.server
        name = secrets.token_hex(12)
        self.response_urls[name] = ResponseUrl(answer, server.clock(), pressed)
        return f"{server.url}/response/{name}"

    def post(self, team: FakeWorkspace, posted: Posted, answer: Answer | None = None) -> None:
        """Give a message to its answer, else to the one it fits: the first of them that waits, or the last."""
        self.posted[posted.channel.id, posted.message["ts"]] = posted
        if answer is not None:
            answer.tell(posted)
            return
        fitting = [answer for answer in self.recent if _fits(answer, team, posted)]
        waiting = [answer for answer in fitting if answer.expecting and not answer.happened]
        if fitting:
            (waiting[0] if waiting else fitting[-1]).tell(posted)

    def change(self, posted: Posted) -> None:
        """Tell those who see a message that it has changed; to one who pressed in it, that is the answer."""
        for answer in self.recent:
            if answer.original is posted and answer.expecting and not answer.happened:
                answer.tell(posted)
            elif posted in answer.posts:
                answer.changed.set()

    def show(self, view: FakeView) -> None:
        """Give a view that is updated or published to the member's answer that waits, or to the last one."""
        fitting = [
            answer for answer in self.recent if answer.user == view.user and answer.team.id == view.data["team_id"]
        ]
        waiting = [answer for answer in fitting if answer.expecting and not answer.happened]
        for answer in (waiting or fitting[-1:])[:1]:
            answer.opened = view
            answer.tell()
        for answer in fitting:
            if answer.opened is view:
                answer.changed.set()


def _fits(answer: Answer, team: FakeWorkspace, posted: Posted) -> bool:
    if answer.team is not team:
        return False
    if posted.user:
        return answer.user == posted.user
    if posted.channel.kind == "im":
        return answer.user == posted.channel.user
    if answer.channel is not posted.channel:
        return False
    thread = posted.message.get("thread_ts", "")
    return thread == answer.thread if answer.event else thread in {"", answer.thread}


def expired(answer: Answer, seconds: float) -> bool:
    return bool(answer.sent_at) and time.monotonic() - answer.sent_at > seconds
