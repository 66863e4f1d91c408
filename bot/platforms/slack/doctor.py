"""What keeps the bot from working on Slack: asked of each workspace, changing nothing."""

import re
from collections.abc import AsyncIterator, Awaitable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.config import CommunitySettings, Config, ConfigError
from bot.core import Bot
from bot.doctor import Finding, Section, gathered, is_token, kinds_by_channel, missing, note, ok, without_channel
from bot.platforms.slack.answers import FAILED
from bot.platforms.slack.errors import REVOKED, WRONG_KIND, code_of, to_send_error
from bot.platforms.slack.manifest import HEARS_EDITS, NEEDED
from bot.platforms.slack.platform import API
from bot.secrets import APP, BOT, SIGNING, SlackSecrets, read_slack_secrets

PORTAL = "api.slack.com/apps › your app"
SCOPES = f"{PORTAL} › OAuth & Permissions › Scopes"
ADD_SCOPE = f"{SCOPES} › Add an OAuth Scope, then Install App › Reinstall"
BOT_TOKEN = f"{PORTAL} › OAuth & Permissions › Bot User OAuth Token (where there is none, first Install App)"
APP_TOKEN = f"{PORTAL} › Basic Information › App-Level Tokens › Generate Token and Scopes › connections:write"
WORKSPACE_ID = "It stands in the address bar of Slack in a browser: app.slack.com/client/T…"
CHANNEL_ID = "In Slack: the channel's name › About › Channel ID"
GROUP_ID = "In Slack: Directories › User groups › the group › ⋯ › Copy group ID"
PERSON_ID = "In Slack: the person's profile › ⋮ › Copy member ID"
UNARCHIVE = "In Slack: the channel's name › Settings › Unarchive channel; or name another channel"

Json = Mapping[str, Any]


@dataclass(frozen=True)
class _Visit:
    client: AsyncWebClient
    bot: Bot
    config: Config
    community: CommunitySettings

    def name(self, secret: str) -> str:
        """Give the name of the variable that holds a secret."""
        return f"{self.community.secrets}_{secret}"


async def examine(bot: Bot, config: Config, environment: Mapping[str, str], api: str = API) -> list[Section]:
    """Look at the settings and at each workspace; whatever fails is a finding."""
    async with aiohttp.ClientSession() as session:

        async def section(community: CommunitySettings) -> Section:
            client = AsyncWebClient(base_url=api, session=session, retry_handlers=[])
            visit = _Visit(client, bot, config, community)
            return await gathered(community.name, _workspace(visit, environment), FAILED, partial(_failure, visit))

        return [await section(each) for each in config.communities if each.platform == "slack"]


def _failure(visit: _Visit, error: Exception) -> str:
    code = code_of(error)
    if code in REVOKED or code == WRONG_KIND:
        return f"Slack does not accept {visit.name(BOT)} ({code}). Copy it again: {BOT_TOKEN}"
    return str(to_send_error(error))


async def _workspace(visit: _Visit, environment: Mapping[str, str]) -> AsyncIterator[Finding]:
    if not visit.community.workspace:
        yield note(f"it has no workspace in config.toml, so the bot does not connect to it. {WORKSPACE_ID}")
        return
    try:
        alone = visit.config.model_copy(update={"communities": (visit.community,)})
        secrets = read_slack_secrets(alone, environment)[visit.community.name]
    except ConfigError as error:
        for problem in error.problems:
            yield missing(problem.what)
        return
    if unfit := list(_unfit(visit, secrets)):
        for each in unfit:
            yield each
        return
    visit.client.token = secrets.bot_token.get_secret_value()
    who = await visit.client.auth_test()
    async for each in _reached(visit, secrets):
        yield each
    if who["team_id"] != visit.community.workspace:
        yield missing(
            f"{visit.name(BOT)} belongs to the workspace “{who['team']}” ({who['team_id']}), not to "
            f"{visit.community.workspace} of config.toml. Mend the one or the other; "
            "with several workspaces, are the tokens of two swapped?"
        )
        return
    yield ok(f"{visit.name(BOT)} is accepted; the bot is @{who['user']} in the workspace “{who['team']}”")
    async for each in _inside(visit, who):
        yield each


def _unfit(visit: _Visit, secrets: SlackSecrets) -> Iterator[Finding]:
    """Tell of tokens that cannot be sent."""
    for name, token, source in ((BOT, secrets.bot_token, BOT_TOKEN), (APP, secrets.app_token, APP_TOKEN)):
        if token and not is_token(token):
            yield missing(
                f"{visit.name(name)} holds more than a token, or something else. Copy the token alone: {source}"
            )


async def _reached(visit: _Visit, secrets: SlackSecrets) -> AsyncIterator[Finding]:
    """Tell whether Slack can reach the bot in the way that the settings name."""
    if not secrets.app_token:
        yield ok(f"{visit.name(SIGNING)} is set; whether it is right shows when Slack calls")
        where = f"https://your address/slack/{visit.community.workspace}"
        port = visit.config.public.port if visit.config.public else ""
        yield note(
            f"the request URL to enter is {where}, which must lead to port {port} of this machine. {PORTAL} › App "
            f"Manifest: paste what this prints: workshop-bot manifest slack --url {where.replace('your address', '…')}"
        )
        return
    _, refusal = await _said(visit.client.apps_connections_open(app_token=secrets.app_token.get_secret_value()))
    if refusal:
        yield missing(f"Slack does not accept {visit.name(APP)} ({refusal}). Make a new one: {APP_TOKEN}")
    else:
        yield ok(f"{visit.name(APP)} is accepted: Slack lets the bot connect")


async def _said(asked: Awaitable[AsyncSlackResponse]) -> tuple[Json, str]:
    """Give what Slack says, or its word for not saying it; raises what trying again may mend."""
    try:
        answer = await asked
    except SlackApiError as error:
        if to_send_error(error).kind != "permanent":
            raise
        return {}, code_of(error)
    assert isinstance(answer.data, dict), "Slack says JSON"
    return answer.data, ""


async def _inside(visit: _Visit, who: AsyncSlackResponse) -> AsyncIterator[Finding]:
    """Tell what there is in the workspace, as the bot sees it."""
    headers = {name.lower(): value for name, value in who.headers.items()}
    for each in _scopes(re.findall(r"[^\s,]+", headers.get("x-oauth-scopes", ""))):
        yield each
    word, other = visit.bot.member_word, visit.bot.organizer_word
    yield note(
        f"Slack does not tell whether the app has the commands /{word} and /{other}, nor whether it hears of edits "
        f"({' and '.join(HEARS_EDITS)}): without these, what was sent on to another community does not follow "
        "edits and deletions. Both come with the manifest: workshop-bot manifest slack prints it, "
        f"{PORTAL} › App Manifest takes it"
    )
    for number, kinds in kinds_by_channel(visit.community.channels).items():
        yield await _channel(visit.client, number, kinds, who["user"])
    for each in without_channel(visit.community.channels):
        yield each
    async for each in _organizers(visit.client, visit.community.organizers, f"/{other}"):
        yield each


def _scopes(granted: Sequence[str]) -> Iterator[Finding]:
    if not granted:
        yield note(f"Slack did not say which scopes the app has. They stand at {SCOPES}")
        return
    lacks = [each for each in NEEDED if each not in granted]
    for each in lacks:
        yield missing(f"the app lacks the scope {each} ({NEEDED[each]}). {ADD_SCOPE}")
    if not lacks:
        yield ok("the app has every scope that the bot needs")
    if more := sorted(set(granted) - set(NEEDED)):
        yield note(f"the bot does not need these scopes: {', '.join(more)}. To take them away: {SCOPES}")


async def _channel(client: AsyncWebClient, number: str, kinds: str, me: str) -> Finding:
    if not re.fullmatch(r"[CG][A-Z0-9]+", number):
        return missing(f"{number} ({kinds}): this is no channel's id. {CHANNEL_ID}")
    said, refusal = await _said(client.conversations_info(channel=number))
    if refusal == "missing_scope":
        return note(f"{number} ({kinds}): not looked at, since a scope for that is missing")
    invite = f"In Slack, type there: /invite @{me}"
    if refusal:
        unseen = f"the bot sees no channel with this id ({refusal})"
        return missing(f"{number} ({kinds}): {unseen}. Is it private? {invite}. If not, copy its id. {CHANNEL_ID}")
    channel = said["channel"]
    name = f"#{channel.get('name') or number} ({kinds})"
    if channel.get("is_archived"):
        return missing(f"{name}: the channel is archived. {UNARCHIVE}")
    if not channel.get("is_member"):
        why = "without it the bot cannot post there, nor look for its own posts"
        return missing(f"{name}: the bot is not a member, and {why}. {invite}")
    return ok(f"{name}: the bot is a member")


async def _organizers(client: AsyncWebClient, ids: Sequence[str], command: str) -> AsyncIterator[Finding]:
    if not ids:
        yield note(f"nobody is named under organizers: the workspace's administrators may use {command}")
    groups: Sequence[Json] = ()
    refusal = ""
    if any(not _is_person(each) for each in ids):
        said, refusal = await _said(client.usergroups_list(include_users=True))
        groups = said.get("usergroups") or ()
    for each in ids:
        yield await _person(client, each, command) if _is_person(each) else _group(each, groups, refusal, command)


def _is_person(number: str) -> bool:
    return re.fullmatch(r"[UW][A-Z0-9]+", number) is not None


async def _person(client: AsyncWebClient, number: str, command: str) -> Finding:
    said, refusal = await _said(client.users_info(user=number))
    if refusal == "missing_scope":
        return note(f"{number} (organizers): not looked at, since a scope for that is missing")
    if refusal:
        return missing(f"{number} (organizers): there is no person with this id ({refusal}). {PERSON_ID}")
    name = f"@{said['user'].get('name') or number} (organizers)"
    if said["user"].get("deleted"):
        return missing(f"{name}: this account is not active. Take it out of organizers")
    return ok(f"{name}: this person may use {command}")


def _group(number: str, groups: Sequence[Json], refusal: str, command: str) -> Finding:
    told = f"{number} (organizers)"
    if refusal == "missing_scope":
        return note(f"{told}: not looked at, since a scope for that is missing")
    if refusal:
        return missing(f"{told}: Slack tells of no user groups ({refusal}). Name people instead. {PERSON_ID}")
    found = next((each for each in groups if each["id"] == number), None)
    if found is None:
        like = next((each for each in groups if each["handle"] == number.lstrip("@")), None)
        hint = f"“{like['handle']}” has the id {like['id']}" if like else f"{GROUP_ID}. {PERSON_ID}"
        return missing(f"{told}: there is no user group or person with this id. {hint}")
    name = f"@{found['handle']} (organizers)"
    if not found.get("users"):
        return missing(f"{name}: nobody is in this user group. In Slack: Directories › User groups › Edit members")
    return ok(f"{name}: who is in this user group may use {command}")
