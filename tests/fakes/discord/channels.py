"""Channels of a guild, threads, and channels of direct messages."""

from dataclasses import replace
from typing import TYPE_CHECKING

from .errors import JSON, refusal
from .gateway import DIRECT_MESSAGES, GUILD_MESSAGES, GUILDS
from .permissions import ALL, SEND_MESSAGES, SEND_MESSAGES_IN_THREADS, VIEW_CHANNEL, Overwrite, resolve

if TYPE_CHECKING:
    from .guilds import FakeGuild
    from .state import World
    from .users import User

VOICE, STAGE = 2, 13
TEXT, DIRECT, NEWS, NEWS_THREAD, PUBLIC_THREAD, PRIVATE_THREAD = 0, 1, 5, 10, 11, 12


class FakeChannel:
    def __init__(  # noqa: PLR0913
        self,
        world: "World",
        channel_id: int,
        name: str,
        kind: int,
        *,
        guild: "FakeGuild | None" = None,
        parent: "FakeChannel | None" = None,
        recipient: "User | None" = None,
    ) -> None:
        self.world = world
        self.id = channel_id
        self.name = name
        self.kind = kind
        self.guild = guild
        self.parent = parent
        self.recipient = recipient
        self.messages: list[JSON] = []
        self.deleted: set[int] = set()
        self.overwrites: dict[int, Overwrite] = {}
        self.archived = self.locked = False
        self.since = world.timestamp()

    @property
    def is_thread(self) -> bool:
        return self.kind in {NEWS_THREAD, PUBLIC_THREAD, PRIVATE_THREAD}

    @property
    def mention(self) -> str:
        return f"<#{self.id}>"

    def permissions_of(self, user_id: int) -> int:
        """Give what somebody may do here, through roles and overwrites."""
        if self.guild is None:
            return ALL
        if self.parent:
            return self.parent.permissions_of(user_id)
        if user_id not in self.guild.members:
            return 0
        base = self.guild.permissions_of(user_id)
        roles = self.guild.members[user_id].roles
        return resolve(base, self.overwrites.values(), self.guild.id, roles, user_id)

    def require(self, permissions: int, user_id: int | None = None) -> None:
        """Raise ApiError unless the bot may do something here."""
        held = self.permissions_of(user_id or self.world.bot_id)
        if not held & VIEW_CHANNEL:
            raise refusal(50001)
        if held & permissions != permissions:
            raise refusal(50013)

    def message(self, message_id: int) -> JSON:
        for message in self.messages:
            if int(message["id"]) == message_id:
                return message
        raise refusal(10008)

    def thread(self, name: str, *, private: bool = False, message: JSON | None = None) -> "FakeChannel":
        """Open a thread here, from a message if one is given."""
        kind = PRIVATE_THREAD if private else NEWS_THREAD if self.kind == NEWS else PUBLIC_THREAD
        channel_id = int(message["id"]) if message else self.world.snowflake()
        thread = FakeChannel(self.world, channel_id, name, kind, guild=self.guild, parent=self)
        self.world.channels[thread.id] = thread
        thread.tell("THREAD_CREATE", thread.payload | {"newly_created": True})
        return thread

    def forbid(self, permissions: int = SEND_MESSAGES | SEND_MESSAGES_IN_THREADS) -> None:
        """Take permissions from the bot in this channel."""
        bot = self.world.bot_id
        known = self.overwrites.get(bot, Overwrite(bot, 1))
        self.overwrites[bot] = replace(known, deny=known.deny | permissions, allow=known.allow & ~permissions)
        self.tell("CHANNEL_UPDATE", self.payload)

    def permit(self) -> None:
        """Give the bot back what was forbidden here."""
        self.overwrites.pop(self.world.bot_id, None)
        self.tell("CHANNEL_UPDATE", self.payload)

    def archive(self, *, locked: bool = False) -> None:
        self.archived, self.locked, self.since = True, locked, self.world.timestamp()
        self.tell("THREAD_UPDATE", self.payload)

    def remove(self) -> None:
        """Delete the channel, and the threads in it."""
        inside = [one for one in self.world.channels.values() if one.parent is self]
        for channel in (*inside, self):
            self.world.channels.pop(channel.id, None)
        if self.guild and self.guild.channels.get(self.name) is self:
            del self.guild.channels[self.name]
        self.tell("THREAD_DELETE" if self.is_thread else "CHANNEL_DELETE", self.payload)

    def delete(self, message: JSON) -> None:
        """Delete a message."""
        self.messages.remove(message)
        self.deleted.add(int(message["id"]))
        data = {"id": message["id"], "channel_id": str(self.id)}
        if self.guild:
            data["guild_id"] = str(self.guild.id)
        intent = GUILD_MESSAGES if self.guild else DIRECT_MESSAGES
        self.world.link.dispatch("MESSAGE_DELETE", data, guild_id=self.guild.id if self.guild else 0, intent=intent)

    def tell(self, event: str, data: JSON) -> None:
        """Dispatch an event about the channel itself."""
        if self.guild and self.guild.joined:
            self.world.link.dispatch(event, data, guild_id=self.guild.id, intent=GUILDS)

    @property
    def payload(self) -> JSON:
        last = self.messages[-1]["id"] if self.messages else None
        common: JSON = {"id": str(self.id), "type": self.kind, "last_message_id": last, "flags": 0}
        if self.guild is None:
            assert self.recipient
            return common | {"recipients": [self.recipient.payload]}
        common |= {"guild_id": str(self.guild.id), "name": self.name, "rate_limit_per_user": 0}
        return common | (self._thread_payload if self.parent else self._guild_payload)

    @property
    def _guild_payload(self) -> JSON:
        voice: JSON = {"bitrate": 64000, "user_limit": 0} if self.kind in {VOICE, STAGE} else {}
        return voice | {
            "position": 0,
            "topic": None,
            "nsfw": False,
            "parent_id": None,
            "permission_overwrites": [overwrite.payload for overwrite in self.overwrites.values()],
        }

    @property
    def _thread_payload(self) -> JSON:
        assert self.parent
        return {
            "parent_id": str(self.parent.id),
            "owner_id": str(self.world.bot_id),
            "message_count": len(self.messages),
            "member_count": 1,
            "total_message_sent": len(self.messages),
            "thread_metadata": {
                "archived": self.archived,
                "locked": self.locked,
                "auto_archive_duration": 1440,
                "archive_timestamp": self.since,
                "create_timestamp": self.since,
            },
        }
