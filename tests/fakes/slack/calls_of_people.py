"""The methods of the Web API that tell who the bot, the team, its members and their groups are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.fakes.slack.calls import Method, RefusedError, page

if TYPE_CHECKING:
    from tests.fakes.slack.state import FakeWorkspace

Json = dict[str, Any]

BOT = "workshop"
READ_USERS = ("users:read",)
READ_GROUPS = ("usergroups:read",)


def _auth_test(team: FakeWorkspace, body: Json) -> Json:
    return {
        "url": f"https://{team.domain}.slack.com/",
        "team": team.name,
        "user": BOT,
        "team_id": team.id,
        "user_id": team.bot_user_id,
        "bot_id": team.bot_id,
        "is_enterprise_install": False,
    }


def _user(team: FakeWorkspace, body: Json) -> Json:
    user = str(body.get("user", ""))
    if user == team.bot_user_id:
        return {"user": _bot(team)}
    if user not in team.members:
        raise RefusedError("user_not_found")
    return {"user": team.members[user].as_json()}


def _bot(team: FakeWorkspace) -> Json:
    profile = {"real_name": BOT, "bot_id": team.bot_id, "api_app_id": team.app_id}
    return {"id": team.bot_user_id, "team_id": team.id, "name": BOT, "is_bot": True, "profile": profile}


def _users(team: FakeWorkspace, body: Json) -> Json:
    members, more = page([_bot(team), *(member.as_json() for member in team.members.values())], body, 1000)
    return {"members": members, **more}


def _groups(team: FakeWorkspace, body: Json) -> Json:
    listed = [
        {"id": group.id, "team_id": team.id, "handle": group.handle, "name": group.handle, "users": group.users}
        for group in team.groups
    ]
    return {"usergroups": listed}


def _users_of_group(team: FakeWorkspace, body: Json) -> Json:
    for group in team.groups:
        if group.id == body.get("usergroup"):
            return {"users": group.users}
    raise RefusedError("no_such_subteam")


def _team(team: FakeWorkspace, body: Json) -> Json:
    return {"team": {"id": team.id, "name": team.name, "domain": team.domain, "email_domain": "", "icon": {}}}


def _bot_info(team: FakeWorkspace, body: Json) -> Json:
    if body.get("bot", team.bot_id) != team.bot_id:
        raise RefusedError("bot_not_found")
    shown = {"id": team.bot_id, "deleted": False, "name": BOT, "app_id": team.app_id, "user_id": team.bot_user_id}
    return {"bot": shown}


PEOPLE = {
    "auth.test": Method(_auth_test),
    "users.info": Method(_user, READ_USERS),
    "users.list": Method(_users, READ_USERS),
    "usergroups.list": Method(_groups, READ_GROUPS),
    "usergroups.users.list": Method(_users_of_group, READ_GROUPS),
    "team.info": Method(_team, ("team:read",)),
    "bots.info": Method(_bot_info, READ_USERS),
}
