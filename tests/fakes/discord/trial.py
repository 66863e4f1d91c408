"""A small bot on plain discord.py, with one of each thing that the server's own tests need."""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from typing import Any

import pytest

import discord
from discord import app_commands, ui
from tests.waiting import until

from .guilds import FakeGuild
from .server import FakeDiscord

INTENTS = discord.Intents(guilds=True, guild_messages=True, dm_messages=True)
KINDS = [discord.SelectOption(label="Food"), discord.SelectOption(label="Talks")]


class Pages(ui.View):
    @ui.button(label="Page 2 of 3", custom_id="page 2")
    async def turn(self, interaction: discord.Interaction, _: Any) -> None:
        await interaction.response.edit_message(content="second page")

    @ui.button(label="Ask", custom_id="ask")
    async def ask(self, interaction: discord.Interaction, _: Any) -> None:
        await interaction.response.send_modal(Question())

    @ui.button(label="Later", custom_id="later")
    async def later(self, interaction: discord.Interaction, _: Any) -> None:
        await interaction.response.defer()
        await interaction.edit_original_response(content="edited later")


class Question(ui.Modal, title="Ask the organizers"):
    question: ui.Label[Any] = ui.Label(text="Question", component=ui.TextInput(custom_id="question", max_length=300))
    kind: ui.Label[Any] = ui.Label(text="Kind", component=ui.Select(custom_id="kind", options=KINDS))

    async def on_submit(self, interaction: discord.Interaction) -> None:
        asked, kind = self.question.component, self.kind.component
        assert isinstance(asked, ui.TextInput)
        assert isinstance(kind, ui.Select)
        await interaction.response.send_message(f"{kind.values[0]}: {asked.value}", ephemeral=True)


class Bot(discord.Client):
    def __init__(self) -> None:
        allowed = discord.AllowedMentions.none()
        super().__init__(intents=INTENTS, allowed_mentions=allowed, guild_ready_timeout=0.0)
        self.tree = app_commands.CommandTree(self)
        self.tree.add_command(workshop)
        self.tree.add_command(app_commands.ContextMenu(name="Ask about this", callback=about))
        self.heard: list[str] = []
        self.told: list[str] = []

    async def setup_hook(self) -> None:
        await self.tree.sync()

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Identify again without the five seconds that discord.py waits."""

    async def on_message(self, message: discord.Message) -> None:
        self.heard.append(message.content)
        if self.user in message.mentions and message.author != self.user:
            await message.reply("you called?")

    async def on_ready(self) -> None:
        self.told.append("ready")

    async def on_resumed(self) -> None:
        self.told.append("resumed")

    async def on_guild_join(self, guild: discord.Guild) -> None:
        self.told.append(f"joined {guild.name}")

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        self.told.append(f"left {guild.name}")

    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        self.told.append(f"lost #{channel.name}")

    async def on_guild_role_delete(self, role: discord.Role) -> None:
        self.told.append(f"lost @{role.name}")


workshop = app_commands.Group(name="workshop", description="About the workshop")


@workshop.command(description="When things are due")
async def deadlines(interaction: discord.Interaction, workshop: str, zone: str = "UTC", year: int = 0) -> None:
    embed = discord.Embed(title=f"{workshop} in {zone}", description=f"of {year}")
    await interaction.response.send_message(embed=embed, view=Pages())


@deadlines.autocomplete("workshop")
async def known(_: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
    return [app_commands.Choice(name=f"{typed}ml", value=f"{typed}ml-2024")]


@workshop.command(description="Ask anything")
async def ask(interaction: discord.Interaction, question: str) -> None:
    await interaction.response.defer(ephemeral=True, thinking=True)
    await interaction.edit_original_response(content=f"thought about {question}")
    await interaction.followup.send("and more", ephemeral=True)


async def about(interaction: discord.Interaction, message: discord.Message) -> None:
    await interaction.response.send_message(f"about: {message.content}", ephemeral=True)


@asynccontextmanager
async def running(**options: Any) -> AsyncIterator[tuple[FakeDiscord, FakeGuild, Bot]]:
    """Run the bot against a server of its own."""
    async with FakeDiscord(**options) as server:
        channels = {"general": 0, "news": 5}
        guild = server.guild("Mechanistic Interpretability", roles={"Organizers": 0}, channels=channels)
        with server.pointed():
            bot = Bot()
            task = asyncio.create_task(bot.start(server.token))
            try:
                await server.connected()
                await until(lambda: "ready" in bot.told)
                yield server, guild, bot
            finally:
                await bot.close()
                await asyncio.gather(task, return_exceptions=True)


async def refused(sent: Awaitable[Any]) -> tuple[int, int]:
    with pytest.raises(discord.HTTPException) as error:
        await sent
    return error.value.status, error.value.code


async def ignore(*_: Any) -> None:
    """Let an error of a command pass."""
