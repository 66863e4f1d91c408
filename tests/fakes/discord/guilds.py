"""Guilds with roles, channels, members and events."""

from typing import TYPE_CHECKING

from .channels import FakeChannel
from .errors import JSON
from .gateway import GUILDS
from .people import FakeMember
from .permissions import ADMINISTRATOR, ALL, EVERYONE
from .users import LONG_AGO, Membership, Role, User

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .state import World


class FakeGuild:
    def __init__(self, world: "World", guild_id: int, name: str, bot_permissions: int, *, joined: bool) -> None:
        self.world = world
        self.id = guild_id
        self.name = name
        self.joined = joined
        self.roles = {"@everyone": Role(guild_id, "@everyone", EVERYONE, 0)}
        self.members: dict[int, Membership] = {}
        self.channels: dict[str, FakeChannel] = {}
        self.events: dict[int, JSON] = {}
        self.allowed: dict[int, list[JSON]] = {}
        own = self.add_role(world.bot.name, bot_permissions, managed=True)
        self.members[world.bot_id] = Membership(world.bot, (own.id,))
        self.owner_id = self.member("Owner").user.id

    def add_role(self, name: str, permissions: int = 0, *, managed: bool = False) -> Role:
        role = Role(self.world.snowflake(), name, permissions, len(self.roles), managed)
        self.roles[name] = role
        self._tell("GUILD_ROLE_CREATE", {"role": role.payload})
        return role

    def remove_role(self, name: str) -> None:
        role = self.roles.pop(name)
        self.members = {
            key: Membership(held.user, tuple(other for other in held.roles if other != role.id))
            for key, held in self.members.items()
        }
        self._tell("GUILD_ROLE_DELETE", {"role_id": str(role.id)})

    def role_id(self, name: str) -> int:
        return self.roles[name].id

    def add_channel(self, name: str, kind: int = 0) -> FakeChannel:
        channel = FakeChannel(self.world, self.world.snowflake(), name, kind, guild=self)
        self.channels[name] = self.world.channels[channel.id] = channel
        self._tell("CHANNEL_CREATE", channel.payload)
        return channel

    def channel(self, name: str) -> FakeChannel:
        return self.channels[name]

    def member(
        self, name: str, *, roles: "Sequence[str]" = (), permissions: int = 0, locale: str = "en-US"
    ) -> FakeMember:
        """Let somebody join; the permissions are added to those that the roles give."""
        user = User(self.world.snowflake(), name)
        self.world.known.users[user.id] = user
        self.members[user.id] = Membership(user, tuple(self.role_id(role) for role in roles))
        return FakeMember(self.world, user, self, None, permissions, locale)

    def permissions_of(self, user_id: int) -> int:
        """Give what a member's roles allow before any channel's overwrites."""
        held = self.members[user_id]
        permissions = self.roles["@everyone"].permissions
        for role in self.roles.values():
            permissions |= role.permissions if role.id in held.roles else 0
        return ALL if permissions & ADMINISTRATOR else permissions

    def allow(self, command: str, role: str, *, permission: bool = True) -> None:
        """Set who may use a command, as an administrator does in the server's settings."""
        every = [*self.world.known.commands.get(self.id, []), *self.world.known.commands.get(0, [])]
        found = next((int(one["id"]) for one in every if one["name"] == command), None)
        assert found, f"no such command registered: {command}"
        self.allowed.setdefault(found, []).append({"id": str(self.role_id(role)), "type": 1, "permission": permission})

    def may_use(self, person: FakeMember, command: JSON, permissions: int) -> bool:
        """Tell whether Discord offers a command to a member."""
        held = (self.id, *self.members[person.user.id].roles)
        set_by_hand = [one["permission"] for one in self.allowed.get(int(command["id"]), []) if int(one["id"]) in held]
        needed = command["default_member_permissions"]
        if set_by_hand or needed is None or permissions & ADMINISTRATOR:
            return any(set_by_hand) or not set_by_hand
        return int(needed) != 0 and permissions & int(needed) == int(needed)

    @property
    def payload(self) -> JSON:
        """Give the guild as GET /guilds does, without its channels and members."""
        return {
            "id": str(self.id), "name": self.name, "icon": None, "splash": None, "discovery_splash": None,
            "owner_id": str(self.owner_id), "afk_channel_id": None, "afk_timeout": 300, "verification_level": 1,
            "default_message_notifications": 1, "explicit_content_filter": 2, "mfa_level": 0, "nsfw_level": 0,
            "roles": [role.payload for role in self.roles.values()], "emojis": [], "stickers": [],
            "features": ["COMMUNITY", "NEWS"], "system_channel_id": None, "system_channel_flags": 0,
            "rules_channel_id": None, "public_updates_channel_id": None, "safety_alerts_channel_id": None,
            "premium_tier": 0, "premium_subscription_count": 0, "premium_progress_bar_enabled": False,
            "preferred_locale": "en-US", "description": None, "banner": None, "vanity_url_code": None,
            "application_id": None, "max_members": 500000, "widget_enabled": False, "region": "deprecated",
        }  # fmt: skip

    @property
    def created(self) -> JSON:
        """Give the guild as GUILD_CREATE tells it."""
        bot = self.members[self.world.bot_id]
        here = [channel for channel in self.world.channels.values() if channel.guild is self]
        return self.payload | {
            "joined_at": LONG_AGO, "large": False, "unavailable": False, "member_count": len(self.members),
            "members": [bot.payload], "voice_states": [], "presences": [], "stage_instances": [],
            "soundboard_sounds": [], "guild_scheduled_events": list(self.events.values()),
            "channels": [channel.payload for channel in here if not channel.is_thread],
            "threads": [channel.payload for channel in here if channel.is_thread and not channel.archived],
        }  # fmt: skip

    def _tell(self, event: str, data: JSON) -> None:
        if self.joined and self.id in self.world.guilds:
            data = data | {"guild_id": str(self.id)}
            self.world.link.dispatch(event, data, guild_id=self.id, intent=GUILDS)
