"""Answering one interaction: in time, to the right eyes, whatever happens."""

import asyncio
import logging
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any, cast

import discord

from bot.message import Message
from bot.platforms.discord.errors import FAILED
from bot.platforms.discord.render import kept_lines, render
from bot.platforms.discord.sent import Json, Rows, edited, new
from bot.platforms.replies import SORRY, Reply
from bot.ports import Kept

IN_TIME = 1.5  # seconds until an answer must have begun; Discord waits for 3: receiving-and-responding
READ_IN = 1.0  # seconds for a kept line, before that
LATE = 10062  # Discord: topics/opcodes-and-status-codes, Unknown interaction
_LOG = logging.getLogger("bot.discord")

Work = Coroutine[Any, Any, Reply]


@dataclass
class Answers:
    """Sends answers to interactions; long command lines of buttons are kept first."""

    kept: Kept
    in_time: float = IN_TIME
    read_in: float = READ_IN
    under_way: set[asyncio.Task[Any]] = field(default_factory=set)

    async def give(self, interaction: discord.Interaction, work: Work, *, public: bool, in_place: bool = False) -> None:
        """Answer with what the work gives: at once, or in two steps where it takes longer than Discord waits.

        `in_place` puts the answer in the place of the message whose button was pressed.
        """
        task = asyncio.ensure_future(self._made(work))
        task.add_done_callback(self.under_way.discard)
        self.under_way.add(task)
        done, _ = await asyncio.wait({task}, timeout=self.in_time)
        try:
            if not done:
                await interaction.response.defer(ephemeral=not public, thinking=not in_place)
            reply, payloads = await task
            await self._send(interaction, reply, payloads, public=public and reply.public, in_place=in_place)
        except FAILED as error:
            task.cancel()
            await self.failed(interaction, error)

    async def _made(self, work: Work) -> tuple[Reply, list[Json]]:
        reply = await work
        return reply, await self.rendered(reply.message)

    async def _send(
        self, interaction: discord.Interaction, reply: Reply, payloads: list[Json], *, public: bool, in_place: bool
    ) -> None:
        first, *rest = payloads
        response, files = interaction.response, reply.message.files
        if response.is_done():
            await interaction.edit_original_response(**edited(first, files))
        elif in_place:
            await response.edit_message(**edited(first, files))
        else:
            await response.send_message(**new(first, files), ephemeral=not public)
        for each in rest:
            await interaction.followup.send(**new(each), ephemeral=not public)

    async def show(self, interaction: discord.Interaction, work: Coroutine[Any, Any, Message]) -> None:
        """Post an answer for everyone, and take the button that asked for it off the private one."""
        pressed = cast("dict[str, Any]", interaction.data or {}).get("custom_id")
        rows = [row.to_dict() for row in interaction.message.components] if interaction.message else []
        await interaction.response.edit_message(view=Rows(_without(rows, pressed)))
        message = await work
        first, *rest = await self.rendered(message)
        await interaction.followup.send(**new(first, message.files), ephemeral=message.mistake)
        for payload in rest:
            await interaction.followup.send(**new(payload), ephemeral=message.mistake)

    async def rendered(self, message: Message) -> list[Json]:
        """Give the payloads of a page, with the lines kept that its buttons cannot hold."""
        for line in kept_lines(message):
            await self.kept.keep(line)
        return render(message)

    async def failed(self, interaction: discord.Interaction, error: Exception) -> None:
        """Log why an answer did not arrive, and tell who waits for it where that is still possible."""
        if isinstance(error, discord.HTTPException) and error.code == LATE:
            _LOG.warning("an interaction came too late to be answered: %s", interaction.id)
            return
        _LOG.error("an answer could not be sent: %s", error)
        if interaction.type is discord.InteractionType.autocomplete:
            return  # nothing can be said there
        try:
            if interaction.response.type is discord.InteractionResponseType.message_update:
                await interaction.followup.send(SORRY, ephemeral=True)
            elif interaction.response.is_done():
                await interaction.edit_original_response(content=SORRY, embeds=[], view=None)
            else:
                await interaction.response.send_message(SORRY, ephemeral=True)
        except (*FAILED, RuntimeError) as again:  # the last: the session was closed meanwhile
            _LOG.error("nor could that be told: %s", again)


def _without(rows: list[Any], pressed: object) -> list[dict[str, Any]]:
    """Give rows of buttons without the one that was pressed; an empty row goes."""
    left = [
        {**row, "components": [each for each in row["components"] if each.get("custom_id") != pressed]} for row in rows
    ]
    return [row for row in left if row["components"]]
