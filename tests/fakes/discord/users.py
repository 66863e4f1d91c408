"""People and the bot, as Discord describes them."""

from dataclasses import dataclass

from .errors import JSON

LONG_AGO = "2024-01-01T00:00:00.000000+00:00"


@dataclass(frozen=True)
class User:
    id: int
    name: str
    bot: bool = False

    @property
    def payload(self) -> JSON:
        return {
            "id": str(self.id),
            "username": self.name.lower().replace(" ", "."),
            "global_name": None if self.bot else self.name,
            "discriminator": "0",
            "avatar": None,
            "bot": self.bot,
            "system": False,
            "public_flags": 0,
            "flags": 0,
            "banner": None,
            "accent_color": None,
            "avatar_decoration_data": None,
            "collectibles": None,
            "clan": None,
            "primary_guild": None,
        }

    @property
    def mention(self) -> str:
        return f"<@{self.id}>"


@dataclass(frozen=True)
class Role:
    id: int
    name: str
    permissions: int
    position: int
    managed: bool = False

    @property
    def payload(self) -> JSON:
        return {
            "id": str(self.id),
            "name": self.name,
            "permissions": str(self.permissions),
            "position": self.position,
            "color": 0,
            "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
            "hoist": False,
            "icon": None,
            "unicode_emoji": None,
            "managed": self.managed,
            "mentionable": False,
            "flags": 0,
            "description": None,
        }


@dataclass(frozen=True)
class Membership:
    """A user in a guild, with the ids of their roles."""

    user: User
    roles: tuple[int, ...]

    @property
    def partial(self) -> JSON:
        """Give the member as it stands beside a message, without its user."""
        return {
            "roles": [str(role) for role in self.roles],
            "nick": None,
            "avatar": None,
            "banner": None,
            "joined_at": LONG_AGO,
            "premium_since": None,
            "communication_disabled_until": None,
            "deaf": False,
            "mute": False,
            "pending": False,
            "flags": 0,
        }

    @property
    def payload(self) -> JSON:
        return self.partial | {"user": self.user.payload}
