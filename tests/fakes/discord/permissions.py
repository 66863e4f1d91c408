"""Permission bits, and how roles and overwrites of a channel make up what somebody may do there."""

from collections.abc import Iterable
from dataclasses import dataclass

from .errors import JSON

ADMINISTRATOR = 1 << 3
MANAGE_CHANNELS = 1 << 4
MANAGE_GUILD = 1 << 5
ADD_REACTIONS = 1 << 6
VIEW_CHANNEL = 1 << 10
SEND_MESSAGES = 1 << 11
MANAGE_MESSAGES = 1 << 13
EMBED_LINKS = 1 << 14
ATTACH_FILES = 1 << 15
READ_MESSAGE_HISTORY = 1 << 16
MENTION_EVERYONE = 1 << 17
MANAGE_ROLES = 1 << 28
USE_APPLICATION_COMMANDS = 1 << 31
MANAGE_EVENTS = 1 << 33
MANAGE_THREADS = 1 << 34
CREATE_PUBLIC_THREADS = 1 << 35
SEND_MESSAGES_IN_THREADS = 1 << 38
CREATE_EVENTS = 1 << 44

ALL = (1 << 53) - 1
EVERYONE = (
    VIEW_CHANNEL | SEND_MESSAGES | EMBED_LINKS | ATTACH_FILES | READ_MESSAGE_HISTORY | ADD_REACTIONS
    | USE_APPLICATION_COMMANDS | CREATE_PUBLIC_THREADS | SEND_MESSAGES_IN_THREADS
)  # fmt: skip
INVITED = (
    VIEW_CHANNEL | SEND_MESSAGES | EMBED_LINKS | READ_MESSAGE_HISTORY | CREATE_PUBLIC_THREADS
    | SEND_MESSAGES_IN_THREADS | CREATE_EVENTS
)  # fmt: skip


@dataclass(frozen=True)
class Overwrite:
    """What a channel gives to, and takes from, a role (kind 0) or a member (kind 1)."""

    id: int
    kind: int
    allow: int = 0
    deny: int = 0

    @property
    def payload(self) -> JSON:
        return {"id": str(self.id), "type": self.kind, "allow": str(self.allow), "deny": str(self.deny)}


def resolve(base: int, overwrites: Iterable[Overwrite], everyone: int, roles: Iterable[int], user: int) -> int:
    """Apply a channel's overwrites to the permissions that the roles give, in Discord's order."""
    if base & ADMINISTRATOR:
        return ALL
    by_id = {overwrite.id: overwrite for overwrite in overwrites}
    held = [by_id[role] for role in roles if role in by_id and role != everyone]
    deny = allow = 0
    for overwrite in held:
        deny |= overwrite.deny
        allow |= overwrite.allow
    for taken, given in (
        (by_id.get(everyone, Overwrite(everyone, 0)).deny, by_id.get(everyone, Overwrite(everyone, 0)).allow),
        (deny, allow),
        (by_id.get(user, Overwrite(user, 1)).deny, by_id.get(user, Overwrite(user, 1)).allow),
    ):
        base = base & ~taken | given
    return base
