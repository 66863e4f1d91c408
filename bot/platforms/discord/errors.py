"""What Discord's refusals, and its silence, mean for something that is to be posted."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import discord

from bot.ports import SendError

FAILED = (discord.DiscordException, aiohttp.ClientError, OSError)
"""What discord.py raises where Discord refuses something or cannot be reached; the store's errors are OSErrors."""

# Discord: topics/opcodes-and-status-codes, JSON error codes
REMOVED = {10008: "The message is not there any more."}
LATER = {
    20016: "this channel takes one message at a time; later",
    20022: "announcements can be edited a few times an hour only; later",
    20028: "this channel takes no more writes for now; later",
    20029: "this server takes no more writes for now; later",
    30046: "old messages can be edited a few times an hour only; later",
    40003: "direct messages were opened too fast; later",
    40062: "Discord is overloaded; later",
    130000: "Discord is overloaded; later",
}
FINAL = {
    10003: "The channel does not exist any more. Choose another one.",
    10004: "The server is not known to the bot any more. Invite it again.",
    40058: "This channel takes threads only. Choose another one.",
    50001: "The bot cannot see the channel. Give it “View Channel” there (Edit Channel › Permissions).",
    50007: "This person takes no direct messages from the bot.",
    50013: "The bot may not write there. Give it “Send Messages” and “Embed Links”, for threads also “Create Public "
    "Threads” and “Send Messages in Threads” (Edit Channel › Permissions).",
    50278: "The bot shares no server with this person any more.",
    160005: "The thread is locked. Unlock it, or choose another place.",
    200000: "The server's AutoMod holds this message back. Allow it there (Server Settings › AutoMod).",
}
NO_HISTORY = "The bot cannot read the channel. Give it “Read Message History” there (Edit Channel › Permissions)."
REFUSED_TOKEN = "Discord does not accept the bot's token any more."  # noqa: S105 - a sentence


@asynccontextmanager
async def within(client: discord.Client, seconds: float) -> AsyncIterator[None]:
    """Give up what happens within after some time; raises TimeoutError.

    While discord.py waits for the limit of all requests it keeps every other one back, and for ever where the one that
    waits is given up; so those are let go then.
    """
    try:
        async with asyncio.timeout(seconds):
            yield
    except (TimeoutError, asyncio.CancelledError):
        client.http._global_over.set()  # noqa: SLF001 - there is no other way to it
        raise


def to_send_error(error: Exception) -> SendError:
    """Say what to do about an error of discord.py or of the connection."""
    if isinstance(error, discord.RateLimited):
        return SendError("retry", "Discord asks to wait.", error.retry_after)
    if isinstance(error, discord.HTTPException):
        return _of_answer(error)
    if isinstance(error, aiohttp.ClientConnectorError):
        return SendError("retry", f"Discord cannot be reached: {error}")
    if isinstance(error, TimeoutError):
        return SendError("ambiguous", "Discord did not answer in time.")
    return SendError("ambiguous", f"The connection to Discord was lost: {error}")


def holds_everybody(error: Exception) -> bool:
    """Say whether nothing at all passes for a while, rather than what was asked for."""
    return isinstance(error, discord.HTTPException) and error.status == 429  # noqa: PLR2004 - Too Many Requests


def _of_answer(error: discord.HTTPException) -> SendError:
    if error.code in REMOVED:
        return SendError("removed", REMOVED[error.code])
    if error.code in LATER:
        return SendError("retry", f"Discord says: {LATER[error.code]}.", _wait(error))
    if error.code in FINAL:
        return SendError("permanent", FINAL[error.code])
    if error.status == 429:  # noqa: PLR2004 - Too Many Requests
        return SendError("retry", "Discord asks to wait.", _wait(error))
    if error.status >= 500:  # noqa: PLR2004 - the server's fault
        return SendError("ambiguous", f"Discord had an error of its own ({error.status}).")
    if error.status == 401:  # noqa: PLR2004 - Unauthorized
        return SendError("permanent", REFUSED_TOKEN)
    return SendError("permanent", f"Discord refuses this: {error.text or error}")


def _wait(error: discord.HTTPException) -> float | None:
    try:
        return float(error.response.headers.get("Retry-After", ""))
    except ValueError:
        return None
