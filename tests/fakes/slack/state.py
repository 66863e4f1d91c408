"""What one workspace holds: its channels, the messages in them, its people, its user groups and the open views."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.fakes.slack.people import Member
    from tests.fakes.slack.server import FakeSlack

Json = dict[str, Any]

SCOPES = (
    "app_mentions:read channels:history channels:join channels:read chat:write chat:write.public commands "
    "groups:history groups:read im:history im:read im:write mpim:history mpim:read team:read usergroups:read users:read"
)
HISTORY = {"public": "channels:history", "private": "groups:history", "im": "im:history"}
READ = {"public": "channels:read", "private": "groups:read", "im": "im:read"}


def new_id(kind: str) -> str:
    return kind + secrets.token_hex(5).upper()


@dataclass(frozen=True, slots=True)
class App:
    """One Slack app, installed in one workspace or in several."""

    id: str = field(default_factory=lambda: new_id("A"))
    token: str = field(default_factory=lambda: f"xapp-1-{secrets.token_hex(12)}")
    signing_secret: str = field(default_factory=lambda: secrets.token_hex(16))
    verification_token: str = field(default_factory=lambda: secrets.token_hex(12))


@dataclass(eq=False, slots=True)
class FakeChannel:
    """A channel, or the direct messages of the bot with one member."""

    name: str
    kind: str
    id: str
    members: list[str]
    messages: list[Json] = field(default_factory=list)
    archived: bool = False
    bot_in: bool = True
    user: str = ""
    forget: Callable[[], object] = lambda: None

    def archive(self) -> None:
        self.archived = True

    def remove_bot(self) -> None:
        self.bot_in = False

    def remove(self) -> None:
        """Delete the channel: every call about it fails from now on."""
        self.forget()

    def find(self, ts: str) -> Json | None:
        return next((message for message in self.messages if message["ts"] == ts), None)

    def thread(self, root: str) -> list[Json]:
        return [message for message in self.messages if root in {message["ts"], message.get("thread_ts")}]

    def from_bot(self) -> list[Json]:
        return [message for message in self.messages if message.get("bot_id")]

    def as_json(self, bot_user_id: str) -> Json:
        shown = {"id": self.id, "is_im": self.kind == "im", "is_archived": self.archived, "created": 1700000000}
        if self.kind == "im":
            return {**shown, "user": self.user, "is_user_deleted": False}
        return {
            **shown,
            "name": self.name,
            "is_channel": self.kind == "public",
            "is_group": self.kind == "private",
            "is_private": self.kind == "private",
            "is_member": self.bot_in,
            "is_general": self.name == "general",
            "creator": bot_user_id,
            "num_members": len(self.members) + self.bot_in,
        }


@dataclass(eq=False, slots=True)
class FakeView:
    """A modal or an App Home as one member has it before them; `data` is what Slack holds of it now."""

    data: Json
    user: str
    suggested: dict[str, list[Json]] = field(default_factory=dict)

    @property
    def id(self) -> str:
        return str(self.data["id"])


@dataclass(eq=False, slots=True)
class Group:
    """A user group of a workspace, such as @organizers."""

    id: str
    handle: str
    users: list[str]


@dataclass(eq=False, slots=True)
class FakeWorkspace:
    """One workspace in which the bot is installed."""

    server: FakeSlack
    name: str
    app: App
    id: str = field(default_factory=lambda: new_id("T"))
    bot_token: str = field(default_factory=lambda: f"xoxb-{secrets.token_hex(12)}")
    bot_id: str = field(default_factory=lambda: new_id("B"))
    bot_user_id: str = field(default_factory=lambda: new_id("U"))
    scopes: set[str] = field(default_factory=lambda: set(SCOPES.split()))
    channels: dict[str, FakeChannel] = field(default_factory=dict)
    members: dict[str, Member] = field(default_factory=dict)
    groups: list[Group] = field(default_factory=list)
    homes: dict[str, FakeView] = field(default_factory=dict)
    modals: dict[str, list[FakeView]] = field(default_factory=dict)
    revoked: bool = False

    @property
    def app_id(self) -> str:
        return self.app.id

    @property
    def app_token(self) -> str:
        return self.app.token

    @property
    def signing_secret(self) -> str:
        return self.app.signing_secret

    @property
    def domain(self) -> str:
        return self.name.lower().replace(" ", "-")

    def add_channel(self, name: str, kind: str = "public") -> FakeChannel:
        letter = {"public": "C", "private": "G", "im": "D"}[kind]
        channel = FakeChannel(name, kind, new_id(letter), [] if kind == "im" else list(self.members))
        channel.forget = partial(self.channels.pop, channel.id, None)
        self.channels[channel.id] = channel
        return channel

    def channel(self, name: str) -> FakeChannel:
        """Find a channel by its name or id."""
        for channel in self.channels.values():
            if name.removeprefix("#") in {channel.name, channel.id}:
                return channel
        raise AssertionError(f"{self.name} has no channel {name!r}: {[each.name for each in self.channels.values()]}")

    def direct(self, user: str) -> FakeChannel:
        """Give the direct messages of the bot with a member, opened when first needed."""
        for channel in self.channels.values():
            if channel.kind == "im" and channel.user == user:
                return channel
        channel = self.add_channel(f"direct-{user}", "im")
        channel.user, channel.members = user, [user]
        return channel

    def member(self, name: str, *, zone: str = "UTC", admin: bool = False, owner: bool = False) -> Member:
        """Add a member, who is in every channel so far; or find the one of that name."""
        from tests.fakes.slack.people import Member

        for known in self.members.values():
            if known.name == name:
                return known
        member = Member(self, name, new_id("U"), zone=zone, admin=admin or owner, owner=owner)
        self.members[member.id] = member
        for channel in self.channels.values():
            if channel.kind != "im":
                channel.members.append(member.id)
        return member

    def group(self, handle: str, *members: Member) -> Group:
        made = Group(new_id("S"), handle, [member.id for member in members])
        self.groups.append(made)
        return made

    def revoke(self) -> None:
        """Uninstall the bot: its token fails, and its connections end unless another workspace has the app."""
        self.revoked = True
        self.server.forget(self)

    def views(self) -> Iterator[FakeView]:
        yield from self.homes.values()
        for stack in self.modals.values():
            yield from stack

    def view(self, view_id: str, external_id: str = "") -> FakeView | None:
        for view in self.views():
            if view.id == view_id or (external_id and view.data.get("external_id") == external_id):
                return view
        return None

    def close(self, view: FakeView, *, everything: bool = False) -> None:
        stack = self.modals.get(view.user, [])
        if everything:
            stack.clear()
        elif view in stack:
            stack.remove(view)


def with_ids(blocks: list[Json]) -> list[Json]:
    """Give blocks the ids that Slack makes up where the bot gave none."""
    return [_with_ids(block, f"b{number}") for number, block in enumerate(blocks)]


def _with_ids(block: Json, block_id: str) -> Json:
    made = {"block_id": block_id, **block}
    if block.get("type") == "actions":
        made["elements"] = [{"action_id": f"a{n}", **each} for n, each in enumerate(block["elements"])]
    for name in ("accessory", "element"):
        if block.get(name):
            made[name] = {"action_id": f"a-{name}", **block[name]}
    return made
