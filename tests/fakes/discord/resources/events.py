"""Scheduled events of a guild."""

from datetime import UTC, datetime

from tests.fakes.discord.errors import JSON, Problem, invalid, refusal
from tests.fakes.discord.gateway import GUILD_SCHEDULED_EVENTS
from tests.fakes.discord.guilds import FakeGuild
from tests.fakes.discord.permissions import CREATE_EVENTS, MANAGE_EVENTS
from tests.fakes.discord.routing import Call, route

EXTERNAL = 3
SCHEDULED, ACTIVE, COMPLETED, CANCELED = 1, 2, 3, 4
NEXT = {SCHEDULED: {SCHEDULED, ACTIVE, CANCELED}, ACTIVE: {ACTIVE, COMPLETED}}
CHANGEABLE = {
    "name", "description", "scheduled_start_time", "scheduled_end_time", "privacy_level", "entity_type",
    "entity_metadata", "channel_id", "status", "recurrence_rule",
}  # fmt: skip


@route("GET", "/guilds/{g}/scheduled-events")
def list_events(call: Call) -> list[JSON]:
    return list(call.guild.events.values())


@route("POST", "/guilds/{g}/scheduled-events")
def create_event(call: Call) -> JSON:
    guild, body = call.guild, call.body
    _require(guild, CREATE_EVENTS)
    _check(call, body)
    if sum(event["status"] in {SCHEDULED, ACTIVE} for event in guild.events.values()) >= 100:
        raise refusal(30038)
    event: JSON = {
        "id": str(call.world.snowflake()), "guild_id": str(guild.id), "channel_id": None,
        "creator_id": str(call.world.bot_id), "creator": call.world.bot.payload, "description": None,
        "scheduled_end_time": None, "status": SCHEDULED, "entity_id": None, "entity_metadata": None,
        "user_count": 0, "image": None, "recurrence_rule": None, "guild_scheduled_event_exceptions": [],
    }  # fmt: skip
    event |= {key: value for key, value in body.items() if key in CHANGEABLE}
    guild.events[int(event["id"])] = event
    _tell(guild, "GUILD_SCHEDULED_EVENT_CREATE", event)
    return event


@route("GET", "/guilds/{g}/scheduled-events/{e}")
def read_event(call: Call) -> JSON:
    return _event(call)


@route("PATCH", "/guilds/{g}/scheduled-events/{e}")
def change_event(call: Call) -> JSON:
    guild, event = call.guild, _event(call)
    _require(guild, CREATE_EVENTS if event["creator_id"] == str(call.world.bot_id) else MANAGE_EVENTS)
    changes = {key: value for key, value in call.body.items() if key in CHANGEABLE}
    if changes.get("status", event["status"]) not in NEXT.get(event["status"], set()):
        raise refusal(180000)
    if set(changes) - {"status"}:
        _check(call, event | changes, moved="scheduled_start_time" in changes)
    event |= changes
    _tell(guild, "GUILD_SCHEDULED_EVENT_UPDATE", event)
    return event


@route("DELETE", "/guilds/{g}/scheduled-events/{e}")
def delete_event(call: Call) -> None:
    guild, event = call.guild, _event(call)
    _require(guild, CREATE_EVENTS if event["creator_id"] == str(call.world.bot_id) else MANAGE_EVENTS)
    del guild.events[int(event["id"])]
    _tell(guild, "GUILD_SCHEDULED_EVENT_DELETE", event)


def _event(call: Call) -> JSON:
    found = call.guild.events.get(call.id("e"))
    if found is None:
        raise refusal(10070)
    return found


def _require(guild: FakeGuild, permission: int) -> None:
    if not guild.permissions_of(guild.world.bot_id) & permission:
        raise refusal(50013)


def _check(call: Call, body: JSON, *, moved: bool = True) -> None:
    required = ("name", "scheduled_start_time", "privacy_level", "entity_type")
    found = [Problem(key, "This field is required") for key in required if not body.get(key)]
    location = (body.get("entity_metadata") or {}).get("location") or ""
    sizes = [("name", body.get("name") or "", 100), ("description", body.get("description") or "", 1000)]
    for key, value, most in [*sizes, ("entity_metadata.location", location, 100)]:
        if len(value) > most:
            found.append(Problem(key, f"Must be {most} or fewer in length."))
    start, end = _time(body.get("scheduled_start_time")), _time(body.get("scheduled_end_time"))
    if body.get("entity_type") == EXTERNAL and not end:
        found.append(Problem("scheduled_end_time", "This field is required"))
    if body.get("entity_type") == EXTERNAL and not location:
        found.append(Problem("entity_metadata.location", "This field is required"))
    if moved and start and start.timestamp() < call.world.time():
        found.append(Problem("scheduled_start_time", "Cannot schedule event in the past."))
    if start and end and end <= start:
        found.append(Problem("scheduled_end_time", "Cannot schedule event to end before it starts."))
    if found:
        raise invalid(*found)


def _time(text: str | None) -> datetime | None:
    if not text:
        return None
    read = datetime.fromisoformat(text)
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def _tell(guild: FakeGuild, event: str, data: JSON) -> None:
    guild.world.link.dispatch(event, data, guild_id=guild.id, intent=GUILD_SCHEDULED_EVENTS)
