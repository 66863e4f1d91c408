"""Who asks on Slack: their time zone, and whether they organize; asked of Slack once, then remembered a while."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.core import Person
from bot.platforms import parts
from bot.platforms.slack.errors import code_of
from bot.zones import zone_name

REMEMBERED = 3600.0  # seconds
FORGOTTEN = 60.0  # seconds until what could not be looked up is tried again
GROUP_REMEMBERED = 300.0  # seconds
PATIENCE = 1.0  # seconds; an answer does not wait longer for a time zone
MOST = 5000  # people
NAME = 80  # characters. Slack: users.profile.set, display_name
_LOG = logging.getLogger("bot.slack")


@dataclass(frozen=True, slots=True)
class Profile:
    """What a profile tells: the name of the zone, whether they administer the workspace, and what to call them."""

    zone: str | None = None
    admin: bool = False
    name: str = ""


@dataclass
class People:
    """Tells who somebody is; `organizers` are ids of people (U…) and of user groups (S…)."""

    client: AsyncWebClient
    team: str
    community: str = ""
    organizers: Sequence[str] = ()
    _profiles: dict[str, tuple[float, Profile]] = field(default_factory=dict)
    _members: dict[str, tuple[float, frozenset[str]]] = field(default_factory=dict)
    _called: dict[str, str] = field(default_factory=dict)
    _told: set[str] = field(default_factory=set)

    async def person(self, user: str, name: str = "", *, organizing: bool = False, channel: str = "") -> Person:
        """Give a person; whether they are an organizer is looked up where they are `organizing`.

        Slack tells nobody who manages a channel, so that the workspace's administrators do.
        """
        profile = await self._profile(user)
        organizer = organizing and await self._organizes(user, profile)
        called = profile.name or name or user
        manages = channel if profile.admin else ""
        return Person(f"slack:{self.team}:{user}", called, profile.zone, organizer, self.community, manages=manages)

    async def _organizes(self, user: str, profile: Profile) -> bool:
        """Say whether somebody is named among the organizers, or, where nobody is, administers the workspace."""
        if not self.organizers:
            return profile.admin
        if user in self.organizers:
            return True
        groups = await asyncio.gather(*(self._group(each) for each in self.organizers if each.startswith("S")))
        return any(user in members for members in groups)

    async def groups(self, typed: str) -> list[tuple[str, str]]:
        """Give the user groups whose name or handle holds what was typed, as pairs of label and id."""
        try:
            async with asyncio.timeout(PATIENCE):
                found = (await self.client.usergroups_list())["usergroups"]
        except (SlackClientError, aiohttp.ClientError, OSError) as error:
            self._tell("usergroups:read", "user groups are not known", error)
            return []
        pairs = [(f"@{each['handle']} ({each['name']})", str(each["id"])) for each in found]
        return [(label, key) for label, key in pairs if typed.lower() in label.lower()]

    async def called(self, key: str) -> str:
        """Give what people call a channel, a user group or a person; the id where that cannot be looked up."""
        if key not in self._called:
            try:
                async with asyncio.timeout(PATIENCE):
                    self._called[key] = await self._name_of(key)
            except (SlackClientError, aiohttp.ClientError, OSError) as error:
                self._tell("channels:read", f"the name of {key} is not known", error)
                return key
        return self._called[key]

    async def _name_of(self, key: str) -> str:
        if key.startswith("S"):
            groups = (await self.client.usergroups_list())["usergroups"]
            return next((f"@{each['handle']}" for each in groups if each["id"] == key), key)
        if key.startswith(("C", "G")):
            return f"#{(await self.client.conversations_info(channel=key))['channel']['name']}"
        return (await self._profile(key)).name or key

    def who(self) -> str:
        """Tell who organizes, by names that were looked up before."""
        if not self.organizers:
            return "the workspace's administrators"
        return ", ".join(self._called[each] for each in self.organizers if each in self._called)

    async def _profile(self, user: str) -> Profile:
        known = self._profiles.get(user)
        if known and known[0] > monotonic():
            return known[1]
        try:
            async with asyncio.timeout(PATIENCE):
                found = (await self.client.users_info(user=user))["user"]
        except (SlackClientError, aiohttp.ClientError, OSError) as error:
            self._tell("users:read", "time zones are not known", error)
            self._profiles[user] = (monotonic() + FORGOTTEN, known[1] if known else Profile())
            return self._profiles[user][1]
        profile = Profile(_zone(found.get("tz")), bool(found.get("is_admin") or found.get("is_owner")), _name(found))
        if len(self._profiles) >= MOST:
            self._profiles.pop(next(iter(self._profiles)))
        self._profiles[user] = (monotonic() + REMEMBERED, profile)
        return profile

    async def _group(self, group: str) -> frozenset[str]:
        known = self._members.get(group)
        if known and known[0] > monotonic():
            return known[1]
        try:
            async with asyncio.timeout(PATIENCE):
                found = await self.client.usergroups_users_list(usergroup=group)
        except (SlackClientError, aiohttp.ClientError, OSError) as error:
            self._tell("usergroups:read", f"who is in the user group {group} is not known", error)
            self._members[group] = (monotonic() + FORGOTTEN, known[1] if known else frozenset())
            return self._members[group][1]
        self._members[group] = (monotonic() + GROUP_REMEMBERED, frozenset(found["users"]))
        return self._members[group][1]

    def _tell(self, scope: str, what: str, error: Exception) -> None:
        """Log once what cannot be looked up."""
        code = code_of(error) if isinstance(error, SlackApiError) else ""
        said = code or str(error) or "Slack did not answer in time"
        why = f"the app lacks the scope {scope}" if code == "missing_scope" else said
        if why not in self._told:
            self._told.add(why)
            _LOG.warning("%s, since %s", what, why)


def _name(user: Mapping[str, Any]) -> str:
    """Give the name that people see, which is not the one of the account."""
    profile = user.get("profile") or {}
    names = (str(profile.get(each) or "") for each in ("display_name", "real_name"))
    return parts.shortened(next(filter(parts.visible, names), ""), NAME)


def _zone(name: str | None) -> str | None:
    try:
        return zone_name(name) if name else None
    except (ValueError, LookupError):
        return None
