"""What each interaction is answered with."""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, cast

import discord
from discord.app_commands import Choice

from bot.arguments import suggest
from bot.clock import Clock
from bot.config import CommunitySettings
from bot.core import Bot, Person, mistaken
from bot.forms import Opened, call_of, line_with, opened, said_in
from bot.lines import Call
from bot.menus import line_for, offered
from bot.message import Button, Message, bold, bullets, escape
from bot.platforms import parts
from bot.platforms.discord.answers import Answers
from bot.platforms.discord.asked import Typed, choices, read_typed, text_of
from bot.platforms.discord.declare import THE_OTHER
from bot.platforms.discord.errors import FAILED
from bot.platforms.discord.forms import FORM, described, draft, filled, read_draft
from bot.platforms.discord.pointed import read_pointed
from bot.platforms.discord.render import KEPT, STAMP
from bot.platforms.discord.sent import Form
from bot.platforms.replies import (
    ENOUGH,
    FIX,
    GONE,
    SHOW,
    Allowance,
    Reply,
    command_of,
    reply_to,
    shown_to_everyone,
    turns_a_page,
)
from bot.ports import Kept
from bot.slash import Command, UserError

DRAFT = timedelta(hours=24)
TOO_OLD = "What this button stood for is not kept any more. Please type the command again."
NO_TEXT = "There is no text in this message that I could look for."
_LOG = logging.getLogger("bot.discord")

Data = Mapping[str, Any]
Values = Mapping[str, str]
Interaction = discord.Interaction[discord.Client]
Kind = discord.InteractionType


@dataclass
class Interactions:
    """Serves commands, suggestions, buttons, forms and the menu of a message.

    `servers` are the settings by server id, which the platform changes while it runs.
    """

    bot: Bot
    servers: dict[int, CommunitySettings]
    kept: Kept
    clock: Clock
    answers: Answers
    shown: Allowance = field(default_factory=Allowance)

    async def serve(self, interaction: Interaction) -> None:
        """Answer one interaction; what cannot be answered is logged."""
        data = cast("Data", interaction.data or {})
        try:
            if interaction.type is Kind.autocomplete:
                await self._suggest(interaction, read_typed(data))
            elif interaction.type is Kind.component:
                await self._pressed(interaction, str(data.get("custom_id", "")))
            elif interaction.type is Kind.modal_submit:
                await self._filled(interaction, data)
            elif interaction.type is Kind.application_command and (data.get("resolved") or {}).get("messages"):
                await self._menu(interaction, data)
            elif interaction.type is Kind.application_command:
                await self._typed(interaction, read_typed(data))
        except FAILED as error:
            await self.answers.failed(interaction, error)

    def person(self, interaction: Interaction) -> Person:
        """Give who asks: an organizer is named, has a role that is, or may manage the server's events."""
        user = interaction.user
        settings = self.servers.get(interaction.guild_id or 0)
        own = {str(user.id), *(str(role.id) for role in getattr(user, "roles", ()))}
        named = settings is not None and not own.isdisjoint(settings.organizers)
        may = bool(interaction.guild_id) and (interaction.permissions.manage_events or named)
        manages = str(interaction.channel_id) if settings and interaction.permissions.manage_channels else ""
        community = settings or next(iter(self.servers.values()), None)  # in direct messages, any of them reaches
        name = community.name if community else ""
        return Person(id=f"discord:{user.id}", name=user.display_name, organizer=may, community=name, manages=manages)

    async def _suggest(self, interaction: Interaction, typed: Typed) -> None:
        command = self._command(typed)
        parameter = next((each for each in command.parameters if each.name == typed.focused), None) if command else None
        text = typed.values.get(typed.focused, "")
        found = choices(suggest(parameter, text, self.bot.catalog)) if parameter else []
        await interaction.response.autocomplete([Choice(name=label, value=value) for label, value in found])

    def _command(self, typed: Typed) -> Command | None:
        command = self.bot.find(typed.command, organizer=typed.group == self.bot.organizer_word)
        word = self.bot.organizer_word if command and command.organizer else self.bot.member_word
        return command if typed.group == word else None

    async def _typed(self, interaction: Interaction, typed: Typed) -> None:
        command, person = self._command(typed), self.person(interaction)
        if command is None:  # registered by an older version, and not yet replaced
            await self._say(interaction, person, f"/{typed.group} {typed.command}")
        elif self.bot.form_of(self._line(command), person) and not any(map(str.strip, typed.values.values())):
            await self._open(interaction, self._line(command))
        elif not self.bot.may(command, person):  # refused before a mistake tells what it takes
            work = self._reply(interaction, Call(command, {}, self._line(command)), person)
            await self.answers.give(interaction, work, public=False)
        else:
            await self._call(interaction, person, command, typed.values)

    async def _call(
        self, interaction: Interaction, person: Person, command: Command, values: Mapping[str, str]
    ) -> None:
        read = call_of(self.bot, command, values)
        if read.call:
            work = self._reply(interaction, read.call, person)
            await self.answers.give(interaction, work, public=command.public)
        else:
            mistake = next(iter(read.mistakes.values()))
            await self._tell(interaction, mistaken(mistake, self._line(command)))

    async def _say(self, interaction: Interaction, person: Person, line: str) -> None:
        command = command_of(self.bot, line)
        in_place = turns_a_page(line) and _is_private(interaction.message)
        public = command is not None and command.public and interaction.type is not Kind.component
        work = self._reply(interaction, line, person)
        await self.answers.give(interaction, work, public=public, in_place=in_place)

    async def _menu(self, interaction: Interaction, data: Data) -> None:
        """Serve a message's menu: a question about it, or a command that is told which message is meant."""
        command, person = offered(self.bot, THE_OTHER).get(str(data.get("name"))), self.person(interaction)
        if command is None:
            await self._asked_about(interaction, text_of(data))
            return
        settings = self.servers.get(interaction.guild_id or 0)
        async with asyncio.timeout(self.answers.read_in):
            pointed = read_pointed(interaction, settings.name if settings else "")
            line = await line_for(self.bot, command, pointed, person)
        if self.bot.form_of(line, person):
            await self._open(interaction, line)
        else:
            await self._say(interaction, person, line)

    async def _asked_about(self, interaction: Interaction, text: str) -> None:
        if not parts.visible(text):
            await self._tell(interaction, mistaken(UserError(NO_TEXT), self.bot.line("ask")))
            return
        await self._call(interaction, self.person(interaction), self.bot.by_name["ask"], {"question": text})

    async def _pressed(self, interaction: Interaction, custom_id: str) -> None:
        """Serve a button: a command line, an answer to show to everyone, or a form to correct."""
        line, person = STAMP.sub("", custom_id, count=1), self.person(interaction)
        if line.startswith((KEPT, FIX)):
            fixing, token = line.startswith(FIX), line.removeprefix(FIX).removeprefix(KEPT)
            async with asyncio.timeout(self.answers.read_in):
                text = await self.kept.kept(token, self.clock())
            if text is None:
                await self._tell(interaction, mistaken(UserError(TOO_OLD), ""))
                return
            if fixing:
                await self._reopen(interaction, person, text)
                return
            line = text
        if line.startswith(SHOW):
            await self._show(interaction, person, line.removeprefix(SHOW))
        elif self.bot.form_of(line, person):
            await self._open(interaction, line)
        else:
            await self._say(interaction, person, line)

    async def _open(self, interaction: Interaction, line: str) -> None:
        """Open the form of a line, or say why it cannot be opened."""
        form = await opened(self.bot, line, self.person(interaction), self.clock())
        if isinstance(form, Opened):
            await interaction.response.send_modal(Form(described(self.bot, form)))
        elif form:
            await self._tell(interaction, form)

    async def _show(self, interaction: Interaction, person: Person, line: str) -> None:
        if not self.shown.take(person.id, self.clock()):
            await self._tell(interaction, mistaken(UserError(ENOUGH), line))
            return
        await self.answers.show(interaction, shown_to_everyone(self.bot, line, person, self.clock()))

    async def _reopen(self, interaction: Interaction, person: Person, text: str) -> None:
        name, values = read_draft(text)
        command = self.bot.by_name.get(name)
        if command is None or not self.bot.form_of(self._line(command), person):
            await self._tell(interaction, mistaken(UserError(TOO_OLD), ""))
            return
        form = Opened(command, line_with(self.bot, command, values), values)
        await interaction.response.send_modal(Form(described(self.bot, form)))

    async def _filled(self, interaction: Interaction, data: Data) -> None:
        line, person = str(data.get("custom_id", "")).removeprefix(FORM), self.person(interaction)
        command = self.bot.form_of(line, person)
        values = filled(data.get("components") or []) | said_in(line)
        if command is None:
            await self._tell(interaction, mistaken(UserError(GONE), line))
            return
        read = call_of(self.bot, command, values)
        if read.call:
            work = self._reply(interaction, read.call, person)
            await self.answers.give(interaction, work, public=command.public)
            return

        async def told() -> Reply:
            token = await self.kept.keep(draft(command, values), self.clock() + DRAFT)
            return Reply(_mistakes(read.mistakes, Button("Correct it", f"{FIX}{token}")), public=False)

        await self.answers.give(interaction, told(), public=False)

    async def _tell(self, interaction: Interaction, message: Message) -> None:
        async def told() -> Reply:
            return Reply(message, public=False)

        await self.answers.give(interaction, told(), public=False)

    async def _reply(self, interaction: Interaction, asked: str | Call, person: Person) -> Reply:
        return await reply_to(self.bot, asked, person, self.clock(), alone=interaction.guild_id is None)

    def _line(self, command: Command) -> str:
        return self.bot.line(command.name, organizer=command.organizer)


def _is_private(message: discord.Message | None) -> bool:
    """Say whether only who pressed a button sees the message that holds it."""
    return message is not None and (message.flags.ephemeral or message.guild is None)


def _mistakes(mistakes: Mapping[str, UserError], correct: Button) -> Message:
    lines = (f"{bold(name.replace('_', ' ').capitalize())}: {escape(error.text)}" for name, error in mistakes.items())
    return Message(title="Not quite", text=bullets(*lines), buttons=(correct,), mistake=True)
