"""Interactions: what a person did, told to the bot, and how the bot answers it."""

import asyncio
import base64
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .answers import Answer
from .errors import JSON, Problem, invalid, refusal
from .messages import CHAT_COMMAND, CONTEXT_COMMAND, EPHEMERAL, LOADING, announce, apply, new_message, numbered

if TYPE_CHECKING:
    from .people import FakeMember
    from .state import World

COMMAND, COMPONENT, AUTOCOMPLETE, MODAL = 2, 3, 4, 5
MESSAGE, DEFERRED, DEFERRED_UPDATE, UPDATE, CHOICES, FORM = 4, 5, 6, 7, 8, 9
FIRST_RESPONSE, LIFE = 3.0, 900.0
NO_RESPONSE = "The application did not respond"


@dataclass(eq=False)
class Interaction:
    world: "World"
    person: "FakeMember"
    kind: int
    data: JSON
    source: JSON | None = None
    trigger: "Interaction | None" = None
    id: int = 0
    token: str = ""
    created: float = 0.0
    sent: float = 0.0
    answered: int = 0
    after: float = 0.0
    private: bool = False
    loading: bool = False
    complete: bool = False
    failed: str = ""
    original: JSON | None = None
    messages: list[JSON] = field(default_factory=list)
    modal: JSON | None = None
    choices: list[JSON] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.id = self.world.snowflake()
        text = f"interaction:{self.id}:{secrets.token_urlsafe(48)}"
        self.token = base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")
        self.created = self.world.time() - self.world.lateness
        self.sent = asyncio.get_running_loop().time()
        self.world.interactions[self.token] = self

    @property
    def payload(self) -> JSON:
        person, channel = self.person, self.person.channel
        permissions = str(channel.permissions_of(self.world.bot_id))
        payload: JSON = {
            "id": str(self.id), "application_id": str(self.world.application_id), "type": self.kind,
            "token": self.token, "version": 1, "data": self.data, "channel_id": str(channel.id),
            "channel": channel.payload | {"permissions": str(person.resolved)}, "app_permissions": permissions,
            "locale": person.locale, "entitlements": [], "attachment_size_limit": 10485760,
        }  # fmt: skip
        if self.source:
            payload["message"] = self.source
        return payload | self._place | self.world.interaction_extra

    @property
    def _place(self) -> JSON:
        guild = self.person.channel.guild
        if guild is None:
            return {"context": 1, "user": self.person.user.payload, "authorizing_integration_owners": {"0": "0"}}
        member = guild.members[self.person.user.id].payload | {"permissions": str(self.person.resolved)}
        return {
            "context": 0, "member": member, "guild_id": str(guild.id), "guild_locale": "en-US",
            "guild": {"id": str(guild.id), "locale": "en-US", "features": ["COMMUNITY", "NEWS"]},
            "authorizing_integration_owners": {"0": str(guild.id)},
        }  # fmt: skip

    def respond(self, body: JSON) -> JSON:
        """Take the first response, and give what a callback with_response is answered."""
        kind, data = body["type"], body.get("data") or {}
        self._admit(kind)
        match kind:
            case 4 | 5:
                self._begin(kind, data)
            case 6 | 7:
                self.original = self.source
                self.private = bool(self.source and self.source["flags"] & EPHEMERAL)
                if kind == UPDATE:
                    self.edit(self._found("@original"), data)
            case 8:
                self.choices = data.get("choices") or []
            case 9:
                self.modal = data | {"components": numbered(data["components"])}
        self.answered, self.after = kind, asyncio.get_running_loop().time() - self.sent
        self.complete = kind not in {DEFERRED, DEFERRED_UPDATE}
        return self._told(kind)

    def _admit(self, kind: int) -> None:
        if self.answered:
            raise refusal(40060)
        if self.world.time() - self.created > FIRST_RESPONSE:
            self.failed = NO_RESPONSE
            raise refusal(10062)
        wrong = {
            MESSAGE: self.kind == AUTOCOMPLETE, DEFERRED: self.kind == AUTOCOMPLETE,
            DEFERRED_UPDATE: self.source is None, UPDATE: self.source is None,
            CHOICES: self.kind != AUTOCOMPLETE, FORM: self.kind in {AUTOCOMPLETE, MODAL},
        }  # fmt: skip
        if wrong.get(kind, True):
            raise invalid(Problem("type", f"type {kind} cannot answer an interaction of type {self.kind}"))

    def _begin(self, kind: int, data: JSON) -> None:
        self.private = bool((data.get("flags") or 0) & EPHEMERAL)
        if kind == MESSAGE:
            self.original = self._new(data)
            self._show(self.original)
            return
        self.original = self._new({"content": "…", "flags": data.get("flags")})
        self.original |= {"content": "", "flags": self.original["flags"] | LOADING}
        self.loading = True

    def _new(self, data: JSON) -> JSON:
        kinds = {1: CHAT_COMMAND, 2: CONTEXT_COMMAND, 3: CONTEXT_COMMAND}
        kind = kinds[self.data["type"]] if self.kind == COMMAND and not self.original else 0
        message = new_message(self.person.channel, self.world.bot, data, kind=kind)
        message |= {"webhook_id": str(self.world.application_id), "application_id": str(self.world.application_id)}
        return message | {"interaction_metadata": self.metadata}

    @property
    def metadata(self) -> JSON:
        """What a message tells of the interaction that it answers."""
        told: JSON = {"id": str(self.id), "type": self.kind, "user": self.person.user.payload}
        told["authorizing_integration_owners"] = self._place["authorizing_integration_owners"]
        if self.kind == COMPONENT and self.source:
            told["interacted_message_id"] = self.source["id"]
        if self.trigger:
            told["triggering_interaction_metadata"] = self.trigger.metadata
        return told

    def _show(self, message: JSON) -> None:
        self.messages.append(message)
        if message["flags"] & EPHEMERAL:
            self.world.known.readers[int(message["id"])] = self.person.user.id
        else:
            self.person.channel.messages.append(message)
            announce(self.person.channel, message)

    def _told(self, kind: int) -> JSON:
        told: JSON = {"id": str(self.id), "type": self.kind}
        if kind in {MESSAGE, DEFERRED, DEFERRED_UPDATE, UPDATE} and self.original:
            told["response_message_id"] = self.original["id"]
            told["response_message_loading"] = self.loading
            told["response_message_ephemeral"] = bool(self.original["flags"] & EPHEMERAL)
        resource: JSON = {"resource": {"type": kind, "message": self.original}} if kind in {MESSAGE, UPDATE} else {}
        return {"interaction": told} | resource

    def edit(self, message: JSON, data: JSON) -> JSON:
        """Change a message; the first change of a deferred one shows it."""
        changed: dict[str, Any] = dict(message)
        apply(self.person.channel, changed, data)
        if message is self.original and self.loading:
            self.loading = False
            message |= changed | {"flags": changed["flags"] & ~LOADING}
            self._show(message)
        else:
            message |= changed | {"edited_timestamp": self.world.timestamp()}
            if not message["flags"] & EPHEMERAL:
                announce(self.person.channel, message, "MESSAGE_UPDATE")
        if all(known is not message for known in self.messages):
            self.messages.append(message)
        self.complete = True
        return message

    def follow(self, data: JSON) -> JSON:
        """Send one more message; right after a deferral it takes the place of the one that loads."""
        self._alive()
        if self.loading and self.original:
            return self.edit(self.original, data)
        message = self._new(data)
        self._show(message)
        self.complete = True
        return message

    def message(self, which: str) -> JSON:
        """Find one of its messages, through the token."""
        self._alive()
        return self._found(which)

    def _found(self, which: str) -> JSON:
        if which == "@original" and self.original:
            return self.original
        for message in self.messages:
            if message["id"] == which:
                return message
        raise refusal(10008)

    def delete(self, which: str) -> None:
        message = self.message(which)
        self.messages[:] = [known for known in self.messages if known is not message]
        if message is self.original:
            self.original, self.loading = None, False
        if any(known is message for known in self.person.channel.messages):
            self.person.channel.delete(message)
        self.complete = True

    def _alive(self) -> None:
        if self.world.time() - self.created > LIFE:
            raise refusal(50027)
        if not self.answered:
            raise refusal(10015)

    async def answer(self) -> Answer:
        """Tell the bot, and wait for what it answers."""
        channel = self.person.channel
        await self.world.until(lambda: self.world.link.sessions or None, "a session of the bot")
        self.sent = asyncio.get_running_loop().time()
        guild_id = channel.guild.id if channel.guild else 0
        self.world.link.dispatch("INTERACTION_CREATE", self.payload, guild_id=guild_id)
        name = self.data.get("name") or self.data.get("custom_id")
        await self.world.until(lambda: self.complete or self.failed, f"the answer to {name!r}")
        choices = [(choice["name"], choice["value"]) for choice in self.choices]
        kind = self.answered if not self.failed else 0
        return Answer(kind, self.after, self.private, self.messages, self.modal, choices, self.failed, self)


def found(world: "World", token: str, interaction_id: int | None = None) -> Interaction:
    """Find an interaction by its token; ApiError says that Discord knows none such."""
    interaction = world.interactions.get(token)
    if interaction is None or interaction_id not in {None, interaction.id}:
        raise refusal(10062 if interaction_id else 10015)
    return interaction
