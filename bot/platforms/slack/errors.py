"""What Slack's refusals mean for something that is to be posted."""

from collections.abc import Mapping

import aiohttp
from slack_sdk.errors import SlackApiError

from bot.ports import SendError

# Slack: the error lists of chat.postMessage, chat.update, chat.delete, conversations.history
REMOVED = {
    "message_not_found": "The message is not there any more.",
    "thread_not_found": "The message under which this was to stand is not there any more.",
}
LATER = {"ratelimited", "rate_limited", "service_unavailable", "team_added_to_org", "accesslimited"}
UNSURE = {"fatal_error", "internal_error", "request_timeout"}
FINAL = {
    "channel_not_found": "The channel does not exist, or is private and the bot is not in it. Choose another, or type "
    "/invite and the bot's name there.",
    "is_archived": "The channel is archived. Unarchive it, or choose another one.",
    "not_in_channel": "The bot is not in the channel. Type /invite and the bot's name there.",
    "restricted_action": "The workspace does not let the bot write there. An administrator can allow it.",
    "cannot_dm_bot": "A bot takes no direct messages.",
    "user_not_found": "This person is not in the workspace.",
    "user_disabled": "This person's account is not active.",
    "msg_too_long": "This is too long for one message on Slack. Please shorten it.",
    "msg_blocks_too_long": "This is too long for one message on Slack. Please shorten it.",
    "cant_update_message": "The bot can change only its own messages.",
    "edit_window_closed": "This workspace no longer lets the message be edited.",
    "cant_delete_message": "The bot can delete only its own messages.",
}
REVOKED = {"invalid_auth", "token_revoked", "account_inactive", "not_authed", "token_expired", "app_uninstalled"}
REFUSED = "Slack does not accept the bot's token any more. Reinstall the app (api.slack.com/apps, Install App)."
WRONG_KIND = "not_allowed_token_type"  # Slack: apps.connections.open, auth.test
NOT_ACCEPTED = (
    "Slack does not accept {}_BOT_TOKEN. Copy it again (api.slack.com/apps, your app, OAuth & Permissions, Bot User "
    "OAuth Token), or install the app again."
)
APP_REFUSED = (
    "Slack does not accept the app token. Make a new one (api.slack.com/apps, Basic Information, App-Level Tokens, "
    "scope connections:write)."
)


def to_send_error(error: Exception) -> SendError:
    """Say what to do about an error of slack_sdk or of the connection."""
    if isinstance(error, SlackApiError):
        return _of_answer(error)
    if isinstance(error, aiohttp.ClientConnectorError):
        return SendError("retry", f"Slack cannot be reached: {error}")
    if isinstance(error, TimeoutError):
        return SendError("ambiguous", "Slack did not answer in time.")
    return SendError("ambiguous", f"The connection to Slack was lost: {error}")


def code_of(error: Exception) -> str:
    """Give Slack's word for an error, empty where it gave none."""
    answer = getattr(getattr(error, "response", None), "data", None)  # a page of a proxy is text
    return str(answer.get("error") or "") if isinstance(answer, Mapping) else ""


def _of_answer(error: SlackApiError) -> SendError:
    code, status = code_of(error), getattr(error.response, "status_code", 200)
    if status == 429 or code in LATER:  # noqa: PLR2004 - Too Many Requests
        return SendError("retry", "Slack asks to wait.", _wait(error))
    if code in REMOVED:
        return SendError("removed", REMOVED[code])
    if code == "missing_scope":
        return SendError("permanent", missing_scope(error))
    if code in REVOKED:
        return SendError("permanent", REFUSED)
    if code in FINAL:
        return SendError("permanent", FINAL[code])
    if status >= 500 or code in UNSURE or not code:  # noqa: PLR2004 - the server's fault
        return SendError("ambiguous", f"Slack had an error of its own ({code or status}).")
    return SendError("permanent", f"Slack refuses this: {code}.")


def missing_scope(error: SlackApiError) -> str:
    """Name the scope that the app lacks, and where it is added."""
    needed = error.response.get("needed") or "one"
    return (
        f"The app lacks the scope {needed}. Add it (api.slack.com/apps, OAuth & Permissions, Scopes) and install the "
        "app again."
    )


def _wait(error: SlackApiError) -> float | None:
    try:
        return float(error.response.headers.get("Retry-After", ""))
    except ValueError:
        return None


def final(error: SlackApiError, prefix: str) -> str:
    """Give the reason where trying again is of no use."""
    code = code_of(error)
    if code == WRONG_KIND:
        return (
            "An app token stands where the bot token belongs, or the other way round: xoxb- is the bot's, xapp- is not."
        )
    if "apps.connections.open" in str(getattr(error.response, "api_url", "")):
        return APP_REFUSED if code in REVOKED or code == "missing_scope" else ""
    if code == "missing_scope":
        return missing_scope(error)
    return NOT_ACCEPTED.format(prefix) if code in REVOKED else ""
